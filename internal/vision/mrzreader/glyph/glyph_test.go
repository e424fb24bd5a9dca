package glyph

import (
	"encoding/binary"
	"image"
	"math"
	"math/rand/v2"
	"os"
	"testing"

	"github.com/bonafide-id/bonafide/fault"
)

func noise(random *rand.Rand, n int) []float32 {
	out := make([]float32, n)
	for i := range out {
		out[i] = float32(random.NormFloat64())
	}
	return out
}

// The gradient that Step descends is that of its loss, by small differences of single weights.
func TestGradient(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 4))
	net := NewNet()
	net.Randomise(random)
	learner := NewLearner(net)
	cell, class := noise(random, area1), 7
	loss := func() float64 {
		scores := net.Classify(cell)
		sum := -(1 - smoothing) * float64(scores[class])
		for _, v := range scores {
			sum -= smoothing / float64(Classes) * float64(v)
		}
		return sum
	}
	net.forward(cell, learner.work)
	learner.backward(class, 1)
	gradients := learner.gradient.Tensors()
	checked := 0
	for i, tensor := range net.Tensors() {
		for range 6 {
			at := random.IntN(len(tensor.Data))
			const step = 5e-4 // small: the largest of four and ReLU have kinks
			before := tensor.Data[at]
			tensor.Data[at] = before + step
			up := loss()
			tensor.Data[at] = before - step
			down := loss()
			tensor.Data[at] = before
			want, got := (up-down)/(2*step), float64(gradients[i].Data[at])
			if math.Abs(want-got) > 0.02*math.Abs(want)+0.01 {
				t.Errorf("%s[%d]: gradient %.4f, by difference %.4f", tensor.Name, at, got, want)
			}
			if got != 0 {
				checked++
			}
		}
	}
	if checked < 20 {
		t.Errorf("only %d gradients are not 0", checked)
	}
}

// A net learns a handful of cells by heart.
func TestLearns(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	net := NewNet()
	net.Randomise(random)
	learner := NewLearner(net)
	cells, classes := noise(random, 16*area1), make([]int, 16)
	for i := range classes {
		classes[i] = random.IntN(Classes)
	}
	right := 0
	for range 60 {
		_, right = learner.Step(cells, classes, 0.003)
	}
	if right < 15 {
		t.Errorf("%d of 16 cells after 60 steps", right)
	}
}

// A cell is cut the same way from a picture, from one twice as large, and from one turned by a quarter.
func TestCut(t *testing.T) {
	draw := func(width, height int, ink func(x, y int) bool) *image.Gray {
		p := image.NewGray(image.Rect(0, 0, width, height))
		for i := range p.Pix {
			p.Pix[i] = 230
			if ink(i%width, i/width) {
				p.Pix[i] = 30
			}
		}
		return p
	}
	bar := func(x, y int) bool { return x >= 30 && x < 34 && y >= 24 && y < 40 } // upright, left of the middle, in the middle of 64 × 64
	cut := func(p *image.Gray, f Frame) []float32 {
		out := make([]float32, Width*Height)
		NewPyramid(p).Cut(f, out)
		return out
	}
	want := cut(draw(64, 64, bar), Frame{X: 31.5, Y: 31.5, AlongX: 16, DownY: 16})
	rows := []struct {
		name string
		got  []float32
	}{
		{"twice as large", cut(draw(128, 128, func(x, y int) bool { return bar(x/2, y/2) }), Frame{X: 63.5, Y: 63.5, AlongX: 32, DownY: 32})},
		{"turned", cut(draw(64, 64, func(x, y int) bool { return bar(y, 63-x) }), Frame{X: 31.5, Y: 31.5, AlongY: 16, DownX: -16})},
	}
	var sum, squares float64
	for _, v := range want {
		sum, squares = sum+float64(v), squares+float64(v)*float64(v)
	}
	if n := float64(len(want)); math.Abs(sum/n) > 1e-4 || math.Abs(squares/n-1) > 0.2 {
		t.Errorf("mean %.4f, mean square %.4f", sum/n, squares/n)
	}
	if want[Height/2*Width+Width/2] > -1 {
		t.Errorf("the bar in the middle is %.2f: ink is negative", want[Height/2*Width+Width/2])
	}
	for _, row := range rows {
		worst := 0.0
		for i := range want {
			worst = max(worst, math.Abs(float64(row.got[i]-want[i])))
		}
		if worst > 0.6 {
			t.Errorf("%s: differs by %.2f", row.name, worst)
		}
	}
}

// A frame that is not finite, or far outside, does no harm.
func TestCutAnywhere(t *testing.T) {
	p := NewPyramid(image.NewGray(image.Rect(0, 0, 3, 2)))
	out := make([]float32, Width*Height)
	for _, f := range []Frame{{X: math.NaN()}, {X: math.Inf(1), AlongX: 1, DownY: 1}, {X: -1e6, Y: 1e6, AlongX: 1e5, DownY: 1e5}, {}} {
		p.Cut(f, out)
		for _, v := range out {
			if v != 0 { // the picture is of one gray
				t.Fatalf("%+v: %v", f, v)
			}
		}
	}
	NewPyramid(image.NewGray(image.Rectangle{})).Cut(Frame{AlongX: 1, DownY: 1}, out)
}

const modelFile = "../model/mrz-glyph.onnx"

// FuzzParseModel: no panic, a net only of a whole model, and code fault.ModelWrong for all else.
func FuzzParseModel(f *testing.F) {
	file, err := os.ReadFile(modelFile)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(file[:1000])
	f.Add([]byte{})
	f.Add(binary.AppendUvarint([]byte{7<<3 | 2}, 1<<40))
	f.Fuzz(func(t *testing.T, data []byte) {
		net, err := ParseModel(data)
		if (net == nil) == (err == nil) {
			t.Fatalf("%v, %v", net, err)
		}
		if err != nil && !fault.Has(err, fault.ModelWrong) {
			t.Errorf("code of %v", err)
		}
	})
}

// The model file is taken; one byte less of it, or a weight that is no number, is not.
func TestParseModel(t *testing.T) {
	file, err := os.ReadFile(modelFile)
	if err != nil {
		t.Fatal(err)
	}
	net, err := ParseModel(file)
	if err != nil || net.Conv1[0] == 0 {
		t.Fatal(err)
	}
	if _, err := ParseModel(file[:len(file)-1]); !fault.Has(err, fault.ModelWrong) {
		t.Errorf("shortened: %v", err)
	}
	if _, err := ParseModel(make([]byte, maxModel+1)); !fault.Has(err, fault.ModelWrong) {
		t.Errorf("too long: %v", err)
	}
}
