package e2e

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"io"
	"net/http"
	"testing"
	"time"

	"github.com/bonafide-id/bonafide/internal/specimen"
	"github.com/bonafide-id/bonafide/internal/specimen/camera"
)

// stored is a picture of a submission as it is kept.
func (k *kyc) stored(project, id, kind string) (int, []byte) {
	k.t.Helper()
	request, _ := http.NewRequest("GET", k.node.PublicURL()+"/v3/image?submission_id="+id+"&type="+kind, nil)
	request.Header.Set("X-Api-Key", k.keys[project])
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		k.t.Fatal(err)
	}
	defer response.Body.Close()
	data, err := io.ReadAll(response.Body)
	if err != nil {
		k.t.Fatal(err)
	}
	return response.StatusCode, data
}

// photographOfNumber is a photograph of a specimen, as a PNG or a JPEG, and where the resident number stands.
func photographOfNumber(t *testing.T, fonts *specimen.Fonts, kind specimen.Kind, seed uint64, quality int) (camera.Photograph, camera.Zone) {
	t.Helper()
	d, err := specimen.New(kind, specimen.Options{Seed: seed, Today: time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)})
	if err != nil {
		t.Fatal(err)
	}
	portrait, err := d.Portrait(280)
	if err != nil {
		t.Fatal(err)
	}
	pages, err := d.Render(fonts, 420, portrait)
	if err != nil {
		t.Fatal(err)
	}
	shot, err := camera.Preset("photo", seed)
	if err != nil {
		t.Fatal(err)
	}
	shot.LongSide, shot.Quality = 1400, quality
	if quality == 0 {
		shot.LongSide, shot.Noise, shot.Surface = 1000, 0, camera.Blank // lossless, and within what is taken
	}
	photo, err := camera.Take(pages[0], shot)
	if err != nil {
		t.Fatal(err)
	}
	where := "number"
	if kind == specimen.KRLicence { // its own number is another
		where = "personal_number"
	}
	for _, z := range photo.Truth.Zones {
		if z.Name == where {
			return photo, z
		}
	}
	t.Fatal("the specimen has no number")
	return photo, camera.Zone{}
}

// TestKoreanNumberIsHidden: of a Korean card that a whole node with the native worker has read, the picture that is kept shows the birth and no more of the
// number, and everything else as it was sent; a project that may collect the number keeps the picture as it came.
func TestKoreanNumberIsHidden(t *testing.T) {
	path := realWorker(t)
	fonts, err := specimen.LoadFonts()
	if err != nil {
		t.Skip(err)
	}
	k := startKYC(t, withWorker(path))
	if err := k.node.Vision.Ready(t.Context()); err != nil {
		t.Fatal(err)
	}
	k.project("issuer", "acme", `{"issuerCheck": "off", "collectFullRrn": true}`)
	for _, row := range []struct {
		name    string
		kind    specimen.Kind
		idType  string
		seed    uint64
		quality int // of the JPEG; 0: PNG
	}{
		{"a resident card", specimen.KRCard, "government_id", 7001, 92},
		{"a resident card as PNG", specimen.KRCard, "government_id", 7002, 0},
		{"a licence", specimen.KRLicence, "drivers_license", 7003, 90},
	} {
		t.Run(row.name, func(t *testing.T) {
			photo, zone := photographOfNumber(t, fonts, row.kind, row.seed, row.quality)
			call := stepCall{path: "/v3/submission/step1", fields: []string{"issuingCountry=KOR", "idType=" + row.idType, "email=kim@example.org", "idImage=" + raw(photo.Bytes)}}
			a := k.do(call.first("main"))
			if a.code != 200 || a.SubmissionID == "" {
				t.Fatalf("%s", a.text)
			}
			k.wantCheck(a.SubmissionID, "document.engine.rrn.unmaskable", "passed")
			status, data := k.stored("main", a.SubmissionID, "idImage")
			if status != 200 {
				t.Fatalf("the kept picture: %d", status)
			}
			hiddenAlone(t, photo, zone, data)

			a = k.do(call.first("issuer"))
			if a.code != 200 {
				t.Fatalf("%s", a.text)
			}
			if status, data := k.stored("issuer", a.SubmissionID, "idImage"); status != 200 || !bytes.Equal(data, photo.Bytes) {
				t.Errorf("a project that may collect the number keeps another picture: %d, %d bytes", status, len(data))
			}
		})
	}
}

// hiddenAlone: of the number's zone everything behind the hyphen is of one colour, the first six digits are not, and the rest of the picture is as it was: to
// the bit in a PNG, near enough in a JPEG that was written anew.
func hiddenAlone(t *testing.T, photo camera.Photograph, zone camera.Zone, data []byte) {
	t.Helper()
	decode := jpeg.Decode
	if photo.Format == "png" {
		decode = png.Decode
	}
	kept, err := decode(bytes.NewReader(data))
	if err != nil || kept.Bounds() != photo.Image.Bounds() {
		t.Fatalf("%v: %v", err, kept)
	}
	at := func(u, v float64) image.Point {
		c := zone.Corners
		x := (1-v)*((1-u)*c[0].X+u*c[1].X) + v*((1-u)*c[3].X+u*c[2].X)
		y := (1-v)*((1-u)*c[0].Y+u*c[1].Y) + v*((1-u)*c[3].Y+u*c[2].Y)
		return image.Pt(int(x), int(y))
	}
	sent, err := decode(bytes.NewReader(photo.Bytes))
	if err != nil {
		t.Fatal(err)
	}
	lit := 0
	for i := range 400 {
		for k := range 21 {
			u, v := float64(i)/399, float64(k)/20
			p := at(u, v)
			switch y := luma(kept.At(p.X, p.Y)); {
			case u > 0.5 && y > 40: // from the seventh digit to the end, from edge to edge
				t.Fatalf("%.2f, %.2f of the number is %d", u, v, y)
			case u < 0.40 && y > 90:
				lit++
			}
		}
	}
	if lit < 500 {
		t.Errorf("the birth is hidden as well: %d places are light", lit)
	}
	// The box that may be painted: the zone, a line's height more on each side.
	low, high := at(0.3, -1.3), at(0.3, -1.3)
	for _, c := range [][2]float64{{1.15, -1.3}, {1.15, 2.3}, {0.3, 2.3}} {
		p := at(c[0], c[1])
		low.X, low.Y, high.X, high.Y = min(low.X, p.X), min(low.Y, p.Y), max(high.X, p.X), max(high.Y, p.Y)
	}
	box := image.Rectangle{Min: low, Max: high}
	slack := 0
	if photo.Format == "jpeg" {
		slack = 40 // one pixel in sharp print; the mean is held below
	}
	sum, n := 0, 0
	for y := range kept.Bounds().Dy() {
		for x := range kept.Bounds().Dx() {
			if (image.Point{X: x, Y: y}).In(box) {
				continue
			}
			d := luma(kept.At(x, y)) - luma(sent.At(x, y))
			d = max(d, -d)
			if d > slack {
				t.Fatalf("%d, %d, outside of the number, differs by %d", x, y, d)
			}
			sum, n = sum+d, n+1
		}
	}
	if photo.Format == "jpeg" && sum > 2*n {
		t.Errorf("the picture differs by %.2f on average", float64(sum)/float64(n))
	}
}

func luma(c color.Color) int {
	r, g, b, _ := c.RGBA()
	return int(299*(r>>8)+587*(g>>8)+114*(b>>8)) / 1000
}
