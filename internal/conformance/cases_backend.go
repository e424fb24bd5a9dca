package conformance

import (
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/bonafide-id/bonafide/api"
	"github.com/bonafide-id/bonafide/internal/openapi"
)

// answerAt is when the kit's back end says it decided.
const answerAt = "2025-03-14T08:15:30.417Z"

// accountBackendCases are those of 3.2: the kit is the beneficiary's back end.
func accountBackendCases() []Case {
	needs := []Need{NeedBackend}
	cases := []Case{
		{ID: "account-call.shape", Clause: "3.2", Tag: Docs, Severity: Major, Asked: "what arrives at the back end for an address and a name", Expected: "the call of 3.2: the question moved to the top level, nothing of the enclave's",
			needs: needs, run: accountShape},
		{ID: "account-call.address-only", Clause: "3.2", Tag: Docs, Severity: Major, Asked: "what arrives for an address without network and name", Expected: "neither `network` nor `beneficiaryPersons`",
			needs: needs, run: accountAddressOnly},
		{ID: "account-call.verified", Clause: "3.2", Tag: Docs, Severity: Critical, Asked: "the back end answers VERIFIED", Expected: "the caller gets it unchanged", needs: needs,
			run: relayed(object{"accountVerificationResult": "VERIFIED", "verifiedAt": answerAt}, verified())},
		{ID: "account-call.in-time", Clause: "3.1", Tag: Docs, Severity: Major, Asked: "the back end answers after 0.4 s", Expected: "the caller gets it", needs: needs,
			run: accountReply(reply{status: 200, body: object{"accountVerificationResult": "VERIFIED", "verifiedAt": answerAt}, delay: 400 * time.Millisecond}, verified())},
		{ID: "account-call.late", Clause: "3.1", Tag: Docs, Severity: Critical, Asked: "the back end answers VERIFIED after 1.8 s", Expected: "not `VERIFIED`: the limit is 1 s", needs: needs, run: accountLate},
	}
	for _, reason := range []string{"UNKNOWN-SYMBOL", "UNKNOWN-NETWORK", "UNKNOWN-ADDRESS", "MISMATCHED-NAME", "UNDEFINED-ERROR", "BLACKLISTED", "UNVERIFIED-KYC"} {
		body := object{"accountVerificationResult": "DENIED", "reason": reason, "message": "of the back end: <" + reason + ">", "verifiedAt": answerAt}
		cases = append(cases, Case{ID: "account-call.denied-" + strings.ToLower(reason), Clause: "3.2", Tag: Docs, Severity: Critical, Asked: "the back end answers DENIED, " + reason + ", with a message",
			Expected: "the caller gets it unchanged", needs: needs, run: relayed(body, denied(reason))})
	}
	for _, f := range failures() {
		cases = append(cases, Case{ID: "account-call." + f.id, Clause: "3.1", Tag: Inferred, Severity: Critical, Asked: f.asked, Expected: "200 `DENIED`, `UNDEFINED-ERROR`", needs: needs,
			run: accountReply(f.reply(object{"accountVerificationResult": "VERIFIED", "verifiedAt": answerAt}), denied("UNDEFINED-ERROR"))})
	}
	return cases
}

// failure is a way in which a back end fails, whatever it means to say.
type failure struct {
	id, asked string
	reply     func(body object) reply
}

func failures() []failure {
	return []failure{
		{"status-500", "the back end answers 500, with a body that looks good", func(body object) reply { return reply{status: 500, body: body} }},
		{"status-201", "the back end answers 201, with a body that looks good", func(body object) reply { return reply{status: 201, body: body} }},
		{"garbage", "the back end answers what is no JSON", func(object) reply { return reply{status: 200, body: []byte("<html>all is well</html>")} }},
		{"no-result", "the back end answers an empty object", func(object) reply { return reply{status: 200, body: object{}} }},
		{"hang-up", "the back end closes the connection", func(body object) reply { return reply{hangUp: true} }},
	}
}

// backendSurface is the description of what a back end is called with.
func (t *trial) backendSurface() (*openapi.Document, error) { return openapi.Parse(api.Backend) }

