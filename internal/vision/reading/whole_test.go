package reading

import (
	"image"
	"math"
	"testing"

	"github.com/bonafide-id/bonafide/document/layout"
)

// Print that is whole has a piece of ink for each character; what was scratched has fewer, or more.
func TestWhole(t *testing.T) {
	digit := func(n int) image.Rectangle { return image.Rect(5+20*n, 5, 18+20*n, 30) }
	var ten []image.Rectangle
	for n := range 10 {
		ten = append(ten, digit(n))
	}
	with := func(more ...image.Rectangle) []image.Rectangle {
		return append(append([]image.Rectangle{}, ten...), more...)
	}
	hyphen := image.Rect(205, 15, 214, 19)
	for _, row := range []struct {
		name  string
		kind  layout.Kind
		value string
		ink   []image.Rectangle
		want  float64
	}{
		{"one each", layout.Digits, "0123456789", ten, 1},
		{"a hyphen", layout.Digits, "0123456789-", with(hyphen), 1},
		{"a stroke where the value has no hyphen", layout.Digits, "0123456789", with(hyphen), 0.9},
		{"a hyphen that is lost", layout.Digits, "01234-56789", ten, 1},
		{"two that hang together", layout.Digits, "0123456789", with(image.Rect(18, 10, 25, 14)), 0.8},
		{"two that touch in a code", layout.Code, "A123456789", with(image.Rect(18, 10, 25, 14)), 0.9},
		{"four that hang together", layout.Digits, "0123456789", with(image.Rect(18, 10, 65, 14)), 0.6},
		{"one that is broken", layout.Digits, "0123456789", append([]image.Rectangle{image.Rect(5, 5, 18, 15), image.Rect(5, 19, 18, 30)}, ten[1:]...), 0.7},
		{"one that is gone", layout.Digits, "0123456789", ten[1:], 0.9},
		{"one that nobody read", layout.Digits, "012345678", ten, 1 - 1.0/9},
		{"a mote", layout.Digits, "0123456789", with(image.Rect(20, 20, 22, 22)), 1},
		{"the next line", layout.Digits, "0123456789", with(image.Rect(5, 32, 200, 38)), 1},
		{"more pieces than characters", layout.Digits, "0", ten, 0},
		{"nothing", layout.Digits, "0123456789", nil, 0},
		{"no character", layout.Code, "--", ten, 0},
	} {
		if got := inked(240, 40, row.ink).whole(row.kind, row.value); math.Abs(got-row.want) > 1e-9 {
			t.Errorf("%s: %.3f, want %.3f", row.name, got, row.want)
		}
	}
}
