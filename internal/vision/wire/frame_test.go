package wire_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"math"
	"runtime"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"

	"github.com/bonafide-id/bonafide/fault"
	"github.com/bonafide-id/bonafide/internal/vision/wire"
)

// frame makes one of any header, and announces what it is told.
func frame(header string, payload []byte) []byte {
	return announced(len(header), len(payload), header, payload)
}

func announced(headerLength, payloadLength int, header string, payload []byte) []byte {
	out := binary.BigEndian.AppendUint32(nil, uint32(headerLength))
	out = binary.BigEndian.AppendUint32(out, uint32(payloadLength))
	return append(append(out, header...), payload...)
}

// One of each, read back as it was, byte by byte too.
func TestRoundTrip(t *testing.T) {
	d, f := document(), faceList()
	frames := vectors(t)
	for name, reader := range map[string]func(io.Reader) io.Reader{"at once": func(r io.Reader) io.Reader { return r }, "byte by byte": iotest.OneByteReader} {
		r := func(vector string) *wire.Reader {
			return wire.NewReader(reader(bytes.NewReader(frames[vector])), wire.Limits{})
		}
		if h, err := r("hello").ReadHello(); err != nil || !cmp.Equal(h, hello()) {
			t.Errorf("%s: hello, %v:\n%s", name, err, cmp.Diff(hello(), h))
		}
		q, picture, err := r("request-document").ReadRequest()
		if err != nil || !cmp.Equal(q, askDocument) || !bytes.Equal(picture, jpeg) {
			t.Errorf("%s: request, %v: %+v %q", name, err, q, picture)
		}
		p, payload, err := r("reply-document").ReadReply()
		want := wire.Reply{ID: 7, Document: &d, MS: map[string]float64{"mrz": 12.5}}
		if err != nil || !cmp.Equal(p, want) || !bytes.Equal(payload, jpeg) || p.Validate(askDocument, payload) != nil {
			t.Errorf("%s: document, %v, %v:\n%s", name, err, p.Validate(askDocument, payload), cmp.Diff(want, p))
		}
		p, payload, err = r("reply-faces").ReadReply()
		if want := (wire.Reply{ID: 8, Faces: &f}); err != nil || !cmp.Equal(p, want) || payload != nil || p.Validate(askFaces, nil) != nil {
			t.Errorf("%s: faces, %v, %v:\n%s", name, err, p.Validate(askFaces, nil), cmp.Diff(want, p))
		}
	}
}

// What is no frame, and the end of a stream.
func TestReadRefuses(t *testing.T) {
	small := wire.Limits{Header: 300, Payload: 10}
	good := `{"id":1,"do":"faces"}`
	for _, row := range []struct {
		name  string
		input []byte
		want  error // nil: code fault.VisionProtocol and no more
	}{
		{"nothing", nil, io.EOF},
		{"three bytes", []byte{0, 0, 0}, io.ErrUnexpectedEOF},
		{"only lengths", announced(5, 0, "", nil), io.ErrUnexpectedEOF},
		{"half a header", announced(len(good), 0, good[:5], nil), io.ErrUnexpectedEOF},
		{"no payload", announced(len(good), 4, good, nil), io.ErrUnexpectedEOF},
		{"half a payload", announced(len(good), 4, good, []byte("ab")), io.ErrUnexpectedEOF},
		{"a header over the limit", announced(301, 0, good, nil), nil},
		{"a payload over the limit", announced(len(good), 11, good, nil), nil},
		{"lengths of 4 GiB", announced(math.MaxUint32, math.MaxUint32, "", nil), nil},
		{"no header", frame("", nil), nil},
		{"no JSON", frame("hello", nil), nil},
		{"an array", frame("[]", nil), nil},
		{"null", frame("null", nil), nil},
		{"two objects", frame(good+good, nil), nil},
		{"a number too large", frame(`{"id":1,"do":"faces","deadlineMs":1e999}`, nil), nil},
		{"an id below zero", frame(`{"id":-1,"do":"faces"}`, nil), nil},
		{"nothing to do", frame(`{"id":1}`, nil), nil},
		{"no such engine", frame(`{"id":1,"do":"faces","want":["magic"]}`, nil), nil},
		{"a deadline below zero", frame(`{"id":1,"do":"faces","deadlineMs":-1}`, nil), nil},
		{"a long hint", frame(`{"id":1,"do":"faces","country":"`+strings.Repeat("A", 65)+`"}`, nil), nil},
	} {
		t.Run(row.name, func(t *testing.T) {
			q, picture, err := wire.NewReader(bytes.NewReader(row.input), small).ReadRequest()
			if row.want == io.EOF {
				if err != io.EOF {
					t.Errorf("%v", err)
				}
				return
			}
			if fault.CodeOf(err) != fault.VisionProtocol || row.want != nil && !errors.Is(err, row.want) || row.want == nil && errors.Is(err, io.ErrUnexpectedEOF) {
				t.Errorf("%v", err)
			}
			if !cmp.Equal(q, wire.Request{}) || picture != nil {
				t.Errorf("something was read: %+v %q", q, picture)
			}
		})
	}
	if _, _, err := wire.NewReader(bytes.NewReader(frame(good+" ", []byte("0123456789"))), small).ReadRequest(); err != nil {
		t.Errorf("at the limit: %v", err)
	}
	if _, _, err := wire.NewReader(bytes.NewReader(frame(`{"id":1,"do":"faces","future":[1]}`, nil)), small).ReadRequest(); err != nil {
		t.Errorf("a member nobody knows yet: %v", err)
	}
}

