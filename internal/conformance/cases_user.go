package conformance

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
)

const userPath = "/v1/verifications"

// userCases are those of 2.4, and of the outcome as 2.6 shows it.
func userCases() []Case {
	return append(append(userFaults(), userOutcomes()...), userFlows()...)
}

// userFaults are the errors of 2.4.
func userFaults() []Case {
	ivms, asset := "payload.ivms101.", "assetInfo."
	missing := func(name, path, code string) spoiled {
		return spoiled{"missing-" + name, "no " + path, Inferred, "", drop(path), required(path, code)}
	}
	wrong := func(name, asked, path string, value any, code string) spoiled {
		return spoiled{"invalid-" + name, asked, Inferred, Minor, put(path, value), invalid(path, code)}
	}
	cases := faults("user", "2.4", userPath, func(s *session) object { return s.anyUser() }, append([]spoiled{
		missing("key-type", "keyType", "MISSING-KEY-TYPE"),
		missing("vasp", "beneficiaryVaspId", "MISSING-VASP"),
		{"missing-required-info", "no requiredBeneficiaryInfo", Docs, "", drop("requiredBeneficiaryInfo"), required("requiredBeneficiaryInfo", "MISSING-REQUIRED-BENEFICIARY-INFO")},
		missing("asset-info", "assetInfo", "MISSING-ASSET-INFO"),
		missing("symbol", asset+"symbol", "MISSING-SYMBOL"),
		missing("amount", asset+"amount", "MISSING-AMOUNT"),
		missing("threshold", asset+"isExceedingThreshold", "MISSING-IS-EXCEEDING-THRESHOLD"),
		missing("trade-currency", asset+"tradeCurrency", "MISSING-TRADE-CURRENCY"),
		missing("trade-price", asset+"tradePrice", "MISSING-TRADE-PRICE"),
		missing("trade-time", asset+"tradeISODatetime", "MISSING-TRADE-ISO-DATETIME"),
		missing("payload", "payload", "MISSING-PAYLOAD"),
		missing("version", "payload.version", "MISSING-VERSION"),
		missing("ivms101", "payload.ivms101", "MISSING-IVMS101"),
		missing("originator", ivms+"originator", "MISSING-ORIGINATOR"),
		missing("originator-persons", ivms+"originator.originatorPersons", "MISSING-ORIGINATOR-PERSONS"),
		missing("originator-account", ivms+"originator.accountNumber", "MISSING-ACCOUNT-NUMBER"),
		missing("beneficiary", ivms+"beneficiary", "MISSING-BENEFICIARY"),
		missing("beneficiary-persons", ivms+"beneficiary.beneficiaryPersons", "MISSING-BENEFICIARY-PERSONS"),
		missing("beneficiary-account", ivms+"beneficiary.accountNumber", "MISSING-ACCOUNT-NUMBER"),
		wrong("key-type", "a keyType that does not exist", "keyType", "PerNothing", "INVALID-KEY-TYPE"),
		wrong("required-info", "a code of table 4.8 that does not exist", "requiredBeneficiaryInfo", "ACCOUNT_NUMBER,SHOE_SIZE", "INVALID-REQUIRED-BENEFICIARY-INFO"),
		wrong("amount", "an amount that is no decimal", asset+"amount", "a lot", "INVALID-AMOUNT"),
		wrong("threshold", "a threshold that is no boolean", asset+"isExceedingThreshold", "perhaps", "INVALID-IS-EXCEEDING-THRESHOLD"),
		wrong("trade-time", "an instant that is none", asset+"tradeISODatetime", "yesterday", "INVALID-TRADE-ISO-DATETIME"),
		wrong("version", "another version", "payload.version", "9.9", "INVALID-VERSION"),
		{"invalid-incorporation-date", "a company whose dateOfIncorporation is no date", Docs, Minor, func(_ *session, b object) any {
			return with(b, ivms+"originator.originatorPersons", []any{with(legal("Northgate Coin AB"), "legalPerson.dateOfIncorporation", "2017"), natural(sender())})
		}, want{status: http.StatusBadRequest, code: "INVALID-DATE-OF-INCORPORATION"}},
		{"unknown-vasp", "a VASP that is no member", Inferred, "", func(s *session, b object) any { return with(b, "beneficiaryVaspId", s.unknown()) },
			refused(400, "ALLIANCE-NOT-FOUND", "Alliance is not found in given vendor")},
		{"order-missing-before-invalid", "a wrong keyType, and no payload", Inferred, Minor, func(_ *session, b object) any {
			return without(with(b, "keyType", "PerNothing"), "payload")
		}, required("payload", "MISSING-PAYLOAD")},
		{"order-invalid-before-directory", "a wrong amount, and a VASP that is no member", Inferred, Minor, func(s *session, b object) any {
			return with(with(b, asset+"amount", "a lot"), "beneficiaryVaspId", s.unknown())
		}, invalid(asset+"amount", "INVALID-AMOUNT")},
	}, malformed()...)...)
	return append(cases, rows(row{id: "user.inactive-vasp", clause: "2.4", tag: Inferred, severity: Major, asked: "a member that is not active", needs: []Need{NeedInactive},
		path: userPath, body: func(s *session) any { return with(s.anyUser(), "beneficiaryVaspId", s.world.Inactive) },
		want: refused(400, "ALLIANCE-NOT-ACTIVE", "Alliance is not active now")})...)
}

