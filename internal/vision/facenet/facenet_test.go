package facenet

import (
	"context"
	"errors"
	"image"
	"image/color"
	"math"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"github.com/bonafide-id/bonafide/fault"
	"github.com/bonafide-id/bonafide/internal/vision/slots"
	"github.com/bonafide-id/bonafide/internal/vision/wire"
)

// fake answers with what a test wants, and keeps what it was asked.
type fake struct {
	answer func(input []float32, shape []int64) ([][]float32, error)
	inputs [][]float32
	shapes [][]int64
}

func (f *fake) Run(_ context.Context, input []float32, shape []int64) ([][]float32, error) {
	f.inputs, f.shapes = append(f.inputs, input), append(f.shapes, shape)
	return f.answer(input, shape)
}

// raw leaves numbers as they are in the picture.
var raw = slots.Input{Name: "x", Colour: slots.RGB, Mean: []float64{0, 0, 0}, Scale: 1}

// box is what the made-up detector sees: in cells, with the anchor it belongs to.
type box struct {
	anchor, row, column int
	size                float64 // times the anchor
	score               float64
}

// cells gives the detector's output for boxes in the middle of their cells.
func cells(side int64, boxes ...box) [][]float32 {
	n := int(side / 32)
	out := make([]float32, 25*n*n)
	for i := range out {
		out[i] = -20 // no face: a score of nearly 0
	}
	for _, b := range boxes {
		at := func(k int) *float32 { return &out[(5*b.anchor+k)*n*n+b.row*n+b.column] }
		*at(0), *at(1) = 0, 0
		*at(2), *at(3) = float32(math.Log(b.size)), float32(math.Log(b.size))
		*at(4) = float32(math.Log(b.score / (1 - b.score)))
	}
	return [][]float32{out}
}

// frontal gives the landmarks of an upright face that fills its box.
func frontal() [][]float32 {
	out := make([]float32, 136)
	for _, r := range reference {
		out[2*r.landmark], out[2*r.landmark+1] = float32(r.x), float32(r.y)
	}
	return [][]float32{out}
}

// finder is one over nets that answer with these.
func finder(s Settings, detector func(shape []int64) ([][]float32, error)) (f *Finder, detect, landmarks, describe *fake) {
	detect = &fake{answer: func(_ []float32, shape []int64) ([][]float32, error) { return detector(shape) }}
	landmarks = &fake{answer: func([]float32, []int64) ([][]float32, error) { return frontal(), nil }}
	describe = &fake{answer: func(in []float32, _ []int64) ([][]float32, error) { return [][]float32{{in[0], 1}}, nil }}
	return New(Model{detect, raw}, Model{landmarks, raw}, Model{describe, raw}, s), detect, landmarks, describe
}

func one() Settings {
	s := Default()
	s.Sides = []int{160}
	return s
}

var near = cmpopts.EquateApprox(0, 1e-4)

func TestBoxesArePixelsOfThePicture(t *testing.T) {
	// 320 x 160 pixels: a cell of the detector's five by five is 64 pixels.
	f, detect, _, _ := finder(one(), func([]int64) ([][]float32, error) {
		return cells(160, box{anchor: 0, row: 1, column: 2, size: 0.5, score: 0.75}), nil
	})
	faces, err := f.FindFaces(context.Background(), image.NewRGBA(image.Rect(7, 9, 327, 169)))
	if err != nil || len(faces) != 1 {
		t.Fatal(faces, err)
	}
	w, h := 0.5*anchors[0][0]*64, 0.5*anchors[0][1]*64
	want := wire.Face{X: 2.5*64 - w/2, Y: 1.5*64 - h/2, Width: w, Height: h, Score: 0.75}
	got := faces[0]
	got.Landmarks, got.Template = nil, nil
	if diff := cmp.Diff(want, got, near); diff != "" {
		t.Error(diff)
	}
	if !slices.Equal(detect.shapes[0], []int64{1, 3, 160, 160}) || len(detect.inputs[0]) != 3*160*160 {
		t.Errorf("the detector saw %v", detect.shapes)
	}
}

