// Package slots holds the models a vision worker can be given: one slot for each purpose, filled by a file and a manifest that says what the file
// is, and empty, with the reason, when either is missing or not what it says.
package slots

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/bonafide-id/bonafide/fault"
)

// The slots.
const (
	FaceDetect    = "face.detect"    // where faces are
	FaceLandmarks = "face.landmarks" // 68 points of a face
	FaceDescribe  = "face.describe"  // the template that is compared
	FacePAD       = "face.pad"       // presentation attack detection on one picture
	FaceDeepfake  = "face.deepfake"  // synthetic and swapped faces
	DocForgery    = "doc.forgery"    // altered documents
	MRZGlyph      = "mrz.glyph"      // characters of the machine readable zone
)

// Names returns every slot, in the order above.
func Names() []string {
	return []string{FaceDetect, FaceLandmarks, FaceDescribe, FacePAD, FaceDeepfake, DocForgery, MRZGlyph}
}

// ManifestFile is the name of a slot's manifest in a folder of models: face-detect.json.
func ManifestFile(slot string) string { return strings.ReplaceAll(slot, ".", "-") + ".json" }

// Manifest says what a model file is and how it is to be used.
type Manifest struct {
	Slot    string `json:"slot"`
	Name    string `json:"name"`             // for people
	File    string `json:"file"`             // in the manifest's folder
	SHA256  string `json:"sha256"`           // of the file: 64 hexadecimal digits, lower case
	Licence string `json:"licence"`          // SPDX, or a sentence
	Origin  string `json:"origin,omitempty"` // where the weights come from

	Input      Input       `json:"input"`
	Outputs    []string    `json:"outputs"`              // names, in the order in which they are returned
	Distance   string      `json:"distance,omitempty"`   // of two outputs of face.describe: Euclidean or Cosine
	Thresholds []Threshold `json:"thresholds,omitempty"` // what was measured with this model
	Golden     *Golden     `json:"golden,omitempty"`     // a run whose result is known
}

// Input is the picture a model takes: 1 x channels x height x width, each number (pixel - mean) * scale.
type Input struct {
	Name   string    `json:"name"`
	Width  int       `json:"width"`  // pixels; 0: any
	Height int       `json:"height"` // pixels; 0: any
	Colour string    `json:"colour"` // RGB, BGR or Gray
	Mean   []float64 `json:"mean"`   // of each channel in that order, 0 to 255
	Scale  float64   `json:"scale"`
}

// Colour orders and distances.
const (
	RGB       = "rgb"
	BGR       = "bgr"
	Gray      = "gray"
	Euclidean = "euclidean"
	Cosine    = "cosine"
)

// Threshold is a decision line, with the data and the day it was measured on.
type Threshold struct {
	Name  string  `json:"name"` // match, review, score
	Value float64 `json:"value"`
	Data  string  `json:"data"`
	Date  string  `json:"date"` // 2026-11-26
}

// Golden is a run whose result is known: the input is GoldenInput(Shape), and every (length/len(Values))th number of the first output is
// within Tolerance of Values.
type Golden struct {
	Shape     []int64   `json:"shape"`
	Values    []float32 `json:"values"`
	Tolerance float64   `json:"tolerance"`
}

// Limits of a manifest.
const (
	maxManifestBytes = 64 << 10
	maxText          = 500
	maxSide          = 4096
	maxList          = 64
	maxGolden        = 1024
	maxGoldenInput   = 1 << 22
)

// ParseManifest reads a manifest. What is not JSON of this shape has code fault.Malformed, a member out of its range fault.Invalid with the
// member as the place.
func ParseManifest(data []byte) (Manifest, error) {
	if len(data) > maxManifestBytes {
		return Manifest{}, fault.New(fault.TooLarge, "manifest")
	}
	var m Manifest
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(&m); err != nil {
		return Manifest{}, fault.Wrap(fault.Malformed, "manifest", err)
	}
	if _, err := d.Token(); err != io.EOF {
		return Manifest{}, fault.Newf(fault.Malformed, "manifest", "more than one value")
	}
	if err := m.validate(); err != nil {
		return Manifest{}, err
	}
	return m, nil
}

// Encode returns the manifest as a file; one that ParseManifest would not read is an error of the same kind.
func (m Manifest) Encode() ([]byte, error) {
	if err := m.validate(); err != nil {
		return nil, err
	}
	data, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return nil, fault.Wrap(fault.Invalid, "manifest", err)
	}
	return append(data, '\n'), nil
}

