package onnx

import (
	"encoding/binary"
	"math"

	"google.golang.org/protobuf/encoding/protowire"
)

// Encode returns the file. The same model gives the same bytes. A graph that does not hang together has code fault.Invalid.
func (m Model) Encode() ([]byte, error) {
	if err := m.Graph.validate(); err != nil {
		return nil, err
	}
	var p proto
	p.int(1, irVersion)
	p.text(2, m.Producer)
	p.text(6, m.Doc)
	p.message(7, m.Graph.encode)
	p.message(8, func(p *proto) { p.int(2, opset) })
	return p.b, nil
}

// proto appends protobuf fields. The numbers in this file are those of onnx.proto.
type proto struct{ b []byte }

func (p *proto) int(field protowire.Number, v int64) {
	p.b = protowire.AppendTag(p.b, field, protowire.VarintType)
	p.b = protowire.AppendVarint(p.b, uint64(v))
}

// text leaves an empty string out, as protobuf writers do.
func (p *proto) text(field protowire.Number, v string) {
	if v != "" {
		p.entry(field, v)
	}
}

// entry is one of a repeated string, which counts even when it is empty.
func (p *proto) entry(field protowire.Number, v string) {
	p.b = protowire.AppendTag(p.b, field, protowire.BytesType)
	p.b = protowire.AppendString(p.b, v)
}

func (p *proto) message(field protowire.Number, write func(*proto)) {
	var inner proto
	write(&inner)
	p.b = protowire.AppendTag(p.b, field, protowire.BytesType)
	p.b = protowire.AppendBytes(p.b, inner.b)
}

// encode writes a GraphProto.
func (g Graph) encode(p *proto) {
	for _, n := range g.Nodes {
		p.message(1, n.encode)
	}
	p.text(2, g.Name)
	for _, t := range g.Weights {
		p.message(5, t.encode)
	}
	for _, v := range g.Inputs {
		p.message(11, v.encode)
	}
	for _, v := range g.Outputs {
		p.message(12, v.encode)
	}
}

// encode writes a NodeProto.
func (n Node) encode(p *proto) {
	for _, name := range n.Inputs {
		p.entry(1, name)
	}
	for _, name := range n.Outputs {
		p.entry(2, name)
	}
	p.text(3, n.Name)
	p.text(4, n.Op)
	for _, a := range n.Attributes {
		p.message(5, a.encode)
	}
}

// encode writes an AttributeProto.
func (a Attribute) encode(p *proto) {
	p.text(1, a.name)
	switch a.kind {
	case kindFloat:
		p.b = protowire.AppendTag(p.b, 2, protowire.Fixed32Type)
		p.b = protowire.AppendFixed32(p.b, math.Float32bits(a.float))
	case kindInt:
		p.int(3, a.number)
	case kindString:
		p.entry(4, a.text)
	case kindInts:
		for _, v := range a.list {
			p.int(8, v)
		}
	}
	p.int(20, int64(a.kind))
}

// Element types of TensorProto.DataType.
const (
	elementFloat = 1
	elementInt64 = 7
)

// encode writes a TensorProto, its numbers as raw little-endian bytes.
func (t Tensor) encode(p *proto) {
	for _, d := range t.Dims {
		p.int(1, d)
	}
	element, raw := int64(elementFloat), make([]byte, 0, 4*len(t.Floats)+8*len(t.Ints))
	for _, f := range t.Floats {
		raw = binary.LittleEndian.AppendUint32(raw, math.Float32bits(f))
	}
	if len(t.Ints) > 0 {
		element = elementInt64
	}
	for _, n := range t.Ints {
		raw = binary.LittleEndian.AppendUint64(raw, uint64(n))
	}
	p.int(2, element)
	p.text(8, t.Name)
	p.b = protowire.AppendTag(p.b, 9, protowire.BytesType)
	p.b = protowire.AppendBytes(p.b, raw)
}

// encode writes a ValueInfoProto.
func (v Value) encode(p *proto) {
	p.text(1, v.Name)
	p.message(2, func(p *proto) { // TypeProto
		p.message(1, func(p *proto) { // TypeProto.Tensor
			p.int(1, elementFloat)
			p.message(2, func(p *proto) { // TensorShapeProto
				for _, d := range v.Dims {
					p.message(1, d.encode)
				}
			})
		})
	})
}

func (d Dim) encode(p *proto) {
	if d.Name != "" {
		p.text(2, d.Name)
		return
	}
	p.int(1, d.Size)
}
