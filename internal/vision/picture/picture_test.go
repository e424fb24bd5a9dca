package picture_test

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"image/color/palette"
	"image/draw"
	"image/jpeg"
	"image/png"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"golang.org/x/image/bmp"
	"golang.org/x/image/tiff"

	"github.com/bonafide-id/bonafide/fault"
	"github.com/bonafide-id/bonafide/internal/vision/picture"
	"github.com/bonafide-id/bonafide/internal/vision/picture/heif"
)

func settings() picture.Settings {
	s := picture.Default()
	s.HEIC = heif.Decode
	return s
}

var (
	red   = color.NRGBA{255, 0, 0, 255}
	green = color.NRGBA{0, 255, 0, 255}
	blue  = color.NRGBA{0, 0, 255, 255}
	white = color.NRGBA{255, 255, 255, 255}
	clear = color.NRGBA{}
)

// paint fills four quadrants of 64x48: upper left, upper right, lower left, lower right.
func paint(m draw.Image, colours ...color.Color) draw.Image {
	for i, c := range colours {
		corner := image.Pt(i%2*32, i/2*24)
		draw.Draw(m, image.Rectangle{corner, corner.Add(image.Pt(32, 24))}, image.NewUniform(c), image.Point{}, draw.Src)
	}
	return m
}

func quadrants() *image.NRGBA {
	return paint(image.NewNRGBA(image.Rect(0, 0, 64, 48)), red, green, blue, white).(*image.NRGBA)
}

func encode(t testing.TB, format string, m image.Image) []byte {
	t.Helper()
	var out bytes.Buffer
	var err error
	switch format {
	case picture.JPEG:
		err = jpeg.Encode(&out, m, &jpeg.Options{Quality: 95})
	case picture.PNG:
		err = png.Encode(&out, m)
	case picture.TIFF:
		err = tiff.Encode(&out, m, nil)
	case picture.BMP:
		err = bmp.Encode(&out, m)
	}
	if err != nil || out.Len() == 0 {
		t.Fatalf("%s: %v", format, err)
	}
	return out.Bytes()
}

