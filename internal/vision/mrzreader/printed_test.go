package mrzreader

import (
	"context"
	"fmt"
	"image"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/bonafide-id/bonafide/document/mrz"
	"github.com/bonafide-id/bonafide/internal/vision/mrzreader/render"
	"github.com/bonafide-id/bonafide/internal/vision/wire"
)

// misprint is a zone that is not as zones are, and what must be read of it.
type misprint struct {
	name   string
	format mrz.Format
	edit   func(lines []string) // as they are printed; an empty line is not
}

// cut takes characters off a line's end.
func cut(line, n int) func([]string) {
	return func(l []string) { l[line] = l[line][:len(l[line])-n] }
}

// put places text over a line's, from a column on.
func put(line, column int, text string) func([]string) {
	return func(l []string) {
		runes := []rune(l[line])
		copy(runes[column:], []rune(text))
		l[line] = string(runes)
	}
}

func drop(line int) func([]string) { return func(l []string) { l[line] = "" } }

func more(line int, text string) func([]string) { return func(l []string) { l[line] += text } }

// asPrinted is what a reader must say of printed lines: what is none of a zone's characters has its sign, and lines that are not printed are not there.
func asPrinted(lines []string) []string {
	var out []string
	for _, l := range lines {
		l = strings.TrimRight(strings.Map(func(r rune) rune {
			if mrz.Alnum.Contains(byte(min(r, 255))) || r == wire.ZoneGap {
				return r
			}
			return wire.ZoneForeign
		}, l), " ")
		if l != "" {
			out = append(out, l)
		}
	}
	return out
}

var misprints = []misprint{
	{name: "a card's last line is one short", format: mrz.TD1, edit: cut(2, 1)},
	{name: "a card's last line is four short", format: mrz.TD1, edit: cut(2, 4)},
	{name: "a card's middle line is one short", format: mrz.TD1, edit: cut(1, 1)},
	{name: "a card's middle line is three short", format: mrz.TD1, edit: cut(1, 3)},
	{name: "a card's first line is two short", format: mrz.TD1, edit: cut(0, 2)},
	{name: "a passport's first line is one short", format: mrz.TD3, edit: cut(0, 1)},
	{name: "a passport's second line is four short", format: mrz.TD3, edit: cut(1, 4)},
	{name: "a card's last line is one too long", format: mrz.TD1, edit: more(2, "<")},
	{name: "a card's middle line is two too long", format: mrz.TD1, edit: more(1, "07")},
	{name: "a passport's line is one too long", format: mrz.TD3, edit: more(0, "A")},
	{name: "a card has no last line", format: mrz.TD1, edit: drop(2)},
	{name: "a card has no first line", format: mrz.TD1, edit: drop(0)},
	{name: "a passport has no second line", format: mrz.TD3, edit: drop(1)},
	{name: "a passport has no first line", format: mrz.TD3, edit: drop(0)},
	{name: "a gap in the names", format: mrz.TD1, edit: put(2, 20, " ")},
	{name: "a star", format: mrz.TD1, edit: put(2, 22, "*")},
	{name: "a hash", format: mrz.TD3, edit: put(0, 33, "#")},
	{name: "a dollar", format: mrz.TD1, edit: put(2, 25, "$")},
	{name: "an at", format: mrz.TD3, edit: put(0, 38, "@")},
	{name: "a per cent", format: mrz.TD1, edit: put(2, 27, "%")},
	{name: "an ampersand", format: mrz.TD3, edit: put(0, 30, "&")},
	{name: "a plus as the last character", format: mrz.TD1, edit: put(2, 29, "+")},
	{name: "a letter with accents", format: mrz.TD3, edit: put(0, 6, "Ễ")},
	{name: "a small letter", format: mrz.TD3, edit: put(0, 6, "g")},
	{name: "a hash in the number", format: mrz.TD3, edit: put(1, 4, "#")},
}

// poses of a misprinted document: as large as in a good photograph of a card.
var misprintPoses = []struct {
	name string
	pose render.Pose
}{
	{"straight", render.Pose{Width: 1600, Height: 1200, Fill: 0.85}},
	{"askew", render.Pose{Width: 1600, Height: 1200, Fill: 0.8, Turn: 6, Tilt: 0.06, TiltTo: 40}},
}

