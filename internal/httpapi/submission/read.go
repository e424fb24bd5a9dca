package submission

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"strings"
	"unicode/utf8"

	"github.com/bonafide-id/bonafide/fault"
	"github.com/bonafide-id/bonafide/internal/app/submission"
	"github.com/bonafide-id/bonafide/internal/httpapi/web"
)

// Limits of a body.
const (
	maxBody  = 12 << 20
	maxParts = 64
	maxText  = 8 << 10 // bytes of one text field
)

// form is what arrived, whichever way it was sent: texts that were absent are not in the map.
type form struct {
	texts    map[string]string
	pictures map[string]submission.Picture
}

// pictureFields are the fields that hold pictures.
var pictureFields = map[string]bool{"idImage": true, "idBackImage": true, "faceImage": true, "addressImage": true}

// readForm reads multipart/form-data, or a JSON object with base64 pictures under the same names (decision A2). fault.SubmissionParse when
// it is neither, or broken; fault.TooLarge. A picture over the limit arrives cut one byte beyond it, for the step to refuse.
func readForm(r *http.Request) (form, error) {
	f := form{map[string]string{}, map[string]submission.Picture{}}
	kind, params, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	switch {
	case err != nil:
		return form{}, fault.New(fault.SubmissionParse, "content-type")
	case kind == "multipart/form-data":
		err = f.readMultipart(r.Body, params["boundary"])
	case kind == "application/json":
		err = f.readJSON(r.Body)
	default:
		return form{}, fault.New(fault.SubmissionParse, "content-type")
	}
	var over *http.MaxBytesError
	if errors.As(err, &over) {
		return form{}, fault.New(fault.TooLarge, "body")
	}
	if err != nil {
		return form{}, fault.New(fault.SubmissionParse, "body")
	}
	return f, nil
}

func (f form) readMultipart(body io.Reader, boundary string) error {
	n, err := web.EachPart(body, boundary, maxParts, f.readPart)
	if err == nil && n == 0 {
		err = errors.New("no parts")
	}
	return err
}

func (f form) readPart(part *multipart.Part) error {
	name := part.FormName()
	if !pictureFields[name] {
		text, err := readAtMost(part, maxText)
		if err == nil {
			err = f.setText(name, text)
		}
		return err
	}
	if kind := part.Header.Get("Content-Type"); kind != "" && !strings.HasPrefix(kind, "image/") && kind != "application/octet-stream" && part.FileName() != "" {
		return errors.New("a file part that is not a picture part")
	}
	data, err := web.Cut(part, submission.MaxPicture+1)
	if err != nil {
		return err
	}
	if part.FileName() == "" && len(data) > 0 { // a text: base64, as PUT image has it
		if data, err = decode64(string(data)); err != nil {
			return err
		}
	}
	f.setPicture(name, data)
	return nil
}

func (f form) setPicture(name string, data []byte) {
	if !f.pictures[name].Given {
		f.pictures[name] = submission.Picture{Given: true, Bytes: data}
	}
}

func (f form) setText(name string, text []byte) error {
	if !utf8.Valid(text) || bytes.IndexByte(text, 0) >= 0 {
		return errors.New("not text")
	}
	if _, have := f.texts[name]; !have {
		f.texts[name] = string(text)
	}
	return nil
}

// readAtMost reads all of r, which must not hold more than n bytes.
func readAtMost(r io.Reader, n int64) ([]byte, error) {
	text, err := io.ReadAll(io.LimitReader(r, n+1))
	if err == nil && int64(len(text)) > n {
		err = errors.New("a field is too long")
	}
	return text, err
}

func decode64(text string) ([]byte, error) {
	if _, data, found := strings.Cut(text, ";base64,"); found && strings.HasPrefix(text, "data:image/") {
		text = data
	}
	return base64.StdEncoding.DecodeString(text)
}

