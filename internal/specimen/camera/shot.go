// Package camera photographs pages virtually: it lays a page on a background, looks at it through a lens from somewhere, and returns
// the picture with where everything went. Each knob of a [Shot] is one thing that goes wrong with real photographs, off at zero; its
// setting is the truth that a check is measured against. The same shot of the same page gives the same bytes.
package camera

import (
	"math"
	"math/rand/v2"

	"github.com/bonafide-id/bonafide/fault"
)

// Surface is what the page lies on.
type Surface uint8

// The surfaces. Blank is one light gray.
const (
	Blank Surface = iota
	Desk
	Cloth
	Stone
	Gradient
	surfaceCount
)

// Shot is the setting of every knob. The zero value is a lossless picture of the page alone, as wide as the page.
//
// Lengths marked ‰ are thousandths of the picture's longer side, so that a shot means the same at every resolution; fractions are 0 to 1.
type Shot struct {
	Seed     uint64  `json:"seed"`      // of everything that is drawn at random inside a knob
	LongSide int     `json:"long_side"` // pixels of the picture's longer side, 64 to 8192; 0: that of the page
	Margin   float64 `json:"margin"`    // room around the page, as a fraction of the page's width, 0 to 3; with it the picture is 4:3
	Surface  Surface `json:"surface"`

	Rotation    float64 `json:"rotation"`    // degrees counter-clockwise, any
	Perspective float64 `json:"perspective"` // 0 to 1: how far the page leans; 1 is about 35 degrees
	OffCentre   float64 `json:"off_centre"`  // 0 to 1 of the room there is

	Blur     float64 `json:"blur"`     // lens: standard deviation, ‰
	Motion   float64 `json:"motion"`   // length of the smear, ‰
	Noise    float64 `json:"noise"`    // standard deviation in mid-gray, levels of 255
	Exposure float64 `json:"exposure"` // stops, negative: dark
	Warmth   float64 `json:"warmth"`   // -1 (blue) to 1 (yellow)
	Vignette float64 `json:"vignette"` // 0 to 1: light lost in the corners
	Glare    float64 `json:"glare"`    // 0 to 1: strength of one to three reflections
	Shadow   float64 `json:"shadow"`   // 0 to 1: depth of a shadow across the picture

	Folds     float64 `json:"folds"`      // 0 to 1: depth of creases
	CutCorner float64 `json:"cut_corner"` // of the page's height, cut off one corner, 0 to 0.5
	Holes     int     `json:"holes"`      // punched, 0 to 4
	Finger    float64 `json:"finger"`     // 0 to 1: how far a thumb reaches over the edge; 1 is a third of the page's height
	Photocopy float64 `json:"photocopy"`  // 0 to 1: gray, hard and with a halftone
	Moire     float64 `json:"moire"`      // 0 to 1: photographed from a screen

	Halftone float64 `json:"halftone"`  // 0 to 1: a copy in colours, made of dots
	Retouch  float64 `json:"retouch"`   // 0 to 1: a field is smoothed in the finished picture, which is then saved again
	Retype   float64 `json:"retype"`    // 0 to 1: a field's print is set anew there
	Paste    float64 `json:"paste"`     // 0 to 1: a field is taken from another picture
	LowHoles int     `json:"low_holes"` // punched in a row through the lower fifth, 0 to 8
	Empty    bool    `json:"empty"`     // the page is not there

	// SurfaceSeed is what the surface is drawn from; 0: Seed. Two sides on one table have the same.
	SurfaceSeed uint64 `json:"surface_seed"`

	Quality int `json:"quality"` // of the JPEG, 1 to 100; 0: PNG, nothing lost
}

