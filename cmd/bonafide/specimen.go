package main

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"image"
	_ "image/jpeg"
	_ "image/png"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/bonafide-id/bonafide/document"
	"github.com/bonafide-id/bonafide/internal/specimen"
	"github.com/bonafide-id/bonafide/internal/specimen/camera"
	"github.com/bonafide-id/bonafide/verification"
)

type specimenCmd struct {
	Kind        string   `arg:"" enum:"passport,cccd,kr-id,kr-licence,kr_alien,kr_passport,td1_card,td2_card,visa_a,visa_b,codes,cmnd_09,cmnd_12,cccd_barcode,cccd_chip,cc_2024,vn_licence,vn_passport" help:"passport: data page of any state with its machine readable zone; cccd: Vietnamese citizen card of an adult, both sides; cmnd_09, cmnd_12, cccd_barcode, cccd_chip, cc_2024, vn_licence, vn_passport: Vietnamese documents by their type, of whoever may have one; kr-id: Korean resident card; kr-licence: Korean driver licence; kr_alien: Korean alien registration card, both sides; kr_passport: Korean passport; td1_card, td2_card: identity cards of a fictitious state with a zone; visa_a, visa_b: its visas in both formats; codes: a card with a QR code, PDF417 or Code 128."`
	Defect      []string `placeholder:"CODE" help:"What is wrong with them, by eKYC code (E07, FC08, QC03) or by the reason of a check that has none (rrn.format). Several, or all: one after the other. --list-defects tells them."`
	ListDefects bool     `help:"Print the defects of the kind, and draw nothing."`
	Out         string   `type:"path" placeholder:"FOLDER" help:"Where to write pictures, their truth (JSON) and manifest.csv; made when absent."`
	Count       int      `default:"1" help:"How many documents, 1 to 100000."`
	Seed        uint64   `default:"1" help:"Seed of the first document; each further one takes the next. Below 1000000 is for development, from 1000000 on for evaluation: what was tuned or trained on the first is measured on the second."`
	Shot        string   `default:"good" enum:"flat,clean,photo,good,hard,thumbnail,replay,photocopy" help:"How it is photographed. flat: the drawn page itself; clean: as by a scanner; photo: a telephone, well made, which documents are judged on; good: an ordinary telephone; hard: crooked, dark, blurred, with reflections; thumbnail: 250 pixels; replay: from a screen; photocopy."`
	Size        int      `default:"1600" help:"Pixels of the picture's longer side, 64 to 8192 (thumbnails have 250). 4000 is 12 megapixels."`
	State       string   `placeholder:"CODE" help:"Issuing state of kind passport, td1_card, td2_card, visa_a or visa_b, as in the zone: UTO, KOR, VNM, D. Default: of passports it differs from one to the next, else UTO."`
	Old         bool     `help:"Holders of over a hundred years, whose numbers can be nobody's; default for Korean cards are adults with numbers of no place."`
	Portrait    string   `type:"existingfile" placeholder:"FILE" help:"Picture (JPEG, PNG) of the face to print instead of an invented one."`
	Face        string   `default:"drawn" enum:"drawn,schematic" help:"Whose face is printed without --portrait. drawn: a head that is nobody's; schematic: flat colours, no use for face recognition, quicker."`
	Today       string   `placeholder:"YYYY-MM-DD" help:"Day the documents are valid on; part of what a seed gives. Default: 1 January of this year."`
	Lossless    bool     `help:"Write PNG instead of JPEG."`
}

func (c specimenCmd) Help() string {
	return `Draws documents of people who do not exist, marked SPECIMEN, and photographs them virtually. The same flags and seed give the same bytes
(with the same fonts: Debian's fonts-noto-core, fonts-nanum and fonts-ocr-b).

Beside each picture lies its truth: what the document says, each zone's corners in the picture, and the setting of every knob of the
camera. manifest.csv lists the pictures for "bonafide eval mrz" (columns file, mrz) or, for documents without a zone, "bonafide eval
codes" (file, symbology, text). A cccd has a zone on its back and a code on its front: manifest.csv lists the backs, and
manifest-codes.csv the fronts. manifest-documents.csv lists whole documents for "bonafide eval documents", with the codes that are to be found.

  bonafide specimen passport --out pictures --count 20
  bonafide specimen cccd --out pictures --shot hard --seed 1000000 --size 4000`
}

