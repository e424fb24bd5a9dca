package main

import (
	"os"
	"path/filepath"

	"github.com/bonafide-id/bonafide/internal/vision/mrzreader"
	"github.com/bonafide-id/bonafide/internal/vision/slots"
	"github.com/bonafide-id/bonafide/internal/vision/wire"
)

// learned adds the engines that are neural nets, and reports every slot that is filled.
func (p *parts) learned(o options) {
	p.zones()
	o = o.beside()
	filled := slots.Load(os.DirFS(o.models))
	for _, slot := range filled {
		// The zones' own model is built in: see zones.
		if slot.Err == nil && slot.Name != slots.MRZGlyph {
			p.models = append(p.models, wire.Model{Slot: slot.Name, SHA256: slot.Model.SHA256, Name: slot.Model.Name})
		}
	}
	p.faces(o.library, filled)
}

// beside fills in where models and library lie when nothing was said: in the folders models and lib beside this program.
func (o options) beside() options {
	folder := "."
	if program, err := os.Executable(); err == nil {
		folder = filepath.Dir(program)
	}
	if o.models == "" {
		o.models = filepath.Join(folder, "models")
	}
	if o.library == "" {
		o.library = filepath.Join(folder, "lib", "libonnxruntime.so.1")
	}
	return o
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
