package e2e

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"image/png"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/bonafide-id/bonafide/internal/cli"
	"github.com/bonafide-id/bonafide/internal/config"
	"github.com/bonafide-id/bonafide/internal/demo"
	"github.com/bonafide-id/bonafide/internal/node"
	"github.com/bonafide-id/bonafide/internal/specimen"
)

// realWorker is the path of the native worker that was built beside the program; the test is skipped without it, its models or fonts.
func realWorker(t *testing.T) string {
	t.Helper()
	bin, err := filepath.Abs(filepath.Join("..", "..", "bin", "bonafide"))
	if err != nil {
		t.Fatal(err)
	}
	path, err := cli.FindWorker("", os.Getenv, bin)
	if err != nil {
		t.Skipf("the real worker is not here: %s", cli.Why(err))
	}
	if _, err := os.Stat(filepath.Join(filepath.Dir(path), "models")); err != nil {
		t.Skip("the models of the face engine are not here: make setup-run")
	}
	return path
}

// specimens are the document of a kind and the selfie of the demo.
func specimens(t *testing.T, kind string) *demo.Pictures {
	t.Helper()
	p, err := demo.Specimen(kind, time.Date(2026, 11, 26, 0, 0, 0, 0, time.UTC), nil)
	var font *specimen.MissingFont
	if errors.As(err, &font) {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// chunk is a chunk of a PNG.
func chunk(kind string, data []byte) []byte {
	out := binary.BigEndian.AppendUint32(nil, uint32(len(data)))
	out = append(append(out, kind...), data...)
	return binary.BigEndian.AppendUint32(out, crc32.ChecksumIEEE(out[4:]))
}

// pngOf is a PNG that claims a size and holds what is given as its pixels.
func pngOf(width, height uint32, pixels []byte, extra ...[]byte) []byte {
	header := binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, width), height)
	out := append([]byte("\x89PNG\r\n\x1a\n"), chunk("IHDR", append(header, 8, 0, 0, 0, 0))...)
	for _, each := range extra {
		out = append(out, each...)
	}
	return append(append(out, chunk("IDAT", pixels)...), chunk("IEND", nil)...)
}

func deflated(zeros int) []byte {
	var b bytes.Buffer
	w := zlib.NewWriter(&b)
	_, _ = w.Write(make([]byte, zeros))
	_ = w.Close()
	return b.Bytes()
}

