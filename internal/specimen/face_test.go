package specimen

import (
	"image"
	"reflect"
	"testing"

	"github.com/bonafide-id/bonafide/internal/specimen/head"
)

// The holder's head is of her sex and about her age, and the same each time.
func TestHeadFitsTheHolder(t *testing.T) {
	every(t, 20, func(d Document) {
		p := d.Head()
		want := map[string]head.Sex{"F": head.Female, "M": head.Male}[d.Holder.Sex]
		if years := float64(d.Today.Year() - d.Holder.Born.Year()); p.Sex != want || p.AgeYears < min(years, 80)-1.5 || p.AgeYears > 80 {
			t.Errorf("%s, seed %d: %v of %.0f years, on a document of %s of %.0f", d.Kind, d.Seed, p.Sex, p.AgeYears, d.Holder.Sex, years)
		}
		if !reflect.DeepEqual(p, d.Head()) {
			t.Errorf("%s, seed %d: two heads", d.Kind, d.Seed)
		}
	})
}

func TestPortraitHasTheSizeAsked(t *testing.T) {
	d, err := New(Passport, Options{Seed: 1, Today: today})
	if err != nil {
		t.Fatal(err)
	}
	portrait, err := d.Portrait(90)
	if err != nil {
		t.Fatal(err)
	}
	if got := portrait.Bounds().Size(); got != image.Pt(90, 120) {
		t.Errorf("%v", got)
	}
}
