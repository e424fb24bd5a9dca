package e2e

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ncruces/go-sqlite3/driver"

	"github.com/bonafide-id/bonafide/document/mrz"
	"github.com/bonafide-id/bonafide/fault"
	"github.com/bonafide-id/bonafide/internal/app/submission"
	"github.com/bonafide-id/bonafide/internal/config"
	"github.com/bonafide-id/bonafide/internal/golden"
	submissionapi "github.com/bonafide-id/bonafide/internal/httpapi/submission"
	"github.com/bonafide-id/bonafide/internal/node"
)

// scripted stands in for the vision worker: what it reads is written in the picture behind its first bytes. Everything else in these tests is the
// whole program.
type scripted struct {
	mu    sync.Mutex
	hooks map[string]func()
}

// picture is a file that begins as a JPEG and says what is to be read from it.
func picture(script string) []byte { return append([]byte{0xff, 0xd8, 0xff, 0xe0}, script...) }

func (e *scripted) script(picture []byte) string {
	name := string(picture[4:])
	e.mu.Lock()
	hook := e.hooks[name]
	e.mu.Unlock()
	if hook != nil {
		hook()
	}
	return name
}

// passportOf is the specimen of ICAO 9303-4 with another date of expiry.
func passportOf(expiry mrz.Date) []string {
	lines, err := mrz.Build(mrz.TD3, mrz.Fields{DocumentCode: "P", IssuingState: "UTO", PrimaryIdentifier: "Eriksson", SecondaryIdentifier: "Anna Maria",
		DocumentNumber: "L898902C3", Nationality: "UTO", DateOfBirth: mrz.NewDate(1974, 8, 12), Sex: "F", DateOfExpiry: expiry, OptionalData: "ZE184226B"})
	if err != nil {
		panic(err)
	}
	return lines
}

func faceAt(x, y, size float64, kind float32) submission.Face {
	return submission.Face{X: x, Y: y, Width: size, Height: size, Score: .95, Model: "m", Template: []float32{kind, 0, 1}}
}

func (e *scripted) Document(_ context.Context, b []byte, _ submission.Hint) (submission.Reading, error) {
	ran := submission.Part{Ran: true}
	r := submission.Reading{Width: 1600, Height: 1100, MRZ: ran, Text: ran, Codes: ran, Models: map[string]string{"mrz.glyph": "aa"},
		Faces: submission.Faces{Part: ran, Width: 1600, Height: 1100}}
	switch name := e.script(b); name {
	case "passport", "expired passport", "altered passport":
		r.MRZLines = passportOf(mrz.NewDate(2032, 4, 15))
		if name == "expired passport" {
			r.MRZLines = passportOf(mrz.NewDate(2012, 4, 15))
		}
		if name == "altered passport" {
			r.MRZLines[1] = "L898902C4" + r.MRZLines[1][9:]
		}
		r.MRZRaw = r.MRZLines
		r.Faces.Faces = []submission.Face{faceAt(100, 200, 300, 0)}
	case "licence":
		r.TextLines = []string{"자동차운전면허증", "홍민수", "11-04-123456-21", "910423-1******", "2019.08.02."}
		r.Faces.Faces = []submission.Face{faceAt(100, 200, 300, 0)}
	case "blank":
	case "out of time":
		r.MRZ = submission.Part{Why: "no time was left"}
	case "crash":
		return submission.Reading{}, errors.New("the worker died")
	case "broken":
		return submission.Reading{}, fault.New(fault.SubmissionIDImage, "idImage")
	default:
		return submission.Reading{}, fmt.Errorf("no such script: %q", name)
	}
	return r, nil
}

func (e *scripted) Faces(_ context.Context, b []byte) (submission.Faces, error) {
	f := submission.Faces{Part: submission.Part{Ran: true}, Width: 960, Height: 720, Models: map[string]string{"face.describe": "bb"}}
	switch name := e.script(b); name {
	case "same", "vanish":
		f.Faces = []submission.Face{faceAt(300, 200, 300, .1)}
	case "alike":
		f.Faces = []submission.Face{faceAt(300, 200, 300, .55)}
	case "other":
		f.Faces = []submission.Face{faceAt(300, 200, 300, 1)}
	case "nobody":
	case "two":
		f.Faces = []submission.Face{faceAt(100, 200, 300, .1), faceAt(500, 200, 250, 1)}
	case "twins":
		f.Faces = []submission.Face{faceAt(100, 200, 300, .1), faceAt(600, 300, 100, .2)}
	case "tiny":
		f.Faces = []submission.Face{faceAt(300, 200, 30, .1)}
	case "border":
		f.Faces = []submission.Face{faceAt(0, 200, 300, .1)}
	case "no model":
		f.Part = submission.Part{Why: "face.describe is missing"}
	case "crash":
		return submission.Faces{}, errors.New("the worker died")
	default:
		return submission.Faces{}, fmt.Errorf("no such script: %q", name)
	}
	return f, nil
}

