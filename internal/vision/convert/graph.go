package convert

import (
	"fmt"

	"github.com/bonafide-id/bonafide/fault"
	"github.com/bonafide-id/bonafide/internal/vision/onnx"
)

// builder adds layers to a graph; each takes the name of a value and returns that of its result. The first error stays, so that an
// architecture reads as the list of its layers.
type builder struct {
	weights map[string]tensor
	used    map[string]bool
	graph   onnx.Graph
	err     error
}

func newBuilder(name string, weights map[string]tensor) *builder {
	return &builder{weights: weights, used: map[string]bool{}, graph: onnx.Graph{Name: name}}
}

// done returns the graph, when every layer could be built and every weight has its place.
func (b *builder) done(output string, dims []onnx.Dim) (onnx.Graph, error) {
	b.graph.Outputs = []onnx.Value{{Name: output, Dims: dims}}
	if b.err != nil {
		return onnx.Graph{}, b.err
	}
	for name := range b.weights {
		if !b.used[name] {
			return onnx.Graph{}, fault.Newf(fault.Invalid, name, "a weight that the net does not use")
		}
	}
	return b.graph, nil
}

// take returns the weight called name, which must have so many axes.
func (b *builder) take(name string, axes int) tensor {
	w, ok := b.weights[name]
	if (!ok || len(w.shape) != axes) && b.err == nil {
		b.err = fault.Newf(fault.Invalid, name, "the net needs this weight with %d axes; there is %v", axes, w.shape)
	}
	if b.err != nil { // anything of that shape, so that the layers can go on
		return tensor{shape: make([]int64, axes)}
	}
	b.used[name] = true
	return w
}

func (b *builder) constant(name string, t tensor) string {
	b.graph.Weights = append(b.graph.Weights, onnx.Tensor{Name: name, Dims: t.shape, Floats: t.values})
	return name
}

func (b *builder) integers(name string, values ...int64) string {
	b.graph.Weights = append(b.graph.Weights, onnx.Tensor{Name: name, Dims: []int64{int64(len(values))}, Ints: values})
	return name
}

func (b *builder) node(op string, inputs []string, attributes ...onnx.Attribute) string {
	out := fmt.Sprintf("%s_%d", op, len(b.graph.Nodes))
	b.graph.Nodes = append(b.graph.Nodes, onnx.Node{Op: op, Name: out, Inputs: inputs, Outputs: []string{out}, Attributes: attributes})
	return out
}

// Padding of TensorFlow.
const (
	same  = "SAME_UPPER"
	valid = "VALID"
)

// filters turns height, width, in, out into the order of ONNX: out, in, height, width.
func (b *builder) filters(name string) tensor { return transpose(b.take(name, 4), 3, 2, 0, 1) }

// conv is a convolution with bias.
func (b *builder) conv(x, filters, bias, padding string, stride int64) string {
	return b.convolve(x, filters, b.filters(filters), bias, b.take(bias, 1), padding, stride)
}

func (b *builder) convolve(x, name string, w tensor, biasName string, bias tensor, padding string, stride int64) string {
	return b.node("Conv", []string{x, b.constant(name, w), b.constant(biasName, bias)},
		onnx.String("auto_pad", padding), onnx.Ints("kernel_shape", w.shape[2], w.shape[3]), onnx.Ints("strides", stride, stride))
}

// separable is a convolution of each channel by itself, then one of size 1 across the channels, with bias.
func (b *builder) separable(x, prefix string, stride int64) string {
	w := transpose(b.take(prefix+"/depthwise_filter", 4), 2, 3, 0, 1)
	x = b.node("Conv", []string{x, b.constant(prefix+"/depthwise_filter", w)},
		onnx.String("auto_pad", same), onnx.Ints("kernel_shape", w.shape[2], w.shape[3]), onnx.Ints("strides", stride, stride), onnx.Int("group", w.shape[0]))
	return b.conv(x, prefix+"/pointwise_filter", prefix+"/bias", valid, 1)
}

func (b *builder) maxPool(x, padding string, size, stride int64) string {
	return b.node("MaxPool", []string{x}, onnx.String("auto_pad", padding), onnx.Ints("kernel_shape", size, size), onnx.Ints("strides", stride, stride))
}

func (b *builder) averagePool(x string, size, stride int64) string {
	return b.node("AveragePool", []string{x}, onnx.Ints("kernel_shape", size, size), onnx.Ints("strides", stride, stride))
}

func (b *builder) relu(x string) string { return b.node("Relu", []string{x}) }

func (b *builder) add(x, y string) string { return b.node("Add", []string{x, y}) }

// padEnd adds zeros behind the channels, rows and columns.
func (b *builder) padEnd(x string, channels, rows, columns int64) string {
	if channels == 0 && rows == 0 && columns == 0 {
		return x
	}
	pads := b.integers(fmt.Sprintf("pads_%d", len(b.graph.Nodes)), 0, 0, 0, 0, 0, channels, rows, columns)
	return b.node("Pad", []string{x, pads})
}

// product multiplies what is left of x, flat, with a matrix of in by out.
func (b *builder) product(x, matrix string) string {
	flat := b.node("Flatten", []string{x}, onnx.Int("axis", 1))
	return b.node("MatMul", []string{flat, b.constant(matrix, b.take(matrix, 2))})
}

// transpose reorders four axes: axis i of the result is axis order[i] of t.
func transpose(t tensor, order ...int) tensor {
	var strides [4]int64
	for i, s := 3, int64(1); i >= 0; i-- {
		strides[i] = s
		s *= t.shape[i]
	}
	out := tensor{make([]int64, 4), make([]float32, 0, len(t.values))}
	var step [4]int64
	for i, from := range order {
		out.shape[i], step[i] = t.shape[from], strides[from]
	}
	if len(t.values) == 0 {
		return out
	}
	for a := range out.shape[0] {
		for b := range out.shape[1] {
			for c := range out.shape[2] {
				for d := range out.shape[3] {
					out.values = append(out.values, t.values[a*step[0]+b*step[1]+c*step[2]+d*step[3]])
				}
			}
		}
	}
	return out
}
