package evaluate

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/bonafide-id/bonafide/check"
	"github.com/bonafide-id/bonafide/document"
	"github.com/bonafide-id/bonafide/fault"
	"github.com/bonafide-id/bonafide/verification"
)

// pages answers by what the picture says.
type pages struct {
	known map[string]document.Page
	errs  []error // taken one after the other first
	hints []document.Hint
}

func (p *pages) Page(_ context.Context, picture []byte, hint document.Hint) (document.Page, error) {
	p.hints = append(p.hints, hint)
	if len(p.errs) > 0 {
		err := p.errs[0]
		p.errs = p.errs[1:]
		return document.Page{}, err
	}
	page, ok := p.known[string(picture)]
	if !ok {
		return document.Page{}, fault.New(fault.PictureFormat, "picture")
	}
	return page, nil
}

// scripted judges by the first line of print, which says what fails: reasons, "~" before one that only warns, "-" before one that is switched off.
func scripted(in verification.Input, _ verification.Policy) (findings []verification.Finding) {
	page := in.Front
	if in.Latest == document.Back {
		page = in.Back
	}
	for _, word := range strings.Fields(page.Lines[0]) {
		f := verification.Finding{Side: in.Latest}
		switch word[0] {
		case '~':
			f.Severity = verification.Warn
		case '-':
			f.Severity = verification.Off
		}
		f.Reason, f.Status = check.Reason(strings.TrimLeft(word, "~-")), check.Failed
		findings = append(findings, f)
	}
	return append(findings, verification.Finding{Result: check.Result{Reason: check.BirthFuture, Status: check.Passed}})
}

func codes(r check.Reason) string {
	return map[check.Reason]string{check.NumberBirthYear: "E07", check.Blurred: "QC03", check.TitleMissing: "FC10", check.Recaptured: "FC02", check.BirthFuture: "E04",
		check.QRMismatch: "QR01"}[r]
}

func TestDocuments(t *testing.T) {
	reading := func(value string) document.Reading {
		return document.Reading{Value: value, Confidence: 0.9, Least: 0.8}
	}
	side := func(s document.Side, fails string, fields map[document.Field]document.Reading) document.Page {
		return document.Page{Type: document.CCCDChip, Side: s, Lines: []string{fails}, Fields: fields}
	}
	vision := &pages{errs: []error{fault.New(fault.VisionDown, "worker")}, known: map[string]document.Page{
		"good": side(document.Front, "", map[document.Field]document.Reading{document.Number: reading("036 190 004 321"), document.Name: reading("LÊ THỊ MAI"),
			document.DateOfBirth: reading("12-03-1990"), document.PlaceOfResidence: reading("Bà Triệu Nam Định"), document.DateOfExpiry: reading("Khong thoi han")}),
		"good back": side(document.Back, "", nil),
		"year":      side(document.Front, "number.birth_year qr.mismatch rrn.format", nil),
		"blurred":   side(document.Front, "quality.sharpness forgery.title", nil),
		"screen":    side(document.Front, "~forgery.screen -forgery.title", nil),
		"tones":     side(document.Front, "", map[document.Field]document.Reading{document.Name: reading("LE THI MAI"), document.Number: reading("036190004322")}),
	}}
	manifest := files(t, map[string]string{"good.jpg": "good", "back.jpg": "good back", "year.jpg": "year", "blurred.jpg": "blurred", "screen.jpg": "screen", "tones.jpg": "tones",
		"good.json": `{"specimen":{"type":"cccd_chip","documentSide":"front","printed":{"number":"036190004321","name":"Lê Thị Mai","date_of_birth":"12/03/1990",
			"place_of_residence":"Bà Triệu, Nam Định","date_of_expiry":"KHÔNG THỜI HẠN","other":"x"}}}`,
		"tones.json": `{"specimen":{"type":"cccd_barcode","printed":{"number":"036190004321","name":"Lê Thị Mai"}}}`,
		"manifest.csv": "front,back,document_type,expected,day,truth_front\n" +
			"good.jpg,back.jpg,idr,0,2025-03-04,good.json\n" +
			"year.jpg,,idr,E07,,\n" +
			"blurred.jpg,,idr,QC03,,\n" +
			"screen.jpg,,dlr,FC02|FC10,,\n" +
			"tones.jpg,,passport,0,,tones.json\n" +
			"nowhere.jpg,,idr,0,,\n"})
	r, err := Documents(t.Context(), manifest, DocumentOptions{Options: Options{Now: ticking(5 * time.Millisecond), Wrong: true}, Pages: vision, Judge: scripted, CodeOf: codes})
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]CodeCount{}
	for code, c := range r.Codes {
		got[code] = CodeCount{TP: c.TP, FP: c.FP, FN: c.FN, TN: c.TN, CleanFP: c.CleanFP}
	}
	want := map[string]CodeCount{"E07": {TP: 1, TN: 5}, "QR01": {FP: 1, TN: 5}, "QC03": {TP: 1, TN: 5}, "FC02": {TP: 1, TN: 5}, "FC10": {FN: 1, TN: 5}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("codes (-want +got)\n%s", diff)
	}
	figures := []int{r.N, r.Clean, r.Exact, r.Answered, r.FailedToProcess, r.Types, r.TypesKnown, r.Fields.Right, r.Fields.Of, r.NumbersDates.Right, r.NumbersDates.Of, len(r.Wrong)}
	if diff := cmp.Diff([]int{6, 3, 3, 4, 1, 1, 2, 5, 7, 3, 4, 4}, figures); diff != "" {
		t.Errorf("n, clean, exact, answered, failed, types, of, fields, of, numbers and dates, of, wrong (-want +got)\n%s", diff)
	}
	if first := (document.Hint{Country: "VNM", IDType: "government_id"}); vision.hints[0] != first {
		t.Errorf("hint %+v", vision.hints[0])
	}
	if !strings.Contains(r.Text(), "row 2, year.jpg: expected E07, found E07|QR01") {
		t.Error(r.Text())
	}
}

