package camera

import (
	"bytes"
	"image"
	"image/jpeg"
	"image/png"
	"math"
	"math/rand/v2"

	"golang.org/x/image/draw"

	"github.com/bonafide-id/bonafide/fault"
	"github.com/bonafide-id/bonafide/internal/specimen"
)

// Photograph is what came out of the camera.
type Photograph struct {
	Image  *image.RGBA // before it was encoded; opaque
	Bytes  []byte
	Format string // jpeg or png
	Truth  Truth
}

// Truth is how the photograph was made and where the page's zones are in it.
type Truth struct {
	Shot       Shot       `json:"shot"`
	Width      int        `json:"width"`
	Height     int        `json:"height"`
	Homography Homography `json:"homography"` // from pixels of the page to pixels of the picture
	Corners    [4]Point   `json:"corners"`    // of the page: its top left, top right, bottom right, bottom left
	Zones      []Zone     `json:"zones"`
	// Edited is the name of the zone that was altered in the finished picture; empty: none was.
	Edited string `json:"edited,omitempty"`
}

// Zone is a zone of the page in the picture: where its own corners went, in the order of Truth.Corners.
type Zone struct {
	Name    string   `json:"name"`
	Text    string   `json:"text,omitempty"`
	Corners [4]Point `json:"corners"`
}

// Take photographs a page. Code fault.Invalid for a knob out of range or a page without pixels.
func Take(page specimen.Page, s Shot) (Photograph, error) {
	if err := s.Validate(); err != nil {
		return Photograph{}, err
	}
	if page.Image == nil || page.Image.Bounds().Empty() {
		return Photograph{}, fault.New(fault.Invalid, "page")
	}
	scene, err := arrange(page.Image.Bounds().Size(), s)
	if err != nil {
		return Photograph{}, err
	}
	sheet := scene.sheet(page.Image)
	picture := scene.expose(sheet)
	scene.thumb(picture)
	lens(picture, scene.pixels(s.Blur))
	smear(picture, scene.pixels(s.Motion), rand.New(rand.NewPCG(s.Seed, streamHand)))
	grain(picture, s)
	if err := scene.edit(picture, sheet, page.Truth.Zones); err != nil {
		return Photograph{}, err
	}
	encoded, format, err := encode(picture, s.Quality)
	if err != nil {
		return Photograph{}, err
	}
	return Photograph{Image: picture, Bytes: encoded, Format: format, Truth: scene.truth(page.Truth.Zones)}, nil
}

// scene is where everything is.
type scene struct {
	shot          Shot
	page          image.Point // size in pixels
	width, height int         // of the picture
	h             Homography
	corners       [4]Point
	edited        string // see Truth
}

// pixels turns thousandths of the longer side into pixels.
func (s *scene) pixels(thousandths float64) float64 {
	return thousandths * float64(max(s.width, s.height)) / 1000
}

func (s *scene) truth(zones []specimen.ZoneBox) Truth {
	t := Truth{Shot: s.shot, Width: s.width, Height: s.height, Homography: s.h, Corners: s.corners, Edited: s.edited}
	for _, z := range zones {
		t.Zones = append(t.Zones, Zone{Name: z.Name, Text: z.Text, Corners: s.mapBox(z.Box)})
	}
	return t
}

func (s *scene) mapBox(box image.Rectangle) [4]Point {
	x0, y0, x1, y1 := float64(box.Min.X), float64(box.Min.Y), float64(box.Max.X), float64(box.Max.Y)
	return [4]Point{s.h.Map(Point{x0, y0}), s.h.Map(Point{x1, y0}), s.h.Map(Point{x1, y1}), s.h.Map(Point{x0, y1})}
}

const (
	steepest = 35.0 // degrees that perspective 1 leans the page
	distance = 2.1  // of the lens from the page, in its widths
	cardMM   = 85.6 // width that a halftone's pitch is reckoned for
)

// arrange lays the page before the camera: turned in its plane, leant about an axis, seen through a pinhole, and then as large as the
// margin allows, so that all of it is in the picture.
func arrange(page image.Point, s Shot) (*scene, error) {
	c := &scene{shot: s, page: page}
	c.size()
	r := rand.New(rand.NewPCG(s.Seed, streamPlace))
	axis, away := 2*math.Pi*r.Float64(), Point{2*r.Float64() - 1, 2*r.Float64() - 1}
	quad := project(page, s.Rotation, s.Perspective*steepest, axis)
	low, high := bounds(quad)
	room := 1 + 2*s.Margin
	w, h := float64(c.width), float64(c.height)
	scale := min(w/((high.X-low.X)*room), h/((high.Y-low.Y)*room))
	spare := Point{w - scale*(high.X-low.X), h - scale*(high.Y-low.Y)}
	for i, p := range quad {
		c.corners[i] = Point{
			scale*(p.X-low.X) + spare.X/2*(1+away.X*s.OffCentre), scale*(p.Y-low.Y) + spare.Y/2*(1+away.Y*s.OffCentre),
		}
	}
	var err error
	c.h, err = quadTo(float64(page.X), float64(page.Y), c.corners)
	return c, err
}

