package glyph

import "math"

// Learner trains a net with Adam (Kingma and Ba 2015) on the cross entropy of its answers.
type Learner struct {
	net      *Net
	gradient *Net
	first    *Net // running mean of the gradient
	second   *Net // running mean of its square
	steps    int
	work     *work
	// Gradients of what lies between the layers.
	scores                                 [Classes]float32
	hidden, out3, pool2, out2, pool1, out1 []float32
	col                                    []float32
}

// NewLearner starts training net, which it changes.
func NewLearner(net *Net) *Learner {
	return &Learner{
		net: net, gradient: NewNet(), first: NewNet(), second: NewNet(), work: newWork(),
		hidden: make([]float32, hidden), out3: make([]float32, flat), pool2: make([]float32, channels2*area3),
		out2: make([]float32, channels2*area2), pool1: make([]float32, channels1*area2), out1: make([]float32, channels1*area1),
		col: make([]float32, channels2*9),
	}
}

// Step learns from a batch: cells of Width*Height numbers and the class of each. It returns the batch's mean cross entropy (natural logarithm)
// and how many answers were right before the step.
func (l *Learner) Step(cells []float32, classes []int, rate float32) (loss float32, right int) {
	for _, t := range l.gradient.Tensors() {
		clear(t.Data)
	}
	for i, class := range classes {
		l.net.forward(cells[i*area1:][:area1], l.work)
		loss -= l.work.scores[class]
		if Best(l.work.scores[:]) == class {
			right++
		}
		l.backward(class, 1/float32(len(classes)))
	}
	l.update(rate)
	return loss / float32(len(classes)), right
}

// Best is the index of the largest.
func Best(scores []float32) int {
	at := 0
	for i, v := range scores {
		if v > scores[at] {
			at = i
		}
	}
	return at
}

// smoothing takes this much of the right answer's probability and spreads it over all: a net that is never quite sure errs less loudly.
const smoothing = 0.02

func (l *Learner) backward(class int, scale float32) {
	w, n, g := l.work, l.net, l.gradient
	for i, v := range w.scores {
		l.scores[i] = (float32(math.Exp(float64(v))) - smoothing/float32(Classes)) * scale
	}
	l.scores[class] -= (1 - smoothing) * scale
	fullBack(w.hidden, n.Full5, l.scores[:], l.hidden, g.Full5, g.Bias5)
	cut(l.hidden, w.hidden)
	fullBack(w.out3, n.Full4, l.hidden, l.out3, g.Full4, g.Bias4)
	cut(l.out3, w.out3)
	clear(l.pool2)
	l.convolveBack(w.cols3, n.Conv3, l.out3, g.Conv3, g.Bias3, l.pool2, Width/4, Height/4)
	unpool(l.pool2, w.from2, l.out2)
	cut(l.out2, w.out2)
	clear(l.pool1)
	l.convolveBack(w.cols2, n.Conv2, l.out2, g.Conv2, g.Bias2, l.pool1, Width/2, Height/2)
	unpool(l.pool1, w.from1, l.out1)
	cut(l.out1, w.out1)
	l.convolveBack(w.cols1, n.Conv1, l.out1, g.Conv1, g.Bias1, nil, Width, Height)
}

// cut lets through only what ReLU let through.
func cut(gradient, out []float32) {
	for i, v := range out {
		if v <= 0 {
			gradient[i] = 0
		}
	}
}

func unpool(gradient []float32, from []int32, out []float32) {
	clear(out)
	for i, v := range gradient {
		out[from[i]] += v
	}
}

func fullBack(in, weights, out, inGradient, weightGradient, biasGradient []float32) {
	clear(inGradient)
	for o, v := range out {
		biasGradient[o] += v
		if v == 0 {
			continue
		}
		row, grow := weights[o*len(in):][:len(in)], weightGradient[o*len(in):][:len(in)]
		for i, x := range in {
			grow[i] += v * x
			inGradient[i] += v * row[i]
		}
	}
}

// convolveBack adds to the gradients of weights and bias, and of the input unless that is nil. Most of out is zero: the larger of 2×2 took all.
func (l *Learner) convolveBack(cols, weights, out, weightGradient, biasGradient, in []float32, width, height int) {
	area := width * height
	k := len(cols) / area
	col := l.col[:k]
	for p := range area {
		row := cols[p*k:][:k]
		some := false
		for o := range biasGradient {
			v := out[o*area+p]
			if v == 0 {
				continue
			}
			biasGradient[o] += v
			grow := weightGradient[o*k:][:k]
			for i, x := range row {
				grow[i] += v * x
			}
			if in == nil {
				continue
			}
			if !some {
				clear(col)
				some = true
			}
			for i, x := range weights[o*k:][:k] {
				col[i] += v * x
			}
		}
		if some {
			scatter(col, in, p%width, p/width, width, height)
		}
	}
}

func scatter(col, in []float32, x, y, width, height int) {
	for c := range len(col) / 9 {
		for d, v := range col[c*9:][:9] {
			if px, py := x+d%3-1, y+d/3-1; px >= 0 && px < width && py >= 0 && py < height {
				in[c*width*height+py*width+px] += v
			}
		}
	}
}

func (l *Learner) update(rate float32) {
	const decay1, decay2, epsilon = 0.9, 0.999, 1e-7
	l.steps++
	correct1 := 1 - float32(math.Pow(decay1, float64(l.steps)))
	correct2 := 1 - float32(math.Pow(decay2, float64(l.steps)))
	gradient, first, second := l.gradient.Tensors(), l.first.Tensors(), l.second.Tensors()
	for t, tensor := range l.net.Tensors() {
		g, m, v := gradient[t].Data, first[t].Data, second[t].Data
		for i := range tensor.Data {
			m[i] = decay1*m[i] + (1-decay1)*g[i]
			v[i] = decay2*v[i] + (1-decay2)*g[i]*g[i]
			tensor.Data[i] -= rate * (m[i] / correct1) / (float32(math.Sqrt(float64(v[i]/correct2))) + epsilon)
		}
	}
}
