package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/bonafide-id/bonafide/internal/evaluate"
)

type evalCmd struct {
	Names     evalNamesCmd     `cmd:"" help:"Name matching. Columns: name_a, name_b, kind (person, entity), match (true, false), and optionally strength."`
	Addresses evalAddressesCmd `cmd:"" help:"Addresses by network. Columns: network, address, valid (true, false)."`
	IVMS101   evalIVMS101Cmd   `cmd:"" name:"ivms101" help:"IVMS101 documents. Columns: file, edition (2020, 2023), profile (strict, enclave-writing, enclave-reading), valid."`
}

// evalFlags are those of every measurement.
type evalFlags struct {
	Manifest string `arg:"" type:"path" placeholder:"MANIFEST.csv" help:"Labelled data: CSV with a header, UTF-8; paths in it are relative to it."`
	JSON     bool   `name:"json" help:"Print one JSON object instead of a table."`
	Wrong    bool   `help:"List also each row that came out otherwise than its label says, with what stands in it."`
}

func (f evalFlags) options() evaluate.Options {
	return evaluate.Options{Version: version, Now: time.Now, Wrong: f.Wrong, Progress: progressLine(os.Stderr)}
}

// progressLine writes how far a measurement is, over itself: not in its first second, then four times a second at most, and once at the end.
func progressLine(to io.Writer) func(done, of, failed int) {
	last, shown := time.Now().Add(time.Second), false
	return func(done, of, failed int) {
		now := time.Now()
		if now.Sub(last) < 250*time.Millisecond && !(shown && done == of) {
			return
		}
		last, shown = now, true
		fmt.Fprintf(to, "\r%d of %d, %d could not be processed  ", done, of, failed)
		if done == of {
			fmt.Fprintln(to)
		}
	}
}

// print writes a report on stdout. That figures are bad is no error: the measurement was made.
func (f evalFlags) print(report evaluate.Report, err error) error {
	if err != nil {
		return err
	}
	if !f.JSON {
		_, err := fmt.Print(report.Text())
		return err
	}
	encoder := json.NewEncoder(os.Stdout)
	encoder.SetEscapeHTML(false)
	return encoder.Encode(report)
}

type evalNamesCmd struct{ evalFlags }

func (c evalNamesCmd) Run(ctx context.Context) error {
	return c.print(evaluate.Names(ctx, c.Manifest, c.options()))
}

type evalAddressesCmd struct{ evalFlags }

func (c evalAddressesCmd) Run(ctx context.Context) error {
	return c.print(evaluate.Addresses(ctx, c.Manifest, c.options()))
}

type evalIVMS101Cmd struct{ evalFlags }

func (c evalIVMS101Cmd) Run(ctx context.Context) error {
	return c.print(evaluate.IVMS101(ctx, c.Manifest, c.options()))
}
