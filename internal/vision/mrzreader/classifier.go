package mrzreader

import (
	"context"
	"fmt"
	"math"

	"github.com/bonafide-id/bonafide/internal/vision/analysis"
	"github.com/bonafide-id/bonafide/internal/vision/mrzreader/glyph"
)

// Classifier says what stands in cells. cells holds glyph.Width*glyph.Height numbers a cell; what comes back, glyph.Classes logarithms of
// probabilities a cell.
type Classifier interface {
	Classify(ctx context.Context, cells []float32) (scores []float32, err error)
}

// Go classifies with the net in Go: for tests, training and wherever no inference engine is.
func Go(net *glyph.Net) Classifier { return inGo{net} }

type inGo struct{ net *glyph.Net }

func (c inGo) Classify(ctx context.Context, cells []float32) ([]float32, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return c.net.Classify(cells), nil
}

// Over classifies with the model file in an inference engine.
func Over(net analysis.Net) Classifier { return engine{net} }

type engine struct{ net analysis.Net }

func (c engine) Classify(ctx context.Context, cells []float32) ([]float32, error) {
	n := len(cells) / (glyph.Width * glyph.Height)
	outputs, err := c.net.Run(ctx, cells, []int64{int64(n), 1, glyph.Height, glyph.Width})
	if err != nil {
		return nil, err
	}
	if len(outputs) != 1 || len(outputs[0]) != n*glyph.Classes {
		return nil, fmt.Errorf("mrz.glyph: the model does not answer %d numbers a cell", glyph.Classes)
	}
	for _, v := range outputs[0] {
		if math.IsNaN(float64(v)) {
			return nil, fmt.Errorf("mrz.glyph: the model answers what is no number")
		}
	}
	return outputs[0], nil
}
