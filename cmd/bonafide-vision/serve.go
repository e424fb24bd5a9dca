package main

import (
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/bonafide-id/bonafide/internal/vision/wire"
)

const maxHead, maxPayload = 1 << 20, 64 << 20

// serve answers one request after the other until the input ends.
func serve(in io.Reader, out io.Writer, p *parts) error {
	if err := writeFrame(out, p.hello(), nil); err != nil {
		return err
	}
	for {
		head, payload, err := readFrame(in)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		var request wire.Request
		if err := json.Unmarshal(head, &request); err != nil {
			return err
		}
		reply, drawing := p.handle(context.Background(), request, payload)
		if err := writeFrame(out, reply, drawing); err != nil {
			return err
		}
	}
}

func writeFrame(out io.Writer, message any, payload []byte) error {
	head, err := json.Marshal(message)
	if err != nil {
		return err
	}
	frame := binary.BigEndian.AppendUint32(nil, uint32(len(head)))
	frame = binary.BigEndian.AppendUint32(frame, uint32(len(payload)))
	_, err = out.Write(append(append(frame, head...), payload...))
	return err
}

func readFrame(in io.Reader) (head, payload []byte, err error) {
	var sizes [8]byte
	if _, err := io.ReadFull(in, sizes[:]); err != nil {
		return nil, nil, err
	}
	h, p := binary.BigEndian.Uint32(sizes[:4]), binary.BigEndian.Uint32(sizes[4:])
	if h > maxHead || p > maxPayload {
		return nil, nil, fmt.Errorf("a frame of %d and %d bytes", h, p)
	}
	both := make([]byte, h+p)
	_, err = io.ReadFull(in, both)
	return both[:h], both[h:], err
}
