package conformance

import (
	"net/http"
	"net/url"
	"time"
)

// history are three verifications of this run with one originator's account, which nobody else has.
type history struct {
	account  string
	verified string    // the first
	denied   string    // the second
	again    string    // the third, verified like the first
	oldest   time.Time // when the first was created
	newest   time.Time // and the third
}

// past makes the history once for all cases of the list.
func (t *trial) past() (history, error) {
	h, err := t.history.get(func() (history, error) {
		maker := &trial{session: t.session, ctx: t.ctx}
		h, err := maker.makeHistory()
		if err == nil && len(maker.differences) > 0 {
			err = notRun("the verifications it needs could not be made: " + maker.differences[0])
		}
		return h, err
	})
	if err != nil {
		return h, notRun("the verifications it needs could not be made: " + err.Error())
	}
	return h, nil
}

func (t *trial) makeHistory() (h history, err error) {
	h.account = t.newSender()
	from := "payload.ivms101.originator.accountNumber"
	stranger := with(t.userOfPerson(), "payload.ivms101.beneficiary.beneficiaryPersons", []any{natural(stranger())})
	for i, body := range []object{t.userOfPerson(), stranger, t.userOfPerson()} {
		uuid, err := t.start(with(body, from, []any{h.account}))
		if err != nil {
			return h, err
		}
		shown, err := t.settle(t.caller, uuid)
		if err != nil {
			return h, err
		}
		created, _ := shown["createdAt"].(string)
		at, _ := time.Parse(wireTime, created)
		*[]*string{&h.verified, &h.denied, &h.again}[i] = uuid
		if i == 0 {
			h.oldest = at
		}
		h.newest = at
		time.Sleep(5 * time.Millisecond) // records of one millisecond have no order to be held against
	}
	return h, nil
}

// list asks for the history of an enclave; the account of this run's history is always among the filters unless all is asked for.
func (t *trial) list(e *enclave, query url.Values) (answer, []object, error) {
	path := userPath
	if len(query) > 0 {
		path += "?" + query.Encode()
	}
	a, err := t.call(e, http.MethodGet, path, nil)
	if err != nil {
		return a, nil, err
	}
	t.expect(a, members(member{"count", present}, member{"page", present}, member{"rpp", present}, member{"verifications", present}))
	all, _ := a.body["verifications"].([]any)
	var out []object
	for _, each := range all {
		if o, isObject := each.(object); isObject {
			out = append(out, o)
		}
	}
	return a, out, nil
}

// filtered is a query and the verifications it must find, newest first.
type filtered struct {
	id       string
	tag      Tag
	severity Severity
	asked    string
	query    func(t *trial, h history) url.Values
	want     func(h history) []string
}

