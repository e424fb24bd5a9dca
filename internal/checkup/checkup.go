// Package checkup checks one person's pictures from files, as the two steps of a submission would, and says what was read, what was
// checked, what was not and why, and what would be decided. It stores nothing.
package checkup

import (
	"context"
	"io"
	"maps"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/bonafide-id/bonafide/check"
	"github.com/bonafide-id/bonafide/document/mrz"
	"github.com/bonafide-id/bonafide/fault"
	"github.com/bonafide-id/bonafide/internal/app/submission"
	"github.com/bonafide-id/bonafide/verification"
)

// maxPicture is how many bytes a file may have; the worker has its own limits on what is in it.
const maxPicture = 64 << 20

// Options of a check.
type Options struct {
	Front, Back, Selfie string // paths; Back and Selfie may be empty
	Country, IDType     string // alpha-3, and contract 2.1; both empty: found out from the document
	Confirmed           *submission.Fields
	Settings            submission.Settings
	Engine              submission.Engine
	Now                 time.Time
	Version             string
}

// Report is what came out.
type Report struct {
	Version   string              `json:"version"`
	Models    map[string]string   `json:"models"` // slot to SHA-256
	Country   string              `json:"issuingCountry"`
	IDType    string              `json:"idType"`
	Guessed   bool                `json:"guessed"` // country and type are what the document says
	Pictures  []Picture           `json:"pictures"`
	Read      submission.Fields   `json:"read"`
	Confirmed submission.Fields   `json:"confirmed"`
	AsRead    bool                `json:"confirmedAsRead"` // nothing was confirmed, so what was read stands in its place
	Checks    []submission.Check  `json:"checks"`
	Retry     []submission.Retry  `json:"retry"`
	Reject    []Reject            `json:"reject"`
	Decision  string              `json:"decision"` // approved, rejected, pending (a person must look), retry (another picture is asked for)
	Against   []submission.Check  `json:"against"`  // what stands against an automatic approval
	Similar   *int                `json:"similarity"`
	Liveness  *int                `json:"liveness"`
	Settings  submission.Settings `json:"settings"`
	Notes     []string            `json:"notes"`
	Findings  []Finding           `json:"findings"` // of the document engine, in the order in which they count
	Policy    verification.Policy `json:"policy"`   // under which it judged; empty: the defaults
	Day       string              `json:"day"`      // on which it judged, where the document is from

	shots []shot
	found []verification.Finding
}

// Picture is one file and what was read from it.
type Picture struct {
	Kind   string   `json:"kind"` // front, back, selfie
	File   string   `json:"file"`
	Bytes  int      `json:"bytes"`
	Width  int      `json:"width"` // pixels, after the EXIF turn
	Height int      `json:"height"`
	Parts  []Part   `json:"parts"`
	MRZ    []string `json:"mrz,omitempty"`    // after repair
	MRZRaw []string `json:"mrzRaw,omitempty"` // as read
	Text   []string `json:"text,omitempty"`
	Codes  []string `json:"codes,omitempty"`
	Faces  []Face   `json:"faces,omitempty"`
	// Document is what the document engine made of the side; nil: nothing, or it is a selfie.
	Document *Document `json:"document,omitempty"`
}

// Part is one kind of reading: whether it ran, and if not, why.
type Part struct {
	Name string `json:"name"` // mrz, text, codes, faces
	Ran  bool   `json:"ran"`
	Why  string `json:"why,omitempty"`
}

// Face is where one is: pixels, origin top left.
type Face struct {
	X         float64 `json:"x"`
	Y         float64 `json:"y"`
	Width     float64 `json:"width"`
	Height    float64 `json:"height"`
	Score     float64 `json:"score"`     // the detector's, 0 to 1
	Described bool    `json:"described"` // it can be compared
}

// Reject is a reason to reject, with the contract's text.
type Reject struct {
	Code string `json:"code"`
	Text string `json:"text"`
}

// Retrying is Report.Decision when another picture is asked for.
const Retrying = "retry"

