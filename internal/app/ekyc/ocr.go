package ekyc

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/bonafide-id/bonafide/audit"
	"github.com/bonafide-id/bonafide/check"
	"github.com/bonafide-id/bonafide/document"
	"github.com/bonafide-id/bonafide/document/vn"
	"github.com/bonafide-id/bonafide/fault"
	"github.com/bonafide-id/bonafide/verification"
)

// MaxPicture is how many bytes a picture may have (contract 2.1).
const MaxPicture = 5 << 20

// OCR is a call of ocr (contract 2.3).
type OCR struct {
	LiveCall
	Family     string // header document-type
	Side       string // header side-type; empty: none
	Country    string // header country; empty: none
	OnlyEngine bool
	Files      [][]byte
	Hashes     []string // files_hash, in the order of the files
	// Addresses are front_image_url and back_image_url of a call without a body.
	Addresses []string
	// BodyFault is why the body could not be read; it is answered in its turn (contract 1.8).
	BodyFault  error
	ManualTime string
	SDKVersion string
}

// Answer is what a document or QR call came to.
type Answer struct {
	Refused     check.Reason // the first finding against it; empty: accepted
	Settings    Settings     // those the session is judged by
	Front, Back *document.Page
	Latest      document.Side // of the side that was sent; empty: both
}

// OCR reads and judges a side, or both sides, of a document. The order is contract 1.8. Errors: the codes of package fault that begin with "ekyc." and
// "picture."; everything else is ours.
func (s *Service) OCR(ctx context.Context, c Caller, in OCR) (Answer, error) {
	if err := gateway(in); err != nil {
		return Answer{}, err
	}
	giveBack, err := s.turns.take(ctx, in.SessionID)
	if err != nil {
		return Answer{}, err
	}
	defer giveBack()
	w, p, err := s.mayRead(ctx, c, in)
	if err != nil {
		return Answer{}, err
	}
	files, err := s.pictures(ctx, c, in)
	if err != nil {
		return Answer{}, err
	}
	if w, p, err = s.claim(ctx, c, in, w, p); err != nil {
		return Answer{}, err
	}
	pages, err := s.pages(ctx, Family(in.Family), files)
	if err != nil {
		s.notRun(ctx, c, in, err)
		return Answer{}, err
	}
	shot, err := s.keepAll(ctx, w, p, files)
	if err != nil {
		s.notRun(ctx, c, in, err)
		return Answer{}, err
	}
	answer, err := s.conclude(ctx, c, in, w, p, pages, shot)
	if code := fault.CodeOf(err); err != nil && (code == fault.Conflict || strings.HasPrefix(string(code), "ekyc.")) {
		s.drop(ctx, slices.Collect(maps.Values(shot))...) // no session names them; after a database's error one may
	}
	return answer, err
}

// gateway is step 1: what the headers must say.
func gateway(in OCR) error {
	switch {
	case in.Family == "":
		return fault.New(fault.EKYCFamilyMissing, "document-type")
	case !slices.Contains(Families(), Family(in.Family)):
		return fault.New(fault.EKYCFamily, "document-type")
	case in.Country != "" && in.Country != "vi" && in.Country != "vn":
		return fault.New(fault.EKYCCountry, "country")
	case in.SessionID == "":
		return fault.New(fault.EKYCSessionMissing, "session-id")
	}
	return nil
}

// mayRead are steps 2 and 3: the session, its hashes and tries, then count and order of the files.
func (s *Service) mayRead(ctx context.Context, c Caller, in OCR) (*work, plan, error) {
	w, err := s.live(ctx, c, in.SessionID, in.Device)
	if err != nil {
		return nil, plan{}, err
	}
	if in.BodyFault == nil && len(in.Addresses) == 0 {
		if err := checkHashes(w.data.Settings.Hash.Files, c.secret, in.Files, in.Hashes); err != nil {
			return nil, plan{}, err
		}
	}
	switch {
	case w.row.Uploads >= w.data.Settings.Uploads:
		return nil, plan{}, fault.New(fault.EKYCTries, "session-id")
	case in.BodyFault != nil:
		return nil, plan{}, in.BodyFault
	}
	p, err := w.plan(in)
	return w, p, err
}