func file(t testing.TB, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// exifBlock is an EXIF block that asks for a turn.
func exifBlock(order binary.AppendByteOrder, turn uint16) []byte {
	b := []byte("II*\x00")
	if order == binary.AppendByteOrder(binary.BigEndian) {
		b = []byte("MM\x00*")
	}
	b = order.AppendUint32(b, 8)
	b = order.AppendUint16(b, 1)
	b = order.AppendUint16(b, 0x0112)
	b = order.AppendUint16(b, 3)
	b = order.AppendUint32(b, 1)
	b = order.AppendUint16(b, turn)
	return append(b, 0, 0, 0, 0, 0, 0)
}

func withEXIF(jpeg, block []byte) []byte {
	segment := append([]byte("Exif\x00\x00"), block...)
	out := append([]byte{0xff, 0xd8, 0xff, 0xe1}, byte((len(segment)+2)>>8), byte(len(segment)+2))
	return append(append(out, segment...), jpeg[2:]...)
}

// chunk is a PNG chunk.
func chunk(name string, body []byte) []byte {
	out := binary.BigEndian.AppendUint32(nil, uint32(len(body)))
	out = append(append(out, name...), body...)
	return binary.BigEndian.AppendUint32(out, crc32.ChecksumIEEE(out[4:]))
}

// withChunk puts a chunk behind the header of a PNG.
func withChunk(data []byte, name string, body []byte) []byte {
	const header = 8 + 25
	return append(append(bytes.Clone(data[:header]), chunk(name, body)...), data[header:]...)
}

// where says in which quarter of a decoded picture each colour of quadrants stands.
func where(m *image.RGBA) string {
	var out []string
	w, h := m.Rect.Dx(), m.Rect.Dy()
	for _, p := range []image.Point{{w / 4, h / 4}, {3 * w / 4, h / 4}, {w / 4, 3 * h / 4}, {3 * w / 4, 3 * h / 4}} {
		c := m.RGBAAt(p.X, p.Y)
		name := "?"
		for candidate, want := range map[string]color.NRGBA{"red": red, "green": green, "blue": blue, "white": white, "black": {0, 0, 0, 255}, "gray": {128, 128, 128, 255}} {
			if far(c.R, want.R) < 14 && far(c.G, want.G) < 14 && far(c.B, want.B) < 14 && c.A == 255 {
				name = candidate
			}
		}
		out = append(out, name)
	}
	return strings.Join(out, " ")
}

func far(a, b uint8) int { return max(int(a), int(b)) - min(int(a), int(b)) }

func TestDecode(t *testing.T) {
	plain := quadrants()
	jpegPlain, pngPlain := encode(t, picture.JPEG, plain), encode(t, picture.PNG, plain)
	const upright = "red green blue white"
	rows := []struct {
		name   string
		data   []byte
		format string
		w, h   int
		want   string
	}{
		{"JPEG", jpegPlain, picture.JPEG, 64, 48, upright},
		{"JPEG, gray", encode(t, picture.JPEG, paint(image.NewGray(image.Rect(0, 0, 64, 48)), color.Black, color.White, color.Gray{128}, color.White)),
			picture.JPEG, 64, 48, "black white gray white"},
		{"JPEG with something behind it, as phones append videos", append(bytes.Clone(jpegPlain), "\x00\x00\x00\x18ftypmp42"...), picture.JPEG, 64, 48, upright},
		{"JPEG, EXIF 2: mirrored", withEXIF(jpegPlain, exifBlock(binary.LittleEndian, 2)), picture.JPEG, 64, 48, "green red white blue"},
		{"JPEG, EXIF 3: upside down", withEXIF(jpegPlain, exifBlock(binary.BigEndian, 3)), picture.JPEG, 64, 48, "white blue green red"},
		{"JPEG, EXIF 4", withEXIF(jpegPlain, exifBlock(binary.BigEndian, 4)), picture.JPEG, 64, 48, "blue white red green"},
		{"JPEG, EXIF 5", withEXIF(jpegPlain, exifBlock(binary.BigEndian, 5)), picture.JPEG, 48, 64, "red blue green white"},
		{"JPEG, EXIF 6: a phone held upright", withEXIF(jpegPlain, exifBlock(binary.BigEndian, 6)), picture.JPEG, 48, 64, "blue red white green"},
		{"JPEG, EXIF 7", withEXIF(jpegPlain, exifBlock(binary.BigEndian, 7)), picture.JPEG, 48, 64, "white green blue red"},
		{"JPEG, EXIF 8", withEXIF(jpegPlain, exifBlock(binary.LittleEndian, 8)), picture.JPEG, 48, 64, "green white red blue"},
		{"JPEG, EXIF 9 is none", withEXIF(jpegPlain, exifBlock(binary.LittleEndian, 9)), picture.JPEG, 64, 48, upright},
		{"JPEG, EXIF cut off", withEXIF(jpegPlain, exifBlock(binary.LittleEndian, 6)[:14]), picture.JPEG, 64, 48, upright},
		{"PNG", pngPlain, picture.PNG, 64, 48, upright},
		{"PNG, paletted", encode(t, picture.PNG, paint(image.NewPaletted(image.Rect(0, 0, 64, 48), palette.WebSafe), red, green, blue, white)), picture.PNG, 64, 48, upright},
		{"PNG, 16 bits", encode(t, picture.PNG, paint(image.NewNRGBA64(image.Rect(0, 0, 64, 48)), red, green, blue, white)), picture.PNG, 64, 48, upright},
		{"PNG, 16 bits gray", encode(t, picture.PNG, paint(image.NewGray16(image.Rect(0, 0, 64, 48)), color.Black, color.White, color.Gray{128}, color.White)),
			picture.PNG, 64, 48, "black white gray white"},
		{"PNG, transparent over white", encode(t, picture.PNG, paint(image.NewNRGBA(image.Rect(0, 0, 64, 48)), red, green, blue, clear)), picture.PNG, 64, 48, upright},
		{"PNG, eXIf 6", withChunk(pngPlain, "eXIf", exifBlock(binary.BigEndian, 6)), picture.PNG, 48, 64, "blue red white green"},
		{"PNG, an animation of one frame", withChunk(pngPlain, "acTL", []byte{0, 0, 0, 1, 0, 0, 0, 0}), picture.PNG, 64, 48, upright},
		{"PNG, colour profile that is none", withChunk(pngPlain, "iCCP", []byte("x\x00\x00rubbish")), picture.PNG, 64, 48, upright},
		{"WebP, lossy", file(t, "lossy.webp"), picture.WebP, 64, 48, upright},
		{"WebP, lossless", file(t, "lossless.webp"), picture.WebP, 64, 48, upright},
		{"WebP, transparent over white", file(t, "alpha.webp"), picture.WebP, 64, 48, upright},
		{"WebP, EXIF 6", file(t, "turned.webp"), picture.WebP, 48, 64, "blue red white green"},
		{"HEIC", file(t, "plain.heic"), picture.HEIC, 200, 150, upright},
		{"TIFF", encode(t, picture.TIFF, plain), picture.TIFF, 64, 48, upright},
		{"BMP", encode(t, picture.BMP, plain), picture.BMP, 64, 48, upright},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			p, err := picture.Decode(row.data, settings())
			if err != nil {
				t.Fatal(err)
			}
			full := p.RGBA(0)
			if p.Format != row.format || p.Width != row.w || p.Height != row.h || full.Rect != image.Rect(0, 0, row.w, row.h) {
				t.Fatalf("%s %dx%d, %v", p.Format, p.Width, p.Height, full.Rect)
			}
			if got := where(full); got != row.want {
				t.Errorf("%s, want %s", got, row.want)
			}
			if got := where(p.RGBA(32)); got != row.want {
				t.Errorf("scaled: %s, want %s", got, row.want)
			}
			for _, at := range []image.Point{{5, 5}, {row.w - 6, 5}, {5, row.h - 6}, {row.w - 6, row.h - 6}} {
				want := color.GrayModel.Convert(full.At(at.X, at.Y)).(color.Gray).Y
				if got := p.Gray().GrayAt(at.X, at.Y).Y; far(got, want) > 8 {
					t.Errorf("gray at %v: %d, want %d", at, got, want)
				}
			}
			if gray := strings.Contains(row.want, "gray"); p.IsGray() != gray {
				t.Errorf("IsGray: %v", p.IsGray())
			}
		})
	}
}

