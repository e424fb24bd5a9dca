package render

import (
	"bytes"
	"image"
	"image/draw"
	"image/jpeg"
	"math"
	"math/rand/v2"
)

// Knobs are the disturbances of one photograph. The zero value is black ink on white paper, sharp and clean.
type Knobs struct {
	Weight  float64 // strokes: -1 thin to 1 bold
	Wear    float64 // share of the ink that is gone in spots, 0 to 0.5
	Paper   float64 // gray of the paper; 0: 255
	Ink     float64 // gray of the ink
	Table   float64 // gray of what lies around the sheet; 0: as the paper
	Pattern float64 // contrast of the printed background, gray levels
	Shade   float64 // how much darker one end is, 0 to 0.7
	Shadow  float64 // how dark a shadow with an edge is, 0 to 0.7
	Glare   float64 // how much a bright spot adds at its middle, gray levels
	Blur    float64 // spread, in pixels of the photograph
	Motion  float64 // length of a movement, in pixels
	Noise   float64 // spread, gray levels
	Coarse  float64 // the picture was once this much smaller; 0 and 1: no
	Dim     float64 // share of the contrast that is gone, of a picture photographed again
	Quality int     // JPEG, 1 to 100; 0: not compressed
}

// View maps a pixel of the photograph to the sheet: x' = (m0 x + m1 y + m2) / (m6 x + m7 y + 1), and so on.
type View [8]float64

func (v View) at(x, y float64) (float64, float64) {
	z := v[6]*x + v[7]*y + 1
	return (v[0]*x + v[1]*y + v[2]) / z, (v[3]*x + v[4]*y + v[5]) / z
}

// At is where in the photograph's sheet a pixel lies.
func (v View) At(x, y float64) (sheetX, sheetY float64) { return v.at(x, y) }

// Corners returns the view in which the points from of the photograph lie at the points to of the sheet.
func Corners(from, to [4][2]float64) View {
	var a [8][9]float64
	for i := range 4 {
		x, y, u, v := from[i][0], from[i][1], to[i][0], to[i][1]
		a[2*i] = [9]float64{x, y, 1, 0, 0, 0, -u * x, -u * y, u}
		a[2*i+1] = [9]float64{0, 0, 0, x, y, 1, -v * x, -v * y, v}
	}
	return solve(a)
}

// solve is Gauss's elimination with the largest pivot.
func solve(a [8][9]float64) (out View) {
	for c := range 8 {
		pivot := c
		for r := c; r < 8; r++ {
			if math.Abs(a[r][c]) > math.Abs(a[pivot][c]) {
				pivot = r
			}
		}
		a[c], a[pivot] = a[pivot], a[c]
		for r := range 8 {
			if r == c || a[c][c] == 0 {
				continue
			}
			f := a[r][c] / a[c][c]
			for k := c; k < 9; k++ {
				a[r][k] -= f * a[c][k]
			}
		}
	}
	for i := range 8 {
		out[i] = a[i][8] / a[i][i]
	}
	return out
}

// Photograph takes a picture of width×height pixels of the sheet. sheet is altered by Weight and Wear.
func Photograph(sheet *Sheet, view View, width, height int, k Knobs, random *rand.Rand) *image.Gray {
	sheet.weigh(k.Weight)
	sheet.wear(k.Wear, random)
	light := newLight(k, width, height, random)
	pattern := newPattern(k.Pattern, random)
	ink := newMips(sheet)
	paper := k.Paper
	if paper == 0 {
		paper = 255
	}
	pix := make([]float32, width*height)
	for y := range height {
		for x := range width {
			cover := ink.cover(view, float64(x), float64(y))
			sx, sy := view.at(float64(x), float64(y))
			v := paper + pattern.at(sx, sy)
			if k.Table > 0 && (sx < 0 || sy < 0 || sx > float64(sheet.Width) || sy > float64(sheet.Height)) {
				v += k.Table - paper
			}
			v += (k.Ink - v) * cover
			pix[y*width+x] = float32(light.on(v, float64(x), float64(y)))
		}
	}
	return develop(pix, width, height, k, random)
}

