package conformance

import (
	"fmt"
	"net/http"
	"strings"
)

const (
	txPath      = "/v1/verifications/tx"
	errorPath   = "/v1/verifications/error"
	inquiryPath = "/v1/verifications/tx/inquiry"
)

// lookupCases are those of 2.6 that need no verification.
func lookupCases() []Case {
	get := http.MethodGet
	return rows(
		row{id: "lookup.unknown", clause: "2.6", tag: Seed, severity: Major, asked: "an id nobody gave out", method: get, path: userPath + "/" + notFoundID,
			want: refused(404, "VERIFICATION-NOT-FOUND", notFound)},
		row{id: "lookup.as-sent", clause: "2.0", tag: Inferred, severity: Minor, asked: "the same in capitals", method: get, path: userPath + "/" + strings.ToUpper(notFoundID),
			want: refused(404, "VERIFICATION-NOT-FOUND", "Verification("+strings.ToUpper(notFoundID)+") is not found")},
		row{id: "lookup.no-uuid", clause: "2.6", tag: Inferred, severity: Minor, asked: "what is no id", method: get, path: userPath + "/not-an-id",
			want: refused(404, "VERIFICATION-NOT-FOUND", "Verification(not-an-id) is not found")},
	)
}

// byUUID are the errors of every POST that takes a verification's id.
func byUUID(prefix, clause, path string, rest object) []Case {
	body := func(*session) object { return with(rest, "verificationUuid", notFoundID) }
	cases := faults(prefix, clause, path, body, append([]spoiled{
		{"missing-uuid", "no verificationUuid", Docs, "", drop("verificationUuid"), required("verificationUuid", "MISSING-VERIFICATION-UUID")},
		{"not-found", "an id nobody gave out", Docs, "", func(_ *session, b object) any { return b }, refused(404, "VERIFICATION-NOT-FOUND", notFound)},
	}, malformed()...)...)
	return append(cases, Case{ID: prefix + ".invalid-uuid", Clause: clause, Tag: Inferred, Severity: Minor, Asked: "a verificationUuid that is none",
		Expected: "400 `INVALID-VERIFICATION-UUID`, or 404 `VERIFICATION-NOT-FOUND` as a lookup answers", run: func(t *trial) error {
			a, err := t.call(t.caller, http.MethodPost, path, with(rest, "verificationUuid", "not-an-id"))
			if err != nil {
				return err
			}
			if a.status == http.StatusNotFound {
				t.expect(a, refused(404, "VERIFICATION-NOT-FOUND", "Verification(not-an-id) is not found"))
			} else {
				t.expect(a, invalid("verificationUuid", "INVALID-VERIFICATION-UUID"))
			}
			return nil
		}})
}

// reportCases are those of 2.7, 2.8 and the errors of 2.9.
func reportCases() []Case {
	tx := object{"txHash": "E3FE6EA3D48F0C2B639448020EA4F03D4F4F8FFDB243A852A0F59177921B4879"}
	failure := object{"result": "ERROR", "reason": "NOT-ALLOWED", "message": "Withdrawn."}
	of := func(rest object) func(*session) object {
		return func(*session) object { return with(rest, "verificationUuid", notFoundID) }
	}
	cases := byUUID("tx", "2.7", txPath, tx)
	cases = append(cases, faults("tx", "2.7", txPath, of(tx),
		spoiled{"missing-hash", "no txHash", Inferred, "", drop("txHash"), required("txHash", "MISSING-TX-HASH")},
		spoiled{"invalid-hash", "a txHash of 129 characters", Inferred, Minor, put("txHash", strings.Repeat("A", 129)), invalid("txHash", "INVALID-TX-HASH")},
		spoiled{"invalid-vout", "a vout that is a number", Inferred, Minor, put("vout", 0), invalid("vout", "INVALID-VOUT")},
		spoiled{"order", "no verificationUuid, and no txHash", Inferred, Minor, text(`{}`), required("verificationUuid", "MISSING-VERIFICATION-UUID")})...)
	cases = append(cases, byUUID("error", "2.8", errorPath, failure)...)
	cases = append(cases, faults("error", "2.8", errorPath, of(failure),
		spoiled{"missing-result", "no result", Inferred, "", drop("result"), required("result", "MISSING-RESULT")},
		spoiled{"missing-reason", "no reason", Inferred, "", drop("reason"), required("reason", "MISSING-REASON")},
		spoiled{"invalid-result", "a result that does not exist", Inferred, Minor, put("result", "MAYBE"), invalid("result", "INVALID-RESULT")},
		spoiled{"invalid-wait", "the result WAIT, which nobody reports", Inferred, Minor, put("result", "WAIT"), invalid("result", "INVALID-RESULT")},
		spoiled{"invalid-reason", "a reason in small letters", Inferred, Minor, put("reason", "not allowed"), invalid("reason", "INVALID-REASON")},
		spoiled{"invalid-message", "a message of 1025 characters", Inferred, Minor, put("message", strings.Repeat("m", 1025)), invalid("message", "INVALID-MESSAGE")})...)
	cases = append(cases, byUUID("inquiry", "2.9", inquiryPath, object{})...)
	return append(cases, reportFlows()...)
}

