package camera

import (
	"slices"

	"github.com/bonafide-id/bonafide/internal/specimen"
)

// Sides are the shots of a document's pages, in their order. Each is a shot of its own, for a back is not photographed as its front was, but on the same table
// under the same light; the document's defect is in them where it is the picture's. shot makes one of a seed, as Preset does.
func Sides(d specimen.Document, pages []specimen.Page, shot func(seed uint64) (Shot, error)) ([]Shot, error) {
	var shots []Shot
	var first Shot
	for i, page := range pages {
		s, err := shot(d.Seed ^ uint64(i)<<40)
		if err != nil {
			return nil, err
		}
		if i == 0 {
			s.SurfaceSeed = s.Seed + 1
			first = s
		}
		s.Surface, s.SurfaceSeed, s.Warmth = first.Surface, first.SurfaceSeed, first.Warmth
		if s, err = spoilt(s, d, page.Truth.Side); err != nil {
			return nil, err
		}
		shots = append(shots, s)
	}
	return shots, nil
}

// spoilt turns the knobs of a defect that is the picture's, on the sides it is for. Both sides are spoilt alike only where one alone would not do: of
// two pictures one that is refused is enough, and which one is the seed's choice.
func spoilt(s Shot, d specimen.Document, side string) (Shot, error) {
	for _, defect := range specimen.DefectsOf(d.Kind) {
		if defect.Code != d.Defect || !defect.InPicture || len(defect.Sides) > 0 && !slices.Contains(defect.Sides, side) {
			continue
		}
		return Spoil(s, defect.Code, d.Seed)
	}
	return s, nil
}
