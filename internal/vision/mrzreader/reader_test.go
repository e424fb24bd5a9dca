package mrzreader

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"image"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/bonafide-id/bonafide/document/mrz"
	"github.com/bonafide-id/bonafide/internal/vision/mrzreader/glyph"
	"github.com/bonafide-id/bonafide/internal/vision/mrzreader/render"
	"github.com/bonafide-id/bonafide/internal/vision/slots"
	"github.com/bonafide-id/bonafide/internal/vision/wire"
)

// textPage is a page of ordinary text.
func textPage(font *render.Font, width, height int, seed uint64) *image.Gray {
	random := rand.New(rand.NewPCG(seed, 5))
	s := render.NewSheet(1600, 1200)
	for y := 80.0; y < 1180; y += 52 {
		for x := 40.0; x < 1400; {
			word := []string{"and", "PASSPORT", "Utopia", "valid", "1984", "the", "BEARER", "of", "No.", "requests", "<<", "without", "2026-11-26"}[random.IntN(13)]
			x = s.WriteText(font, word, x, y) + 18
		}
	}
	pose := render.Pose{Width: width, Height: height, Fill: 0.95, Turn: 2}
	return render.Photograph(s, pose.View(s), width, height, render.Knobs{Paper: 230, Ink: 30, Noise: 3, Quality: 85}, random)
}

// Every format, in each quarter turn and askew, is read as it was written.
func TestFormatsAndTurns(t *testing.T) {
	zone, text := testFonts(t)
	reader := testReader(t)
	for _, f := range mrz.Formats() {
		for i, turn := range []float64{0, 90, 180, 270, 12, -14} {
			t.Run(fmt.Sprintf("%v %v°", f, turn), func(t *testing.T) {
				d := disturbance{"turn", func(p *render.Pose, _ *render.Knobs, _ *rand.Rand) { p.Turn, p.Width, p.Height = turn, 1000, 1000 }}
				picture, lines := d.photograph(t, f, uint64(100+i), zone, text)
				zones, err := reader.ReadMRZ(context.Background(), picture)
				if err != nil || len(zones) == 0 {
					t.Fatal(len(zones), err)
				}
				if !slices.Equal(zones[0].Lines, lines) {
					t.Errorf("want %q\n got %q", lines, zones[0].Lines)
				}
				if len(zones[0].Raw) != len(lines) || len(zones[0].Confidence) != len(lines) {
					t.Errorf("%d raw lines, %d confidences", len(zones[0].Raw), len(zones[0].Confidence))
				}
				upright(t, zones[0], turn)
			})
		}
	}
}

// upright checks that the quad begins at the zone's first character: its upper side runs in the direction of the turn, and it goes clockwise.
func upright(t *testing.T, z wire.Zone, turn float64) {
	t.Helper()
	if len(z.Quad) != 4 {
		t.Fatalf("quad %v", z.Quad)
	}
	got := math.Atan2(z.Quad[1].Y-z.Quad[0].Y, z.Quad[1].X-z.Quad[0].X) * 180 / math.Pi
	if off := math.Remainder(got-turn, 360); math.Abs(off) > 2 {
		t.Errorf("the upper side is turned %.1f°, want %.1f°", got, turn)
	}
	if side := math.Atan2(z.Quad[3].Y-z.Quad[0].Y, z.Quad[3].X-z.Quad[0].X) * 180 / math.Pi; math.Abs(math.Remainder(side-got-90, 360)) > 15 {
		t.Errorf("the left side is at %.1f° to the upper, want 90°", side-got)
	}
}

// What holds no zone gives none: noise, waves, plain pages, nothing.
func TestNoZone(t *testing.T) {
	_, text := testFonts(t)
	reader := testReader(t)
	random := rand.New(rand.NewPCG(3, 3))
	blank := func(k render.Knobs) *image.Gray {
		s := render.NewSheet(800, 600)
		return render.Photograph(s, render.Pose{Width: 640, Height: 480, Fill: 0.8}.View(s), 640, 480, k, random)
	}
	rows := []struct {
		name    string
		picture *image.Gray
	}{
		{"noise", blank(render.Knobs{Paper: 128, Noise: 60})},
		{"waves", blank(render.Knobs{Paper: 200, Pattern: 150, Noise: 4})},
		{"waves again", blank(render.Knobs{Paper: 220, Pattern: 120, Table: 60})},
		{"text", textPage(text, 1200, 900, 1)},
		{"text, small", textPage(text, 500, 375, 2)},
		{"white", blank(render.Knobs{})},
		{"nothing", image.NewGray(image.Rectangle{})},
		{"a line", image.NewGray(image.Rect(0, 0, 2000, 1))},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			zones, err := reader.ReadMRZ(context.Background(), row.picture)
			if err != nil || len(zones) != 0 {
				t.Errorf("%+v, %v", zones, err)
			}
		})
	}
}