// shaped holds what arrived against the contract.
func (t *trial) shaped(a arrival) error {
	surface, err := t.backendSurface()
	if err != nil {
		return err
	}
	for _, difference := range surface.Request(openapi.Operation{Method: http.MethodPost, Path: "/" + a.call}, a.raw) {
		t.differs("POST /%s: %s", a.call, difference)
	}
	if typ := a.header.Get("Content-Type"); !strings.HasPrefix(typ, "application/json") {
		t.differs("POST /%s has the Content-Type %q", a.call, typ)
	}
	return nil
}

// asked puts the account question to the kit's own VASP, with the reply it shall give, and returns the answer and what arrived.
func (t *trial) asked(question func(vasp string, a Account) object, r reply) (answer, []arrival, error) {
	account := t.newAccount()
	key := accountCall + " " + account.Address
	t.belongs(key)
	t.backend.on(key, func(int, arrival) reply { return r })
	a, err := t.call(t.caller, http.MethodPost, accountPath, question(t.beneficiary().id, account))
	if err != nil {
		return a, nil, err
	}
	came := t.backend.came(key)
	if len(came) == 0 {
		t.differs("the back end was not called")
	}
	return a, came, nil
}

// denyAccount and denyUser are plain answers, for cases that look at the call alone.
func (t *trial) denyAccount() reply {
	return ok(object{"accountVerificationResult": "DENIED", "reason": "UNKNOWN-ADDRESS", "verifiedAt": t.opt.Clock().UTC().Format(wireTime)})
}

func denyUser() reply {
	return ok(object{"result": "DENIED", "reason": "UNKNOWN-ADDRESS", "version": "1.0"})
}

func addressOnly(vasp string, a Account) object { return accountQuestion(vasp, a) }

func accountReply(r reply, w want) func(*trial) error {
	return func(t *trial) error {
		a, _, err := t.asked(addressOnly, r)
		if err != nil {
			return err
		}
		t.expect(a, w)
		return nil
	}
}

// relayed answers body and expects every member of it to reach the caller.
func relayed(body object, w want) func(*trial) error {
	for _, name := range []string{"message", "verifiedAt"} {
		if value, there := body[name]; there {
			w.members = append(w.members, member{name, value})
		}
	}
	return accountReply(ok(body), w)
}

func accountShape(t *trial) error {
	name := stranger()
	_, came, err := t.asked(func(vasp string, a Account) object {
		return with(accountQuestion(vasp, a, natural(name)), "keyType", "PerVerification")
	}, t.denyAccount())
	if err != nil || len(came) == 0 {
		return err
	}
	in := "ivms101.beneficiary."
	t.hold("", came[0].body, []member{{"originatingVaspId", t.caller.id}, {"symbol", "ETH"}, {"network", "Ethereum"}, {"version", "1.0"}, {in + "beneficiaryPersons", []any{natural(name)}},
		{"keyType", absent}, {"beneficiaryVaspId", absent}, {"payload", absent}})
	return t.shaped(came[0])
}

func accountAddressOnly(t *trial) error {
	_, came, err := t.asked(func(vasp string, a Account) object {
		a.Network = ""
		return accountQuestion(vasp, a)
	}, t.denyAccount())
	if err != nil || len(came) == 0 {
		return err
	}
	t.hold("", came[0].body, []member{{"network", absent}, {"ivms101.beneficiary.beneficiaryPersons", absent}, {"ivms101.beneficiary.accountNumber.0", present}})
	return t.shaped(came[0])
}

func accountLate(t *trial) error {
	a, _, err := t.asked(addressOnly, reply{status: 200, body: object{"accountVerificationResult": "VERIFIED", "verifiedAt": answerAt}, delay: 1800 * time.Millisecond})
	if err != nil {
		return err
	}
	if a.body["accountVerificationResult"] == "VERIFIED" {
		t.differs("an answer after the limit was taken")
	}
	if a.status != http.StatusOK && a.status != http.StatusRequestTimeout {
		t.differs("status %d, want 200 or 408", a.status)
	}
	return nil
}