// kyc is one node with projects and keys.
type kyc struct {
	t      *testing.T
	node   *node.Node
	engine *scripted
	dir    string
	keys   map[string]string
	mu     sync.Mutex
	now    time.Time
}

func (k *kyc) clock() time.Time { k.mu.Lock(); defer k.mu.Unlock(); return k.now }

func (k *kyc) pass(d time.Duration) { k.mu.Lock(); defer k.mu.Unlock(); k.now = k.now.Add(d) }

// startKYC starts a node whose pictures are read by the scripted engine, or as change says.
func startKYC(t *testing.T, change ...func(*config.Node, *node.Options)) *kyc {
	k := &kyc{t: t, engine: &scripted{hooks: map[string]func(){}}, dir: t.TempDir(), keys: map[string]string{}, now: time.Date(2026, 11, 1, 8, 0, 0, 0, time.UTC)}
	cfg := config.DefaultNode()
	cfg.VaspID, cfg.Data, cfg.Database = "1152921504606847001", k.dir, "sqlite:"+filepath.Join(k.dir, "bonafide.db")
	cfg.Admin.KeyFile = filepath.Join(k.dir, "admin.key")
	cfg.Listen = config.Listen{Private: "127.0.0.1:0", Public: "127.0.0.1:0", Peer: "127.0.0.1:0"}
	cfg.Directory = config.Directory{URL: "http://127.0.0.1:9", Keys: []string{"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="}} // down; a node works without
	cfg.KYC.Issuer = "simulator"
	opt := node.Options{Log: slog.New(slog.DiscardHandler), Clock: k.clock, Engine: k.engine}
	for _, each := range change {
		each(&cfg, &opt)
	}
	var err error
	k.node, err = node.Start(t.Context(), cfg, opt)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		_ = k.node.Stop(ctx)
	})
	for id, settings := range map[string]string{
		"main": `{}`, "sister": `{}`, "once": `{"approvePeriod": -1}`, "home": `{"collectAddress": true, "collectAddressProof": true}`,
		"issuer": `{"issuerCheck": "warning"}`, "closing": `{}`, "strict": `{"decisionMode": "auto_only"}`,
		"countries": `{"blacklistCountries": ["FRA"], "ageLimit": 90}`,
	} {
		account := "acme"
		if id == "once" {
			account = "other"
		}
		k.project(id, account, settings)
		var made struct{ Key string }
		k.admin("POST", "/admin/v1/projects/"+id+"/keys", `{"label": "test"}`, &made)
		k.keys[id] = made.Key
	}
	return k
}

func (k *kyc) project(id, account, settings string) {
	k.admin("PUT", "/admin/v1/projects/"+id, fmt.Sprintf(`{"name": %q, "account": %q, "settings": %s}`, id, account, settings), nil)
}

// ask is a call of the administration.
func (k *kyc) ask(method, path, body string) (status int, text []byte) {
	k.t.Helper()
	request, _ := http.NewRequest(method, k.node.PrivateURL()+path, strings.NewReader(body))
	request.Header.Set("Authorization", "Bearer "+k.node.AdminKey)
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		k.t.Fatal(err)
	}
	defer response.Body.Close()
	text, _ = io.ReadAll(response.Body)
	return response.StatusCode, text
}

func (k *kyc) adminStatus(method, path, body string) int {
	k.t.Helper()
	status, _ := k.ask(method, path, body)
	return status
}

// admin is a call that must succeed.
func (k *kyc) admin(method, path, body string, into any) {
	k.t.Helper()
	status, text := k.ask(method, path, body)
	if status/100 != 2 {
		k.t.Fatalf("%s %s: %d %s", method, path, status, text)
	}
	if into != nil {
		if err := json.Unmarshal(text, into); err != nil {
			k.t.Fatal(err)
		}
	}
}

// stepCall is a request to a step. Fields named like pictures are files with that script, unless they begin with "raw:".
type stepCall struct {
	project, path string
	fields        []string // name=value
	kind, raw     string   // a body as it stands, with its content type
}

func (c stepCall) with(fields ...string) stepCall {
	c.fields = slices.Concat(c.fields, fields)
	return c
}

func (c stepCall) without(name string) stepCall {
	c.fields = slices.DeleteFunc(slices.Clone(c.fields), func(f string) bool { return strings.HasPrefix(f, name+"=") })
	return c
}

func (c stepCall) to(path string) stepCall { c.path = path; return c }

func (c stepCall) by(project string) stepCall { c.project = project; return c }

