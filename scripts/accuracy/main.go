// Command accuracy measures the program on specimens and writes what came of it into docs/accuracy.md, between two markers; what people wrote around
// them stays. It draws and photographs documents of evaluation seeds (which nothing is tuned on), good ones and ones with each defect, runs
// `bonafide eval` on them, and says on one line how far it is. `make accuracy` calls it.
package main

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime"
	"strings"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"
)

// settings are the flags.
type settings struct {
	program, work, doc string
	jobs               int // folders that are drawn at a time
	good, bad          int // documents of each kind: good ones, and ones with a defect
	seed               uint64
	shot, kinds, today string
	defects            string
	keep               bool
	jsonOut            string
}

func main() {
	var s settings
	flag.StringVar(&s.program, "program", "bin/bonafide", "the program to measure")
	flag.StringVar(&s.work, "work", ".make/accuracy", "folder for pictures")
	flag.StringVar(&s.doc, "doc", "docs/accuracy.md", "file to write the tables into; empty: stdout")
	flag.StringVar(&s.jsonOut, "json", "", "file for the figures as JSON; empty: none")
	flag.IntVar(&s.good, "good", 10, "good documents of each kind")
	flag.IntVar(&s.bad, "bad", 40, "documents of each kind with a defect, one defect after the other; 0: none")
	flag.Uint64Var(&s.seed, "seed", 1000000, "seed of the first document of each kind; from 1000000 on they are for evaluation")
	flag.StringVar(&s.shot, "shot", "photo", "how they are photographed")
	flag.StringVar(&s.kinds, "kinds", "cmnd_09,cmnd_12,cccd_barcode,cccd_chip,cc_2024,vn_licence,vn_passport,kr-id,kr-licence,kr_alien,kr_passport,passport,td1_card,td2_card,visa_a,visa_b", "kinds of documents, with commas")
	flag.StringVar(&s.defects, "defects", "all", "defects, with commas; all: every one that applies to a kind")
	flag.StringVar(&s.today, "today", "", "day on which documents are valid (YYYY-MM-DD); empty: the program's own default")
	flag.IntVar(&s.jobs, "jobs", runtime.NumCPU(), "kinds that are drawn at the same time")
	flag.BoolVar(&s.keep, "keep", false, "take pictures that are there already")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, s, os.Stderr); err != nil {
		fmt.Fprintln(os.Stderr, "accuracy:", err)
		os.Exit(1)
	}
}

// run renders, evaluates and writes.
func run(ctx context.Context, s settings, progress io.Writer) error {
	steps := plan(s)
	begun := time.Now()
	manifests, err := drawAll(ctx, s, steps, begun, progress)
	if err != nil {
		return err
	}
	fmt.Fprintf(progress, "\r[%d of %d, %s] reading and judging %-30s\n", len(steps)+1, len(steps)+1, time.Since(begun).Round(time.Second), "")
	all := filepath.Join(s.work, "documents.csv")
	if err := join(all, manifests); err != nil {
		return err
	}
	report, err := evaluate(ctx, s.program, "documents", all, progress)
	if err != nil {
		return err
	}
	others, err := others(ctx, s, steps, progress)
	if err != nil {
		return err
	}
	if s.jsonOut != "" {
		if err := os.WriteFile(s.jsonOut, report, 0o644); err != nil {
			return err
		}
	}
	var figures figures
	if err := json.Unmarshal(report, &figures); err != nil {
		return fmt.Errorf("what eval documents printed: %w", err)
	}
	text := tables(figures, others, s, time.Now())
	if s.doc == "" {
		fmt.Print(text)
		return nil
	}
	page, err := os.ReadFile(s.doc)
	if err != nil {
		return err
	}
	next, err := splice(string(page), text)
	if err != nil {
		return fmt.Errorf("%s: %w", s.doc, err)
	}
	return os.WriteFile(s.doc, []byte(next), 0o644)
}

// step is one folder of pictures.
type step struct {
	name, folder string
	args         []string
	good         bool // nothing is wrong with them
}

// plan is a folder of good documents and one of bad ones for each kind. Seeds of the two do not overlap: no holder is in both.
func plan(s settings) (steps []step) {
	for _, kind := range strings.Split(s.kinds, ",") {
		if kind = strings.TrimSpace(kind); kind == "" {
			continue
		}
		common := []string{"specimen", kind, "--shot", s.shot}
		if s.today != "" {
			common = append(common, "--today", s.today)
		}
		if s.good > 0 {
			folder := filepath.Join(s.work, kind+"-good")
			args := append(common[:len(common):len(common)], "--out", folder, "--count", fmt.Sprint(s.good), "--seed", fmt.Sprint(s.seed))
			steps = append(steps, step{kind + ", good", folder, args, true})
		}
		if s.bad > 0 {
			folder := filepath.Join(s.work, kind+"-bad")
			args := append(common[:len(common):len(common)], "--out", folder, "--count", fmt.Sprint(s.bad), "--seed", fmt.Sprint(s.seed+100000))
			for _, defect := range strings.Split(s.defects, ",") {
				args = append(args, "--defect", strings.TrimSpace(defect))
			}
			steps = append(steps, step{kind + ", with defects", folder, args, false})
		}
	}
	return steps
}

