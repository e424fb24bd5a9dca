package vision

import (
	"context"
	"fmt"

	"github.com/bonafide-id/bonafide/document"
	"github.com/bonafide-id/bonafide/document/kr"
	"github.com/bonafide-id/bonafide/internal/app/submission"
	"github.com/bonafide-id/bonafide/internal/vision/wire"
)

var _ submission.Masker = (*Client)(nil)

// Mask implements submission.Masker. Codes as of Document.
func (c *Client) Mask(ctx context.Context, picture []byte, places []document.Quad) ([]byte, error) {
	request := wire.Request{Do: wire.DoMask}
	for _, q := range places {
		corners := make([]wire.Point, len(q))
		for i, p := range q {
			corners[i] = wire.Point(p)
		}
		request.Hide = append(request.Hide, corners)
	}
	r := c.do(ctx, request, picture)
	if r.err != nil {
		return nil, fmt.Errorf("vision: %w", r.err)
	}
	return r.payload, nil
}

// numbers are the places in print of what looks like a Korean registration number, or of digits that the zone says are part of one.
func numbers(d wire.Document, zone *document.Zone) (places []document.Quad) {
	known := kr.ZoneNumber(zone)
	for _, line := range d.Lines {
		for _, at := range kr.Numbers(line.Text) {
			places = append(places, kr.InLine(line.Text, place(line.Quad), at))
		}
		for _, at := range kr.Holds(line.Text, known) {
			places = append(places, kr.InLine(line.Text, place(line.Quad), at))
		}
	}
	return places
}
