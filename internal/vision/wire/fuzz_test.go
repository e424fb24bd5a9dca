package wire_test

import (
	"bytes"
	"errors"
	"io"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/bonafide-id/bonafide/fault"
	"github.com/bonafide-id/bonafide/internal/vision/wire"
)

// seeds adds every vector, and broken ones.
func seeds(f *testing.F) {
	frames := vectors(f)
	if len(frames) == 0 {
		f.Fatal("no vectors")
	}
	for _, frame := range frames {
		f.Add(frame)
		f.Add(frame[:len(frame)/2])
	}
	f.Add(announced(1<<31, 1<<31, "{}", nil))
	f.Add(frame("{}", nil))
}

// judged: an error is the end of the stream or code fault.VisionProtocol.
func judged(t *testing.T, err error) {
	t.Helper()
	if err != nil && !errors.Is(err, io.EOF) && fault.CodeOf(err) != fault.VisionProtocol {
		t.Errorf("code %q: %v", fault.CodeOf(err), err)
	}
}

// FuzzRequest: what a worker reads. No panic; an error comes with the zero value; what is taken is written and read back as it was.
func FuzzRequest(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, input []byte) {
		q, picture, err := wire.NewReader(bytes.NewReader(input), wire.Limits{}).ReadRequest()
		judged(t, err)
		if err != nil {
			if !cmp.Equal(q, wire.Request{}) || picture != nil {
				t.Errorf("%v with %+v", err, q)
			}
			return
		}
		var buf bytes.Buffer
		if err := wire.NewWriter(&buf, wire.Limits{}).WriteRequest(q, picture); err != nil {
			t.Fatal(err)
		}
		again, same, err := wire.NewReader(&buf, wire.Limits{}).ReadRequest()
		if err != nil || !cmp.Equal(normal(q), normal(again)) || !bytes.Equal(picture, same) {
			t.Errorf("%v: %+v became %+v", err, q, again)
		}
	})
}

// normal: empty lists and none are the same request.
func normal(q wire.Request) wire.Request {
	if len(q.Want) == 0 {
		q.Want = nil
	}
	if len(q.Hide) == 0 {
		q.Hide = nil
	}
	return q
}

// FuzzHello: what a server reads first.
func FuzzHello(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, input []byte) {
		h, err := wire.NewReader(bytes.NewReader(input), wire.Limits{}).ReadHello()
		judged(t, err)
		switch {
		case err != nil && !cmp.Equal(h, wire.Hello{}):
			t.Errorf("%v with %+v", err, h)
		case err == nil && (h.Version != wire.Version || len(h.Models) > 64):
			t.Errorf("%+v", h)
		}
	})
}

// FuzzReply: what a server reads from a worker that may be anything. What passes is within the limits that the rest of the server relies on, and is
// written and read back as something that passes.
func FuzzReply(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, input []byte) {
		p, payload, err := wire.NewReader(bytes.NewReader(input), wire.Limits{}).ReadReply()
		judged(t, err)
		if err != nil {
			if !cmp.Equal(p, wire.Reply{}) || payload != nil {
				t.Errorf("%v with %+v", err, p)
			}
			return
		}
		for _, q := range []wire.Request{askDocument, askFaces, askMask} {
			q.ID = p.ID
			err := p.Validate(q, payload)
			judged(t, err)
			if err != nil {
				continue
			}
			if p.Document != nil && (p.Document.Width <= 0 || len(p.Document.Faces) > 256) || p.Faces != nil && q.Do != wire.DoFaces {
				t.Errorf("passed: %+v", p)
			}
			var buf bytes.Buffer
			if err := wire.NewWriter(&buf, wire.Limits{}).WriteReply(p, payload); err != nil {
				t.Fatal(err)
			}
			again, same, err := wire.NewReader(&buf, wire.Limits{}).ReadReply()
			if err != nil || again.Validate(q, same) != nil || !bytes.Equal(payload, same) {
				t.Errorf("%v, %v: %+v became %+v", err, again.Validate(q, same), p, again)
			}
		}
	})
}