// develop does what the lens, the sensor and the file do to the light.
func develop(pix []float32, width, height int, k Knobs, random *rand.Rand) *image.Gray {
	blur(pix, width, height, k.Blur)
	motion(pix, width, height, k.Motion, random.Float64()*math.Pi)
	pix = coarse(pix, width, height, k.Coarse)
	out := image.NewGray(image.Rect(0, 0, width, height))
	for i, v := range pix {
		out.Pix[i] = uint8(min(max(float64(v)+k.Noise*random.NormFloat64()+0.5, 0), 255))
	}
	return compress(out, k.Quality)
}

// Rephotograph takes a picture of a picture, as if it lay on a table. Of the knobs those count that are not of ink and paper.
func Rephotograph(picture *image.Gray, pose Pose, k Knobs, random *rand.Rand) *image.Gray {
	b := picture.Bounds()
	original := make([]float32, b.Dx()*b.Dy())
	for y := range b.Dy() {
		for x := range b.Dx() {
			original[y*b.Dx()+x] = float32(picture.GrayAt(b.Min.X+x, b.Min.Y+y).Y)
		}
	}
	view := pose.View(&Sheet{Width: b.Dx(), Height: b.Dy()})
	light := newLight(k, pose.Width, pose.Height, random)
	pix := make([]float32, pose.Width*pose.Height)
	for y := range pose.Height {
		for x := range pose.Width {
			var sum float32
			for i := range 4 { // 2×2 places of each pixel
				sx, sy := view.at(float64(x)+float64(i%2)/2-0.25, float64(y)+float64(i/2)/2-0.25)
				if sx < 0 || sy < 0 || sx > float64(b.Dx()-1) || sy > float64(b.Dy()-1) {
					sum += float32(k.Table)
				} else {
					sum += sample(original, b.Dx(), b.Dy(), sx, sy)
				}
			}
			v := float64(sum)/4*(1-k.Dim) + 150*k.Dim
			pix[y*pose.Width+x] = float32(light.on(v, float64(x), float64(y)))
		}
	}
	return develop(pix, pose.Width, pose.Height, k, random)
}

// weigh makes strokes bolder or thinner: blur, and cut elsewhere than in the middle.
func (s *Sheet) weigh(weight float64) {
	if weight == 0 {
		return
	}
	pix := make([]float32, len(s.Ink))
	for i, v := range s.Ink {
		pix[i] = float32(v)
	}
	box(pix, s.Width, s.Height, 2)
	box(pix, s.Width, s.Height, 1)
	limit := float32(127 - 85*weight)
	for i, v := range pix {
		s.Ink[i] = uint8(min(max((v-limit)*4+127, 0), 255))
	}
}

// wear takes ink away in spots.
func (s *Sheet) wear(share float64, random *rand.Rand) {
	if share <= 0 {
		return
	}
	spots := int(share * float64(s.Width*s.Height) / 30)
	for range spots {
		cx, cy, r := random.IntN(s.Width), random.IntN(s.Height), 1+random.IntN(3)
		for y := max(cy-r, 0); y < min(cy+r, s.Height); y++ {
			for x := max(cx-r, 0); x < min(cx+r, s.Width); x++ {
				s.Ink[y*s.Width+x] /= 3
			}
		}
	}
}

// light is how bright each place of the photograph is.
type light struct {
	shade, angle             float64
	shadow, edge, edgeAngle  float64
	glare, glareX, glareY, r float64
	width, height            float64
}

func newLight(k Knobs, width, height int, random *rand.Rand) light {
	w, h := float64(width), float64(height)
	return light{k.Shade, random.Float64() * 2 * math.Pi, k.Shadow, random.Float64()*0.6 - 0.3, random.Float64() * 2 * math.Pi,
		k.Glare, w * random.Float64(), h * random.Float64(), max(w, h) * (0.04 + 0.12*random.Float64()), w, h}
}

func (l light) on(v, x, y float64) float64 {
	nx, ny := x/l.width-0.5, y/l.height-0.5
	v *= 1 - l.shade*(0.5+nx*math.Cos(l.angle)+ny*math.Sin(l.angle))
	if l.shadow > 0 {
		side := (nx*math.Cos(l.edgeAngle) + ny*math.Sin(l.edgeAngle) - l.edge) * 60
		v *= 1 - l.shadow/(1+math.Exp(-side))
	}
	if l.glare > 0 {
		dx, dy := (x-l.glareX)/l.r, (y-l.glareY)/l.r
		v += l.glare * math.Exp(-(dx*dx+dy*dy)/2)
	}
	return v
}

