// Package convert turns the face nets that come with the npm package @vladmandic/face-api 1.7.15 (MIT), 8-bit weights of tfjs, into ONNX files
// with manifests for package slots. The weights are checked by their SHA-256, so that the result is the same byte for byte everywhere.
package convert

import (
	"crypto/sha256"
	"encoding/hex"

	"github.com/bonafide-id/bonafide/fault"
	"github.com/bonafide-id/bonafide/internal/vision/onnx"
	"github.com/bonafide-id/bonafide/internal/vision/slots"
)

// source is one net of the package.
type source struct {
	model    string // the start of its two file names
	weights  string // SHA-256 of <model>.bin, hexadecimal
	manifest slots.Manifest
	build    func(map[string]tensor) (onnx.Graph, error)
}

// File is something to write into the folder of models.
type File struct {
	Name string
	Data []byte
}

func (s source) paths() (manifest, weights string) {
	return s.model + "-weights_manifest.json", s.model + ".bin"
}

// Net converts the net for one slot. read gives the bytes of a file of the package's folder "model", and its errors pass through. A weights file that
// is not the one this was written for has code fault.ModelWrong.
func Net(slot string, read func(name string) ([]byte, error)) ([]File, error) {
	for _, s := range sources() {
		if s.manifest.Slot == slot {
			return s.convert(read)
		}
	}
	return nil, fault.Newf(fault.Unsupported, slot, "no net is converted for this slot")
}

// Slots are those that Net can fill.
func Slots() []string {
	var names []string
	for _, s := range sources() {
		names = append(names, s.manifest.Slot)
	}
	return names
}

func (s source) convert(read func(name string) ([]byte, error)) ([]File, error) {
	manifestName, weightsName := s.paths()
	text, err := read(manifestName)
	if err != nil {
		return nil, err
	}
	data, err := read(weightsName)
	if err != nil {
		return nil, err
	}
	if got := hash(data); got != s.weights {
		return nil, fault.Newf(fault.ModelWrong, weightsName, "its SHA-256 is %s, not %s", got, s.weights)
	}
	return s.write(text, data)
}

// write does the conversion, whatever the hash.
func (s source) write(text, data []byte) ([]File, error) {
	weights, err := readWeights(text, data)
	if err != nil {
		return nil, err
	}
	graph, err := s.build(weights)
	if err != nil {
		return nil, err
	}
	model, err := onnx.Model{Producer: "bonafide", Doc: s.manifest.Name + ", " + s.manifest.Licence, Graph: graph}.Encode()
	if err != nil {
		return nil, err
	}
	m := s.manifest
	m.SHA256 = hash(model)
	manifest, err := m.Encode()
	if err != nil {
		return nil, err
	}
	return []File{{m.File, model}, {slots.ManifestFile(m.Slot), manifest}}, nil
}

func hash(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

func misfit(name string) error {
	return fault.Newf(fault.Invalid, name, "lengths of filters, bias and scale differ")
}