func (c stepCall) body() (io.Reader, string) {
	if c.kind != "" {
		return strings.NewReader(c.raw), c.kind
	}
	var buf bytes.Buffer
	w := multipart.NewWriter(&buf)
	for _, field := range c.fields {
		name, value, _ := strings.Cut(field, "=")
		if !strings.HasSuffix(name, "Image") {
			_ = w.WriteField(name, value)
			continue
		}
		data, raw := []byte(nil), ""
		if text, ok := strings.CutPrefix(value, "raw:"); ok {
			data = []byte(text)
		} else {
			data = picture(value)
		}
		kind := "image/jpeg"
		if strings.HasPrefix(raw+value, "raw:video") {
			kind = "video/mp4"
		}
		part, _ := w.CreatePart(textproto.MIMEHeader{"Content-Disposition": {fmt.Sprintf(`form-data; name=%q; filename="p.jpg"`, name)}, "Content-Type": {kind}})
		_, _ = part.Write(data)
	}
	_ = w.Close()
	return &buf, w.FormDataContentType()
}

type answer struct {
	code         int
	Message      string `json:"message"`
	ErrorCode    string `json:"errorCode"`
	StatusCode   int    `json:"statusCode"`
	TraceID      string `json:"traceId"`
	SubmissionID string `json:"submissionId"`
	Status       string `json:"kycStatus"`
	Retries      int    `json:"retryCount"`
	Similarity   *int   `json:"faceSimilarityScore"`
	Verification string `json:"verificationResult"`
	Retry        []submission.Retry
	OCR          map[string]*string `json:"reviewOCRData"`
	text         string
}

func (k *kyc) do(c stepCall) answer {
	k.t.Helper()
	body, kind := c.body()
	request, _ := http.NewRequest("POST", k.node.PublicURL()+c.path, body)
	request.Header.Set("Content-Type", kind)
	request.Header.Set("X-Api-Key", k.keys[c.project])
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		k.t.Fatal(err)
	}
	defer response.Body.Close()
	text, _ := io.ReadAll(response.Body)
	a := answer{code: response.StatusCode, text: string(text)}
	if err := json.Unmarshal(text, &a); err != nil {
		k.t.Fatalf("%s: %d %s", c.path, response.StatusCode, text)
	}
	return a
}

func (k *kyc) list(project, query string) (items []map[string]any) {
	k.t.Helper()
	request, _ := http.NewRequest("GET", k.node.PublicURL()+"/v3/submission?"+query, nil)
	request.Header.Set("X-Api-Key", k.keys[project])
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		k.t.Fatal(err)
	}
	defer response.Body.Close()
	var out struct{ Items []map[string]any }
	if err := json.NewDecoder(response.Body).Decode(&out); err != nil {
		k.t.Fatal(err)
	}
	return out.Items
}

// step1 and step2 are calls that succeed.
var (
	step1 = stepCall{project: "main", path: "/v2/submission/step1", fields: []string{"issuingCountry=SWE", "idType=passport", "email=anna@example.org", "idImage=passport"}}
	step2 = stepCall{project: "main", path: "/v2/submission/step2", fields: []string{"name=Anna Maria Eriksson", "date_of_birth=1974-08-12", "faceImage=same"}}
)

func (c stepCall) first(project string) stepCall { return c.by(project).with("projectId=" + project) }

// begin makes a submission of a project and returns a step 2 for it.
func (k *kyc) begin(project string, changes ...string) stepCall {
	k.t.Helper()
	c := step1.first(project)
	for _, change := range changes {
		name, _, _ := strings.Cut(change, "=")
		c = c.without(name).with(change)
	}
	a := k.do(c)
	if a.code != 200 || a.SubmissionID == "" {
		k.t.Fatalf("step 1 of %s: %s", project, a.text)
	}
	return step2.by(project).with("submissionId=" + a.SubmissionID)
}

func idOf(c stepCall) string {
	for _, f := range c.fields {
		if id, ok := strings.CutPrefix(f, "submissionId="); ok {
			return id
		}
	}
	return ""
}