func (c specimenCmd) Run(ctx context.Context) error {
	if c.ListDefects {
		for _, d := range specimen.DefectsOf(specimen.Kind(c.Kind)) {
			fmt.Printf("%-14s %s\n", d.Code, d.Says)
		}
		return nil
	}
	if c.Out == "" {
		return fmt.Errorf("--out says where to write the pictures")
	}
	if slices.Contains(c.Defect, "all") {
		c.Defect = nil
		for _, d := range specimen.DefectsOf(specimen.Kind(c.Kind)) {
			if !slices.Contains(c.Defect, d.Code) {
				c.Defect = append(c.Defect, d.Code)
			}
		}
	}
	today, portrait, err := c.inputs(time.Now())
	if err != nil {
		return err
	}
	fonts, err := specimen.LoadFonts()
	if err != nil {
		return err
	}
	if err := os.MkdirAll(c.Out, 0o755); err != nil {
		return err
	}
	w := specimenWriter{cmd: c, today: today, portrait: portrait, fonts: fonts}
	started := time.Now()
	for i := range c.Count {
		if err := ctx.Err(); err != nil {
			return errors.Join(err, w.manifests())
		}
		if err := w.document(c.Seed + uint64(i)); err != nil {
			return err
		}
		if c.Count > 1 {
			fmt.Fprintf(os.Stderr, "\r%s: %d of %d, %.0f s  ", c.Kind, i+1, c.Count, time.Since(started).Seconds())
		}
	}
	if c.Count > 1 {
		fmt.Fprintln(os.Stderr)
	}
	if err := w.manifests(); err != nil {
		return err
	}
	fmt.Printf("pictures written to %s: %d\n", c.Out, w.pictures)
	return nil
}

// inputs checks the flags and reads the portrait, nil when none is named.
func (c specimenCmd) inputs(now time.Time) (today time.Time, portrait image.Image, err error) {
	today = time.Date(now.Year(), time.January, 1, 0, 0, 0, 0, time.UTC)
	if c.Today != "" {
		if today, err = time.Parse(time.DateOnly, c.Today); err != nil {
			return today, nil, fmt.Errorf("--today takes a day such as 2026-01-31")
		}
	}
	if last := c.Seed + uint64(c.Count) - 1; c.Count > 0 && c.Seed < specimen.EvaluationSeed && last >= specimen.EvaluationSeed {
		return today, nil, fmt.Errorf("--seed and --count reach over %d: seeds below are for development, from there on for evaluation", specimen.EvaluationSeed)
	}
	if c.Count < 1 || c.Count > 100000 || c.Size < 64 || c.Size > 8192 {
		return today, nil, fmt.Errorf("--count takes 1 to 100000 and --size 64 to 8192")
	}
	if c.Portrait == "" {
		return today, nil, nil
	}
	portrait, err = readPortrait(c.Portrait)
	return today, portrait, err
}

// readPortrait reads the user's own file; it is no upload, and still is not let fill the memory.
func readPortrait(file string) (image.Image, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	header, _, err := image.DecodeConfig(f)
	if err != nil {
		return nil, fmt.Errorf("--portrait %s: %w", file, err)
	}
	if header.Width*header.Height > 50_000_000 {
		return nil, fmt.Errorf("--portrait %s has %d by %d pixels; 50 million are taken", file, header.Width, header.Height)
	}
	if _, err := f.Seek(0, 0); err != nil {
		return nil, err
	}
	img, _, err := image.Decode(f)
	return img, err
}

type specimenWriter struct {
	cmd      specimenCmd
	today    time.Time
	portrait image.Image
	fonts    *specimen.Fonts
	pictures int
	mrz      [][]string // rows of the manifests
	codes    [][]string
	whole    [][]string
}

func (w *specimenWriter) document(seed uint64) error {
	o := specimen.Options{Seed: seed, Today: w.today, State: w.cmd.State, Defect: w.defect(seed)}
	if w.cmd.Old {
		o.Ages = specimen.Centenarian
	}
	d, err := specimen.New(specimen.Kind(w.cmd.Kind), o)
	if err != nil {
		return err
	}
	portrait, err := w.face(d)
	if err != nil {
		return err
	}
	pages, err := d.Render(w.fonts, w.dpi(d), portrait)
	if err != nil {
		return err
	}
	shots, err := camera.Sides(d, pages, w.shot)
	if err != nil {
		return err
	}
	var files []string
	for side, page := range pages {
		file, err := w.picture(d, page, shots[side])
		if err != nil {
			return err
		}
		files = append(files, file)
	}
	w.listWhole(d, files)
	return nil
}

// defect is what is to be wrong with the document of a seed.
func (w *specimenWriter) defect(seed uint64) string {
	if len(w.cmd.Defect) == 0 {
		return ""
	}
	return w.cmd.Defect[int((seed-w.cmd.Seed)%uint64(len(w.cmd.Defect)))]
}

// familyOf is what the eKYC contract calls a document; visas, which it has no word for, are called by their own.
func familyOf(t document.Type) string {
	if t == document.Visa {
		return "visa"
	}
	return verification.Family(t)
}

// countryOf is what a caller says of where a document is from; Vietnam is what the eKYC contract means without saying so.
func countryOf(d specimen.Document) string {
	switch state := d.Fields["issuing_state"]; {
	case strings.HasPrefix(string(d.Type), "kr_"):
		return "KOR"
	case state == "D":
		return "DEU"
	default:
		return state
	}
}

