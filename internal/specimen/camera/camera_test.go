package camera

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"math"
	"reflect"
	"strings"
	"testing"

	"github.com/bonafide-id/bonafide/fault"
	"github.com/bonafide-id/bonafide/internal/specimen"
)

func take(t *testing.T, page specimen.Page, s Shot) Photograph {
	t.Helper()
	p, err := Take(page, s)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// The zero shot is the page itself, nothing lost.
func TestZeroShotIsThePage(t *testing.T) {
	page := checkered(300, 200)
	got := take(t, page, Shot{})
	if got.Format != "png" || got.Truth.Width != 300 || got.Truth.Height != 200 {
		t.Fatalf("%s of %d by %d", got.Format, got.Truth.Width, got.Truth.Height)
	}
	decoded, err := png.Decode(bytes.NewReader(got.Bytes))
	if err != nil {
		t.Fatal(err)
	}
	for y := range 200 {
		for x := range 300 {
			if d := distance3(decoded.At(x, y), page.Image.At(x, y)); d > 3 {
				t.Fatalf("pixel %d, %d: %v became %v", x, y, page.Image.At(x, y), decoded.At(x, y))
			}
		}
	}
}

func distance3(a, b color.Color) int {
	ar, ag, ab, _ := a.RGBA()
	br, bg, bb, _ := b.RGBA()
	far := func(a, b uint32) int { return int(max(a, b)-min(a, b)) >> 8 }
	return far(ar, br) + far(ag, bg) + far(ab, bb)
}

// crooked is a shot with all of its geometry in use and nothing else.
var crooked = Shot{Seed: 7, LongSide: 700, Margin: 0.15, Rotation: 17, Perspective: 0.8, OffCentre: 0.9}

func TestHomographyTakesCornersToCorners(t *testing.T) {
	for seed := range uint64(40) {
		shot := crooked
		shot.Seed, shot.Rotation = seed, float64(seed)*9-180
		scene, err := arrange(image.Pt(310, 190), shot)
		if err != nil {
			t.Fatal(err)
		}
		truth := scene.truth(nil)
		h, inverse := truth.Homography, truth.Homography.Inverse()
		for i, corner := range []Point{{0, 0}, {310, 0}, {310, 190}, {0, 190}} {
			there := h.Map(corner)
			if far(there, truth.Corners[i]) > 1e-6 {
				t.Errorf("seed %d: corner %d goes to %v, not to %v", seed, i, there, truth.Corners[i])
			}
			if back := inverse.Map(there); far(back, corner) > 1e-6 {
				t.Errorf("seed %d: corner %d comes back as %v", seed, i, back)
			}
			if there.X < 0 || there.Y < 0 || there.X > float64(truth.Width) || there.Y > float64(truth.Height) {
				t.Errorf("seed %d: corner %d at %v is outside %d by %d", seed, i, there, truth.Width, truth.Height)
			}
		}
	}
}

func far(a, b Point) float64 { return math.Hypot(a.X-b.X, a.Y-b.Y) }

// What is drawn on the page is in the picture where the truth says, whether the page is made smaller or larger.
func TestZonesAreWhereTheTruthSays(t *testing.T) {
	for _, size := range []image.Point{{300, 200}, {1200, 800}} {
		page := specimen.Page{Image: image.NewRGBA(image.Rectangle{Max: size})}
		for i := range page.Image.Pix {
			page.Image.Pix[i] = 255
		}
		spot := image.Rect(size.X*7/10, size.Y*2/10, size.X*7/10+size.X/15, size.Y*2/10+size.Y/10)
		for y := spot.Min.Y; y < spot.Max.Y; y++ {
			for x := spot.Min.X; x < spot.Max.X; x++ {
				page.Image.SetRGBA(x, y, color.RGBA{R: 255, A: 255})
			}
		}
		page.Truth.Zones = []specimen.ZoneBox{{Name: "spot", Box: spot}}
		for seed := range uint64(4) {
			shot := crooked
			shot.Seed = seed
			p := take(t, page, shot)
			var want, sum Point
			for _, c := range p.Truth.Zones[0].Corners {
				want.X, want.Y = want.X+c.X/4, want.Y+c.Y/4
			}
			n := 0.0
			for y := range p.Truth.Height {
				for x := range p.Truth.Width {
					if c := p.Image.RGBAAt(x, y); int(c.R)-int(c.G) > 120 {
						sum.X, sum.Y, n = sum.X+float64(x)+0.5, sum.Y+float64(y)+0.5, n+1
					}
				}
			}
			if n == 0 {
				t.Fatalf("seed %d: the spot is not in the picture", seed)
			}
			if got := (Point{sum.X / n, sum.Y / n}); far(got, want) > 1.2 {
				t.Errorf("%v, seed %d: the spot is at %v, the truth says %v", size, seed, got, want)
			}
		}
	}
}

func TestSameSeedSameBytes(t *testing.T) {
	page := checkered(280, 180)
	for _, name := range Presets() {
		shots := [3]Shot{}
		for i, seed := range []uint64{11, 11, 12} {
			var err error
			if shots[i], err = Preset(name, seed); err != nil {
				t.Fatal(err)
			}
			shots[i].LongSide = 320
		}
		a, b, c := take(t, page, shots[0]), take(t, page, shots[1]), take(t, page, shots[2])
		if !bytes.Equal(a.Bytes, b.Bytes) {
			t.Errorf("%s: one seed gave two pictures", name)
		}
		if name != "clean" && bytes.Equal(a.Bytes, c.Bytes) {
			t.Errorf("%s: two seeds gave one picture", name)
		}
		if _, err := jpeg.Decode(bytes.NewReader(a.Bytes)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// look is what the table below measures on a picture.
type look struct{ mean, red, blue, edges, colourful, corner float64 }

func measure(img *image.RGBA) (l look) {
	size := img.Bounds().Size()
	n := float64(size.X * size.Y)
	gray := func(x, y int) float64 { c := img.RGBAAt(x, y); return (float64(c.R) + float64(c.G) + float64(c.B)) / 3 }
	for y := range size.Y {
		for x := range size.X {
			c := img.RGBAAt(x, y)
			l.mean += gray(x, y) / n
			l.red += float64(c.R) / n
			l.blue += float64(c.B) / n
			l.colourful += float64(max(c.R, c.G, c.B)-min(c.R, c.G, c.B)) / n
			if x > 0 {
				l.edges += math.Abs(gray(x, y)-gray(x-1, y)) / n
			}
			if x < size.X/8 && y < size.Y/8 {
				l.corner += gray(x, y) / n * 64
			}
		}
	}
	return l
}

// Every knob changes the picture, and in the way its name says.
func TestEveryKnobDoesWhatItSays(t *testing.T) {
	page := checkered(420, 270)
	page.Truth.Zones[0].Text = "SPOT" // what is retouched is a place with text
	base := Shot{Seed: 5, LongSide: 500, Margin: 0.2, Surface: Desk}
	plain := take(t, page, base)
	before := measure(plain.Image)
	idle := map[string]bool{}
	for i := range reflect.TypeFor[Shot]().NumField() {
		idle[reflect.TypeFor[Shot]().Field(i).Name] = true
	}
	for _, row := range []struct {
		field string
		turn  func(*Shot)
		shows func(after look, p Photograph) bool // nil: only that the bytes differ
	}{
		{"Seed", func(s *Shot) { s.Seed++ }, nil},
		{"LongSide", func(s *Shot) { s.LongSide = 250 }, func(_ look, p Photograph) bool { return p.Image.Bounds().Dx() == 250 }},
		{"Margin", func(s *Shot) { s.Margin = 0.6 }, func(_ look, p Photograph) bool { return width(p) < width(plain)*0.8 }},
		{"Surface", func(s *Shot) { s.Surface = Stone }, nil},
		{"Rotation", func(s *Shot) { s.Rotation = 90 }, func(_ look, p Photograph) bool { return p.Truth.Corners[0].Y > p.Truth.Corners[1].Y+50 }},
		{"Perspective", func(s *Shot) { s.Perspective = 1 }, func(_ look, p Photograph) bool {
			return math.Abs(p.Truth.Homography[6])+math.Abs(p.Truth.Homography[7]) > 1e-5
		}},
		{"OffCentre", func(s *Shot) { s.OffCentre = 1 }, func(_ look, p Photograph) bool { return far(p.Truth.Corners[0], plain.Truth.Corners[0]) > 3 }},
		{"Blur", func(s *Shot) { s.Blur = 6 }, func(l look, _ Photograph) bool { return l.edges < before.edges*0.7 }},
		{"Motion", func(s *Shot) { s.Motion = 12 }, func(l look, _ Photograph) bool { return l.edges < before.edges*0.9 }},
		{"Noise", func(s *Shot) { s.Noise = 20 }, func(l look, _ Photograph) bool { return l.edges > before.edges*1.3 }},
		{"Exposure", func(s *Shot) { s.Exposure = -1 }, func(l look, _ Photograph) bool { return l.mean < before.mean*0.7 }},
		{"Warmth", func(s *Shot) { s.Warmth = 1 }, func(l look, _ Photograph) bool { return l.red/l.blue > before.red/before.blue*1.2 }},
		{"Vignette", func(s *Shot) { s.Vignette = 1 }, func(l look, _ Photograph) bool { return l.corner < before.corner*0.7 }},
		{"Glare", func(s *Shot) { s.Glare = 0.9 }, func(l look, _ Photograph) bool { return l.mean > before.mean+1 }},
		{"Shadow", func(s *Shot) { s.Shadow = 0.9 }, func(l look, _ Photograph) bool { return l.mean < before.mean*0.95 }},
		{"Folds", func(s *Shot) { s.Folds = 1 }, nil},
		{"CutCorner", func(s *Shot) { s.CutCorner = 0.4 }, func(_ look, p Photograph) bool { return bareCorners(p, plain) == 1 }},
		{"Holes", func(s *Shot) { s.Holes = 3 }, nil},
		{"Finger", func(s *Shot) { s.Finger = 1 }, nil},
		{"Photocopy", func(s *Shot) { s.Photocopy = 1 }, func(l look, _ Photograph) bool { return l.colourful < before.colourful }},
		{"Moire", func(s *Shot) { s.Moire = 1 }, func(l look, _ Photograph) bool { return l.colourful > before.colourful*1.08 }},
		{"Halftone", func(s *Shot) { s.Halftone = 1 }, nil},
		{"Retouch", func(s *Shot) { s.Retouch = 1 }, nil},
		{"Retype", func(s *Shot) { s.Retype = 1 }, nil},
		{"Paste", func(s *Shot) { s.Paste = 1 }, nil},
		{"LowHoles", func(s *Shot) { s.LowHoles = 4 }, nil},
		{"Empty", func(s *Shot) { s.Empty = true }, func(l look, _ Photograph) bool { return l.edges < before.edges*0.8 }},
		{"SurfaceSeed", func(s *Shot) { s.SurfaceSeed = 9 }, nil},
		{"Quality", func(s *Shot) { s.Quality = 40 }, func(_ look, p Photograph) bool { return p.Format == "jpeg" }},
	} {
		shot := base
		row.turn(&shot)
		if got := changed(base, shot); got != row.field {
			t.Fatalf("the row of %s turns %s", row.field, got)
		}
		p := take(t, page, shot)
		if bytes.Equal(p.Bytes, plain.Bytes) {
			t.Errorf("%s changes nothing", row.field)
		}
		if after := measure(p.Image); row.shows != nil && !row.shows(after, p) {
			t.Errorf("%s does not show: before %+v, after %+v", row.field, before, after)
		}
		delete(idle, row.field)
	}
	if len(idle) > 0 {
		t.Errorf("knobs nobody turned: %v", idle)
	}
}

// changed names the fields in which two shots differ.
func changed(a, b Shot) string {
	var names []string
	x, y := reflect.ValueOf(a), reflect.ValueOf(b)
	for i := range x.NumField() {
		if x.Field(i).Interface() != y.Field(i).Interface() {
			names = append(names, x.Type().Field(i).Name)
		}
	}
	return strings.Join(names, ", ")
}

func width(p Photograph) float64 { return p.Truth.Corners[1].X - p.Truth.Corners[0].X }

// bareCorners counts the corners of the page at which p shows something else than plain does.
func bareCorners(p, plain Photograph) (n int) {
	for _, at := range [4]Point{{12, 12}, {408, 12}, {408, 258}, {12, 258}} {
		there := p.Truth.Homography.Map(at)
		x, y := int(there.X), int(there.Y)
		if distance3(p.Image.RGBAAt(x, y), plain.Image.RGBAAt(x, y)) > 60 {
			n++
		}
	}
	return n
}

func TestShotsOutOfRange(t *testing.T) {
	page := checkered(100, 80)
	for _, row := range []struct {
		name string
		shot Shot
	}{
		{"margin", Shot{Margin: -0.1}}, {"blur", Shot{Blur: math.NaN()}}, {"noise", Shot{Noise: 1e9}}, {"rotation", Shot{Rotation: math.Inf(1)}},
		{"long_side", Shot{LongSide: 63}}, {"long_side", Shot{LongSide: 60000}}, {"surface", Shot{Surface: surfaceCount}}, {"holes", Shot{Holes: -1}},
		{"quality", Shot{Quality: 101}}, {"cut_corner", Shot{CutCorner: 0.6}}, {"moire", Shot{Moire: 2}},
	} {
		p, err := Take(page, row.shot)
		if fault.CodeOf(err) != fault.Invalid || !strings.Contains(err.Error(), row.name) || p.Bytes != nil {
			t.Errorf("%s: %v", row.name, err)
		}
	}
	if _, err := Take(specimen.Page{}, Shot{}); fault.CodeOf(err) != fault.Invalid {
		t.Errorf("no page: %v", err)
	}
	if _, err := Preset("blurry", 1); fault.CodeOf(err) != fault.Invalid {
		t.Errorf("no such preset: %v", err)
	}
}

func TestPresetsAreInRange(t *testing.T) {
	for _, name := range Presets() {
		for seed := range uint64(300) {
			s, err := Preset(name, seed)
			if err != nil {
				t.Fatal(err)
			}
			if err := s.Validate(); err != nil {
				t.Errorf("%s, seed %d: %v", name, seed, err)
			}
		}
	}
}

// Blur spreads as much as it says and loses no light.
func TestLensBlursBySigma(t *testing.T) {
	for _, sigma := range []float64{0.6, 1.1, 1.3, 2.5, 6} {
		img := image.NewRGBA(image.Rect(0, 0, 101, 101))
		for y := 44; y < 57; y++ { // a block, so that single levels do not matter
			for x := 44; x < 57; x++ {
				img.SetRGBA(x, y, color.RGBA{250, 250, 250, 255})
			}
		}
		spread := func() (sum, variance float64) {
			for y := range 101 {
				for x := range 101 {
					v := float64(img.RGBAAt(x, y).G)
					sum += v
					variance += v * float64((x-50)*(x-50))
				}
			}
			return sum, variance / sum
		}
		light, block := spread()
		lens(img, sigma)
		blurred, variance := spread()
		if math.Abs(blurred/light-1) > 0.02 {
			t.Errorf("sigma %v: light %.0f became %.0f", sigma, light, blurred)
		}
		if got := math.Sqrt(variance - block); math.Abs(got-sigma) > 0.15*sigma {
			t.Errorf("sigma %v: blurred by %.2f", sigma, got)
		}
	}
}

// Every defect of the picture turns a knob, and is the same for one seed.
func TestSpoil(t *testing.T) {
	for _, d := range specimen.Defects() {
		if !d.InPicture {
			continue
		}
		base := Shot{Seed: 5, LongSide: 500, Margin: 0.2, Surface: Desk}
		one, err := Spoil(base, d.Code, 7)
		again, _ := Spoil(base, d.Code, 7)
		if err != nil || one == base || one != again || one.Validate() != nil {
			t.Errorf("%s: %+v, %v", d.Code, one, err)
		}
	}
	if _, err := Spoil(Shot{}, "E07", 1); !fault.Has(err, fault.Invalid) {
		t.Errorf("a defect that is none of the picture's: %v", err)
	}
}
