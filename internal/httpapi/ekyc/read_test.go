package ekyc

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/bonafide-id/bonafide/document"
	"github.com/bonafide-id/bonafide/fault"
	"github.com/bonafide-id/bonafide/internal/app/ekyc"
)

func multipartBody(t testing.TB) (body []byte, kind string) {
	var buf bytes.Buffer
	w := multipart.NewWriter(&buf)
	if err := w.SetBoundary("b"); err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{"first", "second"} {
		part, _ := w.CreateFormFile("files", "a.jpg")
		_, _ = part.Write([]byte(text))
		_ = w.WriteField("files_hash", "hash of "+text)
	}
	_ = w.Close()
	return buf.Bytes(), w.FormDataContentType()
}

func request(body, kind string, headers ...string) *http.Request {
	r := httptest.NewRequest(http.MethodPost, "/ekyc/ocr", strings.NewReader(body))
	if kind != "" {
		r.Header.Set("Content-Type", kind)
	}
	for _, h := range headers {
		name, value, _ := strings.Cut(h, "=")
		r.Header[name] = []string{value} // as it came, not canonicalised
	}
	return r
}

func TestReadOCR(t *testing.T) {
	body, kind := multipartBody(t)
	got := readOCR(request(string(body), kind, "session-id=s", "device-type=api", "document-type=idr", "side-type=back", "country=vn", "only-engine=1"))
	want := ekyc.OCR{LiveCall: ekyc.LiveCall{SessionID: "s", Device: ekyc.API}, Family: "idr", Side: "back", Country: "vn", OnlyEngine: true,
		Files: [][]byte{[]byte("first"), []byte("second")}, Hashes: []string{"hash of first", "hash of second"}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	for name, row := range map[string]struct{ body, kind string }{
		"no type": {"", ""}, "another type": {"a=b", "application/x-www-form-urlencoded"}, "cut": {string(body[:len(body)-20]), kind}, "no parts": {"", kind},
		"no boundary": {string(body), "multipart/form-data"}, "a long text": {"--b\r\nContent-Disposition: form-data; name=\"x\"\r\n\r\n" + strings.Repeat("x", maxText+1) + "\r\n--b--\r\n", kind},
		"a part without an end": {"--b\r\nContent-Disposition: form-data", kind},
	} {
		if in := readOCR(request(row.body, row.kind)); !fault.Has(in.BodyFault, fault.EKYCParameters) || len(in.Files) > 0 {
			t.Errorf("%s: %v", name, in.BodyFault)
		}
	}
	addressed := readOCR(request("", "", "front_image_url=https://a.example/1", "back_image_url=https://a.example/2"))
	if diff := cmp.Diff([]string{"https://a.example/1", "https://a.example/2"}, addressed.Addresses); diff != "" || addressed.BodyFault != nil {
		t.Errorf("addresses: %v %s", addressed.BodyFault, diff)
	}
}

func TestAPIKey(t *testing.T) {
	for name, row := range map[string]struct {
		headers []string
		query   string
		want    string
	}{
		"the header":       {[]string{"api-key=a"}, "", "a"},
		"the other header": {[]string{"api_key=b"}, "", "b"},
		"both":             {[]string{"api_key=b", "api-key=a"}, "?api_key=c", "a"},
		"the query":        {nil, "?api_key=c", "c"},
		"canonical header": {[]string{"Api-Key=a"}, "", "a"},
		"nothing":          {nil, "", ""},
		"blanks around it": {[]string{"api-key= a "}, "", "a"},
		"an empty header":  {[]string{"api-key="}, "?api_key=c", "c"},
	} {
		r := request("", "", row.headers...)
		r.URL.RawQuery = strings.TrimPrefix(row.query, "?")
		if got := apiKey(r); got != row.want {
			t.Errorf("%s: %q", name, got)
		}
	}
}

func TestReadQR(t *testing.T) {
	for name, row := range map[string]struct {
		body, kind, want string
		bad              bool
	}{
		"a text":         {`{"qrcode": "a|b"}`, "application/json", "a|b", false},
		"without a type": {`{"qrcode": "a|b"}`, "", "a|b", false},
		"another member": {`{"code": "a"}`, "application/json", "", true},
		"a number":       {`{"qrcode": 1}`, "application/json", "", true},
		"nothing":        {``, "application/json", "", true},
		"too long":       {`{"qrcode": "` + strings.Repeat("x", 2*maxText) + `"}`, "application/json", "", true},
		"a form's text":  {"--b\r\nContent-Disposition: form-data; name=\"qrcode\"\r\n\r\na|b\r\n--b--\r\n", "multipart/form-data; boundary=b", "a|b", false},
		"an empty form":  {"--b--\r\n", "multipart/form-data; boundary=b", "", true},
	} {
		in := readQR(request(row.body, row.kind))
		if in.Text != row.want || (in.BodyFault != nil) != row.bad {
			t.Errorf("%s: %q, %v", name, in.Text, in.BodyFault)
		}
	}
}

func TestReadInit(t *testing.T) {
	for body, want := range map[string]ekyc.Phone{`{"memory": "0", "model": "X1", "nfc_support": "true"}`: {Memory: "0", Model: "X1", NFC: "true"}, ``: {}, `[1]`: {},
		`{"memory": 5}`: {}, `{"model": "` + strings.Repeat("m", maxText) + `"}`: {}} {
		if got := readInit(request(body, "application/json", "device-type=ios", "client_uuid=c")); got.Phone != want || got.ClientUUID != "c" || got.Device != ekyc.IOS {
			t.Errorf("%.40s: %+v", body, got)
		}
	}
}

// Every Vietnamese document has its columns and its item; a column stands once.
func TestColumns(t *testing.T) {
	sides := map[document.Type][]document.Side{document.VNLicence: {document.Front}, document.VNPassport: {document.Data}, document.Passport: {document.Data}}
	for _, kind := range []document.Type{document.CMND9, document.CMND12, document.CCCDBarcode, document.CCCDChip, document.CanCuoc2024, document.VNLicence, document.VNPassport,
		document.Passport} {
		want := sides[kind]
		if want == nil {
			want = []document.Side{document.Front, document.Back}
		}
		for _, side := range want {
			seen := map[string]bool{}
			for _, c := range columns[kind][side] {
				if seen[c.key] || c.name == "" || c.field == "" {
					t.Errorf("%s %s: %+v", kind, side, c)
				}
				seen[c.key] = true
			}
			if len(seen) < 3 || len(itemFields[kind][side]) < 3 {
				t.Errorf("%s %s: %d columns", kind, side, len(seen))
			}
		}
	}
}

func FuzzReadOCR(f *testing.F) {
	body, kind := multipartBody(f)
	f.Add(body, kind)
	f.Add([]byte("--b--\r\n"), "multipart/form-data; boundary=b")
	f.Add([]byte(`{"qrcode": "036190004321|162345678|Lê Thị Mai|12031990|Nữ|x|22062022"}`), "application/json")
	f.Fuzz(func(t *testing.T, body []byte, kind string) {
		in := readOCR(request(string(body), kind))
		total := 0
		for _, file := range in.Files {
			total += len(file)
			if len(file) > ekyc.MaxPicture+1 {
				t.Errorf("a file of %d bytes", len(file))
			}
		}
		if in.BodyFault != nil && len(in.Files)+len(in.Hashes) > 0 || total > len(body) {
			t.Errorf("%v, %d files of %d bytes", in.BodyFault, len(in.Files), total)
		}
		qr := readQR(request(string(body), kind))
		if qr.BodyFault != nil && (qr.Text != "" || len(qr.Picture) > 0) || len(qr.Text) > 3*len(body) {
			t.Errorf("%v, %q", qr.BodyFault, qr.Text)
		}
		readInit(request(string(body), kind))
	})
}
