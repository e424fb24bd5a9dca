package measure

import (
	"image"
	"math"

	"github.com/bonafide-id/bonafide/document/layout"
)

// slack is how far an element may stand from where the layout has it, millimetres: outlines and registration are not exact.
const slack = 2.0

// portrait: a face in its place. The detector's score is the element's.
func (d *desk) portrait(e layout.Element) (float64, image.Rectangle) {
	box := d.box(e.Box, slack)
	best, place := 0.0, box
	for _, f := range d.Faces {
		face := d.onSheet(corners(f.X, f.Y, f.Width, f.Height))
		middle := image.Pt((face.Min.X+face.Max.X)/2, (face.Min.Y+face.Max.Y)/2)
		if middle.In(box) && f.Score > best {
			best, place = f.Score, face
		}
	}
	return best, place
}

// qr: a code that was read in its place, or the three finder patterns of one.
func (d *desk) qr(e layout.Element) (float64, image.Rectangle) {
	box := d.box(e.Box, slack)
	for _, c := range d.Codes {
		if place := d.onSheet(c.Quad); c.Symbology == "QRCode" && !place.Intersect(box).Empty() {
			return 1, place
		}
	}
	return float64(min(3, d.finders(box))) / 3, box
}

// finders counts places in a box where a line across and a line down meet dark and light as 1:1:3:1:1 (ISO/IEC 18004 6.3.3).
func (d *desk) finders(box image.Rectangle) int {
	line := (d.y.quantile(box, 0.1) + d.y.quantile(box, 0.9)) / 2
	if d.y.quantile(box, 0.9)-d.y.quantile(box, 0.1) < 50 {
		return 0
	}
	dark := func(x, y int) bool { return d.y.at(x, y) < line }
	var found []image.Point
	for y := box.Min.Y; y < box.Max.Y; y += 2 {
		for _, x := range ratios(box.Min.X, box.Max.X, func(x int) bool { return dark(x, y) }) {
			for _, v := range ratios(max(box.Min.Y, y-40), min(box.Max.Y, y+40), func(v int) bool { return dark(x, v) }) {
				p := image.Pt(x, v)
				if abs(v-y) <= 3 && !close(found, p, 14) {
					found = append(found, p)
				}
			}
		}
	}
	return len(found)
}

func abs(v int) int { return max(v, -v) }

func close(list []image.Point, p image.Point, within int) bool {
	for _, q := range list {
		if abs(q.X-p.X) < within && abs(q.Y-p.Y) < within {
			return true
		}
	}
	return false
}

// ratios finds the middles of runs dark, light, dark, light, dark whose lengths are as 1:1:3:1:1, within half a module.
func ratios(from, to int, dark func(i int) bool) []int {
	var ends []int
	for i := from + 1; i < to; i++ {
		if dark(i) != dark(i-1) {
			ends = append(ends, i)
		}
	}
	var middles []int
	for k := 0; k+5 < len(ends); k++ {
		if !dark(ends[k]) {
			continue
		}
		unit := float64(ends[k+5]-ends[k]) / 7
		good := unit >= 1
		for i, want := range [5]float64{1, 1, 3, 1, 1} {
			if math.Abs(float64(ends[k+i+1]-ends[k+i])-want*unit) > 0.6*unit+0.7 {
				good = false
			}
		}
		if good {
			middles = append(middles, (ends[k+2]+ends[k+3])/2)
		}
	}
	return middles
}

// zone: a machine readable zone was found, or lines of even type stand where it should be.
func (d *desk) zone(e layout.Element) (float64, image.Rectangle) {
	box := d.box(e.Box, slack)
	for _, z := range d.Zones {
		if place := d.onSheet(z.Quad); !place.Intersect(box).Empty() {
			return 1, place
		}
	}
	return 0.8 * d.rows(box), box
}

// rows is how much the box is filled by two or three lines of print, evenly far apart: 0 to 1.
func (d *desk) rows(box image.Rectangle) float64 {
	ink := make([]float64, box.Dy())
	paper, black := d.y.quantile(box, 0.8), d.y.quantile(box, 0.03)
	if paper-black < 60 {
		return 0
	}
	line := (paper + black) / 2
	for y := range ink {
		columns := 0
		for x := box.Min.X; x < box.Max.X; x++ {
			if d.y.at(x, box.Min.Y+y) < line {
				columns++
			}
		}
		ink[y] = share(columns, box.Dx())
	}
	lines, inside := 0, false
	for _, v := range ink {
		if on := v > 0.10; on && !inside {
			lines, inside = lines+1, true
		} else if v < 0.05 {
			inside = false
		}
	}
	return clamp01(float64(min(lines, 3)) / 3)
}

