package main

import (
	"bytes"
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"image/png"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/boombuler/barcode/qr"
	"golang.org/x/image/bmp"
	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"
	"golang.org/x/image/tiff"

	"github.com/bonafide-id/bonafide/fault"
	"github.com/bonafide-id/bonafide/internal/vision"
	"github.com/bonafide-id/bonafide/internal/vision/picture"
	"github.com/bonafide-id/bonafide/internal/vision/wire"
)

// worker finds the built worker: BONAFIDE_VISION names it, else it lies in bin.
func worker(t testing.TB) string {
	t.Helper()
	path := os.Getenv("BONAFIDE_VISION")
	if path == "" {
		path = filepath.Join("..", "..", "bin", "bonafide-vision")
	}
	path, err := filepath.Abs(path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(path); err != nil {
		t.Skip("bin/bonafide-vision is not built: make build")
	}
	return path
}

func start(t testing.TB) *vision.Client {
	t.Helper()
	client, err := vision.Start(t.Context(), vision.Options{Path: worker(t), JobTime: 60 * time.Second})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := client.Close(); err != nil {
			t.Error(err)
		}
	})
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	if err := client.Ready(ctx); err != nil {
		t.Fatal(err)
	}
	return client
}

const qrContent = "001085012345|123456789|Nguyễn Văn Minh|12081985|Nam|Số 5 Phố Huế, Hà Nội|01012022"

// card draws a document of invented content on a dark table: print, a zone's lines and a QR code, w pixels wide, and says where it lies.
func card(t testing.TB, w int) (*image.RGBA, picture.Quad) {
	t.Helper()
	h := w * 3 / 4
	m := image.NewRGBA(image.Rect(0, 0, w, h))
	draw.Draw(m, m.Rect, image.NewUniform(color.RGBA{60, 66, 74, 255}), image.Point{}, draw.Src)
	doc := image.NewRGBA(image.Rect(0, 0, 1000, 630))
	draw.Draw(doc, doc.Rect, image.NewUniform(color.RGBA{222, 230, 236, 255}), image.Point{}, draw.Src)
	print(t, doc, 34, 60, 90, "SPECIMEN IDENTITY CARD")
	print(t, doc, 30, 60, 200, "Surname  ERIKSSON")
	print(t, doc, 30, 60, 270, "Given names  ANNA MARIA")
	print(t, doc, 30, 60, 340, "Date of birth  12.08.1974")
	code, err := qr.Encode(qrContent, qr.M, qr.Unicode)
	if err != nil {
		t.Fatal(err)
	}
	for y := range 260 {
		for x := range 260 {
			c := color.GrayModel.Convert(code.At(x*code.Bounds().Dx()/260, y*code.Bounds().Dy()/260)).(color.Gray)
			doc.Set(690+x, 60+y, color.Gray{Y: c.Y/2 + c.Y/4 + 30})
		}
	}
	at := picture.Quad{{X: 0.12, Y: 0.16}, {X: 0.88, Y: 0.13}, {X: 0.91, Y: 0.63}, {X: 0.10, Y: 0.66}}.Scaled(float64(w))
	for i := range at {
		at[i].Y = min(at[i].Y, float64(h))
	}
	back := picture.Project(1000, 630, at).Inverse()
	r := rand.New(rand.NewPCG(3, 3))
	for y := range h {
		for x := range w {
			c := m.RGBAAt(x, y)
			if p := back.Apply(picture.Point{X: float64(x) + 0.5, Y: float64(y) + 0.5}); p.X >= 0 && p.Y >= 0 && p.X < 1000 && p.Y < 630 {
				c = doc.RGBAAt(int(p.X), int(p.Y))
			}
			n := r.IntN(9)
			m.SetRGBA(x, y, color.RGBA{c.R + uint8(n), c.G + uint8(n), c.B + uint8(n), 255})
		}
	}
	return m, at
}

func print(t testing.TB, m draw.Image, size float64, x, y int, text string) {
	t.Helper()
	parsed, err := opentype.Parse(gobold.TTF)
	if err != nil {
		t.Fatal(err)
	}
	face, err := opentype.NewFace(parsed, &opentype.FaceOptions{Size: size, DPI: 72})
	if err != nil {
		t.Fatal(err)
	}
	d := font.Drawer{Dst: m, Src: image.NewUniform(color.RGBA{30, 34, 52, 255}), Face: face, Dot: fixed.P(x, y)}
	d.DrawString(text)
}

