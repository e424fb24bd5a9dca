//go:build vision && cgo

package zxing

import (
	"context"
	"errors"
	"image"
	"image/color"
	"image/draw"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/boombuler/barcode"
	"github.com/boombuler/barcode/code128"
	"github.com/boombuler/barcode/pdf417"
	"github.com/boombuler/barcode/qr"

	"github.com/bonafide-id/bonafide/internal/vision/picture"
	"github.com/bonafide-id/bonafide/internal/vision/wire"
)

// content of a Vietnamese identity card's QR, of an invented person.
const content = "001085012345|123456789|Nguyễn Văn Minh|12081985|Nam|Số 5 Phố Huế, Hai Bà Trưng, Hà Nội|01012022"

// licence is the beginning of a driving licence's PDF417 (AAMVA), of nobody.
const licence = "@ANSI 636000090002DL00410278ZV03190008DLDAQT64235789"

type symbol struct {
	at   picture.Quad
	code barcode.Barcode
}

func qrCode(t testing.TB, text string) barcode.Barcode {
	t.Helper()
	c, err := qr.Encode(text, qr.M, qr.Unicode)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// draws symbols on grey paper, each over the corners it is given, with noise.
func scene(w, h int, noise int, symbols ...symbol) *image.Gray {
	m := image.NewGray(image.Rect(0, 0, w, h))
	draw.Draw(m, m.Rect, image.NewUniform(color.Gray{205}), image.Point{}, draw.Src)
	r := rand.New(rand.NewPCG(1, 2))
	for _, s := range symbols {
		b := s.code.Bounds()
		back := picture.Project(float64(b.Dx()), float64(b.Dy()), s.at).Inverse()
		for y := range h {
			for x := range w {
				p := back.Apply(picture.Point{X: float64(x) + 0.5, Y: float64(y) + 0.5})
				if p.X >= 0 && p.Y >= 0 && p.X < float64(b.Dx()) && p.Y < float64(b.Dy()) {
					if c := color.GrayModel.Convert(s.code.At(b.Min.X+int(p.X), b.Min.Y+int(p.Y))).(color.Gray); c.Y < 128 {
						m.Pix[y*w+x] = 45
					}
				}
			}
		}
	}
	for i, v := range m.Pix {
		m.Pix[i] = uint8(min(max(int(v)+r.IntN(2*noise+1)-noise, 0), 255))
	}
	return m
}

func turned(x, y, w, h, degrees float64) picture.Quad {
	sin, cos := math.Sincos(degrees * math.Pi / 180)
	var q picture.Quad
	for i, c := range [4][2]float64{{-w / 2, -h / 2}, {w / 2, -h / 2}, {w / 2, h / 2}, {-w / 2, h / 2}} {
		q[i] = picture.Point{X: x + c[0]*cos - c[1]*sin, Y: y + c[0]*sin + c[1]*cos}
	}
	return q
}

func TestReadCodes(t *testing.T) {
	pdf, err := pdf417.Encode(licence, 1) // the encoder writes codes of some other sizes that do not decode
	if err != nil {
		t.Fatal(err)
	}
	line, err := code128.Encode("AB-1234567")
	if err != nil {
		t.Fatal(err)
	}
	code := qrCode(t, content)
	latin1 := qrCode(t, "caf\xe9 \xfc\xdf")
	rows := []struct {
		name string
		m    *image.Gray
		want map[string]string // content by symbology
	}{
		{"QR, Vietnamese in UTF-8", scene(800, 600, 8, symbol{turned(400, 300, 300, 300, 0), code}), map[string]string{"QRCode": content}},
		{"QR, turned by 30 degrees", scene(800, 600, 8, symbol{turned(400, 300, 300, 300, 30), code}), map[string]string{"QRCode": content}},
		{"QR, upside down and in perspective", scene(800, 600, 8, symbol{picture.Quad{{X: 560, Y: 470}, {X: 230, Y: 450}, {X: 260, Y: 150}, {X: 540, Y: 130}}, code}),
			map[string]string{"QRCode": content}},
		{"QR, small in a large picture", scene(3000, 2000, 8, symbol{turned(2300, 500, 230, 230, 5), code}), map[string]string{"QRCode": content}},
		{"QR, white on black", inverted(scene(800, 600, 8, symbol{turned(400, 300, 300, 300, 0), code})), map[string]string{"QRCode": content}},
		{"QR, large and noisy: at half its size", scene(2400, 1800, 70, symbol{turned(1200, 900, 1100, 1100, 12), code}), map[string]string{"QRCode": content}},
		{"PDF417", scene(1000, 600, 8, symbol{turned(500, 300, 800, 240, 2), pdf}), map[string]string{"PDF417": licence}},
		{"Code 128, on its side", scene(800, 800, 8, symbol{turned(400, 400, 500, 120, 90), line}), map[string]string{"Code128": "AB-1234567"}},
		{"three at once", scene(1600, 1200, 8, symbol{turned(300, 300, 300, 300, 0), code}, symbol{turned(1000, 300, 700, 200, 0), pdf}, symbol{turned(800, 900, 600, 150, 0), line}),
			map[string]string{"QRCode": content, "PDF417": licence, "Code128": "AB-1234567"}},
		{"QR, not in UTF-8: text as the library reads it, and the bytes", scene(800, 600, 8, symbol{turned(400, 300, 300, 300, 0), latin1}), map[string]string{"QRCode": "café üß"}},
		{"the same linear code twice: the library must not fall over it", scene(1600, 1200, 8, symbol{turned(800, 300, 600, 150, 0), line}, symbol{turned(800, 900, 600, 150, 0), line}),
			map[string]string{"Code128": "AB-1234567"}},
		{"nothing", scene(800, 600, 8), map[string]string{}},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			codes, err := Reader{}.ReadCodes(t.Context(), row.m)
			if err != nil || len(codes) != len(row.want) {
				t.Fatalf("%d codes, %v: %+v", len(codes), err, codes)
			}
			for _, c := range codes {
				if row.want[c.Symbology] != c.Text {
					t.Errorf("%s %q", c.Symbology, c.Text)
				}
				if notUTF8 := c.Text == "café üß"; notUTF8 != (c.Bytes != nil) {
					t.Errorf("bytes %q", c.Bytes)
				}
			}
		})
	}
}

