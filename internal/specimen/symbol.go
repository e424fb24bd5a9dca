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
		return pdf417.Encode(code.Text, 3)
	case "Code128":
		return code128.Encode(code.Text)
	}
	return nil, fmt.Errorf("no symbology %q", code.Symbology)
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
