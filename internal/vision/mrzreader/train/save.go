package main

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"

	"github.com/bonafide-id/bonafide/internal/vision/mrzreader/glyph"
	"github.com/bonafide-id/bonafide/internal/vision/onnx"
	"github.com/bonafide-id/bonafide/internal/vision/slots"
)

const file = "mrz-glyph.onnx"

// save writes the model file and its manifest.
func save(net *glyph.Net, o options) error {
	encoded, err := model(net).Encode()
	if err != nil {
		return err
	}
	sum := sha256.Sum256(encoded)
	manifest, err := slots.Manifest{
		Slot: slots.MRZGlyph, Name: "Bonafide MRZ glyphs", File: file, SHA256: hex.EncodeToString(sum[:]), Licence: "Apache-2.0",
		Origin: fmt.Sprintf("go run ./internal/vision/mrzreader/train -seed %d -samples %d -rate %g, on Debian's fonts-ocr-b, fonts-dejavu-core, "+
			"fonts-liberation and fonts-nanum-coding", o.seed, o.samples, o.rate),
		Input:   slots.Input{Name: "cells", Width: glyph.Width, Height: glyph.Height, Colour: slots.Gray, Mean: []float64{0}, Scale: 1},
		Outputs: []string{"scores"},
	}.Encode()
	if err != nil {
		return err
	}
	if err := os.MkdirAll(o.out, 0o755); err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(o.out, file), encoded, 0o644); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(o.out, slots.ManifestFile(slots.MRZGlyph)), manifest, 0o644)
}

// model writes the net down in ONNX's operators.
func model(net *glyph.Net) onnx.Model {
	g := onnx.Graph{Name: "mrz-glyph",
		Inputs:  []onnx.Value{{Name: "cells", Dims: []onnx.Dim{{Name: "n"}, {Size: 1}, {Size: glyph.Height}, {Size: glyph.Width}}}},
		Outputs: []onnx.Value{{Name: "scores", Dims: []onnx.Dim{{Name: "n"}, {Size: int64(glyph.Classes)}}}},
	}
	for _, t := range net.Tensors() {
		g.Weights = append(g.Weights, onnx.Tensor{Name: t.Name, Dims: t.Shape, Floats: t.Data})
	}
	node := func(op, output string, attributes []onnx.Attribute, inputs ...string) {
		g.Nodes = append(g.Nodes, onnx.Node{Op: op, Name: output, Inputs: inputs, Outputs: []string{output}, Attributes: attributes})
	}
	same := []onnx.Attribute{onnx.Ints("kernel_shape", 3, 3), onnx.Ints("pads", 1, 1, 1, 1)}
	half := []onnx.Attribute{onnx.Ints("kernel_shape", 2, 2), onnx.Ints("strides", 2, 2)}
	rows := []onnx.Attribute{onnx.Int("transB", 1)}
	node("Conv", "c1", same, "cells", "conv1.weight", "conv1.bias")
	node("Relu", "r1", nil, "c1")
	node("MaxPool", "p1", half, "r1")
	node("Conv", "c2", same, "p1", "conv2.weight", "conv2.bias")
	node("Relu", "r2", nil, "c2")
	node("MaxPool", "p2", half, "r2")
	node("Conv", "c3", same, "p2", "conv3.weight", "conv3.bias")
	node("Relu", "r3", nil, "c3")
	node("Flatten", "flat", []onnx.Attribute{onnx.Int("axis", 1)}, "r3")
	node("Gemm", "f4", rows, "flat", "full4.weight", "full4.bias")
	node("Relu", "r4", nil, "f4")
	node("Gemm", "f5", rows, "r4", "full5.weight", "full5.bias")
	node("LogSoftmax", "scores", []onnx.Attribute{onnx.Int("axis", 1)}, "f5")
	return onnx.Model{Producer: "bonafide", Doc: "Classifies single cells of machine readable zones. Trained on rendered material. Apache-2.0.", Graph: g}
}
