package wire_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/bonafide-id/bonafide/fault"
	"github.com/bonafide-id/bonafide/internal/vision/wire"
)

// served runs a worker on requests and returns its replies.
func served(t *testing.T, handle func(context.Context, wire.Request, []byte, func(string)) (wire.Reply, []byte), requests ...wire.Request) []wire.Reply {
	t.Helper()
	var in, out bytes.Buffer
	w := wire.NewWriter(&in, wire.Limits{})
	for i, q := range requests {
		q.ID = uint64(i + 1)
		if err := w.WriteRequest(q, jpeg); err != nil {
			t.Fatal(err)
		}
	}
	if err := wire.Serve(t.Context(), &in, &out, wire.Handler{Hello: hello(), Handle: handle}); err != nil {
		t.Fatal(err)
	}
	r := wire.NewReader(&out, wire.Limits{})
	if _, err := r.ReadHello(); err != nil {
		t.Fatal(err)
	}
	var replies []wire.Reply
	entered := 0
	for {
		p, _, err := r.ReadReply()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		if p.Entering != "" { // it says so before the answer
			if q := (wire.Request{ID: uint64(len(replies) + 1)}); p.ValidateEntering(q, nil) != nil || p.Entering != wire.Faces {
				t.Errorf("before reply %d: %+v", len(replies)+1, p)
			}
			entered++
			continue
		}
		replies = append(replies, p)
	}
	if entered != len(requests) {
		t.Errorf("%d times an engine was entered, of %d", entered, len(requests))
	}
	if len(replies) != len(requests) {
		t.Fatalf("%d replies to %d requests", len(replies), len(requests))
	}
	return replies
}

func TestServe(t *testing.T) {
	replies := served(t, func(ctx context.Context, q wire.Request, picture []byte, entering func(string)) (wire.Reply, []byte) {
		entering(wire.Faces)
		f := faceList()
		switch q.Country {
		case "panic":
			panic("ERIKSSON ANNA MARIA")
		case "NaN":
			f.Faces[0].Score = math.NaN()
		case "wrong":
			return wire.Reply{}, nil
		case "large":
			d := document()
			d.Lines = make([]wire.Line, 4000)
			for i := range d.Lines {
				d.Lines[i].Text = strings.Repeat("x", 4000)
			}
			return wire.Reply{Document: &d}, nil
		case "wait":
			<-ctx.Done()
		}
		if !bytes.Equal(picture, jpeg) {
			t.Errorf("picture %q", picture)
		}
		return wire.Reply{ID: 99, Faces: &f}, nil
	}, askFaces, wire.Request{Do: wire.DoFaces, Country: "panic"}, wire.Request{Do: wire.DoFaces, Country: "NaN"}, wire.Request{Do: wire.DoFaces, Country: "wrong"},
		wire.Request{Do: wire.DoDocument, Country: "large"}, wire.Request{Do: wire.DoFaces, Country: "wait", DeadlineMS: 20}, askFaces)
	for i, p := range replies {
		failed := i > 0 && i < 5
		if p.ID != uint64(i+1) || (p.Error != nil) != failed || failed && p.Error.Code != string(fault.VisionFailed) {
			t.Errorf("reply %d: %+v", i, p)
		}
		if p.Error != nil && strings.Contains(p.Error.Detail, "ERIKSSON") {
			t.Error("what was read is told")
		}
	}
}

func TestServeEnds(t *testing.T) {
	handler := wire.Handler{Hello: hello(), Handle: func(context.Context, wire.Request, []byte, func(string)) (wire.Reply, []byte) {
		return wire.Reply{}, nil
	}}
	if err := wire.Serve(t.Context(), strings.NewReader("no frame at all"), io.Discard, handler); fault.CodeOf(err) != fault.VisionProtocol {
		t.Errorf("garbage: %v", err)
	}
	if err := wire.Serve(t.Context(), strings.NewReader(""), failing{}, handler); !errors.Is(err, io.ErrClosedPipe) {
		t.Errorf("no output: %v", err)
	}
	in, _ := io.Pipe()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	if err := wire.Serve(ctx, in, io.Discard, handler); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("the end of the context: %v", err)
	}
}