// start begins a verification with the enclave of --url.
func (t *trial) start(body object) (string, error) {
	a, err := t.call(t.caller, http.MethodPost, userPath, body)
	if err != nil {
		return "", err
	}
	t.expect(a, members(member{"verificationUuid", present}, member{"createdAt", present}))
	uuid, _ := a.body["verificationUuid"].(string)
	if uuid == "" {
		return "", fmt.Errorf("there is no verification to go on with")
	}
	t.belongs(callbackKey("VERIFICATION_RESULT", uuid), callbackKey("TX_REPORT", uuid), callbackKey("ERROR_REPORT", uuid), transactionCall+" "+uuid)
	return uuid, nil
}

// belongs notes which of the back end's arrivals are this case's.
func (t *trial) belongs(keys ...string) { t.keys = append(t.keys, keys...) }

func callbackKey(typ, uuid string) string { return typ + " " + uuid }

func (t *trial) lookup(e *enclave, uuid string) (object, answer, error) {
	a, err := t.call(e, http.MethodGet, userPath+"/"+uuid, nil)
	if err != nil {
		return nil, a, err
	}
	t.expect(a, members(member{"verificationUuid", uuid}))
	return a.body, a, nil
}

// settle waits until the verification has a result, and returns what the enclave shows of it. Only the last of the lookups is kept for the report.
func (t *trial) settle(e *enclave, uuid string) (shown object, err error) {
	kept := len(t.exchanges)
	err = t.wait("the result", func() (bool, error) {
		t.exchanges = t.exchanges[:kept]
		before := len(t.differences)
		shown, _, err = t.lookup(e, uuid)
		return len(t.differences) > before || shown["result"] != "WAIT", err
	})
	return shown, err
}

// both waits for the result on both sides; the other side only when its API is known.
func (t *trial) both(uuid string, expected []member) error {
	return t.heldBy(uuid, expected, t.caller, t.peer)
}

// heldBy waits for the result with each of some enclaves that is known, and holds what it shows against what is expected.
func (t *trial) heldBy(uuid string, expected []member, enclaves ...*enclave) error {
	for _, e := range enclaves {
		if e == nil {
			continue
		}
		shown, err := t.settle(e, uuid)
		if err != nil {
			return err
		}
		t.hold(t.name(e), shown, expected)
	}
	return nil
}