func encode(t testing.TB, format string, m image.Image) []byte {
	t.Helper()
	var out bytes.Buffer
	err := map[string]func() error{
		picture.JPEG: func() error { return jpeg.Encode(&out, m, &jpeg.Options{Quality: 88}) },
		picture.PNG:  func() error { return png.Encode(&out, m) },
		picture.TIFF: func() error { return tiff.Encode(&out, m, &tiff.Options{Compression: tiff.Deflate}) },
		picture.BMP:  func() error { return bmp.Encode(&out, m) },
	}[format]()
	if err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestReadsACard(t *testing.T) {
	client := start(t)
	m, at := card(t, 2400)
	reply, drawing, err := client.Do(t.Context(), wire.Request{Do: wire.DoDocument, Picture: true}, encode(t, picture.JPEG, m))
	if err != nil {
		t.Fatal(err)
	}
	d := reply.Document
	for i, p := range d.Border {
		if far := max(p.X-at[i].X, at[i].X-p.X, p.Y-at[i].Y, at[i].Y-p.Y); far > 15 {
			t.Errorf("corner %d at %v, want %v", i, p, at[i])
		}
	}
	if len(d.Border) != 4 || d.Documents != 1 {
		t.Errorf("border %v, %d documents", d.Border, d.Documents)
	}
	var read []string
	for _, l := range d.Lines {
		read = append(read, l.Text)
	}
	if text := strings.Join(read, "\n"); d.Ran[wire.Text].Ran && !(strings.Contains(text, "ERIKSSON") && strings.Contains(text, "ANNA MARIA") && strings.Contains(text, "12.08.1974")) {
		t.Errorf("text:\n%s", text)
	}
	if d.Ran[wire.Codes].Ran && (len(d.Codes) != 1 || d.Codes[0].Text != qrContent) {
		t.Errorf("codes %+v", d.Codes)
	}
	if upright, err := jpeg.Decode(bytes.NewReader(drawing)); err != nil || upright.Bounds().Dx() < 1500 {
		t.Errorf("drawing of %d bytes: %v", len(drawing), err)
	}
	t.Logf("%v; milliseconds %v", d.Ran, reply.MS)
}

// What a picture must not be, by the code that comes back from the process.
func TestRefuses(t *testing.T) {
	client := start(t)
	small, _ := card(t, 400)
	good := encode(t, picture.PNG, small)
	huge := bytes.Clone(good)
	binary.BigEndian.PutUint32(huge[16:], 60000)
	binary.BigEndian.PutUint32(huge[20:], 60000)
	rows := []struct {
		name string
		data []byte
		code fault.Code
	}{
		{"empty", nil, fault.PictureFormat},
		{"PDF", []byte("%PDF-1.7"), fault.PictureFormat},
		{"video", []byte("\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom"), fault.PictureFormat},
		{"header of 60,000 x 60,000", huge, fault.PictureTooLarge},
		{"truncated", good[:len(good)/2], fault.PictureBroken},
		{"zeros of 3 MB", make([]byte, 3<<20), fault.PictureFormat},
	}
	for _, row := range rows {
		if _, _, err := client.Do(t.Context(), wire.Request{Do: wire.DoDocument}, row.data); fault.CodeOf(err) != row.code {
			t.Errorf("%s: %v, want %s", row.name, err, row.code)
		}
	}
	if status := client.Status(); status.Restarts != 0 {
		t.Errorf("%d restarts: %s", status.Restarts, status.LastFault)
	}
}

// originals are a small picture in each of the six formats.
func originals(t testing.TB) map[string][]byte {
	t.Helper()
	m, _ := card(t, 360)
	all := map[string][]byte{}
	for _, format := range []string{picture.JPEG, picture.PNG, picture.TIFF, picture.BMP} {
		all[format] = encode(t, format, m)
	}
	for format, name := range map[string]string{picture.WebP: "lossy.webp", picture.HEIC: "plain.heic"} {
		data, err := os.ReadFile(filepath.Join("..", "..", "internal", "vision", "picture", "testdata", name))
		if err != nil {
			t.Fatal(err)
		}
		all[format] = data
	}
	return all
}

// spoilers alter a picture; other is one of another format.
var spoilers = map[string]func(r *rand.Rand, data, other []byte) []byte{
	"bits flipped": func(r *rand.Rand, data, _ []byte) []byte {
		for range 1 + r.IntN(40) {
			data[r.IntN(len(data))] ^= 1 << r.IntN(8)
		}
		return data
	},
	"bits flipped in the header": func(r *rand.Rand, data, _ []byte) []byte {
		for range 1 + r.IntN(6) {
			data[4+r.IntN(min(len(data), 120)-4)] ^= 1 << r.IntN(8)
		}
		return data
	},
	"truncated": func(r *rand.Rand, data, _ []byte) []byte { return data[:r.IntN(len(data))] },
	"header on another's body": func(r *rand.Rand, data, other []byte) []byte {
		cut := 8 + r.IntN(min(len(data), 200)-8)
		return append(data[:cut:cut], other[min(len(other), cut):]...)
	},
	"a number made large": func(r *rand.Rand, data, _ []byte) []byte {
		binary.BigEndian.PutUint32(data[4+r.IntN(min(len(data), 400)-8):], 0xfffffff0)
		return data
	},
	"a piece repeated": func(r *rand.Rand, data, _ []byte) []byte {
		from := r.IntN(len(data))
		to := from + r.IntN(len(data)-from)
		return slices.Concat(data[:to], data[from:to], data[to:])
	},
}

// Whatever is thrown at it, the server's side gets an answer: a reply, what is wrong with the picture, or that the worker died of it. And
// afterwards a picture is read as before.
func TestCorpus(t *testing.T) {
	client := start(t)
	each := 4
	if testing.Short() {
		each = 1
	}
	all := originals(t)
	formats := []string{picture.JPEG, picture.PNG, picture.WebP, picture.HEIC, picture.TIFF, picture.BMP}
	outcomes := map[fault.Code]int{}
	thrown := 0
	for f, format := range formats {
		for kind, spoil := range spoilers {
			for i := range each {
				r := rand.New(rand.NewPCG(uint64(f), uint64(i)))
				data := spoil(r, bytes.Clone(all[format]), all[formats[(f+1+i)%len(formats)]])
				request := wire.Request{Do: wire.DoDocument, Picture: true, Want: []string{wire.Border, wire.Codes}}
				if i == 0 {
					request.Want = nil
				}
				_, _, err := client.Do(t.Context(), request, data)
				code := fault.Code("read")
				if err != nil {
					code = fault.CodeOf(err)
				}
				switch code {
				case "read", fault.PictureFormat, fault.PictureBroken, fault.PictureTooLarge, fault.PictureTooSmall:
				case fault.VisionDied:
					t.Logf("%s, %s, %d: the worker died of it", format, kind, i)
				default:
					t.Errorf("%s, %s, %d: %v", format, kind, i, err)
				}
				outcomes[code]++
				thrown++
			}
		}
	}
	status := client.Status()
	t.Logf("%d pictures: %v; %d workers replaced, %s", thrown, outcomes, status.Restarts, status.LastFault)
	if outcomes["read"] == 0 || outcomes[fault.PictureBroken] == 0 || !testing.Short() && outcomes[fault.PictureTooLarge] == 0 {
		t.Error("the corpus does not hold what it is to hold")
	}
	if err := client.Ready(t.Context()); err != nil {
		t.Fatal(err)
	}
	if reply, _, err := client.Do(t.Context(), wire.Request{Do: wire.DoDocument, Want: []string{wire.Border}}, all[picture.JPEG]); err != nil || reply.Document == nil || reply.Document.Width != 360 {
		t.Errorf("afterwards: %+v, %v", reply, err)
	}
}

func TestCommandLine(t *testing.T) {
	path := worker(t)
	rows := []struct {
		name  string
		args  []string
		stdin string
		code  int
		check func(out []byte) error
	}{
		{"version", []string{"--version"}, "", 0, func(out []byte) error {
			if !strings.HasPrefix(string(out), "bonafide-vision ") {
				return fmt.Errorf("%q", out)
			}
			return nil
		}},
		{"capabilities", []string{"--capabilities"}, "", 0, func(out []byte) error {
			var hello wire.Hello
			if err := json.Unmarshal(out, &hello); err != nil {
				return err
			}
			for _, engine := range wire.Engines() {
				if part, said := hello.Engines[engine]; !said || !part.Ran && part.Why == "" {
					return fmt.Errorf("%s: %+v", engine, part)
				}
			}
			return hello.Validate()
		}},
		{"no such flag", []string{"--colour"}, "", 1, nil},
		{"no such argument", []string{"picture.jpg"}, "", 1, nil},
		{"no models there: it runs without them", []string{"--models", filepath.Join("testdata", "nowhere"), "--lib", "nowhere.so"}, "", 0, helloOnly},
		{"nothing to do", nil, "", 0, helloOnly},
		{"what is no frame ends it", nil, "GET / HTTP/1.1\r\n\r\n", 1, helloOnly},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
			defer cancel()
			command := exec.CommandContext(ctx, path, row.args...)
			command.Stdin = strings.NewReader(row.stdin)
			out, err := command.Output()
			var exit *exec.ExitError
			if err != nil && !errors.As(err, &exit) || command.ProcessState.ExitCode() != row.code {
				t.Fatalf("%v, ended with %d", err, command.ProcessState.ExitCode())
			}
			if row.check != nil {
				if err := row.check(out); err != nil {
					t.Error(err)
				}
			}
		})
	}
}

func helloOnly(out []byte) error {
	r := wire.NewReader(bytes.NewReader(out), wire.Limits{})
	if _, err := r.ReadHello(); err != nil {
		return err
	}
	if _, _, err := r.ReadReply(); !errors.Is(err, os.ErrClosed) && err == nil {
		return errors.New("something follows the hello")
	}
	return nil
}

// The stages of a card photographed with 12 million pixels, in one worker on one core: the median of each.
func BenchmarkCard12MP(b *testing.B) {
	client := start(b)
	m, _ := card(b, 4000)
	data := encode(b, picture.JPEG, m)
	stages := map[string][]float64{}
	for b.Loop() {
		reply, _, err := client.Do(b.Context(), wire.Request{Do: wire.DoDocument, Picture: true}, data)
		if err != nil {
			b.Fatal(err)
		}
		for stage, ms := range reply.MS {
			stages[stage] = append(stages[stage], ms)
		}
	}
	for stage, all := range stages {
		slices.Sort(all)
		b.ReportMetric(all[len(all)/2], stage+"-ms")
		b.ReportMetric(all[0], stage+"-least-ms")
	}
}
