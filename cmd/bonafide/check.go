package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/bonafide-id/bonafide/internal/app/submission"
	"github.com/bonafide-id/bonafide/internal/checkup"
)

type checkCmd struct {
	Front    string `arg:"" type:"existingfile" placeholder:"FRONT.jpg" help:"The document: its data page or front side."`
	Back     string `type:"existingfile" placeholder:"FILE" help:"Its back side."`
	Selfie   string `type:"existingfile" placeholder:"FILE" help:"A picture of its holder; without one the faces are not compared."`
	Country  string `placeholder:"CODE" help:"Issuing country, ISO 3166-1 alpha-3, such as KOR. Default: what the document says."`
	Type     string `placeholder:"TYPE" help:"passport, government_id, drivers_license, residence_permit, visa. Default: what the document says."`
	Name     string `placeholder:"NAME" help:"Name the person gives; with --birth it is held against the document. Default: what was read counts as confirmed."`
	Birth    string `placeholder:"YYYY-MM-DD" help:"Date of birth the person gives."`
	Number   string `placeholder:"NUMBER" help:"Document number the person gives."`
	Settings string `type:"existingfile" placeholder:"FILE" help:"Settings of a project, as JSON of the administration API, in place of the defaults."`
	JSON     bool   `name:"json" help:"Print one JSON object."`
	Report   string `type:"path" placeholder:"FILE.html" help:"Write an evidence sheet for a reviewer as well: one HTML file that loads nothing, with personal data in it."`
	visionFlags
}

func (checkCmd) Help() string {
	return `Reads the pictures, makes the checks of a submission and decides as a node would, without a server; nothing is stored. What could not be checked is
said and never counts as passed. The exit status is 0 when the checks were made, whatever the decision.

  bonafide check passport.jpg --selfie me.jpg
  bonafide check front.jpg --back back.jpg --country VNM --type government_id --report sheet.html`
}

func (c checkCmd) Run(ctx context.Context) error {
	confirmed, err := c.confirmed()
	if err != nil {
		return err
	}
	settings, err := c.settings()
	if err != nil {
		return err
	}
	client, err := c.start(ctx)
	if err != nil {
		return err
	}
	defer client.Close()
	report, err := checkup.Run(ctx, checkup.Options{Front: c.Front, Back: c.Back, Selfie: c.Selfie, Country: c.Country, IDType: c.Type, Confirmed: confirmed,
		Settings: settings, Engine: client, Now: time.Now(), Version: version})
	if err != nil {
		return err
	}
	if c.Report != "" {
		if err := writeSheet(c.Report, report); err != nil {
			return err
		}
	}
	if c.JSON {
		encoder := json.NewEncoder(os.Stdout)
		encoder.SetEscapeHTML(false)
		return encoder.Encode(report)
	}
	_, err = fmt.Print(report.Text())
	return err
}

// writeSheet writes the sheet whole or not at all; only its owner may read it.
func writeSheet(path string, report *checkup.Report) error {
	var page bytes.Buffer
	if err := report.HTML(&page); err != nil {
		return err
	}
	return os.WriteFile(path, page.Bytes(), 0o600)
}

// confirmed is what the person gives of itself; nil when that is nothing.
func (c checkCmd) confirmed() (*submission.Fields, error) {
	if c.Name == "" && c.Birth == "" && c.Number == "" {
		return nil, nil
	}
	if c.Name == "" || c.Birth == "" {
		return nil, fmt.Errorf("a person who confirms gives both --name and --birth")
	}
	if _, err := time.Parse(time.DateOnly, c.Birth); err != nil {
		return nil, fmt.Errorf("--birth takes a day such as 1993-08-25")
	}
	return &submission.Fields{Name: strings.TrimSpace(c.Name), DateOfBirth: c.Birth, DocumentNumber: c.Number}, nil
}

func (c checkCmd) settings() (submission.Settings, error) {
	settings := submission.DefaultSettings()
	if c.Settings == "" {
		return settings, nil
	}
	text, err := os.ReadFile(c.Settings)
	if err != nil {
		return settings, err
	}
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&settings); err != nil {
		return settings, fmt.Errorf("--settings %s: %w", c.Settings, err)
	}
	return settings, settings.Validate()
}