// knobs lists the range of each, for Validate and for those who turn them all.
var knobs = []struct {
	name     string
	low, top float64
	of       func(*Shot) *float64
}{
	{"margin", 0, 3, func(s *Shot) *float64 { return &s.Margin }},
	{"rotation", -360, 360, func(s *Shot) *float64 { return &s.Rotation }},
	{"perspective", 0, 1, func(s *Shot) *float64 { return &s.Perspective }},
	{"off_centre", 0, 1, func(s *Shot) *float64 { return &s.OffCentre }},
	{"blur", 0, 20, func(s *Shot) *float64 { return &s.Blur }},
	{"motion", 0, 50, func(s *Shot) *float64 { return &s.Motion }},
	{"noise", 0, 64, func(s *Shot) *float64 { return &s.Noise }},
	{"exposure", -4, 4, func(s *Shot) *float64 { return &s.Exposure }},
	{"warmth", -1, 1, func(s *Shot) *float64 { return &s.Warmth }},
	{"vignette", 0, 1, func(s *Shot) *float64 { return &s.Vignette }},
	{"glare", 0, 1, func(s *Shot) *float64 { return &s.Glare }},
	{"shadow", 0, 1, func(s *Shot) *float64 { return &s.Shadow }},
	{"folds", 0, 1, func(s *Shot) *float64 { return &s.Folds }},
	{"cut_corner", 0, 0.5, func(s *Shot) *float64 { return &s.CutCorner }},
	{"finger", 0, 1, func(s *Shot) *float64 { return &s.Finger }},
	{"photocopy", 0, 1, func(s *Shot) *float64 { return &s.Photocopy }},
	{"halftone", 0, 1, func(s *Shot) *float64 { return &s.Halftone }},
	{"retouch", 0, 1, func(s *Shot) *float64 { return &s.Retouch }},
	{"retype", 0, 1, func(s *Shot) *float64 { return &s.Retype }},
	{"paste", 0, 1, func(s *Shot) *float64 { return &s.Paste }},
	{"moire", 0, 1, func(s *Shot) *float64 { return &s.Moire }},
}

const (
	minSide, maxSide = 64, 8192
	maxHoles         = 4
	maxLowHoles      = 8
)

// Validate returns code fault.Invalid and the name of the first knob out of its range.
func (s Shot) Validate() error {
	for _, k := range knobs {
		if v := *k.of(&s); !(v >= k.low && v <= k.top) {
			return fault.New(fault.Invalid, k.name)
		}
	}
	switch {
	case s.LongSide != 0 && (s.LongSide < minSide || s.LongSide > maxSide):
		return fault.New(fault.Invalid, "long_side")
	case s.Surface >= surfaceCount:
		return fault.New(fault.Invalid, "surface")
	case s.Holes < 0 || s.Holes > maxHoles:
		return fault.New(fault.Invalid, "holes")
	case s.LowHoles < 0 || s.LowHoles > maxLowHoles:
		return fault.New(fault.Invalid, "low_holes")
	case s.Quality < 0 || s.Quality > 100:
		return fault.New(fault.Invalid, "quality")
	}
	return nil
}

