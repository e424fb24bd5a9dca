package demo

import (
	"bytes"
	"errors"
	"image"
	_ "image/jpeg"
	"testing"
	"time"

	"github.com/bonafide-id/bonafide/fault"
	"github.com/bonafide-id/bonafide/internal/specimen"
)

var now = time.Date(2026, 11, 26, 12, 0, 0, 0, time.UTC)

// drawn draws, or skips where the fonts are not.
func drawn(t *testing.T, kind string, own *Own) *Pictures {
	t.Helper()
	p, err := Specimen(kind, now, own)
	var font *specimen.MissingFont
	if errors.As(err, &font) {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestSpecimen(t *testing.T) {
	for _, kind := range Kinds() {
		p := drawn(t, kind, nil)
		pictures := map[string][]byte{"front": p.Front, "selfie": p.Selfie}
		if kind == string(specimen.CCCD) {
			pictures["back"] = p.Back
		}
		for name, picture := range pictures {
			config, format, err := image.DecodeConfig(bytes.NewReader(picture))
			if err != nil || format != "jpeg" || len(picture) > 2<<20 || config.Width*config.Height < 1_000_000 {
				t.Errorf("%s %s: %s of %d bytes, %dx%d, %v", kind, name, format, len(picture), config.Width, config.Height, err)
			}
		}
		born, err := time.Parse(time.DateOnly, p.Person.DateOfBirth)
		if err != nil || p.Person.Name == "" || p.Person.IdentityNumber+p.Person.DocumentNumber == "" || now.Sub(born) < 18*365*24*time.Hour {
			t.Errorf("%s: %+v, %v", kind, p.Person, err)
		}
		if kind == string(specimen.CCCD) {
			continue // drawing takes seconds
		}
		own := &Own{Portrait: image.NewGray(image.Rect(0, 0, 300, 400)), Selfie: []byte("her own")}
		again := drawn(t, kind, own)
		if again.Person != p.Person || bytes.Equal(again.Front, p.Front) || string(again.Selfie) != "her own" || again.About == p.About {
			t.Errorf("%s: own pictures: %+v", kind, again.Person)
		}
	}
	if _, err := Specimen("licence", now, nil); !fault.Has(err, fault.Invalid) {
		t.Errorf("a document she does not have: %v", err)
	}
}

// A woman is found whatever the year.
func TestHerDocument(t *testing.T) {
	for year := 2024; year < 2044; year++ {
		for _, hers := range papers {
			d, _, err := herDocument(hers.kind, time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC))
			if err != nil || d.Holder.Sex != "F" || d.Holder.Local == "" || d.Fields[hers.number] == "" || d.Fields["date_of_expiry"] < time.Date(year, 12, 31, 0, 0, 0, 0, time.UTC).Format(time.DateOnly) {
				t.Errorf("%s %d: %+v, %v", hers.kind, year, d.Fields, err)
			}
		}
	}
}
