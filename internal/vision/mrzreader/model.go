package mrzreader

import (
	_ "embed"
	"encoding/json"

	"github.com/bonafide-id/bonafide/internal/vision/mrzreader/glyph"
)

//go:embed model/mrz-glyph.onnx
var modelFile []byte

//go:embed model/mrz-glyph.json
var modelManifest []byte

// Manifest describes the model file.
type Manifest struct {
	Slot    string `json:"slot"`
	Name    string `json:"name"`
	File    string `json:"file"`
	SHA256  string `json:"sha256"`
	Licence string `json:"licence"`
	Command string `json:"command"` // what trained it
	Fonts   string `json:"fonts"`   // what it was trained on
	Input   string `json:"input"`   // name of the input; its shape is cells × 1 × Height × Width
	Output  string `json:"output"`  // name of the output: cells × Classes logarithms of probabilities
	Height  int    `json:"height"`
	Width   int    `json:"width"`
	Classes string `json:"classes"` // in the order of the output; after them comes "none of these"
}

// Model returns the model of slot mrz.glyph that is built in: the ONNX file, for an inference engine, and what is said of it.
func Model() (file []byte, manifest Manifest, err error) {
	if err := json.Unmarshal(modelManifest, &manifest); err != nil {
		return nil, Manifest{}, err
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
