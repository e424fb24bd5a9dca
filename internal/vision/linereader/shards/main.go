// Command shards writes lines to learn from, or to measure on, as train.py reads them: for each line a header of two little-endian uint16, the
// strip's width and the number of classes, then the classes, then the strip's pixels row by row. See ../train/README.md.
package main

import (
	"bufio"
	"encoding/binary"
	"flag"
	"fmt"
	"image"
	"image/png"
	"math/rand/v2"
	"os"
	"path/filepath"

	"github.com/bonafide-id/bonafide/internal/vision/linereader"
	"github.com/bonafide-id/bonafide/internal/vision/linereader/render"
)

type options struct {
	out, fonts, set, show string
	count                 int
	seed                  uint64
	held, good            bool
}

func main() {
	var o options
	flag.StringVar(&o.out, "out", "", "`file` to write")
	flag.StringVar(&o.fonts, "fonts", "/usr/share/fonts", "`folder` with Debian's fonts")
	flag.StringVar(&o.set, "set", render.Practice, "fonts: practice, held or specimens")
	flag.IntVar(&o.count, "n", 1000, "how many `lines`")
	flag.Uint64Var(&o.seed, "seed", 1, "of all that is random")
	flag.BoolVar(&o.held, "held", false, "write words that are kept from practice")
	flag.BoolVar(&o.good, "good", false, "only good photographs")
	flag.StringVar(&o.show, "show", "", "write the pictures and the strips into this `folder` as well")
	flag.Parse()
	if err := run(o); err != nil {
		fmt.Fprintln(os.Stderr, "shards:", err)
		os.Exit(1)
	}
}

func run(o options) error {
	alphabet := linereader.Alphabet()
	fonts, err := render.LoadFonts(o.fonts, o.set, alphabet)
	if err != nil {
		return err
	}
	classes := map[rune]uint8{}
	for i, r := range alphabet {
		classes[r] = uint8(i + 1)
	}
	file, err := os.Create(o.out)
	if err != nil {
		return err
	}
	defer file.Close()
	out := bufio.NewWriter(file)
	camera := render.NewCamera(fonts, rand.New(rand.NewPCG(o.seed, 17)), o.held)
	camera.Good = o.good
	for i := range o.count {
		line := camera.Next()
		strip, ok := linereader.Prepare(line.Picture)
		if !ok {
			continue
		}
		if err := write(out, strip, line.Text, classes); err != nil {
			return err
		}
		if o.show != "" {
			fmt.Printf("%4d %5.1f %-28s %s\n", i, line.Cap, line.Font, line.Text)
			if err := show(o.show, i, line.Picture, strip); err != nil {
				return err
			}
		}
	}
	if err := out.Flush(); err != nil {
		return err
	}
	return file.Close()
}

func write(out *bufio.Writer, s linereader.Strip, text string, classes map[rune]uint8) error {
	var labels []byte
	for _, r := range text {
		class, known := classes[r]
		if !known {
			return fmt.Errorf("%q is not in the alphabet", r)
		}
		labels = append(labels, class)
	}
	head := binary.LittleEndian.AppendUint16(nil, uint16(s.Width))
	head = binary.LittleEndian.AppendUint16(head, uint16(len(labels)))
	for _, part := range [][]byte{head, labels, s.Pix} {
		if _, err := out.Write(part); err != nil {
			return err
		}
	}
	return nil
}

func show(folder string, i int, picture *image.Gray, s linereader.Strip) error {
	strip := &image.Gray{Pix: s.Pix, Stride: s.Width, Rect: image.Rect(0, 0, s.Width, linereader.Height)}
	for name, m := range map[string]*image.Gray{"picture": picture, "strip": strip} {
		file, err := os.Create(filepath.Join(folder, fmt.Sprintf("%04d-%s.png", i, name)))
		if err != nil {
			return err
		}
		if err := png.Encode(file, m); err != nil {
			file.Close()
			return err
		}
		if err := file.Close(); err != nil {
			return err
		}
	}
	return nil
}
