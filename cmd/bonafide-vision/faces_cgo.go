//go:build cgo

package main

import (
	"fmt"

	"github.com/bonafide-id/bonafide/cmd/bonafide-vision/internal/ort"
	"github.com/bonafide-id/bonafide/internal/vision/facenet"
	"github.com/bonafide-id/bonafide/internal/vision/mrzreader"
	"github.com/bonafide-id/bonafide/internal/vision/slots"
	"github.com/bonafide-id/bonafide/internal/vision/wire"
)

// faces adds the face engine when its three slots are filled and the inference engine's library loads.
func (p *parts) faces(library string, filled []slots.Slot) {
	finder, version, err := openFaces(library, filled)
	if err != nil {
		p.engines.Why[wire.Faces] = err.Error()
		return
	}
	p.engines.Faces = finder
	p.about = append(p.about, "ONNX Runtime "+version)
}

func openFaces(library string, filled []slots.Slot) (*facenet.Finder, string, error) {
	byName := map[string]slots.Slot{}
	for _, slot := range filled {
		byName[slot.Name] = slot
	}
	names := []string{slots.FaceDetect, slots.FaceLandmarks, slots.FaceDescribe}
	for _, name := range names {
		if err := byName[name].Err; err != nil {
			return nil, "", fmt.Errorf("%s: %w", name, err)
		}
	}
	version, err := ort.Open(library)
	if err != nil {
		return nil, "", err
	}
	var models []facenet.Model
	for _, name := range names {
		net, err := ort.New(byName[name].Model)
		if err != nil {
			return nil, "", fmt.Errorf("%s: %w", name, err)
		}
		models = append(models, facenet.Model{Net: net, Input: byName[name].Model.Input})
	}
	return facenet.New(models[0], models[1], models[2], facenet.Default()), version, nil
}

// glyphs opens the model of the characters of machine readable zones.
func glyphs(library string, model *slots.Model) (mrzreader.Classifier, error) {
	if _, err := ort.Open(library); err != nil {
		return nil, err
	}
	net, err := ort.New(model)
	if err != nil {
		return nil, err
	}
	return mrzreader.Over(net), nil
}
