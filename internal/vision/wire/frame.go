package wire

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"io"

	"github.com/bonafide-id/bonafide/fault"
)

// Limits of a frame, bytes. Zero takes the default, which nothing exceeds.
type Limits struct {
	Header  int // of the JSON, default and most 4 MiB
	Payload int // of the picture, default and most 40 MiB
}

const (
	maxHeader  = 4 << 20
	maxPayload = 40 << 20
	// maxValues bounds what a header unfolds to: an empty object takes three bytes on the wire and a hundred once decoded.
	maxValues = 200_000
	// chunk is what is allocated ahead of what has arrived.
	chunk = 64 << 10
)

func (l Limits) within() Limits {
	if l.Header <= 0 || l.Header > maxHeader {
		l.Header = maxHeader
	}
	if l.Payload <= 0 || l.Payload > maxPayload {
		l.Payload = maxPayload
	}
	return l
}

// MaxPayload is the most bytes a picture may have.
func (l Limits) MaxPayload() int { return l.within().Payload }

// Reader reads frames: 4 bytes length of the header, 4 bytes length of the payload, both big-endian, the header as JSON, the payload. What is not
// that has code fault.VisionProtocol; a stream that ends between two frames is io.EOF, and one that ends within a frame wraps
// io.ErrUnexpectedEOF. Memory grows with what arrives, never with what a length announces.
type Reader struct {
	r      io.Reader
	limits Limits
}

// NewReader reads from r, unbuffered.
func NewReader(r io.Reader, limits Limits) *Reader { return &Reader{r, limits.within()} }

// ReadHello reads a worker's first frame. A worker of another version of the protocol is refused.
func (r *Reader) ReadHello() (Hello, error) {
	var h Hello
	payload, err := r.read(&h)
	if err != nil {
		return Hello{}, err
	}
	if len(payload) > 0 {
		return Hello{}, breach("hello", "a payload of %d bytes", len(payload))
	}
	if err := h.Validate(); err != nil {
		return Hello{}, err
	}
	return h, nil
}

// ReadRequest reads a request and its picture.
func (r *Reader) ReadRequest() (Request, []byte, error) {
	var q Request
	picture, err := r.read(&q)
	if err != nil {
		return Request{}, nil, err
	}
	if err := q.Validate(); err != nil {
		return Request{}, nil, err
	}
	return q, picture, nil
}

// ReadReply reads a reply and its payload as they stand; Reply.Validate holds them against the request.
func (r *Reader) ReadReply() (Reply, []byte, error) {
	var p Reply
	payload, err := r.read(&p)
	if err != nil {
		return Reply{}, nil, err
	}
	return p, payload, nil
}

// read reads one frame and decodes its header into message.
func (r *Reader) read(message any) (payload []byte, err error) {
	var sizes [8]byte
	if _, err := io.ReadFull(r.r, sizes[:]); err != nil {
		if errors.Is(err, io.EOF) {
			return nil, io.EOF
		}
		return nil, &fault.Error{Code: fault.VisionProtocol, Place: "lengths", Err: err}
	}
	header, length := binary.BigEndian.Uint32(sizes[:4]), binary.BigEndian.Uint32(sizes[4:])
	if int64(header) > int64(r.limits.Header) || int64(length) > int64(r.limits.Payload) {
		return nil, breach("lengths", "%d and %d bytes announced, at most %d and %d", header, length, r.limits.Header, r.limits.Payload)
	}
	text, err := r.take("header", int(header))
	if err != nil {
		return nil, err
	}
	// The header is judged first: nothing is kept of a picture that belongs to none.
	if err := decode(text, message); err != nil {
		return nil, err
	}
	return r.take("payload", int(length))
}

// take reads length bytes, allocating as they come.
func (r *Reader) take(place string, length int) ([]byte, error) {
	if length == 0 {
		return nil, nil
	}
	out := make([]byte, 0, min(length, chunk))
	for len(out) < length {
		if len(out) == cap(out) { // doubles, so at most twice what has arrived
			out = append(make([]byte, 0, min(length, 2*cap(out))), out...)
		}
		n, err := io.ReadFull(r.r, out[len(out):cap(out)])
		out = out[:len(out)+n]
		if err != nil {
			if errors.Is(err, io.EOF) {
				err = io.ErrUnexpectedEOF
			}
			return nil, &fault.Error{Code: fault.VisionProtocol, Place: place, Err: err}
		}
	}
	return out, nil
}

// decode reads one JSON object. Members nobody knows are left alone: messages grow by adding.
func decode(header []byte, message any) error {
	if len(header) == 0 || header[0] != '{' {
		return breach("header", "not a JSON object")
	}
	if n := values(header); n > maxValues {
		return breach("header", "more than %d values", maxValues)
	}
	if err := json.Unmarshal(header, message); err != nil {
		return breach("header", "%s", jsonFault(err))
	}
	return nil
}

// jsonFault is what is wrong with JSON, without a word of its content: that may be personal.
func jsonFault(err error) string {
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	switch {
	case errors.As(err, &syntax):
		return "malformed JSON"
	case errors.As(err, &kind):
		return "a JSON value of the wrong kind"
	}
	return "JSON that does not decode"
}

// values bounds from above how many values stand in JSON text.
func values(text []byte) (n int) {
	inString := false
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case inString && c == '\\':
			i++
		case c == '"':
			inString = !inString
		case !inString && (c == ',' || c == '[' || c == '{'):
			n++
		}
	}
	return n
}

// Writer writes frames. It is not safe for use by several goroutines.
type Writer struct {
	w      io.Writer
	limits Limits
}

// NewWriter writes to w, each frame in one or two writes.
func NewWriter(w io.Writer, limits Limits) *Writer { return &Writer{w, limits.within()} }

// WriteHello writes a worker's first frame.
func (w *Writer) WriteHello(h Hello) error { return w.write(h, nil) }

// WriteRequest writes a request and its picture.
func (w *Writer) WriteRequest(q Request, picture []byte) error { return w.write(q, picture) }

// WriteReply writes a reply and its payload.
func (w *Writer) WriteReply(p Reply, payload []byte) error { return w.write(p, payload) }

// write frames message. What does not fit has code fault.VisionProtocol and nothing of it is written.
func (w *Writer) write(message any, payload []byte) error {
	frame, err := appendHeader(make([]byte, 8, 1024), message)
	if err != nil {
		return breach("header", "does not encode: %v", err)
	}
	header := len(frame) - 8
	if header > w.limits.Header || len(payload) > w.limits.Payload {
		return breach("frame", "%d and %d bytes, at most %d and %d", header, len(payload), w.limits.Header, w.limits.Payload)
	}
	binary.BigEndian.PutUint32(frame[:4], uint32(header))
	binary.BigEndian.PutUint32(frame[4:8], uint32(len(payload)))
	if _, err := w.w.Write(frame); err != nil {
		return err
	}
	if len(payload) == 0 {
		return nil
	}
	_, err = w.w.Write(payload)
	return err
}

func appendHeader(into []byte, message any) ([]byte, error) {
	buf := bytes.NewBuffer(into)
	encoder := json.NewEncoder(buf)
	encoder.SetEscapeHTML(false) // MRZ are full of '<'
	if err := encoder.Encode(message); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(buf.Bytes(), []byte("\n")), nil
}

func breach(place, format string, args ...any) error {
	return fault.Newf(fault.VisionProtocol, place, format, args...)
}