func TestSizesAreMerged(t *testing.T) {
	// The same face at two sizes, the surer of the larger picture, and another at one of them.
	f, detect, _, _ := finder(Settings{Sides: []int{160, 320}, Score: 0.5, Overlap: 0.4, Most: 20}, func(shape []int64) ([][]float32, error) {
		if shape[2] == 160 {
			return cells(160, box{0, 1, 1, 1, 0.6}, box{0, 3, 3, 0.9, 0.7}), nil
		}
		return cells(320, box{0, 2, 2, 2, 0.9}), nil
	})
	faces, err := f.FindFaces(context.Background(), image.NewRGBA(image.Rect(0, 0, 160, 160)))
	if err != nil || len(detect.shapes) != 2 {
		t.Fatal(detect.shapes, err)
	}
	var scores []float64
	for _, face := range faces {
		scores = append(scores, face.Score)
	}
	if diff := cmp.Diff([]float64{0.9, 0.7}, scores, near); diff != "" {
		t.Errorf("the larger face first, each once: %s", diff)
	}
}

func TestBorder(t *testing.T) {
	picture := image.NewRGBA(image.Rect(0, 0, 100, 100))
	for i := range picture.Pix {
		picture.Pix[i] = 200
	}
	// A face only where the picture has a border: it covers 180 pixels then, so that a cell is 36 pixels and begins at -40.
	f, detect, _, _ := finder(one(), func([]int64) ([][]float32, error) { return nil, nil })
	looks := 0
	detect.answer = func(in []float32, _ []int64) ([][]float32, error) {
		if looks++; looks == 2 {
			if in[0] != 0 || in[80*160+80] != 200 {
				t.Errorf("border %v, middle %v", in[0], in[80*160+80])
			}
			return cells(160, box{0, 2, 2, 1, 0.8}), nil
		}
		return cells(160), nil
	}
	faces, err := f.FindFaces(context.Background(), picture)
	if err != nil || len(faces) != 1 || looks != 2 {
		t.Fatal(faces, err, looks)
	}
	if middle := faces[0].X + faces[0].Width/2; math.Abs(middle-(2.5*36-40)) > 1e-4 {
		t.Errorf("the middle lies at %v", middle)
	}

	f, detect, _, _ = finder(one(), func(shape []int64) ([][]float32, error) { return cells(shape[2]), nil })
	if faces, err := f.FindFaces(context.Background(), picture); faces != nil || err != nil || len(detect.shapes) != 2 {
		t.Errorf("no face: %v %v, looked %d times", faces, err, len(detect.shapes))
	}
}

func TestMostFaces(t *testing.T) {
	s := one()
	s.Most = 2
	f, _, landmarks, _ := finder(s, func([]int64) ([][]float32, error) {
		return cells(160, box{0, 0, 0, 0.5, 0.9}, box{0, 2, 2, 0.7, 0.6}, box{0, 4, 4, 0.6, 0.8}), nil
	})
	faces, err := f.FindFaces(context.Background(), image.NewRGBA(image.Rect(0, 0, 160, 160)))
	if err != nil || len(faces) != 2 || faces[0].Width < faces[1].Width || math.Abs(faces[1].Score-0.8) > 1e-4 || len(landmarks.inputs) != 2 {
		t.Errorf("%v %v", faces, err)
	}
}