func reportFlows() []Case {
	needs := []Need{NeedAccount, NeedName}
	other := append(append([]Need{}, needs...), NeedPeer)
	apart := append(append([]Need{}, other...), NeedTwo)
	cases := []Case{
		{ID: "tx.accepted", Clause: "2.7", Tag: Docs, Severity: Major, Asked: "a transaction id, and the record after it", Expected: "`{\"result\": true}`; `txHash`, `vout` and `orderedAt` are set",
			needs: needs, run: txAccepted},
		{ID: "tx.without-vout", Clause: "2.7", Tag: Docs, Severity: Major, Asked: "a transaction id without an output", Expected: "`vout` stays null", needs: needs, run: txWithoutVout},
		{ID: "tx.repeated", Clause: "2.7", Tag: Inferred, Severity: Major, Asked: "the same transaction id twice", Expected: "`{\"result\": true}` twice, the record is as after the first", needs: needs, run: txRepeated},
		{ID: "tx.replaced", Clause: "2.7", Tag: Inferred, Severity: Major, Asked: "another transaction id", Expected: "it replaces the first", needs: needs, run: txReplaced},
		{ID: "tx.same-hash", Clause: "1.5", Tag: Docs, Severity: Major, Asked: "one transaction id for two verifications, with two outputs", Expected: "both are accepted and found by the hash",
			needs: needs, run: txShared},
		{ID: "tx.waiting", Clause: "2.7", Tag: Inferred, Severity: Critical, Asked: "a transaction id of a verification without a result", Expected: "400: it is not taken", needs: []Need{NeedSilent},
			run: txWaiting},
		{ID: "tx.other-side", Clause: "1.5", Tag: Docs, Severity: Major, Asked: "the other side's record after the report", Expected: "it has the transaction id", needs: other, run: txArrives},
		{ID: "tx.by-beneficiary", Clause: "2.7", Tag: Inferred, Severity: Minor, Asked: "a report by the beneficiary side", Expected: "400 `INVALID-ACTION-TYPE`", needs: apart,
			run: wrongSide(txPath, object{"txHash": "AB"}, false)},
		{ID: "error.by-beneficiary", Clause: "2.8", Tag: Inferred, Severity: Minor, Asked: "an error report by the beneficiary side", Expected: "400 `INVALID-ACTION-TYPE`", needs: apart,
			run: wrongSide(errorPath, object{"result": "ERROR", "reason": "NOT-ALLOWED"}, false)},
		{ID: "inquiry.by-originator", Clause: "2.9", Tag: Inferred, Severity: Minor, Asked: "an inquiry by the originating side", Expected: "400 `INVALID-ACTION-TYPE`", needs: append(append([]Need{}, needs...), NeedTwo),
			run: wrongSide(inquiryPath, object{}, true)},
		{ID: "error.other-side", Clause: "2.8", Tag: Inferred, Severity: Critical, Asked: "both records after an error report", Expected: "the reported result, reason and message", needs: other, run: errorArrives},
		{ID: "error.open-reason", Clause: "6.15", Tag: Inferred, Severity: Minor, Asked: "the reason USER-CANCELED, and one nobody knows", Expected: "both are accepted", needs: needs, run: errorReasons},
	}
	for _, result := range []string{"VERIFIED", "DENIED", "UNKNOWN", "ERROR", "PENDING", "TRANSFER_ERROR"} {
		cases = append(cases, Case{ID: "error.result-" + strings.ToLower(strings.ReplaceAll(result, "_", "-")), Clause: "6.15", Tag: Docs, Severity: Minor, Asked: "an error report with the result " + result,
			Expected: "`{\"result\": true}`, and the record shows it", needs: needs, run: func(t *trial) error { return t.errorResult(result) }})
	}
	return cases
}

