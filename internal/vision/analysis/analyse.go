package analysis

import (
	"context"
	"errors"
	"image"
	"slices"
	"time"

	"github.com/bonafide-id/bonafide/fault"
	"github.com/bonafide-id/bonafide/internal/vision/picture"
	"github.com/bonafide-id/bonafide/internal/vision/picture/heif"
	"github.com/bonafide-id/bonafide/internal/vision/wire"
)

// Longer sides that the engines are given, in pixels: larger pictures cost time and tell them nothing more. Codes are read at full size.
const (
	readSide    = 2000 // zones: some 34 pixels a character of a zone that fills the picture
	textSide    = 1400 // print of the whole document: labels have letters of some 15 pixels
	captionSide = 2200 // captions, of which some were not read
	probeSide   = 1000 // text, when only its direction is asked for
	faceSide    = 1280
	drawnSide   = 1600 // what a person looks at

	// A document so large in the copy that is read shows every character of a zone in some 20 pixels: no closer look shows more.
	plainSide = 1000
)

// Settings returns the limits of pictures, with every format.
func Settings() picture.Settings {
	s := picture.Default()
	s.HEIC = heif.Decode
	return s
}

// job is one request under way.
type job struct {
	engines Engines
	request wire.Request
	picture *picture.Picture
	script  string         // alpha-3 of the country whose languages print is read in; empty: English
	covered [][]wire.Point // places in the picture that need no reading as print
	ran     map[string]wire.Part
	ms      map[string]float64
}

// Analyse carries out a request on the bytes of a picture. The payload is the upright document as JPEG when the request asks for it and an
// outline was found, else nil. An engine that is not there, fails, panics or is out of time is named in Ran with the reason and costs no
// other engine its result; only a picture that cannot be read, or a request that cannot be understood, makes an Error.
func Analyse(ctx context.Context, engines Engines, request wire.Request, data []byte) (wire.Reply, []byte) {
	if request.DeadlineMS > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, time.Duration(request.DeadlineMS)*time.Millisecond)
		defer cancel()
	}
	j := &job{engines: engines, request: request, ran: map[string]wire.Part{}, ms: map[string]float64{}}
	reply := wire.Reply{ID: request.ID, MS: j.ms}
	payload, err := j.answer(ctx, &reply, data)
	if err != nil {
		reply.Document, reply.Faces, reply.Masked = nil, nil, nil
		reply.Error = &wire.Error{Code: string(fault.CodeOf(err)), Detail: short(err.Error())}
		return reply, nil
	}
	return reply, payload
}

func (j *job) answer(ctx context.Context, reply *wire.Reply, data []byte) (payload []byte, err error) {
	// What Go itself brings (decoders, geometry) is not let down to the worker either.
	defer func() {
		if p := recover(); p != nil {
			payload, err = nil, fault.New(fault.PictureBroken, panicked(p))
		}
	}()
	if j.request.Do != wire.DoDocument && j.request.Do != wire.DoFaces && j.request.Do != wire.DoMask {
		return nil, fault.Newf(fault.VisionProtocol, "do", "%d bytes that are none of the tasks", len(j.request.Do))
	}
	if err := j.decode(data); err != nil {
		return nil, err
	}
	switch j.request.Do {
	case wire.DoFaces:
		reply.Faces = j.faceList(ctx)
		return nil, nil
	case wire.DoMask:
		reply.Masked, payload, err = j.mask()
		return payload, err
	}
	reply.Document, payload = j.document(ctx)
	return payload, nil
}

func (j *job) decode(data []byte) (err error) {
	defer j.clock("decode")()
	j.picture, err = picture.Decode(data, Settings())
	return err
}

// clock adds the time until its result is called to a stage.
func (j *job) clock(stage string) func() {
	started := time.Now()
	return func() { j.ms[stage] += float64(time.Since(started).Microseconds()) / 1000 }
}

func (j *job) wants(engine string) bool {
	return len(j.request.Want) == 0 || slices.Contains(j.request.Want, engine)
}

// there says whether an engine is asked for and there; when it is asked for and is not, that is recorded.
func (j *job) there(engine string, present bool) bool {
	if !j.wants(engine) {
		return false
	}
	if !present {
		why := j.engines.Why[engine]
		if why == "" {
			why = "not in this build"
		}
		j.ran[engine] = wire.Part{Why: short(why)}
	}
	return present
}

// run lets an engine work and records how that went. Several runs of one engine are one success when any of them went well.
func (j *job) run(ctx context.Context, engine string, do func(ctx context.Context) error) bool {
	err := ctx.Err()
	if err == nil {
		if j.engines.Entering != nil {
			j.engines.Entering(engine)
		}
		stop := j.clock(engine)
		err = careful(ctx, do)
		stop()
	}
	if err == nil {
		j.ran[engine] = wire.Part{Ran: true}
		return true
	}
	if !j.ran[engine].Ran {
		j.ran[engine] = wire.Part{Why: short(why(err))}
	}
	return false
}