func (f form) readJSON(r io.Reader) error {
	body, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	var members map[string]any
	if err := json.Unmarshal(body, &members); err != nil || members == nil {
		return errors.New("not a JSON object")
	}
	for name, value := range members {
		text, ok := value.(string)
		switch {
		case value == nil:
		case !ok && name == "customOptions":
			again, err := json.Marshal(value)
			if err != nil {
				return err
			}
			f.texts[name] = string(again)
		case !ok:
			return errors.New("a member is not a text")
		case pictureFields[name]:
			data, err := decode64(text)
			if err != nil {
				return err
			}
			f.setPicture(name, data[:min(len(data), submission.MaxPicture+1)])
		case len(text) > maxText:
			return errors.New("a member is too long")
		default:
			if err := f.setText(name, []byte(text)); err != nil {
				return err
			}
		}
	}
	return nil
}

// optional is nil for a field that did not arrive.
func (f form) optional(name string) *string {
	if text, ok := f.texts[name]; ok {
		return &text
	}
	return nil
}

// any returns the first of several spellings that arrived.
func (f form) any(names ...string) string {
	for _, name := range names {
		if text := f.texts[name]; text != "" {
			return text
		}
	}
	return ""
}

// submissionID accepts the three spellings of the contract (2.1, decision A16).
func (f form) submissionID() string { return f.any("submissionId", "submissionid", "submission_id") }

// step1 reads the fields of step 1. fault.SubmissionParse when customOptions is not a JSON object.
func (f form) step1(v submission.Generation) (submission.Step1, error) {
	in := submission.Step1{Generation: v, ProjectID: f.optional("projectId"), IssuingCountry: f.optional("issuingCountry"), Email: f.optional("email"),
		IDType: f.optional("idType"), SubmissionID: f.submissionID(), UserID: f.any("userid", "userId"),
		Custom: [3]string{f.texts["cf1"], f.texts["cf2"], f.texts["cf3"]}, Front: f.pictures["idImage"], Back: f.pictures["idBackImage"]}
	if in.ProjectID == nil {
		in.ProjectID = f.optional("pid")
	}
	if text := f.texts["customOptions"]; text != "" {
		if err := json.Unmarshal([]byte(text), &in.Options); err != nil || in.Options == nil {
			return submission.Step1{}, fault.New(fault.SubmissionParse, "customOptions")
		}
	}
	return in, nil
}

// names pairs the form's name of a datum with the seed's (contract 2.2).
var names = [][2]string{{"name", "fullName"}, {"date_of_birth", "birthDate"}, {"date_of_issue", "issueDate"},
	{"identity_number", "identityNumber"}, {"license_number", "licenseNumber"}, {"serial_number", "serialNumber"}}

func (f form) step2(v submission.Generation) submission.Step2 {
	in := submission.Step2{Generation: v, SubmissionID: f.submissionID(), Face: f.pictures["faceImage"], Proof: f.pictures["addressImage"],
		Address: submission.Address{GlobalCode: f.texts["globalCode"], CompoundCode: f.texts["compoundCode"], Formatted: f.texts["formatted_address"],
			Input: f.texts["address_input"], Detail: f.texts["address_detail"]}}
	for _, pair := range names {
		a, b := f.texts[pair[0]], f.texts[pair[1]]
		in.Conflict = in.Conflict || a != "" && b != "" && a != b
	}
	in.Confirmed = submission.Fields{Name: f.any("name", "fullName"), DateOfBirth: f.any("date_of_birth", "birthDate"), Gender: f.texts["gender"],
		Nationality: f.texts["nationality"], DateOfIssue: f.any("date_of_issue", "issueDate"), DateOfExpiry: f.texts["date_of_expiry"],
		IdentityNumber: f.any("identity_number", "identityNumber"), LicenceNumber: f.any("license_number", "licenseNumber"),
		SerialNumber: f.any("serial_number", "serialNumber"), DocumentNumber: f.texts["document_number"]}
	return in
}
