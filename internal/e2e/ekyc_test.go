package e2e

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"mime/multipart"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/bonafide-id/bonafide/check"
	"github.com/bonafide-id/bonafide/document"
	"github.com/bonafide-id/bonafide/document/calendar"
	"github.com/bonafide-id/bonafide/document/mrz"
	"github.com/bonafide-id/bonafide/internal/app/ekyc"
	"github.com/bonafide-id/bonafide/internal/config"
	"github.com/bonafide-id/bonafide/internal/golden"
	ekycapi "github.com/bonafide-id/bonafide/internal/httpapi/ekyc"
	"github.com/bonafide-id/bonafide/internal/node"
	"github.com/bonafide-id/bonafide/internal/store/pgtest"
	"github.com/bonafide-id/bonafide/internal/vision/visiontest"
	"github.com/bonafide-id/bonafide/internal/vision/wire"
)

// ekycProjects are projects by what they decide.
var ekycProjects = map[string]string{
	"ekyc":     `{}`,
	"keep":     `{"policy": {"vietnam": {"keepCmnd": true}}}`,
	"weak":     `{"policy": {"severities": {"forgery.screen": "fail", "forgery.edited": "fail", "forgery.watermark": "fail", "forgery.perforated": "fail", "forgery.background": "fail"}}}`,
	"lenient":  `{"policy": {"severities": {"field.blank": "warn"}}}`,
	"old":      `{"policy": {"minAge": 50}}`,
	"qr":       `{"policy": {"vietnam": {"requireQr": true}}}`,
	"any":      `{"policy": {"types": ["cccd_chip", "cccd_barcode", "kr_resident", "passport", "td1_card"]}}`,
	"no gate":  `{"qualityGate": false}`,
	"minus":    `{"expiredCode": "-1"}`,
	"few":      `{"uploads": 1}`,
	"cards":    `{"families": ["idr"]}`,
	"once":     `{"dailyLimit": 1}`,
	"hashed":   `{"hash": {"files": "require", "client": "ignore", "clientKey": ""}}`,
	"nfc":      `{"flow": 2}`,
	"own text": `{"language": "vi", "texts": {"ocr_id": {"QC03": {"vi": "Ảnh chưa rõ"}}}, "sdk": {"show_logo": 1, "on_device_model_config": {"blur": true}}}`,
	"memory":   `{"forgeryHours": 6}`,
	"keeps":    `{"retention": 2}`,
}

// startEKYC starts a node with a worker that is written in the pictures, and those projects.
func startEKYC(t *testing.T) *kyc {
	k := startKYC(t, withWorker(visiontest.Program(t)))
	k.ekycProjects()
	return k
}

func (k *kyc) ekycProjects() {
	k.t.Helper()
	for name, settings := range ekycProjects {
		id := "e-" + strings.ReplaceAll(name, " ", "-")
		k.project(id, "acme", `{}`)
		var made struct{ Key string }
		k.admin("POST", "/admin/v1/projects/"+id+"/keys", `{"label": "test"}`, &made)
		k.keys[name] = made.Key
		k.admin("PUT", "/admin/v1/projects/"+id+"/ekyc", `{"settings": `+settings+`}`, nil)
	}
}

// ekycCall is a request to the surface; a header that is empty is not sent.
type ekycCall struct {
	project string
	method  string // POST unless said otherwise
	path    string
	headers map[string]string
	files   [][]byte
	texts   map[string][]string // parts beside the files
	body    string              // in the place of a form
	kind    string
}

func (c ekycCall) with(headers ...string) ekycCall {
	c.headers = maps.Clone(c.headers)
	if c.headers == nil {
		c.headers = map[string]string{}
	}
	for _, h := range headers {
		name, value, _ := strings.Cut(h, "=")
		c.headers[name] = value
	}
	return c
}

func (c ekycCall) send(files ...[]byte) ekycCall { c.files = files; return c }

// ekycAnswer is an answer in either envelope.
type ekycAnswer struct {
	status    int
	text      string
	Code      string           `json:"code"`
	Message   string           `json:"message"`
	ErrorCode string           `json:"errorCode"`
	Error     string           `json:"errorMessage"`
	SessionID string           `json:"session-id"`
	Detail    string           `json:"detail"`
	SDK       map[string]any   `json:"sdk_config"`
	OnDevice  map[string]any   `json:"on_device_model_config"`
	Data      []map[string]any `json:"data"`
}

func (a ekycAnswer) code() string    { return a.Code + a.ErrorCode }
func (a ekycAnswer) message() string { return a.Message + a.Error }

func (a ekycAnswer) value(key string) string {
	for _, f := range a.Data {
		if f["key"] == key {
			return fmt.Sprint(f["value"])
		}
	}
	return ""
}

func (c ekycCall) content() (io.Reader, string) {
	if len(c.files) == 0 && c.texts == nil {
		return strings.NewReader(c.body), c.kind
	}
	var buf bytes.Buffer
	w := multipart.NewWriter(&buf)
	for name, texts := range c.texts {
		for _, text := range texts {
			_ = w.WriteField(name, text)
		}
	}
	for _, file := range c.files {
		part, _ := w.CreateFormFile("files", "p.jpg")
		_, _ = part.Write(file)
	}
	_ = w.Close()
	return &buf, w.FormDataContentType()
}

func (k *kyc) ekyc(c ekycCall) ekycAnswer {
	k.t.Helper()
	body, kind := c.content()
	if c.method == "" {
		c.method = "POST"
	}
	request, _ := http.NewRequest(c.method, k.node.PublicURL()+"/ekyc"+c.path, body)
	if kind != "" {
		request.Header.Set("Content-Type", kind)
	}
	if key := k.keys[c.project]; key != "" {
		request.Header["api-key"] = []string{key}
	}
	for name, value := range c.headers {
		if value != "" {
			request.Header[name] = []string{value}
		}
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		k.t.Fatal(err)
	}
	defer response.Body.Close()
	text, _ := io.ReadAll(response.Body)
	a := ekycAnswer{status: response.StatusCode, text: string(text)}
	if err := json.Unmarshal(text, &a); err != nil && len(text) > 0 {
		var loose struct{ Code, Message, Status string } // a result's data are no fields
		if json.Unmarshal(text, &loose) != nil {
			k.t.Fatalf("%s: %d %s", c.path, response.StatusCode, text)
		}
		a.Code, a.Message = loose.Code, loose.Message
	}
	return a
}

// session opens a session and returns a document call for it: a front of an identity card.
func (k *kyc) session(project string, headers ...string) ekycCall {
	k.t.Helper()
	a := k.ekyc(ekycCall{project: project, path: "/session/init"}.with("device-type=api").with(headers...))
	if a.status != 200 || a.Code != "200" || a.SessionID == "" {
		k.t.Fatalf("init of %s: %d %s", project, a.status, a.text)
	}
	return ekycCall{project: project, path: "/ocr"}.with("session-id="+a.SessionID, "device-type=api", "document-type=idr", "side-type=front")
}

