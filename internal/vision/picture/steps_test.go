package picture

import (
	"bytes"
	"image/jpeg"
	"testing"
)

// The steps are those of T.81's table K.1 at the quality a file was written with, row by row.
func TestSteps(t *testing.T) {
	for _, row := range []struct {
		quality           int
		first, next, last uint16 // of the first row's first two, and of the last row's last
	}{{50, 16, 11, 99}, {100, 1, 1, 1}, {90, 3, 2, 20}} {
		var b bytes.Buffer
		if err := jpeg.Encode(&b, slope(64, 48), &jpeg.Options{Quality: row.quality}); err != nil {
			t.Fatal(err)
		}
		p, err := Decode(b.Bytes(), Default())
		if err != nil {
			t.Fatal(err)
		}
		s := p.Steps()
		if s == nil || s[0] != row.first || s[1] != row.next || s[63] != row.last {
			t.Errorf("quality %d: %v", row.quality, s)
		}
		if s[8] != map[int]uint16{50: 12, 100: 1, 90: 2}[row.quality] { // the second row's first: the file has it third
			t.Errorf("quality %d: %d below the first", row.quality, s[8])
		}
		p.turn = 6
		if p.Steps() != nil {
			t.Error("a turned picture has the file's raster")
		}
	}
	p, err := Decode(encodedAs(t, PNG, slope(64, 48)), Default())
	if err != nil || p.Steps() != nil {
		t.Errorf("a PNG: %v, %v", err, p.Steps())
	}
}

// FuzzQuantisers: whatever stands in the segment, tables are whole or not there.
func FuzzQuantisers(f *testing.F) {
	f.Add(append([]byte{0}, make([]byte, 64)...))
	f.Add(append([]byte{0x13}, make([]byte, 128)...))
	f.Add([]byte{0x20, 1, 2})
	f.Add([]byte{0x07})
	f.Fuzz(func(t *testing.T, body []byte) {
		var h header
		h.quantisers(body)
		for i, table := range h.tables {
			if table != nil && len(body) < 65 {
				t.Errorf("table %d of %d bytes", i, len(body))
			}
		}
	})
}
