package head

import (
	"math"
	"reflect"
)

// Sizes of the pictures below, pixels: a document's portrait is 35 x 45 mm at 300 dots to the inch (ICAO 9303-3), a selfie a small phone's.
const (
	PortraitWidth, PortraitHeight = 413, 531
	SelfieWidth, SelfieHeight     = 480, 640
)

// Portrait draws a person as documents want it: straight, neutral, even light, a plain light wall, the head about three quarters of the
// height.
func Portrait(p Params) (Picture, error) {
	v := Facing()
	v.Y = -12
	v.Light = Light{Azimuth: 8, Elevation: 30, Key: 0.75, Ambient: 0.6}
	v.Camera = Camera{Distance: 1500, Focal: 165, Exposure: 1}
	return Render(p, v, PortraitWidth, PortraitHeight)
}

// SelfieView is how somebody holds a phone: a little aside, in a room's light. The seed chooses; yaw stays within 14 degrees, pitch within
// 9 and roll within 7.
func SelfieView(seed uint64) View {
	d := newDraw(seed, 0x73656c666965)
	v := Facing()
	v.Yaw, v.Pitch, v.Roll = d.between(-14, 14), d.between(-9, 9), d.between(-7, 7)
	v.GazeX, v.GazeY = -0.6*v.Yaw, -0.6*v.Pitch
	v.Smile = d.between(0, 0.3)
	v.Light = Light{Azimuth: d.between(-40, 40), Elevation: d.between(15, 45), Key: d.between(0.65, 0.95), Ambient: d.between(0.4, 0.6), Warm: d.between(-0.4, 0.6)}
	v.Camera = Camera{Distance: d.between(520, 700), Focal: 42, Blur: d.between(0.3, 0.9), Noise: d.between(0.004, 0.015), Exposure: d.between(0.9, 1.1), Seed: seed}
	walls := [][3]uint8{{206, 198, 184}, {170, 182, 190}, {188, 176, 160}, {150, 158, 146}}
	v.Background = Background{Setting: Room, Color: walls[d.IntN(len(walls))], Seed: seed}
	return v
}

// Selfie draws a person at arm's length in a room.
func Selfie(p Params, seed uint64) (Picture, error) {
	return Render(p, SelfieView(seed), SelfieWidth, SelfieHeight)
}

// EyesClosed is a selfie that must not pass.
func EyesClosed(p Params, seed uint64) (Picture, error) {
	v := SelfieView(seed)
	v.OpenLeft, v.OpenRight = 0, 0
	return Render(p, v, SelfieWidth, SelfieHeight)
}

// FarAway is a selfie with a face too small to compare.
func FarAway(p Params, seed uint64) (Picture, error) {
	v := SelfieView(seed)
	v.Camera.Distance = 6000
	return Render(p, v, SelfieWidth, SelfieHeight)
}

// AtBorder is a selfie whose face is cut by the left side of the picture.
func AtBorder(p Params, seed uint64) (Picture, error) {
	v := SelfieView(seed)
	v.X = -0.5 * 36 / v.Camera.Focal * v.Camera.Distance * SelfieWidth / SelfieHeight
	return Render(p, v, SelfieWidth, SelfieHeight)
}

// Together draws two people side by side; twins are one person twice. The first stands at the viewer's left.
func Together(a, b Params, seed uint64) (Picture, error) {
	left, right := SelfieView(seed), SelfieView(seed+1)
	left.Camera.Distance = 1000
	left.X, right.X = -170, 170
	right.Z = -120
	return RenderGroup([]Sitter{{a, left}, {b, right}}, left, SelfieHeight, SelfieWidth)
}

// Nobody draws the room alone.
func Nobody(seed uint64) (Picture, error) {
	return RenderGroup(nil, SelfieView(seed), SelfieWidth, SelfieHeight)
}

// Blink gives views of a selfie while both eyes close and open again: open in the first and the last of n (at least 3), closed in the
// middle one.
func Blink(seed uint64, n int) []View {
	out := make([]View, max(n, 3))
	for i := range out {
		v := SelfieView(seed)
		t := 2*float64(i)/float64(len(out)-1) - 1
		if 2*i == len(out) || math.Abs(t) < 1/float64(len(out)) {
			t = 0
		}
		v.OpenLeft, v.OpenRight = math.Abs(t), math.Abs(t)
		v.Camera.Seed += uint64(i)
		out[i] = v
	}
	return out
}

// Turn gives n views (at least 2) of a selfie while the head turns from straight to a yaw in degrees, the gaze staying in the camera.
func Turn(seed uint64, n int, yaw float64) []View {
	out := make([]View, max(n, 2))
	for i := range out {
		v := SelfieView(seed)
		v.Yaw = yaw * step(0, 1, float64(i)/float64(len(out)-1))
		v.GazeX = clamp(-v.Yaw, -25, 25)
		v.Camera.Seed += uint64(i)
		out[i] = v
	}
	return out
}

// Sibling invents somebody who looks like p: a share (0 the same face, 1 a stranger of the same sex, age and skin) of the way to the
// person of another seed.
func Sibling(p Params, seed uint64, share float64) Params {
	other := PersonLike(seed, Hints{Sex: p.Sex, AgeYears: int(p.AgeYears), Tone: max(p.Skin.Tone, 0.001)})
	out := p
	share = clamp(share, 0, 1)
	for _, part := range []struct{ to, from any }{{&out.Skull, &other.Skull}, {&out.Eyes, &other.Eyes}, {&out.Brows, &other.Brows}, {&out.Nose, &other.Nose},
		{&out.Mouth, &other.Mouth}, {&out.Skew, &other.Skew}} {
		blend(reflect.ValueOf(part.to).Elem(), reflect.ValueOf(part.from).Elem(), share)
	}
	out.Seed, out.Dress = seed, other.Dress
	out.Hair.Line += share * (other.Hair.Line - p.Hair.Line)
	return out
}

// blend moves the numbers of a struct towards those of another of its type. Colours stay.
func blend(to, from reflect.Value, share float64) {
	for i := range to.NumField() {
		if f := to.Field(i); f.Kind() == reflect.Float64 {
			f.SetFloat(f.Float() + share*(from.Field(i).Float()-f.Float()))
		}
	}
}
