package submission

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/bonafide-id/bonafide/fault"
	"github.com/bonafide-id/bonafide/internal/app/submission"
)

// The catalogue is total: every code of the subject has a row, no row names a code that is gone, rows are told apart.
func TestCatalogue(t *testing.T) {
	have := map[fault.Code]bool{}
	ids := map[string]bool{}
	for _, row := range Rows() {
		have[row.Code] = true
		if row.ID != "-" && ids[row.ID] {
			t.Errorf("%s stands twice", row.ID)
		}
		ids[row.ID] = true
		if row.Status < 400 || row.ErrorCode == "" || row.Message == "" {
			t.Errorf("%+v", row)
		}
	}
	known := map[fault.Code]bool{}
	for _, code := range fault.All() {
		known[code] = true
		if strings.HasPrefix(string(code), "submission.") && !have[code] {
			t.Errorf("%s has no row", code)
		}
		for step := range 3 {
			if row := rowOf(step, code); row.Status < 400 || row.Message == "" {
				t.Errorf("%s at step %d: %+v", code, step, row)
			}
		}
	}
	for code := range have {
		if !known[code] {
			t.Errorf("the catalogue names %s, which is no code", code)
		}
	}
}

// The messages are the seed's, in its order, to the byte; the seed says what each means behind a colon.
func TestMessagesAreTheSeeds(t *testing.T) {
	root := os.Getenv("BONAFIDE_SHARED")
	if root == "" {
		root = filepath.Join("..", "..", "..", "..", "shared")
	}
	text, err := os.ReadFile(filepath.Join(root, "seeds", "kyc-submission-errors.txt"))
	if err != nil {
		t.Skip("the seed page is not here: set BONAFIDE_SHARED to the folder that holds seeds/kyc-submission-errors.txt")
	}
	var lines []string
	for _, line := range strings.Split(string(text), "\n") {
		if regexp.MustCompile(`[가-힣]`).MatchString(line) && strings.Contains(line, ":") {
			lines = append(lines, line)
		}
	}
	rows := Rows()[:27]
	if len(lines) != len(rows) {
		t.Fatalf("the seed has %d rows, the catalogue %d", len(lines), len(rows))
	}
	for i, row := range rows {
		if !strings.HasPrefix(lines[i], row.Message+":") && !strings.HasPrefix(lines[i], row.Message+" :") {
			t.Errorf("%s: %q is not the beginning of %q", row.ID, row.Message, lines[i])
		}
	}
}

func multipartBody(t testing.TB) (body []byte, kind string) {
	var buf bytes.Buffer
	w := multipart.NewWriter(&buf)
	if err := w.SetBoundary("b"); err != nil {
		t.Fatal(err)
	}
	_ = w.WriteField("email", "anna@example.org")
	part, _ := w.CreateFormFile("idImage", "a.jpg")
	_, _ = part.Write([]byte{0xff, 0xd8, 0xff})
	_ = w.Close()
	return buf.Bytes(), w.FormDataContentType()
}

func TestReadForm(t *testing.T) {
	body, kind := multipartBody(t)
	for name, row := range map[string]struct{ body, kind string }{
		"multipart": {string(body), kind},
		"JSON":      {`{"email": "anna@example.org", "idImage": "/9j/", "cf1": null}`, "application/json; charset=utf-8"},
		"data URL":  {`{"email": "anna@example.org", "idImage": "data:image/jpeg;base64,/9j/"}`, "application/json"},
	} {
		r := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(row.body))
		r.Header.Set("Content-Type", row.kind)
		f, err := readForm(r)
		if err != nil || f.texts["email"] != "anna@example.org" || !bytes.Equal(f.pictures["idImage"].Bytes, []byte{0xff, 0xd8, 0xff}) {
			t.Errorf("%s: %v %+v", name, err, f)
		}
	}
	for name, row := range map[string]struct{ body, kind string }{
		"no type": {"", ""}, "another type": {"a=b", "application/x-www-form-urlencoded"}, "cut": {string(body[:len(body)-20]), kind},
		"no parts": {"--b--\r\n", kind}, "a list": {"[]", "application/json"}, "null": {"null", "application/json"},
		"a number": {`{"email": 1}`, "application/json"}, "not base64": {`{"idImage": "@@"}`, "application/json"}, "a long text": {`{"email": "` + strings.Repeat("x", maxText+1) + `"}`, "application/json"},
	} {
		r := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(row.body))
		r.Header.Set("Content-Type", row.kind)
		if _, err := readForm(r); !fault.Has(err, fault.SubmissionParse) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func FuzzReadForm(f *testing.F) {
	body, kind := multipartBody(f)
	f.Add(body, kind)
	f.Add([]byte(`{"email": "a", "idImage": "/9j/", "customOptions": {"ageLimit": false}}`), "application/json")
	f.Fuzz(func(t *testing.T, body []byte, kind string) {
		r := httptest.NewRequest(http.MethodPost, "/", bytes.NewReader(body))
		r.Header.Set("Content-Type", kind)
		form, err := readForm(r)
		if err != nil {
			if code := fault.CodeOf(err); code != fault.SubmissionParse && code != fault.TooLarge || len(form.texts) > 0 {
				t.Errorf("%v", err)
			}
			return
		}
		for name, picture := range form.pictures {
			if !pictureFields[name] || len(picture.Bytes) > submission.MaxPicture+1 || len(picture.Bytes) > len(body) {
				t.Errorf("%s: %d bytes of %d", name, len(picture.Bytes), len(body))
			}
		}
		if in, err := form.step1(submission.V3); err != nil && !fault.Has(err, fault.SubmissionParse) {
			t.Errorf("%v %+v", err, in)
		}
		form.step2(submission.V2)
	})
}