// ask starts a verification and waits for its result with the asking side.
func (t *trial) ask(body object) (uuid string, shown object, err error) {
	if uuid, err = t.start(body); err == nil {
		shown, err = t.settle(t.caller, uuid)
	}
	return uuid, shown, err
}

// name tells the enclaves apart in a difference.
func (t *trial) name(e *enclave) string {
	if e == t.caller {
		return "the asking side's "
	}
	return "the other side's "
}

// outcome is a verification and what becomes of it.
type outcome struct {
	id       string
	clause   string
	tag      Tag
	severity Severity
	asked    string
	needs    []Need
	body     func(s *session) object
	result   string
	reason   string
	message  any  // nil: not compared
	alone    bool // the other side is not there to be asked
}

func outcomes(list ...outcome) (cases []Case) {
	for _, o := range list {
		expected := []member{{"result", o.result}, {"reason", o.reason}, {"verifiedAt", present}}
		if o.message != nil {
			expected = append(expected, member{"message", o.message})
		}
		cases = append(cases, Case{ID: o.id, Clause: o.clause, Tag: o.tag, Severity: o.severity, Asked: o.asked, Expected: o.expected(expected),
			needs: o.needs, run: func(t *trial) error {
				uuid, err := t.start(o.body(t.session))
				if err != nil {
					return err
				}
				if o.alone {
					shown, err := t.settle(t.caller, uuid)
					if err == nil {
						t.hold("", shown, expected)
					}
					return err
				}
				return t.both(uuid, expected)
			}})
	}
	return cases
}

func (o outcome) expected(list []member) string {
	where := "on both sides "
	if o.alone {
		where = ""
	}
	return where + strings.TrimPrefix(members(list...).text(), "200, ")
}

