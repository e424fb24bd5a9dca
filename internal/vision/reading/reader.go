package reading

import (
	"context"
	"image"

	"github.com/bonafide-id/bonafide/document/layout"
)

// LineReader reads single lines of print.
type LineReader interface {
	// ReadLines reads pictures of one line each: upright, dark print on light ground or what a card has of it, of any height, with a margin of 2 to
	// 4 pixels on every side; a reader scales them as it likes. kind is what may stand there, languages are Tesseract's names, the main one
	// first. There is one result a picture, in their order; one without print, or that cannot be read, has the text "".
	ReadLines(ctx context.Context, lines []*image.Gray, kind layout.Kind, languages []string) ([]LineText, error)
}

// LineText is what a line says.
type LineText struct {
	Text       string    // NFC; blanks collapsed, none at either end
	Confidence float64   // 0 to 1, of the whole; of "": that nothing stands there
	Least      float64   // 0 to 1, of the least sure character; of "": as Confidence
	Runes      []float64 // 0 to 1, of each rune of Text; nil where the reader does not say
}
