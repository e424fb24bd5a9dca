package conformance

import (
	"net/http"
	"regexp"
)

const accountPath = "/v1/verifications/account"

func verified() want {
	return members(member{"accountVerificationResult", "VERIFIED"}, member{"verifiedAt", present}, member{"reason", absent})
}

func denied(reason string) want {
	return members(member{"accountVerificationResult", "DENIED"}, member{"reason", reason}, member{"verifiedAt", present})
}

// accountCases are those of 2.3.
func accountCases() []Case {
	cases := accountFaults()
	cases = append(cases, accountAnswers()...)
	return append(cases, Case{ID: "account.silent", Clause: "2.0", Tag: Docs, Severity: Critical, Asked: "a member that never answers",
		Expected: "408 `REQUEST-TIMEOUT`, “timeout of 5000ms exceeded”, whatever the number", needs: []Need{NeedSilent}, run: accountSilent})
}

func accountSilent(t *trial) error {
	a, err := t.call(t.caller, http.MethodPost, accountPath, with(t.anyAccount(), "beneficiaryVaspId", t.world.Silent))
	if err != nil {
		return err
	}
	t.expect(a, want{status: http.StatusRequestTimeout, code: "REQUEST-TIMEOUT"})
	message, _ := a.body["message"].(string)
	if !regexp.MustCompile(`^timeout of [0-9]+ms exceeded$`).MatchString(message) {
		t.differs("message is %s", literal(message))
	}
	return nil
}

// accountFaults are the errors of 2.3, each alone, and the order in which they are found.
func accountFaults() []Case {
	body := func(s *session) object { return s.anyAccount() }
	cases := faults("account", "2.3", accountPath, body, append([]spoiled{
		{"missing-key-type", "no keyType", Inferred, "", drop("keyType"), required("keyType", "MISSING-KEY-TYPE")},
		{"missing-vasp", "no beneficiaryVaspId", Seed, "", drop("beneficiaryVaspId"), required("beneficiaryVaspId", "MISSING-VASP")},
		{"missing-symbol", "no symbol", Inferred, "", drop("symbol"), required("symbol", "MISSING-SYMBOL")},
		{"null-symbol", "null for the symbol", Inferred, Minor, func(_ *session, b object) any { b["symbol"] = nil; return b }, required("symbol", "MISSING-SYMBOL")},
		{"missing-payload", "no payload", Inferred, "", drop("payload"), required("payload", "MISSING-PAYLOAD")},
		{"missing-version", "no payload.version", Inferred, "", drop("payload.version"), required("payload.version", "MISSING-VERSION")},
		{"missing-ivms101", "no payload.ivms101", Inferred, "", drop("payload.ivms101"), required("payload.ivms101", "MISSING-IVMS101")},
		{"missing-account-number", "no accountNumber", Inferred, "", drop("payload.ivms101.beneficiary.accountNumber"),
			required("payload.ivms101.beneficiary.accountNumber", "MISSING-ACCOUNT-NUMBER")},
		{"invalid-key-type", "a keyType that does not exist", Seed, "", put("keyType", "PerNothing"), invalid("keyType", "INVALID-KEY-TYPE")},
		{"invalid-version", "another version", Inferred, Minor, put("payload.version", "9.9"), invalid("payload.version", "INVALID-VERSION")},
		{"invalid-vasp", "a VASP id that is no number", Inferred, Minor, put("beneficiaryVaspId", "harbour"), invalid("beneficiaryVaspId", "INVALID-BENEFICIARY-VASP-ID")},
		{"invalid-symbol", "a symbol of 17 characters", Inferred, Minor, put("symbol", "ABCDEFGHIJKLMNOPQ"), invalid("symbol", "INVALID-SYMBOL")},
		{"two-accounts", "two account numbers", Inferred, Minor, put("payload.ivms101.beneficiary.accountNumber", []any{"a", "b"}),
			invalid("payload.ivms101.beneficiary.accountNumber", "INVALID-ACCOUNT-NUMBER")},
		{"unknown-vasp", "a VASP that is no member", Seed, "", func(s *session, b object) any { return with(b, "beneficiaryVaspId", s.unknown()) },
			refused(400, "ALLIANCE-NOT-FOUND", "Alliance is not found in given vendor")},
		{"order-first-missing", "nothing but an empty object", Inferred, Minor, text(`{}`), required("keyType", "MISSING-KEY-TYPE")},
		{"order-missing-before-invalid", "a wrong keyType, and no symbol", Inferred, Minor, func(_ *session, b object) any {
			return without(with(b, "keyType", "PerNothing"), "symbol")
		}, required("symbol", "MISSING-SYMBOL")},
		{"order-invalid-before-directory", "a wrong keyType, and a VASP that is no member", Inferred, Minor, func(s *session, b object) any {
			return with(with(b, "keyType", "PerNothing"), "beneficiaryVaspId", s.unknown())
		}, invalid("keyType", "INVALID-KEY-TYPE")},
	}, malformed()...)...)
	return append(cases, rows(row{id: "account.inactive-vasp", clause: "2.3", tag: Seed, severity: Major, asked: "a member that is not active", needs: []Need{NeedInactive},
		path: accountPath, body: func(s *session) any { return with(s.anyAccount(), "beneficiaryVaspId", s.world.Inactive) },
		want: refused(400, "ALLIANCE-NOT-ACTIVE", "Alliance is not active now")})...)
}

