//go:build cgo

// Command nets tries the face nets out by hand: it checks them against their golden outputs, or prints the faces of pictures.
package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"image"
	"image/draw"
	_ "image/jpeg"
	_ "image/png"
	"os"
	"time"

	"github.com/bonafide-id/bonafide/cmd/bonafide-vision/internal/ort"
	"github.com/bonafide-id/bonafide/internal/vision/facenet"
	"github.com/bonafide-id/bonafide/internal/vision/slots"
	"github.com/bonafide-id/bonafide/internal/vision/wire"
)

func main() {
	models := flag.String("models", "bin/models", "`folder` of model slots")
	library := flag.String("lib", "bin/lib/libonnxruntime.so.1", "`path` of the ONNX Runtime library")
	flag.Usage = func() {
		fmt.Fprintln(os.Stderr, "usage: nets [flags] verify\n       nets [flags] golden\n       nets [flags] faces picture.jpg ...")
		flag.PrintDefaults()
	}
	flag.Parse()
	if err := run(*models, *library, flag.Args()); err != nil {
		fmt.Fprintln(os.Stderr, "nets:", err)
		os.Exit(1)
	}
}

func run(models, library string, arguments []string) error {
	if len(arguments) == 0 {
		flag.Usage()
		os.Exit(2)
	}
	if _, err := ort.Open(library); err != nil {
		return err
	}
	switch arguments[0] {
	case "verify":
		return verify(models)
	case "golden":
		return golden(models)
	case "faces":
		return faces(models, arguments[1:])
	}
	return fmt.Errorf("say verify, golden or faces, not %s", arguments[0])
}

// verify runs every filled slot that has a golden output, and fails for a slot of the face engine that is empty.
func verify(models string) error {
	for _, slot := range slots.Load(os.DirFS(models)) {
		switch {
		case slot.Err != nil && isFace(slot.Name):
			return slot.Err
		case slot.Err != nil || slot.Model.Golden == nil:
			continue
		}
		outputs, err := goldenRun(slot.Model, slot.Model.Golden.Shape)
		if err != nil {
			return err
		}
		if err := slot.Model.Golden.Check(outputs[0]); err != nil {
			return fmt.Errorf("%s: %w", slot.Name, err)
		}
	}
	return nil
}

func isFace(slot string) bool {
	return slot == slots.FaceDetect || slot == slots.FaceLandmarks || slot == slots.FaceDescribe
}

func goldenRun(m *slots.Model, shape []int64) ([][]float32, error) {
	net, err := ort.New(m)
	if err != nil {
		return nil, err
	}
	defer net.Close()
	return net.Run(context.Background(), slots.GoldenInput(shape), shape)
}

// golden prints what the models give for the made-up input: what a person puts into the manifests after having checked a conversion.
func golden(models string) error {
	for _, name := range []string{slots.FaceDetect, slots.FaceLandmarks, slots.FaceDescribe} {
		m, err := slots.LoadOne(os.DirFS(models), name)
		if err != nil {
			return err
		}
		side := int64(m.Input.Width)
		if side == 0 {
			side = 96
		}
		outputs, err := goldenRun(m, []int64{1, 3, side, side})
		if err != nil {
			return err
		}
		fmt.Printf("%s %d %#v\n", name, side, slots.Sample(outputs[0], 16))
	}
	return nil
}

// picture is what faces prints of each.
type picture struct {
	File   string      `json:"file"`
	Width  int         `json:"width"`
	Height int         `json:"height"`
	MS     float64     `json:"ms"`
	Faces  []wire.Face `json:"faces"`
}

func faces(models string, files []string) error {
	finder, err := open(models)
	if err != nil {
		return err
	}
	out := json.NewEncoder(os.Stdout)
	for _, name := range files {
		m, err := load(name)
		if err != nil {
			return err
		}
		start := time.Now()
		all, err := finder.FindFaces(context.Background(), m)
		if err != nil {
			return err
		}
		p := picture{name, m.Rect.Dx(), m.Rect.Dy(), float64(time.Since(start).Microseconds()) / 1000, all}
		if err := out.Encode(p); err != nil {
			return err
		}
	}
	return nil
}

func open(models string) (*facenet.Finder, error) {
	var all []facenet.Model
	for _, name := range []string{slots.FaceDetect, slots.FaceLandmarks, slots.FaceDescribe} {
		m, err := slots.LoadOne(os.DirFS(models), name)
		if err != nil {
			return nil, err
		}
		net, err := ort.New(m)
		if err != nil {
			return nil, err
		}
		all = append(all, facenet.Model{Net: net, Input: m.Input})
	}
	return facenet.New(all[0], all[1], all[2], facenet.Default()), nil
}

func load(name string) (*image.RGBA, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	decoded, _, err := image.Decode(file)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	m := image.NewRGBA(image.Rect(0, 0, decoded.Bounds().Dx(), decoded.Bounds().Dy()))
	draw.Draw(m, m.Rect, decoded, decoded.Bounds().Min, draw.Src)
	return m, nil
}