// userOutcomes are the results a beneficiary VASP with customers gives.
func userOutcomes() []Case {
	ask := func(change func(s *session, b object) object) func(*session) object {
		return func(s *session) object { return change(s, s.userOfPerson()) }
	}
	put := func(path string, value any) func(*session) object {
		return ask(func(_ *session, b object) object { return with(b, path, value) })
	}
	persons, account := "payload.ivms101.beneficiary.beneficiaryPersons", "payload.ivms101.beneficiary.accountNumber"
	named := []Need{NeedAccount, NeedName}
	more := func(need Need) []Need { return []Need{NeedAccount, NeedName, need} }
	of := func(id, clause string, tag Tag, severity Severity, asked string, needs []Need, body func(*session) object, result, reason string, message any) outcome {
		return outcome{id: id, clause: clause, tag: tag, severity: severity, asked: asked, needs: needs, body: body, result: result, reason: reason, message: message}
	}
	silent := of("user.silent", "1.4", Docs, Critical, "a member that never answers", []Need{NeedSilent}, func(s *session) object {
		return with(s.anyUser(), "beneficiaryVaspId", s.world.Silent)
	}, "ERROR", "REQUEST-TIMEOUT", nil)
	silent.alone = true
	return outcomes(
		of("user.verified", "2.4", Docs, Critical, "the right name and address", named, func(s *session) object { return s.userOfPerson() }, "VERIFIED", "OK", ""),
		of("user.wrong-name", "4.2", Docs, Critical, "another's name", named, put(persons, []any{natural(stranger())}), "DENIED", "MISMATCHED-NAME", nil),
		of("user.below-threshold", "4.4", Docs, Major, "another's name, below the threshold", named, ask(func(_ *session, b object) object {
			return with(with(b, persons, []any{natural(stranger())}), "assetInfo.isExceedingThreshold", false)
		}), "VERIFIED", "OK", nil),
		of("user.unknown-address", "6.2", Inferred, Critical, "an address that is nobody's", named, ask(func(s *session, b object) object {
			return with(b, account, []any{s.newAccount().Address})
		}), "DENIED", "UNKNOWN-ADDRESS", nil),
		of("user.unknown-symbol", "4.2", Docs, Critical, "an asset that is not handled", named, put("assetInfo.symbol", "NOPE"), "DENIED", "UNKNOWN-SYMBOL", nil),
		of("user.unknown-network", "4.2", Docs, Critical, "a network that is not handled", named, put("assetInfo.network", "Atlantis"), "DENIED", "UNKNOWN-NETWORK", nil),
		of("user.unavailable", "3.3", Docs, Major, "information that cannot be given", more(NeedUnavailable), ask(func(s *session, b object) object {
			return with(b, "requiredBeneficiaryInfo", "ACCOUNT_NUMBER,"+s.world.Unavailable)
		}), "DENIED", "UNAVAILABLE-INFORMATION", nil),
		of("user.blacklisted-originator", "4.2", Docs, Critical, "an originator on the deny list", more(NeedSender), ask(func(s *session, b object) object {
			return with(b, "payload.ivms101.originator.originatorPersons", []any{natural(*s.world.DeniedSender)})
		}), "DENIED", "BLACKLISTED", nil),
		of("user.blacklisted", "4.2", Docs, Critical, "a beneficiary on the deny list", []Need{NeedDenied}, func(s *session) object {
			return s.userQuestion(s.world.Counterparty, s.world.Denied.Account, s.world.Denied.persons()...)
		}, "DENIED", "BLACKLISTED", nil),
		of("user.unverified-kyc", "4.2", Docs, Critical, "a beneficiary without KYC", []Need{NeedUnverified}, func(s *session) object {
			return s.userQuestion(s.world.Counterparty, s.world.Unverified.Account, s.world.Unverified.persons()...)
		}, "DENIED", "UNVERIFIED-KYC", nil),
		of("user.per-address", "4.3", Docs, Major, "with a key per address", named, put("keyType", "PerAddress"), "VERIFIED", "OK", ""),
		of("user.per-verification", "4.3", Docs, Major, "with a key per verification", named, put("keyType", "PerVerification"), "VERIFIED", "OK", ""),
		of("user.codes-with-spaces", "2.4", Inferred, Minor, "codes with spaces between them", named, put("requiredBeneficiaryInfo", "ACCOUNT_NUMBER , NATURAL_PERSON_NAME"), "VERIFIED", "OK", ""),
		of("user.unknown-members", "0", Inferred, Major, "members nobody knows, at every depth", named, ask(func(_ *session, b object) object {
			return with(with(with(with(b, "colour", "blue"), "assetInfo.colour", "blue"), "payload.colour", "blue"), "payload.ivms101.originator.colour", "blue")
		}), "VERIFIED", "OK", ""),
		of("user.originating-vasp-ignored", "6.29", Inferred, Major, "another's id as originatingVaspId", named, ask(func(s *session, b object) object {
			return with(b, "originatingVaspId", s.unknown())
		}), "VERIFIED", "OK", ""),
		silent,
	)
}

// userFlows are the cases of a verification's record.
func userFlows() []Case {
	needs := []Need{NeedAccount, NeedName}
	return []Case{
		{ID: "user.record", Clause: "2.6", Tag: Seed, Severity: Major, Asked: "the record of a verified verification", Expected: "every member as it was sent, `null` what is not known yet",
			needs: needs, run: userRecord},
		{ID: "user.record-order", Clause: "2.6", Tag: Seed, Severity: Minor, Asked: "the record of a verified verification", Expected: "the members in the order of the contract",
			needs: needs, run: userRecordOrder},
		{ID: "user.identities", Clause: "2.6", Tag: Seed, Severity: Major, Asked: "the identities in the record", Expected: "JSON text in strings: `originator` as it was sent, the VASPs as persons without a wrapper",
			needs: needs, run: userIdentities},
		{ID: "user.required-info-only", Clause: "3.3", Tag: Docs, Severity: Critical, Asked: "the account number alone", Expected: "the asking side's record gains no name from the answer",
			needs: needs, run: userMinimal},
		{ID: "user.two-sides", Clause: "2.6", Tag: Seed, Severity: Major, Asked: "both sides' records", Expected: "one `verificationUuid`, the same result; ids of the VASPs and accounts agree",
			needs: append(needs, NeedPeer), run: userTwoSides},
		{ID: "user.time-forms", Clause: "0", Tag: Docs, Severity: Minor, Asked: "instants with an offset, in the basic form, and under the other spelling", Expected: "`tradeISODatetime` in UTC with milliseconds",
			needs: needs, run: userTimeForms},
		{ID: "user.waiting", Clause: "6.27", Tag: Inferred, Severity: Major, Asked: "the record before an answer came", Expected: "`WAIT`, with `reason`, `message` and `verifiedAt` null",
			needs: []Need{NeedSilent}, run: userWaiting},
	}
}

