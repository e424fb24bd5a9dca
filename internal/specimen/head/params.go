package head

// Sex chooses typical proportions, nothing else.
type Sex int

// Unspecified lets the seed decide.
const (
	Unspecified Sex = iota
	Female
	Male
)

// Region chooses features that go together, of one part of the world; the seed varies them widely.
type Region int

// Anywhere lets the seed decide.
const (
	Anywhere Region = iota
	EastAsia
	Europe
	Africa
	SouthAsia
	LatinAmerica
)

// Params is an invented person. Lengths are millimetres and typical values stand in brackets; a share is 0 to 1. Person makes one that
// hangs together; Sibling one that resembles another.
type Params struct {
	Seed     uint64 // of what is not spelled out below: freckles, strands
	Sex      Sex
	AgeYears float64 // 18 to 80: folds, skin, gray hair

	Skull   Skull
	Eyes    Eyes
	Brows   Brows
	Nose    Nose
	Mouth   Mouth
	Skin    Skin
	Hair    Hair
	Dress   Dress
	Skew    Skew
	Glasses Glasses
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
	Shadow  float64 // share: how dark the lids are
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
	Color  vec     // linear; black: that of the skin, redder
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
	BeardMM  float64 // length: 0 stubble to 25
	Mustache float64 // share of cover
	Shine    float64 // share
}

// Hair of the head.
type Hair struct {
	Color   vec     // linear
	Line    float64 // height of the hair line above the eyes in the middle [62]
	Temple  float64 // how far it goes back at the temples, 0 to 25
	Volume  float64 // thickness [16]
	Fringe  float64 // 0 none to 1 down to the brows
	Part    float64 // -1 to 1, where the fringe parts
	Length  float64 // below the eyes at the sides, 0 short to 260
	Wave    float64 // share
	Curls   float64 // share: tight curls instead of strands
	Forward float64 // degrees that long hair comes forward over the cheeks, 0 to 22
	Bald    float64 // 0 full to 1 none on top
}

// Skew is how far a face is from its own mirror image, millimetres to the viewer's right; no face is at nought.
type Skew struct {
	Nose  float64 // of the tip
	Mouth float64
	Chin  float64
	Brows float64 // how far the brow at the viewer's right is above the other
}

// Glasses are worn when Rim is above nought.
type Glasses struct {
	Rim    float64 // thickness of the rim [2]
	Width  float64 // of one lens [50]
	Height float64 // [38]
	Square float64 // 2 round to 5 square
	Color  vec     // linear
}

// Dress below the neck.
type Dress struct {
	Color  vec // linear
	Collar int // 0 round, 1 shirt, 2 jacket over a shirt
	Second vec
}
