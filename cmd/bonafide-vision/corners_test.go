//go:build vision && cgo

package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/bonafide-id/bonafide/document/layout"
	"github.com/bonafide-id/bonafide/internal/specimen"
	"github.com/bonafide-id/bonafide/internal/vision/analysis"
	"github.com/bonafide-id/bonafide/internal/vision/outline"
	"github.com/bonafide-id/bonafide/internal/vision/picture"
	"github.com/bonafide-id/bonafide/internal/vision/wire"
)

// TestCorners measures how far the corners that are found lie from the true ones, on a folder of specimens with their truth: those of the outline
// alone, and those that print has told more closely. Parts of the document's longer side. (More than one thread a text engine takes many times as
// long, and what is out of time is not recognised.)
//
//	OMP_THREAD_LIMIT=1 BONAFIDE_CORNERS='/tmp/specimens/*.jpg' go test -tags nodynamic,vision -run TestCorners -v ./cmd/bonafide-vision
func TestCorners(t *testing.T) {
	pattern := os.Getenv("BONAFIDE_CORNERS")
	if pattern == "" {
		t.Skip("BONAFIDE_CORNERS names no pictures")
	}
	files, err := filepath.Glob(pattern)
	if err != nil || len(files) == 0 {
		t.Fatalf("no pictures: %v", err)
	}
	p := assemble(options{models: "../../bin/models", library: "../../bin/lib/libonnxruntime.so.1"})
	var all []cornerMeasure
	for _, file := range files {
		all = append(all, measureCorners(t, p, file))
	}
	reportCorners(all)
}

// nearCorners is how near a corner is right, of the longer side.
const nearCorners = 0.02

type cornerMeasure struct {
	file, side, said string
	outlined         float64 // largest distance of a corner; +Inf: no outline
	registered       float64
}

func measureCorners(t *testing.T, p *parts, file string) cornerMeasure {
	var about struct {
		specimen.Truth `json:"specimen"`
		Picture        struct {
			Corners picture.Quad `json:"corners"`
		} `json:"picture"`
	}
	data, err := os.ReadFile(strings.TrimSuffix(file, filepath.Ext(file)) + ".json")
	if err == nil {
		err = json.Unmarshal(data, &about)
	}
	if err != nil {
		t.Fatal(err)
	}
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	decoded, err := picture.Decode(content, analysis.Settings())
	if err != nil {
		t.Fatal(err)
	}
	want := about.Picture.Corners
	m := cornerMeasure{file: filepath.Base(file), side: string(about.Type) + "." + string(about.DocumentSide), outlined: math.Inf(1), registered: math.Inf(1)}
	if found := outline.Find(decoded.Gray()); len(found) > 0 {
		for turn := range 4 { // an outline does not know which way is up
			m.outlined = min(m.outlined, apart(found[0].Turned(turn), want))
		}
	}
	country, idType := hint(m.side)
	reply, _ := analysis.Analyse(t.Context(), p.engines, wire.Request{Do: wire.DoDocument, Country: country, IDType: idType, Inspect: true,
		Want: []string{wire.Border, wire.MRZ, wire.Text, wire.Codes, wire.Faces, wire.Kind}}, content)
	if d := reply.Document; d != nil {
		m.said = d.Type + "." + d.Side
		if len(d.Border) == 4 {
			m.registered = apart(picture.Quad(d.Border), want)
		}
	}
	return m
}

// hint is what a caller says of such a document.
func hint(side string) (country, idType string) {
	known, _ := layout.Builtin()
	if i := slices.IndexFunc(known, func(l layout.Layout) bool { return l.ID == side }); i >= 0 {
		return known[i].Country, known[i].IDType
	}
	return "", ""
}

// apart is the largest distance of corners of the same name, as a part of the longer side.
func apart(q, want picture.Quad) float64 {
	w, h := want.Sides()
	return q.Farthest(want) / max(w, h)
}

func reportCorners(all []cornerMeasure) {
	slices.SortFunc(all, func(a, b cornerMeasure) int { return cmp.Compare(b.registered, a.registered) })
	outlined, registered, said := 0, 0, 0
	for _, m := range all {
		if m.outlined <= nearCorners {
			outlined++
		}
		if m.registered <= nearCorners {
			registered++
		}
		if m.said == m.side {
			said++
		}
		if m.outlined > nearCorners/2 || m.registered > nearCorners/2 || m.said != m.side {
			fmt.Printf("%-45s outline %.4f, registered %.4f, said %s\n", m.file, m.outlined, m.registered, m.said)
		}
	}
	fmt.Printf("corners within %v: outline %d, registered %d; recognised %d; of %d\n", nearCorners, outlined, registered, said, len(all))
	of := func(q float64) float64 { return all[int(q*float64(len(all)-1))].registered }
	fmt.Printf("registered: median %.4f, worst twentieth from %.4f\n", of(0.5), of(0.05))
}