// accountAnswers are the four shapes of the seed and each reason.
func accountAnswers() []Case {
	person := func(change func(s *session, b object) object) func(*session) any {
		return func(s *session) any { return change(s, s.accountOfPerson()) }
	}
	with1 := func(path string, value any) func(*session) any {
		return person(func(_ *session, b object) object { return with(b, path, value) })
	}
	persons := "payload.ivms101.beneficiary.beneficiaryPersons"
	address := "payload.ivms101.beneficiary.accountNumber"
	needs := func(list ...Need) []Need { return append([]Need{NeedAccount}, list...) }
	company := func(s *session) object { return accountQuestion(s.world.Counterparty, s.world.Company.Account) }
	of := func(id string, tag Tag, severity Severity, asked string, needs []Need, body func(*session) any, w want) row {
		return row{id: "account." + id, clause: "2.3", tag: tag, severity: severity, asked: asked, needs: needs, path: accountPath, body: body, want: w}
	}
	return rows(
		of("shape-1", Seed, Critical, "a person's address alone", needs(), func(s *session) any { return s.accountOfPerson() }, verified()),
		of("shape-2", Seed, Critical, "a person's address and name", needs(NeedName), func(s *session) any {
			return with(s.accountOfPerson(), persons, s.world.Person.persons())
		}, verified()),
		of("shape-3", Seed, Critical, "a company's address alone", needs(NeedCompany), func(s *session) any { return company(s) }, verified()),
		of("shape-4", Seed, Critical, "a company's address, its name and a representative", needs(NeedCompany), func(s *session) any {
			return with(company(s), persons, s.world.Company.persons())
		}, verified()),
		of("any-representative", Docs, Major, "a company and its last representative", needs(NeedCompany), func(s *session) any {
			all := s.world.Company.Representatives
			return with(company(s), persons, []any{legal(s.world.Company.Name.Primary), natural(all[len(all)-1])})
		}, verified()),
		of("wrong-name", Seed, Critical, "a person's address and another's name", needs(NeedName), with1(persons, []any{natural(stranger())}), denied("MISMATCHED-NAME")),
		of("wrong-representative", Seed, Critical, "a company and somebody who does not represent it", needs(NeedCompany), func(s *session) any {
			return with(company(s), persons, []any{legal(s.world.Company.Name.Primary), natural(stranger())})
		}, denied("MISMATCHED-NAME")),
		of("unknown-symbol", Seed, Critical, "an asset that is not handled", needs(), with1("symbol", "NOPE"), denied("UNKNOWN-SYMBOL")),
		of("unknown-network", Seed, Critical, "a network that is not handled", needs(), with1("network", "Atlantis"), denied("UNKNOWN-NETWORK")),
		of("network-needed", Seed, Major, "an asset on several networks, and no network", needs(NeedAmbiguous), func(s *session) any {
			return accountQuestion(s.world.Counterparty, Account{Symbol: s.world.Ambiguous.Symbol, Address: s.world.Ambiguous.Address})
		}, members(member{"accountVerificationResult", "DENIED"}, member{"reason", "UNKNOWN-NETWORK"}, member{"message", "'network' is necessary"}, member{"verifiedAt", present})),
		of("unknown-address", Seed, Critical, "an address that is nobody's", needs(), person(func(s *session, b object) object {
			return with(b, address, []any{s.newAccount().Address})
		}), denied("UNKNOWN-ADDRESS")),
		of("unknown-address-named", Seed, Critical, "an address that is nobody's, with a name", needs(NeedName), person(func(s *session, b object) object {
			return with(with(b, address, []any{s.newAccount().Address}), persons, s.world.Person.persons())
		}), denied("UNKNOWN-ADDRESS")),
		of("blacklisted", Seed, Critical, "a customer on the deny list", []Need{NeedDenied}, func(s *session) any {
			return accountQuestion(s.world.Counterparty, s.world.Denied.Account, s.world.Denied.persons()...)
		}, denied("BLACKLISTED")),
		of("unverified-kyc", Seed, Critical, "a customer without KYC", []Need{NeedUnverified}, func(s *session) any {
			return accountQuestion(s.world.Counterparty, s.world.Unverified.Account, s.world.Unverified.persons()...)
		}, denied("UNVERIFIED-KYC")),
		of("per-address", Docs, Major, "with a key per address", needs(), with1("keyType", "PerAddress"), verified()),
		of("per-eoa", Docs, Minor, "with the older name of that", needs(), with1("keyType", "PerEoa"), verified()),
		of("per-verification", Docs, Major, "with a key per verification", needs(), with1("keyType", "PerVerification"), verified()),
		of("network-case", Docs, Major, "the network in other letters", needs(), person(func(s *session, b object) object {
			return with(b, "network", otherCase(s.world.Person.Network))
		}), verified()),
		of("tag", Docs, Major, "an address with its tag", []Need{NeedTagged, NeedAccount}, func(s *session) any {
			return accountQuestion(s.world.Counterparty, *s.world.Tagged)
		}, verified()),
		of("unknown-members", Inferred, Major, "members nobody knows, at every depth", needs(), person(func(_ *session, b object) object {
			return with(with(with(b, "colour", "blue"), "payload.colour", "blue"), "payload.ivms101.beneficiary.colour", "blue")
		}), verified()),
	)
}

// otherCase writes a name in capitals, or in small letters when it is in capitals.
func otherCase(name string) string {
	upper := make([]byte, len(name))
	changed := false
	for i := range len(name) {
		upper[i] = name[i]
		if name[i] >= 'a' && name[i] <= 'z' {
			upper[i], changed = name[i]-'a'+'A', true
		}
	}
	if changed {
		return string(upper)
	}
	for i := range upper {
		if upper[i] >= 'A' && upper[i] <= 'Z' {
			upper[i] += 'a' - 'A'
		}
	}
	return string(upper)
}
