package web

import (
	"bytes"
	"errors"
	"io"
	"mime/multipart"
)

// EachPart reads a multipart body and hands its parts over one by one; n is how many there were. An error is the body's (a broken one, one over its limit,
// one of more than most parts, one that ends before its last boundary) or what read returns.
func EachPart(body io.Reader, boundary string, most int, read func(*multipart.Part) error) (n int, err error) {
	end := &tail{from: body}
	parts := multipart.NewReader(end, boundary)
	for ; ; n++ {
		part, err := parts.NextPart()
		if err == io.EOF {
			// The standard library says the same when a body ends inside a part's header.
			if !bytes.Contains(end.last, []byte("--"+boundary+"--")) {
				return n, errors.New("no last boundary")
			}
			return n, nil
		}
		if err != nil {
			return n, err
		}
		if n == most {
			return n, errors.New("too many parts")
		}
		if err := read(part); err != nil {
			return n, err
		}
	}
}

// Cut reads r to its end and keeps at most n bytes.
func Cut(r io.Reader, n int64) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(r, n))
	if err == nil {
		_, err = io.Copy(io.Discard, r)
	}
	return data, err
}

// tail remembers the last bytes that were read: a last boundary, which is at most 74 bytes long, and some epilogue.
type tail struct {
	from io.Reader
	last []byte
}

const tailBytes = 4 << 10

func (t *tail) Read(p []byte) (int, error) {
	n, err := t.from.Read(p)
	t.last = append(t.last, p[:n]...)
	if over := len(t.last) - tailBytes; over > 0 {
		t.last = append(t.last[:0], t.last[over:]...)
	}
	return n, err
}