// must is a call that succeeds.
func (k *kyc) must(c ekycCall) ekycCall {
	k.t.Helper()
	if a := k.ekyc(c); a.status != 200 || a.code() != "0" {
		k.t.Fatalf("%s: %d %s", c.path, a.status, a.text)
	}
	return c
}

// holder is a holder that is altered.
func holder(t document.Type, change ...func(*visiontest.Holder)) visiontest.Holder {
	h := visiontest.HolderOf(t)
	for _, each := range change {
		each(&h)
	}
	return h
}

// born is a holder of another age, with a number that fits.
func born(year, month, day int) func(*visiontest.Holder) {
	return func(h *visiontest.Holder) {
		h.Born = calendar.Day{Year: year, Month: month, Day: day}
		h.Number = fmt.Sprintf("036%d%02d004321", 1+2*(year/100-19), year%100)
	}
}

func issued(year, month, day int) func(*visiontest.Holder) {
	return func(h *visiontest.Holder) { h.Issued = calendar.Day{Year: year, Month: month, Day: day} }
}

func expires(year, month, day int) func(*visiontest.Holder) {
	return func(h *visiontest.Holder) { h.Expires = calendar.Day{Year: year, Month: month, Day: day} }
}

// one sends a front; two a front that is accepted and then a back; both send their pictures in a new session.
func (k *kyc) one(project string, front []byte) func(lang string) ekycAnswer {
	return func(lang string) ekycAnswer { return k.ekyc(k.session(project).send(front).with("lang=" + lang)) }
}

func (k *kyc) two(project string, front, back []byte) func(lang string) ekycAnswer {
	return func(lang string) ekycAnswer {
		c := k.must(k.session(project).send(front))
		return k.ekyc(c.send(back).with("side-type=back", "lang="+lang))
	}
}

func (k *kyc) pages(project string, h visiontest.Holder, changes ...visiontest.Change) func(lang string) ekycAnswer {
	return k.two(project, h.Shot(document.Front), h.Shot(document.Back, changes...))
}

func (k *kyc) passport(project string, changes ...visiontest.Change) func(lang string) ekycAnswer {
	picture := visiontest.HolderOf(document.VNPassport).Shot(document.Data, changes...)
	return func(lang string) ekycAnswer {
		return k.ekyc(k.session(project).with("document-type=passport", "side-type=", "lang="+lang).send(picture))
	}
}

// digits repairs the check digits of a TD1 zone whose fields were altered.
func digits(lines []string) []string {
	set := func(line string, at int, over string) string {
		digit, _ := mrz.CheckDigit(over)
		return line[:at] + string(digit) + line[at+1:]
	}
	out := slices.Clone(lines)
	out[0] = set(out[0], 14, out[0][5:14])
	out[0] = set(out[0], 29, out[0][15:29])
	out[1] = set(out[1], 6, out[1][:6])
	out[1] = set(out[1], 14, out[1][8:14])
	out[1] = set(out[1], 29, out[0][5:30]+out[1][:7]+out[1][8:15]+out[1][18:29])
	return out
}

// ekycRow is a row of the catalogue and a request that ends in it.
type ekycRow struct {
	key    string // Row.Key, with the detail behind a blank where a key has several rows
	why    string
	run    func(lang string) ekycAnswer
	status int
}

// chip is the card most rows are shown with; its fronts and backs are altered by one thing each.
func (k *kyc) chipFront(project string, changes ...visiontest.Change) func(string) ekycAnswer {
	return k.one(project, visiontest.HolderOf(document.CCCDChip).Shot(document.Front, changes...))
}

func (k *kyc) chipBack(project string, changes ...visiontest.Change) func(string) ekycAnswer {
	return k.pages(project, visiontest.HolderOf(document.CCCDChip), changes...)
}

var unseen visiontest.Change = func(d *wire.Document) { d.Type, d.Side, d.Sure, d.Fields, d.Codes, d.Zones = "", "", 0, nil, nil, nil }

func sure(confidence, least float64) visiontest.Change {
	return func(d *wire.Document) {
		for i := range d.Fields {
			d.Fields[i].Confidence, d.Fields[i].Least = confidence, least
		}
	}
}

// pictureRows are 2.2 and 2.3 of the page: what is measured on a picture.
func pictureRows(k *kyc) []ekycRow {
	m := visiontest.Measured
	barcode := visiontest.HolderOf(document.CCCDBarcode)
	return []ekycRow{
		{key: "QC00", why: "a picture in which no document is made out", run: k.chipFront("ekyc", unseen)},
		{key: "QC00", why: "the same, and no fields were looked for in it", run: k.chipFront("ekyc", unseen, visiontest.NotRun(wire.Fields, "no kind was found"))},
		{key: "QC00", why: "a passport where an identity card was named", run: k.one("ekyc", visiontest.HolderOf(document.VNPassport).Shot(document.Data))},
		{key: "3", why: "no document, and the project has no quality gate", run: k.chipFront("no gate", unseen)},
		{key: "QC01", why: "630 pixels on the longer side", run: k.chipFront("ekyc", m(document.LongSide, 630))},
		{key: "QC02", why: "2 % of the card in bright spots", run: k.chipFront("ekyc", m(document.GlareShare, .02))},
		{key: "QC02", why: "a spot over a field", run: k.chipFront("ekyc", m(document.GlareOnField, 1))},
		{key: "QC03", why: "edges of print twelve pixels wide", run: k.chipFront("ekyc", m(document.Sharpness, 40))},
		{key: "QC04", why: "a mean luminance of 30", run: k.chipFront("ekyc", m(document.Luminance, 30))},
		{key: "QC05", why: "a card on a tenth of the picture", run: k.chipFront("ekyc", m(document.AreaShare, .1))},
		{key: "FC01", why: "a document without colour", run: k.chipFront("ekyc", m(document.Chroma, 1), m(document.ChromaP95, 4))},
		{key: "FC02", why: "a screen's pattern; the project lets it refuse", run: k.chipFront("weak", m(document.Screen, 1))},
		{key: "FC03", why: "an altered field; the project lets it refuse", run: k.chipFront("weak", m(document.Edited, .9))},
		{key: "FC03", why: "a colour copy; the project lets it refuse", run: k.chipFront("weak", m(document.ColourCopy, .9))},
		{key: "FC04", why: "most of a corner is missing", run: k.chipBack("ekyc", m(document.CornerBR, .8))},
		{key: "FC05", why: "no portrait", run: k.chipFront("ekyc", m(document.Portrait, .1))},
		{key: "FC06", why: "no QR on a chip card's front", run: k.chipFront("ekyc", m(document.QR, .1), visiontest.Coded(""))},
		{key: "FC07", why: "no zone on a chip card's back", run: k.chipBack("ekyc", m(document.MRZ, .1))},
		{key: "FC08", why: "no emblem", run: k.chipFront("ekyc", m(document.Emblem, .1))},
		{key: "FC09", why: "no headline", run: k.chipFront("ekyc", m(document.Headline, .1))},
		{key: "FC10", why: "no title", run: k.chipFront("ekyc", m(document.Title, .1))},
		{key: "FC11", why: "one fingerprint", run: k.chipBack("ekyc", m(document.FingerRight, .1))},
		{key: "FC12", why: "no stamp", run: k.chipBack("ekyc", m(document.Stamp, .1))},
		{key: "FC13", why: "no chip", run: k.chipBack("ekyc", m(document.Chip, .1))},
		{key: "FC14", why: "fields read with a confidence of 0.7", run: k.chipFront("ekyc", sure(.7, .9))},
		{key: "FC15", why: "a character of the number read with 0.5", run: k.chipFront("ekyc", sure(.95, .5))},
		{key: "FC16", why: "two tables; the project lets it refuse", run: k.chipBack("weak", func(d *wire.Document) { d.Surround = []float64{.9, .1, 0} })},
		{key: "FC17", why: "no bar code on a card with one", run: k.pages("ekyc", barcode, m(document.Barcode, .1))},
		{key: "FC18", why: "no stamp against counterfeiting", run: k.pages("ekyc", barcode, m(document.Hologram, .1))},
		{key: "FC19", why: "a watermark; the project lets it refuse", run: k.chipFront("weak", m(document.Watermark, 1))},
		{key: "FC20", why: "a punched passport; the project lets it refuse", run: k.passport("weak", m(document.Perforated, .9))},
	}
}

