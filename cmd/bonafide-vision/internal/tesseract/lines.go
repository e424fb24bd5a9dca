//go:build vision && cgo

package tesseract

/*
#include <stdlib.h>
#include <tesseract/capi.h>
*/
import "C"

import (
	"context"
	"image"
	"slices"
	"strings"
	"unicode"
	"unsafe"

	"golang.org/x/text/unicode/norm"

	"github.com/bonafide-id/bonafide/document/layout"
	"github.com/bonafide-id/bonafide/internal/vision/picture"
	"github.com/bonafide-id/bonafide/internal/vision/reading"
)

// alphabets are what may stand in lines of a kind: the net is kept from reading a number's 0 as an O. Kinds that are not here hold any text.
var alphabets = map[layout.Kind]string{
	layout.Digits: "0123456789-",
	layout.Code:   "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-",
}

// pad is how many pixels of ground are added on every side of a line.
const pad = 6

// tall is the height of a line as the net reads it best, margins included, pixels.
const tall = 44

// ReadLines reads each picture as one line of print: see reading.LineReader.
func (r *Reader) ReadLines(ctx context.Context, pictures []*image.Gray, kind layout.Kind, languages []string) ([]reading.LineText, error) {
	h, err := r.lineHandle(kind, languages)
	if err != nil {
		return nil, err
	}
	C.TessBaseAPISetPageSegMode(h, C.PSM_RAW_LINE)
	set(h, "tessedit_char_whitelist", alphabets[kind])
	defer C.TessBaseAPISetPageSegMode(h, C.PSM_SPARSE_TEXT)
	defer set(h, "tessedit_char_whitelist", "")
	out := make([]reading.LineText, len(pictures))
	for i, m := range pictures {
		if out[i], err = readLine(ctx, h, m); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// lineHandle chooses one language: two read every line twice, and choose between the readings word by word.
func (r *Reader) lineHandle(kind layout.Kind, languages []string) (*C.TessBaseAPI, error) {
	language := "eng"
	if alphabets[kind] == "" && len(languages) > 0 {
		language = languages[0]
	}
	if !slices.Contains(r.installed, language) {
		return nil, missing(language)
	}
	return r.handle(language)
}

func readLine(ctx context.Context, h *C.TessBaseAPI, m *image.Gray) (reading.LineText, error) {
	m = padded(toHeight(m))
	if m.Rect.Dx() < 3 || m.Rect.Dy() < 3 {
		return reading.LineText{}, nil
	}
	C.TessBaseAPISetImage(h, (*C.uchar)(unsafe.Pointer(&m.Pix[0])), C.int(m.Rect.Dx()), C.int(m.Rect.Dy()), 1, C.int(m.Stride))
	defer C.TessBaseAPIClear(h)
	C.TessBaseAPISetSourceResolution(h, 300)
	if err := recognize(ctx, h); err != nil {
		return reading.LineText{}, err
	}
	return spelled(h), nil
}

// toHeight scales a line to the height that is read best.
func toHeight(m *image.Gray) *image.Gray {
	w, h := m.Rect.Dx(), m.Rect.Dy()
	if h < 1 || w < 1 {
		return m
	}
	width := max(1, min(w*tall/h, 4000))
	if h > tall {
		return picture.Scale(m, width, tall)
	}
	return picture.Warp(m, picture.RectQuad(float64(w), float64(h)), width, tall)
}

// padded adds ground on every side: the net has learned from lines that stand in the middle of theirs.
func padded(m *image.Gray) *image.Gray {
	out := image.NewGray(image.Rect(0, 0, m.Rect.Dx()+2*pad, m.Rect.Dy()+2*pad))
	for i := range out.Pix {
		out.Pix[i] = 255
	}
	for y := range m.Rect.Dy() {
		copy(out.Pix[(y+pad)*out.Stride+pad:], m.Pix[y*m.Stride:][:m.Rect.Dx()])
	}
	return out
}

// spelled collects a line character by character.
func spelled(h *C.TessBaseAPI) reading.LineText {
	it := C.TessBaseAPIGetIterator(h)
	if it == nil {
		return reading.LineText{}
	}
	defer C.TessResultIteratorDelete(it)
	page := C.TessResultIteratorGetPageIterator(it)
	var s spelling
	for {
		if C.TessPageIteratorIsAtBeginningOf(page, C.RIL_WORD) != 0 {
			s.blank()
		}
		if text := C.TessResultIteratorGetUTF8Text(it, C.RIL_SYMBOL); text != nil {
			s.add(C.GoString(text), confidence(it, C.RIL_SYMBOL))
			C.TessDeleteText(text)
		}
		if C.TessPageIteratorNext(page, C.RIL_SYMBOL) == 0 {
			break
		}
	}
	return s.line()
}

// spelling puts a line together. A character may be several runes, and a blank is as sure as what stands before it.
type spelling struct {
	text  strings.Builder
	runes []float64
}

func (s *spelling) blank() {
	if n := len(s.runes); n > 0 {
		s.text.WriteByte(' ')
		s.runes = append(s.runes, s.runes[n-1])
	}
}

func (s *spelling) add(symbol string, sure float64) {
	symbol = norm.NFC.String(strings.ToValidUTF8(symbol, ""))
	for _, r := range symbol {
		if unicode.IsSpace(r) || !unicode.IsGraphic(r) {
			continue
		}
		s.text.WriteRune(r)
		s.runes = append(s.runes, sure)
	}
}

func (s *spelling) line() reading.LineText {
	l := reading.LineText{Text: s.text.String(), Runes: s.runes}
	if len(s.runes) == 0 {
		return reading.LineText{}
	}
	sum := 0.0
	for _, c := range s.runes {
		sum += c
	}
	l.Confidence, l.Least = sum/float64(len(s.runes)), slices.Min(s.runes)
	return l
}
