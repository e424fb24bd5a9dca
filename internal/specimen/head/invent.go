package head

import "math/rand/v2"

// Hints narrow what PersonLike invents. Zero values leave it to the seed.
type Hints struct {
	Sex      Sex
	Region   Region
	AgeYears int     // 0: any adult
	Tone     float64 // 0: any; else as Skin.Tone
	HairTone float64 // 0: any; else above 0 (black) to 1 (fair)
}

// draw gives the seed's next numbers.
type draw struct{ *rand.Rand }

func newDraw(seed, stream uint64) draw { return draw{rand.New(rand.NewPCG(seed, stream))} }

func (d draw) between(low, high float64) float64 { return low + (high-low)*d.Float64() }

// about spreads evenly to two spreads on both sides of the middle: more people at the edges than among real ones, so that any two differ.
func (d draw) about(middle, spread float64) float64 { return middle + d.between(-2.7, 2.7)*spread }

func (d draw) chance(p float64) bool { return d.Float64() < p }

// region holds middles of what differs most between parts of the world.
type region struct {
	toneLow, toneHigh, warm       float64
	root, out, width, hump        float64 // nose
	depth, fold, tilt, open       float64 // eyes
	upper, lower, full            float64 // lips
	cheekbone, ridge, skullWidth  float64
	browThick, browDense, browRun float64
	hairShades                    int // how many of the shades of hair, dark first
	irises                        int
	beard                         float64
	curls                         float64
}

var regions = map[Region]region{
	EastAsia:     {0.03, 0.34, 0.55, 1.6, 16, 37, -0.4, 3.4, 0.28, 2.2, 8.6, 7, 9.5, 2.6, 4.2, 0.8, 151, 5.6, 0.72, -0.8, 2, 2, 0.35, 0},
	Europe:       {0, 0.24, -0.25, 5.2, 20.5, 32.5, 0.6, 7.8, 0.65, 0.6, 9.8, 5.4, 8.4, 1.6, 2, 2.4, 146, 6, 0.68, 0.6, 7, 6, 0.8, 0.1},
	Africa:       {0.6, 0.95, 0.1, 2.2, 17.5, 42, 0, 5.2, 0.6, 1.2, 10, 10.2, 12.6, 4, 3, 2, 145, 6, 0.85, -0.3, 1, 2, 0.6, 1},
	SouthAsia:    {0.28, 0.66, 0.35, 4.8, 20.5, 35.5, 1.2, 7.4, 0.8, 0.8, 10.4, 7.2, 10, 2.5, 2, 2.2, 144, 8.2, 0.95, 0.8, 2, 3, 1.1, 0.1},
	LatinAmerica: {0.15, 0.5, 0.3, 3.4, 19, 36.5, 0.3, 5.8, 0.6, 1.4, 9.6, 7, 10, 2.5, 3.4, 1.8, 148, 7, 0.85, 0, 3, 4, 0.6, 0.2},
}

// Person invents the person of a seed. Every seed is somebody; the same seed is the same person.
func Person(seed uint64) Params { return PersonLike(seed, Hints{}) }

// PersonLike invents the person of a seed with what the hints ask for.
func PersonLike(seed uint64, h Hints) Params {
	d := newDraw(seed, 0x68656164)
	p := Params{Seed: seed, Sex: h.Sex, AgeYears: float64(h.AgeYears)}
	if sex := Sex(1 + d.IntN(2)); p.Sex == Unspecified {
		p.Sex = sex
	}
	if age := d.between(19, 68); h.AgeYears == 0 {
		p.AgeYears = age
	}
	where := Region(1 + d.IntN(len(regions)))
	if _, known := regions[h.Region]; known {
		where = h.Region
	}
	p.AgeYears = clamp(p.AgeYears, 18, 80)
	i := inventor{draw: d, region: regions[where], age: p.AgeYears}
	if p.Sex == Male {
		i.male = 1
	}
	p.Skin = i.skin(h.Tone)
	p.Skull = i.skull()
	p.Eyes = i.eyes()
	p.Brows = i.brows()
	p.Nose = i.nose()
	p.Mouth = i.mouth()
	p.Skull.Height = max(p.Skull.Height, p.Nose.Length+p.Mouth.Drop+p.Mouth.Lower+10) // there is a chin below every mouth
	p.Hair = i.hair(h.HairTone)
	p.Dress = i.dress()
	p.Skew = i.skew()
	p.Glasses = i.glasses()
	return p
}