func (m misprint) photograph(t testing.TB, n uint64, pose render.Pose, zone, text *render.Font) (*image.Gray, []string) {
	t.Helper()
	random := rand.New(rand.NewPCG(n, 77))
	lines, err := render.Invent(m.format, random)
	if err != nil {
		t.Fatal(err)
	}
	m.edit(lines)
	sheet := render.Document(m.format, lines, zone, text, random)
	knobs := render.Knobs{Paper: 225, Ink: 40, Table: 120, Pattern: 12, Noise: 3, Blur: 0.6, Quality: 88}
	return render.Photograph(sheet, pose.View(sheet), pose.Width, pose.Height, knobs, random), asPrinted(lines)
}

// Lines of a wrong length, lines that are missing and characters that no zone has are read as they are printed, and no repair hides them.
func TestMisprints(t *testing.T) {
	if testing.Short() {
		t.Skip("takes a minute")
	}
	zone, text := testFonts(t)
	zone.Fill(text) // OCR-B has no letters with accents
	reader := testReader(t)
	for i, m := range misprints {
		for k, p := range misprintPoses {
			t.Run(m.name+", "+p.name, func(t *testing.T) {
				picture, want := m.photograph(t, uint64(10*i+k), p.pose, zone, text)
				zones, err := reader.ReadMRZ(context.Background(), picture)
				if err != nil || len(zones) == 0 {
					t.Fatal(len(zones), err)
				}
				z := zones[0]
				if !slices.Equal(z.Lines, want) {
					t.Errorf("want %q\n got %q\n raw %q", want, z.Lines, z.Raw)
				}
				for i := range z.Lines {
					if len(z.Raw[i]) != len(z.Lines[i]) {
						t.Errorf("line %d: %q as read, %q repaired", i, z.Raw[i], z.Lines[i])
					}
				}
				if _, err := mrz.Parse(z.Nearest()); err != nil || len(z.Whole) == 0 {
					t.Errorf("the nearest zone is %q: %v", z.Whole, err)
				}
				keep(t, picture, false, fmt.Sprintf("misprint-%d-%d", i, k))
			})
		}
	}
}

// What is printed as it should be is never said to be otherwise, however badly it is photographed.
func TestNoMisprint(t *testing.T) {
	if testing.Short() {
		t.Skip("takes a minute")
	}
	zone, text := testFonts(t)
	reader := testReader(t)
	count := 1
	fmt.Sscan(testPictures(), &count)
	all, wrong := 0, 0
	for _, d := range disturbances {
		for _, f := range mrz.Formats() {
			for n := range count {
				picture, lines := d.photograph(t, f, uint64(n)+5000, zone, text)
				zones, err := reader.ReadMRZ(context.Background(), picture)
				if err != nil {
					t.Fatal(err)
				}
				all++
				if len(zones) > 0 && len(zones[0].Whole) > 0 {
					wrong++
					t.Errorf("%s, %v %d: %q\nprinted %q", d.name, f, n, zones[0].Raw, lines)
				}
			}
		}
	}
	t.Logf("%d of %d zones said to be misprinted", wrong, all)
}

// cellsOf makes the cells of a line from a text: '.' is blank, '?' foreign, '!' unclear, 'o' ink that the classifier calls blank; in a spot of light '*',
// a pale letter is small.
func cellsOf(text string) []cell {
	var out []cell
	for _, c := range []byte(text) {
		made := cell{char: c, p: 0.99, paper: 220, ink: 150, whole: true}
		switch c {
		case '.':
			made.char, made.p, made.blank, made.ink = '<', 0.01, 0.98, 10
		case '?':
			made.char, made.p, made.foreign = 'N', 0.02, 0.97
		case '!':
			made.char, made.p, made.blank, made.foreign = '8', 0.4, 0.3, 0.3
		case 'o':
			made.char, made.p, made.blank = '<', 0.02, 0.97
		case '*':
			made.char, made.p, made.blank, made.ink, made.paper = '<', 0.01, 0.98, 5, 220+sameLight*150+lightSlack+1
		}
		if c >= 'a' && c != 'o' && c <= 'z' {
			made.char, made.ink = c-'a'+'A', 70
		}
		out = append(out, made)
	}
	return out
}

