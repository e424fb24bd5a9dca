package specimen

import (
	"fmt"
	"image"
	"image/color"
	"math"

	"github.com/boombuler/barcode"
	"github.com/boombuler/barcode/code128"
	"github.com/boombuler/barcode/pdf417"
	"github.com/boombuler/barcode/qr"
)

// symbol draws the bar code whose zone has the element's name into its box, modules and bars at exact positions, on a quiet zone of white.
func (g *drawing) symbol(e Element) (image.Rectangle, error) {
	for _, code := range g.side.codes {
		if code.Zone != e.Name {
			continue
		}
		symbol, err := encode(code)
		if err != nil {
			return image.Rectangle{}, err
		}
		return g.modules(symbol, e), nil
	}
	return image.Rectangle{}, fmt.Errorf("the side has no code for it")
}

func encode(code Code) (barcode.Barcode, error) {
	switch code.Symbology {
	case "QRCode":
		return qr.Encode(code.Text, qr.M, qr.Unicode)
	case "PDF417":
		return stacked(code.Text)
	case "Code128":
		return code128.Encode(code.Text)
	}
	return nil, fmt.Errorf("no symbology %q", code.Symbology)
}

// stacked is a PDF417 whose rows are a multiple of three, by as much error correction as makes them so: of other symbols the encoder's left row
// indicators say a row triplet too few, (rows-3)/3 for (rows-1)/3 (ISO/IEC 15438 §5.11.3), and readers refuse them. Less correction than level 2
// lets readers put right what they misread. A text for which no level does is an error: see padded.
func stacked(text string) (barcode.Barcode, error) {
	for _, level := range []byte{2, 3, 4, 5} {
		symbol, err := pdf417.Encode(text, level)
		if err == nil && symbol.Bounds().Dy()/2%3 == 0 { // the encoder draws a row two modules high
			return symbol, nil
		}
	}
	return nil, fmt.Errorf("a text of %d bytes gives no PDF417 that can be read", len(text))
}

// padded is a text for a PDF417, with as many semicolons at its end as it needs to be one.
func padded(text string) string {
	for range 8 {
		if _, err := stacked(text); err == nil {
			break
		}
		text += ";"
	}
	return text
}

// modules fits a symbol into the box, keeping the modules of a matrix square; bars take the whole height.
func (g *drawing) modules(symbol barcode.Barcode, e Element) image.Rectangle {
	size := symbol.Bounds().Size()
	w, h := e.W/float64(size.X), e.H/float64(size.Y)
	if size.X == size.Y {
		w = min(w, h)
		h = w
	}
	quiet := 4 * w
	g.rect(e.X-quiet, e.Y-min(quiet, 2), float64(size.X)*w+2*quiet, float64(size.Y)*h+2*min(quiet, 2), ink(0xFFFFFF))
	var p path
	for y := range size.Y {
		for x := 0; x < size.X; x++ {
			from := x
			for x < size.X && black(symbol, x, y) {
				x++
			}
			if x > from {
				left, top := e.X+float64(from)*w, e.Y+float64(y)*h
				p.polygon(g.mm(left, top), g.mm(left+float64(x-from)*w, top), g.mm(left+float64(x-from)*w, top+h), g.mm(left, top+h))
			}
		}
	}
	g.fill(p, ink(0x101010))
	from, to := g.mm(e.X, e.Y), g.mm(e.X+float64(size.X)*w, e.Y+float64(size.Y)*h)
	return image.Rect(int(math.Round(from.x)), int(math.Round(from.y)), int(math.Round(to.x)), int(math.Round(to.y)))
}

func black(symbol barcode.Barcode, x, y int) bool {
	gray, _ := color.GrayModel.Convert(symbol.At(x, y)).(color.Gray)
	return gray.Y < 128
}
