package outline

import (
	"cmp"
	"math"
	"slices"

	"github.com/bonafide-id/bonafide/internal/vision/picture"
)

// line is x*cos + y*sin = rho; its normal points along the change of brightness or against it.
type line struct {
	angle    float64 // of the normal, radians, 0 to pi
	cos, sin float64
	rho      float64 // pixels
	votes    float64
}

const angles = 180 // bins of one degree

// lines finds the straight lines along which most pixels change (Hough's transform; a pixel votes for its own direction and those near).
func (f *field) lines() []line {
	reach := int(math.Hypot(float64(f.w), float64(f.h))) + 2
	bins := 2*reach + 1
	votes := make([]float32, angles*bins)
	var cos, sin [angles]float64
	for a := range angles {
		sin[a], cos[a] = math.Sincos(float64(a) * math.Pi / angles)
	}
	for y := 1; y < f.h-1; y++ {
		for x := 1; x < f.w-1; x++ {
			i := y*f.w + x
			if f.size[i] < f.edge || !f.crest(i) {
				continue
			}
			own := int(math.Round(math.Atan2(float64(f.dy[i]), float64(f.dx[i])) / math.Pi * angles))
			for d := -2; d <= 2; d++ {
				a := (own + d + 2*angles) % angles
				r := int(math.Round(float64(x)*cos[a]+float64(y)*sin[a])) + reach
				votes[a*bins+r]++
			}
		}
	}
	return peaks(votes, bins, reach, cos[:], sin[:])
}

// crest says that a pixel changes more than its neighbours along the change: an edge is one pixel wide.
func (f *field) crest(i int) bool {
	dx, dy := f.dx[i], f.dy[i]
	step := 1
	switch ax, ay := abs(dx), abs(dy); {
	case ay > 2.4*ax:
		step = f.w
	case ax <= 2.4*ay && (dx > 0) == (dy > 0):
		step = f.w + 1
	case ax <= 2.4*ay:
		step = f.w - 1
	}
	return f.size[i] >= f.size[i-step] && f.size[i] > f.size[i+step]
}

func abs(v float32) float32 {
	if v < 0 {
		return -v
	}
	return v
}

// peaks takes the strongest lines, leaving out what is nearly the same line as a stronger one.
func peaks(votes []float32, bins, reach int, cos, sin []float64) []line {
	var all []line
	least := float32(0.05 * float64(reach))
	for a := range angles {
		for r := 1; r < bins-1; r++ {
			v := votes[a*bins+r]
			if v < least || v < votes[a*bins+r-1] || v <= votes[a*bins+r+1] {
				continue
			}
			all = append(all, line{float64(a) * math.Pi / angles, cos[a], sin[a], float64(r - reach), float64(v)})
		}
	}
	slices.SortStableFunc(all, func(a, b line) int { return cmp.Compare(b.votes, a.votes) })
	var kept []line
	for _, l := range all {
		if !slices.ContainsFunc(kept, func(k line) bool { return near(k, l) }) {
			kept = append(kept, l)
		}
		if len(kept) == manyLines {
			break
		}
	}
	return kept
}

// near: within four degrees and four pixels, over the turn from pi to 0 as well.
func near(a, b line) bool {
	d := math.Abs(a.angle - b.angle)
	rho := b.rho
	if d > math.Pi/2 {
		d, rho = math.Pi-d, -rho
	}
	return d < 4*math.Pi/180 && math.Abs(a.rho-rho) < 4
}

// candidate is four lines taken together.
type candidate struct {
	quad  picture.Quad
	area  float64
	mean  float64 // support of its sides
	score float64
}

// candidates tries every two pairs of lines, each pair nearly parallel, and returns those that are an outline, the best first.
func (f *field) candidates(lines []line) []candidate {
	pairs := parallels(lines)
	var found []candidate
	for i, p := range pairs {
		for _, q := range pairs[i+1:] {
			if c, ok := f.judge(p, q); ok {
				found = append(found, c)
			}
		}
	}
	slices.SortStableFunc(found, func(a, b candidate) int { return cmp.Compare(b.score, a.score) })
	return found
}

// parallels: at most 25 degrees between them (perspective), and apart from one another.
func parallels(lines []line) [][2]line {
	var pairs [][2]line
	for i, a := range lines {
		for _, b := range lines[i+1:] {
			d, rho := math.Abs(a.angle-b.angle), b.rho
			if d > math.Pi/2 {
				d, rho = math.Pi-d, -rho
			}
			if d < 25*math.Pi/180 && math.Abs(a.rho-rho) > 20 {
				pairs = append(pairs, [2]line{a, b})
			}
		}
	}
	return pairs
}

func cross(a, b line) (picture.Point, bool) {
	det := a.cos*b.sin - a.sin*b.cos
	if math.Abs(det) < 0.3 {
		return picture.Point{}, false
	}
	return picture.Point{X: (a.rho*b.sin - b.rho*a.sin) / det, Y: (b.rho*a.cos - a.rho*b.cos) / det}, true
}

