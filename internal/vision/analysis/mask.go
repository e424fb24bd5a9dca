package analysis

import (
	"github.com/bonafide-id/bonafide/internal/vision/picture"
	"github.com/bonafide-id/bonafide/internal/vision/wire"
)

// mask writes the picture anew with the places painted over that the request names.
func (j *job) mask() (*wire.Masked, []byte, error) {
	defer j.clock("mask")()
	quads := make([]picture.Quad, len(j.request.Hide))
	for i, corners := range j.request.Hide {
		quads[i] = picture.Quad(corners)
	}
	data, err := j.picture.Painted(quads)
	if err != nil {
		return nil, nil, err
	}
	return &wire.Masked{Width: j.picture.Width, Height: j.picture.Height, Painted: len(quads)}, data, nil
}
