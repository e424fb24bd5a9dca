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
	o = o.beside()
	p.zones(o.library)
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

// zones reads with the model that is built in: in the inference engine, and in Go, a tenth as fast, where there is none.
func (p *parts) zones(library string) {
	file, manifest, err := mrzreader.Model()
	if err != nil {
		p.engines.Why[wire.MRZ] = err.Error()
		return
	}
	model := &slots.Model{Manifest: manifest, Data: file}
	classifier, err := glyphs(library, model)
	if err != nil {
		classifier, err = mrzreader.BuiltIn()
	}
	if err != nil {
		p.engines.Why[wire.MRZ] = err.Error()
		return
	}
	p.engines.MRZ = mrzreader.New(classifier)
	p.models = append(p.models, wire.Model{Slot: manifest.Slot, SHA256: manifest.SHA256, Name: manifest.Name})
}