// userBackendCases are those of 3.3.
func userBackendCases() []Case {
	needs := []Need{NeedBackend}
	cases := []Case{
		{ID: "user-call.shape", Clause: "3.3", Tag: Docs, Severity: Major, Asked: "what arrives at the back end", Expected: "the call of 3.3, with the parties as they were sent", needs: needs, run: userShape},
		{ID: "user-call.below-threshold", Clause: "3.3", Tag: Docs, Severity: Major, Asked: "what arrives below the threshold", Expected: "`isExceedingThreshold` false", needs: needs, run: userThreshold},
		{ID: "user-call.verified", Clause: "3.3", Tag: Docs, Severity: Critical, Asked: "the back end answers VERIFIED with what was asked for", Expected: "`VERIFIED`, `OK` on both sides; the record holds the answer's beneficiary",
			needs: needs, run: userVerified},
		{ID: "user-call.in-time", Clause: "3.1", Tag: Docs, Severity: Major, Asked: "the back end answers after 3 s", Expected: "`VERIFIED`: the limit is 5 s", needs: needs,
			run: userReply(func(b object) reply { return reply{status: 200, body: b, delay: 3 * time.Second} }, nil, "VERIFIED", "OK", nil)},
		{ID: "user-call.late", Clause: "3.1", Tag: Inferred, Severity: Critical, Asked: "the back end answers VERIFIED after 6.5 s", Expected: "`ERROR`, `REQUEST-TIMEOUT`", needs: needs,
			run: userReply(func(b object) reply { return reply{status: 200, body: b, delay: 6500 * time.Millisecond} }, nil, "ERROR", "REQUEST-TIMEOUT", nil)},
		{ID: "user-call.stripped", Clause: "3.3", Tag: Docs, Severity: Critical, Asked: "the back end answers more than was asked for", Expected: "the rest reaches the asking side neither in the record nor in the callback",
			needs: needs, run: userStripped},
		{ID: "user-call.account-not-matched", Clause: "1.4", Tag: Docs, Severity: Critical, Asked: "the back end answers VERIFIED for another account", Expected: "`BENEFICIARY-ACCOUNT-NOT-MATCHED`, and not `VERIFIED`",
			needs: needs, run: userReply(ok2, func(b object) object { return with(b, "ivms101.beneficiary.accountNumber", []any{invent("another")}) }, "ERROR", "BENEFICIARY-ACCOUNT-NOT-MATCHED", nil)},
		{ID: "user-call.without-ivms101", Clause: "5.2", Tag: Docs, Severity: Major, Asked: "the back end answers VERIFIED without ivms101", Expected: "`VERIFIED`, `OK`", needs: needs,
			run: userReply(ok2, func(b object) object { return without(b, "ivms101") }, "VERIFIED", "OK", nil)},
		{ID: "user-call.other-spelling", Clause: "6.12", Tag: Inferred, Severity: Minor, Asked: "the back end answers verificationResult instead of result", Expected: "`VERIFIED`, `OK`", needs: needs,
			run: userReply(ok2, func(b object) object { return with(without(b, "result"), "verificationResult", "VERIFIED") }, "VERIFIED", "OK", nil)},
		{ID: "user-call.unknown", Clause: "6.2", Tag: Inferred, Severity: Minor, Asked: "the back end answers UNKNOWN", Expected: "`UNKNOWN` is stored and shown", needs: needs,
			run: userReply(ok2, func(b object) object {
				return object{"result": "UNKNOWN", "reason": "UNKNOWN-ADDRESS", "version": "1.0"}
			}, "UNKNOWN", "UNKNOWN-ADDRESS", nil)},
		{ID: "user-call.error", Clause: "3.3", Tag: Docs, Severity: Critical, Asked: "the back end answers ERROR", Expected: "`ERROR`, `UNDEFINED-ERROR`", needs: needs,
			run: userReply(ok2, func(b object) object {
				return object{"result": "ERROR", "reason": "UNDEFINED-ERROR", "version": "1.0"}
			}, "ERROR", "UNDEFINED-ERROR", nil)},
	}
	for _, reason := range []string{"UNKNOWN-SYMBOL", "UNKNOWN-NETWORK", "UNKNOWN-ADDRESS", "MISMATCHED-NAME", "UNDEFINED-ERROR", "BLACKLISTED", "UNVERIFIED-KYC", "LACK-OF-INFORMATION", "UNAVAILABLE-INFORMATION", "NOT-ALLOWED"} {
		message := "of the back end"
		if strings.HasSuffix(reason, "-INFORMATION") {
			message = "NATURAL_PERSON_NATIONALITY,NATURAL_PERSON_NAME"
		}
		body := object{"result": "DENIED", "reason": reason, "message": message, "version": "1.0"}
		cases = append(cases, Case{ID: "user-call.denied-" + strings.ToLower(reason), Clause: "3.3", Tag: Docs, Severity: Critical, Asked: "the back end answers DENIED, " + reason + ", with a message",
			Expected: "both sides show it", needs: needs, run: userReply(ok2, func(object) object { return body }, "DENIED", reason, message)})
	}
	for _, f := range failures() {
		cases = append(cases, Case{ID: "user-call." + f.id, Clause: "3.1", Tag: Inferred, Severity: Critical, Asked: f.asked, Expected: "`ERROR`, `UNDEFINED-ERROR`", needs: needs,
			run: userReply(f.reply, nil, "ERROR", "UNDEFINED-ERROR", nil)})
	}
	return cases
}

