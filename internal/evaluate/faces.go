package evaluate

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"

	"github.com/bonafide-id/bonafide/face"
	"github.com/bonafide-id/bonafide/internal/vision/wire"
)

// FacesReport is what Faces found, in the words of ISO/IEC 19795-1.
type FacesReport struct {
	About            // N counts pairs
	Pictures     int `json:"pictures"`  // distinct ones
	Mated        int `json:"mated"`     // pairs of one person that were compared
	NonMated     int `json:"non_mated"` // pairs of two people that were compared
	MatedLost    int `json:"mated_not_compared"`
	NonMatedLost int `json:"non_mated_not_compared"`
	// FailedToAcquire counts pictures that gave no template: no face was found, it could not be described, or the picture could not be
	// processed (those are in FailedToProcess too). Their pairs are not compared.
	FailedToAcquire int `json:"failed_to_acquire"`
	// EER is the error rate where FMR and FNMR are closest, at EERDistance; nil without pairs of both kinds.
	EER         *float64 `json:"eer"`
	EERDistance *float64 `json:"eer_distance"`
	Match       Point    `json:"match"`  // at or below it two faces are of one person
	Review      Point    `json:"review"` // at or below it a person looks
	GrayPairs   int      `json:"gray_pairs"`
	Timing
	Wrong []WrongFaces `json:"wrong,omitempty"`
}

// Point is an operating point: pairs at or below the threshold count as of one person.
type Point struct {
	Threshold     float64  `json:"threshold"`      // Euclidean distance of pictures in colour
	ThresholdGray float64  `json:"threshold_gray"` // when either picture holds no colour
	FMR           *float64 `json:"fmr"`            // false matches of the non-mated pairs compared
	FNMR          *float64 `json:"fnmr"`           // false non-matches of the mated pairs compared
	FalseMatches  int      `json:"false_matches"`
	FalseNon      int      `json:"false_non_matches"`
	// GFRR counts mated pairs that could not be compared as rejected (generalised false rejection rate).
	GFRR *float64 `json:"gfrr"`
}

// WrongFaces is a pair on the wrong side of the match line.
type WrongFaces struct {
	Row      int     `json:"row"`
	A        string  `json:"file_a"`
	B        string  `json:"file_b"`
	Mated    bool    `json:"mated"` // the label
	Distance float64 `json:"distance"`
}

type facePair struct {
	number int
	a, b   string
	mated  bool
}

// compared is a pair with its distance.
type compared struct {
	facePair
	distance float64
	points   face.Points
}

// Faces describes each distinct picture once and compares the labelled pairs. Columns: file_a, file_b, mated. Of several faces in a picture
// the largest counts, as in the product.
func Faces(ctx context.Context, path string, o Options) (*FacesReport, error) {
	m, err := openManifest(path, "file_a", "file_b", "mated")
	if err != nil {
		return nil, err
	}
	pairs, err := readFacePairs(m)
	if err != nil {
		return nil, err
	}
	r := &FacesReport{About: about("faces", m, o)}
	l, err := newLooker(m, o, &r.About, wire.Request{Do: wire.DoFaces}, wire.Faces)
	if err != nil {
		return nil, err
	}
	described, err := r.describe(ctx, l, pairs)
	if err != nil {
		return nil, err
	}
	all := r.compare(pairs, described)
	r.Match = r.point(all, func(p face.Points) float64 { return p.Match })
	r.Review = r.point(all, func(p face.Points) float64 { return p.Review })
	r.EER, r.EERDistance = equalErrorRate(all)
	r.Timing = l.timing()
	for _, c := range all {
		if said := c.distance <= c.points.Match; o.Wrong && said != c.mated {
			r.Wrong = append(r.Wrong, WrongFaces{c.number, c.a, c.b, c.mated, c.distance})
		}
	}
	return r, nil
}

func readFacePairs(m *manifest) (pairs []facePair, err error) {
	err = m.each(func(r row) error {
		a, err := r.name("file_a")
		if err != nil {
			return err
		}
		b, err := r.name("file_b")
		if err != nil {
			return err
		}
		mated, err := r.truth("mated")
		pairs = append(pairs, facePair{r.Number, a, b, mated})
		return err
	})
	return pairs, err
}

// description is the template of a picture's largest face; a nil one was not acquired.
type description struct {
	template face.Template
	gray     bool
}

func (r *FacesReport) describe(ctx context.Context, l *looker, pairs []facePair) (map[string]*description, error) {
	model := r.Models["face.describe"]
	if model == "" {
		model = "the worker's" // one worker has one model; its templates can be compared whatever it is called
	}
	of, row := []string{}, map[string]int{}
	for _, p := range pairs {
		for _, file := range []string{p.a, p.b} {
			if _, known := row[file]; !known {
				row[file] = p.number
				of = append(of, file)
			}
		}
	}
	r.Pictures = len(of)
	described := map[string]*description{}
	for i, file := range of {
		l.o.progress(i, len(of), r.FailedToProcess)
		look, err := l.at(ctx, row[file], file, facesRan)
		if err != nil {
			return nil, err
		}
		if look.err == nil && len(look.reply.Faces.Faces) > 0 && len(look.reply.Faces.Faces[0].Template) > 0 {
			described[file] = &description{face.Template{Model: model, V: look.reply.Faces.Faces[0].Template}, look.reply.Faces.Gray}
		} else {
			r.FailedToAcquire++
		}
	}
	l.o.progress(len(of), len(of), r.FailedToProcess)
	return described, nil
}

