package head

import "math"

// srgb is a colour as linear light.
func srgb(r, g, b uint8) vec { return vec{linear(r), linear(g), linear(b)} }

func linear(v uint8) float64 {
	c := float64(v) / 255
	if c <= 0.04045 {
		return c / 12.92
	}
	return math.Pow((c+0.055)/1.055, 2.4)
}

// encode is the sRGB value, 0 to 255, of linear light; the brightest tenth is rolled off as film does.
func encode(v float64) float64 {
	if v > 0.7 {
		v = 0.7 + 0.3*(1-math.Exp(-(v-0.7)/0.3))
	}
	switch {
	case v <= 0:
		return 0
	case v <= 0.0031308:
		return 255 * 12.92 * v
	}
	return 255 * (1.055*math.Pow(v, 1/2.4) - 0.055)
}

// skinTone is the colour of bare skin from very light (0) to very dark (1).
func skinTone(tone, warm float64) vec {
	stops := []vec{srgb(236, 200, 182), srgb(222, 178, 152), srgb(196, 146, 114), srgb(146, 98, 70), srgb(96, 62, 46), srgb(62, 42, 34)}
	at := clamp(tone, 0, 1) * float64(len(stops)-1)
	i := min(int(at), len(stops)-2)
	c := stops[i].mix(stops[i+1], at-float64(i))
	return c.tint(vec{1 - 0.02*warm, 1 + 0.05*warm, 1 - 0.16*warm})
}
