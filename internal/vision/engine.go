package vision

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/bonafide-id/bonafide/internal/app/submission"
	"github.com/bonafide-id/bonafide/internal/vision/wire"
)

var _ submission.Engine = (*Client)(nil)

// describe is the slot of the model that templates belong to.
const describe = "face.describe"

// Document implements submission.Engine.
func (c *Client) Document(ctx context.Context, picture []byte, hint submission.Hint) (submission.Reading, error) {
	r := c.do(ctx, wire.Request{Do: wire.DoDocument, Country: hint.Country, IDType: hint.IDType, Inspect: true}, picture)
	if r.err != nil {
		return submission.Reading{}, fmt.Errorf("vision: %w", r.err)
	}
	read, seen := reading(*r.reply.Document, r.hello), page(*r.reply.Document, r.hello)
	read.Page, read.Numbers = &seen, numbers(*r.reply.Document, seen.Zone)
	return read, nil
}

// Faces implements submission.Engine.
func (c *Client) Faces(ctx context.Context, picture []byte) (submission.Faces, error) {
	r := c.do(ctx, wire.Request{Do: wire.DoFaces, Want: []string{wire.Faces}}, picture)
	if r.err != nil {
		return submission.Faces{}, fmt.Errorf("vision: %w", r.err)
	}
	return faces(*r.reply.Faces, r.hello), nil
}

func reading(d wire.Document, hello wire.Hello) submission.Reading {
	r := submission.Reading{Width: d.Width, Height: d.Height, Documents: d.Documents, MRZ: part(d.Ran, wire.MRZ), Text: part(d.Ran, wire.Text), Codes: part(d.Ran, wire.Codes),
		Models: models(hello, "")}
	if len(d.Zones) > 0 {
		r.MRZLines, r.MRZRaw = d.Zones[0].Lines, d.Zones[0].Raw
	}
	r.TextLines = legible(d.Lines)
	for _, code := range d.Codes {
		if code.Text != "" { // what is no text has no place in a reading
			r.CodeTexts = append(r.CodeTexts, code.Text)
		}
	}
	r.Faces = faces(wire.FaceList{Width: d.Width, Height: d.Height, Ran: d.Ran, Faces: d.Faces, Gray: d.Gray}, hello)
	return r
}

// Confidences of a line, 0 to 1. In noise and woven cloth a text engine sees words by the hundred, none of them surely; a page on which nothing is
// sure holds no text.
const (
	sureLine    = 0.80
	sureLetters = 4 // letters and digits that a sure line has at least
	doubtful    = 0.25
)

// legible are the lines that may be print, top to bottom.
func legible(lines []wire.Line) (texts []string) {
	sure := false
	for _, line := range lines {
		sure = sure || line.Confidence >= sureLine && letters(line.Text) >= sureLetters
		if line.Confidence >= doubtful {
			texts = append(texts, line.Text)
		}
	}
	if !sure {
		return nil
	}
	return texts
}

func letters(text string) (n int) {
	for _, r := range text {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			n++
		}
	}
	return n
}

func faces(list wire.FaceList, hello wire.Hello) submission.Faces {
	out := submission.Faces{Part: part(list.Ran, wire.Faces), Width: list.Width, Height: list.Height, Models: models(hello, "face.")}
	for _, f := range list.Faces {
		face := submission.Face{X: f.X, Y: f.Y, Width: f.Width, Height: f.Height, Score: f.Score, Gray: list.Gray}
		if len(f.Template) > 0 {
			face.Template, face.Model = f.Template, out.Models[describe]
		}
		out.Faces = append(out.Faces, face)
	}
	slices.SortStableFunc(out.Faces, func(a, b submission.Face) int {
		if d := b.Width*b.Height - a.Width*a.Height; d > 0 {
			return 1
		} else if d < 0 {
			return -1
		}
		return 0
	})
	return out
}

// part: an engine that the worker does not speak of did not run.
func part(ran map[string]wire.Part, engine string) submission.Part {
	p, ok := ran[engine]
	switch {
	case !ok:
		return submission.Part{Why: "the worker has no engine for " + engine}
	case !p.Ran && p.Why == "":
		p.Why = "the worker does not say why"
	}
	return submission.Part{Ran: p.Ran, Why: p.Why}
}

// models are the hashes of the slots with a prefix.
func models(hello wire.Hello, prefix string) map[string]string {
	out := map[string]string{}
	for _, m := range hello.Models {
		if strings.HasPrefix(m.Slot, prefix) {
			out[m.Slot] = m.SHA256
		}
	}
	return out
}
