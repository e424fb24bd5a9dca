package convert

import (
	"fmt"

	"github.com/bonafide-id/bonafide/internal/vision/onnx"
)

// Names of the one input and output of each net.
const (
	inputName  = "picture"
	outputName = "out"
)

// buildDetector is face-api's TinyFaceDetector: tiny YOLO v2 with separable convolutions. The picture is square and of any size; the
// output is 5 anchors x (x, y, width, height, score) by rows by columns.
func buildDetector(weights map[string]tensor) (onnx.Graph, error) {
	b := newBuilder("face-detect", weights)
	b.graph.Inputs = []onnx.Value{{Name: inputName, Dims: []onnx.Dim{{Size: 1}, {Size: 3}, {Name: "height"}, {Name: "width"}}}}
	x := b.leaky(b.conv(inputName, "conv0/filters", "conv0/bias", valid, 1))
	for i := 1; i <= 5; i++ {
		x = b.maxPool(x, same, 2, 2)
		x = b.leaky(b.separable(x, fmt.Sprintf("conv%d", i), 1))
	}
	x = b.maxPool(x, same, 2, 1)
	x = b.conv(x, "conv8/filters", "conv8/bias", valid, 1)
	return b.done(b.name(x), []onnx.Dim{{Size: 1}, {Size: 25}, {Name: "rows"}, {Name: "columns"}})
}

func (b *builder) leaky(x string) string {
	return b.node("LeakyRelu", []string{x}, onnx.Float("alpha", 0.1))
}

// name calls the last value by the name of the output.
func (b *builder) name(string) string {
	b.graph.Nodes[len(b.graph.Nodes)-1].Outputs[0] = outputName
	return outputName
}

// buildLandmarks is face-api's FaceLandmark68Net: four dense blocks. The output is 68 times x, y, as parts of the 112 pixels.
func buildLandmarks(weights map[string]tensor) (onnx.Graph, error) {
	b := newBuilder("face-landmarks", weights)
	b.graph.Inputs = []onnx.Value{{Name: inputName, Dims: onnx.Fixed(1, 3, landmarkSide, landmarkSide)}}
	x := b.relu(b.conv(inputName, "dense0/conv0/filters", "dense0/conv0/bias", same, 2))
	x = b.dense(x, "dense0")
	for _, block := range []string{"dense1", "dense2", "dense3"} {
		x = b.relu(b.separable(x, block+"/conv0", 2))
		x = b.dense(x, block)
	}
	x = b.averagePool(x, 7, 2)
	x = b.product(x, "fc/weights")
	x = b.add(x, b.constant("fc/bias", b.take("fc/bias", 1)))
	return b.done(b.name(x), onnx.Fixed(1, 136))
}

// dense is what follows the first convolution of a block: each of three more sees the sum of all before it.
func (b *builder) dense(x, prefix string) string {
	sum := b.add(x, b.separable(x, prefix+"/conv1", 1))
	sum = b.add(sum, b.separable(b.relu(sum), prefix+"/conv2", 1))
	sum = b.add(sum, b.separable(b.relu(sum), prefix+"/conv3", 1))
	return b.relu(sum)
}

// A residual layer of the descriptor. Those that halve the picture average the way around by twos; where the convolution's picture is
// smaller than that, or the way around has fewer channels, zeros are added behind.
var residuals = []struct {
	name           string
	halves         bool
	channels, edge int64 // zeros behind: channels of the way around; rows and columns of the convolution
}{
	{name: "conv32_1"}, {name: "conv32_2"}, {name: "conv32_3"}, // 35 pixels
	{name: "conv64_down", halves: true, channels: 32}, // 17
	{name: "conv64_1"}, {name: "conv64_2"}, {name: "conv64_3"},
	{name: "conv128_down", halves: true, channels: 64}, // 8
	{name: "conv128_1"}, {name: "conv128_2"},
	{name: "conv256_down", halves: true, channels: 128, edge: 1}, // 3 and 4
	{name: "conv256_1"}, {name: "conv256_2"},
	{name: "conv256_down_out", halves: true, edge: 1}, // 1 and 2
}

// buildDescriptor is face-api's FaceRecognitionNet, dlib's ResNet of 29 layers. The output is the template, 128 numbers.
func buildDescriptor(weights map[string]tensor) (onnx.Graph, error) {
	b := newBuilder("face-describe", weights)
	b.graph.Inputs = []onnx.Value{{Name: inputName, Dims: onnx.Fixed(1, 3, describeSide, describeSide)}}
	x := b.relu(b.scaled(inputName, "conv32_down", valid, 2))
	x = b.maxPool(x, valid, 3, 2)
	for _, r := range residuals {
		around, padding, stride := x, same, int64(1)
		if r.halves {
			around, padding, stride = b.padEnd(b.averagePool(x, 2, 2), r.channels, 0, 0), valid, 2
		}
		x = b.relu(b.scaled(x, r.name+"/conv1", padding, stride))
		x = b.padEnd(b.scaled(x, r.name+"/conv2", same, 1), 0, r.edge, r.edge)
		x = b.relu(b.add(x, around))
	}
	x = b.node("GlobalAveragePool", []string{x})
	x = b.product(x, "fc")
	return b.done(b.name(x), onnx.Fixed(1, 128))
}

// scaled is a convolution followed by a factor and a summand for each channel, which its weights can hold as well.
func (b *builder) scaled(x, prefix, padding string, stride int64) string {
	w, bias := b.filters(prefix+"/conv/filters"), b.take(prefix+"/conv/bias", 1)
	factor, summand := b.take(prefix+"/scale/weights", 1), b.take(prefix+"/scale/biases", 1)
	out := len(bias.values)
	if b.err == nil && (len(factor.values) != out || len(summand.values) != out || w.shape[0] != int64(out)) {
		b.err = misfit(prefix)
	}
	if b.err != nil {
		return x
	}
	folded := tensor{shape: bias.shape, values: make([]float32, out)}
	each := len(w.values) / out
	for i := range out {
		for j := range each {
			w.values[i*each+j] *= factor.values[i]
		}
		folded.values[i] = bias.values[i]*factor.values[i] + summand.values[i]
	}
	return b.convolve(x, prefix+"/conv/filters", w, prefix+"/conv/bias", folded, padding, stride)
}