func (m Manifest) validate() error {
	for _, rule := range []struct {
		member string
		ok     bool
	}{
		{"slot", slices.Contains(Names(), m.Slot)},
		{"name", isText(m.Name) && m.Name != ""},
		{"file", isFileName(m.File)},
		{"sha256", isSHA256(m.SHA256)},
		{"licence", isText(m.Licence) && m.Licence != ""},
		{"origin", isText(m.Origin)},
		{"outputs", len(m.Outputs) > 0 && len(m.Outputs) <= maxList && !slices.ContainsFunc(m.Outputs, func(s string) bool { return s == "" || !isText(s) })},
		{"distance", m.Distance == "" || m.Distance == Euclidean || m.Distance == Cosine},
		{"distance", (m.Slot == FaceDescribe) == (m.Distance != "")},
		{"thresholds", len(m.Thresholds) <= maxList},
	} {
		if !rule.ok {
			return fault.New(fault.Invalid, rule.member)
		}
	}
	for i, t := range m.Thresholds {
		if err := t.validate(); err != nil {
			return fault.Newf(fault.Invalid, fmt.Sprintf("thresholds[%d].%s", i, fault.PlaceOf(err)), "")
		}
	}
	if err := m.Input.validate(); err != nil {
		return err
	}
	if m.Golden != nil {
		return m.Golden.validate()
	}
	return nil
}

func (in Input) validate() error {
	channels := map[string]int{RGB: 3, BGR: 3, Gray: 1}[in.Colour]
	switch {
	case in.Name == "" || !isText(in.Name):
		return fault.New(fault.Invalid, "input.name")
	case in.Width < 0 || in.Width > maxSide || in.Height < 0 || in.Height > maxSide:
		return fault.New(fault.Invalid, "input.width")
	case channels == 0:
		return fault.New(fault.Invalid, "input.colour")
	case len(in.Mean) != channels || slices.ContainsFunc(in.Mean, func(v float64) bool { return !(v >= 0 && v <= 255) }):
		return fault.New(fault.Invalid, "input.mean")
	case !(in.Scale > 0 && in.Scale <= 1):
		return fault.New(fault.Invalid, "input.scale")
	}
	return nil
}

func (t Threshold) validate() error {
	_, err := time.Parse(time.DateOnly, t.Date)
	switch {
	case t.Name == "" || !isText(t.Name):
		return fault.New(fault.Invalid, "name")
	case t.Data == "" || !isText(t.Data):
		return fault.New(fault.Invalid, "data")
	case err != nil:
		return fault.New(fault.Invalid, "date")
	}
	return nil
}

func (g Golden) validate() error {
	n := int64(1)
	for _, d := range g.Shape {
		if d < 1 || d > maxGoldenInput || n*d > maxGoldenInput {
			return fault.New(fault.Invalid, "golden.shape")
		}
		n *= d
	}
	if len(g.Shape) == 0 || len(g.Shape) > 8 {
		return fault.New(fault.Invalid, "golden.shape")
	}
	if len(g.Values) == 0 || len(g.Values) > maxGolden {
		return fault.New(fault.Invalid, "golden.values")
	}
	if !(g.Tolerance > 0 && g.Tolerance <= 1) {
		return fault.New(fault.Invalid, "golden.tolerance")
	}
	return nil
}

func isText(s string) bool {
	return len(s) <= maxText && !strings.ContainsFunc(s, func(r rune) bool { return r < ' ' || r == 0x7f })
}

func isFileName(s string) bool {
	return s != "" && len(s) <= 100 && !strings.HasPrefix(s, ".") && !strings.ContainsFunc(s, func(r rune) bool {
		return !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '-' || r == '_' || r == '.')
	})
}

func isSHA256(s string) bool {
	_, err := hex.DecodeString(s)
	return err == nil && len(s) == 64 && s == strings.ToLower(s)
}

// GoldenInput is the made-up picture of a golden run: numbers from -0.5 to 0.5 that look like noise and are the same everywhere.
func GoldenInput(shape []int64) []float32 {
	n := int64(1)
	for _, d := range shape {
		n *= d
	}
	input := make([]float32, n)
	state := uint32(1)
	for i := range input {
		state = state*1664525 + 1013904223 // Numerical Recipes' linear congruential generator
		input[i] = float32(state>>8)/(1<<24) - 0.5
	}
	return input
}

// Sample takes n numbers, evenly apart, from an output; fewer when it is shorter.
func Sample(output []float32, n int) []float32 {
	if n <= 0 || len(output) < n {
		return slices.Clone(output)
	}
	sample := make([]float32, n)
	for i := range sample {
		sample[i] = output[i*(len(output)/n)]
	}
	return sample
}

// Check compares the first output of a run of the model on GoldenInput(g.Shape) with what is known. Another result has code fault.ModelWrong.
func (g Golden) Check(output []float32) error {
	got := Sample(output, len(g.Values))
	if len(got) != len(g.Values) {
		return fault.Newf(fault.ModelWrong, "golden", "%d numbers where %d or more should be", len(output), len(g.Values))
	}
	for i, want := range g.Values {
		if d := math.Abs(float64(got[i]) - float64(want)); !(d <= g.Tolerance) {
			return fault.Newf(fault.ModelWrong, "golden", "number %d is %g and should be %g", i, got[i], want)
		}
	}
	return nil
}