// accepted is the answer to a report.
func accepted() want { return members(member{"result", true}) }

func (t *trial) post(e *enclave, path string, body object, w want) error {
	a, err := t.call(e, http.MethodPost, path, body)
	if err != nil {
		return err
	}
	t.expect(a, w)
	return nil
}

// newHash invents a transaction id.
func (t *trial) newHash() string {
	return strings.ToUpper(strings.TrimPrefix(invent(fmt.Sprintf("hash-%s-%d", t.run, t.invented.next())), "0x"))
}

// settled makes a verified verification.
func (t *trial) settled() (string, error) {
	uuid, err := t.start(t.userOfPerson())
	if err != nil {
		return "", err
	}
	shown, err := t.settle(t.caller, uuid)
	if err == nil && shown["result"] != "VERIFIED" {
		err = notRun("the verified verification it needs could not be made")
	}
	return uuid, err
}

// reportedOnce makes a verified verification and reports its transaction id.
func (t *trial) reportedOnce() (uuid, hash string, err error) {
	if uuid, err = t.settled(); err != nil {
		return "", "", err
	}
	hash = t.newHash()
	return uuid, hash, t.post(t.caller, txPath, object{"verificationUuid": uuid, "txHash": hash}, accepted())
}

func (t *trial) shows(e *enclave, uuid string, list ...member) error {
	shown, _, err := t.lookup(e, uuid)
	if err == nil {
		t.hold("", shown, list)
	}
	return err
}

func txAccepted(t *trial) error {
	uuid, err := t.settled()
	if err != nil {
		return err
	}
	hash := t.newHash()
	if err := t.post(t.caller, txPath, object{"verificationUuid": uuid, "txHash": hash, "vout": "3"}, accepted()); err != nil {
		return err
	}
	return t.shows(t.caller, uuid, member{"txHash", hash}, member{"vout", "3"}, member{"orderedAt", present}, member{"result", "VERIFIED"})
}

func txWithoutVout(t *trial) error {
	uuid, hash, err := t.reportedOnce()
	if err != nil {
		return err
	}
	return t.shows(t.caller, uuid, member{"txHash", hash}, member{"vout", null})
}

func txRepeated(t *trial) error {
	uuid, hash, err := t.reportedOnce()
	if err != nil {
		return err
	}
	before, _, err := t.lookup(t.caller, uuid)
	if err != nil {
		return err
	}
	if err := t.post(t.caller, txPath, object{"verificationUuid": uuid, "txHash": hash}, accepted()); err != nil {
		return err
	}
	return t.shows(t.caller, uuid, member{"txHash", hash}, member{"orderedAt", before["orderedAt"]})
}

func txReplaced(t *trial) error {
	uuid, _, err := t.reportedOnce()
	if err != nil {
		return err
	}
	another := t.newHash()
	if err := t.post(t.caller, txPath, object{"verificationUuid": uuid, "txHash": another, "vout": "1"}, accepted()); err != nil {
		return err
	}
	return t.shows(t.caller, uuid, member{"txHash", another}, member{"vout", "1"})
}

func txShared(t *trial) error {
	hash := t.newHash()
	wanted := map[string]bool{}
	for _, vout := range []string{"0", "1"} {
		uuid, err := t.settled()
		if err != nil {
			return err
		}
		wanted[uuid] = true
		if err := t.post(t.caller, txPath, object{"verificationUuid": uuid, "txHash": hash, "vout": vout}, accepted()); err != nil {
			return err
		}
	}
	a, err := t.call(t.caller, http.MethodGet, userPath+"?txHash="+hash, nil)
	if err != nil {
		return err
	}
	t.expect(a, members(member{"count", 2}))
	list, _ := a.body["verifications"].([]any)
	for _, each := range list {
		o, _ := each.(object)
		if uuid, _ := o["verificationUuid"].(string); !wanted[uuid] {
			t.differs("the hash finds another verification")
		}
	}
	return nil
}

