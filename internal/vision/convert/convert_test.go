package convert

import (
	"encoding/binary"
	"errors"
	"fmt"
	"maps"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/bonafide-id/bonafide/fault"
	"github.com/bonafide-id/bonafide/internal/vision/onnx"
	"github.com/bonafide-id/bonafide/internal/vision/slots"
)

const small = `[{"weights":[
 {"name":"a","shape":[2,2],"dtype":"float32","quantization":{"dtype":"uint8","scale":0.5,"min":-1}},
 {"name":"b","shape":[],"dtype":"float32"}],"paths":["x.bin"]}]`

func smallFile() []byte {
	return binary.LittleEndian.AppendUint32([]byte{0, 1, 2, 255}, math.Float32bits(3.5))
}

func TestReadWeights(t *testing.T) {
	got, err := readWeights([]byte(small), smallFile())
	want := map[string]tensor{"a": {[]int64{2, 2}, []float32{-1, -0.5, 0, 126.5}}, "b": {[]int64{}, []float32{3.5}}}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(tensor{})); err != nil || diff != "" {
		t.Errorf("%v %s", err, diff)
	}
}

func TestReadWeightsRefuses(t *testing.T) {
	swap := func(from, to string) string { return strings.Replace(small, from, to, 1) }
	file := smallFile()
	nan := binary.LittleEndian.AppendUint32([]byte{0, 1, 2, 255}, math.Float32bits(float32(math.NaN())))
	for name, row := range map[string]struct {
		manifest string
		file     []byte
		want     fault.Code
	}{
		"no JSON":                {"x", file, fault.Malformed},
		"two values":             {small + small, file, fault.Malformed},
		"an unknown member":      {swap(`"dtype"`, `"kind"`), file, fault.Malformed},
		"no group":               {"[]", file, fault.Malformed},
		"two files":              {swap(`"x.bin"`, `"x.bin","y.bin"`), file, fault.Malformed},
		"another type":           {swap(`"dtype":"float32"}`, `"dtype":"int32"}`), file, fault.Invalid},
		"another quantisation":   {swap("uint8", "uint16"), file, fault.Invalid},
		"twice one name":         {swap(`"b"`, `"a"`), file, fault.Invalid},
		"a shape of nothing":     {swap("[2,2]", "[0,2]"), file, fault.Invalid},
		"a negative shape":       {swap("[2,2]", "[-2,-2]"), file, fault.Invalid},
		"a shape that overflows": {swap("[2,2]", "[4294967296,4294967296]"), file, fault.Invalid},
		"a short file":           {small, file[:7], fault.Invalid},
		"a long file":            {small, append(file, 0), fault.Invalid},
		"not a number":           {small, nan, fault.Invalid},
		"too large a manifest":   {small + strings.Repeat(" ", maxManifestBytes), file, fault.TooLarge},
	} {
		got, err := readWeights([]byte(row.manifest), row.file)
		if got != nil || fault.CodeOf(err) != row.want {
			t.Errorf("%s: %v %v", name, got, err)
		}
	}
}

func FuzzReadWeights(f *testing.F) {
	f.Add([]byte(small), smallFile())
	f.Add([]byte(`[{"weights":[],"paths":["x"]}]`), []byte{})
	f.Fuzz(func(t *testing.T, manifest, file []byte) {
		got, err := readWeights(manifest, file)
		if err != nil && got != nil {
			t.Fatalf("%v and %v", got, err)
		}
		numbers := 0
		for _, w := range got {
			numbers += len(w.values)
		}
		if numbers > len(file) {
			t.Fatalf("%d numbers from %d bytes", numbers, len(file))
		}
	})
}

func TestTranspose(t *testing.T) {
	in := tensor{[]int64{1, 2, 3, 2}, []float32{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}}
	// height, width, in, out becomes out, in, height, width.
	want := tensor{[]int64{2, 3, 1, 2}, []float32{0, 6, 2, 8, 4, 10, 1, 7, 3, 9, 5, 11}}
	if diff := cmp.Diff(want, transpose(in, 3, 2, 0, 1), cmp.AllowUnexported(tensor{})); diff != "" {
		t.Error(diff)
	}
}

// made fills a net's weights with ones, in the shapes that its layers have.
func made(shapes map[string][]int64) map[string]tensor {
	weights := map[string]tensor{}
	for name, shape := range shapes {
		n := int64(1)
		for _, d := range shape {
			n *= d
		}
		weights[name] = tensor{shape, slices.Repeat([]float32{1}, int(n))}
	}
	return weights
}

func separableShapes(all map[string][]int64, prefix string, in, out int64) {
	all[prefix+"/depthwise_filter"] = []int64{3, 3, in, 1}
	all[prefix+"/pointwise_filter"] = []int64{1, 1, in, out}
	all[prefix+"/bias"] = []int64{out}
}

func detectorShapes() map[string][]int64 {
	all := map[string][]int64{"conv0/filters": {3, 3, 3, 16}, "conv0/bias": {16}, "conv8/filters": {1, 1, 512, 25}, "conv8/bias": {25}}
	for i, in := 1, int64(16); i <= 5; i, in = i+1, in*2 {
		separableShapes(all, fmt.Sprintf("conv%d", i), in, in*2)
	}
	return all
}

func landmarkShapes() map[string][]int64 {
	all := map[string][]int64{"dense0/conv0/filters": {3, 3, 3, 32}, "dense0/conv0/bias": {32}, "fc/weights": {256, 136}, "fc/bias": {136}}
	for i, out := 0, int64(32); i < 4; i, out = i+1, out*2 {
		block := fmt.Sprintf("dense%d", i)
		if i > 0 {
			separableShapes(all, block+"/conv0", out/2, out)
		}
		for k := 1; k <= 3; k++ {
			separableShapes(all, fmt.Sprintf("%s/conv%d", block, k), out, out)
		}
	}
	return all
}

