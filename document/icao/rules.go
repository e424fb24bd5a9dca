package icao

import (
	"slices"
	"strings"
	"time"

	"github.com/bonafide-id/bonafide/check"
	"github.com/bonafide-id/bonafide/document"
	"github.com/bonafide-id/bonafide/document/calendar"
	"github.com/bonafide-id/bonafide/document/compare"
	"github.com/bonafide-id/bonafide/document/mrz"
)

// Options are what a project decides of these rules.
type Options struct {
	Doubt float64 // confidence of a character under which it may be wrong, 0 to 1; 0: compare.Doubt
}

// Formats are the formats that the zone of a type may have; nil: types that are not judged by their zone.
func Formats(t document.Type) []mrz.Format {
	switch t {
	case document.Passport, document.KRPassport, document.VNPassport:
		return []mrz.Format{mrz.TD3}
	case document.TD1Card:
		return []mrz.Format{mrz.TD1}
	case document.TD2Card:
		return []mrz.Format{mrz.TD2}
	case document.Visa:
		return []mrz.Format{mrz.MRVA, mrz.MRVB}
	}
	return nil
}

// Rule is a row of the table: its reason, the clause of ICAO 9303, and the judgement, one result for each place.
type Rule struct {
	Reason check.Reason
	Clause string
	run    func(j *judge) []check.Result
}

// Rules returns the table in the order of eKYC contract 1.8, which surfaces answer in.
func Rules() []Rule {
	return []Rule{
		{check.FieldBlank, "9303-3 §4", zoneThere},
		{check.IssueFuture, "9303-3 §3.4", func(j *judge) []check.Result { return j.notFuture(check.IssueFuture, document.DateOfIssue) }},
		{check.BirthFuture, "9303-3 §3.4", func(j *judge) []check.Result { return j.notFuture(check.BirthFuture, document.DateOfBirth) }},
		{check.DocumentExpired, "9303-3 §4.8", expired},
		{check.MRZShape, "9303-4 §4.2, 9303-5 §4.2, 9303-6 §4.2, 9303-7 §4.2", shape},
		{check.MRZCharacters, "9303-3 §4.3", characters},
		{check.MRZDigits, "9303-3 §4.9", digits},
		{check.MRZFields, "9303-3 §4.6, §4.8", fields},
		{check.MRZMismatch, "9303-3 §4.1", matches},
	}
}

// PostCheck judges a document by its zone on a day: any passport, card of format TD1 or TD2, or visa. The zone may be on either side; print is compared
// where a layout read it. latest is the side that has just been sent: when the other one has the zone, only what is printed on the new one is compared.
// Results are as vn.PostCheck's. A type that is not judged by its zone is one failed result, RulesFailed.
func PostCheck(front, back *document.Page, latest document.Side, on time.Time, o Options) []check.Result {
	j, ok := newJudge(front, back, latest, calendar.Of(on), o)
	if !ok {
		return []check.Result{outcome(check.RulesFailed, check.Failed, "")}
	}
	results := []check.Result{outcome(check.RulesFailed, check.Passed, "")}
	for _, rule := range Rules() {
		results = append(results, rule.run(j)...)
	}
	return results
}

func outcome(reason check.Reason, status check.Status, place string) check.Result {
	return check.Result{Name: string(reason), Reason: reason, Status: status, Place: place}
}

type judge struct {
	on      calendar.Day
	doubt   float64
	formats []mrz.Format
	sides   []page
	at      int // which of them has the zone
}

type page struct {
	*document.Page
	name  document.Side
	fresh bool
}

func newJudge(front, back *document.Page, latest document.Side, on calendar.Day, o Options) (*judge, bool) {
	j := &judge{on: on, doubt: o.Doubt}
	if j.doubt == 0 {
		j.doubt = compare.Doubt
	}
	for _, each := range []page{{front, document.Front, false}, {back, document.Back, false}} {
		if each.Page == nil {
			continue
		}
		each.fresh = latest == "" || latest == each.name || latest == each.Side || front == nil || back == nil
		if each.Side != "" {
			each.name = each.Side
		}
		if j.formats == nil {
			j.formats = Formats(each.Type)
		}
		j.sides = append(j.sides, each)
	}
	if j.at = slices.IndexFunc(j.sides, func(p page) bool { return p.Zone != nil }); j.at < 0 {
		j.at = max(0, len(j.sides)-1) // where none was found, the side where cards have it
	}
	return j, j.formats != nil
}

