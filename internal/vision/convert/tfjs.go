package convert

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"io"
	"math"

	"github.com/bonafide-id/bonafide/fault"
)

// tensor is one array of a weights file, row-major, in the layout of TensorFlow: filters are height, width, in, out.
type tensor struct {
	shape  []int64
	values []float32
}

// Limits of a weights file. The largest of the three is 6.4 MB with 130 tensors.
const (
	maxManifestBytes = 1 << 20
	maxWeightBytes   = 64 << 20
	maxTensors       = 4096
	maxAxes          = 6
)

// group and weight are the members of a tfjs weights manifest. Others are refused: they would change what the numbers mean.
type group struct {
	Weights []weight `json:"weights"`
	Paths   []string `json:"paths"`
}

type weight struct {
	Name         string  `json:"name"`
	Shape        []int64 `json:"shape"`
	Dtype        string  `json:"dtype"`
	Quantization *struct {
		Dtype string  `json:"dtype"`
		Scale float64 `json:"scale"`
		Min   float64 `json:"min"`
	} `json:"quantization"`
}

// readWeights reads a manifest and the one file it names. A manifest that is not one has code fault.Malformed; numbers that do not fit it,
// fault.Invalid, with the tensor as the place.
func readWeights(manifest, file []byte) (map[string]tensor, error) {
	if len(manifest) > maxManifestBytes || len(file) > maxWeightBytes {
		return nil, fault.New(fault.TooLarge, "weights")
	}
	g, err := readManifest(manifest)
	if err != nil {
		return nil, err
	}
	all := make(map[string]tensor, len(g.Weights))
	for _, w := range g.Weights {
		if _, twice := all[w.Name]; twice || w.Name == "" {
			return nil, fault.Newf(fault.Invalid, w.Name, "no name, or twice the same")
		}
		values, rest, err := w.read(file)
		if err != nil {
			return nil, err
		}
		all[w.Name], file = tensor{w.Shape, values}, rest
	}
	if len(file) != 0 {
		return nil, fault.Newf(fault.Invalid, "weights", "%d bytes more than the manifest says", len(file))
	}
	return all, nil
}

func readManifest(manifest []byte) (group, error) {
	var groups []group
	d := json.NewDecoder(bytes.NewReader(manifest))
	d.DisallowUnknownFields()
	if err := d.Decode(&groups); err != nil {
		return group{}, fault.Wrap(fault.Malformed, "manifest", err)
	}
	if _, err := d.Token(); err != io.EOF {
		return group{}, fault.Newf(fault.Malformed, "manifest", "more than one value")
	}
	if len(groups) != 1 || len(groups[0].Paths) != 1 || len(groups[0].Weights) > maxTensors {
		return group{}, fault.Newf(fault.Malformed, "manifest", "not one group with one file")
	}
	return groups[0], nil
}

// read takes the tensor's bytes off the front of file.
func (w weight) read(file []byte) (values []float32, rest []byte, err error) {
	width := int64(4)
	if w.Quantization != nil {
		width = 1
	}
	if w.Dtype != "float32" || w.Quantization != nil && w.Quantization.Dtype != "uint8" || len(w.Shape) > maxAxes {
		return nil, nil, fault.Newf(fault.Invalid, w.Name, "neither float32 nor float32 in uint8")
	}
	n := int64(1)
	for _, d := range w.Shape {
		if d < 1 || d > int64(len(file)) || n*d*width > int64(len(file)) {
			return nil, nil, fault.Newf(fault.Invalid, w.Name, "shape %v with %d bytes left", w.Shape, len(file))
		}
		n *= d
	}
	if n*width > int64(len(file)) {
		return nil, nil, fault.Newf(fault.Invalid, w.Name, "shape %v with %d bytes left", w.Shape, len(file))
	}
	values = make([]float32, n)
	for i := range values {
		if values[i] = w.at(file, i); math.IsNaN(float64(values[i])) || math.IsInf(float64(values[i]), 0) {
			return nil, nil, fault.Newf(fault.Invalid, w.Name, "element %d is not finite", i)
		}
	}
	return values, file[n*width:], nil
}

// at gives element i as tfjs does: quantised numbers are computed in float64 and then rounded.
func (w weight) at(file []byte, i int) float32 {
	if q := w.Quantization; q != nil {
		return float32(float64(file[i])*q.Scale + q.Min)
	}
	return math.Float32frombits(binary.LittleEndian.Uint32(file[4*i:]))
}
