package slots_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"math"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/bonafide-id/bonafide/fault"
	"github.com/bonafide-id/bonafide/internal/vision/slots"
)

// full has every member.
func full() slots.Manifest {
	sum := sha256.Sum256([]byte("net"))
	return slots.Manifest{
		Slot: slots.FaceDescribe, Name: "a net", File: "a-net_1.onnx", SHA256: hex.EncodeToString(sum[:]), Licence: "MIT", Origin: "ours",
		Input:   slots.Input{Name: "x", Width: 150, Height: 150, Colour: slots.RGB, Mean: []float64{1, 2, 255}, Scale: 0.5},
		Outputs: []string{"y"}, Distance: slots.Euclidean,
		Thresholds: []slots.Threshold{{Name: "match", Value: 0.5, Data: "40 pictures", Date: "2026-11-26"}},
		Golden:     &slots.Golden{Shape: []int64{1, 2}, Values: []float32{0.25}, Tolerance: 0.001},
	}
}

func encode(t testing.TB, m slots.Manifest) []byte {
	t.Helper()
	data, err := m.Encode()
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func TestManifestRoundTrip(t *testing.T) {
	got, err := slots.ParseManifest(encode(t, full()))
	if diff := cmp.Diff(full(), got); err != nil || diff != "" {
		t.Errorf("%v %s", err, diff)
	}
}

func TestManifestRefused(t *testing.T) {
	for place, spoil := range map[string]func(*slots.Manifest){
		"slot":               func(m *slots.Manifest) { m.Slot = "face.other" },
		"name":               func(m *slots.Manifest) { m.Name = "" },
		"file":               func(m *slots.Manifest) { m.File = "../a.onnx" },
		"sha256":             func(m *slots.Manifest) { m.SHA256 = strings.ToUpper(m.SHA256) },
		"licence":            func(m *slots.Manifest) { m.Licence = "" },
		"origin":             func(m *slots.Manifest) { m.Origin = "a\nb" },
		"outputs":            func(m *slots.Manifest) { m.Outputs = nil },
		"distance":           func(m *slots.Manifest) { m.Distance = "" },
		"thresholds":         func(m *slots.Manifest) { m.Thresholds = make([]slots.Threshold, 65) },
		"thresholds[0].date": func(m *slots.Manifest) { m.Thresholds[0].Date = "today" },
		"thresholds[0].data": func(m *slots.Manifest) { m.Thresholds[0].Data = "" },
		"thresholds[0].name": func(m *slots.Manifest) { m.Thresholds[0].Name = "" },
		"input.name":         func(m *slots.Manifest) { m.Input.Name = "" },
		"input.width":        func(m *slots.Manifest) { m.Input.Height = -1 },
		"input.colour":       func(m *slots.Manifest) { m.Input.Colour = "cmyk" },
		"input.mean":         func(m *slots.Manifest) { m.Input.Colour = slots.Gray },
		"input.scale":        func(m *slots.Manifest) { m.Input.Scale = 0 },
		"golden.shape":       func(m *slots.Manifest) { m.Golden.Shape = []int64{1 << 40, 1 << 40} },
		"golden.values":      func(m *slots.Manifest) { m.Golden.Values = nil },
		"golden.tolerance":   func(m *slots.Manifest) { m.Golden.Tolerance = math.Inf(1) },
	} {
		m := full()
		spoil(&m)
		if data, err := m.Encode(); data != nil || fault.CodeOf(err) != fault.Invalid || fault.PlaceOf(err) != place {
			t.Errorf("%s: %v", place, err)
		}
	}
}

func TestManifestMalformed(t *testing.T) {
	good := string(encode(t, full()))
	for name, row := range map[string]struct {
		text string
		want fault.Code
	}{
		"empty":             {"", fault.Malformed},
		"a list":            {"[]", fault.Malformed},
		"an unknown member": {strings.Replace(good, `"name"`, `"nom"`, 1), fault.Malformed},
		"two values":        {good + good, fault.Malformed},
		"nothing in it":     {"{}", fault.Invalid},
		"too large":         {good + strings.Repeat(" ", 64<<10), fault.TooLarge},
	} {
		m, err := slots.ParseManifest([]byte(row.text))
		if fault.CodeOf(err) != row.want || !cmp.Equal(m, slots.Manifest{}) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestLoad(t *testing.T) {
	good := encode(t, full())
	file := func(data string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(data)} }
	for name, row := range map[string]struct {
		folder fstest.MapFS
		want   fault.Code
		place  string
	}{
		"filled":                  {fstest.MapFS{"face-describe.json": {Data: good}, "a-net_1.onnx": file("net")}, "", ""},
		"no manifest":             {fstest.MapFS{"a-net_1.onnx": file("net")}, fault.ModelMissing, "face-describe.json"},
		"no model":                {fstest.MapFS{"face-describe.json": {Data: good}}, fault.ModelMissing, "a-net_1.onnx"},
		"another model":           {fstest.MapFS{"face-describe.json": {Data: good}, "a-net_1.onnx": file("not")}, fault.ModelWrong, "a-net_1.onnx"},
		"a malformed manifest":    {fstest.MapFS{"face-describe.json": file("{"), "a-net_1.onnx": file("net")}, fault.ModelWrong, "face-describe.json"},
		"another slot's manifest": {fstest.MapFS{"face-describe.json": {Data: bytes.Replace(bytes.Replace(good, []byte("face.describe"), []byte("face.pad"), 1), []byte("\n  \"distance\": \"euclidean\","), nil, 1)}}, fault.ModelWrong, "face-describe.json"},
		"a folder as manifest":    {fstest.MapFS{"face-describe.json/x": file("")}, fault.ModelMissing, "face-describe.json"},
	} {
		all := slots.Load(row.folder)
		if len(all) != len(slots.Names()) {
			t.Fatalf("%s: %d slots", name, len(all))
		}
		for _, slot := range all {
			if slot.Name != slots.FaceDescribe {
				if !fault.Has(slot.Err, fault.ModelMissing) || slot.Model != nil {
					t.Errorf("%s: %s: %v", name, slot.Name, slot.Err)
				}
				continue
			}
			if fault.CodeOf(slot.Err) != row.want || fault.PlaceOf(slot.Err) != row.place || (slot.Model == nil) != (row.want != "") {
				t.Errorf("%s: %v", name, slot.Err)
			}
			if slot.Model != nil && (string(slot.Model.Data) != "net" || !cmp.Equal(slot.Model.Manifest, full())) {
				t.Errorf("%s: %+v", name, slot.Model)
			}
		}
	}
}

func TestGolden(t *testing.T) {
	input := slots.GoldenInput([]int64{1, 3, 2, 2})
	again := slots.GoldenInput([]int64{12})
	if len(input) != 12 || !cmp.Equal(input, again) {
		t.Errorf("%v and %v", input, again)
	}
	// 1015568748 and 1586005467 are the generator's first two numbers after 1.
	if want := []float32{float32(1015568748>>8)/(1<<24) - 0.5, float32(1586005467>>8)/(1<<24) - 0.5}; !cmp.Equal(input[:2], want) {
		t.Errorf("%v, want %v", input[:2], want)
	}
	g := slots.Golden{Values: []float32{0, 2, 4}, Tolerance: 0.1}
	for name, row := range map[string]struct {
		output []float32
		want   fault.Code
	}{
		"as known":      {[]float32{0, 1, 2, 3, 4, 5, 6}, ""},
		"nearly":        {[]float32{0.05, 1, 1.95, 3, 4, 5}, ""},
		"one is off":    {[]float32{0, 1, 2.2, 3, 4, 5}, fault.ModelWrong},
		"too short":     {[]float32{0, 2}, fault.ModelWrong},
		"not a number":  {[]float32{0, float32(math.NaN()), 4}, fault.ModelWrong},
		"nothing":       {nil, fault.ModelWrong},
		"infinitely so": {[]float32{0, 2, float32(math.Inf(1))}, fault.ModelWrong},
	} {
		if err := g.Check(row.output); fault.CodeOf(err) != row.want {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func FuzzParseManifest(f *testing.F) {
	f.Add(encode(f, full()))
	f.Add([]byte(`{"slot":"face.pad","golden":{"shape":[1]}}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		m, err := slots.ParseManifest(data)
		if err != nil {
			if !cmp.Equal(m, slots.Manifest{}) {
				t.Fatalf("%v and %+v", err, m)
			}
			return
		}
		again, err := slots.ParseManifest(encode(t, m))
		if diff := cmp.Diff(m, again, cmpopts.EquateEmpty()); err != nil || diff != "" {
			t.Fatalf("%v %s", err, diff)
		}
	})
}
