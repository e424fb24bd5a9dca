package onnx_test

import (
	"encoding/hex"
	"math"
	"strings"
	"testing"

	"github.com/bonafide-id/bonafide/fault"
	"github.com/bonafide-id/bonafide/internal/vision/onnx"
)

// affine is y = Relu(x*w + b): one of every kind of field there is, but for what an attribute can hold.
func affine() onnx.Model {
	return onnx.Model{Producer: "p", Doc: "d", Graph: onnx.Graph{
		Name:    "g",
		Inputs:  []onnx.Value{{Name: "x", Dims: []onnx.Dim{{Name: "n"}, {Size: 2}}}},
		Outputs: []onnx.Value{{Name: "y", Dims: onnx.Fixed(1, 1)}},
		Weights: []onnx.Tensor{
			{Name: "w", Dims: []int64{2, 1}, Floats: []float32{1, -2}},
			{Name: "s", Dims: []int64{1}, Ints: []int64{-1}},
		},
		Nodes: []onnx.Node{
			{Op: "Gemm", Name: "a", Inputs: []string{"x", "w", ""}, Outputs: []string{"h"}, Attributes: []onnx.Attribute{
				onnx.Float("alpha", 0.5), onnx.Int("transB", 1), onnx.Ints("pads", 1, 300), onnx.String("m", "t"),
			}},
			{Op: "Relu", Inputs: []string{"h"}, Outputs: []string{"y"}},
		},
	}}
}

// The bytes below were taken apart by hand against onnx.proto: tag, length, content.
func TestEncode(t *testing.T) {
	want := strings.Join([]string{
		"0808",                     // ModelProto.ir_version 8
		"1201" + "70",              // producer_name
		"3201" + "64",              // doc_string
		"3ab501",                   // graph, 181 bytes
		"0a4f",                     // node, 79 bytes
		"0a0178", "0a0177", "0a00", // inputs x, w, left out
		"120168",       // output h
		"1a0161",       // name a
		"220447656d6d", // op_type Gemm
		"2a0f" + "0a05616c706861" + "150000003f" + "a00101",    // alpha, f 0.5, type FLOAT
		"2a0d" + "0a067472616e7342" + "1801" + "a00102",        // transB, i 1, type INT
		"2a0e" + "0a0470616473" + "4001" + "40ac02" + "a00107", // pads, ints 1 300, type INTS
		"2a09" + "0a016d" + "220174" + "a00103",                // m, s t, type STRING
		"0a0c" + "0a0168" + "120179" + "220452656c75",          // node Relu h -> y
		"120167", // name g
		"2a13" + "0802" + "0801" + "1001" + "420177" + "4a080000803f000000c0",                       // w: dims 2 1, FLOAT
		"2a11" + "0801" + "1007" + "420173" + "4a08ffffffffffffffff",                                // s: dims 1, INT64
		"5a14" + "0a0178" + "120f" + "0a0d" + "0801" + "1209" + "0a03" + "12016e" + "0a02" + "0802", // input x: FLOAT n 2
		"6213" + "0a0179" + "120e" + "0a0c" + "0801" + "1208" + "0a02" + "0801" + "0a02" + "0801",   // output y: FLOAT 1 1
		"4202" + "100d", // opset_import: version 13
	}, "")
	got, err := affine().Encode()
	if err != nil {
		t.Fatal(err)
	}
	if hex.EncodeToString(got) != want {
		t.Errorf("encoded\n%x\nwant\n%s", got, want)
	}
}

func TestEncodeRefuses(t *testing.T) {
	rows := []struct {
		name, place string
		spoil       func(*onnx.Model)
	}{
		{"an input that nothing makes", "z", func(m *onnx.Model) { m.Graph.Nodes[1].Inputs[0] = "z" }},
		{"nodes out of order", "h", func(m *onnx.Model) { n := m.Graph.Nodes; n[0], n[1] = n[1], n[0] }},
		{"two values of one name", "h", func(m *onnx.Model) { m.Graph.Nodes[1].Outputs[0] = "h" }},
		{"an output that nothing makes", "q", func(m *onnx.Model) { m.Graph.Outputs[0].Name = "q" }},
		{"a weight without a name", "", func(m *onnx.Model) { m.Graph.Weights[0].Name = "" }},
		{"fewer numbers than the dims say", "w", func(m *onnx.Model) { m.Graph.Weights[0].Floats = []float32{1} }},
		{"numbers of both kinds", "w", func(m *onnx.Model) { m.Graph.Weights[0].Floats, m.Graph.Weights[0].Ints = []float32{1}, []int64{1} }},
		{"dims whose product overflows", "w", func(m *onnx.Model) { m.Graph.Weights[0].Dims = []int64{1 << 27, 1 << 27, 1 << 27} }},
		{"a negative dim", "w", func(m *onnx.Model) { m.Graph.Weights[0].Dims = []int64{-2, -1} }},
		{"not a number", "w", func(m *onnx.Model) { m.Graph.Weights[0].Floats[1] = float32(math.NaN()) }},
		{"no inputs", "g", func(m *onnx.Model) { m.Graph = onnx.Graph{Name: "g"} }},
	}
	for _, row := range rows {
		m := affine()
		row.spoil(&m)
		got, err := m.Encode()
		if got != nil || fault.CodeOf(err) != fault.Invalid || fault.PlaceOf(err) != row.place {
			t.Errorf("%s: %d bytes, %v", row.name, len(got), err)
		}
	}
}