func listCases() []Case {
	only := func(name string, value func(t *trial, h history) string) func(*trial, history) url.Values {
		return func(t *trial, h history) url.Values { return url.Values{name: {value(t, h)}} }
	}
	text := func(name, value string) func(*trial, history) url.Values {
		return only(name, func(*trial, history) string { return value })
	}
	all := func(h history) []string { return []string{h.again, h.denied, h.verified} }
	good := func(h history) []string { return []string{h.again, h.verified} }
	none := func(history) []string { return nil }
	day := func(at time.Time, days int) string { return at.UTC().AddDate(0, 0, days).Format("2006-01-02") }
	list := []filtered{
		{"account", Docs, Major, "by the originator's account", func(*trial, history) url.Values { return url.Values{} }, all},
		{"beneficiary-account", Docs, Major, "by the beneficiary's account too", only("beneficiaryAccountNumber", func(t *trial, _ history) string { return t.world.Person.Address }), all},
		{"beneficiary-account-other", Docs, Major, "by an account nobody asked about", only("beneficiaryAccountNumber", func(t *trial, _ history) string { return invent("other-" + t.run) }), none},
		{"result-verified", Docs, Major, "by the result VERIFIED", text("result", "VERIFIED"), good},
		{"result-denied", Docs, Major, "by the result DENIED", text("result", "DENIED"), func(h history) []string { return []string{h.denied} }},
		{"result-unknown", Docs, Minor, "by the result UNKNOWN", text("result", "UNKNOWN"), none},
		{"symbol", Docs, Major, "by the asset", only("symbol", func(t *trial, _ history) string { return t.world.Person.Symbol }), all},
		{"symbol-other", Docs, Major, "by another asset", text("symbol", "NOPE"), none},
		{"network", Docs, Major, "by the network", only("network", func(t *trial, _ history) string { return t.world.Person.Network }), all},
		{"network-case", Docs, Minor, "by the network in other letters", only("network", func(t *trial, _ history) string { return otherCase(t.world.Person.Network) }), all},
		{"network-other", Docs, Major, "by another network", text("network", "Atlantis"), none},
		{"send", Docs, Major, "by the role SEND", text("actionType", "SEND"), all},
		{"receive", Docs, Major, "by the role RECEIVE, of an enclave that sent", text("actionType", "RECEIVE"), none},
		{"opposite", Docs, Major, "by the other VASP", only("oppositeVaspId", func(t *trial, _ history) string { return t.world.Counterparty }), all},
		{"opposite-other", Docs, Major, "by another VASP", only("oppositeVaspId", func(t *trial, _ history) string { return t.unknown() }), none},
		{"from-today", Inferred, Major, "from the day of the first", only("fromDate", func(_ *trial, h history) string { return day(h.oldest, 0) }), all},
		{"from-tomorrow", Docs, Major, "from the day after", only("fromDate", func(_ *trial, h history) string { return day(h.newest, 1) }), none},
		{"to-today", Inferred, Major, "to the day of the last, which is to its end", only("toDate", func(_ *trial, h history) string { return day(h.newest, 0) }), all},
		{"to-yesterday", Docs, Major, "to the day before", only("toDate", func(_ *trial, h history) string { return day(h.oldest, -1) }), none},
		{"from-after-to", Inferred, Minor, "from a day after the last", func(_ *trial, h history) url.Values {
			return url.Values{"fromDate": {day(h.newest, 1)}, "toDate": {day(h.oldest, -1)}}
		}, none},
		{"instants", Inferred, Minor, "from and to instants", func(_ *trial, h history) url.Values {
			return url.Values{"fromDate": {h.oldest.Add(-time.Second).UTC().Format(wireTime)}, "toDate": {h.newest.Add(time.Second).UTC().Format(wireTime)}}
		}, all},
		{"combined", Docs, Major, "by role, result and asset together", func(t *trial, _ history) url.Values {
			return url.Values{"actionType": {"SEND"}, "result": {"DENIED"}, "symbol": {t.world.Person.Symbol}}
		}, func(h history) []string { return []string{h.denied} }},
	}
	var cases []Case
	for _, f := range list {
		cases = append(cases, Case{ID: "list." + f.id, Clause: "2.5", Tag: f.tag, Severity: f.severity, Asked: "this run's history, " + f.asked,
			Expected: "exactly what fits, newest first, and `count` says how many", needs: []Need{NeedAccount, NeedName}, run: func(t *trial) error { return t.filtered(f) }})
	}
	return append(append(cases, listFaults()...), listFlows()...)
}

func (t *trial) filtered(f filtered) error {
	h, err := t.past()
	if err != nil {
		return err
	}
	query := f.query(t, h)
	query.Set("originatorAccountNumber", h.account)
	a, found, err := t.list(t.caller, query)
	if err != nil {
		return err
	}
	wanted := f.want(h)
	t.hold("", a.body, []member{{"count", len(wanted)}})
	t.sameList(found, wanted)
	return nil
}

// sameList holds the ids of a list against those that must be there, in their order.
func (t *trial) sameList(found []object, wanted []string) {
	got := make([]string, 0, len(found))
	for _, o := range found {
		uuid, _ := o["verificationUuid"].(string)
		got = append(got, uuid)
	}
	if literal(got) != literal(append([]string{}, wanted...)) {
		t.differs("found are %s, want %s", literal(got), literal(append([]string{}, wanted...)))
	}
}

func listFaults() []Case {
	var list []row
	for _, f := range []struct{ name, parameter, value, code string }{
		{"from-date", "fromDate", "yesterday", "INVALID-FROM-DATE"}, {"to-date", "toDate", "2025-02-30", "INVALID-TO-DATE"}, {"result", "result", "MAYBE", "INVALID-RESULT"},
		{"action-type", "actionType", "BOTH", "INVALID-ACTION-TYPE"}, {"page", "page", "first", "INVALID-PAGE"}, {"rpp", "rpp", "-1", "INVALID-RPP"},
	} {
		list = append(list, row{id: "list.invalid-" + f.name, clause: "2.5", tag: Inferred, severity: Minor, asked: "the history with a wrong " + f.parameter, method: http.MethodGet,
			path: userPath + "?" + f.parameter + "=" + url.QueryEscape(f.value), want: invalid(f.parameter, f.code)})
	}
	return rows(list...)
}

