package evaluate

import (
	"context"
	"strings"
	"time"

	"github.com/bonafide-id/bonafide/fault"
	"github.com/bonafide-id/bonafide/travelrule/ivms101"
)

// IVMS101Report is what IVMS101 found. Agree, Disagree and FailedToProcess add up to N.
type IVMS101Report struct {
	About
	Agree    int           `json:"agree"`
	Disagree []WrongIVMS   `json:"disagree"`
	Profiles []ProfileUsed `json:"profiles"`
}

// ProfileUsed is a profile and on how many rows it was used.
type ProfileUsed struct {
	Name string `json:"name"`
	Rows int    `json:"rows"`
}

// WrongIVMS is a document whose label says otherwise than the check.
type WrongIVMS struct {
	Row     int         `json:"row"`
	File    string      `json:"file"`
	Edition string      `json:"edition"`
	Profile string      `json:"profile"`
	Valid   bool        `json:"valid"`          // the label
	Found   bool        `json:"found"`          // what the check says
	Code    fault.Code  `json:"code,omitempty"` // why the document could not be read at all
	Place   string      `json:"place,omitempty"`
	Faults  []IVMSFault `json:"faults"`
}

// IVMSFault is one broken rule; it never holds the value that breaks it.
type IVMSFault struct {
	Pointer  string       `json:"pointer"`
	Rule     ivms101.Rule `json:"rule"`
	Severity string       `json:"severity"`
	Text     string       `json:"text"`
}

// profiles by the names the manifest uses; an empty cell is the first.
func profiles() []ivms101.Profile {
	return []ivms101.Profile{ivms101.Strict(), ivms101.EnclaveWriting(), ivms101.EnclaveReading(),
		ivms101.Strict().AccountStep(), ivms101.EnclaveWriting().AccountStep(), ivms101.EnclaveReading().AccountStep()}
}

// editions by the words the manifest uses; an empty cell lets the document say.
var editions = map[string]ivms101.Edition{"": ivms101.AnyEdition, "2020": ivms101.Edition2020, "2023": ivms101.Edition2023, "enclave": ivms101.EditionEnclave}

type ivmsRow struct {
	number        int
	file, edition string
	profile       ivms101.Profile
	valid         bool
}

// IVMS101 reads and validates labelled documents. Columns: file, edition (2020, 2023, enclave; empty: as the document says), profile
// (strict, enclave-writing, enclave-reading, each also with -account; empty: strict), valid. A document is valid when it can be read and
// breaks no rule that is an error under the profile.
func IVMS101(ctx context.Context, path string, o Options) (*IVMS101Report, error) {
	m, err := openManifest(path, "file", "edition", "profile", "valid")
	if err != nil {
		return nil, err
	}
	rows, err := readIVMSRows(m)
	if err != nil {
		return nil, err
	}
	r := &IVMS101Report{About: about("ivms101", m, o), Disagree: []WrongIVMS{}}
	for _, p := range profiles() {
		used := ProfileUsed{Name: p.Name}
		for _, row := range rows {
			if row.profile.Name == p.Name {
				used.Rows++
			}
		}
		if used.Rows > 0 {
			r.Profiles = append(r.Profiles, used)
		}
	}
	now := o.Now()
	for i, row := range rows {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		document, err := m.readFile(row.file)
		if err != nil {
			r.failed(row.number, row.file, err)
			continue
		}
		r.judge(row, document, now)
		if i%100 == 0 {
			o.progress(i, len(rows), r.FailedToProcess)
		}
	}
	o.progress(len(rows), len(rows), r.FailedToProcess)
	return r, nil
}

func readIVMSRows(m *manifest) (rows []ivmsRow, err error) {
	err = m.each(func(r row) error {
		file, err := r.name("file")
		if err != nil {
			return err
		}
		edition, err := r.oneOf("edition", "2020", "2023", "enclave", "")
		if err != nil {
			return err
		}
		valid, err := r.truth("valid")
		if err != nil {
			return err
		}
		profile, ok := profileNamed(strings.TrimSpace(r.cell("profile")))
		if !ok {
			names := []string{}
			for _, p := range profiles() {
				names = append(names, p.Name)
			}
			return r.wrong("profile", "%q is none of: %s", r.cell("profile"), strings.Join(names, ", "))
		}
		rows = append(rows, ivmsRow{r.Number, file, edition, profile, valid})
		return nil
	})
	return rows, err
}

func profileNamed(name string) (ivms101.Profile, bool) {
	for _, p := range profiles() {
		if p.Name == name || name == "" {
			return p, true
		}
	}
	return ivms101.Profile{}, false
}

func (r *IVMS101Report) judge(row ivmsRow, document []byte, now time.Time) {
	w := WrongIVMS{Row: row.number, File: row.file, Edition: row.edition, Profile: row.profile.Name, Valid: row.valid, Faults: []IVMSFault{}}
	identity, err := ivms101.Parse(document, ivms101.WithEdition(editions[row.edition]))
	if err != nil {
		w.Code, w.Place = fault.CodeOf(err), fault.PlaceOf(err)
	} else {
		found := identity.Validate(row.profile, now)
		w.Found = !ivms101.Broken(found)
		for _, v := range found {
			w.Faults = append(w.Faults, IVMSFault{v.Pointer, v.Rule, v.Severity.String(), v.Text})
		}
	}
	if w.Found == row.valid {
		r.Agree++
		return
	}
	r.Disagree = append(r.Disagree, w)
}

// Text implements Report.
func (r *IVMS101Report) Text() string {
	var p page
	p.head(r.About, "documents")
	p.table([]string{"agree", share(r.Agree, r.N)}, []string{"disagree", share(len(r.Disagree), r.N)},
		[]string{"could not be processed", share(r.FailedToProcess, r.N)})
	for _, used := range r.Profiles {
		p.line("  profile %s: %d rows", used.Name, used.Rows)
	}
	for i, w := range r.Disagree {
		if i == listed {
			break
		}
		p.line("\nrow %d, %s: labelled %s, found %s under %s", w.Row, w.File, validWord(w.Valid), validWord(w.Found), w.Profile)
		if w.Code != "" {
			p.line("  cannot be read: %s at %s", w.Code, w.Place)
		}
		rows := [][]string{}
		for _, f := range w.Faults {
			rows = append(rows, []string{f.Severity, string(f.Rule), f.Pointer, f.Text})
		}
		p.table(rows...)
	}
	p.more(len(r.Disagree))
	p.foot(r.About)
	return p.String()
}
