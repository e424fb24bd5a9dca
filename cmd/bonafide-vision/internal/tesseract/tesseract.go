//go:build vision && cgo

package tesseract

/*
#cgo pkg-config: tesseract lept
#include <stdlib.h>
#include <allheaders.h>
#include <tesseract/capi.h>
*/
import "C"

import (
	"context"
	"errors"
	"fmt"
	"image"
	"slices"
	"strings"
	"time"
	"unsafe"

	"github.com/bonafide-id/bonafide/internal/vision/picture"
	"github.com/bonafide-id/bonafide/internal/vision/wire"
)

// languages of a country's documents, by alpha-3; every other country's are read as English. One net where one will do, as two take twice the time:
// the Vietnamese one reads English as well, the Korean one knows no Latin letters.
var languages = map[string][]string{"VNM": {"vie"}, "KOR": {"kor"}}

// allLatin is the net that knows the Latin letters of all languages. It is large, and reads half as fast as English.
const allLatin = "Latin"

// Smaller pictures are made this large before reading: the net wants letters of some 20 pixels.
const (
	wantSide    = 1200
	maxEnlarged = 3
)

// Reader reads text. It is not safe for use by several goroutines.
type Reader struct {
	handles   map[string]*C.TessBaseAPI
	installed []string
}

// Open starts the library with English, and finds out which languages there are. The error says what to install.
func Open() (*Reader, error) {
	// Leptonica complains on standard error of every box that it clips: nothing an operator could act on.
	C.setMsgSeverity(C.L_SEVERITY_NONE)
	r := &Reader{handles: map[string]*C.TessBaseAPI{}}
	h, err := r.handle("eng")
	if err != nil {
		return nil, err
	}
	list := C.TessBaseAPIGetAvailableLanguagesAsVector(h)
	defer C.TessDeleteTextArray(list)
	for _, name := range unsafe.Slice((**C.char)(unsafe.Pointer(list)), 1<<10) {
		if name == nil {
			break
		}
		r.installed = append(r.installed, C.GoString(name))
	}
	return r, nil
}

// Close frees the library's memory.
func (r *Reader) Close() {
	for _, h := range r.handles {
		C.TessBaseAPIEnd(h)
		C.TessBaseAPIDelete(h)
	}
	clear(r.handles)
}

// Version of the library and the languages there are, for a report.
func (r *Reader) Version() string {
	return "Tesseract " + C.GoString(C.TessVersion()) + ": " + strings.Join(r.installed, ", ")
}

// handle returns the reader of languages ("vie+eng"), which is made once and kept.
func (r *Reader) handle(languages string) (*C.TessBaseAPI, error) {
	if h := r.handles[languages]; h != nil {
		return h, nil
	}
	h := C.TessBaseAPICreate()
	name := C.CString(languages)
	defer C.free(unsafe.Pointer(name))
	set(h, "debug_file", "/dev/null")
	if C.TessBaseAPIInit3(h, nil, name) != 0 {
		C.TessBaseAPIDelete(h)
		return nil, missing(strings.Split(languages, "+")...)
	}
	C.TessBaseAPISetPageSegMode(h, C.PSM_SPARSE_TEXT)
	r.handles[languages] = h
	return h, nil
}

func set(h *C.TessBaseAPI, name, value string) {
	n, v := C.CString(name), C.CString(value)
	defer C.free(unsafe.Pointer(n))
	defer C.free(unsafe.Pointer(v))
	C.TessBaseAPISetVariable(h, n, v)
}

func missing(languages ...string) error {
	packages := make([]string, len(languages))
	for i, l := range languages {
		if packages[i] = "tesseract-ocr-" + l; l == allLatin {
			packages[i] = "tesseract-ocr-script-latn"
		}
	}
	return fmt.Errorf("Tesseract has no language data for %s: install %s", strings.Join(languages, ", "), strings.Join(packages, " "))
}

// ReadText reads the lines of an upright picture, top to bottom, in the languages of the country. The error of a language that is not
// installed names its package.
func (r *Reader) ReadText(ctx context.Context, m *image.Gray, country, _ string) ([]wire.Line, error) {
	want := languages[country]
	switch {
	case country == "" && slices.Contains(r.installed, "vie"): // it reads English nearly as well as English itself
		want = languages["VNM"]
	case want == nil:
		want = []string{"eng"}
	}
	for _, l := range want {
		if !slices.Contains(r.installed, l) {
			return nil, missing(l)
		}
	}
	h, err := r.handle(strings.Join(want, "+"))
	if err != nil {
		return nil, err
	}
	m, by := enlarge(m)
	if m.Rect.Empty() {
		return nil, nil
	}
	C.TessBaseAPISetImage(h, (*C.uchar)(unsafe.Pointer(&m.Pix[0])), C.int(m.Rect.Dx()), C.int(m.Rect.Dy()), 1, C.int(m.Stride))
	defer C.TessBaseAPIClear(h)
	C.TessBaseAPISetSourceResolution(h, 300)
	if err := recognize(ctx, h); err != nil {
		return nil, err
	}
	return lines(h, by), nil
}

