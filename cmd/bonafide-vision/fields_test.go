//go:build vision && cgo

package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/bonafide-id/bonafide/document"
	"github.com/bonafide-id/bonafide/document/layout"
	"github.com/bonafide-id/bonafide/internal/specimen"
	"github.com/bonafide-id/bonafide/internal/vision/analysis"
	"github.com/bonafide-id/bonafide/internal/vision/wire"
)

// truthNames are the zones of specimens whose names are not those of fields.
var truthNames = map[document.Field][]string{
	document.Number: {"citizen_number", "licence_number", "resident_number", "document_number", "number"},
	document.Name:   {"name_local", "name"}, document.Class: {"licence_class", "class"}, document.PersonalNumber: {"resident_number", "personal_number"},
	document.PlaceOfResidence: {"address", "place_of_residence"}, document.Conditions: {"condition", "conditions"}, document.DateOfExpiry: {"date_of_expiry", "renewal"},
}

// TestFields measures how many fields are read exactly, on a folder of specimens with their truth:
//
//	BONAFIDE_FIELDS='/tmp/specimens/*.jpg' go test -tags nodynamic,vision -run TestFields -v ./cmd/bonafide-vision
func TestFields(t *testing.T) {
	pattern := os.Getenv("BONAFIDE_FIELDS")
	if pattern == "" {
		t.Skip("BONAFIDE_FIELDS names no pictures")
	}
	files, err := filepath.Glob(pattern)
	if err != nil || len(files) == 0 {
		t.Fatalf("no pictures: %v", err)
	}
	p := assemble(options{models: "../../bin/models", library: "../../bin/lib/libonnxruntime.so.1"})
	m := fieldMeasure{t: t, count: map[string][2]int{}, kinds: map[string]int{}, ms: map[string][]float64{}}
	for _, file := range files {
		m.picture(p, file)
	}
	m.report()
}

type fieldMeasure struct {
	t     *testing.T
	count map[string][2]int // right, all; by layout and field
	kinds map[string]int    // truth → said
	ms    map[string][]float64
}

func (m *fieldMeasure) picture(p *parts, file string) {
	var about struct {
		specimen.Truth `json:"specimen"`
	}
	data, err := os.ReadFile(strings.TrimSuffix(file, filepath.Ext(file)) + ".json")
	if err == nil {
		err = json.Unmarshal(data, &about)
	}
	if err != nil {
		m.t.Fatal(err)
	}
	picture, err := os.ReadFile(file)
	if err != nil {
		m.t.Fatal(err)
	}
	reply, _ := analysis.Analyse(m.t.Context(), p.engines, wire.Request{Do: wire.DoDocument, Country: os.Getenv("BONAFIDE_COUNTRY"), Inspect: true,
		Want: []string{wire.Border, wire.MRZ, wire.Text, wire.Codes, wire.Faces, wire.Kind, wire.Fields}}, picture)
	if reply.Document == nil {
		m.t.Errorf("%s: %+v", file, reply.Error)
		return
	}
	total := 0.0
	for stage, ms := range reply.MS {
		m.ms[stage] = append(m.ms[stage], ms)
		total += ms
	}
	m.ms["total"] = append(m.ms["total"], total)
	d := reply.Document
	said := d.Type + "." + d.Side
	m.kinds[string(about.Kind)+"."+about.Side+" → "+said]++
	for _, f := range d.Fields {
		want, ok := m.truth(about.Truth, document.Field(f.Name))
		if !ok {
			continue
		}
		key := said + " " + f.Name
		c := m.count[key]
		c[1]++
		if exact(want, f.Value) {
			c[0]++
		} else {
			fmt.Printf("%s %s: %q, want %q (%.2f %.2f, second %q %s)\n", filepath.Base(file), f.Name, f.Value, want, f.Confidence, f.Least, f.Second, f.SettledBy)
		}
		m.count[key] = c
	}
}

// exact compares as printed; dates in whatever form they are printed.
func exact(want, got string) bool {
	if want == got {
		return true
	}
	day := func(s string) string {
		parts := strings.FieldsFunc(s, func(r rune) bool { return r < '0' || r > '9' })
		if len(parts) > 3 { // a term: its end
			parts = parts[len(parts)-3:]
		}
		if len(parts) == 3 && len(parts[0]) == 4 {
			slices.Reverse(parts)
		}
		return strings.Join(parts, "/")
	}
	return len(day(want)) == 10 && day(want) == day(got)
}

func (m *fieldMeasure) truth(about specimen.Truth, f document.Field) (string, bool) {
	for _, name := range append([]string{string(f)}, truthNames[f]...) {
		if z, ok := about.ZoneNamed(name); ok && z.Text != "" {
			return z.Text, true
		}
	}
	return "", false
}

func (m *fieldMeasure) report() {
	var keys []string
	for k := range m.count {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	right, all := 0, 0
	exactKinds := map[layout.Kind][2]int{}
	known, _ := layout.Builtin()
	for _, k := range keys {
		c := m.count[k]
		right, all = right+c[0], all+c[1]
		fmt.Printf("%-45s %d of %d\n", k, c[0], c[1])
		id, field, _ := strings.Cut(k, " ")
		for _, l := range known {
			for _, z := range l.Fields {
				if l.ID == id && string(z.Field) == field {
					e := exactKinds[z.Kind]
					exactKinds[z.Kind] = [2]int{e[0] + c[0], e[1] + c[1]}
				}
			}
		}
	}
	fmt.Println("by kind of content:", exactKinds)
	fmt.Printf("all fields %d of %d, %.4f\n", right, all, float64(right)/float64(max(all, 1)))
	for k, n := range m.kinds {
		fmt.Println(k, n)
	}
	for stage, list := range m.ms {
		slices.Sort(list)
		fmt.Printf("%s %.0f ms, ", stage, list[len(list)/2])
	}
	fmt.Println()
}