// valueRows are 2.4 of the page: what was read, against the rules.
func valueRows(k *kyc) []ekycRow {
	p := visiontest.Printed
	chip := func(change ...func(*visiontest.Holder)) visiontest.Holder {
		return holder(document.CCCDChip, change...)
	}
	law := func(change ...func(*visiontest.Holder)) visiontest.Holder {
		return holder(document.CanCuoc2024, change...)
	}
	front := func(h visiontest.Holder) func(string) ekycAnswer { return k.one("ekyc", h.Shot(document.Front)) }
	zone := chip().Zone()
	other := chip(func(h *visiontest.Holder) { h.Name, h.Number = "Trần Văn Nam", "001090012345"; h.Sex = "M" })
	badDate := digits([]string{zone[0], "901332" + zone[1][6:], zone[2]})
	badDigit := []string{zone[0], zone[1][:6] + string('0'+(zone[1][6]-'0'+1)%10) + zone[1][7:], zone[2]}
	return []ekycRow{
		{key: "E-1", why: "a Vietnamese front and a Korean back, in a project that takes both: no rules are for the pair", run: k.two("any", chip().Shot(document.Front),
			chip().Shot(document.Back, func(d *wire.Document) { d.Type = string(document.KRResident) }))},
		{key: "E01", why: "no name", run: k.chipFront("ekyc", p(document.Name, ""))},
		{key: "E02", why: "a number of six digits", run: k.chipFront("ekyc", p(document.Number, "036190"), visiontest.Coded(""))},
		{key: "E03", why: "born on 12/13/1990", run: k.chipFront("ekyc", p(document.DateOfBirth, "12/13/1990"), visiontest.Coded(""))},
		{key: "E04", why: "born in 2031", run: front(chip(born(2031, 3, 12), expires(2060, 3, 12)))},
		{key: "E05", why: "twelve years old", run: front(chip(born(2014, 3, 12), expires(2039, 3, 12)))},
		{key: "E06", why: "a citizen of Laos", run: k.chipFront("ekyc", p(document.Nationality, "Lào"))},
		{key: "E07", why: "a number of another year", run: front(chip(func(h *visiontest.Holder) { h.Number = "036191004321" }))},
		{key: "E08", why: "a man's number on a woman's card", run: front(chip(func(h *visiontest.Holder) { h.Number = "036090004321" }))},
		{key: "E09", why: "an expiry on 12/99/2030", run: k.chipFront("ekyc", p(document.DateOfExpiry, "12/99/2030"))},
		{key: "E10", why: "expired in 2020", run: k.chipFront("ekyc", p(document.DateOfExpiry, "12/03/2020"))},
		{key: "E10", why: "a card of nine digits after 2024", run: k.one("ekyc", visiontest.HolderOf(document.CMND9).Shot(document.Front))},
		{key: "E11", why: "no expiry at 36", run: front(chip(func(h *visiontest.Holder) { h.Unlimited = true }))},
		{key: "E12", why: "issued on 22/13/2022", run: k.chipBack("ekyc", p(document.DateOfIssue, "22/13/2022"))},
		{key: "E13", why: "issued in 2029", run: k.chipBack("ekyc", p(document.DateOfIssue, "22/06/2029"))},
		{key: "E15", why: "the front of one type and the back of another", run: k.two("ekyc", visiontest.HolderOf(document.CCCDBarcode).Shot(document.Front),
			chip().Shot(document.Back))},
		{key: "E16", why: "a front whose blank the project lets through, and its back", run: k.two("lenient",
			chip().Shot(document.Front, p(document.PlaceOfOrigin, "")), chip().Shot(document.Back))},
		{key: "E17", why: "issued at 13", run: k.pages("ekyc", chip(born(2009, 3, 12), expires(2034, 3, 12)))},
		{key: "E18", why: "a card of twelve digits good for sixteen years", run: k.pages("keep", holder(document.CMND12, expires(2030, 2, 3)))},
		{key: "E19", why: "issued at 20, good until 26", run: k.pages("ekyc", chip(born(2002, 3, 12), expires(2028, 3, 12)))},
		{key: "E20", why: "issued at 32, good until 41", run: k.pages("ekyc", chip(expires(2031, 3, 12)))},
		{key: "E21", why: "issued at 47, good until 61", run: k.pages("ekyc", chip(born(1975, 3, 12), expires(2036, 3, 12)))},
		{key: "E22", why: "issued at 62, good until 70", run: k.pages("ekyc", chip(born(1960, 3, 12), expires(2030, 3, 12)))},
		{key: "E30", why: "the back of another person's card", run: k.two("ekyc", chip().Shot(document.Front), other.Shot(document.Back))},
		{key: "E31", why: "an authority that was none any more", run: k.chipBack("ekyc", p(document.Issuer, "CỤC TRƯỞNG CỤC CẢNH SÁT ĐKQL CƯ TRÚ VÀ DLQG VỀ DÂN CƯ"))},
		{key: "E32", why: "a chip card of 2020", run: k.pages("ekyc", chip(issued(2020, 12, 1)))},
		{key: "E33", why: "a card of 2024 issued at 8, good until 15", run: k.pages("ekyc", law(born(2016, 3, 12), expires(2031, 3, 12)))},
		{key: "E36", why: "a card of 2024 of a child of five", run: front(law(born(2021, 5, 5)))},
		{key: "E37", why: "a card of 2024 issued at five", run: k.pages("ekyc", law(born(2019, 6, 1), expires(2033, 6, 1)))},
		{key: "E110", why: "the back where the front was named", run: k.one("ekyc", chip().Shot(document.Back))},
		{key: "E110", why: "two files in the wrong order", run: func(lang string) ekycAnswer {
			return k.ekyc(k.session("ekyc").with("side-type=", "lang="+lang).send(chip().Shot(document.Back), chip().Shot(document.Front)))
		}},
		{key: "QR01", why: "a code with another name", run: k.chipFront("ekyc", visiontest.Coded(chip(func(h *visiontest.Holder) { h.Name = "Trần Thị Hoa" }).QR()))},
		{key: "QR01", why: "a scanned code of somebody else", run: func(lang string) ekycAnswer { return k.scan(chip(), other.QR(), lang) }},
		{key: "QR02", why: "a code with a link", run: k.chipFront("ekyc", visiontest.Coded("https://example.com/"))},
		{key: "QR02", why: "a scanned code that is none of a card", run: func(lang string) ekycAnswer { return k.scan(chip(), "hello", lang) }},
		{key: "QR02", why: "a scanned code for a card that has none", run: func(lang string) ekycAnswer {
			return k.scan(visiontest.HolderOf(document.CCCDBarcode), chip().QR(), lang)
		}},
		{key: "QR02", why: "a card of 2024 without its code, which the project requires", run: k.pages("qr", law(), visiontest.Coded(""))},
		{key: "MRZ01", why: "two lines", run: k.chipBack("ekyc", visiontest.Zoned(zone[:2]...))},
		{key: "MRZ02", why: "a question mark in the zone", run: k.chipBack("ekyc", visiontest.Zoned(zone[0], zone[1][:20]+"?"+zone[1][21:], zone[2]))},
		{key: "MRZ03", why: "a passport that prints another name than its zone", run: k.passport("ekyc", p(document.Name, "TRẦN THỊ HOA"))},
		{key: "MRZ04", why: "born on a 32nd of a 13th month", run: k.chipBack("ekyc", visiontest.Zoned(badDate...))},
		{key: "MRZ05", why: "a wrong check digit", run: k.chipBack("ekyc", visiontest.Zoned(badDigit...))},
		{key: "E105", why: "36, and the project wants 50", run: k.one("old", chip().Shot(document.Front))},
		{key: "E102", why: "a Korean card", run: k.one("ekyc", koreanCard())},
	}
}