// enlarge makes small pictures larger, and says by how much.
func enlarge(m *image.Gray) (*image.Gray, float64) {
	w, h := m.Rect.Dx(), m.Rect.Dy()
	by := min(float64(wantSide)/float64(max(w, h, 1)), maxEnlarged)
	if by <= 1.2 {
		return m, 1
	}
	return picture.Warp(m, picture.RectQuad(float64(w), float64(h)), int(float64(w)*by), int(float64(h)*by)), by
}

// recognize works until the deadline; what was read by then is lost, as half a page is not told from a whole one.
func recognize(ctx context.Context, h *C.TessBaseAPI) error {
	monitor := C.TessMonitorCreate()
	defer C.TessMonitorDelete(monitor)
	if deadline, ok := ctx.Deadline(); ok {
		left := time.Until(deadline).Milliseconds()
		if left <= 0 {
			return context.DeadlineExceeded
		}
		C.TessMonitorSetDeadlineMSecs(monitor, C.int(min(left, 1<<30)))
	}
	status := C.TessBaseAPIRecognize(h, monitor)
	switch err := ctx.Err(); {
	case err != nil:
		return err
	case status != 0:
		return errors.New("Tesseract could not read the picture")
	}
	return nil
}

// lines collects what was recognized. by is how much larger the picture was than the caller's.
func lines(h *C.TessBaseAPI, by float64) []wire.Line {
	it := C.TessBaseAPIGetIterator(h)
	if it == nil {
		return nil
	}
	defer C.TessResultIteratorDelete(it)
	page := C.TessResultIteratorGetPageIterator(it)
	var found []wire.Line
	open := false // the last of found is the line that the words belong to
	for {
		if C.TessPageIteratorIsAtBeginningOf(page, C.RIL_TEXTLINE) != 0 {
			var l wire.Line
			if l, open = line(it, page, by); open {
				found = append(found, l)
			}
		}
		if w, ok := word(it, page, by); open && ok {
			last := &found[len(found)-1]
			last.Words = append(last.Words, w)
		}
		if C.TessPageIteratorNext(page, C.RIL_WORD) == 0 {
			break
		}
	}
	slices.SortStableFunc(found, func(a, b wire.Line) int { return int(a.Quad[0].Y - b.Quad[0].Y) })
	return found
}

func line(it *C.TessResultIterator, page *C.TessPageIterator, by float64) (wire.Line, bool) {
	said, quad, ok := said(it, page, C.RIL_TEXTLINE, by)
	if !ok {
		return wire.Line{}, false
	}
	return wire.Line{Text: said, Confidence: confidence(it, C.RIL_TEXTLINE), Quad: quad}, true
}

func word(it *C.TessResultIterator, page *C.TessPageIterator, by float64) (wire.Word, bool) {
	said, quad, ok := said(it, page, C.RIL_WORD, by)
	return wire.Word{Text: said, Quad: quad}, ok
}

// said is the text of a line or word, and its box.
func said(it *C.TessResultIterator, page *C.TessPageIterator, level C.TessPageIteratorLevel, by float64) (string, []wire.Point, bool) {
	text := C.TessResultIteratorGetUTF8Text(it, level)
	if text == nil {
		return "", nil, false
	}
	defer C.TessDeleteText(text)
	said := strings.TrimSpace(C.GoString(text))
	var left, top, right, bottom C.int
	if said == "" || C.TessPageIteratorBoundingBox(page, level, &left, &top, &right, &bottom) == 0 {
		return "", nil, false
	}
	x0, y0, x1, y1 := float64(left)/by, float64(top)/by, float64(right)/by, float64(bottom)/by
	return strings.ToValidUTF8(said, "\ufffd"), []wire.Point{{X: x0, Y: y0}, {X: x1, Y: y0}, {X: x1, Y: y1}, {X: x0, Y: y1}}, true
}

// confidence is 0 to 1.
func confidence(it *C.TessResultIterator, level C.TessPageIteratorLevel) float64 {
	return min(max(float64(C.TessResultIteratorConfidence(it, level))/100, 0), 1)
}