func ok2(body object) reply { return ok(body) }

// verifiedAnswer is a back end's answer to a user question with account and name.
func verifiedAnswer(a Account, n Name) object {
	return object{"result": "VERIFIED", "reason": "OK", "message": "", "version": "1.0",
		"ivms101": object{"beneficiary": object{"beneficiaryPersons": []any{natural(n)}, "accountNumber": []any{a.Address}}}}
}

// began puts a user question to the kit's own VASP with the reply it shall give, waits for the call, and returns the id and what arrived.
func (t *trial) began(change func(object) object, r func(a Account) reply) (uuid string, account Account, came []arrival, err error) {
	account = t.newAccount()
	key := userCall + " " + account.Address
	t.belongs(key)
	answer := r(account)
	t.backend.on(key, func(int, arrival) reply { return answer })
	body := t.userQuestion(t.beneficiary().id, account, natural(stranger()))
	if change != nil {
		body = change(body)
	}
	if uuid, err = t.start(body); err != nil {
		return "", account, nil, err
	}
	if came = t.backend.await(t.ctx, key, 1, t.opt.Wait); len(came) == 0 {
		return uuid, account, nil, fmt.Errorf("the back end was not called")
	}
	return uuid, account, came, nil
}

// userReply answers a verified answer, changed and wrapped, and expects what both sides show.
func userReply(wrap func(object) reply, change func(object) object, result, reason string, message any) func(*trial) error {
	return func(t *trial) error {
		uuid, _, _, err := t.began(nil, func(a Account) reply {
			body := verifiedAnswer(a, stranger())
			if change != nil {
				body = change(body)
			}
			return wrap(body)
		})
		if err != nil {
			return err
		}
		expected := []member{{"result", result}, {"reason", reason}, {"verifiedAt", present}}
		if message != nil {
			expected = append(expected, member{"message", message})
		}
		return t.sides(uuid, expected)
	}
}

// sides waits for the result with the asking side and with the side the kit is the back end of.
func (t *trial) sides(uuid string, expected []member) error {
	answering := t.beneficiary()
	if answering == t.caller {
		answering = nil
	}
	return t.heldBy(uuid, expected, t.caller, answering)
}

func userShape(t *trial) error {
	var sent object
	uuid, _, came, err := t.began(func(b object) object { sent = b; return b }, func(Account) reply { return denyUser() })
	if err != nil {
		return err
	}
	list := []member{{"verificationUuid", uuid}, {"originatingVaspId", t.caller.id}, {"version", "1.0"}, {"keyType", absent}, {"beneficiaryVaspId", absent}, {"payload", absent},
		{"requiredBeneficiaryInfo", sent["requiredBeneficiaryInfo"]}}
	for _, name := range []string{"symbol", "network", "amount", "tradeCurrency", "tradePrice", "tradeISODatetime", "isExceedingThreshold"} {
		value, _ := at(sent, "assetInfo."+name)
		list = append(list, member{"assetInfo." + name, value})
	}
	for _, party := range []string{"originator", "beneficiary"} {
		value, _ := at(sent, "payload.ivms101."+party)
		list = append(list, member{"ivms101." + party, value})
	}
	t.hold("", came[0].body, list)
	return t.shaped(came[0])
}

func userThreshold(t *trial) error {
	_, _, came, err := t.began(func(b object) object { return with(b, "assetInfo.isExceedingThreshold", false) }, func(Account) reply { return denyUser() })
	if err != nil {
		return err
	}
	t.hold("", came[0].body, []member{{"assetInfo.isExceedingThreshold", false}})
	return t.shaped(came[0])
}

