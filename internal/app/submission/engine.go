package submission

import (
	"context"

	"github.com/bonafide-id/bonafide/document"
)

// Engine reads pictures; internal/vision is one. A nil engine is "not configured". Errors: fault.SubmissionIDImage (or any code of package
// fault that begins with "picture.") when the picture itself is at fault; every other error is an engine error.
type Engine interface {
	// Document reads one side of a document. hint is the alpha-3 country and the id type.
	Document(ctx context.Context, picture []byte, hint Hint) (Reading, error)
	// Faces finds the faces of a selfie, the largest first.
	Faces(ctx context.Context, picture []byte) (Faces, error)
}

// Masker paints places over in a picture and returns its file anew, upright, in the format it came in. An engine that is none cannot hide a number.
type Masker interface {
	Mask(ctx context.Context, picture []byte, places []document.Quad) ([]byte, error)
}

// Hint is what the caller said about a document.
type Hint struct{ Country, IDType string }

// Reading is what was read from one side of a document. Each part says for itself whether it ran; a part that did not run found nothing,
// which is not the same as there being nothing.
type Reading struct {
	Width, Height int // pixels, after the EXIF turn
	// Documents counts what looks like documents in the picture; from 2 on, what was read may belong to either. 0: none was made out.
	Documents int
	MRZ       Part
	MRZLines  []string // repaired reading; nil when no zone was found
	MRZRaw    []string // as read
	Text      Part
	TextLines []string // top to bottom
	Codes     Part
	CodeTexts []string // QR, PDF417 and Code 128
	Faces     Faces
	Models    map[string]string // slot to SHA-256
	// Numbers are where the last digits of what looks like a Korean registration number stand in print, apart from the fields of Page.
	Numbers []document.Quad
	// Page is what the document engine made of the side; nil: it was not asked.
	Page *document.Page
}

// Part says whether a part of the reading ran; Why is for the record when it did not.
type Part struct {
	Ran bool
	Why string
}

// Faces are the faces of a picture.
type Faces struct {
	Part
	Width, Height int
	Faces         []Face
	Models        map[string]string
}

// Face is one face. Box is in pixels of the picture, origin top left, after the EXIF turn.
type Face struct {
	X, Y, Width, Height float64
	Score               float64   // of the detector, 0 to 1
	Model               string    // SHA-256 of the describing model; empty: not described
	Template            []float32 // descriptor; distances between templates of one model are Euclidean
	Gray                bool      // the picture holds no colour
}