// inventor draws the parts of one person.
type inventor struct {
	draw
	region
	age, male float64
}

func (i inventor) skull() Skull {
	round := i.between(-1.4, 1.4) // long and narrow to short and wide
	return Skull{
		Width: i.about(i.skullWidth-2+5*i.male, 3.5) + 6*round, Height: i.about(111+7*i.male, 4) - 7*round, Forehead: i.about(112, 4),
		Jaw: i.about(111+11*i.male, 6) + 6*round, Chin: clamp(i.about(0.3+0.3*i.male, 0.3), 0, 1), ChinOut: i.about(0.5+i.male, 2.4),
		Cheekbone: clamp(i.about(i.cheekbone-i.male*0.6, 1.6), -2, 8), Cheek: i.about(0.6-1.2*i.male, 2) + 2.5*round, Brow: clamp(i.about(0.4*i.ridge+0.75*i.ridge*i.male, 0.9), 0, 5),
		Ear: i.about(56+4*i.male, 2.5), EarOut: i.about(19, 4),
	}
}

func (i inventor) glasses() Glasses {
	frames := []vec{srgb(24, 22, 22), srgb(70, 42, 26), srgb(120, 118, 116), srgb(150, 112, 60), srgb(60, 26, 32), srgb(34, 50, 82)}
	worn := i.chance(0.15 + 0.004*(i.age-18))
	g := Glasses{Rim: i.between(1, 4.2), Width: i.between(45, 55), Height: i.between(30, 45), Square: i.between(2, 5), Color: frames[i.IntN(len(frames))]}
	if !worn {
		return Glasses{}
	}
	return g
}

func (i inventor) lipstick() vec {
	shades := []vec{srgb(150, 30, 44), srgb(190, 70, 90), srgb(110, 32, 56), srgb(178, 74, 58), srgb(96, 50, 44)}
	shade := shades[i.IntN(len(shades))]
	if worn := i.chance(0.6); i.male == 1 || !worn {
		return vec{}
	}
	return shade
}

func (i inventor) skew() Skew {
	return Skew{Nose: i.about(0, 0.9), Mouth: i.about(0, 0.9), Brows: i.about(0, 0.6), Chin: i.about(0, 1.2)}
}

func (i inventor) eyes() Eyes {
	irises := []vec{srgb(40, 26, 18), srgb(58, 36, 22), srgb(84, 54, 30), srgb(96, 86, 52), srgb(92, 116, 134), srgb(112, 128, 112)}
	return Eyes{
		Spacing: i.about(62.5, 3.3), Width: i.about(29, 2), Open: clamp(i.about(i.open-0.3*i.male, 1.1), 6, 13), Tilt: i.about(i.tilt, 1.2),
		Fold: clamp(i.about(i.fold, 0.3), 0, 1), Depth: clamp(i.about(i.depth, 1.6), 1.5, 12), Bag: clamp(i.about((i.age-25)/60, 0.2), 0, 1), Iris: irises[i.IntN(i.irises)], Shadow: clamp(i.about(0.3, 0.35), 0, 1),
	}
}

func (i inventor) brows() Brows {
	return Brows{
		Height: i.about(22-2.5*i.male, 2.3), Length: i.about(42+2*i.male, 3.5), Arch: clamp(i.about(3.4-1.8*i.male, 1.5), 0, 7), Slope: i.about(1+i.browRun, 2),
		Thick: clamp(i.about(i.browThick-1+2.2*i.male, 1.5), 2.2, 12), Dense: clamp(i.about(i.browDense, 0.2), 0.25, 1), Gap: i.about(24-2*i.male, 4),
	}
}

func (i inventor) nose() Nose {
	return Nose{
		Length: i.about(47+3*i.male, 3.4), Width: i.about(i.width-2+3*i.male, 2.6), Out: i.about(i.out-0.7+1.5*i.male, 2), Bridge: clamp(i.about(7, 1.3), 4.5, 11),
		Root: clamp(i.about(i.root+i.male*0.6, 1.3), 0, 8), Hump: i.about(i.hump+0.4*i.male, 1.1), Tip: i.about(0.2, 2), Round: clamp(i.about(0.5, 0.3), 0, 1),
	}
}

