package mrzreader

import (
	"context"
	"encoding/csv"
	"fmt"
	"image"
	"image/draw"
	_ "image/jpeg"
	_ "image/png"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/bonafide-id/bonafide/document/mrz"
)

// shared finds the development data: in the folder that BONAFIDE_SHARED names, else in a folder "shared" beside the checkout.
func shared(t testing.TB, path string) string {
	t.Helper()
	folders := []string{os.Getenv("BONAFIDE_SHARED")}
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for ; dir != filepath.Dir(dir); dir = filepath.Dir(dir) {
		folders = append(folders, filepath.Join(filepath.Dir(dir), "shared"))
	}
	for _, folder := range folders {
		found := filepath.Join(folder, "data", path)
		if _, err := os.Stat(found); folder != "" && err == nil {
			return found
		}
	}
	t.Skip("no development data (shared/data): set BONAFIDE_SHARED")
	return ""
}

func open(t testing.TB, path string) *image.Gray {
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	decoded, _, err := image.Decode(file)
	if err != nil {
		t.Fatal(path, err)
	}
	out := image.NewGray(decoded.Bounds())
	draw.Draw(out, out.Bounds(), image.White, image.Point{}, draw.Src)
	draw.Draw(out, out.Bounds(), decoded, decoded.Bounds().Min, draw.Over)
	return out
}

func testReader(t testing.TB) *Reader {
	t.Helper()
	classifier, err := BuiltIn()
	if err != nil {
		t.Fatal(err)
	}
	return New(classifier)
}

// TestSharedPictures reads the development pictures and prints what came of each.
func TestSharedPictures(t *testing.T) {
	manifest := shared(t, "mrz/manifest.csv")
	file, err := os.Open(manifest)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	reader := testReader(t)
	for _, row := range rows[1:] {
		picture := open(t, filepath.Join(filepath.Dir(manifest), row[0]))
		start := time.Now()
		zones, err := reader.ReadMRZ(context.Background(), picture)
		took := time.Since(start)
		if err != nil {
			t.Fatal(err)
		}
		verdict := "NONE"
		if len(zones) > 0 {
			verdict = "WRONG"
			m, _ := mrz.Parse(zones[0].Lines)
			switch {
			case strings.Join(zones[0].Raw, "|") == row[1]:
				verdict = "raw exact"
			case strings.Join(zones[0].Lines, "|") == row[1]:
				verdict = "repaired exact"
			case row[1] == "" && m.Valid():
				verdict = "valid, no truth"
			}
		}
		fmt.Printf("%-20s %4dx%-4d %6.0f ms %s\n", row[0], picture.Rect.Dx(), picture.Rect.Dy(), took.Seconds()*1000, verdict)
		if verdict != "raw exact" {
			for _, z := range zones[:min(1, len(zones))] {
				for i, l := range z.Raw {
					fmt.Printf("    %s %.3f\n", l, z.Confidence[i])
				}
				if !slices.Equal(z.Raw, z.Lines) {
					fmt.Printf("  repaired %s\n", strings.Join(z.Lines, "|"))
				}
			}
			for _, l := range strings.Split(row[1], "|") {
				fmt.Printf("  t %s\n", l)
			}
		}
	}
}