// plan says which side each file is.
type plan struct{ sides []document.Side }

func (p plan) has(side document.Side) bool { return slices.Contains(p.sides, side) }

// plan is step 3: E104, E101, E103, E102. A passport has one page, whatever side-type says.
func (w *work) plan(in OCR) (plan, error) {
	family := Family(in.Family)
	var p plan
	switch {
	case family == Passport:
		p.sides = []document.Side{document.Front}
	case in.Side == string(document.Front) || in.Side == string(document.Back):
		p.sides = []document.Side{document.Side(in.Side)}
	case in.Side == "":
		p.sides = []document.Side{document.Front, document.Back}
	default:
		return plan{}, fault.New(fault.EKYCParameters, "side-type")
	}
	switch {
	case len(in.Files)+len(in.Addresses) != len(p.sides):
		return plan{}, fault.New(fault.EKYCFileCount, "files")
	case !p.has(document.Front) && !w.row.State.Started():
		return plan{}, fault.New(fault.EKYCFrontFirst, "side-type")
	case p.has(document.Front) && w.row.State.Started():
		return plan{}, fault.New(fault.EKYCFrontDone, "side-type")
	case !w.data.Settings.takes(family):
		return plan{}, fault.New(fault.EKYCFamilyRefused, "document-type")
	}
	return p, nil
}

// pictures is step 4: files of a kind that is taken, fetched where addresses stand in their place.
func (s *Service) pictures(ctx context.Context, c Caller, in OCR) ([][]byte, error) {
	files := in.Files
	for _, address := range in.Addresses {
		if s.Fetcher == nil || len(c.Settings.ImageHosts) == 0 {
			return nil, fault.New(fault.EKYCParameters, "front_image_url")
		}
		file, err := s.Fetcher.Fetch(ctx, address, c.Settings.ImageHosts, MaxPicture)
		if err != nil {
			return nil, err
		}
		files = append(files, file)
	}
	for i, file := range files {
		if !acceptable(file) {
			return nil, fault.New(fault.EKYCPicture, fmt.Sprintf("files[%d]", i))
		}
	}
	return files, nil
}

// kinds of pictures that are taken, by their first bytes: JPEG, PNG, BMP, TIFF of both byte orders (contract 2.1).
var kinds = []string{"\xff\xd8\xff", "\x89PNG\r\n\x1a\n", "BM", "II*\x00", "MM\x00*"}

func acceptable(file []byte) bool {
	return len(file) <= MaxPicture && slices.ContainsFunc(kinds, func(head string) bool { return strings.HasPrefix(string(file[:min(len(file), 8)]), head) })
}

// overtaken is how often a call begins again when another process changed the session meanwhile.
const overtaken = 8

// claim counts the call before the engine runs. When the session was changed meanwhile, it is looked at anew.
func (s *Service) claim(ctx context.Context, c Caller, in OCR, w *work, p plan) (*work, plan, error) {
	for range overtaken {
		w.row.Uploads++
		w.row.Family = Family(in.Family)
		err := s.save(ctx, w, audit.EKYCTried, map[string]string{"upload": strconv.Itoa(w.row.Uploads)})
		if !fault.Has(err, fault.Conflict) {
			return w, p, err
		}
		if w, p, err = s.mayRead(ctx, c, in); err != nil {
			return nil, plan{}, err
		}
	}
	return nil, plan{}, fault.New(fault.EKYCEngine, "session")
}

// pages reads the files. A picture that cannot be decoded keeps its code; everything else that goes wrong is ours.
func (s *Service) pages(ctx context.Context, family Family, files [][]byte) ([]document.Page, error) {
	if s.Engine == nil || s.Judge == nil {
		return nil, fault.Newf(fault.EKYCEngine, "engine", "not configured")
	}
	var pages []document.Page
	for _, file := range files {
		page, err := s.page(ctx, file, hints[family])
		if err != nil {
			return nil, err
		}
		pages = append(pages, page)
	}
	return pages, nil
}