// A picture that is part of a larger one is read as if it were alone.
func TestPartOfAPicture(t *testing.T) {
	zone, text := testFonts(t)
	reader := testReader(t)
	picture, lines := disturbances[0].photograph(t, mrz.TD2, 7, zone, text)
	large := image.NewGray(image.Rect(-50, -70, 1500, 1300))
	for y := range picture.Rect.Dy() {
		copy(large.Pix[large.PixOffset(100, 200+y):], picture.Pix[y*picture.Stride:][:picture.Rect.Dx()])
	}
	part := large.SubImage(image.Rect(100, 200, 100+picture.Rect.Dx(), 200+picture.Rect.Dy())).(*image.Gray)
	zones, err := reader.ReadMRZ(context.Background(), part)
	if err != nil || len(zones) == 0 || !slices.Equal(zones[0].Lines, lines) {
		t.Errorf("%+v, %v; want %q", zones, err, lines)
	}
}

// A wrong check digit on the document stays wrong in the reading, raw and repaired.
func TestWrongCheckDigitStays(t *testing.T) {
	zone, text := testFonts(t)
	reader := testReader(t)
	lines, err := render.Invent(mrz.TD3, rand.New(rand.NewPCG(8, 8)))
	if err != nil {
		t.Fatal(err)
	}
	wrong := []byte(lines[1])
	wrong[19] = '0' + (wrong[19]-'0'+4)%10 // of the date of birth
	lines[1] = string(wrong)
	s := render.Document(mrz.TD3, lines, zone, text, rand.New(rand.NewPCG(1, 1)))
	pose := render.Pose{Width: 1200, Height: 900, Fill: 0.9}
	picture := render.Photograph(s, pose.View(s), 1200, 900, render.Knobs{Paper: 230, Ink: 30, Noise: 2}, rand.New(rand.NewPCG(2, 2)))
	zones, err := reader.ReadMRZ(context.Background(), picture)
	if err != nil || len(zones) == 0 {
		t.Fatal(len(zones), err)
	}
	if !slices.Equal(zones[0].Lines, lines) {
		t.Errorf("got %q\nwant %q", zones[0].Lines, lines)
	}
	if m, err := mrz.Parse(zones[0].Lines); err != nil || m.Valid() {
		t.Errorf("the wrong digit is gone: %v", err)
	}
}

// A context that is over is answered with its error and no zone.
func TestCancelled(t *testing.T) {
	zone, text := testFonts(t)
	picture, _ := disturbances[0].photograph(t, mrz.TD3, 1, zone, text)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if zones, err := testReader(t).ReadMRZ(ctx, picture); !errors.Is(err, context.Canceled) || zones != nil {
		t.Errorf("%v, %v", zones, err)
	}
}

func sha256Hex(file []byte) string {
	sum := sha256.Sum256(file)
	return hex.EncodeToString(sum[:])
}

// The manifest is that of the file.
func TestModel(t *testing.T) {
	file, manifest, err := Model()
	if err != nil {
		t.Fatal(err)
	}
	if sum := sha256Hex(file); sum != manifest.SHA256 {
		t.Errorf("the file's SHA-256 is %s, the manifest's %s", sum, manifest.SHA256)
	}
	if manifest.Slot != slots.MRZGlyph || manifest.Input.Width != glyph.Width || manifest.Input.Height != glyph.Height {
		t.Errorf("%+v", manifest)
	}
}

// FuzzReadMRZ takes bytes as a small picture: no panic, and every zone of a whole shape inside what a zone may be.
func FuzzReadMRZ(f *testing.F) {
	reader := testReader(f)
	f.Add(uint8(64), []byte("some bytes"))
	f.Add(uint8(200), make([]byte, 200*100))
	random := rand.New(rand.NewPCG(1, 1))
	stripes := make([]byte, 160*120)
	for i := range stripes {
		stripes[i] = uint8(255 * (i / 4 % 2) * (i / 160 / 6 % 2))
		if i%7 == 0 {
			stripes[i] = uint8(random.IntN(256))
		}
	}
	f.Add(uint8(160), stripes)
	f.Fuzz(func(t *testing.T, width uint8, data []byte) {
		w := max(int(width), 1)
		h := min(len(data)/w, 256)
		picture := &image.Gray{Pix: data[:w*h], Stride: w, Rect: image.Rect(0, 0, w, h)}
		zones, err := reader.ReadMRZ(context.Background(), picture)
		if err != nil {
			t.Fatal(err)
		}
		for _, z := range zones {
			if _, err := mrz.Parse(z.Nearest()); err != nil || len(z.Lines) != len(z.Raw) || len(z.Confidence) != len(z.Raw) || len(z.Quad) != 4 {
				t.Errorf("%+v: %v", z, err)
			}
		}
	})
}
