package vision

import (
	"context"
	"fmt"

	"github.com/bonafide-id/bonafide/document"
	"github.com/bonafide-id/bonafide/internal/vision/wire"
)

// Page reads one side of a document and measures what package verification judges. Codes as of Document.
func (c *Client) Page(ctx context.Context, picture []byte, hint document.Hint) (document.Page, error) {
	r := c.do(ctx, wire.Request{Do: wire.DoDocument, Country: hint.Country, IDType: hint.IDType, Inspect: true}, picture)
	if r.err != nil {
		return document.Page{}, fmt.Errorf("vision: %w", r.err)
	}
	return page(*r.reply.Document, r.hello), nil
}

// page is a reply in the words of package document.
func page(d wire.Document, hello wire.Hello) document.Page {
	p := document.Page{Width: d.Width, Height: d.Height, Documents: d.Documents, Type: document.Type(d.Type), Side: document.Side(d.Side), Sure: d.Sure,
		Border: place(d.Border), Fields: map[document.Field]document.Reading{}, Measures: map[document.Measure]document.Measured{}, Surround: d.Surround,
		Lines: legible(d.Lines), NotRun: map[string]string{}, Models: models(hello, "")}
	for _, engine := range wire.Engines() {
		if ran := part(d.Ran, engine); !ran.Ran {
			p.NotRun[engine] = ran.Why
		}
	}
	for _, f := range d.Fields {
		p.Fields[document.Field(f.Name)] = document.Reading{Value: f.Value, Confidence: f.Confidence, Least: f.Least, Second: f.Second,
			SettledBy: document.Source(f.SettledBy), Place: place(f.Quad)}
	}
	for _, m := range d.Measures {
		p.Measures[document.Measure(m.Name)] = document.Measured{Value: m.Value, Place: place(m.Quad), Why: m.Why}
	}
	if len(d.Zones) > 0 {
		z := d.Zones[0]
		p.Zone = &document.Zone{Raw: z.Raw, Lines: z.Lines, Confidence: z.Confidence, Place: place(z.Quad)}
	}
	for _, code := range d.Codes {
		if code.Text != "" {
			p.Codes = append(p.Codes, document.Code{Symbology: code.Symbology, Text: code.Text, Place: place(code.Quad)})
		}
	}
	for _, f := range faces(wire.FaceList{Width: d.Width, Height: d.Height, Ran: d.Ran, Faces: d.Faces, Gray: d.Gray}, hello).Faces {
		p.Faces = append(p.Faces, document.Face{X: f.X, Y: f.Y, Width: f.Width, Height: f.Height, Score: f.Score, Model: f.Model, Template: f.Template, Gray: f.Gray})
	}
	return p
}

func place(points []wire.Point) document.Quad {
	if len(points) == 0 {
		return nil
	}
	q := make(document.Quad, len(points))
	for i, p := range points {
		q[i] = document.Point(p)
	}
	return q
}