// size gives the picture the page's shape when nothing but the page is in it, else 4:3.
func (s *scene) size() {
	long := s.shot.LongSide
	if long == 0 {
		long = max(s.page.X, s.page.Y)
	}
	shape := float64(min(s.page.X, s.page.Y)) / float64(max(s.page.X, s.page.Y))
	if s.shot.Margin != 0 || s.shot.Rotation != 0 || s.shot.Perspective != 0 {
		shape = 0.75
	}
	s.width, s.height = long, max(1, int(math.Round(float64(long)*shape)))
	if s.page.Y > s.page.X {
		s.width, s.height = s.height, s.width
	}
}

// project returns the page's corners in widths of the page, about its middle.
func project(page image.Point, rotation, lean, axis float64) [4]Point {
	half := float64(page.Y) / float64(page.X) / 2
	sin, cos := math.Sincos(-rotation * math.Pi / 180) // y points down
	ax, ay := math.Cos(axis), math.Sin(axis)
	sinLean, cosLean := math.Sincos(lean * math.Pi / 180)
	var quad [4]Point
	for i, p := range [4]Point{{-0.5, -half}, {0.5, -half}, {0.5, half}, {-0.5, half}} {
		x, y := p.X*cos-p.Y*sin, p.X*sin+p.Y*cos
		along, across := x*ax+y*ay, -x*ay+y*ax
		depth := distance / (distance + across*sinLean)
		across *= cosLean
		quad[i] = Point{(along*ax - across*ay) * depth, (along*ay + across*ax) * depth}
	}
	return quad
}

func bounds(quad [4]Point) (low, high Point) {
	low, high = quad[0], quad[0]
	for _, p := range quad[1:] {
		low, high = Point{min(low.X, p.X), min(low.Y, p.Y)}, Point{max(high.X, p.X), max(high.Y, p.Y)}
	}
	return low, high
}

// magnification is how many pixels of the picture a pixel of the page takes, on average.
func (s *scene) magnification() float64 {
	around := 0.0
	for i, p := range s.corners {
		next := s.corners[(i+1)%4]
		around += math.Hypot(next.X-p.X, next.Y-p.Y)
	}
	return around / float64(2*(s.page.X+s.page.Y))
}

// sheet is the page with what happened to it before it was photographed, at most a little larger than the picture will show it.
func (s *scene) sheet(page *image.RGBA) *image.RGBA {
	size := s.page
	if m := s.magnification(); m < 0.85 {
		size = image.Pt(max(1, int(math.Round(float64(size.X)*m))), max(1, int(math.Round(float64(size.Y)*m))))
	}
	sheet := image.NewRGBA(image.Rectangle{Max: size})
	if s.shot.Empty {
		return sheet
	}
	if size == s.page {
		draw.Copy(sheet, image.Point{}, page, page.Bounds(), draw.Src, nil)
	} else {
		draw.CatmullRom.Scale(sheet, sheet.Bounds(), page, page.Bounds(), draw.Src, nil)
	}
	r := rand.New(rand.NewPCG(s.shot.Seed, streamPage))
	photocopy(sheet, s.shot.Photocopy, rand.New(rand.NewPCG(r.Uint64(), 1)))
	crease(sheet, s.shot.Folds, rand.New(rand.NewPCG(r.Uint64(), 2)))
	cut(sheet, s.shot.CutCorner, rand.New(rand.NewPCG(r.Uint64(), 3)))
	punch(sheet, s.shot.Holes, rand.New(rand.NewPCG(r.Uint64(), 4)))
	halftone(sheet, s.shot.Halftone, cardMM, rand.New(rand.NewPCG(r.Uint64(), 5)))
	perforate(sheet, s.shot.LowHoles, rand.New(rand.NewPCG(r.Uint64(), 6)))
	return sheet
}

func encode(picture *image.RGBA, quality int) ([]byte, string, error) {
	var buffer bytes.Buffer
	if quality == 0 {
		err := (&png.Encoder{CompressionLevel: png.BestSpeed}).Encode(&buffer, picture)
		return buffer.Bytes(), "png", err
	}
	err := jpeg.Encode(&buffer, picture, &jpeg.Options{Quality: quality})
	return buffer.Bytes(), "jpeg", err
}
