package specimen

import (
	"math/rand/v2"
	"time"
)

// Person is somebody who does not exist.
type Person struct {
	Surname, Given string // in Latin letters, as a passport's visual zone has them, tones and accents included
	Local          string // whole name in the holder's own script: Hangul for Koreans, family name first for Vietnamese; else empty
	Sex            string // M or F
	Born           time.Time
	Nationality    string // as in a machine readable zone: "KOR", "D"
	PlaceOfBirth   string
}

// Ages says how old people are. Holders of Vietnamese documents are of every age that may have one, but for Infant.
type Ages uint8

const (
	// Adult: 19 to 56 years.
	Adult Ages = iota
	// Centenarian: 101 to 109 years, as on Korean documents of people whose numbers can be nobody's.
	Centenarian
	// Infant: under 6 when the document was issued. Only the Vietnamese card of 2024 is given to them, without a portrait.
	Infant
)

// person invents one of the culture. The same draws are made whatever the outcome, so that people of neighbouring seeds differ.
func (c culture) person(r *rand.Rand, ages Ages, today time.Time) Person {
	p := Person{Nationality: c.state, Sex: "M", Born: birthday(r, ages, today)}
	if r.IntN(2) == 0 {
		p.Sex = "F"
	}
	family, first, second := pick(r, c.families), pick(r, c.given[p.Sex]), pick(r, c.given[p.Sex])
	p.Surname, p.Given = family.latin, first.latin
	if middle := c.middle[p.Sex]; len(middle) > 0 {
		p.Given = pick(r, middle) + " " + p.Given
		p.Local = p.Surname + " " + p.Given
	}
	if r.Float64() < c.second && second != first {
		p.Given += " " + second.latin
	}
	if family.local != "" {
		p.Local = family.local + first.local
	}
	if len(c.places) > 0 {
		p.PlaceOfBirth = pick(r, c.places)
	}
	return p
}

func birthday(r *rand.Rand, ages Ages, today time.Time) time.Time {
	years := 19 + r.IntN(37)
	if ages == Centenarian {
		years = 101 + r.IntN(8)
	}
	return today.AddDate(-years, 0, -r.IntN(365))
}

// cultureOf finds the names for passports of a state: a culture of that state or, where there is none, anybody's.
func cultureOf(r *rand.Rand, state string) culture {
	for _, c := range append([]culture{vietnamese, korean}, others...) {
		if c.state == state {
			return c
		}
	}
	c := pick(r, others)
	c.state, c.places = state, nil
	return c
}

func pick[T any](r *rand.Rand, from []T) T { return from[r.IntN(len(from))] }
