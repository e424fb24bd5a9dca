package head

import "math/rand/v2"

// Sex chooses typical proportions, nothing else.
type Sex int

// Unspecified lets the seed decide.
const (
	Unspecified Sex = iota
	Female
	Male
)

// Params is an invented person. Lengths are millimetres and typical values stand in brackets; a share is 0 to 1. Person makes one that
// hangs together; Sibling one that resembles another.
type Params struct {
	Seed     uint64 // of what is not spelled out below: freckles, strands
	Sex      Sex
	AgeYears float64 // 18 to 80: folds, skin, gray hair

	Skull Skull
	Eyes  Eyes
	Brows Brows
	Nose  Nose
	Mouth Mouth
	Skin  Skin
	Hair  Hair
	Dress Dress
}

// Skull is the shape of the head.
type Skull struct {
	Width     float64 // of the widest part [150]
	Height    float64 // from the eyes to the chin [115]
	Forehead  float64 // from the eyes to the top, hair apart [112]
	Jaw       float64 // width at the angle of the jaw [116]
	Chin      float64 // 0 pointed to 1 square
	ChinOut   float64 // how far the chin stands out, -6 to 6
	Cheekbone float64 // how far the cheekbones stand out, -2 to 7
	Cheek     float64 // fullness of the cheeks, -5 hollow to 6 round
	Brow      float64 // ridge above the eyes, 0 to 5
	Ear       float64 // height of the ear [60]
	EarOut    float64 // degrees the ear stands off [25]
}

// Eyes are alike on both sides.
type Eyes struct {
	Spacing float64 // between the pupils [62]
	Width   float64 // of the opening [29]
	Open    float64 // height of the opening [10]
	Tilt    float64 // outer corner above the inner, millimetres, -2 to 4
	Fold    float64 // crease of the upper lid: 0 none (single lid) to 1 deep
	Depth   float64 // of the sockets, 2 to 11
	Bag     float64 // below the eye, 0 to 1
	Iris    vec     // linear colour
}

// Brows are alike on both sides.
type Brows struct {
	Height float64 // of the middle above the pupil [20]
	Length float64 // [42]
	Arch   float64 // 0 straight to 6
	Slope  float64 // outer end above the inner, -5 to 6
	Thick  float64 // [7]
	Dense  float64 // share
	Gap    float64 // between them [24]
}

// Nose below the bridge.
type Nose struct {
	Length float64 // eyes to base [49]
	Width  float64 // across the wings [35]
	Out    float64 // of the tip above the lip [20]
	Bridge float64 // width of the ridge [7]
	Root   float64 // height of the bridge between the eyes [3]
	Hump   float64 // -3 hollow to 4
	Tip    float64 // -4 hanging to 4 turned up
	Round  float64 // size of the tip, 0 to 1
}

// Mouth when closed.
type Mouth struct {
	Width  float64 // [51]
	Drop   float64 // from the base of the nose to the line of the lips [22]
	Upper  float64 // height of the upper lip [7]
	Lower  float64 // [9]
	Bow    float64 // of the upper lip, share
	Curve  float64 // corners above the middle, -3 to 3
	Redder float64 // share: how far the lips differ from the skin
	Out    float64 // fullness, 0 to 5
}

// Skin by its colour and what lies on it.
type Skin struct {
	Tone     float64 // 0 very light to 1 very dark
	Warm     float64 // -1 pink to 1 yellow
	Mottle   float64 // share
	Freckles float64 // share
	Moles    int
	Beard    float64 // 0 shaved clean to 1 full; share of cover
	BeardMM  float64 // length: 0 stubble to 12
	Mustache float64 // share of cover
	Shine    float64 // share
}

// Hair of the head.
type Hair struct {
	Color  vec     // linear
	Line   float64 // height of the hair line above the eyes in the middle [62]
	Temple float64 // how far it goes back at the temples, 0 to 25
	Volume float64 // thickness [16]
	Fringe float64 // 0 none to 1 down to the brows
	Part   float64 // -1 to 1, where the fringe parts
	Length float64 // below the eyes at the sides, 0 short to 260
	Wave   float64 // share
	Bald   float64 // 0 full to 1 none on top
}