// koreanCard is a card this contract does not know, as a worker that knows it reads it.
func koreanCard() []byte {
	h := visiontest.HolderOf(document.CCCDBarcode)
	return h.Shot(document.Front, func(d *wire.Document) { d.Type = string(document.KRResident) })
}

// scan sends a holder's document and then a scanned code.
func (k *kyc) scan(h visiontest.Holder, text, lang string) ekycAnswer {
	c := k.session("ekyc").with("side-type=").send(h.Shot(document.Front), h.Shot(document.Back))
	k.must(c)
	return k.ekyc(qrCall(c, text).with("lang=" + lang))
}

func qrCall(c ekycCall, text string) ekycCall {
	body, _ := json.Marshal(map[string]string{"qrcode": text})
	c.path, c.files, c.kind, c.body = "/qrcode", nil, "application/json", string(body)
	return c
}

// callRows are 1 and 2.1 of the page: what a caller does wrong.
func callRows(k *kyc) []ekycRow {
	good := visiontest.HolderOf(document.CCCDChip)
	front, back := good.Shot(document.Front), good.Shot(document.Back)
	ocr := func(project string, change func(ekycCall) ekycCall) func(string) ekycAnswer {
		return func(lang string) ekycAnswer {
			return k.ekyc(change(k.session(project).send(front)).with("lang=" + lang))
		}
	}
	with := func(headers ...string) func(string) ekycAnswer {
		return ocr("ekyc", func(c ekycCall) ekycCall { return c.with(headers...) })
	}
	send := func(files ...[]byte) func(string) ekycAnswer {
		return ocr("ekyc", func(c ekycCall) ekycCall { return c.send(files...) })
	}
	done := func(project string, then func(ekycCall) ekycCall) func(string) ekycAnswer {
		return func(lang string) ekycAnswer {
			return k.ekyc(then(k.must(k.session(project).send(front))).with("lang=" + lang))
		}
	}
	to := func(c ekycCall, path string) ekycCall { c.path, c.files = path, nil; return c }
	return []ekycRow{
		{key: "500/-1", why: "a worker that dies on the picture twice", run: send(visiontest.Picture("crash"))},
		{key: "500/-1", why: "a worker whose part for fields did not run", run: send(good.Shot(document.Front, visiontest.NotRun(wire.Fields, "no model")))},
		{key: "500/-1", why: "a worker whose part for kinds did not run", run: send(good.Shot(document.Front, visiontest.NotRun(wire.Kind, "no model")))},
		{key: "500/-1", why: "the chip step, behind the document", run: done("ekyc", func(c ekycCall) ekycCall {
			return to(k.must(c.send(back).with("side-type=back")), "/check_chip")
		})},
		{key: "500/-1", why: "the face step, behind the document", run: done("ekyc", func(c ekycCall) ekycCall {
			return to(k.must(c.send(back).with("side-type=back")), "/face/liveness/")
		})},
		{key: "400 api_key_missing", why: "a call without a key", run: ocr("ekyc", func(c ekycCall) ekycCall { c.project = "nobody"; return c })},
		{key: "400 document_type_missing", why: "no document-type", run: with("document-type=")},
		{key: "400 document_type_invalid", why: "a document-type of another case", run: with("document-type=IDR")},
		{key: "400 session_id_missing", why: "no session-id", run: with("session-id=")},
		{key: "400 session_id_missing", why: "no uuid at the result", run: ocr("ekyc", func(c ekycCall) ekycCall { return to(c, "/callback/get_result") })},
		{key: "400 country_invalid", why: "a country of the SDK's that is not Vietnam", run: with("country=idn")},
		{key: "403/403", why: "an id nobody gave out", run: with("session-id=0f1b6d52-9f0e-4c62-9d35-6f2f7c1a8e44")},
		{key: "403/403", why: "another device", run: with("device-type=ios")},
		{key: "403/403", why: "no device", run: with("device-type=")},
		{key: "403/403", why: "another project's key", run: ocr("ekyc", func(c ekycCall) ekycCall { c.project = "weak"; return c })},
		{key: "403/403", why: "half an hour later", run: ocr("ekyc", func(c ekycCall) ekycCall { k.pass(30 * time.Minute); return c })},
		{key: "403/403", why: "a session that reads documents only and is done", run: func(lang string) ekycAnswer {
			c := k.session("ekyc", "only-engine=1").with("side-type=").send(front, back)
			return k.ekyc(k.must(c).with("lang=" + lang))
		}},
		{key: "403/-1", why: "half an hour later, as the project answers it", run: ocr("minus", func(c ekycCall) ekycCall { k.pass(30 * time.Minute); return c })},
		{key: "403/0", why: "a hash of another file", run: ocr("ekyc", func(c ekycCall) ekycCall {
			c.texts = map[string][]string{"files_hash": {ekyc.FileHash(nil, back)}}
			return c
		})},
		{key: "403/0", why: "no hash, and the project asks for one", run: ocr("hashed", func(c ekycCall) ekycCall { return c })},
		{key: "403/1", why: "a QR before the document", run: ocr("ekyc", func(c ekycCall) ekycCall { return qrCall(c, good.QR()) })},
		{key: "403/1", why: "a chip before the document", run: ocr("ekyc", func(c ekycCall) ekycCall { return to(c, "/check_chip/") })},
		{key: "403/1", why: "a face behind a front alone", run: done("ekyc", func(c ekycCall) ekycCall { return to(c, "/face/liveness") })},
		{key: "403/1", why: "a face before the chip, in a flow with one", run: done("nfc", func(c ekycCall) ekycCall {
			return to(k.must(c.send(back).with("side-type=back")), "/face/liveness")
		})},
		{key: "403/2", why: "the second upload of a project that allows one", run: func(lang string) ekycAnswer {
			c := k.session("few").send(good.Shot(document.Front, visiontest.Measured(document.Sharpness, 1)))
			k.ekyc(c)
			return k.ekyc(c.with("lang=" + lang))
		}},
		{key: "403/3", why: "the result of a session under way", run: func(lang string) ekycAnswer {
			c := k.session("ekyc", "client_uuid=cust-under-way")
			return k.ekyc(to(c, "/callback/get_result").with("uuid=cust-under-way", "lang="+lang))
		}},
		{key: "E101", why: "a back before the front", run: with("side-type=back")},
		{key: "E102", why: "a passport, and the project takes cards", run: ocr("cards", func(c ekycCall) ekycCall { return c.with("document-type=passport") })},
		{key: "E103", why: "a second front", run: done("ekyc", func(c ekycCall) ekycCall { return c })},
		{key: "E103", why: "two files behind a front", run: done("ekyc", func(c ekycCall) ekycCall { return c.send(front, back).with("side-type=") })},
		{key: "E104", why: "two files with a side-type", run: send(front, back)},
		{key: "E104", why: "one file without a side-type", run: with("side-type=")},
		{key: "E104", why: "two files of a passport", run: ocr("ekyc", func(c ekycCall) ekycCall { return c.with("document-type=passport").send(front, back) })},
		{key: "1", why: "a side-type of neither side", run: with("side-type=left")},
		{key: "1", why: "a body that is no form", run: ocr("ekyc", func(c ekycCall) ekycCall { c.files, c.body, c.kind = nil, "x", "text/plain"; return c })},
		{key: "1", why: "a boundary that never comes", run: ocr("ekyc", func(c ekycCall) ekycCall {
			c.files, c.body, c.kind = nil, "--c\r\n", "multipart/form-data; boundary=b"
			return c
		})},
		{key: "1", why: "an address of a picture, and the project allows none", run: ocr("ekyc", func(c ekycCall) ekycCall {
			c.files = nil
			return c.with("front_image_url=https://pictures.example.com/a.jpg")
		})},
		{key: "1", why: "a QR call that is no JSON", run: ocr("ekyc", func(c ekycCall) ekycCall {
			c = qrCall(k.must(c.with("side-type=").send(front, back)), "")
			c.body = "{"
			return c
		})},
		{key: "7", why: "a PDF", run: send([]byte("%PDF-1.7"))},
		{key: "7", why: "an empty file", run: send([]byte{})},
		{key: "7", why: "a picture that the worker cannot decode", run: send(visiontest.Picture("error picture.broken"))},
		{key: "7", why: "a picture of more pixels than are taken", run: send(visiontest.Picture("error picture.too_large"))},
		{key: "7", why: "6 MB", run: send(append(slices.Clone(front), make([]byte, 6<<20)...))},
		{key: "7", why: "a body of 30 MB", run: send(append(slices.Clone(front), make([]byte, 30<<20)...))},
		{key: "401/401 api_key_missing", why: "init with a wrong key", run: func(lang string) ekycAnswer {
			return k.ekyc(ekycCall{project: "nobody", path: "/init_session/"}.with("device-type=api", "lang="+lang))
		}},
		{key: "400/400 device_type_missing", why: "init without a device", run: func(lang string) ekycAnswer {
			return k.ekyc(ekycCall{project: "ekyc", path: "/session/init"}.with("lang=" + lang))
		}},
		{key: "400/400 device_type_missing", why: "init with a device nobody knows", run: func(lang string) ekycAnswer {
			return k.ekyc(ekycCall{project: "ekyc", path: "/session/init"}.with("device-type=fridge", "lang="+lang))
		}},
		{key: "429/429", why: "the second session of a day of a project that allows one", run: func(lang string) ekycAnswer {
			k.ekyc(ekycCall{project: "once", path: "/session/init"}.with("device-type=api"))
			return k.ekyc(ekycCall{project: "once", path: "/session/init"}.with("device-type=api", "lang="+lang))
		}},
		{key: "404/404", why: "a path that is not there", run: func(lang string) ekycAnswer {
			return k.ekyc(ekycCall{project: "ekyc", path: "/nothing"}.with("lang=" + lang))
		}},
	}
}

