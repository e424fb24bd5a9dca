//go:build !cgo

package main

import (
	"errors"

	"github.com/bonafide-id/bonafide/internal/vision/mrzreader"
	"github.com/bonafide-id/bonafide/internal/vision/slots"
	"github.com/bonafide-id/bonafide/internal/vision/wire"
)

// faces says what a worker of Go alone lacks.
func (p *parts) faces(string, []slots.Slot) {
	p.engines.Why[wire.Faces] = "this worker was built without an inference engine: make build VISION=1"
}

// glyphs has no engine to open.
func glyphs(string, *slots.Model) (mrzreader.Classifier, error) {
	return nil, errors.New("built without an inference engine")
}
