package e2e

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/bonafide-id/bonafide/api"
	"github.com/bonafide-id/bonafide/document"
	"github.com/bonafide-id/bonafide/internal/vision/visiontest"
)

// schema is as much of a schema as these documents use.
type schema struct {
	Required   []string                   `json:"required"`
	Properties map[string]json.RawMessage `json:"properties"`
}

// TestEKYCOpenAPI: every call of the document is there, with and without a slash at its end, and what is answered has the members the document names.
func TestEKYCOpenAPI(t *testing.T) {
	k := startEKYC(t)
	var doc struct {
		Paths      map[string]map[string]json.RawMessage `json:"paths"`
		Components struct{ Schemas map[string]schema }   `json:"components"`
	}
	if err := json.Unmarshal(api.EKYC, &doc); err != nil || len(doc.Paths) < 10 {
		t.Fatalf("%d paths, %v", len(doc.Paths), err)
	}
	for path, methods := range doc.Paths {
		for method := range methods {
			ends := []string{"", "/"}
			if path == "/openapi.json" {
				ends = ends[:1]
			}
			for _, end := range ends {
				if a := k.ekyc(ekycCall{project: "ekyc", method: strings.ToUpper(method), path: path + end}); a.status == 404 || a.status == 405 {
					t.Errorf("%s %s%s: %d %s", method, path, end, a.status, a.text)
				}
			}
		}
	}
	if a := k.ekyc(ekycCall{method: "GET", path: "/openapi.json"}); a.text != strings.TrimSpace(string(api.EKYC)) && a.text != string(api.EKYC) {
		t.Error("the document that is served is another one")
	}
	chip := visiontest.HolderOf(document.CCCDChip)
	both := k.session("ekyc", "client_uuid=cust-1").with("side-type=").send(chip.Shot(document.Front), chip.Shot(document.Back))
	read := k.ekyc(both)
	only := k.session("ekyc", "client_uuid=cust-2", "only-engine=1").with("side-type=").send(chip.Shot(document.Front), chip.Shot(document.Back))
	k.must(only)
	for name, text := range map[string]string{
		"Opened":    k.ekyc(ekycCall{project: "own text", path: "/session/init"}.with("device-type=api")).text,
		"Read":      read.text,
		"Accepted":  k.ekyc(qrCall(both, chip.QR())).text,
		"OCRError":  k.ekyc(qrCall(both, "hello")).text,
		"FaceError": k.ekyc(ekycCall{project: "ekyc", path: "/session/init"}).text,
		"Result":    k.ekyc(ekycCall{project: "ekyc", path: "/callback/get_result"}.with("uuid=cust-2")).text,
		"Field":     field(t, read.text),
	} {
		var members map[string]json.RawMessage
		if err := json.Unmarshal([]byte(text), &members); err != nil {
			t.Errorf("%s: %s", name, text)
			continue
		}
		s := doc.Components.Schemas[name]
		for member := range members {
			if _, named := s.Properties[member]; !named {
				t.Errorf("%s has the member %s, which the document does not name", name, member)
			}
		}
		for _, member := range s.Required {
			if _, there := members[member]; !there {
				t.Errorf("%s lacks %s: %s", name, member, text)
			}
		}
		if len(s.Required) == 0 {
			t.Errorf("%s has no members in the document", name)
		}
	}
}

// field is the first field object of an answer.
func field(t *testing.T, text string) string {
	t.Helper()
	var a struct{ Data []json.RawMessage }
	if err := json.Unmarshal([]byte(text), &a); err != nil || len(a.Data) == 0 {
		t.Fatalf("%v: %s", err, text)
	}
	return string(a.Data[0])
}
