package e2e

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/bonafide-id/bonafide/internal/app/ekyc"
	"github.com/bonafide-id/bonafide/internal/specimen"
	"github.com/bonafide-id/bonafide/internal/specimen/camera"
)

// pictureEvidence is the file of specimens whose pictures end in a row: code, kind and seed, one a line.
const pictureEvidence = "testdata/ekyc-pictures.txt"

// shownBy is a specimen with a defect whose pictures end in that defect's row.
type shownBy struct {
	code string
	kind specimen.Kind
	seed uint64
}

func readPictureEvidence(t *testing.T) (list []shownBy) {
	t.Helper()
	text, err := os.ReadFile(pictureEvidence)
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(text)) {
		var s shownBy
		if strings.HasPrefix(line, "#") {
			continue
		}
		if _, err := fmt.Sscan(line, &s.code, &s.kind, &s.seed); err != nil {
			t.Fatalf("%s: %q: %v", pictureEvidence, line, err)
		}
		list = append(list, s)
	}
	return list
}

// pictureSide is the longer side of these pictures, pixels.
const pictureSide = 1600

// photographs are the pictures of a specimen's sides, as those that documents are judged on (docs/accuracy.md), with its defect.
func photographs(t *testing.T, d specimen.Document, fonts *specimen.Fonts) (files [][]byte) {
	t.Helper()
	portrait, err := d.Portrait(pictureSide / 5)
	if err != nil {
		t.Fatal(err)
	}
	pages, err := d.Render(fonts, min(1200, max(200, pictureSide/(d.Width()/25.4))), portrait)
	if err != nil {
		t.Fatal(err)
	}
	shots, err := camera.Sides(d, pages, func(seed uint64) (camera.Shot, error) {
		shot, err := camera.Preset("photo", seed)
		shot.LongSide = pictureSide
		return shot, err
	})
	if err != nil {
		t.Fatal(err)
	}
	for i, page := range pages {
		photo, err := camera.Take(page, shots[i])
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, photo.Bytes)
	}
	if d.Swapped {
		slices.Reverse(files)
	}
	return files
}

// weakCodes are answered only where a project lets them refuse.
var weakCodes = []string{"FC02", "FC03", "FC16", "FC19", "FC20"}

// shows sends the pictures of a specimen on a day on which it is good, and says whether they end in the row; 0 is a specimen without a defect.
func (k *kyc) shows(t *testing.T, s shownBy, fonts *specimen.Fonts) bool {
	t.Helper()
	defect := s.code
	if defect == "0" {
		defect = ""
	}
	d, err := specimen.New(s.kind, specimen.Options{Seed: s.seed, Today: time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC), Defect: defect})
	if err != nil {
		t.Fatal(err)
	}
	k.mu.Lock()
	k.now = d.Today.Add(3 * time.Hour)
	k.mu.Unlock()
	project, family := "ekyc", "idr"
	if slices.Contains(weakCodes, s.code) {
		project = "weak"
	}
	switch s.kind {
	case specimen.VNPassport, specimen.Passport:
		family = "passport"
	case specimen.VNLicence:
		family = "dlr"
	}
	c := k.session(project, "only-engine=1").with("document-type="+family, "side-type=front")
	files := photographs(t, d, fonts)
	got := k.ekyc(c.send(files[0])).code()
	if len(files) > 1 && got == "0" {
		got = k.ekyc(c.send(files[1]).with("side-type=back")).code()
	}
	if got != s.code {
		t.Logf("%s, seed %d, with %s: answered %s: %s", s.kind, s.seed, s.code, got, k.failed(c.headers["session-id"]))
	}
	return got == s.code
}

// failed says what stood against the document of a session's last call, for somebody who looks for the cause.
func (k *kyc) failed(id string) (text string) {
	k.t.Helper()
	var seen struct{ Calls []ekyc.Call }
	k.admin("GET", "/admin/v1/ekyc/sessions/"+id, "", &seen)
	for _, f := range seen.Calls[len(seen.Calls)-1].Findings {
		if f.Status == "failed" && f.Severity == "fail" && f.Score != nil {
			text += fmt.Sprintf("%s %s %s%s %.3g against %.3g; ", f.Reason, f.Side, f.Place, f.Field, *f.Score, *f.Threshold)
		} else if f.Status == "failed" && f.Severity == "fail" {
			text += fmt.Sprintf("%s %s%s; ", f.Reason, f.Place, f.Field)
		}
	}
	return text
}