// judge puts two pairs together and measures how far the picture bears them out.
func (f *field) judge(p, q [2]line) (candidate, bool) {
	quad, ok := f.corners(p, q)
	if !ok || !f.plausible(quad) {
		return candidate{}, false
	}
	worst, sum, whole, steep := 1.0, 0.0, 0.0, 1.0
	for i := range quad {
		s := f.support(quad[i], quad[(i+1)&3])
		if s.part < leastWorst {
			return candidate{}, false
		}
		worst = min(worst, s.part)
		sum, whole = sum+s.part*s.length, whole+s.length
		steep *= s.steep
	}
	mean := sum / whole
	if mean < leastMean {
		return candidate{}, false
	}
	area := quad.Area()
	return candidate{quad, area, mean, mean * mean * mean * worst * math.Sqrt(steep) * (1 - f.beyond(quad)) * math.Sqrt(area/float64(f.w*f.h))}, true
}

// corners returns the four crossings in order; ok is false when one is beyond the picture.
func (f *field) corners(p, q [2]line) (picture.Quad, bool) {
	var quad picture.Quad
	for i, two := range [4][2]line{{p[0], q[0]}, {p[0], q[1]}, {p[1], q[1]}, {p[1], q[0]}} {
		c, ok := cross(two[0], two[1])
		if !ok || c.X < -2 || c.Y < -2 || c.X > float64(f.w)+2 || c.Y > float64(f.h)+2 {
			return quad, false
		}
		quad[i] = c
	}
	if quad.Area() < 0 {
		quad[1], quad[3] = quad[3], quad[1]
	}
	return fromTopLeft(quad), true
}

// fromTopLeft begins with the corner whose following side runs most to the right.
func fromTopLeft(q picture.Quad) picture.Quad {
	best, most := q, math.Inf(-1)
	for turn := range 4 {
		t := q.Turned(turn)
		w, _ := t.Sides()
		if run := (t[1].X - t[0].X + t[2].X - t[3].X) / max(w, 1); run > most {
			best, most = t, run
		}
	}
	return best
}

func (f *field) plausible(q picture.Quad) bool {
	w, h := q.Sides()
	longer := float64(max(f.w, f.h))
	if !q.Convex() || q.Area() < leastArea*float64(f.w*f.h) || min(w, h) < leastSide*longer || max(w, h) > flattest*min(w, h) {
		return false
	}
	for i, b := range q {
		a, c := q[(i+3)&3], q[(i+1)&3]
		cosine := ((a.X-b.X)*(c.X-b.X) + (a.Y-b.Y)*(c.Y-b.Y)) / (math.Hypot(a.X-b.X, a.Y-b.Y) * math.Hypot(c.X-b.X, c.Y-b.Y))
		if math.Abs(cosine) > math.Cos(leanest*math.Pi/180) {
			return false
		}
	}
	return true
}

// support is how the picture bears a side out.
type support struct {
	part   float64 // 0 to 1, of the side, along which the picture changes across it and always the same way
	steep  float64 // 0 to 1, how much it changes there
	length float64
}

// support measures a side: lighter inside or darker inside all along. A side through print changes both ways and has little. A shadow about a document
// has its lines too, and they enclose more than the document: but it changes softly where the document's own side is sharp. Rounded corners are left out.
func (f *field) support(a, b picture.Point) support {
	length := math.Hypot(b.X-a.X, b.Y-a.Y)
	nx, ny := -(b.Y-a.Y)/length, (b.X-a.X)/length
	n := max(int(length), 8)
	in, out, sum := 0, 0, 0.0
	most := steepest * float64(f.edge)
	skip := n / 16
	for i := skip; i < n-skip; i++ {
		t := (float64(i) + 0.5) / float64(n)
		across := f.across(a.X+t*(b.X-a.X), a.Y+t*(b.Y-a.Y), nx, ny)
		switch {
		case across > 0:
			in++
		case across < 0:
			out++
		}
		sum += min(max(across, -most), most)
	}
	counted := float64(n - 2*skip)
	return support{float64(max(in, out)-min(in, out)) / counted, math.Abs(sum) / (counted * most), length}
}

// beyond is the support, 0 to 1, that the sides have behind their corners. A document's sides end there; those of a box drawn with a line of
// print or a board of the table go on.
func (f *field) beyond(q picture.Quad) float64 {
	sum := 0.0
	for i, a := range q {
		b := q[(i+1)&3]
		dx, dy := (b.X-a.X)/8, (b.Y-a.Y)/8
		sum += f.support(picture.Point{X: a.X - dx, Y: a.Y - dy}, a).part + f.support(b, picture.Point{X: b.X + dx, Y: b.Y + dy}).part
	}
	return sum / 8
}

// across is the strongest change within two pixels of a place that runs along (nx, ny) or against it; 0 when none counts.
func (f *field) across(x, y, nx, ny float64) float64 {
	best := 0.0
	for d := -2.0; d <= 2; d++ {
		px, py := int(x+d*nx), int(y+d*ny)
		if px < 1 || py < 1 || px >= f.w-1 || py >= f.h-1 {
			continue
		}
		i := py*f.w + px
		if f.size[i] < f.edge {
			continue
		}
		along := float64(f.dx[i])*nx + float64(f.dy[i])*ny
		// Within 30 degrees of the side's normal.
		if math.Abs(along) > 0.866*float64(f.size[i]) && math.Abs(along) > math.Abs(best) {
			best = along
		}
	}
	return best
}
