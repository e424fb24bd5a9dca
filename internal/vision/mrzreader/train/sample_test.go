package main

import (
	"testing"

	"github.com/bonafide-id/bonafide/internal/vision/mrzreader/glyph"
)

// What the net learns from has cells of every class, each with its picture.
func TestPractice(t *testing.T) {
	p := source(t, 3)
	seen := make([]int, glyph.Classes)
	for range 400 {
		c := p.next()
		if len(c.pixels) != len(c.classes)*glyph.Width*glyph.Height {
			t.Fatalf("%d numbers for %d cells", len(c.pixels), len(c.classes))
		}
		for _, class := range c.classes {
			if class < 0 || class >= glyph.Classes {
				t.Fatalf("a cell of class %d", class)
			}
			seen[class]++
		}
	}
	for class, n := range seen {
		if n == 0 {
			t.Errorf("no cell of class %d (%c)", class, name(class))
		}
	}
}

// A sign that is small in the picture is not learned: it looks like a letter.
func TestStrangersAreLearnedWhereTheyAreLarge(t *testing.T) {
	p := source(t, 4)
	for _, row := range []struct {
		capital float64
		foreign bool
	}{{5.5, false}, {20, true}} {
		foreign := 0
		for range 60 {
			for _, class := range p.write(p.zone[0], row.capital).classes {
				if class == glyph.Foreign {
					foreign++
				}
			}
		}
		if foreign > 0 != row.foreign {
			t.Errorf("capitals of %.1f pixels: %d foreign characters to learn", row.capital, foreign)
		}
	}
}
