package specimen

import (
	"bytes"
	"errors"
	"image"
	"image/color"
	"testing"

	"github.com/bonafide-id/bonafide/fault"
)

// fontsOf skips where the fonts are not installed.
func fontsOf(t testing.TB) *Fonts {
	t.Helper()
	fonts, err := LoadFonts()
	var missing *MissingFont
	if errors.As(err, &missing) {
		t.Skipf("not run: %v", missing)
	}
	if err != nil {
		t.Fatal(err)
	}
	return fonts
}

func render(t testing.TB, fonts *Fonts, kind Kind, seed uint64, dpi float64) []Page {
	t.Helper()
	d, err := New(kind, Options{Seed: seed, Today: today})
	if err != nil {
		t.Fatal(err)
	}
	pages, err := d.Render(fonts, dpi, nil)
	if err != nil {
		t.Fatal(err)
	}
	return pages
}

func TestMissingFontNamesItsPackage(t *testing.T) {
	_, err := LoadFonts(t.TempDir())
	var missing *MissingFont
	if !errors.As(err, &missing) || missing.Debian == "" || missing.File == "" {
		t.Fatalf("got %v", err)
	}
}

func TestUnknownLetterIsNoBox(t *testing.T) {
	c := newCanvas(fontsOf(t), 10, 10, 100)
	if _, err := c.set(Sans, "한", 0); err == nil {
		t.Error("Hangul was set in a face that has none")
	}
	for face, text := range map[Face]string{Sans: "Ễễ Ợợ Ữữ Đđ", SansBold: "ĐẶNG THỊ QUỲNH", OCRB: "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789<", Hangul: "가힣", HangulBold: "견본"} {
		set, err := c.set(face, text, 0)
		if err != nil {
			t.Error(err)
		}
		for _, index := range set.index {
			var p path
			if err := c.outline(&p, set.face, index, [6]float64{1, 0, 0, 0, 1, 0}); err != nil {
				t.Errorf("%q: %v", text, err)
			}
		}
	}
}

// bare draws the side without what is printed on it.
func bare(s side, dpi float64) *image.RGBA {
	c := newCanvas(nil, s.layout.Width, s.layout.Height, dpi)
	c.paper(s.layout)
	return c.img
}

func apart(a, b color.RGBA) int {
	far := func(a, b uint8) int { return max(int(a)-int(b), int(b)-int(a)) }
	return far(a.R, b.R) + far(a.G, b.G) + far(a.B, b.B)
}

// Every zone of the truth lies on the page and holds ink that the bare paper has not.
func TestZonesHoldInk(t *testing.T) {
	fonts := fontsOf(t)
	const dpi = 200
	for _, kind := range Kinds() {
		for seed := range uint64(3) {
			d, err := New(kind, Options{Seed: seed, Today: today})
			if err != nil {
				t.Fatal(err)
			}
			pages, err := d.Render(fonts, dpi, nil)
			if err != nil {
				t.Fatal(err)
			}
			for i, page := range pages {
				if len(page.Truth.Zones) < 4 {
					t.Errorf("%s %s: %d zones", kind, page.Truth.Side, len(page.Truth.Zones))
				}
				paper := bare(d.sides[i], dpi)
				for _, z := range page.Truth.Zones {
					if !z.Box.In(page.Image.Bounds()) || z.Box.Empty() {
						t.Errorf("%s %s: zone %s at %v of %v", kind, page.Truth.Side, z.Name, z.Box, page.Image.Bounds())
					}
					if part := inked(page.Image, paper, z.Box); part < 0.05 {
						t.Errorf("%s %s: zone %s is inked by %.3f", kind, page.Truth.Side, z.Name, part)
					}
				}
			}
		}
	}
}

func inked(img, paper *image.RGBA, box image.Rectangle) float64 {
	n := 0
	for y := box.Min.Y; y < box.Max.Y; y++ {
		for x := box.Min.X; x < box.Max.X; x++ {
			if apart(img.RGBAAt(x, y), paper.RGBAAt(x, y)) > 90 {
				n++
			}
		}
	}
	return float64(n) / float64(box.Dx()*box.Dy())
}

// No text of a layout runs into another, into a picture or off the side, whoever the holder is.
func TestLayoutsLeaveRoom(t *testing.T) {
	fonts := fontsOf(t)
	every(t, 12, func(d Document) {
		for _, s := range d.sides {
			g := &drawing{canvas: newCanvas(fonts, s.layout.Width, s.layout.Height, 150), side: s, portrait: Schematic(1, "M")}
			type placed struct {
				label string
				box   image.Rectangle
			}
			var all []placed
			for _, e := range s.layout.Elements {
				var box image.Rectangle
				var err error
				switch e.Draw {
				case Text:
					text := e.Text
					if e.Field != "" {
						text = s.print[e.Field]
					}
					box, err = g.text(e, text)
				case Portrait, Ghost, Symbol, Chip, Finger, Seal, Crest, Stamp, Hologram:
					a, b := g.mm(e.X, e.Y), g.mm(e.X+e.W, e.Y+max(e.H, map[Draw]float64{Seal: e.W, Crest: e.W, Stamp: e.W}[e.Draw]))
					box = image.Rect(int(a.x), int(a.y), int(b.x), int(b.y))
				default:
					continue
				}
				if err != nil {
					t.Fatalf("%s: %s: %v", s.layout.Name, e.label(), err)
				}
				if box.Empty() {
					continue
				}
				edge := image.Pt(9, 6)
				if page := g.img.Bounds(); !box.In(image.Rectangle{page.Min.Add(edge), page.Max.Sub(edge)}) {
					t.Errorf("%s, seed %d: %s at %v reaches the edge of %v", s.layout.Name, d.Seed, e.label(), box, page)
				}
				for _, other := range all {
					if shared := box.Intersect(other.box); shared.Dx() > 2 && shared.Dy() > 2 {
						t.Errorf("%s, seed %d: %s at %v and %s at %v overlap", s.layout.Name, d.Seed, e.label(), box, other.label, other.box)
					}
				}
				all = append(all, placed{e.label(), box})
			}
		}
	})
}