// listWhole adds a row to manifest-documents.csv. Kinds that the eKYC contract has no word for are left out.
func (w *specimenWriter) listWhole(d specimen.Document, files []string) {
	family := familyOf(d.Type)
	if family == "" {
		return
	}
	front, back := files[0], ""
	if len(files) > 1 {
		back = files[1]
	}
	if d.Swapped {
		front, back = back, front
	}
	expected := "0"
	if len(d.Expected) > 0 {
		expected = strings.Join(d.Expected, "|")
	}
	beside := func(file string) string {
		if file == "" {
			return ""
		}
		return strings.TrimSuffix(file, filepath.Ext(file)) + ".json"
	}
	w.whole = append(w.whole, []string{front, back, family, expected, beside(front), beside(back), d.Today.Format(time.DateOnly), countryOf(d)})
}

// face is what is printed as portrait; nil: a schematic one.
func (w *specimenWriter) face(d specimen.Document) (image.Image, error) {
	if w.portrait != nil || w.cmd.Face == "schematic" || d.Kind == specimen.CodeCard {
		return w.portrait, nil
	}
	return d.Portrait(max(portraitWidth, w.cmd.Size/5))
}

// portraitWidth is the least that a face is drawn with, pixels.
const portraitWidth = 300

func (w *specimenWriter) shot(seed uint64) (camera.Shot, error) {
	if w.cmd.Shot == "flat" {
		return camera.Shot{Seed: seed, LongSide: w.cmd.Size, Quality: w.quality(95)}, nil
	}
	shot, err := camera.Preset(w.cmd.Shot, seed)
	if shot.LongSide == 0 {
		shot.LongSide = w.cmd.Size
	}
	shot.Quality = w.quality(shot.Quality)
	return shot, err
}

func (w *specimenWriter) quality(jpeg int) int {
	if w.cmd.Lossless {
		return 0
	}
	return jpeg
}

// dpi gives the page about as many pixels as it has at most in the picture, and enough for its small type.
func (w *specimenWriter) dpi(d specimen.Document) float64 {
	return min(1200, max(200, float64(w.cmd.Size)/(d.Width()/25.4)))
}

// sidecar is the JSON beside a picture.
type sidecar struct {
	Specimen specimen.Truth `json:"specimen"`
	Picture  camera.Truth   `json:"picture"`
	Today    string         `json:"today"`
	Defect   string         `json:"defect,omitempty"` // eKYC code
}

func (w *specimenWriter) picture(d specimen.Document, page specimen.Page, shot camera.Shot) (string, error) {
	photo, err := camera.Take(page, shot)
	if err != nil {
		return "", err
	}
	name := fmt.Sprintf("%s-%06d-%s-%s", page.Truth.Kind, page.Truth.Seed, page.Truth.Side, w.cmd.Shot)
	if d.Defect != "" {
		name += "-" + d.Defect
	}
	file := name + map[string]string{"jpeg": ".jpg", "png": ".png"}[photo.Format]
	truth, err := json.MarshalIndent(sidecar{Specimen: page.Truth, Picture: photo.Truth, Today: d.Today.Format(time.DateOnly), Defect: d.Defect}, "", "  ")
	if err != nil {
		return "", err
	}
	if err := os.WriteFile(filepath.Join(w.cmd.Out, name+".json"), append(truth, '\n'), 0o644); err != nil {
		return "", err
	}
	if err := os.WriteFile(filepath.Join(w.cmd.Out, file), photo.Bytes, 0o644); err != nil {
		return "", err
	}
	w.pictures++
	w.list(file, page.Truth)
	return file, nil
}

func (w *specimenWriter) list(file string, t specimen.Truth) {
	if len(t.MRZ) > 0 {
		w.mrz = append(w.mrz, []string{file, strings.Join(t.MRZ, "|")})
	}
	for _, code := range t.Codes {
		w.codes = append(w.codes, []string{file, code.Symbology, code.Text})
	}
	if len(t.MRZ) == 0 && len(t.Codes) == 0 {
		w.codes = append(w.codes, []string{file, "none", ""}) // what is read there is a false read
	}
}

// manifests writes manifest.csv, of zones where there are any, else of codes; and those codes that are not in it beside it.
func (w *specimenWriter) manifests() error {
	if len(w.whole) > 0 {
		header := []string{"front", "back", "document_type", "expected", "truth_front", "truth_back", "day", "country"}
		if err := w.manifest("manifest-documents.csv", append([][]string{header}, w.whole...)); err != nil {
			return err
		}
	}
	ofZones, ofCodes := append([][]string{{"file", "mrz"}}, w.mrz...), append([][]string{{"file", "symbology", "text"}}, w.codes...)
	if len(w.mrz) == 0 {
		return w.manifest("manifest.csv", ofCodes)
	}
	err := w.manifest("manifest.csv", ofZones)
	if len(w.codes) > 0 {
		err = errors.Join(err, w.manifest("manifest-codes.csv", ofCodes))
	}
	return err
}

func (w *specimenWriter) manifest(name string, rows [][]string) error {
	f, err := os.Create(filepath.Join(w.cmd.Out, name))
	if err != nil {
		return err
	}
	return errors.Join(csv.NewWriter(f).WriteAll(rows), f.Close())
}
