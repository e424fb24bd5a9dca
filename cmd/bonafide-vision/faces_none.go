//go:build !cgo

package main

import (
	"github.com/bonafide-id/bonafide/internal/vision/slots"
	"github.com/bonafide-id/bonafide/internal/vision/wire"
)

// faces says what a worker of Go alone lacks.
func (p *parts) faces(string, []slots.Slot) {
	p.engines.Why[wire.Faces] = "this worker was built without an inference engine: make build VISION=1"
}