// compare returns the pairs that can be compared, the closest first, and counts the others.
func (r *FacesReport) compare(pairs []facePair, described map[string]*description) (all []compared) {
	for _, p := range pairs {
		a, b := described[p.a], described[p.b]
		distance, ok := 0.0, false
		if a != nil && b != nil {
			distance, ok = face.Distance(a.template, b.template)
		}
		if !ok {
			if p.mated {
				r.MatedLost++
			} else {
				r.NonMatedLost++
			}
			continue
		}
		if p.mated {
			r.Mated++
		} else {
			r.NonMated++
		}
		gray := a.gray || b.gray
		if gray {
			r.GrayPairs++
		}
		all = append(all, compared{p, distance, face.PointsFor(gray)})
	}
	slices.SortStableFunc(all, func(a, b compared) int { return cmp.Compare(a.distance, b.distance) })
	return all
}

func (r *FacesReport) point(all []compared, line func(face.Points) float64) Point {
	p := Point{Threshold: line(face.PointsFor(false)), ThresholdGray: line(face.PointsFor(true))}
	for _, c := range all {
		said := c.distance <= line(c.points)
		if said && !c.mated {
			p.FalseMatches++
		}
		if !said && c.mated {
			p.FalseNon++
		}
	}
	p.FMR, p.FNMR = rate(p.FalseMatches, r.NonMated), rate(p.FalseNon, r.Mated)
	p.GFRR = rate(p.FalseNon+r.MatedLost, r.Mated+r.MatedLost)
	return p
}

// equalErrorRate goes through every distance as a threshold; all is sorted. The rate is the mean of FMR and FNMR where they are closest.
func equalErrorRate(all []compared) (eer, distance *float64) {
	mated, non := 0, 0
	for _, c := range all {
		if c.mated {
			mated++
		} else {
			non++
		}
	}
	if mated == 0 || non == 0 {
		return nil, nil
	}
	best, missed, matched := math.Inf(1), mated, 0
	for i, c := range all {
		if c.mated {
			missed--
		} else {
			matched++
		}
		if i+1 < len(all) && all[i+1].distance == c.distance {
			continue // a threshold parts no pairs of one distance
		}
		fmr, fnmr := float64(matched)/float64(non), float64(missed)/float64(mated)
		if gap := math.Abs(fmr - fnmr); gap < best {
			mean, at := (fmr+fnmr)/2, c.distance
			best, eer, distance = gap, &mean, &at
		}
	}
	return eer, distance
}

// Text implements Report.
func (r *FacesReport) Text() string {
	var p page
	p.head(r.About, "pairs")
	p.table([]string{"pictures", fmt.Sprint(r.Pictures)},
		[]string{"failed to acquire", share(r.FailedToAcquire, r.Pictures), fmt.Sprintf("of which %d could not be processed", r.FailedToProcess)},
		[]string{"mated pairs compared", fmt.Sprint(r.Mated), fmt.Sprintf("%d not compared", r.MatedLost)},
		[]string{"non-mated pairs compared", fmt.Sprint(r.NonMated), fmt.Sprintf("%d not compared", r.NonMatedLost)},
		[]string{"of them without colour", fmt.Sprint(r.GrayPairs)},
		[]string{"equal error rate", figure(r.EER, "%.4f"), "at distance " + ratio(r.EERDistance)})
	p.line("")
	point := func(name string, at Point) []string {
		return []string{name, fmt.Sprintf("%.2f", at.Threshold), fmt.Sprintf("%.2f", at.ThresholdGray), figure(at.FMR, "%.4f") + fmt.Sprintf(" (%d)", at.FalseMatches),
			figure(at.FNMR, "%.4f") + fmt.Sprintf(" (%d)", at.FalseNon), figure(at.GFRR, "%.4f")}
	}
	p.table([]string{"", "at or below", "without colour", "FMR", "FNMR", "with those not compared"}, point("match", r.Match), point("review", r.Review))
	p.line("")
	p.table(r.rows()...)
	if len(r.Wrong) > 0 {
		p.line("\nOn the wrong side of the match line:")
		rows := [][]string{}
		for _, w := range r.Wrong {
			kind := "two people"
			if w.Mated {
				kind = "one person"
			}
			rows = append(rows, []string{fmt.Sprint("row ", w.Row), w.A, w.B, kind, fmt.Sprintf("distance %.3f", w.Distance)})
		}
		p.table(rows...)
	}
	p.foot(r.About)
	return p.String()
}