func (j *judge) side() page    { return j.sides[j.at] }
func (j *judge) place() string { return string(j.side().name) + ".mrz" }

// zone is what was read; without one, status is what that makes of the rules about it.
func (j *judge) zone() (z Zone, status check.Status, ok bool) {
	s := j.side()
	switch {
	case s.Zone != nil:
		return Of(*s.Zone), check.Passed, true
	case s.NotRun["mrz"] != "":
		return Zone{}, check.NotRun, false
	}
	return Zone{}, check.Inconclusive, false
}

// awaits says that the zone is on a side that is not there: cards of format TD1 have it on the back (ICAO 9303-5 §3).
func (j *judge) awaits() bool {
	return j.side().Type == document.TD1Card && j.side().name == document.Front && j.side().Zone == nil
}

// about is the one result of a rule about the zone; nothing when it was judged before.
func (j *judge) about(reason check.Reason, judge func(z Zone) check.Status) []check.Result {
	if !j.side().fresh || j.awaits() {
		return nil
	}
	z, status, ok := j.zone()
	if ok {
		status = judge(z)
	}
	return []check.Result{outcome(reason, status, j.place())}
}

// zoneSeen: from this likeness on a zone is there, whether it could be read or not (measure element.mrz).
const zoneSeen = 0.5

func zoneThere(j *judge) []check.Result {
	s := j.side()
	_, status, ok := j.zone()
	seen, measured := s.Measures[document.MRZ]
	switch {
	case !s.fresh:
		return nil
	case j.awaits(): // it is on the side that has not been sent
	case !ok && status == check.Inconclusive && !(measured && seen.Why == "" && seen.Value >= zoneSeen):
		status = check.Failed
	}
	return []check.Result{outcome(check.FieldBlank, status, j.place())}
}

func shape(j *judge) []check.Result {
	return j.about(check.MRZShape, func(z Zone) check.Status {
		for _, f := range j.formats {
			if z.Shape(f) == check.Passed {
				return check.Passed
			}
		}
		return check.Failed
	})
}

func characters(j *judge) []check.Result { return j.about(check.MRZCharacters, Zone.Characters) }

func fields(j *judge) []check.Result {
	return j.about(check.MRZFields, func(z Zone) check.Status { return z.Fields(j.formats...) })
}

func digits(j *judge) []check.Result {
	return j.about(check.MRZDigits, func(z Zone) check.Status { return z.Digits(j.formats...) })
}

// Digits judges all check digits of the lines as read: the worst of them (see Digit). Lines of no format are Inconclusive.
func (z Zone) Digits(want ...mrz.Format) check.Status {
	m, err := Parse(z.Raw, want...)
	if err != nil {
		return check.Inconclusive
	}
	worst := check.Passed
	for _, d := range m.CheckDigits {
		if status := z.Digit(d); status == check.Failed || worst == check.Passed {
			worst = status
		}
	}
	return worst
}

// expired judges by the zone: a date under a digit that fails is not known, and neither is one the issuer left out.
func expired(j *judge) []check.Result {
	return j.about(check.DocumentExpired, func(z Zone) check.Status {
		m, err := Parse(z.Lines, j.formats...)
		if err != nil || z.Unsure(m, mrz.FieldDateOfExpiry) {
			return check.Inconclusive
		}
		today := time.Date(j.on.Year, time.Month(j.on.Month), j.on.Day, 0, 0, 0, 0, time.UTC)
		ends, ok := m.DateOfExpiry.Resolve(mrz.Expiry, today)
		switch {
		case !ok:
			return check.Inconclusive
		case ends.Last().Before(today):
			return check.Failed
		}
		return check.Passed
	})
}

// notFuture judges a printed date, where one was read: each day it can mean must be to come before it fails.
func (j *judge) notFuture(reason check.Reason, f document.Field) (results []check.Result) {
	for _, s := range j.sides {
		r, printed := s.Fields[f]
		if !printed || r.Value == "" || !s.fresh {
			continue
		}
		found := Dates(r.Value)
		status := check.Passed
		switch {
		case len(found) == 0:
			status = check.Inconclusive
		case !slices.ContainsFunc(found, func(d calendar.Day) bool { return !d.After(j.on) }):
			status = check.Failed
			if !compare.Sure(r, j.doubt) {
				status = check.Inconclusive
			}
		}
		results = append(results, outcome(reason, status, string(s.name)+"."+string(f)))
	}
	return results
}