// presets are ranges to draw a shot from, by name.
var presets = map[string]func(r *rand.Rand) Shot{
	"clean": func(*rand.Rand) Shot { return Shot{Margin: 0.04, Surface: Blank, Quality: 92} },
	"good": func(r *rand.Rand) Shot {
		return Shot{
			Margin: between(r, 0.08, 0.3), Surface: surface(r), Rotation: between(r, -5, 5), Perspective: between(r, 0, 0.35), OffCentre: between(r, 0, 0.6),
			Blur: between(r, 0.2, 0.55), Noise: between(r, 1, 4), Exposure: between(r, -0.35, 0.3), Warmth: between(r, -0.35, 0.5),
			Vignette: between(r, 0.05, 0.3), Shadow: between(r, 0, 0.3), Quality: 80 + r.IntN(14),
		}
	},
	// Well made: what a careful person gets with a telephone whose exposure is right, so that white paper is not burnt out. Nothing in it is to be flagged.
	"photo": func(r *rand.Rand) Shot {
		return Shot{
			Margin: between(r, 0.08, 0.25), Surface: surface(r), Rotation: between(r, -4, 4), Perspective: between(r, 0, 0.25), OffCentre: between(r, 0, 0.5),
			Blur: between(r, 0.2, 0.45), Noise: between(r, 1, 3), Exposure: between(r, -0.75, -0.4), Warmth: between(r, -0.2, 0.3),
			Vignette: between(r, 0.05, 0.2), Shadow: between(r, 0, 0.15), Quality: 84 + r.IntN(12),
		}
	},
	"hard": func(r *rand.Rand) Shot {
		return Shot{
			Margin: between(r, 0.1, 0.7), Surface: surface(r), Rotation: between(r, -25, 25), Perspective: between(r, 0.3, 0.9), OffCentre: between(r, 0, 1),
			Blur: between(r, 0.4, 1.1), Motion: sometimes(r, 0.4, 0.8, 2.5), Noise: between(r, 4, 13), Exposure: between(r, -1.3, 0.6), Warmth: between(r, -0.8, 0.9),
			Vignette: between(r, 0.1, 0.6), Glare: sometimes(r, 0.6, 0.3, 0.9), Shadow: between(r, 0.1, 0.7), Folds: sometimes(r, 0.3, 0.2, 0.8),
			Finger: sometimes(r, 0.4, 0.2, 0.6), Quality: 45 + r.IntN(40),
		}
	},
	"thumbnail": func(r *rand.Rand) Shot {
		return Shot{
			LongSide: 250, Margin: between(r, 0.01, 0.06), Surface: surface(r), Rotation: between(r, -2, 2), Perspective: between(r, 0, 0.15),
			Blur: between(r, 0.3, 1.2), Noise: between(r, 0, 2), Exposure: between(r, -0.2, 0.2), Quality: 70 + r.IntN(25),
		}
	},
	"replay": func(r *rand.Rand) Shot {
		return Shot{
			Margin: between(r, 0.05, 0.2), Surface: Gradient, Rotation: between(r, -3, 3), Perspective: between(r, 0, 0.3), Blur: between(r, 0.2, 0.5),
			Noise: between(r, 2, 5), Exposure: between(r, -0.2, 0.2), Warmth: between(r, -0.5, -0.1), Vignette: between(r, 0.1, 0.4),
			Glare: sometimes(r, 0.5, 0.2, 0.5), Moire: between(r, 0.4, 0.9), Quality: 75 + r.IntN(15),
		}
	},
	"photocopy": func(r *rand.Rand) Shot {
		return Shot{
			Margin: between(r, 0.05, 0.3), Surface: Blank, Rotation: between(r, -4, 4), Perspective: between(r, 0, 0.3), Blur: between(r, 0.2, 0.5),
			Noise: between(r, 1, 5), Exposure: between(r, -0.3, 0.2), Shadow: between(r, 0, 0.3), Photocopy: between(r, 0.75, 1), Quality: 75 + r.IntN(18),
		}
	},
}

// Presets returns the names that Preset knows: clean (a scan), photo (a telephone, well made), good (an ordinary telephone), hard, thumbnail (250 pixels), replay (from a
// screen), photocopy.
func Presets() []string {
	return []string{"clean", "photo", "good", "hard", "thumbnail", "replay", "photocopy"}
}

// streamPreset and those of Take keep apart what one seed is used for.
const (
	streamPreset uint64 = iota + 101
	streamLight
	streamPage
	streamSurface
	streamNoise
	streamPlace
	streamScreen
	streamThumb
	streamHand
	streamRetouch
	streamSpoil
)

// Preset draws a shot. Code fault.Invalid for a name that is not in Presets. Its LongSide is 0 for all but the thumbnail.
func Preset(name string, seed uint64) (Shot, error) {
	draw, ok := presets[name]
	if !ok {
		return Shot{}, fault.New(fault.Invalid, "shot")
	}
	s := draw(rand.New(rand.NewPCG(seed, streamPreset)))
	s.Seed = seed
	return s, nil
}

func between(r *rand.Rand, low, top float64) float64 {
	return math.Round((low+(top-low)*r.Float64())*1000) / 1000
}

// sometimes is between in that share of the shots, else 0.
func sometimes(r *rand.Rand, share, low, top float64) float64 {
	v, on := between(r, low, top), r.Float64() < share
	if !on {
		return 0
	}
	return v
}

func surface(r *rand.Rand) Surface { return Desk + Surface(r.IntN(int(surfaceCount-Desk))) }
