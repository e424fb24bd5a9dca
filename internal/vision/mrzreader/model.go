package mrzreader

import (
	_ "embed"

	"github.com/bonafide-id/bonafide/internal/vision/mrzreader/glyph"
	"github.com/bonafide-id/bonafide/internal/vision/slots"
)

//go:embed model/mrz-glyph.onnx
var modelFile []byte

//go:embed model/mrz-glyph.json
var modelManifest []byte

// Model returns the built-in model of slot mrz.glyph: the ONNX file, for an inference engine, and its manifest. Its input is cells × 1 ×
// glyph.Height × glyph.Width as glyph.Pyramid cuts them, its output glyph.Classes logarithms of probabilities a cell.
func Model() (file []byte, manifest slots.Manifest, err error) {
	manifest, err = slots.ParseManifest(modelManifest)
	if err != nil {
		return nil, slots.Manifest{}, err
	}
	return append([]byte(nil), modelFile...), manifest, nil
}

// BuiltIn returns the built-in net, run in Go.
func BuiltIn() (Classifier, error) {
	net, err := glyph.ParseModel(modelFile)
	if err != nil {
		return nil, err
	}
	return Go(net), nil
}
