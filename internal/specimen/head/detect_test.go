package head_test

import (
	"bytes"
	"context"
	"fmt"
	"image/png"
	"math"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/bonafide-id/bonafide/internal/app/submission"
	"github.com/bonafide-id/bonafide/internal/specimen/head"
	"github.com/bonafide-id/bonafide/internal/vision"
)

// match is the distance of two descriptors up to which the server takes two faces for one person.
const match = 0.5

// worker starts the real vision worker of bin, or skips.
func worker(t *testing.T) *vision.Client {
	t.Helper()
	if testing.Short() {
		t.Skip("short: real nets are not run")
	}
	bin, err := filepath.Abs("../../../bin")
	if err != nil {
		t.Fatal(err)
	}
	program, models := filepath.Join(bin, "bonafide-vision"), filepath.Join(bin, "models")
	for _, needed := range []string{program, filepath.Join(models, "face-detect.onnx"), filepath.Join(models, "face-describe.onnx")} {
		if _, err := os.Stat(needed); err != nil {
			t.Skipf("not run: %v (make models vision)", err)
		}
	}
	client, err := vision.Start(t.Context(), vision.Options{Path: program, Reads: []string{models, filepath.Join(bin, "lib")}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = client.Close() })
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	if err := client.Ready(ctx); err != nil {
		t.Skipf("not run: the worker does not start here: %v", err)
	}
	return client
}

func facesOf(t *testing.T, client *vision.Client, picture head.Picture, err error) []submission.Face {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	var data bytes.Buffer
	if err := png.Encode(&data, picture.Image); err != nil {
		t.Fatal(err)
	}
	faces, err := client.Faces(t.Context(), data.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	return faces.Faces
}

// TestRealNets: the detector finds drawn portraits and selfies, and the descriptor finds the person of a selfie by the portrait.
func TestRealNets(t *testing.T) {
	client := worker(t)
	var portraits []submission.Face
	var names []string
	for i, p := range head.People() {
		picture, err := head.Portrait(p)
		found := facesOf(t, client, picture, err)
		if len(found) != 1 || len(found[0].Template) == 0 {
			t.Errorf("portrait of %d: %d faces", p.Seed, len(found))
			continue
		}
		truth := picture.Truths[0].Face
		if x, y := found[0].X+found[0].Width/2, found[0].Y+found[0].Height/2; x < float64(truth.Min.X) || x > float64(truth.Max.X) || y < float64(truth.Min.Y) || y > float64(truth.Max.Y) {
			t.Errorf("portrait of %d: the face is found at %.0f, %.0f, and is at %v", p.Seed, x, y, truth)
		}
		portraits, names = append(portraits, found[0]), append(names, fmt.Sprint(p.Seed))
		picture, err = head.Selfie(p, uint64(i))
		selfie := facesOf(t, client, picture, err)
		if len(selfie) != 1 {
			t.Errorf("selfie of %d: %d faces", p.Seed, len(selfie))
			continue
		}
		if d := distance(found[0].Template, selfie[0].Template); d > match {
			t.Errorf("portrait and selfie of %d are %.2f apart", p.Seed, d)
		}
	}
	near := 0
	for i := range portraits {
		for k := range i {
			if d := distance(portraits[i].Template, portraits[k].Template); d <= match {
				near++
				t.Logf("%s and %s are %.2f apart: a match", names[i], names[k], d)
			}
		}
	}
	if pairs := len(portraits) * (len(portraits) - 1) / 2; near*50 > pairs {
		t.Errorf("%d of %d pairs of two people would match", near, pairs)
	}
}

// TestRealScenes: the pictures that must not pass are what they are said to be.
func TestRealScenes(t *testing.T) {
	client := worker(t)
	people := head.People()
	nobody, err := head.Nobody(3)
	if found := facesOf(t, client, nobody, err); len(found) != 0 {
		t.Errorf("%d faces in a picture of nobody", len(found))
	}
	both, err := head.Together(people[0], people[1], 3)
	if found := facesOf(t, client, both, err); len(found) != 2 {
		t.Errorf("%d faces in a picture of two", len(found))
	}
	twins, err := head.Together(people[0], people[0], 3)
	found := facesOf(t, client, twins, err)
	if len(found) != 2 {
		t.Fatalf("%d faces in a picture of twins", len(found))
	}
	if d := distance(found[0].Template, found[1].Template); d > match {
		t.Errorf("twins are %.2f apart", d)
	}
}

func distance(a, b []float32) float64 {
	sum := 0.0
	for i := range a {
		sum += float64(a[i]-b[i]) * float64(a[i]-b[i])
	}
	return math.Sqrt(sum)
}