// startPictures starts a node with the native worker and fonts to draw with; the test is skipped without either.
func startPictures(t *testing.T) (*kyc, *specimen.Fonts) {
	if testing.Short() {
		t.Skip("draws and reads many pictures")
	}
	path := realWorker(t)
	fonts, err := specimen.LoadFonts()
	var missing *specimen.MissingFont
	if errors.As(err, &missing) {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	k := startKYC(t, withWorker(path))
	k.ekycProjects()
	if err := k.node.Vision.Ready(t.Context()); err != nil {
		t.Fatal(err)
	}
	return k, fonts
}

// TestEKYCPictures: pictures of specimens, through the whole program with the native worker, end in the rows that the list says. With BONAFIDE_UPDATE the
// list is made: for each defect the first specimen, of a few kinds and seeds, that is answered with its code.
func TestEKYCPictures(t *testing.T) {
	k, fonts := startPictures(t)
	if os.Getenv("BONAFIDE_UPDATE") != "" {
		k.findEvidence(t, fonts)
		return
	}
	list := readPictureEvidence(t)
	if len(list) == 0 {
		t.Skipf("%s lists nothing", pictureEvidence)
	}
	for _, s := range list {
		if !k.shows(t, s, fonts) {
			t.Errorf("%s, seed %d, does not end in %s", s.kind, s.seed, s.code)
		}
	}
}

// findEvidence tries, for each row, first what showed it before, then a few kinds and seeds of development, all rows once before any a second time. The
// list is written after every find, so that a run that is ended leaves what it found.
func (k *kyc) findEvidence(t *testing.T, fonts *specimen.Fonts) {
	type row struct {
		code  string
		tries []shownBy
	}
	var rows []row
	add := func(code string, kinds []specimen.Kind) {
		r := row{code: code}
		for _, s := range readPictureEvidence(t) {
			if s.code == code && slices.Contains(kinds, s.kind) {
				r.tries = append(r.tries, s)
			}
		}
		for seed := uint64(1); seed <= 2; seed++ {
			for _, kind := range kinds {
				if s := (shownBy{code, kind, seed}); !slices.Contains(r.tries, s) {
					r.tries = append(r.tries, s)
				}
			}
		}
		rows = append(rows, r)
	}
	for _, kind := range preferred(specimen.Kinds()) {
		add("0", []specimen.Kind{kind})
	}
	for _, defect := range specimen.Defects() {
		kinds := preferred(defect.Kinds)
		add(defect.Code, kinds[:min(len(kinds), 2)])
	}
	found := make([]*shownBy, len(rows))
	for try := range 4 {
		for i, r := range rows {
			if found[i] == nil && try < len(r.tries) && k.shows(t, r.tries[try], fonts) {
				found[i] = &r.tries[try]
				writePictureEvidence(t, found)
			}
		}
	}
	for i, r := range rows {
		if found[i] == nil {
			t.Logf("no picture for %s", r.code)
		}
	}
}

func writePictureEvidence(t *testing.T, found []*shownBy) {
	t.Helper()
	var text strings.Builder
	text.WriteString("# Specimens whose pictures end in a row of the eKYC catalogue: code, kind, seed. Written by BONAFIDE_UPDATE=1 go test -run TestEKYCPictures.\n")
	for _, s := range found {
		if s != nil {
			fmt.Fprintln(&text, s.code, s.kind, s.seed)
		}
	}
	if err := os.WriteFile(pictureEvidence, []byte(text.String()), 0o644); err != nil {
		t.Fatal(err)
	}
}

// preferred are the kinds of a defect, those first that are read best; those of other countries are left out.
func preferred(kinds []specimen.Kind) (list []specimen.Kind) {
	for _, kind := range []specimen.Kind{specimen.CCCDChip, specimen.CCCDBarcode, specimen.VNPassport, specimen.CanCuoc, specimen.CMND12, specimen.VNLicence, specimen.CMND9} {
		if slices.Contains(kinds, kind) {
			list = append(list, kind)
		}
	}
	return list
}
