package ekyc

import (
	"encoding/json"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"strings"
	"unicode/utf8"

	"github.com/bonafide-id/bonafide/fault"
	"github.com/bonafide-id/bonafide/internal/app/ekyc"
	"github.com/bonafide-id/bonafide/internal/httpapi/web"
)

// Limits of a body.
const (
	maxBody  = 24 << 20 // two pictures of any size that a phone makes, so that one too large is named as such
	maxParts = 32
	maxText  = 8 << 10 // bytes of one text
)

// form is a multipart body: files in the order they came, and texts by name in theirs.
type form struct {
	files [][]byte
	texts map[string][]string
}

// readForm reads multipart/form-data. fault.EKYCParameters when it is none, or broken; fault.EKYCPicture when it is over the limit. A file over its own
// limit arrives cut one byte beyond it, for the step to refuse.
func readForm(r *http.Request) (form, error) {
	kind, params, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || kind != "multipart/form-data" || params["boundary"] == "" {
		return form{}, fault.New(fault.EKYCParameters, "content-type")
	}
	f := form{texts: map[string][]string{}}
	if _, err := web.EachPart(r.Body, params["boundary"], maxParts, f.readPart); err != nil {
		return form{}, bodyFault(err)
	}
	return f, nil
}

func bodyFault(err error) error {
	var over *http.MaxBytesError
	if errors.As(err, &over) {
		return fault.New(fault.EKYCPicture, "body")
	}
	return fault.New(fault.EKYCParameters, "body")
}

// fileParts are names under which files come; SDKs differ in the brackets.
var fileParts = map[string]bool{"files": true, "files[]": true, "file": true}

func (f *form) readPart(part *multipart.Part) error {
	name := part.FormName()
	if fileParts[name] {
		data, err := web.Cut(part, ekyc.MaxPicture+1)
		f.files = append(f.files, data)
		return err
	}
	text, err := io.ReadAll(io.LimitReader(part, maxText+1))
	switch {
	case err != nil:
		return err
	case len(text) > maxText || !utf8.Valid(text):
		return errors.New("a part that is no text, or too long")
	}
	name = strings.TrimSuffix(name, "[]")
	f.texts[name] = append(f.texts[name], string(text))
	return nil
}

// header is the first of several spellings that is there.
func header(r *http.Request, names ...string) string {
	for _, name := range names {
		if value := strings.TrimSpace(r.Header.Get(name)); value != "" {
			return value
		}
		for key, values := range r.Header { // some proxies keep underscores, and Get does not canonicalise them alike
			if strings.EqualFold(key, name) && len(values) > 0 && strings.TrimSpace(values[0]) != "" {
				return strings.TrimSpace(values[0])
			}
		}
	}
	return ""
}

// apiKey is the credential: api-key, then api_key, then the query (decision A-21).
func apiKey(r *http.Request) string {
	if key := header(r, "api-key", "api_key"); key != "" {
		return key
	}
	query := r.URL.Query()
	if key := query.Get("api_key"); key != "" {
		return key
	}
	return query.Get("api-key")
}

// flag is a header that is 1, or a word for it.
func flag(r *http.Request, name string) bool {
	switch strings.ToLower(header(r, name)) {
	case "1", "true":
		return true
	}
	return false
}

func device(r *http.Request) ekyc.Device { return ekyc.Device(header(r, "device-type")) }

func liveCall(r *http.Request) ekyc.LiveCall {
	return ekyc.LiveCall{SessionID: header(r, "session-id", "session_id"), Device: device(r)}
}

// readInit reads session/init. A body that is missing, empty or unknown is taken (contract 2.2).
func readInit(r *http.Request) ekyc.Init {
	in := ekyc.Init{Device: device(r), ClientUUID: header(r, "client_uuid", "client-uuid"), Hash: header(r, "hash"), OnlyEngine: flag(r, "only-engine"),
		SDKVersion: short(header(r, "sdk-version"))}
	body, err := io.ReadAll(io.LimitReader(r.Body, maxText+1))
	var sent struct{ Memory, Model, NFC any }
	var members map[string]any
	if err == nil && len(body) <= maxText && json.Unmarshal(body, &members) == nil {
		sent.Memory, sent.Model, sent.NFC = members["memory"], members["model"], members["nfc_support"]
	}
	in.Phone = ekyc.Phone{Memory: word(sent.Memory), Model: word(sent.Model), NFC: word(sent.NFC)}
	return in
}

func word(v any) string {
	text, _ := v.(string)
	return short(text)
}

// short is a text of at most 100 characters.
func short(text string) string {
	runes := []rune(strings.ToValidUTF8(text, ""))
	return string(runes[:min(len(runes), 100)])
}

func readOCR(r *http.Request) ekyc.OCR {
	in := ekyc.OCR{LiveCall: liveCall(r), Family: header(r, "document-type"), Side: header(r, "side-type"), Country: header(r, "country"),
		OnlyEngine: flag(r, "only-engine"), ManualTime: header(r, "manual-time"), SDKVersion: header(r, "sdk-version")}
	if r.Header.Get("Content-Type") == "" {
		for _, name := range []string{"front_image_url", "back_image_url"} {
			if address := header(r, name); address != "" {
				in.Addresses = append(in.Addresses, address)
			}
		}
		if len(in.Addresses) > 0 {
			return in
		}
	}
	f, err := readForm(r)
	in.Files, in.Hashes, in.BodyFault = f.files, f.texts["files_hash"], err
	return in
}

// readQR reads {"qrcode": "..."}, or a picture of the code in the part files.
func readQR(r *http.Request) ekyc.QR {
	in := ekyc.QR{LiveCall: liveCall(r), ManualTime: header(r, "manual-time"), SDKVersion: header(r, "sdk-version")}
	if kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type")); kind == "multipart/form-data" {
		f, err := readForm(r)
		switch {
		case err != nil:
			in.BodyFault = err
		case len(f.files) == 1:
			in.Picture = f.files[0]
		case len(f.files) == 0 && len(f.texts["qrcode"]) == 1:
			in.Text = f.texts["qrcode"][0]
		default:
			in.BodyFault = fault.New(fault.EKYCParameters, "files")
		}
		return in
	}
	body, err := io.ReadAll(io.LimitReader(r.Body, 2*maxText+1))
	var sent struct {
		QRCode *string `json:"qrcode"`
	}
	switch {
	case err != nil:
		in.BodyFault = bodyFault(err)
	case len(body) > 2*maxText || json.Unmarshal(body, &sent) != nil || sent.QRCode == nil:
		in.BodyFault = fault.New(fault.EKYCParameters, "body")
	default:
		in.Text = *sent.QRCode
	}
	return in
}
