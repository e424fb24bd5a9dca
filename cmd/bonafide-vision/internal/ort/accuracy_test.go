//go:build cgo

package ort_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"image"
	"image/draw"
	"image/jpeg"
	_ "image/png"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/bonafide-id/bonafide/face"
	"github.com/bonafide-id/bonafide/internal/devdata"
	"github.com/bonafide-id/bonafide/internal/vision/facenet"
)

func load(t testing.TB, path string) *image.RGBA {
	t.Helper()
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	m, _, err := image.Decode(file)
	if err != nil {
		t.Fatal(err)
	}
	return toRGBA(m)
}

func toRGBA(m image.Image) *image.RGBA {
	out := image.NewRGBA(image.Rect(0, 0, m.Bounds().Dx(), m.Bounds().Dy()))
	draw.Draw(out, out.Rect, m, m.Bounds().Min, draw.Src)
	return out
}

// shrunk is a picture at side by side pixels, once through JPEG: a portrait cut out of a card.
func shrunk(t testing.TB, m *image.RGBA, side int) *image.RGBA {
	t.Helper()
	out := image.NewRGBA(image.Rect(0, 0, side, side))
	for i := range side * side * 4 {
		x, y, k := i/4%side, i/4/side, i%4
		sum, n := 0, 0
		for v := y * m.Rect.Dy() / side; v < (y+1)*m.Rect.Dy()/side; v++ {
			for u := x * m.Rect.Dx() / side; u < (x+1)*m.Rect.Dx()/side; u++ {
				sum, n = sum+int(m.Pix[v*m.Stride+4*u+k]), n+1
			}
		}
		out.Pix[y*out.Stride+4*x+k] = byte(sum / n)
	}
	var file bytes.Buffer
	if err := jpeg.Encode(&file, out, &jpeg.Options{Quality: 75}); err != nil {
		t.Fatal(err)
	}
	again, err := jpeg.Decode(&file)
	if err != nil {
		t.Fatal(err)
	}
	return toRGBA(again)
}

// distances of labelled pairs, sorted.
type distances struct {
	mated, nonMated []float64
	failed          int // pairs of which a picture gave no template
}

// rate is the part of all that are at most limit.
func rate(all []float64, limit float64) float64 {
	n, _ := slices.BinarySearchFunc(all, limit, func(v, limit float64) int {
		if v <= limit {
			return -1
		}
		return 1
	})
	return float64(n) / float64(len(all))
}

// equalError is the lowest rate that neither false matches nor false non-matches go over, at the limit that is best for it.
func (d distances) equalError() float64 {
	best := 1.0
	for _, limit := range slices.Concat(d.mated, d.nonMated) {
		best = min(best, max(rate(d.nonMated, limit), 1-rate(d.mated, limit)))
	}
	return best
}

func (d distances) String() string {
	text := fmt.Sprintf("%d mated (median %.3f, farthest %.3f), %d non-mated (nearest %.3f), %d failed to acquire, EER %.2f %%",
		len(d.mated), d.mated[len(d.mated)/2], d.mated[len(d.mated)-1], len(d.nonMated), d.nonMated[0], d.failed, 100*d.equalError())
	for _, limit := range []float64{0.45, 0.50, 0.55, 0.60} {
		text += fmt.Sprintf("; at %.2f FMR %.2f %%, FNMR %.1f %%", limit, 100*rate(d.nonMated, limit), 100-100*rate(d.mated, limit))
	}
	return text
}

// crops describes the development crops, each once.
type crops struct {
	finder    *facenet.Finder
	folder    string
	templates map[string]face.Template
}

// template is that of a crop, made smaller first when side is not 0; empty when no face is found.
func (c *crops) template(t *testing.T, name string, side int) face.Template {
	t.Helper()
	key := fmt.Sprint(name, side)
	if have, ok := c.templates[key]; ok {
		return have
	}
	m := load(t, filepath.Join(c.folder, filepath.FromSlash(name)))
	if side != 0 {
		m = shrunk(t, m, side)
	}
	faces, err := c.finder.FindFaces(context.Background(), m)
	if err != nil {
		t.Fatal(err)
	}
	var template face.Template
	if len(faces) > 0 {
		template = face.Template{Model: "development", V: faces[0].Template}
	}
	c.templates[key] = template
	return template
}