func (k *kyc) database(statement string) {
	k.t.Helper()
	db, err := driver.Open("file:" + filepath.Join(k.dir, "bonafide.db") + "?_pragma=busy_timeout(10000)")
	if err != nil {
		k.t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec(statement); err != nil {
		k.t.Fatal(err)
	}
}

// TestSubmissionRows: every row of the contract's table by a request that causes it, byte for byte, and the document that lists them.
func TestSubmissionRows(t *testing.T) {
	k := startKYC(t)
	korean := []string{"issuingCountry=KOR", "idType=drivers_license", "idImage=licence"}
	licence := func(serial string) stepCall {
		return k.begin("issuer", korean...).without("name").without("date_of_birth").with("fullName=홍민수", "birthDate=1991-04-23", "licenseNumber=11-04-123456-21", "serialNumber="+serial)
	}
	home := func() stepCall { return k.begin("home").with("formatted_address=1 Example Street") }
	rows := []struct {
		row, why string
		run      func() answer
	}{
		{"S1-01", "a body that is not multipart", func() answer { return k.do(stepCall{project: "main", path: step1.path, kind: "text/plain", raw: "x"}) }},
		{"S1-01", "a boundary that never comes", func() answer {
			return k.do(stepCall{project: "main", path: step1.path, kind: "multipart/form-data; boundary=b", raw: "--c\r\n"})
		}},
		{"S1-01", "customOptions that are no JSON object", func() answer { return k.do(step1.first("main").with("customOptions=[1]")) }},
		{"S1-01", "a video in the image field", func() answer { return k.do(step1.first("main").without("idImage").with("idImage=raw:video")) }},
		{"S1-02", "no document picture", func() answer { return k.do(step1.first("main").without("idImage")) }},
		{"S1-02", "an empty document picture", func() answer { return k.do(step1.first("main").without("idImage").with("idImage=raw:")) }},
		{"S1-02", "a PDF", func() answer { return k.do(step1.first("main").without("idImage").with("idImage=raw:%PDF-1.7")) }},
		{"S1-02", "3 MB", func() answer {
			return k.do(step1.first("main").without("idImage").with("idImage=" + strings.Repeat("x", 3<<20)))
		}},
		{"S1-02", "a picture that cannot be decoded", func() answer { return k.do(step1.first("main").without("idImage").with("idImage=broken")) }},
		{"S1-02", "a Vietnamese card without its back side", func() answer {
			return k.do(step1.first("main").without("issuingCountry").without("idType").with("issuingCountry=VNM", "idType=government_id"))
		}},
		{"S1-03", "no email", func() answer { return k.do(step1.first("main").without("email")) }},
		{"S1-03", "no issuingCountry", func() answer { return k.do(step1.first("main").without("issuingCountry")) }},
		{"S1-03", "no idType", func() answer { return k.do(step1.first("main").without("idType")) }},
		{"S1-03", "no projectId in version 2", func() answer { return k.do(step1.by("main")) }},
		{"S1-04", "an idType outside the list", func() answer { return k.do(step1.first("main").without("idType").with("idType=library_card")) }},
		{"S1-04", "an empty idType", func() answer { return k.do(step1.first("main").without("idType").with("idType=")) }},
		{"S1-05", "an email without a domain", func() answer { return k.do(step1.first("main").without("email").with("email=anna")) }},
		{"S1-06", "an engine that dies", func() answer { return k.do(step1.first("main").without("idImage").with("idImage=crash")) }},
		{"S1-06", "a picture of nothing", func() answer { return k.do(step1.first("main").without("idImage").with("idImage=blank")) }},
		{"S1-07", "a database that has lost its audit trail", func() answer {
			k.database(`ALTER TABLE audit_entries RENAME TO lost`)
			defer k.database(`ALTER TABLE lost RENAME TO audit_entries`)
			return k.do(step1.first("main"))
		}},
		{"S1-08", "a blob store that cannot be written", func() answer { defer k.breakBlobs("submissions")(); return k.do(step1.first("main")) }},
		{"S1-09", "the email of an approved submission", func() answer {
			if a := k.do(k.begin("once")); a.Status != "approved" {
				t.Fatalf("not approved: %s", a.text)
			}
			return k.do(step1.first("once").without("email").with("email= Anna@Example.org"))
		}},
		{"S1-09", "the email as it was sent", func() answer { return k.do(step1.first("once")) }},
		{"S1-10", "another project's id", func() answer { return k.do(step1.by("main").with("projectId=sister")) }},

		{"S2-01", "two names of one datum that disagree", func() answer { return k.do(k.begin("main").with("fullName=Somebody Else")) }},
		{"S2-02", "no selfie", func() answer { return k.do(k.begin("main").without("faceImage")) }},
		{"S2-02", "a selfie that is a text", func() answer { return k.do(k.begin("main").without("faceImage").with("faceImage=raw:hello")) }},
		{"S2-03", "no proof of address", func() answer { return k.do(home()) }},
		{"S2-04", "no address", func() answer { return k.do(k.begin("home").with("addressImage=bill")) }},
		{"S2-05", "an id nobody gave out", func() answer { return k.do(step2.with("submissionId=0123456789")) }},
		{"S2-05", "no id", func() answer { return k.do(step2) }},
		{"S2-05", "an id of another account", func() answer { return k.do(k.begin("once", "email=b@example.org").by("main")) }},
		{"S2-05", "an id four hours old", func() answer { c := k.begin("main"); k.pass(4 * time.Hour); return k.do(c) }},
		{"S2-06", "a submission that is approved", func() answer { c := k.begin("main"); k.do(c); return k.do(c) }},
		{"S2-07", "no name", func() answer { return k.do(k.begin("main").without("name")) }},
		{"S2-07", "a driver licence without its serial number", func() answer { return k.do(licence("").without("serialNumber")) }},
		{"S2-08", "an issuer that says no", func() answer { return k.do(licence("AB1231")) }},
		{"S2-08", "a licence number that cannot be", func() answer {
			return k.do(licence("AB1239").without("licenseNumber").with("licenseNumber=99-04-123456-21"))
		}},
		{"S2-09", "an engine that dies", func() answer { return k.do(k.begin("main").without("faceImage").with("faceImage=crash")) }},
		{"S2-09", "a missing model", func() answer { return k.do(k.begin("main").without("faceImage").with("faceImage=no model")) }},
		{"S2-10", "nobody in the selfie", func() answer { return k.do(k.begin("main").without("faceImage").with("faceImage=nobody")) }},
		{"S2-11", "two people", func() answer { return k.do(k.begin("main").without("faceImage").with("faceImage=two")) }},
		{"S2-12", "somebody else", func() answer { return k.do(k.begin("main").without("faceImage").with("faceImage=other")) }},
		{"S2-13", "a face that is too small", func() answer { return k.do(k.begin("main").without("faceImage").with("faceImage=tiny")) }},
		{"S2-13", "a face at the border", func() answer { return k.do(k.begin("main").without("faceImage").with("faceImage=border")) }},
		{"S2-14", "two faces that match", func() answer { return k.do(k.begin("main").without("faceImage").with("faceImage=twins")) }},
		{"S2-15", "a database that has lost its audit trail", func() answer {
			c := k.begin("main")
			k.database(`ALTER TABLE audit_entries RENAME TO lost`)
			defer k.database(`ALTER TABLE lost RENAME TO audit_entries`)
			return k.do(c)
		}},
		{"S2-16", "a submission that vanishes during the comparison", func() answer {
			c := k.begin("main").without("faceImage").with("faceImage=vanish")
			k.engine.mu.Lock()
			k.engine.hooks["vanish"] = func() { k.database(`DELETE FROM submissions WHERE id = '` + idOf(c) + `'`) }
			k.engine.mu.Unlock()
			return k.do(c)
		}},
		{"S2-17", "a project closed since step 1", func() answer {
			c := k.begin("closing")
			k.project("closing", "acme", `{"status": "closed"}`)
			return k.do(c)
		}},
		{"X-01", "the key of a sister project", func() answer { return k.do(k.begin("main").by("sister")) }},
	}
	catalogue := map[string]submissionapi.Row{}
	for _, row := range submissionapi.Rows() {
		catalogue[row.ID] = row
	}
	seen := map[string]bool{}
	var doc strings.Builder
	doc.WriteString(kycCodesHead)
	for _, row := range rows {
		want := catalogue[row.row]
		seen[row.row] = true
		got := row.run()
		text := strings.Replace(want.Message, "{email}", map[string]string{"the email as it was sent": "anna@example.org", "the email of an approved submission": " Anna@Example.org"}[row.why], 1)
		if got.code != want.Status || got.StatusCode != want.Status || got.Message != text || got.ErrorCode != want.ErrorCode || got.TraceID == "" {
			t.Errorf("%s, %s: %s", row.row, row.why, got.text)
		}
		fmt.Fprintf(&doc, "| %s | `%s` | %d | `%s` | %s |\n", row.row, want.Message, want.Status, want.ErrorCode, row.why)
	}
	for id := range catalogue {
		if id != "-" && !seen[id] {
			t.Errorf("no request causes %s", id)
		}
	}
	if len(seen) != 28 {
		t.Errorf("%d rows, not the seed's 27 and X-01", len(seen))
	}
	golden.File(t, filepath.Join("..", "..", "docs", "kyc-codes.md"), doc.String())
}

const kycCodesHead = `# KYC submission: every error, and a request that causes it

Written by the test run (` + "`BONAFIDE_UPDATE=1 go test -run TestSubmissionRows ./internal/e2e`" + `): each row is a request to the whole program. Faults of engine, storage and
database are caused by breaking them.

| row | message | HTTP | errorCode | caused here by |
| --- | --- | --- | --- | --- |
`

// breakBlobs puts a file where the blob store's folder would have to be, and returns what repairs it.
func (k *kyc) breakBlobs(surface string) func() {
	folder := filepath.Join(k.dir, "blobs", surface)
	if err := os.Rename(folder, folder+".away"); err != nil && !os.IsNotExist(err) {
		k.t.Fatal(err)
	}
	if err := os.WriteFile(folder, nil, 0o600); err != nil {
		k.t.Fatal(err)
	}
	return func() {
		_ = os.Remove(folder)
		_ = os.Rename(folder+".away", folder)
	}
}

// TestSubmissionDecisions: what becomes of submissions that are not errors.
func TestSubmissionDecisions(t *testing.T) {
	k := startKYC(t)
	t.Run("approved becomes a customer", func(t *testing.T) {
		c := k.begin("main", "userid=u-1187").with("nationality=SWE")
		a := k.do(c.to("/v3/submission/step2"))
		if a.code != 200 || a.Status != "approved" || a.Verification != "skipped" || a.Similarity == nil || *a.Similarity < 80 || a.Retries != 0 {
			t.Fatal(a.text)
		}
		var list struct{ Customers []struct{ ID, KYC string } }
		k.admin("GET", "/admin/v1/customers", "", &list)
		found := slices.ContainsFunc(list.Customers, func(c struct{ ID, KYC string }) bool { return c.KYC == "approved" })
		if !found {
			t.Errorf("no customer: %+v", list)
		}
		items := k.list("main", "submission_id="+idOf(c))
		if len(items) != 1 || items[0]["kyc"].(map[string]any)["result"] != "approved" || items[0]["reviewer"] != "system" {
			t.Errorf("%v", items)
		}
	})
	t.Run("read data are offered for review", func(t *testing.T) {
		a := k.do(step1.first("main").to("/v3/submission/step1"))
		for member, want := range map[string]string{"name": "ANNA MARIA ERIKSSON", "first_name": "ANNA MARIA", "last_name": "ERIKSSON", "date_of_birth": "1974-08-12",
			"gender": "female", "nationality": "UTO", "date_of_expiry": "2032-04-15", "document_number": "L898902C3"} {
			if got := a.OCR[member]; got == nil || *got != want {
				t.Errorf("%s: %v", member, a.text)
			}
		}
		if a.OCR["identity_number"] != nil || a.Status != "incomplete" {
			t.Error(a.text)
		}
	})
	for name, row := range map[string]struct {
		call   func() stepCall
		status string
		code   string
	}{
		"another name":          {func() stepCall { return k.begin("main").without("name").with("name=Anna Svensson") }, "pending", ""},
		"another date of birth": {func() stepCall { return k.begin("main").without("date_of_birth").with("date_of_birth=1974-08-13") }, "pending", ""},
		"a face that is alike":  {func() stepCall { return k.begin("main").without("faceImage").with("faceImage=alike") }, "pending", ""},
		"alike, no reviewers":   {func() stepCall { return k.begin("strict").without("faceImage").with("faceImage=alike") }, "rejected", "automatic_verification_fail"},
		"too young":             {func() stepCall { return k.begin("countries") }, "rejected", "under_ageLimit"},
		"a refused country":     {func() stepCall { return k.begin("countries", "issuingCountry=FRA") }, "rejected", "blacklistCountry"},
		"an expired document":   {func() stepCall { return k.begin("main", "idImage=expired passport") }, "rejected", "expired_id"},
		"a wrong check digit":   {func() stepCall { return k.begin("main", "idImage=altered passport") }, "pending", ""},
	} {
		t.Run(name, func(t *testing.T) {
			c := row.call()
			a := k.do(c)
			if a.code != 200 || a.Status != row.status {
				t.Fatal(a.text)
			}
			items := k.list("main", "submission_id="+idOf(c))
			if len(items) == 0 {
				items = k.list(c.project, "submission_id="+idOf(c))
			}
			codes := fmt.Sprint(items[0]["kyc"].(map[string]any)["commentCode"])
			if !strings.Contains(codes, row.code) || row.code == "" && codes != "[]" {
				t.Errorf("codes %s", codes)
			}
		})
	}
	t.Run("a reviewer decides", func(t *testing.T) { reviews(t, k) })
	t.Run("the issuer's answers", func(t *testing.T) { issuerAnswers(t, k) })
	t.Run("three tries", func(t *testing.T) { threeTries(t, k) })
	t.Run("the windows", func(t *testing.T) { windows(t, k) })
	t.Run("a retry of step 1 is the same submission", func(t *testing.T) {
		a := k.do(step1.first("main").to("/v3/submission/step1").without("idImage").with("idImage=blank"))
		if a.code != 200 || len(a.Retry) == 0 || a.Retries != 1 {
			t.Fatal(a.text)
		}
		again := k.do(step1.first("main").to("/v3/submission/step1").with("submissionId=" + a.SubmissionID))
		if again.code != 200 || again.SubmissionID != a.SubmissionID || again.Retries != 1 || again.OCR["name"] == nil {
			t.Error(again.text)
		}
	})
	t.Run("an engine that ran out of time costs no try", func(t *testing.T) {
		a := k.do(step1.first("main").to("/v3/submission/step1").without("idImage").with("idImage=blank"))
		out := k.do(step1.first("main").to("/v3/submission/step1").with("submissionId=" + a.SubmissionID).without("idImage").with("idImage=out of time"))
		if out.code != 500 || out.Message != "id image processing error" {
			t.Errorf("%s", out.text)
		}
		again := k.do(step1.first("main").to("/v3/submission/step1").with("submissionId=" + a.SubmissionID))
		if again.code != 200 || again.Retries != 1 {
			t.Errorf("%s", again.text)
		}
	})
	t.Run("storing fails, the repeat succeeds", func(t *testing.T) {
		c := k.begin("main")
		k.database(`ALTER TABLE audit_entries RENAME TO lost`)
		a := k.do(c)
		k.database(`ALTER TABLE lost RENAME TO audit_entries`)
		if a.ErrorCode != "finalisation_error" {
			t.Fatal(a.text)
		}
		if a = k.do(c); a.Status != "approved" {
			t.Error(a.text)
		}
	})
	t.Run("a foreign or missing key", func(t *testing.T) {
		if a := k.do(step1.first("nobody")); a.code != 403 || a.Message != "Forbidden" {
			t.Error(a.text)
		}
	})
	t.Run("pages", func(t *testing.T) {
		all := k.list("main", "count=2000")
		if len(all) < 5 {
			t.Fatalf("%d", len(all))
		}
		if one := k.list("main", "count=1"); len(one) != 1 || one[0]["submission_id"] != all[0]["submission_id"] {
			t.Errorf("%v", one)
		}
		if none := k.list("main", "submission_id=unknown"); len(none) != 0 {
			t.Errorf("%v", none)
		}
	})
}

// reviews: what is pending waits in a list, is looked at with every check, and gets its result once.
func reviews(t *testing.T, k *kyc) {
	for _, row := range []struct{ body, status, comment string }{
		{`{"status": "approved", "reviewer": "mina"}`, "approved", "[]"},
		{`{"status": "rejected", "reviewer": "mina", "codes": ["id_image_badImage"]}`, "rejected", "[Unable to read the ID image. Please ensure the image is clear and resubmit.]"},
	} {
		k.pass(time.Second) // the newest
		c := k.begin("main", "userid=review-"+row.status).without("faceImage").with("faceImage=alike")
		if a := k.do(c); a.Status != "pending" {
			t.Fatal(a.text)
		}
		id := idOf(c)
		var queue struct{ Submissions []struct{ ID string } }
		k.admin("GET", "/admin/v1/submissions?status=pending&project=main&limit=1", "", &queue)
		if len(queue.Submissions) != 1 || queue.Submissions[0].ID != id {
			t.Errorf("the newest in the queue: %+v", queue)
		}
		var seen struct {
			Checks   []submission.Check
			Pictures []string
			Models   map[string]string
		}
		k.admin("GET", "/admin/v1/submissions/"+id, "", &seen)
		notRun := slices.ContainsFunc(seen.Checks, func(c submission.Check) bool { return c.Name == "face.pad" && c.Status == "not run" })
		if !notRun || !slices.Equal(seen.Pictures, []string{"idImage", "selfieImage"}) || seen.Models["face.describe"] != "bb" {
			t.Errorf("%+v", seen)
		}
		for _, bad := range []string{`{"status": "approved"}`, `{"status": "pending", "reviewer": "mina"}`, `{"status": "rejected", "reviewer": "mina"}`,
			`{"status": "rejected", "reviewer": "mina", "codes": ["because"]}`, `{"status": "approved", "reviewer": "system"}`} {
			if status := k.adminStatus("PUT", "/admin/v1/submissions/"+id+"/result", bad); status != 422 {
				t.Errorf("%s: %d", bad, status)
			}
		}
		k.admin("PUT", "/admin/v1/submissions/"+id+"/result", row.body, nil)
		if status := k.adminStatus("PUT", "/admin/v1/submissions/"+id+"/result", row.body); status != 409 {
			t.Errorf("decided twice: %d", status)
		}
		item := k.list("main", "submission_id="+id)[0]
		if kyc := item["kyc"].(map[string]any); kyc["result"] != row.status || fmt.Sprint(kyc["comment"]) != row.comment || item["reviewer"] != "mina" {
			t.Errorf("%v", item)
		}
		if status := k.adminStatus("GET", "/admin/v1/customers/review-"+row.status, ""); (status == 200) != (row.status == "approved") {
			t.Errorf("%s, and the customer: %d", row.status, status)
		}
	}
	for path, want := range map[string]int{"/admin/v1/submissions/nothing": 404, "/admin/v1/submissions/nothing/pictures/idImage": 404, "/admin/v1/submissions?status=odd": 422,
		"/admin/v1/submissions?after=odd": 422} {
		if status := k.adminStatus("GET", path, ""); status != want {
			t.Errorf("%s: %d", path, status)
		}
	}
}

// issuerAnswers is the table of contract 7.6, and its budgets.
func issuerAnswers(t *testing.T, k *kyc) {
	licence := func(number, serial string) stepCall {
		return k.begin("issuer", "issuingCountry=KOR", "idType=drivers_license", "idImage=licence").without("name").without("date_of_birth").
			with("fullName=홍민수", "birthDate=1991-04-23", "licenseNumber="+number, "serialNumber="+serial).to("/v3/submission/step2")
	}
	for name, row := range map[string]struct {
		serial, status, result string
		retry                  bool
	}{
		"match":         {"AB1239", "pending", "success", false}, // no date of expiry was read: a reviewer decides
		"mismatch":      {"AB1231", "incomplete", "", true},
		"not found":     {"AB1232", "incomplete", "", true},
		"reported lost": {"AB1233", "rejected", "fail", false},
		"expired":       {"AB1234", "rejected", "fail", false},
		"locked":        {"AB1235", "pending", "fail", false},
		"data only":     {"AB1236", "pending", "success", false},
		"unavailable":   {"AB1237", "pending", "unavailable", false},
	} {
		a := k.do(licence("11-04-1234"+row.serial[4:]+"-21", row.serial)) // a number of its own for each
		if a.code != 200 || a.Status != row.status || a.Verification != row.result || (len(a.Retry) > 0) != row.retry {
			t.Errorf("%s: %s", name, a.text)
		}
	}
	c := licence("11-04-777777-21", "AB1231")
	if a := k.do(c); a.Status != "incomplete" {
		t.Errorf("the first call: %s", a.text)
	}
	if a := k.do(c); a.Status != "rejected" || a.Retry != nil {
		t.Errorf("the second call: %s", a.text)
	}
	if a := k.do(licence("11-04-777777-21", "AB1231")); a.Status != "incomplete" {
		t.Errorf("the third refusal of one number: %s", a.text)
	}
	if a := k.do(licence("11-04-777777-21", "AB1231")); a.Status != "pending" || a.Verification != "unavailable" {
		t.Errorf("the issuer was asked a fourth time: %s", a.text)
	}
	k.pass(24 * time.Hour)
	if a := k.do(licence("11-04-777777-21", "AB1231")); a.Status != "incomplete" {
		t.Errorf("a day later: %s", a.text)
	}
}

func threeTries(t *testing.T, k *kyc) {
	for _, version := range []string{"/v2", "/v3"} {
		c := k.begin("main").without("faceImage").with("faceImage=other").to(version + "/submission/step2")
		for try := 1; try <= 3; try++ {
			a := k.do(c)
			switch {
			case try == 3:
				if a.code != 200 || a.Status != "rejected" || a.Retries != 3 || a.Retry != nil {
					t.Errorf("%s, the third: %s", version, a.text)
				}
			case version == "/v2":
				if a.code != 400 || a.Message != "face compare error" {
					t.Errorf("%s: %s", version, a.text)
				}
			default:
				want := []submission.Retry{{Code: "face_compare_underscore", Message: "The face doesn't match. Please retry with another face image."}}
				if a.code != 200 || a.Status != "incomplete" || a.Retries != try || !slices.Equal(a.Retry, want) {
					t.Errorf("%s: %s", version, a.text)
				}
			}
		}
		item := k.list("main", "submission_id="+idOf(c))[0]["kyc"].(map[string]any)
		if fmt.Sprint(item["commentCode"]) != "[too_many_retry]" || len(item["attempts"].([]any)) != 3 {
			t.Errorf("%v", item)
		}
		if a := k.do(c); a.Message != "this submission is already processed" {
			t.Error(a.text)
		}
	}
}

// windows is decision A7.
func windows(t *testing.T, k *kyc) {
	tried := k.begin("main").without("faceImage").with("faceImage=nobody")
	k.do(tried)
	untried := k.begin("main")
	k.pass(5 * time.Hour)
	if a := k.do(untried); a.Message != "invalid submission id" {
		t.Errorf("untried after 5 h: %s", a.text)
	}
	if a := k.do(tried); a.Message != "no face detected: the face image should a face" {
		t.Errorf("tried after 5 h: %s", a.text)
	}
	k.pass(20 * time.Hour)
	if n, err := k.node.KYC.Expire(t.Context()); n != 1 || err != nil {
		t.Errorf("%d expired, %v", n, err)
	}
	item := k.list("main", "submission_id="+idOf(tried))[0]["kyc"].(map[string]any)
	if item["result"] != "rejected" || fmt.Sprint(item["commentCode"]) != "[timeout]" {
		t.Errorf("%v", item)
	}
	if item := k.list("main", "submission_id="+idOf(untried))[0]["kyc"].(map[string]any); item["result"] != "incomplete" {
		t.Errorf("%v", item)
	}
}

// Nothing of a picture or a name lies open in the data folder.
func TestSubmissionSealed(t *testing.T) {
	k := startKYC(t)
	if a := k.do(k.begin("main")); a.Status != "approved" {
		t.Fatal(a.text)
	}
	files := 0
	err := filepath.WalkDir(k.dir, func(path string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		files++
		for _, secret := range []string{"passport", "same", "ERIKSSON", "Eriksson", "anna@example.org", "1974-08-12"} {
			if bytes.Contains(data, []byte(secret)) && (len(secret) > 6 || strings.Contains(path, "blobs")) {
				if secret == "passport" && strings.HasSuffix(path, "-wal") {
					continue
				}
				t.Errorf("%q lies open in %s", secret, filepath.Base(path))
			}
		}
		return err
	})
	if err != nil || files < 5 {
		t.Errorf("%d files, %v", files, err)
	}
}