// pattern is what is printed behind the text: waves, as guilloches are, and blotches.
type pattern struct {
	contrast float64
	sine     []float64     // a table: this is half of a photograph's cost
	waves    [4][4]float64 // frequency in x and y, phase, bend
	sharp    bool
}

const sines = 1024

func (p pattern) sin(x float64) float64 {
	return p.sine[int(math.Floor(x*sines/(2*math.Pi)))&(sines-1)]
}

func newPattern(contrast float64, random *rand.Rand) pattern {
	p := pattern{contrast: contrast, sine: make([]float64, sines), sharp: random.IntN(2) == 0}
	for i := range p.sine {
		p.sine[i] = math.Sin(float64(i) * 2 * math.Pi / sines)
	}
	for i := range p.waves {
		f := math.Exp(random.Float64()*3.2) * 0.5 / CapHeight // a wave in 12 to half a capital's height
		a := random.Float64() * 2 * math.Pi
		p.waves[i] = [4]float64{f * math.Cos(a), f * math.Sin(a), random.Float64() * 6, random.Float64() * 3}
	}
	return p
}

func (p pattern) at(x, y float64) float64 {
	if p.contrast == 0 {
		return 0
	}
	sum := 0.0
	for _, w := range p.waves {
		v := p.sin(w[0]*x + w[1]*y + w[2] + w[3]*p.sin(x*0.012+w[2])*p.sin(y*0.016))
		if p.sharp { // lines
			v = 1 - 2*math.Max(0, v*v*v*v)
		}
		sum += v
	}
	return p.contrast * (sum/4 - 1) / 2
}

// mips are the sheet's ink and its halves.
type mips struct{ levels []*Sheet }

func newMips(sheet *Sheet) mips {
	m := mips{[]*Sheet{sheet}}
	for len(m.levels) < 6 {
		last := m.levels[len(m.levels)-1]
		next := NewSheet(last.Width/2, last.Height/2)
		if next.Width < 2 || next.Height < 2 {
			break
		}
		for y := range next.Height {
			for x := range next.Width {
				at := 2*y*last.Width + 2*x
				next.Ink[y*next.Width+x] = uint8((int(last.Ink[at]) + int(last.Ink[at+1]) + int(last.Ink[at+last.Width]) + int(last.Ink[at+last.Width+1]) + 2) / 4)
			}
		}
		m.levels = append(m.levels, next)
	}
	return m
}

// cover is the share of a photograph's pixel that ink covers: the mean of 2×2 places in it, at the level where these are about a pixel apart.
func (m mips) cover(view View, x, y float64) float64 {
	x0, y0 := view.at(x-0.25, y-0.25)
	x1, y1 := view.at(x+0.25, y-0.25)
	x2, y2 := view.at(x-0.25, y+0.25)
	x3, y3 := view.at(x+0.25, y+0.25)
	step := max(math.Abs(x1-x0)+math.Abs(y1-y0), math.Abs(x2-x0)+math.Abs(y2-y0))
	n := 0
	for ; step >= math.Sqrt2 && n < len(m.levels)-1; n++ {
		step /= 2
	}
	l, s := m.levels[n], 1/float64(int(1)<<n)
	return (l.bilinear(x0, y0, s) + l.bilinear(x1, y1, s) + l.bilinear(x2, y2, s) + l.bilinear(x3, y3, s)) / (4 * 255)
}

func (s *Sheet) bilinear(x, y, scale float64) float64 {
	x, y = (x+0.5)*scale-0.5, (y+0.5)*scale-0.5
	if !(x >= 0 && y >= 0 && x < float64(s.Width-1) && y < float64(s.Height-1)) {
		return 0
	}
	ix, iy := int(x), int(y)
	fx, fy := x-float64(ix), y-float64(iy)
	at := iy*s.Width + ix
	top := float64(s.Ink[at])*(1-fx) + float64(s.Ink[at+1])*fx
	bottom := float64(s.Ink[at+s.Width])*(1-fx) + float64(s.Ink[at+s.Width+1])*fx
	return top*(1-fy) + bottom*fy
}

