package main

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/bonafide-id/bonafide/internal/specimen"
)

// written runs the command and returns the files of its folder by name.
func written(t *testing.T, c specimenCmd) map[string][]byte {
	t.Helper()
	c.Out = filepath.Join(t.TempDir(), "out")
	err := c.Run(t.Context())
	var missing *specimen.MissingFont
	if errors.As(err, &missing) {
		t.Skipf("not run: %v", missing)
	}
	if err != nil {
		t.Fatal(err)
	}
	entries, err := os.ReadDir(c.Out)
	if err != nil {
		t.Fatal(err)
	}
	files := map[string][]byte{}
	for _, e := range entries {
		if files[e.Name()], err = os.ReadFile(filepath.Join(c.Out, e.Name())); err != nil {
			t.Fatal(err)
		}
	}
	return files
}

func rows(t *testing.T, file []byte) [][]string {
	t.Helper()
	all, err := csv.NewReader(bytes.NewReader(file)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// Each kind's manifest is one that eval takes, its pictures are there, and the truth beside them says the same.
func TestSpecimenManifests(t *testing.T) {
	for _, row := range []struct {
		kind, manifest string
		header         []string
		of             string // part of the names of the pictures listed
	}{
		{"passport", "manifest.csv", []string{"file", "mrz"}, "-data-"},
		{"cccd", "manifest.csv", []string{"file", "mrz"}, "-back-"},
		{"cccd", "manifest-codes.csv", []string{"file", "symbology", "text"}, "-front-"},
		{"kr-id", "manifest.csv", []string{"file", "symbology", "text"}, "-front-"},
		{"kr-licence", "manifest.csv", []string{"file", "symbology", "text"}, "-front-"},
		{"codes", "manifest.csv", []string{"file", "symbology", "text"}, "-front-"},
	} {
		files := written(t, specimenCmd{Kind: row.kind, Count: 2, Seed: 3, Shot: "good", Size: 320, Face: "schematic", Today: "2026-01-01"})
		listed := rows(t, files[row.manifest])
		if diff := cmp.Diff(row.header, listed[0]); diff != "" || len(listed) != 3 {
			t.Fatalf("%s %s: %d rows, header %s", row.kind, row.manifest, len(listed), diff)
		}
		for _, each := range listed[1:] {
			picture, ok := files[each[0]]
			if _, _, err := image.Decode(bytes.NewReader(picture)); !ok || err != nil || !strings.Contains(each[0], row.of) {
				t.Errorf("%s: picture %s: %v, %v", row.kind, each[0], ok, err)
			}
			var truth sidecar
			if err := json.Unmarshal(files[strings.TrimSuffix(each[0], ".jpg")+".json"], &truth); err != nil {
				t.Fatal(err)
			}
			if said := saidOf(truth, row.header[1]); each[1] != said {
				t.Errorf("%s: the manifest says %q, the truth %q", each[0], each[1], said)
			}
			if truth.Picture.Width != 320 || truth.Today != "2026-01-01" || len(truth.Picture.Zones) != len(truth.Specimen.Zones) {
				t.Errorf("%s: %d pixels wide, %s, %d zones of %d", each[0], truth.Picture.Width, truth.Today, len(truth.Picture.Zones), len(truth.Specimen.Zones))
			}
		}
	}
}

// saidOf is what the manifest's second column has for a picture.
func saidOf(truth sidecar, column string) string {
	switch {
	case column == "mrz":
		return strings.Join(truth.Specimen.MRZ, "|")
	case len(truth.Specimen.Codes) == 0:
		return "none"
	}
	return truth.Specimen.Codes[0].Symbology
}

func TestSpecimenIsItsSeeds(t *testing.T) {
	c := specimenCmd{Kind: "passport", Count: 1, Seed: 9, Shot: "hard", Size: 300, Face: "drawn", Today: "2026-01-01"}
	first, again := written(t, c), written(t, c)
	if diff := cmp.Diff(first, again); diff != "" {
		t.Error("one seed gave two pictures")
	}
	c.Seed++
	if other := written(t, c); bytes.Equal(other["manifest.csv"], first["manifest.csv"]) {
		t.Error("two seeds gave one passport")
	}
}

func TestSpecimenPrintsThePortraitGiven(t *testing.T) {
	img := image.NewRGBA(image.Rect(0, 0, 60, 80))
	for i := range img.Pix {
		img.Pix[i] = []uint8{0, 0, 220, 255}[i%4]
	}
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "a.png")
	if err := os.WriteFile(file, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	files := written(t, specimenCmd{Kind: "kr-id", Count: 1, Seed: 1, Shot: "flat", Size: 400, Portrait: file, Lossless: true, Today: "2026-01-01"})
	var truth sidecar
	if err := json.Unmarshal(files["kr-id-000001-front-flat.json"], &truth); err != nil {
		t.Fatal(err)
	}
	picture, err := png.Decode(bytes.NewReader(files["kr-id-000001-front-flat.png"]))
	if err != nil {
		t.Fatal(err)
	}
	for _, z := range truth.Picture.Zones {
		if z.Name != "portrait" {
			continue
		}
		x, y := (z.Corners[0].X+z.Corners[2].X)/2, (z.Corners[0].Y+z.Corners[2].Y)/2
		if got := color.NRGBAModel.Convert(picture.At(int(x), int(y))); got != (color.NRGBA{0, 0, 220, 255}) {
			t.Errorf("in the middle of the portrait: %v", got)
		}
		return
	}
	t.Error("the truth has no portrait")
}

func TestSpecimenFlags(t *testing.T) {
	now := time.Date(2031, 5, 6, 7, 8, 9, 0, time.UTC)
	for _, row := range []struct {
		name string
		cmd  specimenCmd
		says string // part of the error; empty: none
	}{
		{"as they are", specimenCmd{Count: 1, Seed: 1, Size: 1600}, ""},
		{"none", specimenCmd{Count: 0, Size: 1600}, "--count"},
		{"too small", specimenCmd{Count: 1, Size: 63}, "--size"},
		{"no day", specimenCmd{Count: 1, Size: 1600, Today: "1.2.2026"}, "--today"},
		{"development into evaluation", specimenCmd{Count: 2, Seed: specimen.EvaluationSeed - 1, Size: 1600}, "evaluation"},
		{"evaluation", specimenCmd{Count: 2, Seed: specimen.EvaluationSeed, Size: 1600}, ""},
	} {
		today, _, err := row.cmd.inputs(now)
		if (err == nil) != (row.says == "") || err != nil && !strings.Contains(err.Error(), row.says) {
			t.Errorf("%s: %v", row.name, err)
		}
		if want := time.Date(2031, 1, 1, 0, 0, 0, 0, time.UTC); err == nil && !today.Equal(want) {
			t.Errorf("%s: today is %v, want %v", row.name, today, want)
		}
	}
}