// area counts the pixels of a box, and those of which is says yes, with their box.
func (d *desk) area(box image.Rectangle, is func(r, g, b float64) bool) (part float64, place image.Rectangle) {
	n := 0
	for y := box.Min.Y; y < box.Max.Y; y++ {
		for x := box.Min.X; x < box.Max.X; x++ {
			if is(d.rgb(x, y)) {
				n++
				place = place.Union(image.Rect(x, y, x+1, y+1))
			}
		}
	}
	return share(n, box.Dx()*box.Dy()), place
}

// colourless says that the document has lost its colours, as in a copy or under strong light: elements are then told by their drawing.
func (d *desk) colourless() bool {
	vivid, n := 0, 0
	for y := 0; y < d.y.h; y += 2 {
		for x := 0; x < d.y.w; x += 2 {
			if n++; labChroma(d.rgb(x, y)) > pale {
				vivid++
			}
		}
	}
	return share(vivid, n) < 0.05
}

// pale is a chroma that copies stay below nearly everywhere: less than a twentieth of a card does not.
const pale = 8

func red(r, g, b float64) bool { return r-g > 0.14 && r-b > 0.10 && r > 0.28 }

// redGold is the colour of the emblem and its ring.
func redGold(r, g, b float64) bool { return red(r, g, b) || r-b > 0.30 && g-b > 0.12 && r >= g }

// gold is that of contacts, whose metal may as well be silver.
func gold(r, g, b float64) bool { return r-b > 0.22 && r >= g && g-b > 0.08 }

// emblem: round, red and gold. Of a copy without colours, drawn as densely.
func (d *desk) emblem(e layout.Element) (float64, image.Rectangle) {
	return d.coloured(e, redGold, 0.16, 0.10)
}

// stamp: a red ring with what is in it.
func (d *desk) stamp(e layout.Element) (float64, image.Rectangle) {
	return d.coloured(e, red, 0.12, 0.08)
}

// coloured measures how much of a box has a colour, against how much it should have (want), and whether that reaches across the box; of a document
// without colours, how densely the box is drawn (strokes).
func (d *desk) coloured(e layout.Element, is func(r, g, b float64) bool, want, strokes float64) (float64, image.Rectangle) {
	box := d.box(e.Box, slack)
	exact := float64(d.box(e.Box, 0).Dx() * d.box(e.Box, 0).Dy())
	if d.faded {
		return d.strokes(d.box(e.Box, 0)) / strokes * 0.7, box
	}
	part, place := d.area(box, is)
	if exact == 0 || box.Empty() {
		return 0, box
	}
	amount := part * float64(box.Dx()*box.Dy()) / exact / want
	reach := min(float64(place.Dx())/float64(box.Dx()), float64(place.Dy())/float64(box.Dy()))
	return clamp01(amount) * clamp01(reach/0.5), place
}

// strokes is the share of a box where Y changes steeply: drawing, not bare ground.
func (d *desk) strokes(box image.Rectangle) float64 {
	n, steep := 0, 0
	for y := box.Min.Y + 1; y < box.Max.Y-1; y++ {
		for x := box.Min.X + 1; x < box.Max.X-1; x++ {
			gx, gy := d.y.at(x+1, y)-d.y.at(x-1, y), d.y.at(x, y+1)-d.y.at(x, y-1)
			n++
			if gx*gx+gy*gy > 30*30 {
				steep++
			}
		}
	}
	return share(steep, n)
}

// chip: a plate of metal with the lines between its contacts.
func (d *desk) chip(e layout.Element) (float64, image.Rectangle) {
	box := d.box(e.Box, slack)
	exact := d.box(e.Box, 0)
	lines := d.strokes(exact) / 0.05
	if d.faded {
		return lines * 0.7, box
	}
	if exact.Empty() {
		return 0, box
	}
	part, place := d.area(box, gold)
	metal := part * float64(box.Dx()*box.Dy()) / float64(exact.Dx()*exact.Dy()) / 0.45
	return clamp01(metal) * clamp01(0.4+0.6*lines), place
}