func txWaiting(t *trial) error {
	uuid, err := t.start(with(t.anyUser(), "beneficiaryVaspId", t.world.Silent))
	if err != nil {
		return err
	}
	return t.post(t.caller, txPath, object{"verificationUuid": uuid, "txHash": t.newHash()}, want{status: http.StatusBadRequest})
}

func txArrives(t *trial) error {
	uuid, hash, err := t.reportedOnce()
	if err != nil {
		return err
	}
	return t.wait("the transaction id at the other side", func() (bool, error) {
		shown, _, err := t.lookup(t.peer, uuid)
		return shown["txHash"] == hash, err
	})
}

// wrongSide calls what the other side alone may call.
func wrongSide(path string, rest object, originator bool) func(*trial) error {
	return func(t *trial) error {
		uuid, err := t.settled()
		if err != nil {
			return err
		}
		e := t.peer
		if originator {
			e = t.caller
		}
		a, err := t.call(e, http.MethodPost, path, with(rest, "verificationUuid", uuid))
		if err != nil {
			return err
		}
		t.expect(a, want{status: http.StatusBadRequest, code: "INVALID-ACTION-TYPE"})
		return nil
	}
}

func errorArrives(t *trial) error {
	uuid, err := t.settled()
	if err != nil {
		return err
	}
	body := object{"verificationUuid": uuid, "result": "ERROR", "reason": "NOT-ALLOWED", "message": "Withdrawn by the customer."}
	if err := t.post(t.caller, errorPath, body, accepted()); err != nil {
		return err
	}
	list := []member{{"result", "ERROR"}, {"reason", "NOT-ALLOWED"}, {"message", "Withdrawn by the customer."}}
	if err := t.shows(t.caller, uuid, list...); err != nil {
		return err
	}
	var shown object
	if err := t.wait("the error report at the other side", func() (bool, error) {
		shown, _, err = t.lookup(t.peer, uuid)
		return shown["result"] == "ERROR", err
	}); err != nil {
		return err
	}
	t.hold(t.name(t.peer), shown, list)
	return nil
}

func errorReasons(t *trial) error {
	for _, reason := range []string{"USER-CANCELED", "SOLAR-FLARE-7"} {
		uuid, err := t.settled()
		if err != nil {
			return err
		}
		if err := t.post(t.caller, errorPath, object{"verificationUuid": uuid, "result": "ERROR", "reason": reason}, accepted()); err != nil {
			return err
		}
		if err := t.shows(t.caller, uuid, member{"reason", reason}); err != nil {
			return err
		}
	}
	return nil
}

func (t *trial) errorResult(result string) error {
	uuid, err := t.settled()
	if err != nil {
		return err
	}
	if err := t.post(t.caller, errorPath, object{"verificationUuid": uuid, "result": result, "reason": "UNDEFINED-ERROR"}, accepted()); err != nil {
		return err
	}
	return t.shows(t.caller, uuid, member{"result", result})
}

