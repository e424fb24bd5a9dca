package head

import (
	"image"
	"image/color"
	"math"

	"github.com/bonafide-id/bonafide/fault"
)

// Bounds of a picture, pixels.
const (
	MinSide = 16
	MaxSide = 4096
)

const fine = 2 // samples for each pixel, across and down

// Sitter is a person in a view.
type Sitter struct {
	Params Params
	View   View
}

// Picture is a rendering and what is true of it, one Truth for each sitter.
type Picture struct {
	Image  *image.RGBA
	Truths []Truth
}

// Render draws one person. Sides beyond MinSide and MaxSide are fault.PictureTooSmall and fault.PictureTooLarge.
func Render(p Params, v View, width, height int) (Picture, error) {
	return RenderGroup([]Sitter{{p, v}}, v, width, height)
}

// RenderGroup draws several people, or nobody. Light, camera and background are those of room; the sitters' own are not looked at.
func RenderGroup(sitters []Sitter, room View, width, height int) (Picture, error) {
	switch {
	case width < MinSide || height < MinSide:
		return Picture{}, fault.New(fault.PictureTooSmall, "size")
	case width > MaxSide || height > MaxSide:
		return Picture{}, fault.New(fault.PictureTooLarge, "size")
	}
	s := newScene(sitters, room, width, height)
	light := s.expose()
	s.blur(light)
	return Picture{Image: s.develop(light), Truths: s.truths()}, nil
}

// scene is a room with people, a camera and a lamp.
type scene struct {
	room          View
	width, height int
	meshes        []*placed
	painters      []painter
	sitters       []Sitter
	lines         []hairline
	seats         []seat
	lens          lens
	lamp          lamp
}

func newScene(sitters []Sitter, room View, width, height int) *scene {
	s := &scene{room: room, width: width, height: height, sitters: sitters, lens: newLens(room.Camera, width, height)}
	for i, sitter := range sitters {
		p, v := sitter.Params, sitter.View
		s.painters = append(s.painters, newPainter(p, v))
		s.lines = append(s.lines, newHairline(p))
		s.seats = append(s.seats, newSeat(v))
		s.add(i, newHead(p, v))
		s.add(i, newEar(p, -1))
		s.add(i, newEar(p, 1))
		s.add(i, newBody(p))
		s.add(i, newHair(p))
		if locks := newLocks(p); locks != nil {
			s.add(i, locks)
		}
		for _, part := range newGlasses(p) {
			s.add(i, part)
		}
	}
	s.lamp = newLamp(room.Light, s.meshes)
	return s
}

// seat is how a sitter's frame stands in the room: the head turns about a point in the neck.
type seat struct {
	turn  turn
	about vec
	move  vec
}

func newSeat(v View) seat {
	return seat{turn: pose(v.Yaw, v.Pitch, v.Roll), about: vec{0, -75, -95}, move: vec{v.X, v.Y, v.Z}}
}

func (s seat) point(v *vertex) vec {
	turned := s.turn.apply(v.at.sub(s.about)).add(s.about)
	return v.at.mix(turned, v.follow).add(s.move)
}

func (s seat) normal(v *vertex) vec { return v.normal.mix(s.turn.apply(v.normal), v.follow).unit() }

func (s *scene) add(sitter int, m *mesh) {
	p := &placed{mesh: m, sitter: sitter, points: make([]vec, len(m.vertices)), normals: make([]vec, len(m.vertices)), corners: make([]corner, len(m.vertices))}
	seat := &s.seats[sitter]
	for i := range m.vertices {
		p.points[i] = seat.point(&m.vertices[i])
		p.normals[i] = seat.normal(&m.vertices[i])
		x, y, over := s.lens.project(p.points[i])
		p.corners[i] = corner{x * fine, y * fine, over}
	}
	s.meshes = append(s.meshes, p)
}

// lens projects the room on the picture.
type lens struct{ distance, pixels, middleX, middleY float64 }

// lower is how far below the eyes the camera aims, millimetres.
const lower = 18