// unread says why nothing can be said of a document: a kind that was not looked for is not one that was not found. Fields are read of a kind alone, and of
// one whose layout is known; any other passport is judged by its zone.
func unread(page document.Page) (part, why string, is bool) {
	if why, is = page.NotRun["kind"]; is {
		return "kind", why, true
	}
	why, is = page.NotRun["fields"]
	return "fields", why, is && slices.Contains(vn.Types(), page.Type)
}

func (s *Service) page(ctx context.Context, file []byte, hint document.Hint) (document.Page, error) {
	ctx, cancel := context.WithTimeout(ctx, s.EngineTime)
	defer cancel()
	page, err := s.Engine.Page(ctx, file, hint)
	if code := fault.CodeOf(err); err != nil && !strings.HasPrefix(string(code), "picture.") {
		return document.Page{}, fault.Newf(fault.EKYCEngine, "engine", "%s", code)
	}
	if err != nil {
		return document.Page{}, err
	}
	if part, why, is := unread(page); is {
		return document.Page{}, fault.Newf(fault.EKYCEngine, "engine."+part, "%s", why)
	}
	return page, nil
}

// recordTime is how long keeping the record of a call that was not judged may take. It is kept although the caller has left.
const recordTime = 5 * time.Second

// notRun keeps on record that a call was not judged, and why. What is our fault costs no upload.
func (s *Service) notRun(ctx context.Context, c Caller, in OCR, why error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), recordTime)
	defer cancel()
	code := fault.CodeOf(why)
	for range overtaken {
		w, err := s.live(ctx, c, in.SessionID, in.Device)
		if err == nil {
			if !strings.HasPrefix(string(code), "picture.") {
				w.row.Uploads--
			}
			w.note(in, s.now(), string(code), nil, nil)
			err = s.save(ctx, w, audit.EKYCNotRun, map[string]string{"reason": string(code)})
		}
		if fault.Has(err, fault.Conflict) {
			continue
		}
		if err != nil {
			s.Log.WarnContext(ctx, "that a call was not judged could not be recorded", "code", string(code), "error", err.Error())
		}
		return
	}
}

// note adds a call to the record.
func (w *work) note(in OCR, now time.Time, answer string, findings []verification.Finding, pictures []string) {
	w.row.Code = answer
	w.data.Calls = append(w.data.Calls, Call{At: now, Call: "ocr", Family: Family(in.Family), Side: in.Side, Answer: answer, Findings: kept(findings),
		Pictures: pictures, ManualTime: cut(in.ManualTime), SDKVersion: cut(in.SDKVersion)})
}

// cut is a text of a caller's as it is kept.
func cut(text string) string {
	if !utf8.ValidString(text) {
		return ""
	}
	runes := []rune(text)
	return string(runes[:min(len(runes), maxName)])
}

// keepAll puts the pictures away, each under a name of its own, and returns kind to blob key.
func (s *Service) keepAll(ctx context.Context, w *work, p plan, files [][]byte) (map[string]string, error) {
	shot := map[string]string{}
	for i, side := range p.sides {
		kind := fmt.Sprintf("%s-%d-%d", side, w.row.Uploads, w.row.Version)
		if err := s.keep(ctx, w, kind, files[i]); err != nil {
			s.drop(ctx, slices.Collect(maps.Values(shot))...)
			return nil, fault.Wrap(fault.Unavailable, "blobs", err)
		}
		shot[kind] = w.data.Pictures[kind]
	}
	return shot, nil
}

