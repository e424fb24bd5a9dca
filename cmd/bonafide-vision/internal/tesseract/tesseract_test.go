//go:build vision && cgo

package tesseract

import (
	"context"
	"errors"
	"image"
	"image/color"
	"image/draw"
	"strings"
	"testing"
	"time"

	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"

	"github.com/bonafide-id/bonafide/document/layout"
	"github.com/bonafide-id/bonafide/internal/vision/wire"
)

// page draws lines of print (Go Regular has ă, đ, ê, ô, but not ơ, ư and most tones); baseline of the i-th is at 120*(i+1).
func page(t testing.TB, lines ...string) *image.Gray {
	t.Helper()
	parsed, err := opentype.Parse(goregular.TTF)
	if err != nil {
		t.Fatal(err)
	}
	face, err := opentype.NewFace(parsed, &opentype.FaceOptions{Size: 44, DPI: 72})
	if err != nil {
		t.Fatal(err)
	}
	m := image.NewGray(image.Rect(0, 0, 1200, 120*(len(lines)+1)))
	draw.Draw(m, m.Rect, image.White, image.Point{}, draw.Src)
	for i, line := range lines {
		d := font.Drawer{Dst: m, Src: image.NewUniform(color.Gray{30}), Face: face, Dot: fixed.P(100, 120*(i+1))}
		d.DrawString(line)
	}
	return m
}

func open(t testing.TB) *Reader {
	t.Helper()
	r, err := Open()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(r.Close)
	return r
}

func TestReadText(t *testing.T) {
	r := open(t)
	rows := []struct {
		country string
		lines   []string
	}{
		{"", []string{"Surname ERIKSSON", "Given names ANNA MARIA"}},
		{"VNM", []string{"Quê quán: HÀ NAM", "TÔ VĂN ĐÔ"}},
		{"KOR", []string{"901231-1234567"}},      // the net of Hangul knows no Latin letters
		{"VNM", []string{"Cháu là con trai Hà"}}, // the handle is there already
	}
	for _, row := range rows {
		lines, err := r.ReadText(t.Context(), page(t, row.lines...), row.country, "")
		if err != nil || len(lines) != len(row.lines) {
			t.Errorf("%s: %v, %v", row.country, lines, err)
			continue
		}
		for i, l := range lines {
			baseline := float64(120 * (i + 1))
			box := l.Quad
			if l.Text != row.lines[i] || l.Confidence < 0.6 || box[0].X < 90 || box[0].X > 110 || box[0].Y < baseline-50 || box[0].Y > baseline-20 || box[2].Y < baseline-5 {
				t.Errorf("%s: %+v, want %q on %v", row.country, l, row.lines[i], baseline)
			}
		}
	}
}

// A picture's rows may be part of a wider one's, and a small picture's places are those of the picture that was given.
func TestPlaces(t *testing.T) {
	r := open(t)
	m := page(t, "PART OF A WIDER PICTURE")
	left, right := m.SubImage(image.Rect(0, 0, 800, 240)).(*image.Gray), m.SubImage(image.Rect(90, 60, 790, 150)).(*image.Gray)
	for _, part := range []*image.Gray{{Pix: left.Pix, Stride: left.Stride, Rect: image.Rect(0, 0, 800, 240)}, {Pix: right.Pix, Stride: right.Stride, Rect: image.Rect(0, 0, 700, 90)}} {
		lines, err := r.ReadText(t.Context(), part, "", "")
		if err != nil || len(lines) != 1 || !strings.Contains(lines[0].Text, "WIDER PICTURE") {
			t.Fatalf("%v, %v", lines, err)
		}
	}
	lines, err := r.ReadText(t.Context(), &image.Gray{Pix: right.Pix, Stride: right.Stride, Rect: image.Rect(0, 0, 700, 90)}, "", "")
	if err != nil || lines[0].Quad[0].X < 5 || lines[0].Quad[0].X > 20 || lines[0].Quad[2].X > 700 {
		t.Errorf("%v, %v", lines, err)
	}
}

func TestMissingLanguage(t *testing.T) {
	r := open(t)
	r.installed = []string{"eng"}
	_, err := r.ReadText(t.Context(), page(t, "x"), "KOR", "")
	if err == nil || !strings.Contains(err.Error(), "tesseract-ocr-kor") {
		t.Error(err)
	}
}

// One net reads the letters of all languages that are written in Latin ones.
func TestReadAllLatin(t *testing.T) {
	r := open(t)
	want := []string{"ŞAHİN, ÇAĞRI", "ŁÓDŹ"}
	var strips []*image.Gray
	for _, text := range want {
		part := page(t, text).SubImage(image.Rect(90, 70, 480, 136)).(*image.Gray)
		strips = append(strips, &image.Gray{Pix: part.Pix, Stride: part.Stride, Rect: image.Rect(0, 0, 390, 66)})
	}
	lines, err := r.ReadLines(t.Context(), strips, layout.Name, []string{allLatin})
	if err != nil {
		t.Fatal(err)
	}
	for i, l := range lines {
		if l.Text != want[i] || l.Least < 0.9 {
			t.Errorf("%+v, want %s", l, want[i])
		}
	}
	r.installed = []string{"eng"}
	if _, err := r.ReadLines(t.Context(), strips, layout.Name, []string{allLatin}); err == nil || !strings.Contains(err.Error(), "tesseract-ocr-script-latn") {
		t.Error(err)
	}
}

func TestNothingToRead(t *testing.T) {
	r := open(t)
	for _, size := range []image.Rectangle{{}, image.Rect(0, 0, 1, 1), image.Rect(0, 0, 3, 900), image.Rect(0, 0, 600, 400)} {
		lines, err := r.ReadText(t.Context(), image.NewGray(size), "", "")
		if len(lines) != 0 {
			t.Errorf("%v: %v, %v", size, lines, err)
		}
	}
}

func TestDeadline(t *testing.T) {
	r := open(t)
	ctx, cancel := context.WithTimeout(t.Context(), time.Nanosecond)
	defer cancel()
	if _, err := r.ReadText(ctx, page(t, "x"), "", ""); !errors.Is(err, context.DeadlineExceeded) {
		t.Error(err)
	}
	words := strings.Repeat("many words ", 5)
	ctx, cancel = context.WithTimeout(t.Context(), 40*time.Millisecond)
	defer cancel()
	if _, err := r.ReadText(ctx, page(t, words, words, words, words, words, words, words, words, words, words), "", ""); !errors.Is(err, context.DeadlineExceeded) {
		t.Error(err)
	}
	// The handle works on.
	if lines, err := r.ReadText(t.Context(), page(t, "Still there"), "", ""); err != nil || len(lines) != 1 {
		t.Errorf("%v, %v", lines, err)
	}
}

func TestClosed(t *testing.T) {
	r := open(t)
	r.Close()
	r.Close()
}

func BenchmarkReadText(b *testing.B) {
	r := open(b)
	m := page(b, "Tên: TÔ VĂN ĐÔ", "Quê quán: HÀ NAM", "No. 001085012345", "Ngày sinh: 12/08/1985", "Có giá: 12/08/2035")
	var lines []wire.Line
	b.ReportAllocs()
	for b.Loop() {
		lines, _ = r.ReadText(b.Context(), m, "VNM", "")
	}
	if len(lines) != 5 {
		b.Fatal(lines)
	}
}
