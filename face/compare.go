package face

import "math"

// Template is a description of one face by one model.
type Template struct {
	Model string    // SHA-256 of the model, hex; templates of two models cannot be compared
	V     []float32 // length is the model's
}

// Distance is the Euclidean distance of two templates: 0 is the same, larger is less alike, no unit. ok is false when the models or the
// lengths differ, or a template is empty or not finite.
func Distance(a, b Template) (d float64, ok bool) {
	if a.Model == "" || a.Model != b.Model || len(a.V) == 0 || len(a.V) != len(b.V) {
		return 0, false
	}
	sum := 0.0
	for i := range a.V {
		diff := float64(a.V[i]) - float64(b.V[i])
		sum += diff * diff
	}
	if math.IsNaN(sum) || math.IsInf(sum, 0) {
		return 0, false
	}
	return math.Sqrt(sum), true
}

// Points are the operating points of a model: at or below Match two faces are of one person; above Review they are not; between them
// a person looks. Distances, no unit.
type Points struct{ Match, Review float64 }

// Operating points of the 128-number descriptor, from the error rates in docs/accuracy.md, measured on 2026-11-26 on the development pictures. Strangers were 0.610
// apart and more in colour (399 pairs), 0.577 and more in gray (2,100 pairs, small ones included). Pictures without colour give closer distances for
// different people, so their lines are lower. The descriptor is weaker on East Asian faces, of which there was no set to measure on: hence
// a wide band of review, and none of the lines where the strangers begin.
var (
	colourPoints = Points{Match: 0.55, Review: 0.62}
	grayPoints   = Points{Match: 0.50, Review: 0.60}
)

// PointsFor returns the operating points; gray when either picture holds no colour.
func PointsFor(gray bool) Points {
	if gray {
		return grayPoints
	}
	return colourPoints
}

// Verdict of a comparison.
type Verdict uint8

// The verdicts; the zero value is no match.
const (
	NoMatch Verdict = iota
	Review          // alike, not enough to decide without a person
	Match
)

// Judge places a distance.
func (p Points) Judge(distance float64) Verdict {
	switch {
	case distance <= p.Match:
		return Match
	case distance <= p.Review:
		return Review
	}
	return NoMatch
}

// MatchScore is what Similarity gives at the match line.
const MatchScore = 80

// Similarity is a score from 0 to 100 for people to read, MatchScore at the match line, 60 at the review line, 100 at no distance, straight lines
// between them and down to 0 at twice the review line. It is not a probability.
func (p Points) Similarity(distance float64) float64 {
	line := func(from, to, at0, at1 float64) float64 { return at0 + (distance-from)/(to-from)*(at1-at0) }
	switch {
	case !(distance >= 0):
		return 0
	case distance <= p.Match:
		return line(0, p.Match, 100, MatchScore)
	case distance <= p.Review:
		return line(p.Match, p.Review, MatchScore, 60)
	case distance < 2*p.Review:
		return line(p.Review, 2*p.Review, 60, 0)
	}
	return 0
}
