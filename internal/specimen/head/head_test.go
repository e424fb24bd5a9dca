package head

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"reflect"
	"testing"

	"github.com/bonafide-id/bonafide/fault"
)

// small draws a person in a small picture with the face filling most of it.
func small(t *testing.T, p Params, v View) Picture {
	t.Helper()
	v.Camera = Camera{Distance: 1500, Focal: 150, Exposure: 1}
	picture, err := Render(p, v, 160, 200)
	if err != nil {
		t.Fatal(err)
	}
	return picture
}

func TestSameInSameOut(t *testing.T) {
	v := Facing()
	v.Camera.Noise, v.Camera.Blur = 0.02, 0.7
	draw := func(seed uint64) []byte {
		picture, err := Render(Person(seed), v, 90, 120)
		if err != nil {
			t.Fatal(err)
		}
		return picture.Image.Pix
	}
	if !bytes.Equal(draw(5), draw(5)) {
		t.Error("the same person in the same view was drawn differently")
	}
	if bytes.Equal(draw(5), draw(6)) {
		t.Error("two people were drawn alike")
	}
}

func TestSizes(t *testing.T) {
	for _, row := range []struct {
		name          string
		width, height int
		want          fault.Code
	}{
		{"no width", 0, 100, fault.PictureTooSmall}, {"negative height", 100, -1, fault.PictureTooSmall}, {"too wide", MaxSide + 1, 100, fault.PictureTooLarge},
		{"far too high", 100, 1 << 40, fault.PictureTooLarge}, {"smallest", MinSide, MinSide, ""},
	} {
		t.Run(row.name, func(t *testing.T) {
			picture, err := Render(Person(1), Facing(), row.width, row.height)
			if row.want == "" {
				if err != nil {
					t.Fatal(err)
				}
				return
			}
			if got := fault.CodeOf(err); got != row.want || picture.Image != nil {
				t.Errorf("code %q, want %q", got, row.want)
			}
		})
	}
}

// TestPersonRanges: every seed is a head that could be one.
func TestPersonRanges(t *testing.T) {
	for seed := range uint64(2000) {
		p := Person(seed)
		for _, row := range []struct {
			name           string
			got, low, high float64
		}{
			{"age", p.AgeYears, 18, 80}, {"tone", p.Skin.Tone, 0, 1}, {"skull", p.Skull.Width, 125, 180}, {"face", p.Skull.Height, 80, 145}, {"jaw", p.Skull.Jaw, 80, 155},
			{"eyes apart", p.Eyes.Spacing, 50, 75}, {"eye opening", p.Eyes.Open, 6, 13}, {"eyes do not meet", p.Eyes.Spacing - p.Eyes.Width, 15, 60},
			{"nose", p.Nose.Length, 35, 62}, {"mouth within the face", p.Skull.Height - p.Nose.Length - p.Mouth.Drop - p.Mouth.Lower, 9.9, 80}, {"mouth", p.Mouth.Width, 35, 65},
			{"brow above the eye", p.Brows.Height - p.Eyes.Open/2, 5, 30}, {"iris", p.Eyes.Iris.x, 0.001, 1},
		} {
			if row.got < row.low || row.got > row.high {
				t.Errorf("seed %d: %s is %.2f, not %.2f to %.2f", seed, row.name, row.got, row.low, row.high)
			}
		}
	}
}

func TestHints(t *testing.T) {
	for seed := range uint64(50) {
		p := PersonLike(seed, Hints{Sex: Male, AgeYears: 33, Tone: 0.5, Region: EastAsia})
		if p.Sex != Male || p.AgeYears != 33 || p.Skin.Tone < 0.46 || p.Skin.Tone > 0.54 || p.Hair.Length != 0 {
			t.Errorf("seed %d: %v, %v years, tone %.2f, hair %v", seed, p.Sex, p.AgeYears, p.Skin.Tone, p.Hair.Length)
		}
	}
}