func TestDocumentsManifest(t *testing.T) {
	for name, rows := range map[string]string{"another family": "a.jpg,,idcard,0\n", "no front": ",,idr,0\n", "no expectation": "a.jpg,,idr,\n"} {
		manifest := files(t, map[string]string{"manifest.csv": "front,back,document_type,expected\n" + rows})
		if _, err := Documents(t.Context(), manifest, DocumentOptions{}); fault.CodeOf(err) != fault.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
	manifest := files(t, map[string]string{"manifest.csv": "front,back,document_type,expected\na.jpg,,idr,0\n"})
	if _, err := Documents(t.Context(), manifest, DocumentOptions{}); fault.CodeOf(err) != fault.VisionDown {
		t.Errorf("no worker: %v", err)
	}
}

func TestSameValue(t *testing.T) {
	for _, row := range []struct {
		field         document.Field
		printed, read string
		same          bool
	}{
		{document.Number, "036190004321", "036 190 004 321", true},
		{document.Number, "036190004321", "036190004327", false},
		{document.DateOfBirth, "12/03/1990", "12.03.1990", true},
		{document.DateOfBirth, "12/03/1990", "13/03/1990", false},
		{document.DateOfBirth, "1990.03.12.", "1990.03.12", true},
		{document.DateOfExpiry, "KHÔNG THỜI HẠN", "không thời hạn", true},
		{document.Name, "LÊ THỊ MAI", "Lê  Thị Mai", true},
		{document.Name, "LÊ THỊ MAI", "LE THI MAI", false},
		{document.PlaceOfResidence, "Bà Triệu, Nam Định", "Bà Triệu Nam Định.", true},
	} {
		if got := sameValue(row.field, row.printed, row.read); got != row.same {
			t.Errorf("%s: %q, %q: %t", row.field, row.printed, row.read, got)
		}
	}
}

// slowPages answers when as many pictures are being read as it is told, or when no more can come.
type slowPages struct {
	mu       sync.Mutex
	now, top int
}

func (p *slowPages) Page(_ context.Context, picture []byte, _ document.Hint) (document.Page, error) {
	p.mu.Lock()
	p.now++
	p.top = max(p.top, p.now)
	p.mu.Unlock()
	time.Sleep(5 * time.Millisecond)
	p.mu.Lock()
	defer p.mu.Unlock()
	p.now--
	if string(picture) == "broken" {
		return document.Page{}, fault.New(fault.PictureBroken, "picture")
	}
	return document.Page{Type: document.CCCDChip, Side: document.Front, Lines: []string{string(picture)}}, nil
}

// Several documents are read at once, as many as are asked for, and the report is the same.
func TestDocumentsAtOnce(t *testing.T) {
	pictures := map[string]string{"a.jpg": "number.birth_year", "b.jpg": "", "c.jpg": "broken", "d.jpg": "quality.sharpness"}
	rows := "front,back,document_type,expected\n"
	for range 3 {
		rows += "a.jpg,,idr,E07\nb.jpg,,idr,0\nc.jpg,,idr,0\nd.jpg,,idr,0\nnowhere.jpg,,idr,0\n"
	}
	pictures["manifest.csv"] = rows
	manifest := files(t, pictures)
	var reports []*DocumentsReport
	for _, atOnce := range []int{0, 4} {
		pages := &slowPages{}
		var mu sync.Mutex
		last := 0
		o := Options{Now: time.Now, Wrong: true, Progress: func(done, of, _ int) {
			mu.Lock()
			defer mu.Unlock()
			if done < last || of != 15 {
				t.Errorf("%d of %d after %d", done, of, last)
			}
			last = done
		}}
		r, err := Documents(t.Context(), manifest, DocumentOptions{Options: o, Pages: pages, AtOnce: atOnce, Judge: scripted, CodeOf: codes})
		if err != nil {
			t.Fatal(err)
		}
		if pages.top > max(atOnce, 1) || atOnce > 1 && pages.top < 2 || last != 15 {
			t.Errorf("%d at once: %d were, %d done", atOnce, pages.top, last)
		}
		r.P50, r.P95 = nil, nil
		reports = append(reports, r)
	}
	if diff := cmp.Diff(reports[0], reports[1]); diff != "" {
		t.Errorf("one after the other and four at once (-one +four)\n%s", diff)
	}
	if reports[0].FailedToProcess != 6 || reports[0].Codes["E07"].TP != 3 || reports[0].Codes["QC03"].FP != 3 {
		t.Errorf("%+v", reports[0])
	}
}