// finger: ridges, each place running its own way, the whole turning about.
func (d *desk) finger(e layout.Element) (float64, image.Rectangle) {
	box := d.box(e.Box, 0)
	blocks, ridged := 0, 0
	side := max(8, int(1.6*d.mm))
	var turned [4]int
	for y := box.Min.Y; y+side <= box.Max.Y; y += side {
		for x := box.Min.X; x+side <= box.Max.X; x += side {
			blocks++
			energy, coherence, angle := d.ridges(image.Rect(x, y, x+side, y+side))
			if energy > 12 && coherence > 0.35 {
				ridged++
				turned[int(angle/math.Pi*4)&3]++
			}
		}
	}
	ways := 0
	for _, n := range turned {
		if n >= 2 {
			ways++
		}
	}
	return clamp01(share(ridged, blocks)/0.35) * clamp01(float64(ways)/3), box
}

// ridges are the strength of change in a block, how far it runs one way (0 to 1), and which (0 to pi).
func (d *desk) ridges(block image.Rectangle) (energy, coherence, angle float64) {
	block = block.Intersect(image.Rect(1, 1, d.y.w-1, d.y.h-1))
	var xx, yy, xy float64
	for y := block.Min.Y; y < block.Max.Y; y++ {
		for x := block.Min.X; x < block.Max.X; x++ {
			gx, gy := float64(d.y.at(x+1, y)-d.y.at(x-1, y)), float64(d.y.at(x, y+1)-d.y.at(x, y-1))
			xx, yy, xy = xx+gx*gx, yy+gy*gy, xy+gx*gy
		}
	}
	n := float64(max(1, block.Dx()*block.Dy()))
	angle = math.Atan2(2*xy, xx-yy)/2 + math.Pi/2
	return math.Sqrt((xx + yy) / n), math.Hypot(xx-yy, 2*xy) / max(xx+yy, 1e-9), math.Mod(angle, math.Pi)
}

// barcode: a code that was read in its place, or bars: changes across many times those along.
func (d *desk) barcode(e layout.Element) (float64, image.Rectangle) {
	box := d.box(e.Box, slack)
	for _, c := range d.Codes {
		if place := d.onSheet(c.Quad); c.Symbology != "QRCode" && !place.Intersect(box).Empty() {
			return 1, place
		}
	}
	exact := d.box(e.Box, 0)
	steep, n := 0, 0
	for y := exact.Min.Y + 1; y < exact.Max.Y-1; y++ {
		for x := exact.Min.X + 1; x < exact.Max.X-1; x++ {
			gx, gy := d.y.at(x+1, y)-d.y.at(x-1, y), d.y.at(x, y+1)-d.y.at(x, y-1)
			n++
			if gx*gx > 30*30 && gx*gx > 2*gy*gy {
				steep++
			}
		}
	}
	return clamp01(share(steep, n) / 0.22), exact
}

// hologram: a patch of many colours, each vivid.
func (d *desk) hologram(e layout.Element) (float64, image.Rectangle) {
	box := d.box(e.Box, slack)
	if d.faded {
		return d.strokes(d.box(e.Box, 0)) / 0.08 * 0.7, box
	}
	var hues [12]int
	n := 0
	for y := box.Min.Y; y < box.Max.Y; y++ {
		for x := box.Min.X; x < box.Max.X; x++ {
			n++
			r, g, b := d.rgb(x, y)
			if hue, sat := hueOf(r, g, b); sat > 0.13 {
				hues[int(hue*12)%12]++
			}
		}
	}
	kinds := 0
	for _, count := range hues {
		if share(count, n) > 0.025 {
			kinds++
		}
	}
	return clamp01(float64(kinds) / 5), box
}

// hueOf is the hue, 0 to 1, and the saturation of HSV.
func hueOf(r, g, b float64) (hue, sat float64) {
	high, low := max(r, g, b), min(r, g, b)
	if high <= 0 || high == low {
		return 0, 0
	}
	switch span := high - low; high {
	case r:
		hue = math.Mod((g-b)/span+6, 6)
	case g:
		hue = (b-r)/span + 2
	default:
		hue = (r-g)/span + 4
	}
	return hue / 6, (high - low) / high
}
