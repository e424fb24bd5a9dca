package camera

import "math/rand/v2"

// Spoil turns the knobs of a shot to what an eKYC code of pictures is about (specimen.Defects with Camera set), so strongly that a person would say it
// is so. seed is the document's, and side counts its sides from 0. It is false for a code that no knob makes.
func Spoil(code string, seed uint64, side int, s *Shot) bool {
	r := rand.New(rand.NewPCG(seed, 78)) // the same for both sides
	switch code {
	case "QC01":
		s.LongSide = 420 + r.IntN(200)
	case "QC02":
		s.Glare = between(r, 0.85, 1)
	case "QC03":
		if r.IntN(2) == 0 {
			s.Blur = between(r, 3.5, 6)
		} else {
			s.Motion = between(r, 9, 18)
		}
	case "QC04":
		s.Exposure = between(r, -3.2, -2.4)
		if r.IntN(2) == 0 {
			s.Exposure = between(r, 1.6, 2.4)
		}
	case "QC05":
		s.Margin = between(r, 1.1, 2)
	case "FC01":
		s.Photocopy = between(r, 0.75, 1)
	case "FC02":
		s.Moire, s.Surface = between(r, 0.5, 0.95), Gradient
	case "FC04":
		s.CutCorner = between(r, 0.2, 0.4)
	case "FC16":
		if side > 0 {
			s.Surface = Desk + (s.Surface-Desk+1+Surface(r.IntN(2)))%(surfaceCount-Desk)
		}
	case "FC20":
		s.Holes = 2 + r.IntN(3)
	default:
		return false
	}
	return true
}
