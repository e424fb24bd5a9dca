//go:build !vision || !cgo

package main

import "github.com/bonafide-id/bonafide/internal/vision/wire"

// native says what a worker of Go alone lacks.
func (p *parts) native() {
	const why = "this worker was built without native libraries: make build VISION=1"
	p.engines.Why[wire.Text], p.engines.Why[wire.Codes] = why, why
}