func userRecord(t *trial) error {
	body := t.userOfPerson()
	_, shown, err := t.ask(body)
	if err != nil {
		return err
	}
	asset, _ := body["assetInfo"].(object)
	from, _ := at(body, "payload.ivms101.originator.accountNumber.0")
	to, _ := at(body, "payload.ivms101.beneficiary.accountNumber.0")
	expected := []member{{"result", "VERIFIED"}, {"reason", "OK"}, {"message", ""}, {"verificationId", present}, {"txHash", null}, {"vout", null}, {"orderedAt", null},
		{"verifiedAt", present}, {"createdAt", present}, {"originatingVaspId", t.caller.id}, {"beneficiaryVaspId", t.world.Counterparty},
		{"originatorAccountNumber", from}, {"beneficiaryAccountNumber", to}}
	for _, name := range []string{"symbol", "network", "amount", "tradeCurrency", "tradePrice", "tradeISODatetime"} {
		if value, sent := asset[name]; sent {
			expected = append(expected, member{"assetInfo." + name, value})
		}
	}
	t.hold("", shown, expected)
	if flag, _ := at(shown, "assetInfo.isExceedingThreshold"); !same(flag, true) && !same(flag, 1) {
		t.differs("assetInfo.isExceedingThreshold is %s, want true", literal(flag))
	}
	return nil
}

// recordOrder is the order of members of the contract's 2.6.
func recordOrder() []string {
	return strings.Fields(`verificationId verificationUuid result reason message assetInfo txHash vout originatingVaspId originatorAccountNumber ivms101Originator
		ivms101OriginatingVasp beneficiaryVaspId beneficiaryAccountNumber ivms101Beneficiary ivms101BeneficiaryVasp verifiedAt orderedAt createdAt`)
}

func userRecordOrder(t *trial) error {
	uuid, err := t.start(t.userOfPerson())
	if err != nil {
		return err
	}
	_, a, err := t.lookup(t.caller, uuid)
	if err != nil {
		return err
	}
	known := map[string]bool{}
	for _, name := range recordOrder() {
		known[name] = true
	}
	var order []string
	for _, name := range topMembers(a.raw) {
		if known[name] {
			order = append(order, name)
		}
	}
	if !same(order, recordOrder()) {
		t.differs("the members come as %s", strings.Join(order, ", "))
	}
	return nil
}

// topMembers are the names of an object's members, in their order.
func topMembers(raw []byte) (names []string) {
	dec := json.NewDecoder(bytes.NewReader(raw))
	if token, err := dec.Token(); err != nil || token != json.Delim('{') {
		return nil
	}
	for dec.More() {
		token, err := dec.Token()
		name, isName := token.(string)
		var value json.RawMessage
		if err != nil || !isName || dec.Decode(&value) != nil {
			return names
		}
		names = append(names, name)
	}
	return names
}

// identity reads JSON text that stands in a string member.
func (t *trial) identity(shown object, name string) object {
	var o object
	text, isText := shown[name].(string)
	if !isText || json.Unmarshal([]byte(text), &o) != nil || o == nil {
		t.differs("%s is no JSON object in a string", name)
	}
	return o
}