func userVerified(t *trial) error {
	answered := Name{"Quillfeather", "Barnaby Theodore"}
	uuid, account, _, err := t.began(nil, func(a Account) reply { return ok(verifiedAnswer(a, answered)) })
	if err != nil {
		return err
	}
	if err := t.sides(uuid, []member{{"result", "VERIFIED"}, {"reason", "OK"}, {"message", ""}}); err != nil {
		return err
	}
	shown, _, err := t.lookup(t.caller, uuid)
	if err != nil {
		return err
	}
	if got := t.identity(shown, "ivms101Beneficiary"); got != nil {
		t.hold("ivms101Beneficiary.", got, []member{{"accountNumber", []any{account.Address}}, {"beneficiaryPersons", []any{natural(answered)}}})
	}
	return nil
}

// userStripped gives away more than was asked for: a birth, a nationality, an address and a name nobody wanted.
func userStripped(t *trial) error {
	extra := []string{"1971-07-07", "Timbuktu", "Unasked", "KP-UNASKED"}
	uuid, _, _, err := t.began(func(b object) object { return with(b, "requiredBeneficiaryInfo", "ACCOUNT_NUMBER") }, func(a Account) reply {
		person := with(natural(Name{"Unasked", ""}), "naturalPerson.dateAndPlaceOfBirth", object{"dateOfBirth": extra[0], "placeOfBirth": extra[1]})
		person = with(person, "naturalPerson.customerIdentification", extra[3])
		return ok(object{"result": "VERIFIED", "reason": "OK", "version": "1.0", "ivms101": object{"beneficiary": object{"beneficiaryPersons": []any{person}, "accountNumber": []any{a.Address}}}})
	})
	if err != nil {
		return err
	}
	shown, err := t.settle(t.caller, uuid)
	if err != nil {
		return err
	}
	t.hold("", shown, []member{{"result", "VERIFIED"}})
	places := map[string]string{"the asking side's record": literal(shown)}
	if t.caller.calls {
		for _, a := range t.backend.await(t.ctx, callbackKey("VERIFICATION_RESULT", uuid), 1, t.opt.Wait) {
			places["the callback"] = string(a.raw)
		}
	}
	for place, text := range places {
		for _, each := range extra {
			if strings.Contains(text, each) {
				t.differs("%s holds %s, which was not asked for", place, each)
			}
		}
	}
	return nil
}

// callbackCases are those of 3.5, and what holds for all calls (3.1).
func callbackCases() []Case {
	origin, both := []Need{NeedBackend, NeedOriginator}, []Need{NeedBackend}
	cases := []Case{
		{ID: "call.authorization", Clause: "3.1", Tag: Docs, Severity: Critical, Asked: "the header with the token of every call", Expected: "`Authorization: Bearer <token>`; with a header name the bare token in it; no header without a token",
			needs: both, run: authorization},
		{ID: "callback.result", Clause: "3.5", Tag: Docs, Severity: Major, Asked: "what arrives after a verification", Expected: "`VERIFICATION_RESULT` with `verificationResult`, `reason` and the identities as objects", needs: origin, run: resultArrives},
		{ID: "callback.result-denied", Clause: "3.5", Tag: Docs, Severity: Major, Asked: "what arrives after a denial", Expected: "`VERIFICATION_RESULT`, `DENIED`, with reason and message", needs: origin, run: resultDenied},
		{ID: "callback.tx", Clause: "3.5", Tag: Docs, Severity: Major, Asked: "what arrives at the beneficiary after a transaction id", Expected: "`TX_REPORT` with `txHash` and `vout`", needs: both, run: txCallback(true)},
		{ID: "callback.tx-without-vout", Clause: "3.5", Tag: Docs, Severity: Minor, Asked: "the same without an output", Expected: "`TX_REPORT` without `vout`", needs: both, run: txCallback(false)},
		{ID: "callback.tx-replaced", Clause: "3.5", Tag: Inferred, Severity: Major, Asked: "what arrives when another transaction id replaces the first", Expected: "a `TX_REPORT` with the new one", needs: both, run: txCallbackReplaced},
		{ID: "callback.tx-repeated", Clause: "3.5", Tag: Docs, Severity: Major, Asked: "the same transaction id reported twice", Expected: "`TX_REPORT` at least once, and always the same", needs: both, run: txCallbackRepeated},
		{ID: "callback.error", Clause: "3.5", Tag: Docs, Severity: Critical, Asked: "what arrives at the beneficiary after an error report", Expected: "`ERROR_REPORT` with result, reason and message", needs: both, run: errorCallback},
		{ID: "callback.quiet", Clause: "3.5", Tag: Inferred, Severity: Minor, Asked: "after the back end said 200", Expected: "the event does not come again within 3 s", needs: both, run: quietAfter},
	}
	for _, f := range append(failures()[:3:3], failure{"late", "the back end answers after 1.8 s", func(body object) reply {
		return reply{status: 200, body: body, delay: 1800 * time.Millisecond}
	}}, failures()[4]) {
		cases = append(cases, Case{ID: "callback.retried-" + f.id, Clause: "3.5", Tag: Inferred, Severity: Critical, Asked: "a TX_REPORT to which " + f.asked + ", twice", Expected: "it comes again, unchanged, until the back end says 200",
			needs: both, run: retried(f)})
	}
	return cases
}

