package main

import (
	"context"
	"fmt"
	"os"

	"github.com/bonafide-id/bonafide/internal/importer"
	"github.com/bonafide-id/bonafide/internal/keyfile"
)

type importCmd struct {
	File    string `arg:"" type:"existingfile" help:"CSV, UTF-8, with a header. Columns: id, kind, kyc, primary, secondary, local_primary, local_secondary, date_of_birth, place_of_birth, nationality, country, denied, symbol, network, address. A customer with several addresses has several rows with the same id; a row whose kind is representative names one of the legal person with that id."`
	URL     string `name:"url" default:"http://127.0.0.1:21117" help:"The node's administration API."`
	KeyFile string `required:"" type:"existingfile" help:"File with the administration key."`
}

func (c importCmd) Run(ctx context.Context) error {
	key, err := keyfile.Token(c.KeyFile, nil)
	if err != nil {
		return err
	}
	file, err := os.Open(c.File)
	if err != nil {
		return err
	}
	defer file.Close()
	report, err := importer.Run(ctx, file, importer.Options{URL: c.URL, Key: key, Progress: func(read, saved, failed int) {
		fmt.Fprintf(os.Stderr, "\r%d read, %d saved, %d failed  ", read, saved, failed)
	}})
	fmt.Fprintln(os.Stderr)
	for _, f := range report.Failures {
		fmt.Printf("line %d, id %s: %s %s\n", f.Line, f.ID, f.Code, f.Place)
	}
	if err != nil {
		return err
	}
	fmt.Printf("%d customers saved, %d failed\n", report.Saved, report.Failed)
	if report.Failed > 0 {
		return fmt.Errorf("%d customers were not saved; the others were. Correct the lines above and import the file again: what is there already is left as it is", report.Failed)
	}
	return nil
}