func asJPEG(t *testing.T, m image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, &jpeg.Options{Quality: 80}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// nothing is a picture of a table: noise, and no document.
func nothing() image.Image {
	r := rand.New(rand.NewPCG(1, 2))
	m := image.NewGray(image.Rect(0, 0, 900, 600))
	for i := range m.Pix {
		m.Pix[i] = uint8(110 + r.IntN(20))
	}
	return m
}

// beside puts two pictures of documents on one table.
func beside(t *testing.T, picture []byte) image.Image {
	t.Helper()
	one, err := jpeg.Decode(bytes.NewReader(picture))
	if err != nil {
		t.Fatal(err)
	}
	w, h := one.Bounds().Dx(), one.Bounds().Dy()
	m := image.NewRGBA(image.Rect(0, 0, 2*w, h))
	draw.Draw(m, m.Bounds(), image.NewUniform(color.Gray{60}), image.Point{}, draw.Src)
	draw.Draw(m, image.Rect(0, 0, w, h), one, one.Bounds().Min, draw.Src)
	draw.Draw(m, image.Rect(w, 0, 2*w, h), one, one.Bounds().Min, draw.Src)
	return m
}

func raw(b []byte) string { return "raw:" + string(b) }

// TestBadPictures: what a hostile or clumsy caller may send, to a whole node with the native worker. Each gets the contract's text, the worker lives
// on, and a good picture is read afterwards as if nothing had been.
func TestBadPictures(t *testing.T) {
	path, good := realWorker(t), specimens(t, "passport")
	k := startKYC(t, withWorker(path))
	if err := k.node.Vision.Ready(t.Context()); err != nil {
		t.Fatal(err)
	}
	first := step1.first("main").without("idImage").without("issuingCountry").with("issuingCountry=VNM")
	animation := pngOf(64, 64, deflated(64*65), chunk("acTL", []byte{0, 0, 0, 3, 0, 0, 0, 0}))
	small := image.NewGray(image.Rect(0, 0, 4, 4))
	var dot bytes.Buffer
	if err := png.Encode(&dot, small); err != nil {
		t.Fatal(err)
	}
	pictures := map[string][]byte{
		"a truncated JPEG":                good.Front[:len(good.Front)/2],
		"a JPEG of a header alone":        good.Front[:300],
		"a PNG header of 60,000 x 60,000": pngOf(60000, 60000, deflated(1000)),
		"a PNG that inflates to 200 MB":   pngOf(14000, 14000, deflated(200<<20)),
		"more pixels than its header":     pngOf(64, 64, deflated(64<<20)),
		"fewer pixels than its header":    pngOf(640, 640, deflated(100)),
		"an animation":                    animation,
		"a PDF":                           []byte("%PDF-1.7\n1 0 obj <<>> endobj"),
		"a WebP under the name of a JPEG": []byte("RIFF\x24\x00\x00\x00WEBPVP8 "),
		"a picture of four pixels":        dot.Bytes(),
		"nothing but the first bytes":     {0xff, 0xd8, 0xff},
	}
	for name, bad := range pictures {
		if len(bad) > 2<<20 {
			t.Fatalf("%s has %d bytes: it would be refused for its size", name, len(bad))
		}
		if a := k.do(first.with("idImage=" + raw(bad))); a.code != 400 || a.Message != "invalid id image" {
			t.Errorf("step 1, %s: %s", name, a.text)
		}
	}
	if a := k.do(first.with("idImage=" + raw(asJPEG(t, nothing())))); a.code != 500 || a.Message != "id image processing error" {
		t.Errorf("no document: %s", a.text)
	}
	if a := k.do(first.to("/v3/submission/step1").with("idImage=" + raw(asJPEG(t, nothing())))); a.code != 200 || len(a.Retry) == 0 || a.Status != "incomplete" {
		t.Errorf("no document, version 3: %s", a.text)
	}
	begun := func(front []byte) stepCall {
		a := k.do(first.with("idImage=" + raw(front)))
		if a.code != 200 {
			t.Fatalf("step 1: %s", a.text)
		}
		return stepCall{project: "main", path: "/v2/submission/step2", fields: []string{"submissionId=" + a.SubmissionID, "name=" + good.Person.Name,
			"date_of_birth=" + good.Person.DateOfBirth}}
	}
	second := begun(good.Front)
	for name, bad := range pictures {
		if a := k.do(second.with("faceImage=" + raw(bad))); a.code != 400 || a.Message != "invalid face image" {
			t.Errorf("step 2, %s: %s", name, a.text)
		}
	}
	if a := k.do(second.with("faceImage=" + raw(asJPEG(t, nothing())))); a.code != 400 || a.Message != "no face detected: the face image should a face" {
		t.Errorf("nobody: %s", a.text)
	}
	if a := k.do(second.with("faceImage=" + raw(good.Selfie))); a.code != 200 || a.Status != "approved" {
		t.Errorf("the good selfie after all that: %s", a.text)
	}
	two := begun(asJPEG(t, beside(t, good.Front)))
	if a := k.do(two.with("faceImage=" + raw(good.Selfie))); a.code != 200 || a.Status != "pending" {
		t.Errorf("two documents in one picture: %s", a.text)
	}
	k.wantCheck(idOf(two), "document.single", "inconclusive")
	if w := k.node.Vision.Status().Workers[0]; k.node.Vision.Status().Restarts > 0 {
		t.Errorf("a picture cost a worker: %+v", w)
	}
}

// wantCheck: the record of a submission holds a check with this status.
func (k *kyc) wantCheck(id, name, status string) {
	k.t.Helper()
	items := k.list("main", "submission_id="+id)
	if len(items) != 1 {
		k.t.Fatalf("%d submissions %s", len(items), id)
	}
	var seen []string
	for _, c := range items[0]["kyc"].(map[string]any)["checks"].([]any) {
		seen = append(seen, fmt.Sprint(c.(map[string]any)["name"], ": ", c.(map[string]any)["status"]))
	}
	if !slices.Contains(seen, name+": "+status) {
		k.t.Errorf("%s is not %s among %s", name, status, strings.Join(seen, ", "))
	}
}

// TestModelsMissing: without its models, or with a model that is not the one its manifest names, the worker reads documents, says that faces are not
// run, and nobody is approved.
func TestModelsMissing(t *testing.T) {
	path, good := realWorker(t), specimens(t, "passport")
	empty, wrong := t.TempDir(), t.TempDir()
	models := filepath.Join(filepath.Dir(path), "models")
	entries, err := os.ReadDir(models)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		data, err := os.ReadFile(filepath.Join(models, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		if e.Name() == "face-describe.onnx" {
			data[len(data)/2] ^= 1
		}
		if err := os.WriteFile(filepath.Join(wrong, e.Name()), data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for name, row := range map[string]struct{ folder, why string }{"no models": {empty, "face."}, "a wrong hash": {wrong, "face.describe"}} {
		t.Run(name, func(t *testing.T) {
			for _, folder := range []string{row.folder, filepath.Dir(row.folder)} {
				if err := os.Chmod(folder, 0o755); err != nil { // the worker is another user
					t.Fatal(err)
				}
			}
			k := startKYC(t, func(cfg *config.Node, opt *node.Options) {
				withWorker(path)(cfg, opt)
				cfg.KYC.Models = row.folder
			})
			if err := k.node.Vision.Ready(t.Context()); err != nil {
				t.Fatal(err)
			}
			a := k.do(step1.first("main").without("idImage").without("issuingCountry").with("issuingCountry=VNM", "idImage="+raw(good.Front)))
			if a.code != 200 || a.OCR["document_number"] == nil || *a.OCR["document_number"] != good.Person.DocumentNumber {
				t.Fatalf("step 1: %s", a.text)
			}
			k.wantCheck(a.SubmissionID, "read.portrait", "not run")
			b := k.do(stepCall{project: "main", path: "/v2/submission/step2", fields: []string{"submissionId=" + a.SubmissionID, "name=" + good.Person.Name,
				"date_of_birth=" + good.Person.DateOfBirth, "faceImage=" + raw(good.Selfie)}})
			if b.code != 500 || b.Message != "face detection error" {
				t.Errorf("step 2: %s", b.text)
			}
			k.wantNotRun(1, "face.detection", row.why)
		})
	}
}