func TestPlaces(t *testing.T) {
	at := turned(450, 280, 300, 300, 20)
	for name, m := range map[string]*image.Gray{
		"at full size":  scene(800, 600, 8, symbol{at, qrCode(t, content)}),
		"at half of it": inverted(scene(800, 600, 8, symbol{at, qrCode(t, content)})),
	} {
		codes, err := Reader{}.ReadCodes(t.Context(), m)
		if err != nil || len(codes) != 1 {
			t.Fatalf("%s: %v, %v", name, codes, err)
		}
		for i, p := range codes[0].Quad {
			if math.Hypot(p.X-at[i].X, p.Y-at[i].Y) > 12 {
				t.Errorf("%s: corner %d at %v, want %v", name, i, p, at[i])
			}
		}
	}
}

func TestEdges(t *testing.T) {
	for _, size := range []image.Rectangle{{}, image.Rect(0, 0, 1, 1), image.Rect(0, 0, 1, 900), image.Rect(0, 0, 900, 2)} {
		if codes, err := (Reader{}).ReadCodes(t.Context(), image.NewGray(size)); err != nil || codes != nil {
			t.Errorf("%v: %v, %v", size, codes, err)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := (Reader{}).ReadCodes(ctx, image.NewGray(image.Rect(0, 0, 100, 100))); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	wide := scene(800, 600, 8, symbol{turned(400, 300, 300, 300, 0), qrCode(t, content)})
	part := &image.Gray{Pix: wide.Pix[200:], Stride: wide.Stride, Rect: image.Rect(0, 0, 400, 600)}
	if codes, err := (Reader{}).ReadCodes(t.Context(), part); err != nil || len(codes) != 1 {
		t.Errorf("rows of a wider picture: %v, %v", codes, err)
	}
}

func BenchmarkReadCodes(b *testing.B) {
	with := scene(4000, 3000, 12, symbol{turned(3000, 800, 500, 500, 5), qrCode(b, content)})
	for name, m := range map[string]*image.Gray{"12MP-one": with, "12MP-none": scene(4000, 3000, 12)} {
		b.Run(name, func(b *testing.B) {
			var codes []wire.Code
			b.ReportAllocs()
			for b.Loop() {
				codes, _ = Reader{}.ReadCodes(b.Context(), m)
			}
			b.ReportMetric(float64(len(codes)), "codes")
		})
	}
}