// drawAll renders the folders, several at a time, and returns their manifests in the order of the steps.
func drawAll(ctx context.Context, s settings, steps []step, begun time.Time, progress io.Writer) ([]string, error) {
	manifests := make([]string, len(steps))
	var drawn atomic.Int32
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(max(s.jobs, 1))
	for i, step := range steps {
		manifests[i] = filepath.Join(step.folder, "manifest-documents.csv")
		group.Go(func() error {
			fmt.Fprintf(progress, "\r[%d of %d, %s] drawing %-40s", drawn.Load(), len(steps)+1, time.Since(begun).Round(time.Second), step.name)
			defer drawn.Add(1)
			return step.draw(ctx, s)
		})
	}
	return manifests, group.Wait()
}

// draw renders a folder, unless it is there and is to be kept.
func (st step) draw(ctx context.Context, s settings) error {
	if _, err := os.Stat(filepath.Join(st.folder, "manifest-documents.csv")); err == nil && s.keep {
		return nil
	}
	if err := os.RemoveAll(st.folder); err != nil {
		return err
	}
	command := exec.CommandContext(ctx, s.program, st.args...)
	var said strings.Builder
	command.Stdout, command.Stderr = io.Discard, &said
	if err := command.Run(); err != nil {
		return fmt.Errorf("%s: %w\n%s", strings.Join(command.Args, " "), err, said.String())
	}
	return nil
}

// join writes one manifest of many. Their files are named from the folder of the new one; columns are those of the first.
func join(to string, from []string) error {
	var rows [][]string
	for _, name := range from {
		next, err := readManifest(name, filepath.Dir(to))
		if err != nil {
			return err
		}
		switch {
		case len(rows) == 0:
			rows = next
		case strings.Join(rows[0], ",") != strings.Join(next[0], ","):
			return fmt.Errorf("%s has other columns than %s", name, from[0])
		default:
			rows = append(rows, next[1:]...)
		}
	}
	if len(rows) < 2 {
		return errors.New("nothing was drawn")
	}
	f, err := os.Create(to)
	if err != nil {
		return err
	}
	defer f.Close()
	w := csv.NewWriter(f)
	if err := w.WriteAll(rows); err != nil {
		return err
	}
	return f.Close()
}

// files are the columns that name files.
var files = map[string]bool{"file": true, "front": true, "back": true, "truth_front": true, "truth_back": true}

func readManifest(name, from string) ([][]string, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil || len(rows) == 0 {
		return nil, fmt.Errorf("%s: no manifest: %w", name, err)
	}
	folder, err := filepath.Rel(from, filepath.Dir(name))
	if err != nil {
		return nil, err
	}
	for _, row := range rows[1:] {
		for i, cell := range row {
			if files[rows[0][i]] && cell != "" {
				row[i] = filepath.ToSlash(filepath.Join(folder, filepath.FromSlash(cell)))
			}
		}
	}
	return rows, nil
}

// others measures zones and bar codes on the good documents that have some. Figures of an engine are nil when no document had any.
func others(ctx context.Context, s settings, steps []step, progress io.Writer) (o engines, err error) {
	found := map[string][]string{}
	for _, st := range steps {
		for _, name := range []string{"manifest.csv", "manifest-codes.csv"} {
			path := filepath.Join(st.folder, name)
			if kind := kindOf(path); kind != "" && st.good {
				found[kind] = append(found[kind], path)
			}
		}
	}
	for kind, into := range map[string]any{"mrz": &o.MRZ, "codes": &o.Codes} {
		if len(found[kind]) == 0 {
			continue
		}
		all := filepath.Join(s.work, kind+".csv")
		if err := join(all, found[kind]); err != nil {
			return o, err
		}
		report, err := evaluate(ctx, s.program, kind, all, progress)
		if err != nil {
			return o, err
		}
		if err := json.Unmarshal(report, into); err != nil {
			return o, fmt.Errorf("what eval %s printed: %w", kind, err)
		}
	}
	return o, nil
}

// kindOf tells by its header which measurement a manifest is for; empty: none, or it is not there.
func kindOf(path string) string {
	text, err := os.ReadFile(path)
	if err != nil {
		return ""
	}
	header, _, _ := strings.Cut(string(text), "\n")
	return map[string]string{"file,mrz": "mrz", "file,symbology,text": "codes"}[strings.TrimSpace(header)]
}

func evaluate(ctx context.Context, program, what, manifest string, progress io.Writer) ([]byte, error) {
	command := exec.CommandContext(ctx, program, "eval", what, manifest, "--json")
	command.Stderr = progress
	out, err := command.Output()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", strings.Join(command.Args, " "), err)
	}
	return out, nil
}