// given makes a verified verification of the kit's own VASP.
func (t *trial) given() (uuid string, account Account, err error) {
	uuid, account, _, err = t.began(nil, func(a Account) reply { return ok(verifiedAnswer(a, stranger())) })
	if err != nil {
		return "", account, err
	}
	shown, err := t.settle(t.caller, uuid)
	if err == nil && shown["result"] != "VERIFIED" {
		err = notRun("the verified verification it needs could not be made")
	}
	return uuid, account, err
}

// arrives waits for a callback, and holds the first against the contract.
func (t *trial) arrives(typ, uuid string, data []member) error {
	came := t.backend.await(t.ctx, callbackKey(typ, uuid), 1, t.opt.Wait)
	if len(came) == 0 {
		return fmt.Errorf("%s did not come within %s", typ, t.opt.Wait)
	}
	o, _ := came[0].body["data"].(object)
	t.hold("data.", o, append([]member{{"verificationUuid", uuid}}, data...))
	return t.shaped(came[0])
}

func authorization(t *trial) error {
	uuid, account, err := t.given()
	if err != nil {
		return err
	}
	if _, err := t.call(t.caller, http.MethodPost, accountPath, accountQuestion(t.beneficiary().id, account)); err != nil {
		return err
	}
	if err := t.post(t.caller, txPath, object{"verificationUuid": uuid, "txHash": t.newHash()}, accepted()); err != nil {
		return err
	}
	keys := []string{userCall + " " + account.Address, accountCall + " " + account.Address, callbackKey("TX_REPORT", uuid)}
	if t.caller.calls {
		keys = append(keys, callbackKey("VERIFICATION_RESULT", uuid))
	}
	for _, key := range keys {
		came := t.backend.await(t.ctx, key, 1, t.opt.Wait)
		if len(came) == 0 {
			t.differs("%s was not called", strings.SplitN(key, " ", 2)[0])
		}
		for _, a := range came {
			if wrong := t.backend.wrongHeader(a.header); wrong != "" {
				t.differs("POST /%s: %s", a.call, wrong)
			}
		}
	}
	return nil
}

func resultArrives(t *trial) error {
	uuid, account, err := t.given()
	if err != nil {
		return err
	}
	return t.arrives("VERIFICATION_RESULT", uuid, []member{{"verificationResult", "VERIFIED"}, {"reason", "OK"}, {"result", absent},
		{"ivms101.beneficiary.accountNumber", []any{account.Address}}, {"ivms101.beneficiary.beneficiaryPersons", []any{natural(stranger())}}})
}

func resultDenied(t *trial) error {
	body := object{"result": "DENIED", "reason": "UNAVAILABLE-INFORMATION", "message": "NATURAL_PERSON_NATIONALITY", "version": "1.0"}
	uuid, _, _, err := t.began(nil, func(Account) reply { return ok(body) })
	if err != nil {
		return err
	}
	return t.arrives("VERIFICATION_RESULT", uuid, []member{{"verificationResult", "DENIED"}, {"reason", body["reason"]}, {"message", body["message"]}, {"result", absent}})
}

func txCallback(vout bool) func(*trial) error {
	return func(t *trial) error {
		uuid, _, err := t.given()
		if err != nil {
			return err
		}
		body := object{"verificationUuid": uuid, "txHash": t.newHash()}
		expected := []member{{"txHash", body["txHash"]}, {"vout", absent}}
		if vout {
			body["vout"], expected[1].is = "7", "7"
		}
		if err := t.post(t.caller, txPath, body, accepted()); err != nil {
			return err
		}
		return t.arrives("TX_REPORT", uuid, expected)
	}
}