func rowName(row ekycapi.Row) string { return strings.TrimSpace(row.Key() + " " + row.Detail) }

// TestEKYCRows: every row of the catalogue that can be produced now by a request to the whole program, in both languages, and the document that lists them.
func TestEKYCRows(t *testing.T) {
	k := startEKYC(t)
	catalogue := map[string]ekycapi.Row{}
	for _, row := range ekycapi.Rows() {
		catalogue[rowName(row)] = row
	}
	evidence := map[string][]string{}
	for _, row := range slices.Concat(callRows(k), pictureRows(k), valueRows(k)) {
		want, known := catalogue[row.key]
		if !known {
			t.Fatalf("%s is no row", row.key)
		}
		for lang, text := range map[string]string{"en": want.English, "vi": want.Vietnamese} {
			got := row.run(lang)
			if got.status != want.Status || got.code() != want.Code || got.message() != text || got.Detail != want.Detail {
				t.Errorf("%s, %s (%s): %d %s", row.key, row.why, lang, got.status, got.text)
			}
		}
		evidence[row.key] = append(evidence[row.key], row.why)
	}
	for name, row := range catalogue {
		if produced := len(evidence[name]) > 0; produced == (row.Later != "") {
			t.Errorf("%s: produced %t, later %q", name, produced, row.Later)
		}
	}
	pictures := map[string]string{}
	for _, s := range readPictureEvidence(t) {
		pictures[s.code] = fmt.Sprintf("%s %d", s.kind, s.seed)
	}
	golden.File(t, filepath.Join("..", "..", "docs", "ekyc-codes.md"), ekycCodes(evidence, pictures))
}