// matches holds each printed field that was read against the zone: what did not pass, or one result when everything did.
func matches(j *judge) []check.Result {
	z, status, ok := j.zone()
	if !ok {
		return j.about(check.MRZMismatch, func(Zone) check.Status { return status })
	}
	m, err := Parse(z.Lines, j.formats...)
	if err != nil {
		return j.about(check.MRZMismatch, func(Zone) check.Status { return check.Inconclusive })
	}
	var bad []check.Result
	compared := 0
	for _, s := range j.sides {
		if !s.fresh && !j.side().fresh {
			continue
		}
		for _, row := range comparisons() {
			r := row.read(s.Fields)
			if r.Value == "" {
				continue
			}
			compared++
			verdict := row.compare(j, z, m, r)
			if verdict == compare.Unknown && row.optional {
				compared--
				continue
			}
			// What stands under a caption, and was not read surely, may be no entry at all where each state prints as it likes.
			if verdict == compare.Differs && (row.zone != "" && z.Unsure(m, row.zone) || s.Type.AnyState() && !compare.Sure(r, j.doubt)) {
				verdict = compare.Doubtful
			}
			if status := byVerdict(verdict); status != check.Passed {
				bad = append(bad, outcome(check.MRZMismatch, status, string(s.name)+"."+string(row.field)))
			}
		}
	}
	switch {
	case len(bad) > 0:
		return bad
	case compared == 0:
		return j.about(check.MRZMismatch, func(Zone) check.Status { return check.Inconclusive }) // no layout, nothing to compare with
	}
	return []check.Result{outcome(check.MRZMismatch, check.Passed, j.place())}
}

func byVerdict(v compare.Verdict) check.Status {
	switch v {
	case compare.Same:
		return check.Passed
	case compare.Differs:
		return check.Failed
	}
	return check.Inconclusive
}

// comparison is a field that print and zone both have; zone is its name under a check digit.
type comparison struct {
	field document.Field
	zone  string
	// optional: what cannot be compared says nothing.
	optional bool
	read     func(fields map[document.Field]document.Reading) document.Reading
	compare  func(j *judge, z Zone, m mrz.MRZ, r document.Reading) compare.Verdict
}

func comparisons() []comparison {
	date := func(of func(m mrz.MRZ) mrz.Date) func(j *judge, z Zone, m mrz.MRZ, r document.Reading) compare.Verdict {
		return func(j *judge, _ Zone, m mrz.MRZ, r document.Reading) compare.Verdict {
			same, known := sameDate(r.Value, of(m))
			switch {
			case same:
				return compare.Same
			case known && compare.Sure(r, j.doubt):
				return compare.Differs
			}
			return compare.Doubtful
		}
	}
	return []comparison{
		{field: document.Number, zone: mrz.FieldDocumentNumber, optional: true, read: field(document.Number), compare: sameNumber},
		{field: document.Name, read: bothNames, compare: func(j *judge, z Zone, m mrz.MRZ, r document.Reading) compare.Verdict { return z.Name(r, m, j.doubt) }},
		{field: document.Surname, read: surnameAlone, compare: func(j *judge, z Zone, m mrz.MRZ, r document.Reading) compare.Verdict {
			m.SecondaryIdentifier = ""
			return z.Name(r, m, j.doubt)
		}},
		{field: document.DateOfBirth, zone: mrz.FieldDateOfBirth, read: field(document.DateOfBirth), compare: date(func(m mrz.MRZ) mrz.Date { return m.DateOfBirth })},
		{field: document.Sex, read: field(document.Sex), compare: func(j *judge, _ Zone, m mrz.MRZ, r document.Reading) compare.Verdict { return sameSex(r, m, j.doubt) }},
		{field: document.DateOfExpiry, zone: mrz.FieldDateOfExpiry, read: field(document.DateOfExpiry), compare: date(func(m mrz.MRZ) mrz.Date { return m.DateOfExpiry })},
		{field: document.Nationality, optional: true, read: field(document.Nationality),
			compare: func(j *judge, _ Zone, m mrz.MRZ, r document.Reading) compare.Verdict {
				return sameState(r, m.Nationality, j.doubt)
			}},
		{field: document.IssuingState, optional: true, read: field(document.IssuingState),
			compare: func(j *judge, _ Zone, m mrz.MRZ, r document.Reading) compare.Verdict {
				return sameState(r, m.IssuingState, j.doubt)
			}},
	}
}

// lookalike are letters that readers take for digits, and digits for letters, as sure as they are of others: numbers that differ in nothing else are
// more often read wrongly than altered.
var lookalike = strings.NewReplacer("O", "0", "Q", "0", "D", "0", "I", "1", "L", "1", "Z", "2", "S", "5", "G", "6", "B", "8")