func TestRefused(t *testing.T) {
	jpegPlain, pngPlain, tiffPlain := encode(t, picture.JPEG, quadrants()), encode(t, picture.PNG, quadrants()), encode(t, picture.TIFF, quadrants())
	huge := bytes.Clone(pngPlain[:33])
	copy(huge[8:], chunk("IHDR", []byte{0, 0, 0xea, 0x60, 0, 0, 0xea, 0x60, 8, 6, 0, 0, 0}))
	deep := append(bytes.Clone(pngPlain[:8]), chunk("IHDR", []byte{0, 0, 0x17, 0x70, 0, 0, 0x17, 0x70, 16, 6, 0, 0, 0})...) // 36 million pixels of 16 bits
	most := append(bytes.Clone(pngPlain[:8]), chunk("IHDR", []byte{0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 8, 6, 0, 0, 0})...)
	bmpHuge := encode(t, picture.BMP, quadrants())
	binary.LittleEndian.PutUint32(bmpHuge[18:], 60000)
	heicHuge := bytes.Clone(file(t, "plain.heic"))
	binary.BigEndian.PutUint32(heicHuge[bytes.Index(heicHuge, []byte("ispe"))+8:], 60000)
	webpHuge := bytes.Clone(file(t, "lossless.webp"))
	copy(webpHuge[21:], []byte{0xff, 0xff, 0xff, 0x0f})
	twoPages := bytes.Clone(tiffPlain)
	second := len(twoPages) // the directory of TIFF stands at the end here: it is repeated behind itself
	first := int(binary.LittleEndian.Uint32(twoPages[4:]))
	twoPages = append(twoPages, twoPages[first:]...)
	entries := int(binary.LittleEndian.Uint16(twoPages[first:]))
	binary.LittleEndian.PutUint32(twoPages[first+2+12*entries:], uint32(second))
	binary.LittleEndian.PutUint32(twoPages[second+2+12*entries:], 0)
	scans := bytes.Clone(jpegPlain[:len(jpegPlain)-2])
	for range 200 {
		scans = append(scans, 0xff, 0xda, 0, 8, 1, 1, 0, 0, 63, 0)
	}
	rows := []struct {
		name  string
		data  []byte
		code  fault.Code
		place string
	}{
		{"empty", nil, fault.PictureFormat, "empty"},
		{"one byte", []byte{0xff}, fault.PictureFormat, "unknown"},
		{"PDF", []byte("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj"), fault.PictureFormat, "pdf"},
		{"GIF", []byte("GIF89a\x40\x00\x30\x00"), fault.PictureFormat, "gif"},
		{"MP4", []byte("\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom"), fault.PictureFormat, "mp4 video"},
		{"QuickTime", []byte("\x00\x00\x00\x14ftypqt  \x00\x00\x00\x00qt  "), fault.PictureFormat, "mp4 video"},
		{"WebM", []byte("\x1a\x45\xdf\xa3\x9fB\x86\x81\x01"), fault.PictureFormat, "matroska video"},
		{"AVIF", []byte("\x00\x00\x00\x1cftypavif\x00\x00\x00\x00mif1"), fault.PictureFormat, "avif"},
		{"ZIP", []byte("PK\x03\x04\x14\x00"), fault.PictureFormat, "zip"},
		{"gzip", []byte("\x1f\x8b\x08\x00"), fault.PictureFormat, "gzip"},
		{"SVG", []byte("<svg xmlns='http://www.w3.org/2000/svg'/>"), fault.PictureFormat, "markup"},
		{"text", []byte("no picture at all, but longer than any header"), fault.PictureFormat, "unknown"},
		{"more bytes than are taken", append(bytes.Clone(jpegPlain), make([]byte, 31<<20)...), fault.PictureTooLarge, "bytes"},
		{"PNG header of 60,000 x 60,000", huge, fault.PictureTooLarge, "pixels"},
		{"PNG header of 4 billion squared", most, fault.PictureTooLarge, "pixels"},
		{"PNG of 16 bits counts twice", deep, fault.PictureTooLarge, "pixels"},
		{"BMP header", bmpHuge, fault.PictureTooLarge, "pixels"},
		{"HEIC header", heicHuge, fault.PictureTooLarge, "pixels"},
		{"WebP header", webpHuge, fault.PictureTooLarge, "pixels"},
		{"animated PNG", withChunk(pngPlain, "acTL", []byte{0, 0, 0, 2, 0, 0, 0, 0}), fault.PictureTooLarge, "frames"},
		{"animated WebP", file(t, "animated.webp"), fault.PictureTooLarge, "frames"},
		{"HEIC sequence", []byte(strings.Replace(string(file(t, "plain.heic")), "ftypheic", "ftyphevc", 1)), fault.PictureTooLarge, "frames"},
		{"TIFF of two pages", twoPages, fault.PictureTooLarge, "frames"},
		{"JPEG of 200 scans", scans, fault.PictureTooLarge, "scans"},
		{"smaller than anything could be read from", encode(t, picture.PNG, image.NewGray(image.Rect(0, 0, 31, 400))), fault.PictureTooSmall, "pixels"},
		{"HEIC whose decoder would garble it", file(t, "small.heic"), fault.PictureTooSmall, "pixels"},
		{"JPEG, truncated", jpegPlain[:len(jpegPlain)/2], fault.PictureBroken, "jpeg"},
		{"JPEG, its beginning only", jpegPlain[:4], fault.PictureBroken, "jpeg"},
		{"PNG, truncated", pngPlain[:len(pngPlain)-20], fault.PictureBroken, "png"},
		{"PNG, altered", append(bytes.Clone(pngPlain[:50]), append([]byte{pngPlain[50] ^ 4}, pngPlain[51:]...)...), fault.PictureBroken, "png"},
		{"PNG without a header", append(bytes.Clone(pngPlain[:8]), chunk("IDAT", []byte("x"))...), fault.PictureBroken, "png"},
		{"WebP, truncated", file(t, "lossy.webp")[:90], fault.PictureBroken, "webp"},
		{"HEIC, truncated", file(t, "plain.heic")[:600], fault.PictureBroken, "heic"},
		{"TIFF, truncated", tiffPlain[:100], fault.PictureBroken, "tiff"},
		{"BMP, truncated", encode(t, picture.BMP, quadrants())[:200], fault.PictureBroken, "bmp"},
		{"BMP, its magic only", []byte("BM"), fault.PictureBroken, "bmp"},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			before := allocated()
			p, err := picture.Decode(row.data, settings())
			if p != nil || fault.CodeOf(err) != row.code || fault.PlaceOf(err) != row.place {
				t.Errorf("%+v, %v; want %s at %s", p, err, row.code, row.place)
			}
			if used := allocated() - before; used > 8<<20 && row.name != "HEIC, truncated" {
				t.Errorf("%d bytes were allocated to refuse it", used)
			}
		})
	}
}

func allocated() uint64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.TotalAlloc
}

func TestWithoutHEIC(t *testing.T) {
	_, err := picture.Decode(file(t, "plain.heic"), picture.Default())
	if fault.CodeOf(err) != fault.PictureFormat {
		t.Error(err)
	}
}