func descriptorShapes() map[string][]int64 {
	all := map[string][]int64{"fc": {256, 128}}
	layer := func(name string, size, in, out int64) {
		all[name+"/conv/filters"] = []int64{size, size, in, out}
		all[name+"/conv/bias"], all[name+"/scale/weights"], all[name+"/scale/biases"] = []int64{out}, []int64{out}, []int64{out}
	}
	layer("conv32_down", 7, 3, 32)
	in := int64(32)
	for _, r := range residuals {
		layer(r.name+"/conv1", 3, in, in+r.channels)
		in += r.channels
		layer(r.name+"/conv2", 3, in, in)
	}
	return all
}

func TestBuild(t *testing.T) {
	for name, row := range map[string]struct {
		shapes map[string][]int64
		build  func(map[string]tensor) (onnx.Graph, error)
		ops    map[string]int
	}{
		"detector":   {detectorShapes(), buildDetector, map[string]int{"Conv": 12, "LeakyRelu": 6, "MaxPool": 6}},
		"landmarks":  {landmarkShapes(), buildLandmarks, map[string]int{"Conv": 31, "Relu": 16, "Add": 13, "AveragePool": 1, "Flatten": 1, "MatMul": 1}},
		"descriptor": {descriptorShapes(), buildDescriptor, map[string]int{"Conv": 29, "Relu": 29, "Add": 14, "MaxPool": 1, "AveragePool": 4, "Pad": 5, "GlobalAveragePool": 1, "Flatten": 1, "MatMul": 1}},
	} {
		graph, err := row.build(made(row.shapes))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		ops := map[string]int{}
		for _, n := range graph.Nodes {
			ops[n.Op]++
		}
		if diff := cmp.Diff(row.ops, ops); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
		if _, err := (onnx.Model{Graph: graph}).Encode(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		refusesOtherWeights(t, name, row.shapes, row.build)
	}
}

func refusesOtherWeights(t *testing.T, name string, shapes map[string][]int64, build func(map[string]tensor) (onnx.Graph, error)) {
	t.Helper()
	all := made(shapes)
	for weight := range shapes {
		less := maps.Clone(all)
		delete(less, weight)
		if _, err := build(less); fault.CodeOf(err) != fault.Invalid {
			t.Errorf("%s without %s: %v", name, weight, err)
		}
	}
	more := maps.Clone(all)
	more["another"] = tensor{[]int64{1}, []float32{1}}
	if _, err := build(more); fault.CodeOf(err) != fault.Invalid || fault.PlaceOf(err) != "another" {
		t.Errorf("%s with a weight too many: %v", name, err)
	}
}

// A scale of 3 and a summand of 2 after a convolution by 1 with bias 1 are a convolution by 3 with bias 5.
func TestScaleIsFolded(t *testing.T) {
	b := newBuilder("g", map[string]tensor{
		"l/conv/filters": {[]int64{1, 1, 1, 1}, []float32{1}}, "l/conv/bias": {[]int64{1}, []float32{1}},
		"l/scale/weights": {[]int64{1}, []float32{3}}, "l/scale/biases": {[]int64{1}, []float32{2}},
	})
	b.scaled("x", "l", valid, 1)
	if b.err != nil || b.graph.Weights[0].Floats[0] != 3 || b.graph.Weights[1].Floats[0] != 5 {
		t.Errorf("%v %+v", b.err, b.graph.Weights)
	}
}

func TestNet(t *testing.T) {
	gone := errors.New("gone")
	if _, err := Net(slots.FaceDetect, func(string) ([]byte, error) { return nil, gone }); !errors.Is(err, gone) {
		t.Errorf("a file that cannot be read: %v", err)
	}
	if files, err := Net(slots.FaceDetect, func(string) ([]byte, error) { return []byte(small), nil }); files != nil || fault.CodeOf(err) != fault.ModelWrong {
		t.Errorf("a wrong hash: %v", err)
	}
	if _, err := Net(slots.FacePAD, nil); fault.CodeOf(err) != fault.Unsupported {
		t.Errorf("a slot that nothing fills: %v", err)
	}
	if want := []string{slots.FaceDetect, slots.FaceLandmarks, slots.FaceDescribe}; !slices.Equal(Slots(), want) {
		t.Errorf("%v", Slots())
	}
}

// The package's weights become the same files everywhere: their hash is what templates are told apart by.
func TestConvertedHashes(t *testing.T) {
	const folder = "../../../.make/face-api"
	if _, err := os.Stat(folder); err != nil {
		t.Skip("the face nets' weights are not here: make models")
	}
	for slot, want := range map[string]string{
		slots.FaceDetect:    "2de2ba0902a38ea29449c5b2461e6a86738842c974931abe114e8139afca0573",
		slots.FaceLandmarks: "ea1274af5fad1cb54ce08faef4fab4454b466af4b6721159133acf1fc7cd9f3a",
		slots.FaceDescribe:  "c5a77f48bab1dd2aa77ff8c6dcb9d88446f5231b872843df233c4f3aeccde1c9",
	} {
		files, err := Net(slot, func(name string) ([]byte, error) { return os.ReadFile(filepath.Join(folder, name)) })
		if err != nil {
			t.Fatal(err)
		}
		m, err := slots.ParseManifest(files[1].Data)
		if err != nil || m.SHA256 != want || hash(files[0].Data) != want {
			t.Errorf("%s: %v %s", slot, err, m.SHA256)
		}
	}
}