// Memory follows what arrives, not what is announced, and a header does not unfold to more than its share.
func TestMemoryBound(t *testing.T) {
	allocated := func(input []byte) uint64 {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, _, err := wire.NewReader(bytes.NewReader(input), wire.Limits{}).ReadReply()
		runtime.ReadMemStats(&after)
		if fault.CodeOf(err) != fault.VisionProtocol {
			t.Errorf("%v", err)
		}
		return after.TotalAlloc - before.TotalAlloc
	}
	if n := allocated(announced(4<<20, 40<<20, "{", nil)); n > 1<<20 {
		t.Errorf("%d bytes for one that arrived", n)
	}
	if n := allocated(announced(2, 40<<20, "{}", []byte("x"))); n > 1<<20 {
		t.Errorf("%d bytes for one of a payload", n)
	}
	header := `{"document":{"faces":[` + strings.Repeat("{},", 1<<20) + `{}]}}`
	if n := allocated(frame(header, nil)); n > 4*uint64(len(header)) {
		t.Errorf("%d bytes for a header of %d", n, len(header))
	}
}

func TestWriteRefuses(t *testing.T) {
	var buf bytes.Buffer
	w := wire.NewWriter(&buf, wire.Limits{Header: 100, Payload: 10})
	d := document()
	bad := faceList()
	bad.Faces[0].Score = math.NaN()
	for name, err := range map[string]error{
		"a large header": w.WriteReply(wire.Reply{Document: &d}, nil), "a large payload": w.WriteRequest(askFaces, make([]byte, 11)),
		"no number": w.WriteReply(wire.Reply{Faces: &bad}, nil),
	} {
		if fault.CodeOf(err) != fault.VisionProtocol || buf.Len() > 0 {
			t.Errorf("%s: %v, %d bytes written", name, err, buf.Len())
		}
	}
	if err := wire.NewWriter(failing{}, wire.Limits{}).WriteRequest(askFaces, nil); !errors.Is(err, io.ErrClosedPipe) {
		t.Errorf("%v", err)
	}
}

type failing struct{}

func (failing) Write([]byte) (int, error) { return 0, io.ErrClosedPipe }

func BenchmarkReply(b *testing.B) {
	frame := vectors(b)["reply-document"]
	b.SetBytes(int64(len(frame)))
	b.ReportAllocs()
	for b.Loop() {
		p, payload, err := wire.NewReader(bytes.NewReader(frame), wire.Limits{}).ReadReply()
		if err != nil || p.Validate(askDocument, payload) != nil {
			b.Fatal(err)
		}
	}
}