// The lines of a zone are as long as the standard has them, ten characters to the inch, with ink in every cell.
func TestZoneCells(t *testing.T) {
	fonts := fontsOf(t)
	const dpi = 250
	for _, row := range []struct {
		kind  Kind
		side  int
		cells int
		lines int
	}{{Passport, 0, 44, 2}, {CCCD, 1, 30, 3}} {
		page := render(t, fonts, row.kind, 3, dpi)[row.side]
		if len(page.Truth.MRZ) != row.lines {
			t.Fatalf("%s: %d lines", row.kind, len(page.Truth.MRZ))
		}
		for i, line := range page.Truth.MRZ {
			z, ok := page.Truth.ZoneNamed([]string{"mrz.line1", "mrz.line2", "mrz.line3"}[i])
			if !ok || z.Text != line || len(line) != row.cells {
				t.Fatalf("%s: line %d: %+v", row.kind, i+1, z)
			}
			if want := row.cells * dpi / 10; z.Box.Dx() < want-1 || z.Box.Dx() > want+1 {
				t.Errorf("%s: line %d is %d pixels long, want %d", row.kind, i+1, z.Box.Dx(), want)
			}
			for k := range row.cells {
				box := image.Rect(z.Box.Min.X+k*dpi/10, z.Box.Min.Y, z.Box.Min.X+(k+1)*dpi/10, z.Box.Max.Y)
				if dark := darkest(page.Image, box); dark > 90 {
					t.Errorf("%s: line %d: cell %d is blank", row.kind, i+1, k)
				}
			}
		}
	}
}

func darkest(img *image.RGBA, box image.Rectangle) uint8 {
	low := uint8(255)
	for y := box.Min.Y; y < box.Max.Y; y++ {
		for x := box.Min.X; x < box.Max.X; x++ {
			low = min(low, img.RGBAAt(x, y).G)
		}
	}
	return low
}

// The modules of a printed code, read back at their middles, are those of the encoder.
func TestCodesAreDrawnWhole(t *testing.T) {
	fonts := fontsOf(t)
	seen := map[string]bool{}
	for seed := range uint64(12) {
		for _, kind := range []Kind{CCCD, CodeCard} {
			page := render(t, fonts, kind, seed, 400)[0]
			code := page.Truth.Codes[0]
			symbol, err := encode(code)
			if err != nil {
				t.Fatal(err)
			}
			z, ok := page.Truth.ZoneNamed(code.Zone)
			if !ok {
				t.Fatalf("%s: no zone %s", kind, code.Zone)
			}
			seen[code.Symbology] = true
			size := symbol.Bounds().Size()
			for y := range size.Y {
				for x := range size.X {
					px := z.Box.Min.X + int((float64(x)+0.5)*float64(z.Box.Dx())/float64(size.X))
					py := z.Box.Min.Y + int((float64(y)+0.5)*float64(z.Box.Dy())/float64(size.Y))
					if dark := page.Image.RGBAAt(px, py).G < 128; dark != black(symbol, x, y) {
						t.Fatalf("%s, seed %d, %s: module %d, %d", kind, seed, code.Symbology, x, y)
					}
				}
			}
		}
	}
	if len(seen) != 3 {
		t.Errorf("symbologies drawn: %v", seen)
	}
}

func TestSameSeedSamePage(t *testing.T) {
	fonts := fontsOf(t)
	for _, kind := range Kinds() {
		a, b, c := render(t, fonts, kind, 4, 120)[0], render(t, fonts, kind, 4, 120)[0], render(t, fonts, kind, 5, 120)[0]
		if !bytes.Equal(a.Image.Pix, b.Image.Pix) {
			t.Errorf("%s: one seed gave two pages", kind)
		}
		if bytes.Equal(a.Image.Pix, c.Image.Pix) {
			t.Errorf("%s: two seeds gave one page", kind)
		}
	}
}

func TestPortraitIsPrinted(t *testing.T) {
	fonts := fontsOf(t)
	d, err := New(Passport, Options{Seed: 1, Today: today})
	if err != nil {
		t.Fatal(err)
	}
	green := image.NewRGBA(image.Rect(0, 0, 50, 90))
	for i := 0; i < len(green.Pix); i += 4 {
		green.Pix[i+1], green.Pix[i+3] = 200, 255
	}
	pages, err := d.Render(fonts, 150, green)
	if err != nil {
		t.Fatal(err)
	}
	z, _ := pages[0].Truth.ZoneNamed("portrait")
	middle := z.Box.Min.Add(z.Box.Size().Div(2))
	if got := pages[0].Image.RGBAAt(middle.X, middle.Y); apart(got, color.RGBA{0, 200, 0, 255}) > 6 {
		t.Errorf("in the middle of the portrait: %v", got)
	}
}

func TestResolutionHasLimits(t *testing.T) {
	d, err := New(Passport, Options{Seed: 1, Today: today})
	if err != nil {
		t.Fatal(err)
	}
	for _, dpi := range []float64{0, -1, 59, 1201, 1e18} {
		if _, err := d.Render(&Fonts{}, dpi, nil); fault.CodeOf(err) != fault.Invalid {
			t.Errorf("%v: %v", dpi, err)
		}
	}
}

func BenchmarkRender(b *testing.B) {
	fonts := fontsOf(b)
	for _, kind := range Kinds() {
		b.Run(string(kind), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				render(b, fonts, kind, 1, 300)
			}
		})
	}
}
