package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"runtime"
	"time"

	"github.com/alecthomas/kong"

	"github.com/bonafide-id/bonafide/check"
	"github.com/bonafide-id/bonafide/fault"
	"github.com/bonafide-id/bonafide/internal/evaluate"
	"github.com/bonafide-id/bonafide/internal/httpapi/ekyc"
	"github.com/bonafide-id/bonafide/verification"
)

type evalCmd struct {
	MRZ       evalMRZCmd       `cmd:"" name:"mrz" help:"Machine readable zones. Columns: file, mrz (the true lines joined by a bar; empty: not known, only check digits are judged)."`
	Faces     evalFacesCmd     `cmd:"" help:"Comparison of faces. Columns: file_a, file_b, mated (true, false)."`
	Codes     evalCodesCmd     `cmd:"" help:"Bar codes. Columns: file, symbology (QRCode, PDF417, Code128, none), text."`
	Names     evalNamesCmd     `cmd:"" help:"Comparison of names. Columns: name_a, name_b, kind (person, entity), match (true, false), and optionally strength, set, expected (match, close, no match)."`
	Addresses evalAddressesCmd `cmd:"" help:"Addresses by network. Columns: network, address, valid (true, false)."`
	IVMS101   evalIVMS101Cmd   `cmd:"" name:"ivms101" help:"IVMS101 documents. Columns: file, edition (2020, 2023), profile (strict, enclave-writing, enclave-reading), valid (true, false)."`
	Chip      evalLaterCmd     `cmd:"" help:"Signatures of chips. Not there yet."`
	Pad       evalLaterCmd     `cmd:"" help:"Presentation attacks. Not there yet."`
	Documents evalDocumentsCmd `cmd:"" help:"Checks of documents by eKYC code, and their fields. Columns: front, back (may be empty), document_type (idr, dlr, passport), expected (codes joined by a bar; 0: none), and optionally day, country, truth_front, truth_back."`
}

func (evalCmd) Help() string {
	return `Runs the code a node runs on every row of a manifest (CSV with a header, UTF-8, paths relative to it) and counts. Figures go to stdout, progress to
stderr. What cannot be processed is counted and listed, never dropped. The exit status is 0 when the measurement was made, whatever the figures.`
}

// evalFlags are those of every measurement.
type evalFlags struct {
	Manifest string `arg:"" type:"path" placeholder:"MANIFEST.csv" help:"Labelled data."`
	JSON     bool   `name:"json" help:"Print one JSON object instead of a table."`
	Wrong    bool   `help:"List also each row that came out otherwise than its label says, with what stands in it."`
}

func (f evalFlags) options() evaluate.Options {
	return evaluate.Options{Version: version, Now: time.Now, Wrong: f.Wrong, RestartWait: time.Second, Progress: progressLine(os.Stderr)}
}

// progressLine writes how far a measurement is, over itself: not in its first second, then four times a second at most, and once at the end.
func progressLine(to io.Writer) func(done, of, failed int) {
	return progressLineFrom(to, time.Now().Add(time.Second))
}

// progressLineFrom is progressLine that shows nothing before begin and a quarter of a second.
func progressLineFrom(to io.Writer, begin time.Time) func(done, of, failed int) {
	last, shown := begin, false
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

// evalPictureFlags are those of the measurements that read pictures.
type evalPictureFlags struct {
	evalFlags
	visionFlags
}

// with runs a measurement with the vision worker.
func (f evalPictureFlags) with(ctx context.Context, measure func(evaluate.Options) (evaluate.Report, error)) error {
	client, err := f.start(ctx)
	if err != nil {
		return err
	}
	defer client.Close()
	hello, _ := client.Hello()
	o := f.options()
	o.Vision, o.Worker = client, evaluate.Worker{Engines: hello.Engines, Models: hello.Models}
	return f.print(measure(o))
}

type evalMRZCmd struct{ evalPictureFlags }

func (c evalMRZCmd) Run(ctx context.Context) error {
	return c.with(ctx, func(o evaluate.Options) (evaluate.Report, error) { return evaluate.MRZ(ctx, c.Manifest, o) })
}

type evalFacesCmd struct{ evalPictureFlags }

func (c evalFacesCmd) Run(ctx context.Context) error {
	return c.with(ctx, func(o evaluate.Options) (evaluate.Report, error) { return evaluate.Faces(ctx, c.Manifest, o) })
}

type evalCodesCmd struct{ evalPictureFlags }

func (c evalCodesCmd) Run(ctx context.Context) error {
	return c.with(ctx, func(o evaluate.Options) (evaluate.Report, error) { return evaluate.Codes(ctx, c.Manifest, o) })
}

type evalDocumentsCmd struct {
	evalPictureFlags
	Workers int    `placeholder:"N" help:"Workers that read at the same time, 1 to 64, 300 MB of memory each. Figures do not depend on it, but times do where there are more than processors. Default: as many as processors, at most 8."`
	Policy  string `type:"existingfile" placeholder:"FILE.json" help:"Judge by this policy, as a project has it (lines, severities, ages, types); else by the defaults."`
}

// mostWorkers are started when nobody says how many.
const mostWorkers = 8

func (c evalDocumentsCmd) Run(ctx context.Context) error {
	policy, err := c.policy()
	if err != nil {
		return err
	}
	workers := c.Workers
	if workers == 0 {
		workers = min(runtime.NumCPU(), mostWorkers)
	}
	client, err := c.startSeveral(ctx, workers)
	if err != nil {
		return err
	}
	defer client.Close()
	hello, _ := client.Hello()
	o := c.options()
	o.Worker = evaluate.Worker{Engines: hello.Engines, Models: hello.Models}
	return c.print(evaluate.Documents(ctx, c.Manifest, evaluate.DocumentOptions{Options: o, Pages: client, AtOnce: workers, Judge: verification.Judge, Policy: policy, CodeOf: codeOf}))
}

// policy reads the file of --policy; without one it is the defaults.
func (c evalDocumentsCmd) policy() (p verification.Policy, err error) {
	if c.Policy == "" {
		return p, nil
	}
	text, err := os.ReadFile(c.Policy)
	if err != nil {
		return p, err
	}
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&p); err != nil {
		return p, fault.Newf(fault.Malformed, c.Policy, "not a policy: %v", err)
	}
	return p, p.Validate()
}

// evalLaterCmd is a measurement that is not there yet; whatever it is called with, that is what it says.
type evalLaterCmd struct {
	Manifest string `arg:"" optional:"" placeholder:"MANIFEST.csv" help:"Labelled data."`
	JSON     bool   `name:"json" help:"Print one JSON object instead of a table."`
}

func (c evalLaterCmd) Run(call *kong.Context) error {
	return evaluate.NotThereYet(call.Selected().Name)
}

// codeOf is what eval calls a finding: by its eKYC code or, of Korean documents, by the reason that has none.
func codeOf(reason check.Reason) string {
	if code := ekyc.CodeOf(reason); code != "" {
		return code
	}
	return string(reason)
}
