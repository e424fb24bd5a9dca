package demo

import (
	"bytes"
	"errors"
	"image"
	_ "image/jpeg"
	"testing"
	"time"

	"github.com/bonafide-id/bonafide/internal/specimen"
)

var now = time.Date(2026, 11, 26, 12, 0, 0, 0, time.UTC)

// drawn draws, or skips where the fonts are not.
func drawn(t *testing.T, own *Own) *Pictures {
	t.Helper()
	p, err := Specimen(now, own)
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
	p := drawn(t, nil)
	for name, picture := range map[string][]byte{"passport": p.Front, "selfie": p.Selfie} {
		config, format, err := image.DecodeConfig(bytes.NewReader(picture))
		if err != nil || format != "jpeg" || len(picture) > 2<<20 || config.Width*config.Height < 1_000_000 {
			t.Errorf("%s: %s of %d bytes, %dx%d, %v", name, format, len(picture), config.Width, config.Height, err)
		}
	}
	born, err := time.Parse(time.DateOnly, p.Person.DateOfBirth)
	if err != nil || p.Person.Name == "" || p.Person.Number == "" || now.Sub(born) < 18*365*24*time.Hour {
		t.Errorf("%+v, %v", p.Person, err)
	}
	own := &Own{Portrait: image.NewGray(image.Rect(0, 0, 300, 400)), Selfie: []byte("her own")}
	again := drawn(t, own)
	if again.Person != p.Person || bytes.Equal(again.Front, p.Front) || string(again.Selfie) != "her own" || again.About == p.About {
		t.Errorf("own pictures in her passport: %+v", again.Person)
	}
}

// A woman is found whatever the year.
func TestHerPassport(t *testing.T) {
	for year := 2024; year < 2044; year++ {
		d, _, err := herPassport(time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC))
		if err != nil || d.Holder.Sex != "F" || d.Holder.Local == "" || d.Fields["date_of_expiry"] <= time.Date(year, 12, 31, 0, 0, 0, 0, time.UTC).Format(time.DateOnly) {
			t.Errorf("%d: %+v, %v", year, d.Fields, err)
		}
	}
}
