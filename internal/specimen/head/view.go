package head

// View is one picture of a person. Start from Facing, whose eyes are open; the zero View has closed eyes and no light.
type View struct {
	Yaw   float64 // degrees, -90 to 90; above 0 the nose moves to the viewer's right (the person looks to their own left)
	Pitch float64 // degrees, -45 to 45; above 0 the person looks up
	Roll  float64 // degrees, -45 to 45; above 0 the head leans to the viewer's right

	OpenLeft, OpenRight float64 // the person's own left and right eye: 0 closed to 1 as wide as this person's are
	GazeX, GazeY        float64 // degrees from straight out of the face, -25 to 25, right and up for the viewer
	MouthOpen           float64 // 0 closed to 1
	Smile               float64 // -1 to 1

	X, Y, Z float64 // where the sitter is, millimetres from the middle of the picture, Z towards the camera

	Light      Light
	Camera     Camera
	Background Background
}

// open is the eye at the viewer's left (0) or right (1).
func (v View) open(i int) float64 {
	if i == 0 {
		return clamp(v.OpenRight, 0, 1)
	}
	return clamp(v.OpenLeft, 0, 1)
}

// Light is one soft lamp and what the surroundings throw back.
type Light struct {
	Azimuth   float64 // degrees, above 0 from the viewer's right
	Elevation float64 // degrees above the camera's height
	Key       float64 // strength of the lamp, 0 to 2 [0.9]
	Ambient   float64 // from everywhere, 0 to 2 [0.5]
	Warm      float64 // -1 blue to 1 orange
}

// Camera is a pinhole with a 36 mm wide film on the picture's longer side.
type Camera struct {
	Distance float64 // millimetres from lens to eyes, 250 to 6000
	Focal    float64 // millimetres, 15 to 200
	Blur     float64 // pixels: standard deviation
	Noise    float64 // share of full scale: standard deviation
	Exposure float64 // 1 as metered
	Seed     uint64  // of the noise
}

// Setting of a background.
type Setting int

// Plain is an even wall, Studio fades downwards, Room has furniture out of focus.
const (
	Plain Setting = iota
	Studio
	Room
)

// Background is what stands behind.
type Background struct {
	Setting Setting
	Color   [3]uint8 // sRGB
	Seed    uint64   // of the furniture
}

// Facing is a view straight into the face with both eyes open, in even light before a plain wall.
func Facing() View {
	return View{
		OpenLeft: 1, OpenRight: 1,
		Light:      Light{Azimuth: 12, Elevation: 38, Key: 0.95, Ambient: 0.48},
		Camera:     Camera{Distance: 1100, Focal: 60, Exposure: 1},
		Background: Background{Setting: Plain, Color: [3]uint8{214, 216, 220}},
	}
}