func newLens(c Camera, width, height int) lens {
	return lens{distance: clamp(c.Distance, 250, 6000), pixels: clamp(c.Focal, 15, 200) / 36 * float64(max(width, height)), middleX: float64(width) / 2, middleY: float64(height) / 2}
}

// project gives pixels and one over the distance, which is not above nought behind the lens.
func (l lens) project(p vec) (x, y, over float64) {
	away := l.distance - p.z
	if away < 20 {
		return 0, 0, 0
	}
	return l.middleX + p.x/away*l.pixels, l.middleY - (p.y+lower)/away*l.pixels, 1 / away
}

// expose gives the linear light of each pixel, row by row, in bands so that memory does not grow with the picture.
func (s *scene) expose() []vec {
	const band = 64
	out := make([]vec, s.width*s.height)
	back := newBackdrop(s.room.Background, s.width, s.height)
	r := &raster{width: s.width * fine, height: band * fine, samples: make([]sample, s.width*fine*band*fine)}
	for top := 0; top < s.height; top += band {
		r.clear(top * fine)
		for i, m := range s.meshes {
			r.draw(i, m, s.sitters[m.sitter].Params.Seed)
		}
		for y := top; y < min(top+band, s.height); y++ {
			for x := range s.width {
				out[y*s.width+x] = s.pixel(r, x, y-top, back.at(x, y))
			}
		}
	}
	return out
}

func (s *scene) pixel(r *raster, x, y int, behind vec) vec {
	var sum vec
	for dy := range fine {
		for dx := range fine {
			at := &r.samples[(y*fine+dy)*r.width+x*fine+dx]
			if at.mesh < 0 {
				sum = sum.add(behind)
				continue
			}
			sum = sum.add(s.shade(at))
		}
	}
	return sum.mul(1.0 / (fine * fine))
}

// develop turns light into bytes, with the noise of a sensor.
func (s *scene) develop(light []vec) *image.RGBA {
	out := image.NewRGBA(image.Rect(0, 0, s.width, s.height))
	c := s.room.Camera
	d := newDraw(c.Seed, 0x6e6f697365)
	byteOf := func(v, n float64) uint8 { return uint8(clamp(math.Round(encode(v*c.Exposure)+n), 0, 255)) }
	for i, l := range light {
		var nr, ng, nb float64
		if c.Noise > 0 {
			luma := d.NormFloat64() * c.Noise * 200
			nr, ng, nb = luma+d.NormFloat64()*c.Noise*100, luma+d.NormFloat64()*c.Noise*100, luma+d.NormFloat64()*c.Noise*100
		}
		out.SetRGBA(i%s.width, i/s.width, color.RGBA{byteOf(l.x, nr), byteOf(l.y, ng), byteOf(l.z, nb), 255})
	}
	return out
}

// blur is the lens out of focus: a Gaussian, each way in turn.
func (s *scene) blur(light []vec) {
	sigma := clamp(s.room.Camera.Blur, 0, 20)
	if sigma < 0.2 {
		return
	}
	reach := int(math.Ceil(2.5 * sigma))
	weights := make([]float64, reach+1)
	total := 0.0
	for i := range weights {
		weights[i] = math.Exp(-float64(i*i) / (2 * sigma * sigma))
		total += weights[i] * float64(1+min(i, 1))
	}
	pass := func(lines, length int, at func(line, i int) *vec) {
		row := make([]vec, length)
		for l := range lines {
			for i := range length {
				row[i] = at(l, i).mul(weights[0] / total)
				for k := 1; k <= reach; k++ {
					row[i] = row[i].add(at(l, max(i-k, 0)).add(*at(l, min(i+k, length-1))).mul(weights[k] / total))
				}
			}
			for i := range length {
				*at(l, i) = row[i]
			}
		}
	}
	pass(s.height, s.width, func(line, i int) *vec { return &light[line*s.width+i] })
	pass(s.width, s.height, func(line, i int) *vec { return &light[i*s.width+line] })
}