// conclude judges and stores. When another process changed the session meanwhile, the call is judged by what that one left.
func (s *Service) conclude(ctx context.Context, c Caller, in OCR, w *work, p plan, pages []document.Page, shot map[string]string) (Answer, error) {
	var err error
	for range overtaken {
		for kind, key := range shot {
			w.data.Pictures[kind] = key
		}
		var answer Answer
		if answer, err = s.judge(ctx, in, w, p, pages, shot); !fault.Has(err, fault.Conflict) {
			return answer, err
		}
		if w, p, err = s.again(ctx, c, in); err != nil {
			return Answer{}, err
		}
	}
	return Answer{}, err
}

// again looks at the session anew; the call is counted already.
func (s *Service) again(ctx context.Context, c Caller, in OCR) (*work, plan, error) {
	w, err := s.live(ctx, c, in.SessionID, in.Device)
	if err != nil {
		return nil, plan{}, err
	}
	p, err := w.plan(in)
	return w, p, err
}

func (s *Service) judge(ctx context.Context, in OCR, w *work, p plan, pages []document.Page, shot map[string]string) (Answer, error) {
	now := s.now()
	input := w.input(in, p, pages, now)
	findings, err := s.findings(ctx, w, input)
	if err != nil {
		return Answer{}, err
	}
	refused, against := verification.First(findings)
	w.row.Review = w.row.Review || len(verification.ToReview(findings)) > 0
	if in.OnlyEngine {
		w.row.OnlyEngine = true
	}
	answer := Answer{Settings: w.data.Settings, Front: input.Front, Back: input.Back, Latest: input.Latest}
	if against {
		answer.Refused = refused.Reason
		err = w.refuse(refused.Reason, now)
	} else {
		err = w.accept(input, p, now)
	}
	if err != nil {
		return Answer{}, err
	}
	w.note(in, now, string(answer.Refused), findings, names(shot))
	return answer, s.save(ctx, w, audit.EKYCJudged, map[string]string{"answer": string(answer.Refused)}, s.remember(w, input, answer.Refused, now))
}

func names(shot map[string]string) []string {
	var list []string
	for kind := range shot {
		list = append(list, kind)
	}
	slices.Sort(list)
	return list
}

// input is what is judged: what has just been sent, with the front that was accepted before.
func (w *work) input(in OCR, p plan, pages []document.Page, now time.Time) verification.Input {
	input := verification.Input{Front: w.data.Front, Family: in.Family, Today: now.In(place)}
	for i, side := range p.sides {
		switch side {
		case document.Front:
			input.Front = &pages[i]
		case document.Back:
			input.Back = &pages[i]
		}
	}
	if len(p.sides) == 1 {
		input.Latest = p.sides[0]
	}
	if Family(in.Family) != Passport {
		input.Wanted = input.Latest
	}
	return input
}

// pairReasons are those of two sides that do not belong together (E15, E30).
var pairReasons = []check.Reason{check.SidesDiffer, check.CardsDiffer}

// refuse counts backs of another card; the last one allowed drops the front too (decision A-26).
func (w *work) refuse(reason check.Reason, now time.Time) error {
	if !slices.Contains(pairReasons, reason) || !w.row.State.Started() {
		return nil
	}
	w.row.PairFailures++
	if w.row.PairFailures < w.data.Settings.PairFailures {
		return nil
	}
	w.row.PairFailures, w.data.Front, w.data.Back = 0, nil, nil
	return w.happen(FrontDropped, now)
}

func (w *work) accept(input verification.Input, p plan, now time.Time) error {
	w.data.Front, w.data.Back = input.Front, input.Back
	event := DocumentAccepted
	switch {
	case input.Latest == document.Front && input.Family != string(Passport):
		event, w.row.PairFailures = FrontAccepted, 0
	case w.row.OnlyEngine:
		event = DocumentSufficed
	}
	return w.happen(event, now)
}

// findings judges, and adds what the session itself has to say.
func (s *Service) findings(ctx context.Context, w *work, input verification.Input) ([]verification.Finding, error) {
	findings := s.Judge(input, w.data.Settings.policy())
	known, err := s.remembered(ctx, w, input)
	return append(findings, known...), err
}

const qrCode = "QRCode"