// riskCases are those of 2.10 to 2.12. What is screened costs money elsewhere, so each is asked once.
func riskCases() []Case {
	const base = "/v1/risk-assessment/"
	var cases []Case
	for _, c := range []struct{ id, clause, path string }{{"sanction", "2.10", "chainalysis-sanction"}, {"kyt", "2.11", "chainalysis-kyt"}, {"wco", "2.12", "refinitiv-wco"}} {
		cases = append(cases, byUUID(c.id, c.clause, base+c.path, object{})...)
	}
	needs := []Need{NeedAccount, NeedName}
	return append(cases,
		Case{ID: "sanction.screened", Clause: "2.10", Tag: Docs, Severity: Critical, Asked: "the counterparty's address of a verified verification",
			Expected: "the beneficiary's address was screened, `OUTGOING`; or 401 where no key is configured", needs: needs, run: sanctionScreened},
		Case{ID: "kyt.requested", Clause: "2.11", Tag: Docs, Severity: Major, Asked: "an assessment before the transaction", Expected: "`requestId`; or 403 where no key is configured", needs: needs,
			run: requested(base+"chainalysis-kyt", http.StatusForbidden)},
		Case{ID: "wco.requested", Clause: "2.12", Tag: Docs, Severity: Major, Asked: "the names of a verified verification", Expected: "`requestId`; or 401 where no key is configured", needs: needs,
			run: requested(base+"refinitiv-wco", http.StatusUnauthorized)},
		Case{ID: "kyt.beneficiary-too-early", Clause: "2.11", Tag: Inferred, Severity: Minor, Asked: "an assessment by the beneficiary side before the transaction", Expected: "400 `UNSUPPORTED-RISK-ASSESSMENT`",
			needs: append(append([]Need{}, needs...), NeedPeer, NeedTwo), run: kytTooEarly},
		Case{ID: "callback.kyt", Clause: "3.5", Tag: Docs, Severity: Major, Asked: "what arrives after an assessment", Expected: "`CHAINALYSIS_KYT_RESULT` with `riskAssessment.chainalysisKYT` and its alerts",
			needs: append(append([]Need{}, needs...), NeedOriginator), run: riskCallback(base+"chainalysis-kyt", http.StatusForbidden, "CHAINALYSIS_KYT_RESULT", "chainalysisKYT")},
		Case{ID: "callback.wco", Clause: "3.5", Tag: Docs, Severity: Major, Asked: "what arrives after names were screened", Expected: "`REFINITIV_WCO_RESULT` with `riskAssessment.refinitivWorldCheckOne`",
			needs: append(append([]Need{}, needs...), NeedOriginator), run: riskCallback(base+"refinitiv-wco", http.StatusUnauthorized, "REFINITIV_WCO_RESULT", "refinitivWorldCheckOne")},
	)
}

// assess asks for an assessment of a verified verification.
func (t *trial) assess(e *enclave, path string, refusedWith int) (uuid string, a answer, err error) {
	if uuid, err = t.settled(); err != nil {
		return "", a, err
	}
	if e == t.peer {
		if _, err := t.settle(t.peer, uuid); err != nil {
			return "", a, err
		}
	}
	if a, err = t.call(e, http.MethodPost, path, object{"verificationUuid": uuid}); err != nil {
		return uuid, a, err
	}
	if unconfigured(a, refusedWith) {
		return uuid, a, notRun("the enclave has no key for the screening provider")
	}
	return uuid, a, nil
}

func kytTooEarly(t *trial) error {
	_, a, err := t.assess(t.peer, "/v1/risk-assessment/chainalysis-kyt", http.StatusForbidden)
	if err != nil {
		return err
	}
	t.expect(a, want{status: http.StatusBadRequest, code: "UNSUPPORTED-RISK-ASSESSMENT"})
	return nil
}

func riskCallback(path string, refusedWith int, typ, part string) func(*trial) error {
	return func(t *trial) error {
		uuid, a, err := t.assess(t.caller, path, refusedWith)
		if err != nil {
			return err
		}
		t.expect(a, members(member{"requestId", present}))
		t.belongs(callbackKey(typ, uuid))
		return t.arrives(typ, uuid, []member{{"riskAssessment." + part, present}})
	}
}

// unconfigured says whether an answer is that of an enclave without a key for the provider.
func unconfigured(a answer, status int) bool {
	return a.status == status && a.body["code"] == "UNKNOWN-ERROR-CODE"
}

func sanctionScreened(t *trial) error {
	_, a, err := t.assess(t.caller, "/v1/risk-assessment/chainalysis-sanction", http.StatusUnauthorized)
	if err != nil {
		return err
	}
	in := "chainalysisSanction."
	t.expect(a, members(member{in + "counterpartyVaspId", t.world.Counterparty}, member{in + "direction", "OUTGOING"}, member{in + "address", t.world.Person.Address}, member{in + "status", present}))
	return nil
}

func requested(path string, refusedWith int) func(*trial) error {
	return func(t *trial) error {
		_, a, err := t.assess(t.caller, path, refusedWith)
		if err != nil {
			return err
		}
		t.expect(a, members(member{"requestId", present}))
		return nil
	}
}
