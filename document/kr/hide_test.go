package kr

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/bonafide-id/bonafide/document"
)

func rectangle(x, y, w, h float64) document.Quad {
	return document.Quad{{X: x, Y: y}, {X: x + w, Y: y}, {X: x + w, Y: y + h}, {X: x, Y: y + h}}
}

func TestBackDigits(t *testing.T) {
	for _, row := range []struct {
		name string
		r    document.Reading
		from float64 // left end of what is painted; the right end lies behind the place
	}{
		{"a whole number", document.Reading{Value: "770404-1988627", Place: rectangle(100, 50, 300, 30)}, 100 + 0.455*300},
		{"a number that was not read whole", document.Reading{Value: "770404-198862", Place: rectangle(100, 50, 300, 30)}, 100 - 9},
		{"nothing read", document.Reading{Place: rectangle(100, 50, 300, 30)}, 100 - 9},
		{"too long for one number: there is more in the place", document.Reading{Value: "770404-1988627", Place: rectangle(100, 50, 600, 30)}, 100 - 9},
		{"too short: half of it may be elsewhere", document.Reading{Value: "770404-1988627", Place: rectangle(100, 50, 150, 30)}, 100 - 9},
	} {
		q := BackDigits(row.r)
		if len(q) != 4 || math.Abs(q[0].X-row.from) > 1e-9 || q[1].X < row.r.Place[1].X+1 || q[0].Y > row.r.Place[0].Y-1 || q[2].Y < row.r.Place[2].Y+1 {
			t.Errorf("%s: %v", row.name, q)
		}
	}
	if q := BackDigits(document.Reading{Value: "770404-1988627"}); q != nil {
		t.Errorf("without a place: %v", q)
	}
}

// However the card lies, the last seven of fourteen characters are within what is painted, and the first six are not.
func TestBackDigitsTurned(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 500 {
		sin, cos := math.Sincos(2 * math.Pi * r.Float64())
		w, h := 300+120*r.Float64(), 30+10*r.Float64()
		at := func(x, y float64) document.Point {
			return document.Point{X: 700 + x*cos - y*sin, Y: 700 + x*sin + y*cos}
		}
		q := BackDigits(document.Reading{Value: "770404-1988627", Place: document.Quad{at(0, 0), at(w, 0), at(w, h), at(0, h)}})
		for i := range 28 {
			share := (float64(i) + 0.5) / 28
			if in := inside(q, at(share*w, h/2)); in != (share > backFrom) {
				t.Fatalf("%.2f of the number: painted %t", share, in)
			}
		}
	}
}

func inside(q document.Quad, p document.Point) bool {
	for i, a := range q {
		b := q[(i+1)&3]
		if (b.X-a.X)*(p.Y-a.Y)-(b.Y-a.Y)*(p.X-a.X) < 0 {
			return false
		}
	}
	return true
}

func TestNumbers(t *testing.T) {
	for _, row := range []struct {
		text    string
		want    [][2]float64 // in characters
		covered bool
	}{
		{"770404-1988627", [][2]float64{{6, 14}}, false},
		{"주민등록번호: 770404-1988627", [][2]float64{{14, 22}}, false},
		{"7704041988627", [][2]float64{{6, 13}}, false},
		{"770404 - 1988627 홍길동", [][2]float64{{6, 16}}, false},
		{"77O404-l98B627", [][2]float64{{6, 14}}, false}, // misread letters
		{"770404-198862", [][2]float64{{6, 13}}, false},  // a digit lost
		{"77 0404-1988 627", [][2]float64{{7, 16}}, false},
		{"770404-1******", nil, true},
		{"주민등록번호 770404-1●●●●●●", nil, true},
		{"11-04-123456-21", nil, false}, // a licence
		{"2019.08.02.", nil, false},
		{"대전광역시 유성구 가상로 915, 909동 1202호", nil, false},
		{"010-1234-5678", nil, false},
		{"0770404198862712", nil, false}, // sixteen digits are another number
		{"ZOOLOGISCHES", nil, false},
		{"", nil, false},
	} {
		got := Numbers(row.text)
		n := float64(len([]rune(row.text)))
		for i := range got {
			got[i][0], got[i][1] = math.Round(got[i][0]*n), math.Round(got[i][1]*n)
		}
		if d := cmp.Diff(row.want, got); d != "" {
			t.Errorf("%q: %s", row.text, d)
		}
		if got := Covered(row.text); got != row.covered {
			t.Errorf("%q: covered %t", row.text, got)
		}
	}
}

func FuzzNumbers(f *testing.F) {
	for _, seed := range []string{"770404-1988627", "910423-1******", "77O404 - l98B627 x", "-1", "123456", "１２３４５６-1234567"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		Covered(text)
		last := 0.0
		for _, p := range append(Numbers(text), Holds(text, "1988627")...) {
			if p[0] < 0 || p[1] > 1 || p[1] <= p[0] {
				t.Errorf("%q: %v", text, p)
			}
			last = max(last, p[1])
			if q := InLine(text, rectangle(0, 0, 100, 10), p); len(q) != 4 {
				t.Errorf("%q: no place", text)
			}
		}
		if last > 1 {
			t.Errorf("%q: beyond its end", text)
		}
	})
}

func TestInZone(t *testing.T) {
	lines := func(state, optional string) []string {
		return []string{"PM" + state + "HONG<<GILDONG<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<"[:39], ("M123A4567" + "0" + state + "7704041M2604042" + optional + "<<<<<<<<<<<<<<<<<<<<<<<")[:44]}
	}
	place := rectangle(0, 0, 440, 40)
	old := document.Zone{Lines: lines("KOR", "1988627V12345"), Place: place}
	q := InZone(&old)
	if len(q) != 4 || q[0].X > 280 || q[1].X < 430 || q[0].Y > 22 || q[2].Y < 40 || q[0].Y < 10 {
		t.Errorf("%v", q)
	}
	if got := ZoneNumber(&old); got != "1988627" {
		t.Errorf("%q", got)
	}
	if got := Holds("Personal No. 198 8627", "1988627"); len(got) != 1 || got[0][0] != 13.0/21 || got[0][1] != 1 {
		t.Errorf("%v", got)
	}
	for name, z := range map[string]*document.Zone{"no number": {Lines: lines("KOR", ""), Place: place}, "another state": {Lines: lines("UTO", "1988627"), Place: place},
		"no place": {Lines: lines("KOR", "1988627")}, "no zone": nil, "a card": {Lines: []string{"I<KOR"}, Place: place}, "short": {Lines: []string{"P", lines("KOR", "1988627")[1]}, Place: place}} {
		if q, number := InZone(z), ZoneNumber(z); q != nil || number != "" {
			t.Errorf("%s: %v, %q", name, q, number)
		}
	}
}
