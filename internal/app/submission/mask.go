package submission

import (
	"context"
	"slices"
	"strings"

	"github.com/bonafide-id/bonafide/check"
	"github.com/bonafide-id/bonafide/document"
	"github.com/bonafide-id/bonafide/document/kr"
	"github.com/bonafide-id/bonafide/document/mrz"
	"github.com/bonafide-id/bonafide/fault"
)

// numberHidden is the check of contract 7.5: before a picture is kept, the last digits of a Korean registration number in it are painted over.
const numberHidden = EngineCheck + string(check.RRNUnmaskable)

// mostPlaces of a picture are painted over; print that is full of numbers is no card.
const mostPlaces = 32

// hideNumbers gives back the pictures as they may be kept: with the last digits of a Korean registration number painted over, unless the project may
// collect the whole (contract 7.5). A picture that may show one nobody knows the place of is not kept; the check says so, and a person decides. An engine
// that fails to paint is S1-06: nothing is kept then.
func (s *Service) hideNumbers(ctx context.Context, w *work, in Step1, readings []Reading) (Step1, error) {
	if w.data.Settings.CollectFullRRN {
		return in, nil
	}
	var results []Check
	next := 0
	for _, side := range []struct {
		name    string
		picture *Picture
	}{{IDImage, &in.Front}, {IDBackImage, &in.Back}} {
		if !side.picture.Given || next >= len(readings) {
			continue
		}
		shown := numberIn(w.data, readings[next])
		next++
		switch {
		case shown.status == check.NotRun:
		case len(shown.places) > 0:
			painted, err := s.paintOver(ctx, side.picture.Bytes, shown.places)
			if err != nil {
				return in, fault.Wrap(fault.SubmissionIDEngine, side.name, uncoded(err))
			}
			side.picture.Bytes = painted
			results = append(results, note(numberHidden, shown.status, side.name))
		case shown.status == check.Failed:
			*side.picture = Picture{}
			results = append(results, note(numberHidden, check.Failed, side.name+", not kept"))
		default:
			results = append(results, note(numberHidden, shown.status, side.name))
		}
	}
	if len(results) > 0 {
		w.data.Checks = append(slices.DeleteFunc(w.data.Checks, func(c Check) bool { return c.Name == numberHidden }), results...)
	}
	return in, nil
}

func (s *Service) paintOver(ctx context.Context, picture []byte, places []document.Quad) ([]byte, error) {
	masker, ok := s.Engine.(Masker)
	if !ok {
		return nil, fault.Newf(fault.VisionDown, "mask", "the engine does not paint")
	}
	ctx, cancel := context.WithTimeout(ctx, s.Limits.EngineTime)
	defer cancel()
	painted, err := masker.Mask(ctx, picture, places)
	if err == nil && !Acceptable(Picture{Given: true, Bytes: painted[:min(len(painted), MaxPicture)]}) {
		err = fault.Newf(fault.VisionProtocol, "mask", "what came back is no picture")
	}
	return painted, err
}

// shownNumber is what a side has of a registration number. NotRun: the document is none that has one. Passed: it is at places, or plainly not there.
// Inconclusive: places are where it should be, and it was not read. Failed: nobody knows.
type shownNumber struct {
	status check.Status
	places []document.Quad
}

func numberIn(d Private, r Reading) shownNumber {
	page := r.Page
	if page == nil {
		page = &document.Page{}
	}
	zone, _, zoned := zoneOf(r)
	ours := strings.HasPrefix(string(page.Type), "kr_")
	if d.IssuingCountry != "KOR" && !ours && !(zoned && zone.IssuingState == "KOR") {
		return shownNumber{status: check.NotRun}
	}
	shown := shownNumber{status: check.Failed, places: slices.Clone(r.Numbers)}
	if len(shown.places) > 0 {
		shown.status = check.Passed
	}
	covered := slices.ContainsFunc(r.TextLines, kr.Covered)
	switch f, has := page.Fields[kr.NumberField(page.Type)]; {
	case has && kr.Covered(f.Value):
		covered = true
	case has && len(f.Place) == 4:
		shown.places = append(elsewhere(shown.places, f.Place), kr.BackDigits(f))
		if shown.status == check.Failed {
			shown.status = check.Inconclusive
		}
		if f.Value != "" {
			shown.status = check.Passed
		}
	}
	if q := kr.InZone(page.Zone); q != nil {
		shown.places, shown.status = append(shown.places, q), check.Passed
	}
	// A number that is covered on the card needs no paint, backs have none, and a passport whose zone has none does not print one.
	if len(shown.places) == 0 && (covered || page.Side == document.Back || zoned && zone.Format == mrz.TD3 && strings.Trim(zone.OptionalData, "<") == "") {
		shown.status = check.Passed
	}
	shown.places = slices.DeleteFunc(shown.places, func(q document.Quad) bool { return len(q) != 4 })
	if len(shown.places) > mostPlaces {
		return shownNumber{status: check.Failed}
	}
	return shown
}

// elsewhere are the places whose middle is not in the box about another: a field is placed more closely than a line of print.
func elsewhere(places []document.Quad, other document.Quad) []document.Quad {
	low, high := other[0], other[0]
	for _, p := range other[1:] {
		low.X, low.Y, high.X, high.Y = min(low.X, p.X), min(low.Y, p.Y), max(high.X, p.X), max(high.Y, p.Y)
	}
	return slices.DeleteFunc(places, func(q document.Quad) bool {
		var x, y float64
		for _, p := range q {
			x, y = x+p.X/4, y+p.Y/4
		}
		return len(q) == 4 && x > low.X && x < high.X && y > low.Y && y < high.Y
	})
}

// Hidden is what must not be seen in a picture: places, or all of it where nobody knows the place.
type Hidden struct {
	Places []document.Quad
	All    bool
}

func hiddenIn(d Private, readings []Reading) []Hidden {
	hidden := make([]Hidden, len(readings))
	for i, r := range readings {
		if shown := numberIn(d, r); !d.Settings.CollectFullRRN && shown.status != check.NotRun {
			hidden[i] = Hidden{Places: shown.places, All: shown.status == check.Failed && len(shown.places) == 0}
		}
	}
	return hidden
}