func txCallbackReplaced(t *trial) error {
	uuid, _, err := t.given()
	if err != nil {
		return err
	}
	key := callbackKey("TX_REPORT", uuid)
	var hash string
	for n := 1; n <= 2; n++ {
		hash = t.newHash()
		if err := t.post(t.caller, txPath, object{"verificationUuid": uuid, "txHash": hash}, accepted()); err != nil {
			return err
		}
		if len(t.backend.await(t.ctx, key, n, t.opt.Wait)) < n {
			return fmt.Errorf("the TX_REPORT of transaction id %d did not come within %s", n, t.opt.Wait)
		}
	}
	came := t.backend.came(key)
	t.hold("the last ", came[len(came)-1].body, []member{{"data.txHash", hash}})
	return nil
}

func txCallbackRepeated(t *trial) error {
	uuid, _, err := t.given()
	if err != nil {
		return err
	}
	body := object{"verificationUuid": uuid, "txHash": t.newHash(), "vout": "0"}
	for range 2 {
		if err := t.post(t.caller, txPath, body, accepted()); err != nil {
			return err
		}
	}
	if err := t.arrives("TX_REPORT", uuid, []member{{"txHash", body["txHash"]}, {"vout", "0"}}); err != nil {
		return err
	}
	t.pause(time.Second)
	t.alike(callbackKey("TX_REPORT", uuid))
	return nil
}

// alike holds every delivery of an event against the first.
func (t *trial) alike(key string) {
	came := t.backend.came(key)
	for _, a := range came {
		if !same(a.body, came[0].body) {
			t.differs("deliveries of one event differ")
		}
	}
}

func (t *trial) pause(d time.Duration) {
	select {
	case <-t.ctx.Done():
	case <-time.After(d):
	}
}

func errorCallback(t *trial) error {
	uuid, _, err := t.given()
	if err != nil {
		return err
	}
	body := object{"verificationUuid": uuid, "result": "ERROR", "reason": "NOT-ALLOWED", "message": "Withdrawn by the customer."}
	if err := t.post(t.caller, errorPath, body, accepted()); err != nil {
		return err
	}
	return t.arrives("ERROR_REPORT", uuid, []member{{"result", "ERROR"}, {"reason", "NOT-ALLOWED"}, {"message", body["message"]}, {"verificationResult", absent}})
}

func quietAfter(t *trial) error {
	uuid, _, err := t.given()
	if err != nil {
		return err
	}
	if err := t.post(t.caller, txPath, object{"verificationUuid": uuid, "txHash": t.newHash()}, accepted()); err != nil {
		return err
	}
	key := callbackKey("TX_REPORT", uuid)
	before := len(t.backend.await(t.ctx, key, 1, t.opt.Wait))
	t.pause(3 * time.Second)
	if after := len(t.backend.came(key)); before == 0 || after != before {
		t.differs("it came %d times, and then %d times more", before, after-before)
	}
	return nil
}

// retried fails a callback twice and expects it to come until it is accepted.
func retried(f failure) func(*trial) error {
	return func(t *trial) error {
		uuid, _, err := t.given()
		if err != nil {
			return err
		}
		key := callbackKey("TX_REPORT", uuid)
		t.backend.on(key, func(n int, _ arrival) reply {
			if n < 2 {
				return f.reply(object{"result": true})
			}
			return ok(object{"result": true})
		})
		if err := t.post(t.caller, txPath, object{"verificationUuid": uuid, "txHash": t.newHash()}, accepted()); err != nil {
			return err
		}
		if came := t.backend.await(t.ctx, key, 3, t.opt.Wait); len(came) < 3 {
			t.differs("it came %d times within %s, and was never accepted", len(came), t.opt.Wait)
		}
		t.alike(key)
		return nil
	}
}

