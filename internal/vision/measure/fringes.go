package measure

import (
	"math"
	"math/cmplx"
)

// A screen's grid that is nearly as fine as the camera's beats with it in waves so broad that letters and guilloche are as fine. But a display has its three colours in
// stripes beside one another, a third of a pixel apart, and so are their waves: bands of colour run over paper and print alike. Lines printed in two inks have the waves of
// the colours together, or half a wave apart.
const (
	broadest    = 3    // waves across a tile: below are the document's own colours
	narrowest   = 0.15 // waves per pixel of the picture: beyond, they are plain in brightness
	finest      = 40   // waves across a tile, however large the picture is
	pureWave    = 0.5  // share of a tile's changes of colour that are of one wave
	plainColour = 8    // steps of 255 that red and blue go apart and together by
	stripesOff  = 40.0 // degrees from a third of a wave
)

// fringes is the share of tiles over which one wave of a display's colours runs.
func (d *desk) fringes(f *transformer) float64 {
	p := newPlane(d.y.w, d.y.h)
	for y := range p.h {
		for x := range p.w {
			r, _, b := d.rgb(x, y)
			p.v[y*p.w+x] = float32(255 * (min(r, 1) - min(b, 1)))
		}
	}
	width, _ := d.Quad.Sides()
	most := uint8(min(finest, narrowest*tileSide*width/float64(p.w)))
	tiles, waves := 0, 0
	for y := 0; y+tileSide <= p.h; y += tileSide {
		for x := 0; x+tileSide <= p.w; x += tileSide {
			tiles++
			if at, pure := f.wave(f.transform(p, x, y), most); pure && d.striped(f, x, y, at) {
				waves++
			}
		}
	}
	return share(waves, tiles)
}

// wave is the index of the strongest wave of a spectrum, of no more than so many across a tile, and whether there is little besides.
func (t *transformer) wave(s spectrum, mostWaves uint8) (at int, pure bool) {
	all, most := 0.0, 0.0
	for i, v := range s {
		if t.rings[i] < broadest {
			continue
		}
		if all += v; v > most && t.rings[i] <= mostWaves {
			most, at = v, i
		}
	}
	if 8*math.Sqrt(most) < plainColour*tileSide*tileSide { // the window leaves a quarter of a wave, and half of that is its opposite's
		return at, false
	}
	own := 0.0
	for i := max(0, at/tileSide-2); i <= min(halfTile-1, at/tileSide+2); i++ {
		for j := at%tileSide - 2; j <= at%tileSide+2; j++ {
			if k := i*tileSide + (j+tileSide)%tileSide; t.rings[k] >= broadest {
				own += s[k]
			}
		}
	}
	return at, own > pureWave*all
}

// striped says that red, green and blue have the same wave in the tile at x, y, each a third of it after the other.
func (d *desk) striped(t *transformer, x, y, at int) bool {
	fx, fy := frequency(at)
	var parts [3]complex128
	for j := range tileSide {
		turn, step := cmplx.Rect(t.window[j], -2*math.Pi*fy*float64(j)), cmplx.Rect(1, -2*math.Pi*fx)
		for i := range tileSide {
			r, g, b := d.rgb(x+i, y+j)
			w := turn * complex(t.window[i], 0)
			for k, v := range [3]float64{r, g, b} {
				parts[k] += w * complex(min(v, 1), 0)
			}
			turn *= step
		}
	}
	first := degrees(parts[1] / parts[0])
	for k := range parts {
		next := degrees(parts[(k+1)%3] / parts[k])
		if !(math.Abs(math.Abs(next)-120) < stripesOff && next*first > 0) {
			return false
		}
	}
	return true
}

func degrees(c complex128) float64 { return cmplx.Phase(c) * 180 / math.Pi }
