package glyph

import (
	"encoding/binary"
	"math"

	"google.golang.org/protobuf/encoding/protowire"

	"github.com/bonafide-id/bonafide/fault"
)

// maxModel bounds a model file; ours is a third of it.
const maxModel = 1 << 20

// ParseModel takes the weights out of the ONNX file that the training wrote, so that the net in Go and an inference engine read the same file. It
// knows this one net: anything else has code fault.ModelWrong.
func ParseModel(file []byte) (*Net, error) {
	if len(file) > maxModel {
		return nil, fault.New(fault.ModelWrong, "size")
	}
	net := NewNet()
	wanted := map[string]Tensor{}
	for _, t := range net.Tensors() {
		wanted[t.Name] = t
	}
	// ModelProto.graph is field 7, GraphProto.initializer field 5.
	ok := fields(file, 7, func(graph []byte) bool {
		return fields(graph, 5, func(tensor []byte) bool { return fill(wanted, tensor) })
	})
	if !ok {
		return nil, fault.New(fault.ModelWrong, "protobuf")
	}
	for name := range wanted {
		return nil, fault.New(fault.ModelWrong, name)
	}
	return net, nil
}

// fields calls each for every occurrence of the length-delimited field number in message; false when the message is not well formed or each says so.
func fields(message []byte, number protowire.Number, each func([]byte) bool) bool {
	for len(message) > 0 {
		field, kind, n := protowire.ConsumeTag(message)
		if n < 0 {
			return false
		}
		message = message[n:]
		size := protowire.ConsumeFieldValue(field, kind, message)
		if size < 0 {
			return false
		}
		if field == number && kind == protowire.BytesType {
			value, _ := protowire.ConsumeBytes(message)
			if !each(value) {
				return false
			}
		}
		message = message[size:]
	}
	return true
}

// fill copies a TensorProto (name 8, raw_data 9) into the tensor of its name, and takes it off the list.
func fill(wanted map[string]Tensor, message []byte) bool {
	var name string
	var raw []byte
	if !fields(message, 8, func(v []byte) bool { name = string(v); return true }) ||
		!fields(message, 9, func(v []byte) bool { raw = v; return true }) {
		return false
	}
	t, ok := wanted[name]
	if !ok {
		return true // a constant of the graph that is no weight
	}
	if len(raw) != 4*len(t.Data) {
		return false
	}
	for i := range t.Data {
		v := math.Float32frombits(binary.LittleEndian.Uint32(raw[4*i:]))
		if math.IsNaN(float64(v)) || math.IsInf(float64(v), 0) {
			return false
		}
		t.Data[i] = v
	}
	delete(wanted, name)
	return true
}