func (i inventor) mouth() Mouth {
	return Mouth{
		Width: i.about(49+3*i.male, 3.8), Drop: i.about(21+1.5*i.male, 2.2), Upper: clamp(i.about(i.upper+0.5-i.male, 1.3), 2.5, 13), Lower: clamp(i.about(i.lower+0.5-i.male, 1.5), 4.5, 16),
		Bow: clamp(i.about(0.5, 0.3), 0, 1), Curve: i.about(0, 1.1), Redder: clamp(i.about(0.75-0.4*i.male, 0.2), 0.1, 1), Out: clamp(i.about(i.full, 0.9), 0, 6), Color: i.lipstick(),
	}
}

func (i inventor) skin(tone float64) Skin {
	s := Skin{
		Tone: i.between(i.toneLow, i.toneHigh), Warm: clamp(i.about(i.warm, 0.3), -1, 1), Mottle: clamp(i.about(0.3+(i.age-20)/120, 0.15), 0, 1),
		Shine: clamp(i.about(0.45, 0.25), 0.05, 1), Moles: i.IntN(4),
	}
	if tone > 0 {
		s.Tone = clamp(tone+i.between(-0.03, 0.03), 0, 1)
	}
	if freckled := i.between(0.2, 1); i.chance(0.2) && s.Tone < 0.3 {
		s.Freckles = freckled
	}
	kind, cover, length, mustache := i.Float64()/max(i.beard, 0.1), i.between(0.75, 1), i.between(1, 22), i.between(0.7, 1)
	switch {
	case i.male == 0:
	case kind < 0.35: // full beard
		s.Beard, s.BeardMM, s.Mustache = cover, length, mustache
	case kind < 0.48:
		s.Beard, s.Mustache = 0.12, mustache
	case kind < 0.75: // stubble
		s.Beard, s.Mustache = 0.42, 0.42
	default:
		s.Beard, s.Mustache = 0.12*min(i.beard, 1), 0.12*min(i.beard, 1)
	}
	return s
}

func (i inventor) hair(tone float64) Hair {
	shades := []vec{srgb(22, 18, 17), srgb(36, 27, 22), srgb(60, 42, 30), srgb(96, 66, 43), srgb(154, 114, 70), srgb(118, 60, 34), srgb(190, 158, 108)}
	pick := i.IntN(i.hairShades)
	if tone > 0 {
		pick = int(clamp(tone, 0, 0.999) * float64(len(shades)))
	}
	h := Hair{
		Color: shades[pick], Line: i.about(60, 6), Temple: i.between(1, 9), Volume: i.between(8, 22), Part: i.between(-0.9, 0.9),
		Wave: clamp(i.Float64()*0.7+i.curls, 0, 1), Curls: clamp(i.curls, 0, 1), Forward: i.between(0, 22),
	}
	gray := clamp((i.age-42)/30+i.between(-0.35, 0.3), 0, 0.95)
	h.Color = h.Color.mix(srgb(172, 170, 166), gray)
	fringe, long, isLong, bald, receding := i.Float64(), i.between(50, 230), i.chance(0.75), i.Float64(), i.between(0, 15)
	baldness := i.between(0.5, 1)
	if fringe < 0.35 && i.curls < 0.9 {
		h.Fringe = 0.3 + fringe*2
	}
	if i.male == 0 {
		h.Volume += 3
		if isLong {
			h.Length = long
		}
		return h
	}
	h.Temple += receding
	if bald < (i.age-18)/90 {
		h.Bald, h.Fringe = baldness, 0
	}
	return h
}

func (i inventor) dress() Dress {
	cloths := []vec{srgb(38, 48, 74), srgb(92, 96, 102), srgb(120, 42, 46), srgb(54, 84, 66), srgb(188, 182, 170), srgb(34, 34, 38), srgb(150, 134, 110), srgb(90, 120, 160)}
	shirts := []vec{srgb(232, 232, 236), srgb(196, 212, 232), srgb(230, 214, 204)}
	return Dress{Color: cloths[i.IntN(len(cloths))], Collar: i.IntN(3), Second: shirts[i.IntN(len(shirts))]}
}