// Landmarks are those of the box, which is widened to a square; a box at the edge is cut first.
func TestLandmarksArePixelsOfThePicture(t *testing.T) {
	f, _, landmarks, _ := finder(one(), nil)
	landmarks.answer = func([]float32, []int64) ([][]float32, error) {
		out := slices.Repeat([]float32{0.25, 0.5}, 68)
		return [][]float32{out}, nil
	}
	picture := image.NewRGBA(image.Rect(0, 0, 100, 200))
	for name, row := range map[string]struct {
		box  rect
		want []wire.Point
	}{
		"tall":     {rect{20, 10, 40, 80}, []wire.Point{{X: 0 + 20, Y: 10 + 40}}},
		"cut":      {rect{-30, -20, 70, 60}, []wire.Point{{X: 10, Y: 20}}},
		"outside":  {rect{-30, -20, 20, 20}, nil},
		"too thin": {rect{-30, 0, 30.5, 20}, nil},
	} {
		got, err := f.findLandmarks(context.Background(), picture, row.box)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(row.want, got[:min(1, len(got))], near, cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

// However a face is turned, scaled and moved, the fit finds it.
func TestFit(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		scale, angle := rapid.Float64Range(0.1, 20).Draw(t, "scale"), rapid.Float64Range(-math.Pi, math.Pi).Draw(t, "angle")
		want := similarity{scale * math.Cos(angle), scale * math.Sin(angle), rapid.Float64Range(-900, 900).Draw(t, "x"), rapid.Float64Range(-900, 900).Draw(t, "y")}
		landmarks := make([]wire.Point, points)
		for _, r := range reference {
			x, y := want.at((0.25+r.x)/1.5*150, (0.25+r.y)/1.5*150)
			landmarks[r.landmark] = wire.Point{X: x, Y: y}
		}
		got := fit(landmarks, 150)
		if diff := cmp.Diff(want, got, cmp.AllowUnexported(similarity{}), cmpopts.EquateApprox(0, 1e-6)); diff != "" {
			t.Fatal(diff)
		}
	})
}

// quarters is a picture of four colours: red and green above, blue and white below.
func quarters(side int) *image.RGBA {
	m := image.NewRGBA(image.Rect(0, 0, side, side))
	for y := range side {
		for x := range side {
			c := [4]color.RGBA{{255, 0, 0, 255}, {0, 255, 0, 255}, {0, 0, 255, 255}, {255, 255, 255, 255}}[2*(2*y/side)+2*x/side]
			m.SetRGBA(x, y, c)
		}
	}
	return m
}

// seen reads the colours at a quarter and three quarters of a canvas, each the nearest of those there are.
func seen(c canvas) string {
	text := ""
	for _, at := range [][2]int{{1, 1}, {3, 1}, {1, 3}, {3, 3}} {
		i, n := at[1]*c.side/4*c.side+at[0]*c.side/4, c.side*c.side
		colour := [3]bool{c.planes[i] > 127, c.planes[n+i] > 127, c.planes[2*n+i] > 127}
		text += map[[3]bool]string{{true, false, false}: "r", {false, true, false}: "g", {false, false, true}: "b", {true, true, true}: "w", {}: "0"}[colour]
	}
	return text
}

func TestChip(t *testing.T) {
	for name, row := range map[string]struct {
		side int
		s    similarity
		want string
	}{
		"as it is":            {8, similarity{1, 0, 0, 0}, "rgbw"},
		"larger":              {8, similarity{0.5, 0, 0, 0}, "rrrr"},
		"of a larger picture": {80, similarity{10, 0, 0, 0}, "rgbw"},
		"between":             {12, similarity{1.5, 0, 0, 0}, "rgbw"},
		"a quarter turn":      {8, similarity{0, 1, 8, 0}, "gwrb"},
		"a large turned":      {80, similarity{0, 10, 80, 0}, "gwrb"},
		"over the edge":       {8, similarity{1, 0, -4, -4}, "rrrr"},
		"far outside":         {80, similarity{10, 0, -4000, -4000}, "rrrr"},
	} {
		if got := seen(chip(quarters(row.side), row.s, 8)); got != row.want {
			t.Errorf("%s: %s, want %s", name, got, row.want)
		}
	}
	if got := seen(chip(quarters(8), similarity{1, 0, 0, 0}, 8).mirrored()); got != "grwb" {
		t.Errorf("mirrored: %s", got)
	}
}

func TestLetterbox(t *testing.T) {
	wide := quarters(8).SubImage(image.Rect(0, 2, 8, 6)).(*image.RGBA) // rg over bw, twice as wide as high
	wide = atOrigin(wide)
	for name, row := range map[string]struct {
		part    rect
		side    int
		centred bool
		want    string
	}{
		"at the top":  {rect{0, 0, 8, 4}, 16, false, "bw00"},
		"centred":     {rect{0, 0, 8, 4}, 8, true, "rg00"},
		"a part":      {rect{4, 0, 4, 2}, 8, false, "gg00"},
		"with border": {rect{-8, -10, 16, 16}, 16, false, "000w"},
		"smaller":     {rect{0, 0, 8, 4}, 4, false, "bw00"},
	} {
		if got := seen(letterbox(wide, row.part, row.side, row.centred)); got != row.want {
			t.Errorf("%s: %s, want %s", name, got, row.want)
		}
	}
	if got := seen(letterbox(quarters(16), rect{0, 0, 16, 16}, 16, false).smaller(4)); got != "rgbw" {
		t.Errorf("made smaller afterwards: %s", got)
	}
}

// A picture made smaller keeps its mean: no pixel is passed over.
func TestSmallerKeepsTheMean(t *testing.T) {
	m := image.NewRGBA(image.Rect(0, 0, 100, 100))
	for i := range m.Pix {
		m.Pix[i] = byte(255 * ((i / 4) % 2)) // every second column
	}
	for _, side := range []int{10, 25, 33} {
		c := letterbox(m, rect{0, 0, 100, 100}, side, false)
		for i, v := range c.planes {
			if x := i % side; x > 0 && x < side-1 && math.Abs(float64(v)-127.5) > 22 {
				t.Fatalf("at %d pixels, number %d is %v", side, i, v)
			}
		}
	}
}

func TestInput(t *testing.T) {
	c := canvas{1, []float32{10, 20, 30}}
	as := slots.Input{Colour: slots.RGB, Mean: []float64{1, 2, 3}, Scale: 0.5}
	if got := c.input(as); !slices.Equal(got, []float32{4.5, 9, 13.5}) {
		t.Errorf("rgb: %v", got)
	}
	as.Colour = slots.BGR
	if got := c.input(as); !slices.Equal(got, []float32{14.5, 9, 3.5}) {
		t.Errorf("bgr: %v", got)
	}
}

func TestTemplateIsTheMeanOfBothSides(t *testing.T) {
	f, _, _, describe := finder(one(), func([]int64) ([][]float32, error) { return cells(160, box{0, 2, 2, 1, 0.9}), nil })
	values := []float32{1, 3}
	describe.answer = func([]float32, []int64) ([][]float32, error) {
		return [][]float32{{values[len(describe.inputs)-1], 8}}, nil
	}
	faces, err := f.FindFaces(context.Background(), quarters(160))
	if err != nil || len(faces) != 1 || !slices.Equal(faces[0].Template, []float32{2, 8}) {
		t.Fatal(faces, err)
	}
	first, second := canvas{150, describe.inputs[0]}, canvas{150, describe.inputs[1]}
	if !slices.Equal(first.mirrored().planes, second.planes) || slices.Equal(first.planes, second.planes) {
		t.Error("the second picture is not the first one's mirror picture")
	}
}

func TestNetsThatDoNotFit(t *testing.T) {
	nan := float32(math.NaN())
	boom := errors.New("boom")
	for name, row := range map[string]struct {
		spoil func(detect, landmarks, describe *fake)
		want  error
	}{
		"a detector without output":    {func(d, _, _ *fake) { answer(d, nil, nil) }, fault.New(fault.ModelWrong, "face.detect")},
		"a detector of other planes":   {func(d, _, _ *fake) { answer(d, [][]float32{make([]float32, 26)}, nil) }, fault.New(fault.ModelWrong, "face.detect")},
		"a detector that fails":        {func(d, _, _ *fake) { answer(d, nil, boom) }, boom},
		"fewer landmarks":              {func(_, l, _ *fake) { answer(l, [][]float32{make([]float32, 10)}, nil) }, fault.New(fault.ModelWrong, "face.landmarks")},
		"landmarks that are nowhere":   {func(_, l, _ *fake) { answer(l, [][]float32{slices.Repeat([]float32{nan}, 136)}, nil) }, fault.New(fault.ModelWrong, "face.landmarks")},
		"landmarks that fail":          {func(_, l, _ *fake) { answer(l, nil, boom) }, boom},
		"an empty template":            {func(_, _, d *fake) { answer(d, [][]float32{{}}, nil) }, fault.New(fault.ModelWrong, "face.describe")},
		"a template of no numbers":     {func(_, _, d *fake) { answer(d, [][]float32{{nan}}, nil) }, fault.New(fault.ModelWrong, "face.describe")},
		"a descriptor that fails":      {func(_, _, d *fake) { answer(d, nil, boom) }, boom},
		"templates of unequal lengths": {func(_, _, d *fake) { d.answer = growing(d) }, fault.New(fault.ModelWrong, "face.describe")},
	} {
		f, detect, landmarks, describe := finder(one(), func([]int64) ([][]float32, error) { return cells(160, box{0, 2, 2, 1, 0.9}), nil })
		row.spoil(detect, landmarks, describe)
		faces, err := f.FindFaces(context.Background(), quarters(160))
		if faces != nil || !errors.Is(err, row.want) {
			t.Errorf("%s: %v %v", name, faces, err)
		}
	}
}

func answer(f *fake, outputs [][]float32, err error) {
	f.answer = func([]float32, []int64) ([][]float32, error) { return outputs, err }
}

func growing(f *fake) func([]float32, []int64) ([][]float32, error) {
	return func([]float32, []int64) ([][]float32, error) {
		return [][]float32{make([]float32, len(f.inputs))}, nil
	}
}

// Landmarks in one place are no face: it is reported, without a template.
func TestLandmarksInOnePlace(t *testing.T) {
	f, _, landmarks, _ := finder(one(), func([]int64) ([][]float32, error) { return cells(160, box{0, 2, 2, 1, 0.9}), nil })
	answer(landmarks, [][]float32{make([]float32, 136)}, nil)
	faces, err := f.FindFaces(context.Background(), quarters(160))
	if err != nil || len(faces) != 1 || faces[0].Template != nil || len(faces[0].Landmarks) != 68 {
		t.Errorf("%v %v", faces, err)
	}
}

func TestNoPicture(t *testing.T) {
	f, detect, _, _ := finder(one(), nil)
	if faces, err := f.FindFaces(context.Background(), &image.RGBA{}); faces != nil || err != nil || len(detect.inputs) != 0 {
		t.Errorf("%v %v", faces, err)
	}
}

// Whatever the detector says, boxes are finite and of bounded size, and no two of them are one face.
func TestAnyDetector(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		out := rapid.SliceOfN(rapid.Float32(), 100, 100).Draw(t, "out")
		f := New(Model{}, Model{}, Model{}, Default())
		all, err := f.boxes([][]float32{out}, rect{0, 0, 64, 32})
		if err != nil {
			t.Fatal(err)
		}
		kept := suppress(all, 0.4)
		for i, a := range kept {
			if !(a.w > 0 && a.w < 256 && a.h > 0 && a.h < 256 && a.x > -256 && a.x < 256 && a.score > 0.5 && a.score <= 1) {
				t.Fatalf("%+v", a)
			}
			for _, b := range kept[:i] {
				if overlap(a.rect, b.rect) > 0.4 {
					t.Fatalf("%+v and %+v", a, b)
				}
			}
		}
	})
}

func BenchmarkLetterbox12MP(b *testing.B) {
	m := image.NewRGBA(image.Rect(0, 0, 4000, 3000))
	b.ReportAllocs()
	for b.Loop() {
		letterbox(m, rect{0, 0, 4000, 3000}, 416, false)
	}
}

func BenchmarkChip(b *testing.B) {
	m := image.NewRGBA(image.Rect(0, 0, 1200, 1600))
	b.ReportAllocs()
	for b.Loop() {
		chip(m, similarity{3.6, 0.4, 300, 400}, describeSide)
	}
}
