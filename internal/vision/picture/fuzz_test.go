package picture

import (
	"bytes"
	"encoding/binary"
	"errors"
	"image"
	"image/jpeg"
	"image/png"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"golang.org/x/image/bmp"
	"golang.org/x/image/tiff"

	"github.com/bonafide-id/bonafide/fault"
)

// seeds are one small picture of each format, and the files of testdata.
func seeds(t testing.TB) [][]byte {
	t.Helper()
	m := image.NewNRGBA(image.Rect(0, 0, 40, 33))
	for i := range m.Pix {
		m.Pix[i] = uint8(i * 7)
	}
	encoders := []func(*bytes.Buffer) error{
		func(b *bytes.Buffer) error { return jpeg.Encode(b, m, nil) },
		func(b *bytes.Buffer) error { return png.Encode(b, m) },
		func(b *bytes.Buffer) error { return bmp.Encode(b, m) },
		func(b *bytes.Buffer) error { return tiff.Encode(b, m, &tiff.Options{Compression: tiff.Deflate}) },
		func(b *bytes.Buffer) error { return tiff.Encode(b, m, nil) },
	}
	var all [][]byte
	for _, encode := range encoders {
		var b bytes.Buffer
		if err := encode(&b); err != nil {
			t.Fatal(err)
		}
		all = append(all, b.Bytes())
	}
	files, err := filepath.Glob("testdata/*.*[cp]")
	if err != nil || len(files) < 6 {
		t.Fatalf("%d files of testdata, %v", len(files), err)
	}
	for _, name := range files {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, data)
	}
	return all
}

// Of any input: a picture within the limits or one of four codes, and no more memory than the limits and the input account for.
func FuzzDecode(f *testing.F) {
	for _, seed := range seeds(f) {
		f.Add(seed)
	}
	s := Default()
	s.MaxPixels = 1 << 16
	// The decoder of HEIC is WebAssembly, which takes seconds an input under the fuzzer; what is fuzzed of HEIC is our reader of its boxes.
	// The corpus of cmd/bonafide-vision goes through the decoder.
	s.HEIC = func([]byte) (image.Image, error) { return nil, errors.New("not under the fuzzer") }
	f.Fuzz(func(t *testing.T, data []byte) {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		p, err := Decode(data, s)
		runtime.ReadMemStats(&after)
		if err != nil {
			switch fault.CodeOf(err) {
			case fault.PictureFormat, fault.PictureBroken, fault.PictureTooLarge, fault.PictureTooSmall:
			default:
				t.Fatalf("%v", err)
			}
			if p != nil {
				t.Fatal("a picture with an error")
			}
		}
		// Compressed data is read in pieces; 64 bytes a pixel of the limit and a hundred times the input are far more than any decoder needs.
		if used := after.TotalAlloc - before.TotalAlloc; used > uint64(64*s.MaxPixels+100*len(data)+16<<20) {
			t.Fatalf("%d bytes for an input of %d", used, len(data))
		}
		if p == nil {
			return
		}
		if p.Width*p.Height > 2*s.MaxPixels || p.RGBA(0).Rect != image.Rect(0, 0, p.Width, p.Height) || p.Gray().Rect != p.RGBA(0).Rect {
			t.Fatalf("%dx%d", p.Width, p.Height)
		}
		_ = p.RGBA(20)
		_ = p.IsGray()
	})
}

// A turn is 1 to 8, whatever the block holds, and 1 for a block that does not begin as TIFF does.
func FuzzOrientation(f *testing.F) {
	for _, order := range []binary.AppendByteOrder{binary.BigEndian, binary.LittleEndian} {
		head := "MM\x00*"
		if order == binary.AppendByteOrder(binary.LittleEndian) {
			head = "II*\x00"
		}
		b := order.AppendUint16(order.AppendUint32([]byte(head), 8), 1)
		b = order.AppendUint32(order.AppendUint16(order.AppendUint16(b, tagOrientation), 3), 1)
		f.Add(append(order.AppendUint16(b, 6), 0, 0, 0, 0, 0, 0))
	}
	f.Fuzz(func(t *testing.T, block []byte) {
		turn := orientation(block)
		if turn < 1 || turn > 8 || turn != 1 && byteOrder(block) == nil {
			t.Fatal(turn)
		}
		if n := pages(block); n < 0 || n > maxPages {
			t.Fatal(n)
		}
	})
}