// transactionCases are those of 2.9 and 3.4: the kit is the originating back end, and the beneficiary side asks.
func transactionCases() []Case {
	needs := []Need{NeedAccount, NeedName, NeedPeer, NeedOriginator}
	cases := []Case{
		{ID: "transaction.shape", Clause: "3.4", Tag: Docs, Severity: Major, Asked: "what arrives at the originating back end after an inquiry", Expected: "`verificationUuid` alone", needs: needs, run: transactionShape},
		{ID: "transaction.without-hash", Clause: "2.9", Tag: Docs, Severity: Minor, Asked: "a state without a transaction id", Expected: "neither `txHash` nor `vout`", needs: needs,
			run: inquiry(ok(object{"transactionStatus": "PENDING"}), members(member{"transactionStatus", "PENDING"}, member{"txHash", absent}, member{"vout", absent}))},
		{ID: "transaction.hash-stored", Clause: "2.9", Tag: Inferred, Severity: Major, Asked: "the beneficiary's record after an answer with a transaction id", Expected: "it has the transaction id, as if it had been reported",
			needs: needs, run: hashStored},
		{ID: "transaction.late", Clause: "3.1", Tag: Inferred, Severity: Major, Asked: "the originating back end answers after 1.8 s", Expected: "408 `REQUEST-TIMEOUT`", needs: needs,
			run: inquiry(reply{status: 200, body: object{"transactionStatus": "CONFIRMED"}, delay: 1800 * time.Millisecond}, want{status: 408, code: "REQUEST-TIMEOUT"})},
	}
	for _, status := range []string{"PENDING", "PROCESSING", "WAIT-CONFIRM", "CONFIRMED", "CANCELED"} {
		cases = append(cases, Case{ID: "transaction.status-" + strings.ToLower(status), Clause: "4.7", Tag: Docs, Severity: Critical, Asked: "the originating back end answers " + status + " with hash and output", Expected: "the asking side gets it unchanged",
			needs: needs, run: inquiry(ok(object{"transactionStatus": status, "txHash": "AB" + status, "vout": "2"}), members(member{"transactionStatus", status}, member{"txHash", "AB" + status}, member{"vout", "2"}))})
	}
	for _, f := range failures() {
		cases = append(cases, Case{ID: "transaction." + f.id, Clause: "3.1", Tag: Inferred, Severity: Major, Asked: "after an inquiry " + f.asked, Expected: "408 `REQUEST-TIMEOUT`", needs: needs,
			run: inquiry(f.reply(object{"transactionStatus": "CONFIRMED"}), want{status: 408, code: "REQUEST-TIMEOUT"})})
	}
	return cases
}

// inquired asks for a transaction's state, with the reply the originating back end shall give. The id is put into an answer that is an object.
func (t *trial) inquired(r reply) (uuid string, a answer, err error) {
	if uuid, err = t.settled(); err != nil {
		return "", a, err
	}
	if body, isObject := r.body.(object); isObject && len(body) > 0 {
		r.body = with(body, "verificationUuid", uuid)
	}
	key := transactionCall + " " + uuid
	t.backend.on(key, func(int, arrival) reply { return r })
	if a, err = t.call(t.peer, http.MethodPost, inquiryPath, object{"verificationUuid": uuid}); err != nil {
		return uuid, a, err
	}
	if len(t.backend.came(key)) == 0 {
		t.differs("the originating back end was not called")
	}
	return uuid, a, nil
}

func inquiry(r reply, w want) func(*trial) error {
	return func(t *trial) error {
		uuid, a, err := t.inquired(r)
		if err != nil {
			return err
		}
		if w.status == http.StatusOK {
			w.members = append([]member{{"verificationUuid", uuid}}, w.members...)
		}
		t.expect(a, w)
		return nil
	}
}

func transactionShape(t *trial) error {
	uuid, _, err := t.inquired(ok(object{"transactionStatus": "PENDING"}))
	if err != nil {
		return err
	}
	for _, a := range t.backend.came(transactionCall + " " + uuid) {
		if !same(a.body, object{"verificationUuid": uuid}) {
			t.differs("more than verificationUuid arrived: %s", strings.Join(namesOf(a.body), ", "))
		}
		if err := t.shaped(a); err != nil {
			return err
		}
	}
	return nil
}

func hashStored(t *trial) error {
	hash := t.newHash()
	uuid, _, err := t.inquired(ok(object{"transactionStatus": "CONFIRMED", "txHash": hash, "vout": "4"}))
	if err != nil {
		return err
	}
	return t.shows(t.peer, uuid, member{"txHash", hash}, member{"vout", "4"})
}