// ekycCodes is the document of the catalogue.
func ekycCodes(evidence map[string][]string, pictures map[string]string) string {
	var doc strings.Builder
	doc.WriteString(ekycCodesHead)
	for _, row := range ekycapi.Rows() {
		why := strings.Join(evidence[rowName(row)], "; ")
		if row.Later != "" {
			why = "not yet produced: " + row.Later
		}
		section := row.Section
		if section == "" {
			section = "+"
		}
		picture := ""
		if row.Reason != "" {
			picture = pictures[row.Code]
		}
		fmt.Fprintf(&doc, "| %s | %d | `%s` | %s | %s | %s | %s |\n", section, row.Status, row.Code, row.English, row.Vietnamese, why, picture)
	}
	return doc.String()
}

const ekycCodesHead = `# eKYC sessions: the whole catalogue, and a request that causes each row

Written by the test run (` + "`BONAFIDE_UPDATE=1 go test -run TestEKYCRows ./internal/e2e`" + `): each piece of evidence is a request to the whole program, made in both languages. What a
picture shows is told to the worker there, so that each row has one cause. The last column names a specimen (kind and seed, shot ` + "`photo`" + `, day 2026-11-01)
that the native worker reads and whose pictures end in the row; ` + "`TestEKYCPictures`" + ` looks again. How often they do is measured in [accuracy.md](accuracy.md). Sections are those
of the vendor's page, + is what the contract adds.

| section | HTTP | code | English | Vietnamese | caused here by | picture |
| --- | --- | --- | --- | --- | --- | --- |
`

// TestEKYCSession: what sessions come to.
func TestEKYCSession(t *testing.T) {
	k := startEKYC(t)
	chip := visiontest.HolderOf(document.CCCDChip)
	t.Run("every document is accepted whole", func(t *testing.T) {
		for kind, family := range map[document.Type]string{document.CMND9: "idr", document.CMND12: "idr", document.CCCDBarcode: "idr", document.CCCDChip: "idr",
			document.CanCuoc2024: "idr", document.VNLicence: "dlr"} {
			h := visiontest.HolderOf(kind)
			c := k.session("keep", "only-engine=1", "client_uuid=whole-"+string(kind)).with("document-type="+family, "side-type=")
			if kind == document.VNLicence {
				c = c.with("side-type=front")
			}
			a := k.ekyc(c.send(h.Shot(document.Front)).with("side-type=front"))
			if a.code() != "0" || a.value("ID") != h.Number || a.value("Name") != "LÊ THỊ MAI" {
				t.Errorf("%s front: %s", kind, a.text)
				continue
			}
			if kind == document.VNLicence {
				continue
			}
			b := k.ekyc(c.send(h.Shot(document.Back)).with("side-type=back"))
			if b.code() != "0" || b.value("ID") != h.Number || b.value("Issue Date") == "" {
				t.Errorf("%s back: %s", kind, b.text)
			}
			result := k.ekyc(ekycCall{project: "keep", method: "GET", path: "/callback/get_result?uuid=whole-" + string(kind)})
			if result.status != 200 || result.Code != "200" || !strings.Contains(result.text, `"status":"Successful"`) || !strings.Contains(result.text, h.Number) {
				t.Errorf("%s result: %s", kind, result.text)
			}
		}
		a := k.passport("ekyc")("en")
		if a.code() != "0" || a.value("Passport Number") != "P01234567" || !strings.Contains(a.value("MRZ"), "P<VNM") {
			t.Errorf("passport: %s", a.text)
		}
	})
	t.Run("the answer of a card with a chip", func(t *testing.T) {
		a := k.ekyc(k.session("ekyc").with("side-type=").send(chip.Shot(document.Front), chip.Shot(document.Back)))
		for key, want := range map[string]string{"ID": chip.Number, "Date of birth": "12/03/1990", "Sex": "Nữ", "Province": "Nam Định", "District": "TP Nam Định",
			"Ward": "Bà Triệu", "Street": "Số 8 Hàng Tiện", "Type": "N/A", "QRcode": chip.QR(), "Issue Date": "22/06/2022", "MRZ": strings.Join(chip.Zone(), "\n")} {
			if a.value(key) != want {
				t.Errorf("%s: %q, want %q", key, a.value(key), want)
			}
		}
		if a.Data[0]["score"] != "98.00" || a.Data[0]["name"] != "Số/ No" || a.Data[0]["locale"] != "vn" || !strings.HasSuffix(a.text, `"total_data":[]}`) {
			t.Errorf("%s", a.text)
		}
	})
	t.Run("a QR is scanned, and as a picture", func(t *testing.T) {
		if a := k.scan(chip, chip.QR(), "en"); a.code() != "0" || a.message() != "" {
			t.Error(a.text)
		}
		c := k.must(k.session("ekyc").with("side-type=").send(chip.Shot(document.Front), chip.Shot(document.Back)))
		c.path = "/qrcode"
		if a := k.ekyc(c.send(chip.Shot(document.Front))); a.code() != "0" {
			t.Error(a.text)
		}
		if a := k.ekyc(c.send(chip.Shot(document.Front, visiontest.Coded("")))); a.code() != "QR02" {
			t.Error(a.text)
		}
	})
	t.Run("three backs of another card drop the front", func(t *testing.T) {
		other := holder(document.CCCDChip, func(h *visiontest.Holder) { h.Name, h.Number, h.Sex = "Trần Văn Nam", "001090012345", "M" })
		c := k.must(k.session("ekyc").send(chip.Shot(document.Front)))
		back := c.with("side-type=back")
		for range 3 {
			if a := k.ekyc(back.send(other.Shot(document.Back))); a.code() != "E30" {
				t.Fatal(a.text)
			}
		}
		if a := k.ekyc(back.send(chip.Shot(document.Back))); a.code() != "E101" {
			t.Error(a.text)
		}
		k.must(k.must(c).with("side-type=back").send(chip.Shot(document.Back)))
	})
	t.Run("an engine at fault costs no upload", func(t *testing.T) {
		c := k.session("few").send(visiontest.Picture("crash"))
		if a := k.ekyc(c); a.status != 500 {
			t.Fatal(a.text)
		}
		k.must(c.send(chip.Shot(document.Front)))
	})
	t.Run("a store of pictures that cannot be written costs no upload", func(t *testing.T) {
		c := k.session("few").send(chip.Shot(document.Front))
		repair := k.breakBlobs("ekyc")
		a := k.ekyc(c)
		repair()
		if a.status != 500 {
			t.Error(a.text)
		}
		k.must(c)
	})
	t.Run("a project's own words and SDK", func(t *testing.T) {
		a := k.ekyc(k.session("own text").send(chip.Shot(document.Front, visiontest.Measured(document.Sharpness, 1))))
		if a.message() != "Ảnh chưa rõ" {
			t.Error(a.text)
		}
		opened := k.ekyc(ekycCall{project: "own text", path: "/init_session"}.with("device-type=android"))
		if opened.SDK["show_logo"] != 1.0 || opened.SDK["limit"] != 5.0 || opened.SDK["ekyc_flow"] != 1.0 || opened.OnDevice["blur"] != true {
			t.Error(opened.text)
		}
	})
	t.Run("hashes", func(t *testing.T) {
		front := chip.Shot(document.Front)
		c := k.session("hashed").send(front)
		c.texts = map[string][]string{"files_hash": {ekyc.FileHash(nil, front)}}
		k.must(c)
		k.admin("PUT", "/admin/v1/projects/e-hashed/ekyc", `{"settings": {}, "hashSecret": "a secret of the project"}`, nil)
		c = k.session("hashed").send(front)
		c.texts = map[string][]string{"files_hash": {ekyc.FileHash(nil, front)}}
		if a := k.ekyc(c); a.status != 403 || a.code() != "0" {
			t.Errorf("a plain hash, and the project has a secret: %s", a.text)
		}
		c.texts = map[string][]string{"files_hash": {ekyc.FileHash([]byte("a secret of the project"), front)}}
		k.must(c)
	})
	t.Run("a forgery is remembered", func(t *testing.T) {
		if a := k.chipFront("memory", visiontest.Measured(document.PhotocopyLook, .9))("en"); a.code() != "FC01" {
			t.Fatal(a.text)
		}
		if a := k.chipFront("memory")("en"); a.code() != "FC01" {
			t.Errorf("the same number again: %s", a.text)
		}
		k.pass(6 * time.Hour)
		if a := k.chipFront("memory")("en"); a.code() != "0" {
			t.Errorf("six hours later: %s", a.text)
		}
	})
	t.Run("the key in the query", func(t *testing.T) {
		a := k.ekyc(ekycCall{project: "nobody", path: "/session/init?api_key=" + k.keys["ekyc"]}.with("device-type=web-sdk"))
		if a.Code != "200" {
			t.Error(a.text)
		}
	})
	t.Run("concurrent fronts", func(t *testing.T) {
		c := k.session("ekyc").send(chip.Shot(document.Front))
		codes := make(chan string, 4)
		for range 4 {
			go func() { codes <- k.ekyc(c).code() }()
		}
		var got []string
		for range 4 {
			got = append(got, <-codes)
		}
		if slices.Sort(got); !slices.Equal(got, []string{"0", "E103", "E103", "E103"}) {
			t.Errorf("%v", got)
		}
	})
}

