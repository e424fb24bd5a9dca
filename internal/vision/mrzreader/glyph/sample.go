package glyph

import (
	"image"
	"math"
	"slices"
)

// plane is a gray picture with its origin at 0,0.
type plane struct {
	width, height, stride int
	pix                   []uint8
}

// Pyramid is a picture and its halves, so that cells of any size can be cut out without aliasing. It reads the picture it was made of, which
// must not change, and is not safe for use by several goroutines.
type Pyramid struct{ levels []plane }

// NewPyramid starts a pyramid; the halves are made when they are needed.
func NewPyramid(picture *image.Gray) *Pyramid {
	b := picture.Bounds()
	first := plane{width: b.Dx(), height: b.Dy(), stride: picture.Stride}
	if !b.Empty() {
		first.pix = picture.Pix[picture.PixOffset(b.Min.X, b.Min.Y):]
	}
	return &Pyramid{levels: []plane{first}}
}

// level returns the picture halved n times, or as often as it can be.
func (p *Pyramid) level(n int) (plane, int) {
	for len(p.levels) <= n {
		last := p.levels[len(p.levels)-1]
		if last.width < 4 || last.height < 4 {
			return last, len(p.levels) - 1
		}
		p.levels = append(p.levels, last.half())
	}
	return p.levels[n], n
}

func (s plane) half() plane {
	out := plane{width: s.width / 2, height: s.height / 2, stride: s.width / 2}
	out.pix = make([]uint8, out.width*out.height)
	for y := range out.height {
		upper := s.pix[2*y*s.stride:][:2*out.width]
		lower := s.pix[(2*y+1)*s.stride:][:2*out.width]
		row := out.pix[y*out.stride:][:out.width]
		for x := range row {
			row[x] = uint8((int(upper[2*x]) + int(upper[2*x+1]) + int(lower[2*x]) + int(lower[2*x+1]) + 2) >> 2)
		}
	}
	return out
}

// Frame says where a cell lies in a picture: its middle, the way to the next character (one pitch) and the way down a capital (its height). In
// pixels, the middle of the first pixel being 0,0.
type Frame struct {
	X, Y           float64
	AlongX, AlongY float64
	DownX, DownY   float64
}

// contrastFloor is added to the spread of a cell, in gray levels, so that the noise of a blank one stays small.
const contrastFloor = 3

// Cut writes the cell at frame to out (Width*Height numbers). What lies outside the picture is as its edge. A frame that is not finite gives
// zeros.
func (p *Pyramid) Cut(frame Frame, out []float32) {
	picture, scale := p.shrunk(frame)
	// The middle of a halved picture's first pixel is at 0.5 of the whole one's.
	at := func(v float64) float64 { return (v+0.5)*scale - 0.5 }
	ax, ay := frame.AlongX*scale/Pitch, frame.AlongY*scale/Pitch
	dx, dy := frame.DownX*scale/Cap, frame.DownY*scale/Cap
	x0 := at(frame.X) - ax*(Width-1)/2 - dx*(Height-1)/2
	y0 := at(frame.Y) - ay*(Width-1)/2 - dy*(Height-1)/2
	if picture.pix == nil || !finite(x0, y0, ax, ay, dx, dy) {
		clear(out[:Width*Height])
		return
	}
	for j := range Height {
		row := out[j*Width:][:Width]
		for i := range row {
			row[i] = picture.cubic(x0+ax*float64(i)+dx*float64(j), y0+ay*float64(i)+dy*float64(j))
		}
	}
	normalise(out[:Width*Height])
}

// Light returns how bright paper and ink are in the cell at frame, without its neighbours: the gray levels under which four fifths and a twentieth of
// its points lie. Of a blank cell both are those of its paper. It is false for a cell that is not wholly in the picture.
func (p *Pyramid) Light(frame Frame) (paper, ink float64, whole bool) {
	const across, down = Pitch - 2, Cap + 2
	picture, scale := p.shrunk(frame)
	values := make([]float64, 0, across*down)
	for j := range down {
		for i := range across {
			a, b := (float64(i)+0.5-across/2)/Pitch, (float64(j)+0.5-down/2.)/Cap
			x := (frame.X + a*frame.AlongX + b*frame.DownX + 0.5) * scale
			y := (frame.Y + a*frame.AlongY + b*frame.DownY + 0.5) * scale
			if !finite(x, y) || x < 0 || y < 0 || x >= float64(picture.width) || y >= float64(picture.height) {
				return 0, 0, false
			}
			values = append(values, float64(picture.pix[int(y)*picture.stride+int(x)]))
		}
	}
	slices.Sort(values)
	return values[len(values)*4/5], values[len(values)/20], true
}

// shrunk is the level of the picture in which the cell at frame has about the size it is looked at, and its scale.
func (p *Pyramid) shrunk(frame Frame) (plane, float64) {
	n := 0
	for size := math.Hypot(frame.DownX, frame.DownY); size >= 2*Cap*0.95 && n < 12; n++ {
		size /= 2
	}
	picture, n := p.level(n)
	return picture, 1 / float64(int(1)<<n)
}

func finite(values ...float64) bool {
	for _, v := range values {
		if math.Abs(v) > 1e7 || v != v {
			return false
		}
	}
	return true
}

func normalise(cell []float32) {
	var sum, squares float32
	for _, v := range cell {
		sum += v
	}
	mean := sum / float32(len(cell))
	for i, v := range cell {
		cell[i] = v - mean
		squares += (v - mean) * (v - mean)
	}
	scale := 1 / (float32(math.Sqrt(float64(squares/float32(len(cell))))) + contrastFloor)
	for i := range cell {
		cell[i] *= scale
	}
}

// cubic interpolates after Catmull and Rom: a thumbnail becomes smooth and not blocky.
func (s plane) cubic(x, y float64) float32 {
	fx, fy := math.Floor(x), math.Floor(y)
	ix, iy := int(fx), int(fy)
	wx, wy := weights(float32(x-fx)), weights(float32(y-fy))
	var sum float32
	if ix >= 1 && iy >= 1 && ix+2 < s.width && iy+2 < s.height {
		at := (iy-1)*s.stride + ix - 1
		for j := range 4 {
			r := s.pix[at : at+4 : at+4]
			sum += wy[j] * (wx[0]*float32(r[0]) + wx[1]*float32(r[1]) + wx[2]*float32(r[2]) + wx[3]*float32(r[3]))
			at += s.stride
		}
		return sum
	}
	for j := range 4 {
		r := s.pix[min(max(iy-1+j, 0), s.height-1)*s.stride:]
		for i := range 4 {
			sum += wy[j] * wx[i] * float32(r[min(max(ix-1+i, 0), s.width-1)])
		}
	}
	return sum
}

func weights(t float32) [4]float32 {
	return [4]float32{
		((-0.5*t+1)*t - 0.5) * t,
		(1.5*t-2.5)*t*t + 1,
		((-1.5*t+2)*t + 0.5) * t,
		(0.5*t - 0.5) * t * t,
	}
}