// TestTruth: landmarks stand where the scheme wants them, for many people and poses.
func TestTruth(t *testing.T) {
	for seed := range uint64(8) {
		v := Facing()
		v.Yaw, v.Pitch, v.Roll = float64(seed)*4-14, float64(seed%3)*6-6, float64(seed%5)*3-6
		truth := small(t, Person(seed), v).Truths[0]
		for i, l := range truth.Landmarks {
			if !(image.Point{int(l.X), int(l.Y)}).In(truth.Face.Inset(-1)) {
				t.Errorf("seed %d: landmark %d at %v is outside %v", seed, i, l, truth.Face)
			}
		}
		l := truth.Landmarks
		for _, row := range []struct {
			name string
			ok   bool
		}{
			{"jaw goes from left to right", l[0].X < l[8].X && l[8].X < l[16].X}, {"eyes are left and right", l[39].X < l[42].X}, {"eye goes from left to right", l[36].X < l[39].X && l[42].X < l[45].X},
			{"brows above eyes", l[19].Y < l[37].Y && l[24].Y < l[44].Y}, {"nose above mouth", l[33].Y < l[51].Y}, {"mouth above chin", l[57].Y < l[8].Y},
			{"upper lids above lower", l[37].Y < l[41].Y && l[44].Y < l[46].Y},
		} {
			if !row.ok {
				t.Errorf("seed %d: not so: %s", seed, row.name)
			}
		}
		if truth.Yaw != v.Yaw || truth.Pitch != v.Pitch || truth.Roll != v.Roll {
			t.Errorf("seed %d: pose %v %v %v", seed, truth.Yaw, truth.Pitch, truth.Roll)
		}
	}
}

// TestPose: what a turn does to the picture's truth, each angle on its own.
func TestPose(t *testing.T) {
	nose := func(change func(*View)) (aside, down, lean float64) {
		v := Facing()
		change(&v)
		l := small(t, Person(3), v).Truths[0].Landmarks
		eyes := Point{(l[36].X + l[45].X) / 2, (l[36].Y + l[45].Y) / 2}
		return l[30].X - eyes.X, l[30].Y - eyes.Y, l[45].Y - l[36].Y
	}
	aside, down, _ := nose(func(*View) {})
	right, _, _ := nose(func(v *View) { v.Yaw = 20 })
	left, _, _ := nose(func(v *View) { v.Yaw = -20 })
	_, up, _ := nose(func(v *View) { v.Pitch = 15 })
	_, low, _ := nose(func(v *View) { v.Pitch = -15 })
	_, _, leant := nose(func(v *View) { v.Roll = 10 })
	if !(left < aside-3 && aside+3 < right) {
		t.Errorf("the nose is %.1f, %.1f, %.1f aside at yaw -20, 0, 20", left, aside, right)
	}
	if !(up < down-1 && down+1 < low) {
		t.Errorf("the nose is %.1f, %.1f, %.1f below the eyes at pitch 15, 0, -15", up, down, low)
	}
	if leant < 2 {
		t.Errorf("the eye at the viewer's right is %.1f lower at roll 10", leant)
	}
}

// contrast is how much darker than the brightest the darkest pixel around a place is.
func contrast(m *image.RGBA, around []Point) int {
	low, high := 255, 0
	left, right := int(around[0].X), int(around[3].X)
	y := int((around[0].Y + around[3].Y) / 2)
	for x := left + 2; x < right-1; x++ {
		v := int(color.GrayModel.Convert(m.At(x, y-1)).(color.Gray).Y)
		low, high = min(low, v), max(high, v)
	}
	return high - low
}

func TestBlink(t *testing.T) {
	p := PersonLike(4, Hints{Sex: Male, Tone: 0.1, Region: Europe})
	p.Glasses, p.Hair.Fringe = Glasses{}, 0
	p.Eyes.Open = 11
	gap := func(open float64) (left, right float64, seen int) {
		v := Facing()
		v.OpenLeft = open
		picture := small(t, p, v)
		l := picture.Truths[0].Landmarks
		return l[46].Y - l[44].Y, l[41].Y - l[37].Y, contrast(picture.Image, l[42:48])
	}
	wideLeft, wideRight, wide := gap(1)
	shutLeft, shutRight, shut := gap(0)
	if shutLeft > 0.3*wideLeft || shutRight != wideRight {
		t.Errorf("the left eye's lids are %.2f apart open and %.2f closed, the right eye's %.2f and %.2f", wideLeft, shutLeft, wideRight, shutRight)
	}
	if wide < 60 || shut > wide/2 {
		t.Errorf("contrast across the eye is %d open and %d closed", wide, shut)
	}
}

