// Package analysis is what a vision worker does with one picture: decode it within limits, run the engines that are there, and say of
// each whether it ran. It is Go throughout; what is native stands behind the interfaces of Engines.
package analysis

import (
	"context"
	"image"

	"github.com/bonafide-id/bonafide/document/layout"
	"github.com/bonafide-id/bonafide/internal/vision/reading"
	"github.com/bonafide-id/bonafide/internal/vision/wire"
)

// Engines are the parts of a worker; a nil one is not there, and Why says why, by the names of package wire.
type Engines struct {
	MRZ   MRZReader
	Text  TextReader
	Codes CodeReader
	Faces FaceFinder
	// Layouts are the documents that are known; without any, none is recognised.
	Layouts []layout.Layout
	// Lines read the fields of a document, the one that is trusted most first; where there are two, each is the other's second opinion.
	Lines []LineReader
	Why   map[string]string
	// Entering, when there is one, is told each time that an engine is about to run.
	Entering func(engine string)
}

// MRZReader finds and reads machine readable zones, in whichever of the four rotations they stand.
type MRZReader interface {
	ReadMRZ(ctx context.Context, picture *image.Gray) ([]wire.Zone, error)
}

// MRZGlancer is an MRZReader that can look quickly: what is plain to see is found, in a fraction of the time that it takes to be sure that
// there is no zone.
type MRZGlancer interface {
	GlanceMRZ(ctx context.Context, picture *image.Gray) ([]wire.Zone, error)
}

// TextReader reads printed lines of an upright picture. country and idType choose languages and page layout.
type TextReader interface {
	ReadText(ctx context.Context, picture *image.Gray, country, idType string) ([]wire.Line, error)
}

// LineReader reads single lines of print.
type LineReader = reading.LineReader

// LineText is what a line says.
type LineText = reading.LineText

// CodeReader finds bar codes.
type CodeReader interface {
	ReadCodes(ctx context.Context, picture *image.Gray) ([]wire.Code, error)
}

// FaceFinder finds, aligns and describes faces, the largest first.
type FaceFinder interface {
	FindFaces(ctx context.Context, picture *image.RGBA) ([]wire.Face, error)
}

// Net is a neural net with one input: a tensor of float32 in the order of its shape goes in, one for each output comes back. It is not safe for use
// by several goroutines.
type Net interface {
	Run(ctx context.Context, input []float32, shape []int64) (outputs [][]float32, err error)
}
