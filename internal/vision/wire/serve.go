package wire

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/bonafide-id/bonafide/fault"
)

// Handler is what a worker does.
type Handler struct {
	Hello Hello // what it says of itself first
	// Handle answers one request. ctx ends at the request's deadline; what is not done by then is not run. The reply's id is set by Serve. A
	// panic, or a reply that Reply.Validate refuses, is answered with code fault.VisionFailed.
	// Before an engine runs, entering is told which.
	Handle func(ctx context.Context, request Request, picture []byte, entering func(engine string)) (Reply, []byte)
	Limits Limits // zero: the default
}

// Serve is a worker's loop: its hello, then one request after the other until in ends (nil) or ctx does. A read that waits does not see ctx end
// unless in is an io.Closer that Close wakes, as pipes are. An error of in or out, or a frame that is none (fault.VisionProtocol), ends it: behind
// such a frame nothing can be trusted.
func Serve(ctx context.Context, in io.Reader, out io.Writer, handler Handler) error {
	if closer, ok := in.(io.Closer); ok {
		defer context.AfterFunc(ctx, func() { _ = closer.Close() })()
	}
	r, w := NewReader(in, handler.Limits), NewWriter(out, handler.Limits)
	if err := w.WriteHello(handler.Hello); err != nil {
		return err
	}
	for ctx.Err() == nil {
		request, picture, err := r.ReadRequest()
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return err
		}
		if err := answer(ctx, w, handler, request, picture); err != nil {
			return err
		}
	}
	return ctx.Err()
}

func answer(ctx context.Context, w *Writer, handler Handler, request Request, picture []byte) error {
	if request.DeadlineMS > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, time.Duration(request.DeadlineMS)*time.Millisecond)
		defer cancel()
	}
	entering := func(engine string) { _ = w.WriteReply(Reply{ID: request.ID, Entering: engine}, nil) } // should out be closed, the answer will find that
	reply, payload := guarded(ctx, handler, request, picture, entering)
	err := w.WriteReply(reply, payload)
	if fault.Has(err, fault.VisionProtocol) { // too large; nothing was written
		return w.WriteReply(failed(request.ID, "the reply does not fit into a frame"), nil)
	}
	return err
}

// guarded answers in any case. The text of a panic may hold what was read, so only its kind is told.
func guarded(ctx context.Context, handler Handler, request Request, picture []byte, entering func(string)) (reply Reply, payload []byte) {
	defer func() {
		if cause := recover(); cause != nil {
			reply, payload = failed(request.ID, fmt.Sprintf("panic: %T", cause)), nil
		}
	}()
	reply, payload = handler.Handle(ctx, request, picture, entering)
	reply.ID = request.ID
	if err := reply.Validate(request, payload); err != nil {
		return failed(request.ID, "the reply breaks the protocol: "+err.Error()), nil
	}
	return reply, payload
}

func failed(id uint64, detail string) Reply {
	return Reply{ID: id, Error: &Error{Code: string(fault.VisionFailed), Detail: strings.ToValidUTF8(detail[:min(len(detail), maxWhy)], "")}}
}