func careful(ctx context.Context, do func(ctx context.Context) error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = errors.New(panicked(p))
		}
	}()
	return do(ctx)
}

func why(err error) string {
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		return "no time was left"
	case errors.Is(err, context.Canceled):
		return "the job was cancelled"
	}
	return err.Error()
}

// view is a rectangle that shows part of the picture: upright, rectified, scaled.
type view struct {
	w, h      int
	quad      picture.Quad       // what it shows, in the picture
	toPicture picture.Homography // from its own coordinates to the picture's
}

// look plans a view of quad whose longer side has at most maxSide pixels, and which is not larger than what it shows.
func look(quad picture.Quad, maxSide int) view {
	width, height := quad.Sides()
	w, h := picture.Fit(max(1, int(width+0.5)), max(1, int(height+0.5)), maxSide)
	return view{w: w, h: h, quad: quad, toPicture: picture.Project(float64(w), float64(h), quad)}
}

// enlarged is a view whose longer side has side pixels, be that more than what it shows has: text engines read small print better so.
func enlarged(quad picture.Quad, side int) view {
	width, height := quad.Sides()
	by := float64(side) / max(width, height, 1)
	w, h := max(1, int(width*by+0.5)), max(1, int(height*by+0.5))
	return view{w: w, h: h, quad: quad, toPicture: picture.Project(float64(w), float64(h), quad)}
}

// shrink is how much smaller than its source a view is, at least 1.
func (v view) shrink() float64 {
	width, height := v.quad.Sides()
	return max(1, width/float64(v.w), height/float64(v.h))
}

// gray draws the view. Of a picture much larger than the view it takes a smaller copy, so that no detail turns into noise.
func (j *job) gray(v view) *image.Gray {
	source := j.picture.Gray()
	if turn, ok := j.quarters(v.quad); ok {
		w, h := v.w, v.h
		if turn%2 == 1 {
			w, h = h, w
		}
		return picture.Rotate90(picture.Scale(source, w, h), turn)
	}
	by := 1.0
	if v.shrink() > 1.3 {
		w, h := picture.Fit(j.picture.Width, j.picture.Height, int(float64(max(j.picture.Width, j.picture.Height))/v.shrink()))
		by = float64(w) / float64(j.picture.Width)
		source = picture.Scale(source, w, h)
	}
	return picture.Warp(source, v.quad.Scaled(by), v.w, v.h)
}

// rgba is gray in colour.
func (j *job) rgba(v view) *image.RGBA {
	drawn, _ := j.colour(v)
	return drawn
}

// colour draws the view, and gives the smaller copy of the picture it is taken from as well.
func (j *job) colour(v view) (drawn, source *image.RGBA) {
	longer := max(j.picture.Width, j.picture.Height)
	if turn, ok := j.quarters(v.quad); ok {
		source = j.picture.RGBA(max(v.w, v.h))
		return picture.Rotate90RGBA(source, turn), source
	}
	source = j.picture.RGBA(int(float64(longer) / v.shrink()))
	return picture.WarpRGBA(source, v.quad.Scaled(float64(source.Rect.Dx())/float64(j.picture.Width)), v.w, v.h), source
}

// whole is the picture's own rectangle.
func (j *job) whole() picture.Quad {
	return picture.RectQuad(float64(j.picture.Width), float64(j.picture.Height))
}

// quarters says by how many clockwise quarters a quad is the whole picture turned, if it is.
func (j *job) quarters(q picture.Quad) (int, bool) {
	for turn := range 4 {
		if j.whole().Turned(turn) == q {
			return turn, true
		}
	}
	return 0, false
}

func (v view) points(list []wire.Point) []wire.Point {
	out := make([]wire.Point, len(list))
	for i, p := range list {
		out[i] = v.toPicture.Apply(p)
	}
	return out
}

// face brings a face's box and landmarks to the picture. The box of a turned or rectified face is the one around its corners.
func (v view) face(f wire.Face) wire.Face {
	corners := v.points(f.Corners())
	low, high := corners[0], corners[0]
	for _, p := range corners[1:] {
		low.X, low.Y = min(low.X, p.X), min(low.Y, p.Y)
		high.X, high.Y = max(high.X, p.X), max(high.Y, p.Y)
	}
	f.X, f.Y, f.Width, f.Height = low.X, low.Y, high.X-low.X, high.Y-low.Y
	if f.Landmarks != nil {
		f.Landmarks = v.points(f.Landmarks)
	}
	return f
}