func TestPrintedOf(t *testing.T) {
	for _, row := range []struct{ name, cells, want string }{ // the line has 12 cells, with four about it on either side
		{"whole", "....ABCDEFGHIJKL....", "ABCDEFGHIJKL"},
		{"one short", "....ABCDEFGHIJK.....", "ABCDEFGHIJK"},
		{"three short", "....ABCDEFGHI.......", "ABCDEFGHI"},
		{"a third of it missing", "....ABCDEFGH........", "ABCDEFGH"},
		{"begins late", "......CDEFGHIJKL....", "CDEFGHIJKL"},
		{"one too many", "....ABCDEFGHIJKLM...", "ABCDEFGHIJKLM"},
		{"three too many", "....ABCDEFGHIJKL<<<.", "ABCDEFGHIJKL<<<"},
		{"print all along", "....ABCDEFGHIJKLMNOP", "ABCDEFGHIJKL"},
		{"print in front", "...ZABCDEFGHIJKL....", "ZABCDEFGHIJKL"},
		{"a foreign one too many", "....ABCDEFGHIJKL?...", "ABCDEFGHIJKL?"},
		{"foreign", "....ABC?EFGHIJK?....", "ABC?EFGHIJK?"},
		{"foreign beside an unclear one", "....ABC?!FGHIJKL....", "ABCN8FGHIJKL"},
		{"too many foreign ones", "....A?C?E?G?IJKL....", "ANCNENGNIJKL"},
		{"a gap", "....ABCDE.GHIJKL....", "ABCDE GHIJKL"},
		{"two gaps", "....A.CDE..HIJKL....", "A CDE  HIJKL"},
		{"a gap beside an unclear cell", "....ABCD!.GHIJKL....", "ABCD8<GHIJKL"},
		{"washed out in the middle", "....ABCd..GHIJKL....", "ABCD<<GHIJKL"},
		{"washed out at the end", "....ABCDEFGHij......", "ABCDEFGHIJ<<"},
		{"ink that is no character", "....ABCDEoGHIJKL....", "ABCDE<GHIJKL"},
		{"a short end behind an unclear cell", "....ABCDEFGHIJ!.....", "ABCDEFGHIJ8<"},
		{"short before an unclear cell", "....ABCDEFGHIJK.!...", "ABCDEFGHIJK<"},
		{"short at the document's edge", "....ABCDEFGHIJK..!!!", "ABCDEFGHIJK"},
		{"one too many at the document's edge", "....ABCDEFGHIJKLM!!!", "ABCDEFGHIJKLM"},
		{"short, and print behind it", "....ABCDEFGHIJK..XYZ", "ABCDEFGHIJK<"},
		{"a spot of light at the end", "....ABCDEFGHIJK*....", "ABCDEFGHIJK<"},
		{"a spot of light in it", "....ABCDE*GHIJKL....", "ABCDE<GHIJKL"},
	} {
		cells := cellsOf(row.cells)
		l, ok := lightOf(cells)
		if !ok {
			t.Errorf("%s: nothing is certain", row.name)
			continue
		}
		var text strings.Builder
		for _, c := range cells[beyond : len(cells)-beyond] {
			text.WriteByte(c.char)
		}
		if got := printedOf(cells, l).of(text.String()); got != row.want {
			t.Errorf("%s: %q, want %q", row.name, got, row.want)
		}
	}
	if _, ok := lightOf(cellsOf("....!!!!!!!!ABCD....")); ok {
		t.Error("four cells of twelve were enough to know the light of a line")
	}
}

// FuzzPrintedOf: whatever the cells, what is printed is within them, and no mark stands where nothing is.
func FuzzPrintedOf(f *testing.F) {
	f.Add("....ABCDEFGHIJK?....")
	f.Add("........ABCD........")
	f.Add("?.?.?.?.?.?.?.?.?.?.")
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) <= 2*beyond || len(text) > 2*beyond+44 {
			return
		}
		cells := cellsOf(text)
		n := len(cells) - 2*beyond
		p := printedOf(cells, light{220, 150, true})
		if p.from < 0 || p.to > n || p.from > p.to || len(p.head) > beyond || len(p.tail) > beyond {
			t.Fatalf("%+v of %d cells", p, n)
		}
		for i, mark := range p.marks {
			if i < p.from || i >= p.to || mark != wire.ZoneGap && mark != wire.ZoneForeign {
				t.Errorf("%q at %d of %d to %d", mark, i, p.from, p.to)
			}
		}
		if got := p.of(strings.Repeat("A", n)); len(got) != p.to-p.from+len(p.head)+len(p.tail) {
			t.Errorf("%q", got)
		}
	})
}