// blur is Gauss's, as its weights.
func blur(pix []float32, width, height int, spread float64) {
	if spread < 0.15 {
		return
	}
	r := int(3*spread + 1)
	kernel := make([]float32, 2*r+1)
	var sum float32
	for i := range kernel {
		d := float64(i-r) / spread
		kernel[i] = float32(math.Exp(-d * d / 2))
		sum += kernel[i]
	}
	for i := range kernel {
		kernel[i] /= sum
	}
	convolve(pix, width, height, kernel, 1, width)
	convolve(pix, height, width, kernel, width, 1)
}

// convolve runs the kernel along lines of n pixels, step apart; the m lines begin stride apart.
func convolve(pix []float32, n, m int, kernel []float32, step, stride int) {
	line := make([]float32, n)
	r := len(kernel) / 2
	for j := range m {
		for i := range n {
			line[i] = pix[j*stride+i*step]
		}
		for i := range n {
			var sum float32
			for k, w := range kernel {
				sum += w * line[min(max(i+k-r, 0), n-1)]
			}
			pix[j*stride+i*step] = sum
		}
	}
}

// box is the mean of the 2r+1 pixels around, both ways.
func box(pix []float32, width, height, r int) {
	means(pix, width, height, r, 1, width)
	means(pix, height, width, r, width, 1)
}

// means runs along lines of n pixels, step apart; the m lines begin stride apart.
func means(pix []float32, n, m, r, step, stride int) {
	line := make([]float32, n)
	share := 1 / float32(2*r+1)
	for j := range m {
		row := pix[j*stride:]
		for i := range line {
			line[i] = row[i*step]
		}
		sum := line[0] * float32(r)
		for i := range r + 1 {
			sum += line[min(i, n-1)]
		}
		for i := range line {
			row[i*step] = sum * share
			sum += line[min(i+r+1, n-1)] - line[max(i-r, 0)]
		}
	}
}

func motion(pix []float32, width, height int, length, angle float64) {
	if length < 0.5 {
		return
	}
	before := append([]float32(nil), pix...)
	n := int(length*2) + 2
	dx, dy := math.Cos(angle)*length/float64(n-1), math.Sin(angle)*length/float64(n-1)
	for y := range height {
		for x := range width {
			var sum float32
			for i := range n {
				o := float64(i) - float64(n-1)/2
				sum += sample(before, width, height, float64(x)+dx*o, float64(y)+dy*o)
			}
			pix[y*width+x] = sum / float32(n)
		}
	}
}

func sample(pix []float32, width, height int, x, y float64) float32 {
	x, y = min(max(x, 0), float64(width)-1.001), min(max(y, 0), float64(height)-1.001)
	ix, iy := int(x), int(y)
	fx, fy := float32(x-float64(ix)), float32(y-float64(iy))
	at := iy*width + ix
	return (pix[at]*(1-fx)+pix[at+1]*fx)*(1-fy) + (pix[at+width]*(1-fx)+pix[at+width+1]*fx)*fy
}

// coarse makes the picture smaller and large again.
func coarse(pix []float32, width, height int, factor float64) []float32 {
	if factor <= 1 {
		return pix
	}
	w, h := max(int(float64(width)/factor), 2), max(int(float64(height)/factor), 2)
	small := make([]float32, w*h)
	fx, fy := float64(width)/float64(w), float64(height)/float64(h)
	for y := range h {
		for x := range w {
			var sum float32
			for j := range 3 {
				for i := range 3 {
					sum += sample(pix, width, height, (float64(x)+(float64(i)+0.5)/3)*fx-0.5, (float64(y)+(float64(j)+0.5)/3)*fy-0.5)
				}
			}
			small[y*w+x] = sum / 9
		}
	}
	out := make([]float32, width*height)
	for y := range height {
		for x := range width {
			out[y*width+x] = sample(small, w, h, (float64(x)+0.5)/fx-0.5, (float64(y)+0.5)/fy-0.5)
		}
	}
	return out
}

func compress(picture *image.Gray, quality int) *image.Gray {
	if quality == 0 {
		return picture
	}
	var buffer bytes.Buffer
	if err := jpeg.Encode(&buffer, picture, &jpeg.Options{Quality: quality}); err != nil {
		return picture // pictures over 65535 pixels
	}
	decoded, err := jpeg.Decode(&buffer)
	if err != nil {
		return picture
	}
	draw.Draw(picture, picture.Bounds(), decoded, decoded.Bounds().Min, draw.Src)
	return picture
}
