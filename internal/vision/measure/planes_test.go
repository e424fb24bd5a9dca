package measure

import (
	"math/rand/v2"
	"testing"
)

// The greatest value about every pixel is that of the definition, at edges too, whatever the sizes.
func TestGrown(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for _, size := range [][3]int{{1, 1, 8}, {3, 2, 8}, {17, 5, 8}, {40, 33, 3}, {64, 1, 8}, {1, 64, 8}, {30, 30, 0}} {
		p := newPlane(size[0], size[1])
		for i := range p.v {
			p.v[i] = float32(r.IntN(1000)) - 500
		}
		got := p.grown(size[2])
		for y := range p.h {
			for x := range p.w {
				want := p.at(x, y)
				for v := max(0, y-size[2]); v <= min(p.h-1, y+size[2]); v++ {
					for u := max(0, x-size[2]); u <= min(p.w-1, x+size[2]); u++ {
						want = max(want, p.at(u, v))
					}
				}
				if got.at(x, y) != want {
					t.Fatalf("%v: %d, %d is %g, want %g", size, x, y, got.at(x, y), want)
				}
			}
		}
	}
}

// The mean about every pixel is that of the definition.
func TestBlurred(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for _, size := range [][3]int{{1, 1, 4}, {3, 2, 4}, {17, 5, 1}, {40, 33, 10}, {1, 64, 2}, {30, 30, 0}} {
		p := newPlane(size[0], size[1])
		for i := range p.v {
			p.v[i] = float32(r.IntN(256))
		}
		got := p.blurred(size[2])
		for y := range p.h {
			for x := range p.w {
				sum, n := 0.0, 0.0
				for v := max(0, y-size[2]); v <= min(p.h-1, y+size[2]); v++ {
					for u := max(0, x-size[2]); u <= min(p.w-1, x+size[2]); u++ {
						sum, n = sum+float64(p.at(u, v)), n+1
					}
				}
				if d := float64(got.at(x, y)) - sum/n; d > 0.01 || d < -0.01 {
					t.Fatalf("%v: %d, %d is %g, want %g", size, x, y, got.at(x, y), sum/n)
				}
			}
		}
	}
}
