package face_test

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"github.com/bonafide-id/bonafide/face"
)

func TestDistance(t *testing.T) {
	a := face.Template{Model: "m", V: []float32{0, 3}}
	for name, row := range map[string]struct {
		b    face.Template
		want float64
		ok   bool
	}{
		"a right triangle": {face.Template{Model: "m", V: []float32{4, 0}}, 5, true},
		"itself":           {a, 0, true},
		"another model":    {face.Template{Model: "n", V: []float32{4, 0}}, 0, false},
		"another length":   {face.Template{Model: "m", V: []float32{4}}, 0, false},
		"empty":            {face.Template{Model: "m"}, 0, false},
		"not a number":     {face.Template{Model: "m", V: []float32{float32(math.NaN()), 0}}, 0, false},
	} {
		if got, ok := face.Distance(a, row.b); got != row.want || ok != row.ok {
			t.Errorf("%s: %v %v", name, got, ok)
		}
	}
}

func TestJudge(t *testing.T) {
	colour, gray := face.PointsFor(false), face.PointsFor(true)
	for _, row := range []struct {
		points   face.Points
		distance float64
		want     face.Verdict
		score    float64
	}{
		{colour, 0, face.Match, 100}, {colour, .55, face.Match, 80}, {colour, .5501, face.Review, 79.97}, {colour, .62, face.Review, 60},
		{colour, .621, face.NoMatch, 59.9}, {colour, 1.24, face.NoMatch, 0}, {colour, 9, face.NoMatch, 0},
		{gray, .50, face.Match, 80}, {gray, .52, face.Review, 76}, {gray, .60, face.Review, 60}, {gray, .61, face.NoMatch, 59},
	} {
		if got, score := row.points.Judge(row.distance), row.points.Similarity(row.distance); got != row.want || math.Abs(score-row.score) > .1 {
			t.Errorf("%v: %v %.2f", row.distance, got, score)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		a, b := rapid.Float64Range(0, 2).Draw(t, "a"), rapid.Float64Range(0, 2).Draw(t, "b")
		if a < b && colour.Similarity(a) < colour.Similarity(b) {
			t.Errorf("a larger distance scores more: %v %v", a, b)
		}
		if (colour.Similarity(a) >= face.MatchScore-1e-9) != (colour.Judge(a) == face.Match) {
			t.Errorf("score and verdict disagree at %v", a)
		}
	})
	if s := colour.Similarity(math.NaN()); s != 0 {
		t.Errorf("not a number scores %v", s)
	}
}
