package glyph

import (
	"math"
	"math/rand/v2"
)

// Sizes of the net: three convolutions of 3×3 with ReLU, the first two followed by the largest of each 2×2, then two full layers.
const (
	channels1 = 8
	channels2 = 16
	channels3 = 32
	hidden    = 64

	area1 = Width * Height
	area2 = area1 / 4
	area3 = area2 / 4
	flat  = channels3 * area3
)

// Net is the net's weights. Reading them is safe for several goroutines.
type Net struct {
	Conv1, Bias1 []float32 // 8×1×3×3, 8
	Conv2, Bias2 []float32 // 16×8×3×3, 16
	Conv3, Bias3 []float32 // 32×16×3×3, 32
	Full4, Bias4 []float32 // 64×960, 64
	Full5, Bias5 []float32 // 38×64, 38
}

// NewNet returns a net of zeros.
func NewNet() *Net {
	return &Net{
		Conv1: make([]float32, channels1*9), Bias1: make([]float32, channels1),
		Conv2: make([]float32, channels2*channels1*9), Bias2: make([]float32, channels2),
		Conv3: make([]float32, channels3*channels2*9), Bias3: make([]float32, channels3),
		Full4: make([]float32, hidden*flat), Bias4: make([]float32, hidden),
		Full5: make([]float32, Classes*hidden), Bias5: make([]float32, Classes),
	}
}

// Tensors lists the weights in a fixed order, by the names they have in the model file.
func (n *Net) Tensors() []Tensor {
	return []Tensor{
		{"conv1.weight", []int64{channels1, 1, 3, 3}, n.Conv1}, {"conv1.bias", []int64{channels1}, n.Bias1},
		{"conv2.weight", []int64{channels2, channels1, 3, 3}, n.Conv2}, {"conv2.bias", []int64{channels2}, n.Bias2},
		{"conv3.weight", []int64{channels3, channels2, 3, 3}, n.Conv3}, {"conv3.bias", []int64{channels3}, n.Bias3},
		{"full4.weight", []int64{hidden, flat}, n.Full4}, {"full4.bias", []int64{hidden}, n.Bias4},
		{"full5.weight", []int64{int64(Classes), hidden}, n.Full5}, {"full5.bias", []int64{int64(Classes)}, n.Bias5},
	}
}

// Tensor is one set of weights; Data is shared with the net.
type Tensor struct {
	Name  string
	Shape []int64
	Data  []float32
}

// Randomise sets the weights as training starts with them (He et al. 2015): normal, with the variance that keeps a ReLU's.
func (n *Net) Randomise(random *rand.Rand) {
	for _, t := range n.Tensors() {
		if len(t.Shape) == 1 {
			clear(t.Data)
			continue
		}
		spread := float32(math.Sqrt(2 / float64(len(t.Data)/int(t.Shape[0]))))
		for i := range t.Data {
			t.Data[i] = float32(random.NormFloat64()) * spread
		}
	}
}

// work holds what one cell leaves behind on its way through the net; the way back needs it.
type work struct {
	cols1, cols2, cols3 []float32 // area × inputs*9: the neighbourhood of each pixel
	out1, out2, out3    []float32 // outputs × area, after ReLU
	pool1, pool2        []float32
	from1, from2        []int32 // which of out each pooled value is
	hidden              []float32
	scores              [Classes]float32 // logarithms of probabilities
}

func newWork() *work {
	return &work{
		cols1: make([]float32, area1*9), cols2: make([]float32, area2*channels1*9), cols3: make([]float32, area3*channels2*9),
		out1: make([]float32, channels1*area1), out2: make([]float32, channels2*area2), out3: make([]float32, flat),
		pool1: make([]float32, channels1*area2), pool2: make([]float32, channels2*area3),
		from1: make([]int32, channels1*area2), from2: make([]int32, channels2*area3),
		hidden: make([]float32, hidden),
	}
}

