//go:build cgo

package ort_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/bonafide-id/bonafide/cmd/bonafide-vision/internal/ort"
	"github.com/bonafide-id/bonafide/fault"
	"github.com/bonafide-id/bonafide/internal/vision/facenet"
	"github.com/bonafide-id/bonafide/internal/vision/onnx"
	"github.com/bonafide-id/bonafide/internal/vision/slots"
)

// bin is where make models puts things.
const bin = "../../../../bin"

// library opens ONNX Runtime, or skips the test.
func library(t testing.TB) {
	t.Helper()
	_, err := ort.Open(filepath.Join(bin, "lib", "libonnxruntime.so.1"))
	if fault.Has(err, fault.ModelMissing) {
		t.Skipf("not run: %v", err)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// model loads a slot that make models fills, or skips the test.
func model(t testing.TB, slot string) *slots.Model {
	t.Helper()
	m, err := slots.LoadOne(os.DirFS(filepath.Join(bin, "models")), slot)
	if fault.Has(err, fault.ModelMissing) {
		t.Skipf("not run: make models has not filled %s: %v", slot, err)
	}
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func net(t testing.TB, m *slots.Model) *ort.Net {
	t.Helper()
	n, err := ort.New(m)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := n.Close(); err != nil {
			t.Error(err)
		}
	})
	return n
}

func finder(t testing.TB) *facenet.Finder {
	t.Helper()
	library(t)
	var all []facenet.Model
	for _, slot := range []string{slots.FaceDetect, slots.FaceLandmarks, slots.FaceDescribe} {
		m := model(t, slot)
		all = append(all, facenet.Model{Net: net(t, m), Input: m.Input})
	}
	return facenet.New(all[0], all[1], all[2], facenet.Default())
}

// affine is y = 2x + 1 for two numbers and any number of rows, written by package onnx.
func affine(t *testing.T) *slots.Model {
	t.Helper()
	data, err := onnx.Model{Producer: "test", Graph: onnx.Graph{
		Name:    "affine",
		Inputs:  []onnx.Value{{Name: "x", Dims: []onnx.Dim{{Name: "rows"}, {Size: 2}}}},
		Outputs: []onnx.Value{{Name: "y", Dims: []onnx.Dim{{Name: "rows"}, {Size: 2}}}, {Name: "z", Dims: []onnx.Dim{{Name: "rows"}, {Size: 2}}}},
		Weights: []onnx.Tensor{
			{Name: "two", Floats: []float32{2}}, {Name: "w", Dims: []int64{2, 2}, Floats: []float32{1, 0, 0, 1}}, {Name: "b", Dims: []int64{2}, Floats: []float32{2, 2}},
		},
		Nodes: []onnx.Node{
			{Op: "Mul", Inputs: []string{"x", "two"}, Outputs: []string{"z"}},
			{Op: "Gemm", Inputs: []string{"z", "w", "b"}, Outputs: []string{"y"}, Attributes: []onnx.Attribute{onnx.Float("beta", 0.5), onnx.Int("transB", 1)}},
		},
	}}.Encode()
	if err != nil {
		t.Fatal(err)
	}
	return &slots.Model{Manifest: slots.Manifest{File: "affine.onnx", Input: slots.Input{Name: "x"}, Outputs: []string{"y", "z"}}, Data: data}
}

func TestRun(t *testing.T) {
	library(t)
	n := net(t, affine(t))
	for range 2 {
		got, err := n.Run(context.Background(), []float32{1, 2, 3, -4}, []int64{2, 2})
		if err != nil || len(got) != 2 || [4]float32(got[0]) != [4]float32{3, 5, 7, -7} || [4]float32(got[1]) != [4]float32{2, 4, 6, -8} {
			t.Fatal(got, err)
		}
	}
	for name, shape := range map[string][]int64{"another width": {1, 4}, "more than there is": {9, 2}, "none": nil, "negative": {-1, 2}} {
		if got, err := n.Run(context.Background(), []float32{1, 2, 3, 4}, shape); got != nil || err == nil {
			t.Errorf("%s: %v %v", name, got, err)
		}
	}
	ended, cancel := context.WithCancel(context.Background())
	cancel()
	if got, err := n.Run(ended, []float32{1, 2}, []int64{1, 2}); got != nil || !errors.Is(err, context.Canceled) {
		t.Errorf("after the end: %v %v", got, err)
	}
}

func TestOpenWithoutLibrary(t *testing.T) {
	if _, err := ort.Open(filepath.Join(t.TempDir(), "none.so")); !fault.Has(err, fault.ModelMissing) {
		t.Error(err)
	}
}

func TestModelsThatAreNone(t *testing.T) {
	library(t)
	cut, other := affine(t), affine(t)
	cut.Data = cut.Data[:len(cut.Data)/2]
	other.Input.Name = "no such input"
	empty := &slots.Model{Manifest: cut.Manifest}
	for name, m := range map[string]*slots.Model{"cut": cut, "empty": empty} {
		if n, err := ort.New(m); n != nil || !fault.Has(err, fault.ModelWrong) {
			t.Errorf("%s: %v", name, err)
		}
	}
	n, err := ort.New(other)
	if err == nil { // ONNX Runtime looks at names when it runs
		_, err = n.Run(context.Background(), []float32{1, 2}, []int64{1, 2})
	}
	if err == nil {
		t.Error("an input of another name is taken")
	}
}

// The converted nets give what is known of them.
func TestGolden(t *testing.T) {
	library(t)
	for _, slot := range []string{slots.FaceDetect, slots.FaceLandmarks, slots.FaceDescribe} {
		m := model(t, slot)
		if m.Golden == nil {
			t.Fatalf("%s has no golden output", slot)
		}
		outputs, err := net(t, m).Run(context.Background(), slots.GoldenInput(m.Golden.Shape), m.Golden.Shape)
		if err != nil {
			t.Fatal(err)
		}
		if err := m.Golden.Check(outputs[0]); err != nil {
			t.Errorf("%s: %v", slot, err)
		}
		outputs[0][0] += float32(2 * m.Golden.Tolerance)
		if err := m.Golden.Check(outputs[0]); !fault.Has(err, fault.ModelWrong) {
			t.Errorf("%s: an output that is off by twice the tolerance passes: %v", slot, err)
		}
	}
}

func BenchmarkNets(b *testing.B) {
	library(b)
	for _, row := range []struct {
		slot string
		side int64
	}{{slots.FaceDetect, 160}, {slots.FaceDetect, 224}, {slots.FaceDetect, 416}, {slots.FaceLandmarks, 112}, {slots.FaceDescribe, 150}} {
		b.Run(fmt.Sprintf("%s/%d", row.slot, row.side), func(b *testing.B) {
			n := net(b, model(b, row.slot))
			shape := []int64{1, 3, row.side, row.side}
			input := slots.GoldenInput(shape)
			b.ReportAllocs()
			for b.Loop() {
				if _, err := n.Run(context.Background(), input, shape); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