// Dress below the neck.
type Dress struct {
	Color  vec // linear
	Collar int // 0 round, 1 shirt, 2 jacket over a shirt
	Second vec
}

// Hints narrow what Person invents. Zero values leave it to the seed.
type Hints struct {
	Sex      Sex
	AgeYears int     // 0: any adult
	Tone     float64 // 0: any; else as Skin.Tone
	HairTone float64 // 0: any; else 0 to 1, black to light
}

// draw gives the seed's next numbers.
type draw struct{ *rand.Rand }

func (d draw) between(low, high float64) float64 { return low + (high-low)*d.Float64() }

// about is mostly within spread of the middle and never beyond two of them; the spread of faces is what tells people apart.
func (d draw) about(middle, spread float64) float64 {
	return middle + clamp(d.NormFloat64()*0.9, -1.9, 1.9)*spread
}

func (d draw) chance(p float64) bool { return d.Float64() < p }

func newDraw(seed, stream uint64) draw { return draw{rand.New(rand.NewPCG(seed, stream))} }

// Person invents the person of a seed. Every seed is somebody; the same seed is the same person.
func Person(seed uint64) Params { return PersonLike(seed, Hints{}) }

// PersonLike invents the person of a seed with what the hints ask for.
func PersonLike(seed uint64, h Hints) Params {
	d := newDraw(seed, 0x68656164)
	p := Params{Seed: seed, Sex: h.Sex, AgeYears: float64(h.AgeYears)}
	if sex := Sex(1 + d.IntN(2)); p.Sex == Unspecified {
		p.Sex = sex
	}
	if age := d.between(19, 66); h.AgeYears == 0 {
		p.AgeYears = age
	}
	p.AgeYears = clamp(p.AgeYears, 18, 80)
	male := 0.0
	if p.Sex == Male {
		male = 1
	}
	p.Skin = inventSkin(d, p.AgeYears, male, h.Tone)
	p.Skull = inventSkull(d, male)
	p.Eyes = inventEyes(d, p.AgeYears, p.Skin.Tone)
	p.Brows = inventBrows(d, male)
	p.Nose = inventNose(d, male)
	p.Mouth = inventMouth(d, male)
	p.Hair = inventHair(d, p.AgeYears, male, p.Skin.Tone, h.HairTone)
	p.Dress = inventDress(d)
	return p
}

func inventSkull(d draw, male float64) Skull {
	return Skull{
		Width: d.about(146+5*male, 6), Height: d.about(111+7*male, 6), Forehead: d.about(112, 4),
		Jaw: d.about(112+11*male, 8), Chin: clamp(d.about(0.3+0.3*male, 0.25), 0, 1), ChinOut: d.about(0.5+male, 2.2),
		Cheekbone: d.about(3-male, 1.8), Cheek: d.about(1-1.2*male, 2.2), Brow: clamp(d.about(1+1.7*male, 1.1), 0, 5),
		Ear: d.about(56+4*male, 4), EarOut: d.about(19, 6),
	}
}

func inventEyes(d draw, age, tone float64) Eyes {
	irises := []vec{srgb(58, 36, 22), srgb(84, 54, 30), srgb(40, 26, 18), srgb(96, 86, 52), srgb(92, 116, 134), srgb(112, 128, 112)}
	kinds := len(irises)
	if tone > 0.35 {
		kinds = 3
	}
	return Eyes{
		Spacing: d.about(62.5, 3.2), Width: d.about(29, 2), Open: d.about(9.8, 1.5), Tilt: d.about(1, 1.3),
		Fold: clamp(d.about(0.55, 0.35), 0, 1), Depth: d.about(6, 2), Bag: clamp(d.about((age-25)/70, 0.2), 0, 1), Iris: irises[d.IntN(kinds)],
	}
}

func inventBrows(d draw, male float64) Brows {
	return Brows{
		Height: d.about(21.5-2*male, 2.4), Length: d.about(42+2*male, 3.5), Arch: clamp(d.about(3-1.2*male, 1.6), 0, 7), Slope: d.about(1, 2.2),
		Thick: clamp(d.about(5.6+2.4*male, 1.7), 2.5, 12), Dense: clamp(d.about(0.75, 0.18), 0.3, 1), Gap: d.about(24-2*male, 4),
	}
}