// Run checks. Errors: fault.NotFound and TooLarge (a file), fault.Missing (country and type cannot be told), and those of submission.Assess.
func Run(ctx context.Context, o Options) (*Report, error) {
	front, err := readPicture(o.Front)
	if err != nil {
		return nil, err
	}
	back, err := readPicture(o.Back)
	if err != nil {
		return nil, err
	}
	selfie, err := readPicture(o.Selfie)
	if err != nil {
		return nil, err
	}
	r := &Report{Version: o.Version, Settings: o.Settings, Country: strings.ToUpper(o.Country), IDType: o.IDType, AsRead: o.Confirmed == nil}
	if r.Country != "" && !submission.IsCountry(r.Country) {
		return nil, fault.Newf(fault.Invalid, "--country", "%s is no country; ISO 3166-1 alpha-3 is wanted, such as KOR", r.Country)
	}
	if r.Country == "" || r.IDType == "" {
		if err := r.guess(ctx, o.Engine, front, back); err != nil {
			return nil, err
		}
	}
	a, err := submission.Assess(ctx, o.Engine, submission.Evidence{IssuingCountry: r.Country, IDType: r.IDType, Front: front, Back: back, Selfie: selfie,
		Confirmed: o.Confirmed, Settings: o.Settings}, o.Now)
	if err != nil {
		return nil, err
	}
	r.fill(a)
	r.Day = o.Now.In(verification.PlaceOf(r.Country)).Format(time.DateOnly)
	r.describe(o, a, front, back, selfie)
	r.note(front, back, selfie)
	return r, nil
}

// readPicture reads a file; no path is a picture that was not given.
func readPicture(path string) (submission.Picture, error) {
	if path == "" {
		return submission.Picture{}, nil
	}
	file, err := os.Open(path)
	if err != nil {
		return submission.Picture{}, fault.Newf(fault.NotFound, path, "the picture cannot be read")
	}
	defer file.Close()
	data, err := io.ReadAll(io.LimitReader(file, maxPicture+1))
	switch {
	case err != nil:
		return submission.Picture{}, fault.Newf(fault.NotFound, path, "the picture cannot be read")
	case len(data) > maxPicture:
		return submission.Picture{}, fault.Newf(fault.TooLarge, path, "over %d MB", maxPicture>>20)
	}
	return submission.Picture{Given: true, Bytes: data}, nil
}

// guess takes country and type from what the document itself says, when the caller said neither or one of them.
func (r *Report) guess(ctx context.Context, engine submission.Engine, sides ...submission.Picture) error {
	if engine == nil {
		return fault.Newf(fault.VisionDown, "engine", "not configured")
	}
	for _, side := range sides {
		if !side.Given {
			continue
		}
		reading, err := engine.Document(ctx, side.Bytes, submission.Hint{Country: r.Country, IDType: r.IDType})
		if err != nil {
			return err
		}
		country, idType := identify(reading)
		if r.Country == "" && country != "" {
			r.Country, r.Guessed = country, true
		}
		if r.IDType == "" && idType != "" {
			r.IDType, r.Guessed = idType, true
		}
		if r.Country != "" && r.IDType != "" {
			return nil
		}
	}
	return fault.Newf(fault.Missing, "--country, --type", "the document does not say what it is (no machine readable zone and no known code was read): "+
		"say it, for example --country KOR --type drivers_license (types: %s)", strings.Join(submission.IDTypes(), ", "))
}

// identify tells country and type by the machine readable zone, or by the QR code of a Vietnamese card.
func identify(reading submission.Reading) (country, idType string) {
	for _, lines := range [][]string{reading.MRZLines, reading.MRZRaw} {
		zone, err := mrz.Parse(lines)
		if err != nil {
			continue
		}
		country = zone.IssuingState
		if country == "D" {
			country = "DEU" // the one state with a code of one letter (ICAO 9303-3 §5)
		}
		switch zone.DocumentCode[0] {
		case 'P':
			return country, "passport"
		case 'V':
			return country, "visa"
		case 'I', 'A', 'C':
			return country, "government_id"
		}
		return country, ""
	}
	for _, text := range reading.CodeTexts {
		if parts := strings.Split(text, "|"); len(parts) >= 7 && len(parts[0]) == 12 && strings.Trim(parts[0], "0123456789") == "" {
			return "VNM", "government_id"
		}
	}
	return "", ""
}

