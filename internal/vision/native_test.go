package vision_test

import (
	"bytes"
	"context"
	"image"
	"image/jpeg"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/bonafide-id/bonafide/fault"
	"github.com/bonafide-id/bonafide/internal/app/submission"
	"github.com/bonafide-id/bonafide/internal/vision"
	"github.com/bonafide-id/bonafide/internal/vision/confine"
)

// native finds the true worker where `make build` puts it; a worker of another protocol or not built skips the test.
func native(t *testing.T) started {
	t.Helper()
	path, err := filepath.Abs(filepath.Join("..", "..", "bin", "bonafide-vision"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(path); err != nil {
		t.Skip("bin/bonafide-vision is not built: make build-vision")
	}
	s := start(t, func(o *vision.Options) { o.Path, o.JobTime = path, time.Minute })
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	if err := s.Ready(ctx); err != nil {
		t.Fatal(err)
	}
	return s
}

func plain(t *testing.T, width, height int) []byte {
	t.Helper()
	var buf bytes.Buffer
	picture := image.NewGray(image.Rect(0, 0, width, height))
	for i := range picture.Pix {
		picture.Pix[i] = 200
	}
	if err := jpeg.Encode(&buf, picture, nil); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

// The true worker answers what this client takes, for good pictures and bad ones, and is confined.
func TestNativeWorker(t *testing.T) {
	s := native(t)
	reading, err := s.Document(t.Context(), plain(t, 800, 600), submission.Hint{Country: "VNM", IDType: "government_id"})
	if err != nil || reading.Width != 800 || reading.Height != 600 || !reading.MRZ.Ran || reading.MRZLines != nil {
		t.Errorf("an empty picture: %+v, %v", reading, err)
	}
	faces, err := s.Faces(t.Context(), plain(t, 640, 480))
	if err != nil || len(faces.Faces) != 0 || !faces.Ran && faces.Why == "" {
		t.Errorf("nobody: %+v, %v", faces, err)
	}
	good := plain(t, 800, 600)
	for name, row := range map[string]struct {
		picture []byte
		codes   []fault.Code
	}{
		"nothing":     {nil, []fault.Code{fault.PictureFormat, fault.PictureBroken}},
		"a text":      {[]byte("hello"), []fault.Code{fault.PictureFormat}},
		"a PDF":       {[]byte("%PDF-1.7\n" + strings.Repeat("x", 1000)), []fault.Code{fault.PictureFormat}},
		"half a JPEG": {good[:len(good)/2], []fault.Code{fault.PictureBroken}},
	} {
		if _, err := s.Document(t.Context(), row.picture, submission.Hint{}); !slices.Contains(row.codes, fault.CodeOf(err)) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if missing := confine.Missing(s.Status().Workers[0].PID); missing != nil {
		t.Errorf("not limited in %q", missing)
	}
	if s.Status().Restarts != 0 {
		t.Errorf("%+v", s.Status())
	}
}
