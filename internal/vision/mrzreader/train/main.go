// Command train teaches the net of package glyph and writes its model file.
//
//	go run ./internal/vision/mrzreader/train -seed 1 -out internal/vision/mrzreader/model
//
// It draws its material from fonts; the same seed, fonts and number of cells give the same weights on the same kind of processor.
package main

import (
	"flag"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"time"

	"github.com/bonafide-id/bonafide/internal/vision/mrzreader/glyph"
	"github.com/bonafide-id/bonafide/internal/vision/mrzreader/render"
)

// Fonts by Debian's package names: fonts-ocr-b, fonts-dejavu-core, fonts-liberation, fonts-nanum-coding.
var (
	zoneFonts  = []string{"opentype/ocr-b/OCRBS.otf", "opentype/ocr-b/OCRB.otf", "opentype/ocr-b/OCRBS.otf", "opentype/ocr-b/OCRB.otf", "opentype/ocr-b/OCRBL.otf"}
	otherFonts = []string{"truetype/dejavu/DejaVuSansMono.ttf", "truetype/liberation/LiberationMono-Regular.ttf", "truetype/liberation/LiberationMono-Bold.ttf", "truetype/nanum/NanumGothicCoding.ttf", "truetype/liberation/LiberationSans-Regular.ttf"}
	textFonts  = []string{"truetype/dejavu/DejaVuSans.ttf", "truetype/dejavu/DejaVuSerif.ttf", "truetype/liberation/LiberationSans-Regular.ttf", "truetype/liberation/LiberationSerif-Italic.ttf"}
)

type options struct {
	seed    uint64
	samples int
	rate    float64
	fonts   string
	out     string
}

func main() {
	var o options
	flag.Uint64Var(&o.seed, "seed", 1, "of the material and the first weights")
	flag.IntVar(&o.samples, "samples", 900_000, "cells to learn from")
	flag.Float64Var(&o.rate, "rate", 0.0015, "first learning rate; it falls to nothing as a half cosine")
	flag.StringVar(&o.fonts, "fonts", "/usr/share/fonts", "folder of the fonts")
	flag.StringVar(&o.out, "out", "internal/vision/mrzreader/model", "folder of the model file")
	flag.Parse()
	if err := run(o); err != nil {
		fmt.Fprintln(os.Stderr, "train:", err)
		os.Exit(1)
	}
}

func run(o options) error {
	source, err := newPractice(o.fonts, o.seed, 1)
	if err != nil {
		return err
	}
	net := glyph.NewNet()
	net.Randomise(rand.New(rand.NewPCG(o.seed, 0)))
	learn(net, source, o)
	examined, err := newPractice(o.fonts, o.seed, 2)
	if err != nil {
		return err
	}
	examine(net, examined)
	return save(net, o)
}

// newPractice loads the fonts. Streams of one seed share no material.
func newPractice(folder string, seed, stream uint64) (*practice, error) {
	p := &practice{random: rand.New(rand.NewPCG(seed, stream))}
	for _, set := range []struct {
		names []string
		to    *[]*render.Font
	}{{zoneFonts, &p.zone}, {otherFonts, &p.other}, {textFonts, &p.text}} {
		for _, name := range set.names {
			data, err := os.ReadFile(filepath.Join(folder, name))
			if err != nil {
				return nil, err
			}
			f, err := render.ParseFont(name, data)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", name, err)
			}
			*set.to = append(*set.to, f)
		}
	}
	for _, f := range p.zone {
		f.Fill(p.zone[0])
	}
	return p, nil
}

const batch = 64

func learn(net *glyph.Net, source *practice, o options) {
	learner := glyph.NewLearner(net)
	pool := newPool(source)
	start := time.Now()
	const reported = 40_000
	var loss float64
	right, since := 0, 0
	for done := 0; done < o.samples; done += batch {
		pixels, classes := pool.batch()
		rate := o.rate * (1 + math.Cos(math.Pi*float64(done)/float64(o.samples))) / 2
		l, r := learner.Step(pixels, classes, float32(rate))
		loss, right, since = loss+float64(l)*batch, right+r, since+batch
		if since >= reported {
			fmt.Printf("%8d cells  loss %.4f  right %.4f  %s\n", done+batch, loss/float64(since), float64(right)/float64(since), time.Since(start).Round(time.Second))
			loss, right, since = 0, 0, 0
		}
	}
}

// pool mixes the cells of many photographs, so that a batch is not one of them.
type pool struct {
	source  *practice
	pixels  [][]float32
	classes []int
}

const pooled = 4096

func newPool(source *practice) *pool { return &pool{source: source} }

func (p *pool) batch() (pixels []float32, classes []int) {
	for len(p.pixels) < pooled {
		c := p.source.next()
		for i, class := range c.classes {
			p.pixels = append(p.pixels, c.pixels[i*glyph.Width*glyph.Height:][:glyph.Width*glyph.Height])
			p.classes = append(p.classes, class)
		}
	}
	for range batch {
		i, last := p.source.random.IntN(len(p.pixels)), len(p.pixels)-1
		pixels, classes = append(pixels, p.pixels[i]...), append(classes, p.classes[i])
		p.pixels[i], p.classes[i] = p.pixels[last], p.classes[last]
		p.pixels, p.classes = p.pixels[:last], p.classes[:last]
	}
	return pixels, classes
}

// examine prints how much of material it has not seen the net gets right, by the size of the characters.
func examine(net *glyph.Net, source *practice) {
	limits := []float64{6, 7, 8, 10, 14, 20, 100}
	seen, right := make([]int, len(limits)), make([]int, len(limits))
	wrong := map[[2]byte]int{}
	for range 1500 {
		c := source.next()
		bin := 0
		for c.cap > limits[bin] {
			bin++
		}
		scores := net.Classify(c.pixels)
		for i, class := range c.classes {
			seen[bin]++
			if got := glyph.Best(scores[i*glyph.Classes:][:glyph.Classes]); got == class {
				right[bin]++
			} else if c.cap > 8 {
				wrong[[2]byte{name(class), name(got)}]++
			}
		}
	}
	for i, limit := range limits {
		fmt.Printf("capitals to %3.0f px: %6d cells, %.4f right\n", limit, seen[i], float64(right[i])/float64(max(seen[i], 1)))
	}
	for pair, n := range wrong {
		if n > 8 {
			fmt.Printf("  %c read as %c: %d\n", pair[0], pair[1], n)
		}
	}
}

func name(class int) byte {
	if class < glyph.None {
		return glyph.Alphabet[class]
	}
	return "-_?"[class-glyph.None]
}