// TestEKYCReview: reviewers see every call with every finding, and its pictures, until retention ends; then nothing is left but facts.
func TestEKYCReview(t *testing.T) {
	k := startEKYC(t)
	chip := visiontest.HolderOf(document.CCCDChip)
	bad := chip.Shot(document.Front, visiontest.Measured(document.Sharpness, 1), visiontest.Measured(document.Emblem, .1), visiontest.Measured(document.Screen, 1))
	c := k.session("keeps", "client_uuid=cust-1", "only-engine=1").send(bad)
	if a := k.ekyc(c); a.code() != "QC03" {
		t.Fatal(a.text)
	}
	k.must(k.must(c.send(chip.Shot(document.Front))).with("side-type=back").send(chip.Shot(document.Back)))
	id := c.headers["session-id"]
	var seen struct {
		State, LastCode, ClientUUID string
		Review                      bool
		Calls                       []struct {
			Answer, Code string
			Findings     []ekyc.Finding
			Pictures     []string
		}
		Pictures []string
	}
	k.admin("GET", "/admin/v1/ekyc/sessions/"+id, "", &seen)
	if seen.State != "successful" || len(seen.Calls) != 3 || len(seen.Pictures) != 3 || seen.ClientUUID != "cust-1" || !seen.Review {
		t.Fatalf("%+v", seen)
	}
	failed := map[check.Reason]string{}
	for _, f := range seen.Calls[0].Findings {
		if f.Status == "failed" {
			failed[f.Reason] = f.Severity
		}
	}
	if failed[check.Blurred] != "fail" || failed[check.EmblemMissing] != "fail" || failed[check.Recaptured] != "warn" || seen.Calls[0].Code != "QC03" || seen.Calls[2].Code != "0" {
		t.Errorf("%v %+v", failed, seen.Calls[0])
	}
	status, picture := k.ask("GET", "/admin/v1/ekyc/sessions/"+id+"/pictures/"+seen.Pictures[0], "")
	if status != 200 || !bytes.Equal(picture, shotOf(bad, chip, seen.Pictures[0])) {
		t.Errorf("a picture: %d, %d bytes", status, len(picture))
	}
	if n := len(k.audited("ekyc.viewed")); n != 2 {
		t.Errorf("%d views are on record", n)
	}
	var list struct {
		Sessions []struct{ ID, State, LastCode string }
	}
	k.admin("GET", "/admin/v1/ekyc/sessions?project=e-keeps&state=successful&review=true", "", &list)
	if len(list.Sessions) != 1 || list.Sessions[0].ID != id {
		t.Errorf("%+v", list)
	}
	for path, want := range map[string]int{"/admin/v1/ekyc/sessions/nothing": 404, "/admin/v1/ekyc/sessions?state=odd": 422, "/admin/v1/ekyc/sessions/" + id + "/pictures/odd": 404,
		"/admin/v1/projects/none/ekyc": 404} {
		if status := k.adminStatus("GET", path, ""); status != want {
			t.Errorf("%s: %d", path, status)
		}
	}
	k.retention(id, 30*time.Minute, false)
	k.retention(id, 48*time.Hour, true)
	if status, _ := k.ask("GET", "/admin/v1/ekyc/sessions/"+id+"/pictures/"+seen.Pictures[0], ""); status != 404 {
		t.Errorf("a picture that is erased: %d", status)
	}
	files, _ := filepath.Glob(filepath.Join(k.dir, "blobs", "ekyc", id, "*"))
	if len(files) != 0 {
		t.Errorf("left in the store: %v", files)
	}
}

