// Package onnx writes neural nets as ONNX files (ModelProto, onnx.proto of ONNX IR version 8): what the tools of this project that train
// or convert a net need, and no more. It does not read or run them; ONNX Runtime does.
package onnx

import (
	"math"
	"slices"

	"github.com/bonafide-id/bonafide/fault"
)

// Versions that the files claim. Every ONNX Runtime since 1.12 takes them.
const (
	irVersion = 8
	opset     = 13
)

// Model is a net of float32 tensors, with operators of opset 13 of the default domain.
type Model struct {
	Producer string // the program that wrote it
	Doc      string // for people: where the weights come from, their licence
	Graph    Graph
}

// Graph is the net. Nodes stand in the order in which they can be run.
type Graph struct {
	Name    string
	Inputs  []Value
	Outputs []Value
	Weights []Tensor
	Nodes   []Node
}

// Value is an input or output: float32, with one Dim for each axis.
type Value struct {
	Name string
	Dims []Dim
}

// Dim is the length of an axis: Size, or a name when it may differ from run to run.
type Dim struct {
	Size int64
	Name string
}

// Fixed returns dims of the given sizes.
func Fixed(sizes ...int64) []Dim {
	dims := make([]Dim, len(sizes))
	for i, size := range sizes {
		dims[i] = Dim{Size: size}
	}
	return dims
}

// Tensor is a constant of the net. Either Floats or Ints is there, in row-major order, as many as the product of Dims; no Dims is a scalar.
type Tensor struct {
	Name   string
	Dims   []int64
	Floats []float32
	Ints   []int64
}

// Node is one operator (Conv, Relu, ...), called Op in the ONNX operator list. An empty name among Inputs leaves an optional one out.
type Node struct {
	Op         string
	Name       string // may be empty
	Inputs     []string
	Outputs    []string
	Attributes []Attribute
}

// Attribute is a constant of an operator. Make one with Int, Ints, Float or String.
type Attribute struct {
	name   string
	kind   attributeKind
	number int64
	float  float32
	text   string
	list   []int64
}

// attributeKind is AttributeProto.AttributeType.
type attributeKind uint64

const (
	kindFloat  attributeKind = 1
	kindInt    attributeKind = 2
	kindString attributeKind = 3
	kindInts   attributeKind = 7
)

// Int is an attribute of one integer.
func Int(name string, v int64) Attribute { return Attribute{name: name, kind: kindInt, number: v} }

// Ints is an attribute of a list of integers.
func Ints(name string, v ...int64) Attribute {
	return Attribute{name: name, kind: kindInts, list: slices.Clone(v)}
}

// Float is an attribute of one number.
func Float(name string, v float32) Attribute {
	return Attribute{name: name, kind: kindFloat, float: v}
}

// String is an attribute of text.
func String(name, v string) Attribute { return Attribute{name: name, kind: kindString, text: v} }

// validate finds what ONNX Runtime would refuse less clearly. Errors have code fault.Invalid and name the tensor or node.
func (g Graph) validate() error {
	known := map[string]bool{}
	define := func(name string) error {
		if name == "" || known[name] {
			return fault.Newf(fault.Invalid, name, "a value has no name, or two have this one")
		}
		known[name] = true
		return nil
	}
	for _, v := range g.Inputs {
		if err := define(v.Name); err != nil {
			return err
		}
	}
	for _, t := range g.Weights {
		if err := define(t.Name); err != nil {
			return err
		}
		if err := t.validate(); err != nil {
			return err
		}
	}
	for _, n := range g.Nodes {
		for _, name := range n.Inputs {
			if name != "" && !known[name] {
				return fault.Newf(fault.Invalid, name, "input of %s %s that nothing before it makes", n.Op, n.Name)
			}
		}
		for _, name := range n.Outputs {
			if err := define(name); err != nil {
				return err
			}
		}
	}
	for _, v := range g.Outputs {
		if !known[v.Name] {
			return fault.Newf(fault.Invalid, v.Name, "an output that nothing makes")
		}
	}
	if len(g.Inputs) == 0 || len(g.Outputs) == 0 {
		return fault.Newf(fault.Invalid, g.Name, "a graph without inputs or outputs")
	}
	return nil
}

// maxElements of a tensor keeps a file under the 2 GB of a protobuf message.
const maxElements = 1 << 28

func (t Tensor) validate() error {
	n := int64(1)
	for _, d := range t.Dims {
		if d < 0 || d > maxElements || n*d > maxElements {
			return fault.Newf(fault.Invalid, t.Name, "dims %v", t.Dims)
		}
		n *= d
	}
	if len(t.Floats) > 0 && len(t.Ints) > 0 || int64(len(t.Floats)+len(t.Ints)) != n {
		return fault.Newf(fault.Invalid, t.Name, "dims %v with %d floats and %d integers", t.Dims, len(t.Floats), len(t.Ints))
	}
	for i, f := range t.Floats {
		if f64 := float64(f); math.IsNaN(f64) || math.IsInf(f64, 0) {
			return fault.Newf(fault.Invalid, t.Name, "element %d is not finite", i)
		}
	}
	return nil
}