func userIdentities(t *trial) error {
	body := t.userOfPerson()
	_, shown, err := t.ask(body)
	if err != nil {
		return err
	}
	originator, _ := at(body, "payload.ivms101.originator")
	if got := t.identity(shown, "ivms101Originator"); got != nil && !same(got, originator) {
		t.differs("ivms101Originator is not what was sent")
	}
	for _, name := range []string{"ivms101OriginatingVasp", "ivms101BeneficiaryVasp"} {
		if got := t.identity(shown, name); got != nil && got["legalPerson"] == nil && got["naturalPerson"] == nil {
			t.differs("%s is no person: it has %s", name, strings.Join(namesOf(got), ", "))
		}
	}
	if got := t.identity(shown, "ivms101Beneficiary"); got != nil {
		to, _ := at(body, "payload.ivms101.beneficiary.accountNumber")
		t.hold("ivms101Beneficiary.", got, []member{{"accountNumber", to}, {"beneficiaryPersons", present}})
	}
	return nil
}

func namesOf(o object) (names []string) {
	for name := range o {
		names = append(names, name)
	}
	return names
}

// userMinimal asks for the account number alone, below the threshold and with a wrong name: the right one must not come back.
func userMinimal(t *trial) error {
	body := with(t.userOfPerson(), "requiredBeneficiaryInfo", "ACCOUNT_NUMBER")
	body = with(with(body, "assetInfo.isExceedingThreshold", false), "payload.ivms101.beneficiary.beneficiaryPersons", []any{natural(stranger())})
	_, shown, err := t.ask(body)
	if err != nil {
		return err
	}
	t.hold("", shown, []member{{"result", "VERIFIED"}})
	if strings.Contains(literal(shown), t.world.Person.Name.Primary) {
		t.differs("the name of the account's owner is in the record, and was not asked for")
	}
	return nil
}

func userTwoSides(t *trial) error {
	uuid, err := t.start(t.userOfPerson())
	if err != nil {
		return err
	}
	mine, err := t.settle(t.caller, uuid)
	if err != nil {
		return err
	}
	theirs, err := t.settle(t.peer, uuid)
	if err != nil {
		return err
	}
	for _, name := range []string{"result", "reason", "originatingVaspId", "beneficiaryVaspId", "originatorAccountNumber", "beneficiaryAccountNumber", "ivms101Originator", "assetInfo.amount",
		"assetInfo.tradeISODatetime"} {
		a, _ := at(mine, name)
		b, _ := at(theirs, name)
		if !same(a, b) {
			t.differs("%s differs between the two sides", name)
		}
	}
	return nil
}

func userTimeForms(t *trial) error {
	for _, form := range []struct{ name, value string }{
		{"tradeISODatetime", "2025-03-14T17:16:02.000+09:00"}, {"tradeISODatetime", "20250314T081602.000Z"}, {"tradeISODateTime", "2025-03-14T08:16:02Z"},
	} {
		body := with(without(t.userOfPerson(), "assetInfo.tradeISODatetime"), "assetInfo."+form.name, form.value)
		uuid, err := t.start(body)
		if err != nil {
			return fmt.Errorf("%s %s: %w", form.name, form.value, err)
		}
		shown, _, err := t.lookup(t.caller, uuid)
		if err != nil {
			return err
		}
		t.hold(form.value+": ", shown, []member{{"assetInfo.tradeISODatetime", "2025-03-14T08:16:02.000Z"}})
	}
	return nil
}

func userWaiting(t *trial) error {
	uuid, err := t.start(with(t.anyUser(), "beneficiaryVaspId", t.world.Silent))
	if err != nil {
		return err
	}
	shown, _, err := t.lookup(t.caller, uuid)
	if err != nil {
		return err
	}
	t.hold("", shown, []member{{"result", "WAIT"}, {"reason", null}, {"message", null}, {"verifiedAt", null}, {"orderedAt", null}, {"txHash", null}})
	return nil
}
