// Package measure takes the measures of package document on the picture of a document: its quality, signs of forgery, and whether the elements that
// the layout asks for are there. It measures and does not decide: decision lines are package verification's.
package measure

import (
	"image"

	"github.com/bonafide-id/bonafide/document/layout"
	"github.com/bonafide-id/bonafide/internal/vision/picture"
	"github.com/bonafide-id/bonafide/internal/vision/wire"
)

// Width of an upright document, pixels: what all measures of the document itself are taken at.
const Width = 1000

// Sheet is a document to be measured.
type Sheet struct {
	Picture  *picture.Picture
	Quad     picture.Quad // the document's corners in the picture, from its own top left; the whole picture when Outlined is false
	Outlined bool
	Upright  *image.RGBA    // the document within Quad, Width pixels wide
	Colour   *image.RGBA    // the whole picture, smaller, that Upright was taken from; nil: it is made when it is needed
	Layout   *layout.Layout // nil: not recognised
	// What was read, places in pixels of the picture.
	Zones  []wire.Zone
	Lines  []wire.Line
	Codes  []wire.Code
	Faces  []wire.Face
	Fields []wire.Field
}
