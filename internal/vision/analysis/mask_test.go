package analysis_test

import (
	"bytes"
	"image"
	"image/jpeg"
	"testing"

	"github.com/bonafide-id/bonafide/fault"
	"github.com/bonafide-id/bonafide/internal/vision/analysis"
	"github.com/bonafide-id/bonafide/internal/vision/wire"
)

// A picture is written anew without the engines, with what was named painted over.
func TestMask(t *testing.T) {
	data := encoded(t, photograph(800, 600, placed(400, 300, 600, 5)))
	request := wire.Request{ID: 3, Do: wire.DoMask, Hide: [][]wire.Point{{{X: 300, Y: 200}, {X: 420, Y: 200}, {X: 420, Y: 240}, {X: 300, Y: 240}}}}
	reply, payload := analysis.Analyse(t.Context(), analysis.Engines{}, request, data)
	reply.ID = request.ID
	if err := reply.Validate(request, payload); err != nil || *reply.Masked != (wire.Masked{Width: 800, Height: 600, Painted: 1}) {
		t.Fatalf("%v: %+v", err, reply)
	}
	m, err := jpeg.Decode(bytes.NewReader(payload))
	if err != nil || m.Bounds() != image.Rect(0, 0, 800, 600) {
		t.Fatal(err)
	}
	for y := 200; y < 240; y++ {
		for x := 300; x < 420; x++ {
			if r, g, b, _ := m.At(x, y).RGBA(); max(r, g, b) > 48<<8 {
				t.Fatalf("%d, %d is %d %d %d", x, y, r>>8, g>>8, b>>8)
			}
		}
	}
	if reply, payload := analysis.Analyse(t.Context(), analysis.Engines{}, request, []byte("no picture")); reply.Error == nil || fault.Code(reply.Error.Code) != fault.PictureFormat || payload != nil {
		t.Errorf("%+v", reply)
	}
}