func (r *Report) fill(a submission.Assessment) {
	r.Models, r.Read, r.Confirmed = a.Models, a.Read, a.Confirmed
	r.Checks, r.Against, r.Retry = orEmpty(a.Checks), orEmpty(a.Against), orEmpty(a.Retry)
	r.found, r.Policy = a.Findings, a.Policy
	r.Findings = findingsOf(a.Findings)
	r.Similar, r.Liveness = a.Similarity, a.Liveness
	r.Reject = []Reject{}
	for _, code := range a.RejectCodes {
		r.Reject = append(r.Reject, Reject{code, submission.Comment(code, r.Settings.AgeLimit)})
	}
	r.Decision = string(a.Status)
	if a.Status == submission.Incomplete {
		r.Decision = Retrying
	}
	// Nobody outside is asked: a check that a server might make must not be missing from the list.
	r.Checks = append(r.Checks, submission.Check{Name: "issuer", Status: check.NotRun.String(), Reason: "this command asks nobody outside"})
}

func orEmpty[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}

// describe says of each file what was read from it.
func (r *Report) describe(o Options, a submission.Assessment, front, back, selfie submission.Picture) {
	sides := []Picture{{Kind: "front", File: o.Front, Bytes: len(front.Bytes)}}
	if back.Given {
		sides = append(sides, Picture{Kind: "back", File: o.Back, Bytes: len(back.Bytes)})
	}
	for i, side := range sides {
		reading := a.Readings[i]
		side.Width, side.Height = reading.Width, reading.Height
		side.Parts = []Part{partOf("mrz", reading.MRZ), partOf("text", reading.Text), partOf("codes", reading.Codes), partOf("faces", reading.Faces.Part)}
		side.MRZ, side.MRZRaw, side.Text, side.Codes, side.Faces = reading.MRZLines, reading.MRZRaw, reading.TextLines, reading.CodeTexts, facesOf(reading.Faces)
		side.Document = documentOf(reading.Page)
		r.Pictures = append(r.Pictures, side)
		r.shots = append(r.shots, shot{[]submission.Picture{front, back}[i].Bytes, reading.Page, a.Hidden[i]})
	}
	if a.Selfie != nil {
		r.shots = append(r.shots, shot{picture: selfie.Bytes})
		r.Pictures = append(r.Pictures, Picture{Kind: "selfie", File: o.Selfie, Bytes: len(selfie.Bytes), Width: a.Selfie.Width, Height: a.Selfie.Height,
			Parts: []Part{partOf("faces", a.Selfie.Part)}, Faces: facesOf(*a.Selfie)})
	}
}

func partOf(name string, part submission.Part) Part { return Part{name, part.Ran, part.Why} }

func facesOf(found submission.Faces) (faces []Face) {
	for _, f := range found.Faces {
		faces = append(faces, Face{f.X, f.Y, f.Width, f.Height, f.Score, len(f.Template) > 0})
	}
	return faces
}

// note says what the surface of submissions would see otherwise than this command.
func (r *Report) note(front, back, selfie submission.Picture) {
	r.Notes = []string{}
	pictures := map[string]submission.Picture{"front": front, "back": back, "selfie": selfie}
	for _, kind := range slices.Sorted(maps.Keys(pictures)) {
		if p := pictures[kind]; p.Given && !submission.Acceptable(p) {
			r.Notes = append(r.Notes, "the submission API takes JPEG or PNG of at most 2 MB, and would refuse the "+kind+" picture")
		}
	}
	if !submission.IsCountry(r.Country) {
		r.Notes = append(r.Notes, "the document names "+r.Country+" as its state, which is no country of ISO 3166-1: the submission API would refuse it")
	}
	if !back.Given && submission.NeedsBack(r.Country, r.IDType) {
		r.Notes = append(r.Notes, "the submission API asks for the back side of this document")
	}
	if r.AsRead {
		r.Notes = append(r.Notes, "nobody confirmed the data: what was read stands in their place, so they agree by themselves (--name and --birth say otherwise)")
	}
}
