package mrzreader

import (
	"context"
	"encoding/csv"
	"image"
	"image/draw"
	_ "image/jpeg"
	_ "image/png"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/bonafide-id/bonafide/document/mrz"
	"github.com/bonafide-id/bonafide/internal/devdata"
	"github.com/bonafide-id/bonafide/internal/vision/mrzreader/render"
)

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

// specimen is a development picture with the lines it shows; none when they cannot be written in a zone's characters.
type specimen struct {
	name    string
	picture *image.Gray
	lines   []string
}

// unlisted are the lines of specimens for which the manifest has none, of invented States.
var unlisted = map[string]string{
	"25_pass-uto.jpg": "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<|L898902C36UTO7408122F1204159ZE184226B<<<<<10",
	"77_card-cmw.png": "IDCMW<512849702<<<<<<<<<<<<<<<|6104128M1402209CMW<<<<<<<<<<<1|PUBLIC<<JON<<<<<<<<<<<<<<<<<<<",
}

func specimens(t testing.TB) []specimen {
	manifest := devdata.Path(t, "mrz/manifest.csv")
	file, err := os.Open(manifest)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil || len(rows) < 2 {
		t.Fatal(len(rows), err)
	}
	var out []specimen
	for _, row := range rows[1:] {
		s := specimen{name: row[0], picture: open(t, filepath.Join(filepath.Dir(manifest), row[0]))}
		if text := row[1] + unlisted[row[0]]; text != "" {
			s.lines = strings.Split(text, "|")
		}
		out = append(out, s)
	}
	return out
}

// TestSharedPictures reads the development pictures and prints what came of each. Nine of the ten that the manifest has lines for must be exact.
func TestSharedPictures(t *testing.T) {
	reader := testReader(t)
	all := specimens(t)
	var times []float64
	exact, raw, valid, characters, right := 0, 0, 0, 0, 0
	for _, s := range all {
		start := time.Now()
		zones, err := reader.ReadMRZ(context.Background(), s.picture)
		took := time.Since(start).Seconds() * 1000
		if err != nil {
			t.Fatal(err)
		}
		times = append(times, took)
		verdict := "none found"
		if len(zones) > 0 {
			verdict = "wrong"
			m, _ := mrz.Parse(zones[0].Lines)
			if m.Valid() {
				valid++
			}
			if slices.Equal(zones[0].Raw, s.lines) {
				raw++
			}
			if slices.Equal(zones[0].Lines, s.lines) {
				exact++
				verdict = "exact"
			}
			right += agree(zones[0].Lines, s.lines)
		}
		for _, l := range s.lines {
			characters += len(l)
		}
		t.Logf("%-20s %4dx%-4d %6.0f ms  %s", s.name, s.picture.Rect.Dx(), s.picture.Rect.Dy(), took, verdict)
		if verdict == "wrong" {
			t.Logf("  want %q\n  got  %q\n  raw  %q", s.lines, zones[0].Lines, zones[0].Raw)
		}
	}
	slices.Sort(times)
	t.Logf("%d pictures: exact %d (as read %d), every check digit right %d, characters %d of %d, ms p50 %.0f p95 %.0f",
		len(all), exact, raw, valid, right, characters, times[len(times)/2], times[len(times)-1])
	if exact < 10 {
		t.Errorf("%d pictures are read whole; it was 12", exact)
	}
}

// agree counts the characters that are as they should be.
func agree(got, want []string) (n int) {
	for i := range min(len(got), len(want)) {
		for k := range min(len(got[i]), len(want[i])) {
			if got[i][k] == want[i][k] {
				n++
			}
		}
	}
	return n
}

// TestSharedDisturbed reads the development pictures turned, tilted, made small, blurred, noisy and compressed, and prints the shares.
func TestSharedDisturbed(t *testing.T) {
	if testing.Short() {
		t.Skip("takes a minute")
	}
	reader := testReader(t)
	all := specimens(t)
	for _, d := range []struct {
		name       string
		scale      float64
		turn, tilt float64
		blur       float64
		noise      float64
		quality    int
		dim        float64
	}{
		{name: "turned 7°", scale: 1, turn: 7},
		{name: "turned 90° and -11°", scale: 1, turn: 79},
		{name: "turned 180°", scale: 1, turn: 180},
		{name: "tilted 0.2, turned 4°", scale: 1.2, turn: 4, tilt: 0.2},
		{name: "three quarters of the size", scale: 0.75},
		{name: "twice the size", scale: 2},
		{name: "noise 12", scale: 1, noise: 12},
		{name: "blur 1 px", scale: 1, blur: 1},
		{name: "JPEG 30", scale: 1, quality: 30},
		{name: "a third of the contrast", scale: 1, dim: 0.67, noise: 2},
	} {
		exact, of := 0, 0
		var wrong []string
		start := time.Now()
		for i, s := range all {
			if s.lines == nil {
				continue
			}
			of++
			b := s.picture.Rect
			pose := render.Pose{Width: int(float64(b.Dx()) * d.scale * 1.1), Height: int(float64(b.Dy()) * d.scale * 1.1), Fill: 0.9, Turn: d.turn, Tilt: d.tilt, TiltTo: 30 * float64(i)}
			if d.turn != 0 && d.turn != 180 || d.tilt > 0 {
				side := int(math.Hypot(float64(b.Dx()), float64(b.Dy())) * d.scale)
				pose.Width, pose.Height, pose.Fill = side, side, 0.98
			}
			again := render.Rephotograph(s.picture, pose, render.Knobs{Blur: d.blur, Noise: d.noise, Quality: d.quality, Table: 90, Dim: d.dim}, rand.New(rand.NewPCG(uint64(i), 9)))
			zones, err := reader.ReadMRZ(context.Background(), again)
			if err != nil {
				t.Fatal(err)
			}
			if len(zones) > 0 && slices.Equal(zones[0].Lines, s.lines) {
				exact++
				continue
			}
			wrong = append(wrong, s.name)
			keep(t, again, len(zones) == 0, s.name+"-"+d.name)
			if len(zones) > 0 {
				t.Logf("%s\n  want %q\n  got  %q\n  raw  %q", s.name, s.lines, zones[0].Lines, zones[0].Raw)
			}
		}
		t.Logf("%-28s exact %2d of %d  %5.0f ms each  not: %v", d.name, exact, of, time.Since(start).Seconds()*1000/float64(of), wrong)
	}
}
