package reading

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/bonafide-id/bonafide/document/layout"
	"github.com/bonafide-id/bonafide/internal/vision/picture"
	"github.com/bonafide-id/bonafide/internal/vision/wire"
)

// seenAt is how a text engine would find the anchors of a layout in a picture where the side lies at quad: to the noise of a pixel or so.
func seenAt(l layout.Layout, quad picture.Quad, noise float64, r *rand.Rand) []wire.Line {
	toPicture := picture.Project(l.Width, l.Height, quad)
	var lines []wire.Line
	for _, a := range l.Anchors {
		if a.Box == nil {
			continue
		}
		b := *a.Box
		q := []wire.Point{{X: b[0], Y: b[1]}, {X: b[2], Y: b[1]}, {X: b[2], Y: b[3]}, {X: b[0], Y: b[3]}}
		for i, p := range q {
			q[i] = toPicture.Apply(p)
			q[i].X, q[i].Y = q[i].X+noise*r.NormFloat64(), q[i].Y+noise*r.NormFloat64()
		}
		lines = append(lines, wire.Line{Text: a.Text, Confidence: 0.9, Quad: q, Words: []wire.Word{{Text: a.Text, Quad: q}}})
	}
	return lines
}

// farthest corner of got from want, as a part of the longer side.
func farthest(got, want picture.Quad) float64 {
	w, h := want.Sides()
	return got.Farthest(want) / max(w, h)
}

func TestRegister(t *testing.T) {
	all, err := layout.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	truth := picture.Quad{{X: 212, Y: 190}, {X: 1610, Y: 240}, {X: 1585, Y: 1118}, {X: 190, Y: 1060}}
	moved := func(q picture.Quad, by ...[2]float64) picture.Quad {
		for i, d := range by {
			q[i].X, q[i].Y = q[i].X+d[0], q[i].Y+d[1]
		}
		return q
	}
	rows := []struct {
		name     string
		quad     picture.Quad
		outlined bool
		most     float64 // how far an anchor may be off, of the longer side
	}{
		{"the outline is right", truth, true, 0.002},
		{"its upper side is too high", moved(truth, [2]float64{-2, -45}, [2]float64{4, -50}), true, 0.008},
		{"one corner is off", moved(truth, [2]float64{}, [2]float64{}, [2]float64{38, 30}), true, 0.011},
		{"the card fills the picture", moved(truth, [2]float64{-70, -50}, [2]float64{60, -40}, [2]float64{75, 60}, [2]float64{-60, 70}), false, 0.008},
	}
	for _, l := range all {
		if boxed(l) < 6 {
			continue
		}
		for _, row := range rows {
			got := Register(&l, row.quad, row.outlined, seenAt(l, truth, 0.7, rand.New(rand.NewPCG(3, 9))), nil)
			if off := anchorsOff(l, got, truth); off > row.most {
				t.Errorf("%s, %s: %.4f off, was %.4f", l.ID, row.name, off, anchorsOff(l, row.quad, truth))
			}
		}
	}
}

// anchorsOff is how far the middle of an anchor is off at most, as a part of the longer side: a corner that no print is near is nobody's to tell.
func anchorsOff(l layout.Layout, got, want picture.Quad) float64 {
	a, b := picture.Project(l.Width, l.Height, got), picture.Project(l.Width, l.Height, want)
	far := 0.0
	for _, each := range l.Anchors {
		if each.Box != nil {
			m := picture.Point{X: (each.Box[0] + each.Box[2]) / 2, Y: (each.Box[1] + each.Box[3]) / 2}
			p, q := a.Apply(m), b.Apply(m)
			far = max(far, math.Hypot(p.X-q.X, p.Y-q.Y))
		}
	}
	w, h := want.Sides()
	return far / max(w, h)
}

func boxed(l layout.Layout) int {
	n := 0
	for _, a := range l.Anchors {
		if a.Box != nil {
			n++
		}
	}
	return n
}

// A text that is read where it does not stand moves nothing, nor does print that is no anchor.
func TestRegisterIsRobust(t *testing.T) {
	all, _ := layout.Builtin()
	l, ok := layout.Find(all, "cccd_chip", "front")
	if !ok {
		t.Fatal("no such layout")
	}
	truth := picture.Quad{{X: 100, Y: 100}, {X: 1500, Y: 100}, {X: 1500, Y: 983}, {X: 100, Y: 983}}
	lines := seenAt(l, truth, 0.5, rand.New(rand.NewPCG(4, 1)))
	for i := range lines[1].Words[0].Quad {
		lines[1].Words[0].Quad[i].Y += 300
	}
	if off := farthest(Register(&l, truth, true, lines, nil), truth); off > 0.006 {
		t.Errorf("%.4f off", off)
	}
	other := []wire.Line{{Text: "nothing of it", Quad: lines[0].Quad}}
	if got := Register(&l, truth, true, other, nil); got != truth {
		t.Errorf("%v", got)
	}
	if got := Register(&l, truth, true, nil, nil); got != truth {
		t.Errorf("%v", got)
	}
}

// Whatever is read wherever, the corners are a document's: convex, of a like size, numbers.
func FuzzRegister(f *testing.F) {
	f.Add(uint64(1), 10.0, true)
	f.Add(uint64(2), 900.0, false)
	all, err := layout.Builtin()
	if err != nil {
		f.Fatal(err)
	}
	l, _ := layout.Find(all, "cccd_chip", "front")
	f.Fuzz(func(t *testing.T, seed uint64, noise float64, outlined bool) {
		if !(noise >= 0 && noise < 1e6) {
			return
		}
		quad := picture.Quad{{X: 100, Y: 100}, {X: 1500, Y: 130}, {X: 1480, Y: 983}, {X: 90, Y: 960}}
		got := Register(&l, quad, outlined, seenAt(l, quad, noise, rand.New(rand.NewPCG(seed, 7))), nil)
		if !got.Convex() || !(got.Area() >= quad.Area()/4.01 && got.Area() <= 4.01*quad.Area()) {
			t.Errorf("%v", got)
		}
	})
}
