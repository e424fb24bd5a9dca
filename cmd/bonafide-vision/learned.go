package main

import (
	"github.com/bonafide-id/bonafide/internal/vision/mrzreader"
	"github.com/bonafide-id/bonafide/internal/vision/wire"
)

// learned adds the engines that are neural nets.
func (p *parts) learned(options) {
	p.zones()
	p.engines.Why[wire.Faces] = "not in this build"
}

// zones reads with the built-in net, run in Go: it is small, and so a worker without an inference engine reads zones as well.
func (p *parts) zones() {
	_, manifest, err := mrzreader.Model()
	if err != nil {
		p.engines.Why[wire.MRZ] = err.Error()
		return
	}
	classifier, err := mrzreader.BuiltIn()
	if err != nil {
		p.engines.Why[wire.MRZ] = err.Error()
		return
	}
	p.engines.MRZ = mrzreader.New(classifier)
	p.models = append(p.models, wire.Model{Slot: manifest.Slot, SHA256: manifest.SHA256, Name: manifest.Name})
}