func listFlows() []Case {
	needs := []Need{NeedAccount, NeedName}
	return []Case{
		{ID: "list.pages", Clause: "2.5", Tag: Docs, Severity: Major, Asked: "this run's history, two to a page", Expected: "two, one, none; `count` is 3 on each", needs: needs, run: listPages},
		{ID: "list.defaults", Clause: "2.5", Tag: Docs, Severity: Minor, Asked: "the history without parameters", Expected: "`page` 1, `rpp` 10, ten records at most", run: listDefaults},
		{ID: "list.clamp", Clause: "6.26", Tag: Inferred, Severity: Minor, Asked: "1000 to a page", Expected: "`rpp` 100", run: listClamp},
		{ID: "list.elements", Clause: "2.5", Tag: Docs, Severity: Major, Asked: "a record in the list and by its id", Expected: "the same object", needs: needs, run: listElements},
		{ID: "list.tx-hash", Clause: "2.5", Tag: Docs, Severity: Major, Asked: "the history by a reported transaction id", Expected: "the one verification", needs: needs, run: listTxHash},
		{ID: "list.other-side", Clause: "2.5", Tag: Docs, Severity: Major, Asked: "the other side, by the role RECEIVE", Expected: "the same three verifications", needs: append(append([]Need{}, needs...), NeedPeer, NeedTwo),
			run: listOtherSide},
	}
}

func listPages(t *trial) error {
	h, err := t.past()
	if err != nil {
		return err
	}
	for page, wanted := range map[string][]string{"1": {h.again, h.denied}, "2": {h.verified}, "9": nil} {
		a, found, err := t.list(t.caller, url.Values{"originatorAccountNumber": {h.account}, "rpp": {"2"}, "page": {page}})
		if err != nil {
			return err
		}
		t.hold("page "+page+": ", a.body, []member{{"count", 3}, {"rpp", 2}})
		if got, _ := a.body["page"]; literal(got) != page {
			t.differs("page is %s, want %s", literal(got), page)
		}
		t.sameList(found, wanted)
	}
	return nil
}

func listDefaults(t *trial) error {
	a, found, err := t.list(t.caller, nil)
	if err != nil {
		return err
	}
	t.hold("", a.body, []member{{"page", 1}, {"rpp", 10}})
	if len(found) > 10 {
		t.differs("%d records on a page of 10", len(found))
	}
	return nil
}

func listClamp(t *trial) error {
	a, _, err := t.list(t.caller, url.Values{"rpp": {"1000"}})
	if err != nil {
		return err
	}
	t.hold("", a.body, []member{{"rpp", 100}})
	return nil
}

func listElements(t *trial) error {
	h, err := t.past()
	if err != nil {
		return err
	}
	_, found, err := t.list(t.caller, url.Values{"originatorAccountNumber": {h.account}, "result": {"DENIED"}})
	if err != nil {
		return err
	}
	shown, _, err := t.lookup(t.caller, h.denied)
	if err != nil {
		return err
	}
	if len(found) != 1 || !same(found[0], shown) {
		t.differs("the record in the list is not the one the lookup shows")
	}
	return nil
}

func listTxHash(t *trial) error {
	uuid, hash, err := t.reportedOnce()
	if err != nil {
		return err
	}
	a, found, err := t.list(t.caller, url.Values{"txHash": {hash}})
	if err != nil {
		return err
	}
	t.hold("", a.body, []member{{"count", 1}})
	t.sameList(found, []string{uuid})
	return nil
}

func listOtherSide(t *trial) error {
	h, err := t.past()
	if err != nil {
		return err
	}
	_, found, err := t.list(t.peer, url.Values{"originatorAccountNumber": {h.account}, "actionType": {"RECEIVE"}, "oppositeVaspId": {t.caller.id}})
	if err != nil {
		return err
	}
	t.sameList(found, []string{h.again, h.denied, h.verified})
	return nil
}