func TestSequences(t *testing.T) {
	blink := Blink(1, 9)
	if blink[0].OpenLeft != 1 || blink[4].OpenLeft != 0 || blink[8].OpenRight != 1 {
		t.Errorf("a blink goes %v, %v, %v", blink[0].OpenLeft, blink[4].OpenLeft, blink[8].OpenRight)
	}
	turn := Turn(1, 7, -30)
	for i, v := range turn[1:] {
		if v.Yaw >= turn[i].Yaw {
			t.Errorf("yaw %v follows %v", v.Yaw, turn[i].Yaw)
		}
	}
	if turn[0].Yaw != 0 || turn[6].Yaw != -30 {
		t.Errorf("a turn goes from %v to %v", turn[0].Yaw, turn[6].Yaw)
	}
}

// TestScenes: who is where in the pictures for demos and tests.
func TestScenes(t *testing.T) {
	a, b := Person(1), Person(2)
	frame := image.Rect(0, 0, SelfieWidth, SelfieHeight)
	for _, row := range []struct {
		name  string
		draw  func() (Picture, error)
		faces int
		holds func([]Truth) bool
	}{
		{"portrait", func() (Picture, error) { return Portrait(a) }, 1, func(f []Truth) bool { return f[0].Face.In(image.Rect(0, 0, PortraitWidth, PortraitHeight)) }},
		{"selfie", func() (Picture, error) { return Selfie(a, 1) }, 1, func(f []Truth) bool { return f[0].Face.In(frame) && f[0].Face.Dx() > 120 }},
		{"eyes closed", func() (Picture, error) { return EyesClosed(a, 1) }, 1, func(f []Truth) bool { return f[0].OpenLeft == 0 && f[0].OpenRight == 0 }},
		{"far away", func() (Picture, error) { return FarAway(a, 1) }, 1, func(f []Truth) bool { return f[0].Face.Dx() < 30 }},
		{"at the border", func() (Picture, error) { return AtBorder(a, 1) }, 1, func(f []Truth) bool { return !f[0].Face.In(frame) && f[0].Face.Overlaps(frame) }},
		{"two people", func() (Picture, error) { return Together(a, b, 1) }, 2, func(f []Truth) bool { return !f[0].Face.Overlaps(f[1].Face) && f[0].Face.Max.X < f[1].Face.Min.X }},
		{"nobody", func() (Picture, error) { return Nobody(1) }, 0, func([]Truth) bool { return true }},
	} {
		t.Run(row.name, func(t *testing.T) {
			picture, err := row.draw()
			if err != nil {
				t.Fatal(err)
			}
			if len(picture.Truths) != row.faces || !row.holds(picture.Truths) {
				t.Errorf("%d faces: %+v", len(picture.Truths), boxes(picture.Truths))
			}
		})
	}
}

func boxes(truths []Truth) (out []string) {
	for _, f := range truths {
		out = append(out, fmt.Sprint(f.Face))
	}
	return out
}

func TestSibling(t *testing.T) {
	p := Person(9)
	same, near, far := Sibling(p, 77, 0), Sibling(p, 77, 0.3), Sibling(p, 77, 1)
	if same.Nose != p.Nose || same.Skull != p.Skull {
		t.Error("a share of nought changed the face")
	}
	d := func(q Params) float64 { return abs(q.Nose.Length-p.Nose.Length) + abs(q.Eyes.Spacing-p.Eyes.Spacing) }
	if !(0 < d(near) && d(near) < d(far)) {
		t.Errorf("a sibling differs by %.2f, a stranger by %.2f", d(near), d(far))
	}
	if near.Skin != p.Skin || near.Eyes.Iris != p.Eyes.Iris || reflect.DeepEqual(near, p) {
		t.Error("a sibling has another skin or iris, or no other face")
	}
}

func abs(v float64) float64 { return max(v, -v) }

// TestPeople: the list stays what was measured, and nobody is on it twice.
func TestPeople(t *testing.T) {
	seen := map[uint64]bool{}
	for _, p := range People() {
		if seen[p.Seed] {
			t.Errorf("seed %d twice", p.Seed)
		}
		seen[p.Seed] = true
	}
	if len(seen) < 20 {
		t.Errorf("%d people", len(seen))
	}
}
