package reading

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/bonafide-id/bonafide/document/layout"
	"github.com/bonafide-id/bonafide/internal/vision/picture"
	"github.com/bonafide-id/bonafide/internal/vision/wire"
)

func TestCalibrate(t *testing.T) {
	if os.Getenv("CAL") == "" {
		t.Skip()
	}
	all, _ := layout.Builtin()
	for _, l := range all {
		files, _ := filepath.Glob("/tmp/rd/cal/" + strings.ReplaceAll(strings.Replace(os.Getenv("PREFIX"), "TYPE", string(l.Type), 1), "SIDE", string(l.Side)))
		if len(files) == 0 {
			continue
		}
		boxes := map[string][]layout.Box{}
		for _, f := range files {
			var d struct {
				W, H  int
				Lines []struct {
					Line  wire.Line
					Words []wire.Word
				}
			}
			b, _ := os.ReadFile(f)
			if err := json.Unmarshal(b, &d); err != nil {
				t.Fatal(err)
			}
			var lines []wire.Line
			for _, x := range d.Lines {
				x.Line.Words = x.Words
				lines = append(lines, x.Line)
			}
			toSide := picture.Project(l.Width, l.Height, picture.RectQuad(float64(d.W), float64(d.H))).Inverse()
			for _, a := range l.Anchors {
				if box, ok := find(a.Text, lines, toSide); ok {
					boxes[a.Text] = append(boxes[a.Text], box)
				}
			}
		}
		path := "../../../document/layout/data/" + l.ID + ".json"
		b, _ := os.ReadFile(path)
		s := string(b)
		for i, a := range l.Anchors {
			list := boxes[a.Text]
			if len(list) < 2 {
				fmt.Println(l.ID, a.Text, "seen", len(list))
				continue
			}
			var box layout.Box
			spread := 0.0
			for k := range box {
				var v []float64
				for _, x := range list {
					v = append(v, x[k])
				}
				slices.Sort(v)
				box[k] = v[len(v)/2]
				spread = max(spread, v[len(v)-1]-v[0])
			}
			if spread > 0.7 {
				fmt.Println(l.ID, a.Text, "spread", spread, list)
				continue
			}
			for k := range box {
				box[k] = float64(int(box[k]*100+0.5)) / 100
			}
			was, _ := json.Marshal(a.Text)
			start := strings.Index(s, `{"text": `+string(was))
			if start < 0 {
				fmt.Println(l.ID, a.Text, "not found in file", i)
				continue
			}
			end := start + strings.Index(s[start:], "}")
			entry := fmt.Sprintf(`{"text": %s, "weight": %v, "box": [%v, %v, %v, %v]`, was, a.Weight, box[0], box[1], box[2], box[3])
			fmt.Println(l.ID, s[start:end], "→", entry)
			s = s[:start] + entry + s[end:]
		}
		if _, err := layout.Parse([]byte(s)); err != nil {
			t.Fatal(l.ID, err)
		}
		os.WriteFile(path, []byte(s), 0o644)
	}
}