// compare takes the distances of all labelled pairs; the first of each pair is made smaller when side is not 0.
func (c *crops) compare(t *testing.T, rows [][]string, side int) distances {
	t.Helper()
	var d distances
	for _, row := range rows {
		distance, ok := face.Distance(c.template(t, row[0], side), c.template(t, row[1], 0))
		switch {
		case !ok:
			d.failed++
		case row[2] == "true":
			d.mated = append(d.mated, distance)
		default:
			d.nonMated = append(d.nonMated, distance)
		}
	}
	if len(d.mated) == 0 || len(d.nonMated) == 0 {
		t.Fatalf("nothing to compare: %+v", d)
	}
	slices.Sort(d.mated)
	slices.Sort(d.nonMated)
	return d
}

// labels are the rows of the manifest: two files, and whether they show one person.
func labels(t *testing.T, manifest string) [][]string {
	t.Helper()
	data, err := os.ReadFile(manifest)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(bytes.NewReader(data)).ReadAll()
	if err != nil || len(rows) < 2 {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	return rows[1:]
}

// The operating points hold on the development crops (150 pixels, gray), and on portraits as small as the smallest that are asked for. The limits
// are somewhat wider than what was measured (docs/accuracy.md).
func TestOperatingPoints(t *testing.T) {
	manifest := devdata.Path(t, "faces/manifest.csv")
	all := crops{finder(t), filepath.Dir(manifest), map[string]face.Template{}}
	rows, gray := labels(t, manifest), face.PointsFor(true)
	for _, row := range []struct {
		name                 string
		side                 int
		fnmr, equal, acquire float64
	}{
		{"crops", 0, 0.15, 0.005, 0},
		{"half the size", 75, 0.20, 0.01, 0.01},
		{"faces of some 40 pixels", 46, 0.35, 0.02, 0.05},
	} {
		d := all.compare(t, rows, row.side)
		t.Logf("%s: %s", row.name, d)
		if fmr := rate(d.nonMated, gray.Match); fmr > 0 {
			t.Errorf("%s: %.2f %% of strangers match", row.name, 100*fmr)
		}
		if fnmr := 1 - rate(d.mated, gray.Match); fnmr > row.fnmr {
			t.Errorf("%s: %.2f %% of the same people do not match", row.name, 100*fnmr)
		}
		if rejected := 1 - rate(d.mated, gray.Review); rejected > 0.05 {
			t.Errorf("%s: %.2f %% of the same people are refused without review", row.name, 100*rejected)
		}
		if e := d.equalError(); e > row.equal {
			t.Errorf("%s: EER %.2f %%", row.name, 100*e)
		}
		if failed := float64(d.failed) / float64(len(d.mated)+len(d.nonMated)+d.failed); failed > row.acquire {
			t.Errorf("%s: %.1f %% of the pairs failed to acquire", row.name, 100*failed)
		}
	}
}

// Nobody in a group picture is somebody else of it. In colour.
func TestGroups(t *testing.T) {
	f := finder(t)
	files, err := filepath.Glob(filepath.Join(devdata.Path(t, "faces"), "bbt*.jpg"))
	if err != nil || len(files) == 0 {
		t.Skipf("not run: no group pictures: %v", err)
	}
	compared, nearest := 0, 9.0
	for _, file := range files {
		faces, err := f.FindFaces(context.Background(), load(t, file))
		if err != nil || len(faces) < 2 {
			t.Fatalf("%s: %d faces, %v", filepath.Base(file), len(faces), err)
		}
		for i, a := range faces {
			for _, b := range faces[:i] {
				d, ok := face.Distance(face.Template{Model: "m", V: a.Template}, face.Template{Model: "m", V: b.Template})
				if !ok {
					t.Fatalf("%s: no template", filepath.Base(file))
				}
				compared, nearest = compared+1, min(nearest, d)
			}
		}
	}
	t.Logf("%d pairs of strangers in colour, nearest %.3f", compared, nearest)
	if match := face.PointsFor(false).Match; nearest <= match {
		t.Errorf("two people of one picture are %.3f apart: a match at %.2f", nearest, match)
	}
}

func BenchmarkFindFaces(b *testing.B) {
	f := finder(b)
	m := load(b, devdata.Path(b, "faces/neutral.jpg"))
	b.ReportAllocs()
	for b.Loop() {
		if faces, err := f.FindFaces(context.Background(), m); err != nil || len(faces) != 1 {
			b.Fatal(len(faces), err)
		}
	}
}
