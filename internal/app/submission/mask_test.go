package submission

import (
	"bytes"
	"context"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/bonafide-id/bonafide/check"
	"github.com/bonafide-id/bonafide/document"
	"github.com/bonafide-id/bonafide/fault"
)

// painter is an engine that paints: it notes what, and puts a mark behind the picture.
type painter struct {
	reader
	painted [][]document.Quad
	broken  error
}

func (p *painter) Mask(_ context.Context, picture []byte, places []document.Quad) ([]byte, error) {
	p.painted = append(p.painted, places)
	return append(bytes.Clone(picture), " painted"...), p.broken
}

func box(x, y, w, h float64) document.Quad {
	return document.Quad{{X: x, Y: y}, {X: x + w, Y: y}, {X: x + w, Y: y + h}, {X: x, Y: y + h}}
}

const upload = "\xff\xd8\xff\xe0 a card"

func TestHideNumbers(t *testing.T) {
	card := func(value string, place document.Quad) Reading {
		return Reading{Page: &document.Page{Type: document.KRResident, Side: document.Front, Fields: map[document.Field]document.Reading{document.Number: {Value: value, Place: place}}}}
	}
	printed := func(lines ...string) Reading { return Reading{TextLines: lines, Page: &document.Page{}} }
	passport := func(optional string) Reading {
		lines := []string{"P<KORHONG<<GILDONG<<<<<<<<<<<<<<<<<<<<<<<<<<", ("M123A45670KOR7704041M2604042" + optional + "<<<<<<<<<<<<<<<<")[:44]}
		r := Reading{MRZLines: lines, MRZRaw: lines, Page: &document.Page{Type: document.KRPassport, Side: document.Data, Zone: &document.Zone{Lines: lines, Place: box(0, 0, 440, 40)}}}
		return r
	}
	place := box(100, 50, 300, 30)
	both := card("770404-1988627", place)
	both.Numbers = []document.Quad{box(240, 52, 150, 26), box(240, 452, 150, 26)}
	found := printed("홍길동 770404-1988627")
	found.Numbers = []document.Quad{place}
	for _, row := range []struct {
		name     string
		country  string
		full     bool
		r        Reading
		status   string // "": no check
		places   int
		dropped  bool
		unpaints bool
	}{
		{name: "a card", country: "KOR", r: card("770404-1988627", place), status: "passed", places: 1},
		{name: "a card sent as another country's", country: "VNM", r: card("770404-1988627", place), status: "passed", places: 1},
		{name: "the number again as a line of print, and another one", country: "KOR", r: both, status: "passed", places: 2},
		{name: "a number that could not be read, in its place", country: "KOR", r: card("", place), status: "inconclusive", places: 1},
		{name: "a number without a place", country: "KOR", r: card("770404-1988627", nil), status: "failed", dropped: true},
		{name: "a project that may collect it", country: "KOR", full: true, r: card("770404-1988627", place)},
		{name: "covered already", country: "KOR", r: card("770404-1******", place), status: "passed"},
		{name: "a back", country: "KOR", r: Reading{Page: &document.Page{Type: document.KRResident, Side: document.Back}}, status: "passed"},
		{name: "another country's card", country: "VNM", r: Reading{Page: &document.Page{Type: document.CCCDChip, Side: document.Front}}},
		{name: "no layout, a line of print", country: "KOR", r: found, status: "passed", places: 1},
		{name: "no layout, covered", country: "KOR", r: printed("910423-1******"), status: "passed"},
		{name: "no layout, nothing found", country: "KOR", r: printed("자동차운전면허증"), status: "failed", dropped: true},
		{name: "a passport without it", country: "KOR", r: passport(""), status: "passed"},
		{name: "a passport with it", country: "KOR", r: passport("1988627V123456"), status: "passed", places: 1},
		{name: "an engine that reads no pages", country: "KOR", r: Reading{}, status: "failed", dropped: true},
		{name: "an engine that cannot paint", country: "KOR", r: card("770404-1988627", place), unpaints: true},
	} {
		t.Run(row.name, func(t *testing.T) {
			p := &painter{}
			s := New(Deps{Engine: p})
			if row.unpaints {
				s.Engine = &p.reader
			}
			w := &work{data: Private{IssuingCountry: row.country, Settings: Settings{CollectFullRRN: row.full},
				Checks: []Check{note(numberHidden, check.Passed, "as judged"), note("other", check.Passed, "")}}}
			in := Step1{Front: Picture{Given: true, Bytes: []byte(upload)}}
			kept, err := s.hideNumbers(t.Context(), w, in, []Reading{row.r})
			if row.unpaints {
				if fault.CodeOf(err) != fault.SubmissionIDEngine {
					t.Fatalf("%v", err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			status := ""
			for _, c := range w.data.Checks {
				if c.Name == numberHidden && c.Reason != "as judged" {
					status = c.Status
				}
			}
			if status != row.status {
				t.Errorf("status %q in %+v", status, w.data.Checks)
			}
			want := Picture{Given: true, Bytes: []byte(upload)}
			if row.places > 0 {
				want.Bytes = append(want.Bytes, " painted"...)
			}
			if row.dropped {
				want = Picture{}
			}
			if d := cmp.Diff(want, kept.Front); d != "" {
				t.Error(d)
			}
			if row.places > 0 && (len(p.painted) != 1 || len(p.painted[0]) != row.places) || row.places == 0 && len(p.painted) > 0 {
				t.Errorf("painted %v", p.painted)
			}
			if string(in.Front.Bytes) != upload {
				t.Error("the upload itself was written to")
			}
		})
	}
	t.Run("a failure to paint", func(t *testing.T) {
		s := New(Deps{Engine: &painter{broken: errors.New("the worker died")}})
		w := &work{data: Private{IssuingCountry: "KOR"}}
		_, err := s.hideNumbers(t.Context(), w, Step1{Front: Picture{Given: true, Bytes: []byte(upload)}}, []Reading{card("770404-1988627", place)})
		if fault.CodeOf(err) != fault.SubmissionIDEngine {
			t.Errorf("%v", err)
		}
	})
}

// What an assessment says must not be seen is what a submission paints over or does not keep.
func TestHiddenIn(t *testing.T) {
	place := box(100, 50, 300, 30)
	card := Reading{Page: &document.Page{Type: document.KRResident, Fields: map[document.Field]document.Reading{document.Number: {Value: "770404-1988627", Place: place}}}}
	readings := []Reading{card, {Page: &document.Page{Type: document.KRLicence}}, {Page: &document.Page{Type: document.CCCDChip}}}
	got := hiddenIn(Private{IssuingCountry: "VNM"}, readings)
	if len(got) != 3 || len(got[0].Places) != 1 || got[0].All || !got[1].All || len(got[2].Places) > 0 || got[2].All {
		t.Errorf("%+v", got)
	}
	if got := hiddenIn(Private{Settings: Settings{CollectFullRRN: true}}, readings); len(got) != 3 || len(got[0].Places) > 0 || got[1].All {
		t.Errorf("a project that may collect it: %+v", got)
	}
}

// A picture that is not kept for its number stands against an automatic approval, whether the layout is known or not.
func TestUnhiddenNumberIsLookedAt(t *testing.T) {
	failed := note(numberHidden, check.Failed, "idImage, not kept")
	if got := againstEngine([]Check{failed}); len(got) != 1 {
		t.Errorf("%v", got)
	}
	if got := againstEngine([]Check{note(numberHidden, check.Inconclusive, "idImage")}); len(got) != 0 {
		t.Errorf("%v", got)
	}
}