// sameNumber: the number in a visa's zone is the visa's or the passport's, as the state has it (ICAO 9303-7 §4.2.2), so that another number says nothing.
func sameNumber(j *judge, _ Zone, m mrz.MRZ, r document.Reading) compare.Verdict {
	verdict := compare.Texts(r, m.DocumentNumber, j.doubt)
	if verdict == compare.Differs && lookalike.Replace(compare.Letters(r.Value)) == lookalike.Replace(compare.Letters(m.DocumentNumber)) {
		verdict = compare.Doubtful
	}
	if verdict != compare.Same && (m.Format == mrz.MRVA || m.Format == mrz.MRVB) {
		return compare.Unknown
	}
	return verdict
}

// sameState compares a printed state with the code in a zone. Documents print a code, a state's name or what its people are called: the last is not
// known here, and is Unknown. Only the name or code of another state differs.
func sameState(r document.Reading, code string, doubt float64) compare.Verdict {
	printed := compare.Letters(r.Value)
	if printed == "" || code == "" {
		return compare.Unknown
	}
	verdict := compare.Unknown
	for _, s := range mrz.States() {
		name, _, _ := strings.Cut(s.Name, " (")
		if printed != compare.Letters(name) && printed != s.Code && !(s.Code == "KOR" && printed == "REPUBLICOFKOREA") {
			continue
		}
		if s.Code == code {
			return compare.Same
		}
		if verdict = compare.Doubtful; compare.Sure(r, doubt) {
			verdict = compare.Differs
		}
	}
	return verdict
}

func field(f document.Field) func(map[document.Field]document.Reading) document.Reading {
	return func(fields map[document.Field]document.Reading) document.Reading { return fields[f] }
}

// bothNames is WholeName, or nothing where the given names were not read: half a name says nothing of the whole.
func bothNames(fields map[document.Field]document.Reading) document.Reading {
	if surnameAlone(fields).Value != "" {
		return document.Reading{}
	}
	return WholeName(fields)
}

func surnameAlone(fields map[document.Field]document.Reading) document.Reading {
	if fields[document.GivenNames].Value != "" {
		return document.Reading{}
	}
	return fields[document.Surname]
}

// WholeName is the name in Latin letters in one, surname first, however it is printed.
func WholeName(fields map[document.Field]document.Reading) document.Reading {
	surname, given := fields[document.Surname], fields[document.GivenNames]
	if surname.Value == "" {
		if latin := fields[document.NameLatin]; latin.Value != "" {
			return latin
		}
		return fields[document.Name]
	}
	both := surname
	both.Value += " " + given.Value
	both.Least, both.Confidence, both.Second = min(surname.Least, given.Least), min(surname.Confidence, given.Confidence), ""
	if given.Value == "" {
		both.Value, both.Least, both.Confidence = surname.Value, surname.Least, surname.Confidence
	}
	return both
}

// sameSex: what is neither of the three letters, alone or before a slash, is not read.
func sameSex(r document.Reading, m mrz.MRZ, doubt float64) compare.Verdict {
	words := compare.Tokens(r.Value)
	if len(words) == 0 || m.Sex == "" {
		return compare.Unknown
	}
	for _, word := range words {
		if word == m.Sex {
			return compare.Same
		}
	}
	for _, word := range words {
		if (word == "M" || word == "F" || word == "X") && compare.Sure(r, doubt) {
			return compare.Differs
		}
	}
	return compare.Doubtful
}

// BirthDay is the holder's date of birth by the zone, for age limits of a project; false when it cannot be read, is not whole, or its check digit fails.
// A holder of over a hundred years comes out a hundred years too young (see mrz.Date.Resolve).
func BirthDay(front, back *document.Page, on time.Time) (calendar.Day, bool) {
	j, ok := newJudge(front, back, "", calendar.Of(on), Options{})
	if !ok {
		return calendar.Day{}, false
	}
	z, _, ok := j.zone()
	if !ok {
		return calendar.Day{}, false
	}
	m, err := Parse(z.Lines, j.formats...)
	if err != nil || z.Unsure(m, mrz.FieldDateOfBirth) {
		return calendar.Day{}, false
	}
	born, ok := m.DateOfBirth.Resolve(mrz.Birth, on)
	d := calendar.Day{Year: born.Year, Month: born.Month, Day: born.Day}
	return d, ok && d.Whole()
}