func inventNose(d draw, male float64) Nose {
	return Nose{
		Length: d.about(47+3*male, 3.6), Width: d.about(33+3*male, 3.4), Out: d.about(18.5+1.5*male, 2.6), Bridge: clamp(d.about(7, 1.3), 4.5, 11),
		Root: d.about(3.5+male, 1.8), Hump: d.about(0.2+0.5*male, 1.3), Tip: d.about(0.3, 1.8), Round: clamp(d.about(0.5, 0.28), 0, 1),
	}
}

func inventMouth(d draw, male float64) Mouth {
	return Mouth{
		Width: d.about(49+3*male, 3.8), Drop: d.about(21+1.5*male, 2.4), Upper: clamp(d.about(7-male, 1.9), 2.5, 12), Lower: clamp(d.about(9.5-male, 2), 4.5, 15),
		Bow: clamp(d.about(0.5, 0.3), 0, 1), Curve: d.about(0, 1), Redder: clamp(d.about(0.7-0.25*male, 0.18), 0.15, 1), Out: clamp(d.about(2.4, 1.1), 0, 5),
	}
}

func inventSkin(d draw, age, male, tone float64) Skin {
	s := Skin{
		Tone: clamp(d.between(-0.05, 0.95), 0, 0.9), Warm: d.about(0, 0.5), Mottle: clamp(d.about(0.3+(age-20)/160, 0.15), 0, 1),
		Shine: clamp(d.about(0.4, 0.2), 0.05, 1), Moles: d.IntN(4),
	}
	if tone > 0 {
		s.Tone = clamp(d.about(tone, 0.03), 0, 1)
	}
	if d.chance(0.2) && s.Tone < 0.35 {
		s.Freckles = d.between(0.2, 1)
	}
	beard, cover, length, mustache := d.Float64(), d.between(0.7, 1), d.between(1, 7), d.between(0.6, 1)
	switch {
	case male == 0:
	case beard < 0.22: // full beard
		s.Beard, s.BeardMM, s.Mustache = cover, length, mustache
	case beard < 0.35: // mustache
		s.Beard, s.Mustache = 0.15, mustache
	case beard < 0.6: // stubble
		s.Beard, s.Mustache = 0.4, 0.4
	default:
		s.Beard, s.Mustache = 0.14, 0.14
	}
	return s
}

func inventHair(d draw, age, male, tone, hairTone float64) Hair {
	shades := []vec{srgb(20, 17, 16), srgb(34, 25, 21), srgb(58, 40, 29), srgb(92, 64, 42), srgb(150, 112, 70), srgb(110, 58, 34), srgb(184, 152, 104)}
	pick := d.Float64()
	if hairTone > 0 {
		pick = clamp(hairTone, 0, 0.999)
	} else if tone > 0.4 {
		pick *= 0.4
	}
	h := Hair{
		Color: shades[int(pick*float64(len(shades)))], Line: d.about(61, 6), Temple: d.between(2, 8), Volume: d.between(9, 20), Part: d.between(-0.9, 0.9),
		Wave: d.Float64(),
	}
	gray := clamp((age-40)/35+d.between(-0.3, 0.3), 0, 0.9)
	h.Color = h.Color.mix(srgb(168, 166, 162), gray)
	fringe, long, bald := d.Float64(), d.between(60, 230), d.Float64()
	if fringe < 0.3 {
		h.Fringe = 0.35 + fringe*2
	}
	if male == 0 {
		h.Volume += 3
		if d.chance(0.75) {
			h.Length = long
		}
		return h
	}
	h.Temple += d.between(0, 14)
	if bald < (age-20)/110 {
		h.Bald, h.Fringe = d.between(0.5, 1), 0
	}
	return h
}

func inventDress(d draw) Dress {
	cloths := []vec{srgb(38, 48, 74), srgb(92, 96, 102), srgb(120, 42, 46), srgb(54, 84, 66), srgb(214, 210, 200), srgb(34, 34, 38), srgb(150, 134, 110), srgb(90, 120, 160)}
	shirts := []vec{srgb(232, 232, 236), srgb(196, 212, 232), srgb(230, 214, 204)}
	return Dress{Color: cloths[d.IntN(len(cloths))], Collar: d.IntN(3), Second: shirts[d.IntN(len(shirts))]}
}
