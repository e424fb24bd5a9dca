//go:build vision && cgo

package zxing

/*
#cgo pkg-config: zxing
#cgo CXXFLAGS: -std=c++17 -O2
#include "shim.h"
*/
import "C"

import (
	"context"
	"errors"
	"image"
	"slices"
	"unicode/utf8"
	"unsafe"

	"github.com/bonafide-id/bonafide/internal/vision/picture"
	"github.com/bonafide-id/bonafide/internal/vision/wire"
)

// Reader reads codes. It holds nothing and is safe for use by several goroutines.
type Reader struct{}

// Version of the library, for a report.
func (Reader) Version() string { return "zxing-cpp 1.4" }

// pass is one way to look at a picture.
type pass struct {
	halved   bool
	inverted bool
}

// passes in the order in which they are tried; each only when those before it found nothing. The library looks at copies a third as large
// and smaller of each.
var passes = []pass{{}, {halved: true}, {halved: true, inverted: true}}

// Of a picture with more pixels on its longer side than this the half is looked at first: most codes are found there, in a quarter of the time.
const largeSide = 3000

func passesFor(m *image.Gray) []pass {
	if max(m.Rect.Dx(), m.Rect.Dy()) > largeSide {
		return []pass{passes[1], passes[0], passes[2]}
	}
	return passes
}

// ReadCodes finds the codes of a picture in any rotation. Those of the matrix kind (QR, Micro QR, PDF417, Data Matrix, Aztec) it reads at the
// picture's full size, at half of it and with black and white exchanged; of the linear kind (Code 128, Code 39) one at full size.
func (Reader) ReadCodes(ctx context.Context, m *image.Gray) ([]wire.Code, error) {
	if m.Rect.Empty() {
		return nil, nil
	}
	var codes []wire.Code
	for _, p := range passesFor(m) {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		var err error
		if codes, err = p.read(m); err != nil {
			return nil, err
		}
		if len(codes) > 0 {
			break
		}
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	linear, err := read(m, C.BONAFIDE_LINEAR, 1)
	return append(codes, linear...), err
}

func (p pass) read(m *image.Gray) ([]wire.Code, error) {
	by := 1.0
	if p.halved {
		w := m.Rect.Dx()
		m = picture.Scale(m, max(1, w/2), max(1, m.Rect.Dy()/2))
		by = float64(w) / float64(m.Rect.Dx())
	}
	if p.inverted {
		m = inverted(m)
	}
	return read(m, C.BONAFIDE_MATRIX, by)
}

func inverted(m *image.Gray) *image.Gray {
	out := &image.Gray{Pix: slices.Clone(m.Pix), Stride: m.Stride, Rect: m.Rect}
	for i, v := range out.Pix {
		out.Pix[i] = 255 - v
	}
	return out
}

// read looks for one kind of codes. by is how much larger the caller's picture is.
func read(m *image.Gray, kind C.int, by float64) ([]wire.Code, error) {
	var list *C.bonafide_code
	var count C.int
	if C.bonafide_codes((*C.uint8_t)(unsafe.Pointer(&m.Pix[0])), C.int(m.Rect.Dx()), C.int(m.Rect.Dy()), C.int(m.Stride), kind, &list, &count) != 0 {
		return nil, errors.New("zxing could not read the picture")
	}
	defer C.bonafide_codes_free(list, count)
	var found []wire.Code
	for _, c := range unsafe.Slice(list, int(count)) {
		found = append(found, code(&c, by))
	}
	return found, nil
}

// code takes the content's own bytes where they are UTF-8: the library guesses the character set, and guesses Vietnamese wrong at times.
func code(c *C.bonafide_code, by float64) wire.Code {
	out := wire.Code{Symbology: C.GoString(&c.format[0])}
	content := C.GoBytes(unsafe.Pointer(c.bytes), c.bytes_len)
	switch {
	case utf8.Valid(content):
		out.Text = string(content)
	case c.is_text != 0:
		out.Bytes = content
		out.Text = C.GoStringN(c.text, c.text_len)
	default:
		out.Bytes = content
	}
	for i := range 4 {
		out.Quad = append(out.Quad, wire.Point{X: float64(c.points[2*i]) * by, Y: float64(c.points[2*i+1]) * by})
	}
	return out
}