// shotOf is the picture of a kind among those of TestEKYCReview.
func shotOf(bad []byte, h visiontest.Holder, kind string) []byte {
	switch {
	case strings.HasPrefix(kind, "front-1-"):
		return bad
	case strings.HasPrefix(kind, "front-"):
		return h.Shot(document.Front)
	}
	return h.Shot(document.Back)
}

// retention lets time pass, runs the job, and sees whether the session's personal part is gone.
func (k *kyc) retention(id string, passes time.Duration, gone bool) {
	k.t.Helper()
	k.pass(passes)
	if _, _, err := k.node.EKYC.Expire(k.t.Context()); err != nil {
		k.t.Error(err)
	}
	result := k.ekyc(ekycCall{project: "keeps", path: "/callback/get_result"}.with("uuid=cust-1"))
	var seen struct {
		Erased     bool
		ClientUUID string
	}
	k.admin("GET", "/admin/v1/ekyc/sessions/"+id, "", &seen)
	if seen.Erased != gone || (seen.ClientUUID == "") != gone || (result.status == 403) != gone {
		k.t.Errorf("after %s: %+v, %s", passes, seen, result.text)
	}
}

// TestEKYCExpiry: sessions that nobody ends are ended, and without retention erased with that.
func TestEKYCExpiry(t *testing.T) {
	k := startEKYC(t)
	chip := visiontest.HolderOf(document.CCCDChip)
	c := k.must(k.session("ekyc", "client_uuid=cust-2").send(chip.Shot(document.Front)))
	k.pass(30 * time.Minute)
	if a := k.ekyc(ekycCall{project: "ekyc", path: "/callback/get_result"}.with("uuid=cust-2")); a.status != 403 || a.code() != "403" {
		t.Errorf("%s", a.text)
	}
	ended, erased, err := k.node.EKYC.Expire(t.Context())
	if ended != 1 || err != nil {
		t.Errorf("%d ended, %d erased, %v", ended, erased, err)
	}
	if _, erased, err = k.node.EKYC.Expire(t.Context()); erased != 1 || err != nil {
		t.Errorf("%d erased, %v", erased, err)
	}
	var seen struct {
		State  string
		Erased bool
	}
	k.admin("GET", "/admin/v1/ekyc/sessions/"+c.headers["session-id"], "", &seen)
	if seen.State != "expired" || !seen.Erased {
		t.Errorf("%+v", seen)
	}
	if ended, erased, err := k.node.EKYC.Expire(t.Context()); ended+erased != 0 || err != nil {
		t.Errorf("again: %d, %d, %v", ended, erased, err)
	}
}

// TestEKYCSettings: what a project may not say is refused with its path.
func TestEKYCSettings(t *testing.T) {
	k := startEKYC(t)
	for body, place := range map[string]string{
		`{"settings": {"flow": 7}}`: "settings.flow", `{"settings": {"lifetime": 59}}`: "settings.lifetime", `{"settings": {"language": "fr"}}`: "settings.language",
		`{"settings": {"families": ["idr", "card"]}}`: "settings.families[1]", `{"settings": {"imageHosts": ["10.0.0.1"]}}`: "settings.imageHosts[0]",
		`{"settings": {"texts": {"ocr_id": {"X1": {"en": "a"}}}}}`: "settings.texts.ocr_id.X1", `{"settings": {"texts": {"ocr": {}}}}`: "settings.texts.ocr",
		`{"settings": {"sdk": {"limit": 3}}}`: "settings.sdk.limit", `{"settings": {"hash": {"client": "require"}}}`: "settings.hash.clientKey",
		`{"settings": {"policy": {"minAge": 20, "maxAge": 10}}}`: "settings.policy.minAge, maxAge", `{"settings": {"unknown": 1}}`: "unknown", `{"hashSecret": "short"}`: "hashSecret",
		`{"settings": null}`: "settings",
	} {
		status, text := k.ask("PUT", "/admin/v1/projects/e-ekyc/ekyc", body)
		var fault struct{ Place string }
		if err := json.Unmarshal(text, &fault); err != nil || status != 422 || fault.Place != place {
			t.Errorf("%s: %d %s", body, status, text)
		}
	}
	var saved struct {
		Settings      ekyc.Settings
		HashSecretSet bool
	}
	k.admin("PUT", "/admin/v1/projects/e-own-text/ekyc", `{"settings": {"lifetime": 120, "sdk": {"show_logo": 0}}, "hashSecret": "sixteen bytes or more"}`, nil)
	k.admin("GET", "/admin/v1/projects/e-own-text/ekyc", "", &saved)
	if s := saved.Settings; s.Lifetime != 120 || s.Language != "vi" || len(s.SDK) != 1 || !saved.HashSecretSet || s.Texts[ekyc.GroupID]["QC03"].Vietnamese == "" {
		t.Errorf("%+v", saved)
	}
	if _, text := k.ask("GET", "/admin/v1/projects/e-own-text/ekyc", ""); bytes.Contains(text, []byte("sixteen")) {
		t.Error("the secret is shown")
	}
}

// TestEKYCOnPostgres: a whole session on the other database, its review and its end.
func TestEKYCOnPostgres(t *testing.T) {
	url := pgtest.Start(t)
	k := startKYC(t, withWorker(visiontest.Program(t)), func(cfg *config.Node, _ *node.Options) { cfg.Database = url })
	k.ekycProjects()
	chip := visiontest.HolderOf(document.CCCDChip)
	c := k.session("keeps", "client_uuid=cust-1", "only-engine=1").send(chip.Shot(document.Front, visiontest.Measured(document.Sharpness, 1)))
	if a := k.ekyc(c); a.code() != "QC03" {
		t.Fatal(a.text)
	}
	k.must(k.must(c.send(chip.Shot(document.Front))).with("side-type=back").send(chip.Shot(document.Back)))
	id := c.headers["session-id"]
	var seen struct {
		State string
		Calls []struct{ Code string }
	}
	k.admin("GET", "/admin/v1/ekyc/sessions/"+id, "", &seen)
	if seen.State != "successful" || len(seen.Calls) != 3 {
		t.Errorf("%+v", seen)
	}
	k.retention(id, time.Hour, false)
	k.retention(id, 48*time.Hour, true)
}