// Classify returns the logarithms of the classes' probabilities of each cell, Classes a cell. cells holds Width*Height numbers a cell.
func (n *Net) Classify(cells []float32) []float32 {
	w := newWork()
	out := make([]float32, 0, len(cells)/area1*Classes)
	for ; len(cells) >= area1; cells = cells[area1:] {
		n.forward(cells[:area1], w)
		out = append(out, w.scores[:]...)
	}
	return out
}

func (n *Net) forward(cell []float32, w *work) {
	columns(cell, 1, Width, Height, w.cols1)
	convolve(w.cols1, n.Conv1, n.Bias1, area1, w.out1)
	pool(w.out1, channels1, Width, Height, w.pool1, w.from1)
	columns(w.pool1, channels1, Width/2, Height/2, w.cols2)
	convolve(w.cols2, n.Conv2, n.Bias2, area2, w.out2)
	pool(w.out2, channels2, Width/2, Height/2, w.pool2, w.from2)
	columns(w.pool2, channels2, Width/4, Height/4, w.cols3)
	convolve(w.cols3, n.Conv3, n.Bias3, area3, w.out3)
	full(w.out3, n.Full4, n.Bias4, w.hidden)
	for i, v := range w.hidden {
		w.hidden[i] = max(v, 0)
	}
	full(w.hidden, n.Full5, n.Bias5, w.scores[:])
	logSoftmax(w.scores[:])
}

// columns lays out the 3×3 neighbourhood of every pixel, zero outside, as rows of channels*9.
func columns(in []float32, channels, width, height int, out []float32) {
	clear(out)
	k := channels * 9
	for c := range channels {
		for dy := -1; dy <= 1; dy++ {
			for dx := -1; dx <= 1; dx++ {
				at := c*9 + (dy+1)*3 + dx + 1
				for y := max(0, -dy); y < min(height, height-dy); y++ {
					row := in[c*width*height+(y+dy)*width:][:width]
					for x := max(0, -dx); x < min(width, width-dx); x++ {
						out[(y*width+x)*k+at] = row[x+dx]
					}
				}
			}
		}
	}
}

// convolve multiplies rows of neighbourhoods with the weights, adds the bias and cuts at 0. Four outputs at a time share each number they read.
func convolve(cols, weights, bias []float32, area int, out []float32) {
	k := len(cols) / area
	for o := 0; o < len(bias); o += 4 {
		w0, w1, w2, w3 := weights[o*k:][:k], weights[(o+1)*k:][:k], weights[(o+2)*k:][:k], weights[(o+3)*k:][:k]
		for p := range area {
			s0, s1, s2, s3 := bias[o], bias[o+1], bias[o+2], bias[o+3]
			for i, v := range cols[p*k:][:k] {
				s0 += v * w0[i]
				s1 += v * w1[i]
				s2 += v * w2[i]
				s3 += v * w3[i]
			}
			out[o*area+p], out[(o+1)*area+p], out[(o+2)*area+p], out[(o+3)*area+p] = max(s0, 0), max(s1, 0), max(s2, 0), max(s3, 0)
		}
	}
}

// pool keeps the largest of each 2×2 and where it was.
func pool(in []float32, channels, width, height int, out []float32, from []int32) {
	i := 0
	for c := range channels {
		for y := 0; y < height; y += 2 {
			for x := 0; x < width; x += 2 {
				best := c*width*height + y*width + x
				for _, other := range [3]int{best + 1, best + width, best + width + 1} {
					if in[other] > in[best] {
						best = other
					}
				}
				out[i], from[i] = in[best], int32(best)
				i++
			}
		}
	}
}

func full(in, weights, bias, out []float32) {
	for o := range out {
		row := weights[o*len(in):][:len(in)]
		var s0, s1 float32
		for i := 0; i+1 < len(in); i += 2 {
			s0 += in[i] * row[i]
			s1 += in[i+1] * row[i+1]
		}
		out[o] = s0 + s1 + bias[o]
	}
}

func logSoftmax(scores []float32) {
	largest := scores[0]
	for _, v := range scores {
		largest = max(largest, v)
	}
	var sum float64
	for _, v := range scores {
		sum += math.Exp(float64(v - largest))
	}
	shift := largest + float32(math.Log(sum))
	for i := range scores {
		scores[i] -= shift
	}
}
