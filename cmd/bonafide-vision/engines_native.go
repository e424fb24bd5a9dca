//go:build vision && cgo

package main

import (
	"github.com/bonafide-id/bonafide/cmd/bonafide-vision/internal/tesseract"
	"github.com/bonafide-id/bonafide/cmd/bonafide-vision/internal/zxing"
	"github.com/bonafide-id/bonafide/internal/vision/wire"
)

// native adds the engines that are C or C++ libraries.
func (p *parts) native() {
	codes := zxing.Reader{}
	p.engines.Codes = codes
	p.about = append(p.about, codes.Version())

	text, err := tesseract.Open()
	if err != nil {
		p.engines.Why[wire.Text] = err.Error()
		return
	}
	p.engines.Text = text
	p.engines.Lines = append(p.engines.Lines, text)
	p.about = append(p.about, text.Version())
}
