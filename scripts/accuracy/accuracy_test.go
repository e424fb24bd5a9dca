package main

import (
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestSplice(t *testing.T) {
	page := "# Accuracy\n" + begin + "\nold\n" + end + "\nby hand\n"
	got, err := splice(page, "new\n")
	if want := "# Accuracy\n" + begin + "\nnew\n" + end + "\nby hand\n"; err != nil || got != want {
		t.Errorf("%q, %v", got, err)
	}
	if again, err := splice(got, "new\n"); err != nil || again != got {
		t.Errorf("a second time: %q, %v", again, err)
	}
	if _, err := splice("# Accuracy\n", "new"); err == nil {
		t.Error("a page without markers was written")
	}
}

func TestJoin(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		return path
	}
	a := write("a/m.csv", "front,back,expected\nf.jpg,b.jpg,0\n")
	b := write("b/m.csv", "front,back,expected\ng.jpg,,E07|E08\n")
	to := filepath.Join(dir, "all.csv")
	if err := join(to, []string{a, b}); err != nil {
		t.Fatal(err)
	}
	got, _ := os.ReadFile(to)
	if want := "front,back,expected\na/f.jpg,a/b.jpg,0\nb/g.jpg,,E07|E08\n"; string(got) != want {
		t.Errorf("%q", got)
	}
	if err := join(to, []string{a, write("c/m.csv", "front\nx\n")}); err == nil {
		t.Error("other columns were joined")
	}
	if err := join(to, []string{write("d/m.csv", "front,back,expected\n")}); err == nil {
		t.Error("nothing was joined")
	}
}

// The page says what is missed and what was not shown.
func TestTables(t *testing.T) {
	var f figures
	text := `{"version":"v1","n":30,"clean":10,"fields":{"right":97,"of":100},"fields_by_type":{"cccd_chip":{"right":97,"of":100}},"ms_p50":812.4,
		"codes":{"E07":{"tp":20,"fp":0,"fn":0,"clean_fp":0},"FC10":{"tp":19,"fp":1,"fn":1,"clean_fp":1},"FC02":{"tp":1,"fp":0,"fn":9,"clean_fp":0},"QC02":{"fp":1,"clean_fp":0}}}`
	if err := json.Unmarshal([]byte(text), &f); err != nil {
		t.Fatal(err)
	}
	var e engines
	if err := json.Unmarshal([]byte(`{"n":8,"found":8,"with_truth":8,"exact":7,"exact_repaired":8,"char_accuracy":0.99}`), &e.MRZ); err != nil {
		t.Fatal(err)
	}
	page := tables(f, e, settings{seed: 1000000, shot: "good", kinds: "cccd_chip"}, time.Date(2026, 11, 26, 0, 0, 0, 0, time.UTC))
	for _, want := range []string{"Measured 2026-11-26 with version v1 on 30 documents, of which nothing is wrong with 10", "| fields exact, good documents | 97 of 100 (97.0 %) |",
		"zones exact as read, good documents | 7 of 8 (87.5 %), after repair 8 |",
		"| E07 | 20 of 20 (100.0 %) | 0 of 10 (0.0 %) | 0 | held |", "| FC10 | 19 of 20 (95.0 %) | 1 of 10 (10.0 %) | 0 | **missed** |", "| FC02 | 1 of 10 (10.0 %) | 0 of 10 (0.0 %) | 0 | flag |",
		"| QC02 | - | 0 of 10 (0.0 %) | 1 | not shown |", "| one side, median and 95th percentile | 812 ms, - | |"} {
		if !strings.Contains(page, want) {
			t.Errorf("no %q in\n%s", want, page)
		}
	}
}

func TestPlan(t *testing.T) {
	steps := plan(settings{work: "w", good: 3, bad: 4, seed: 1000000, shot: "photo", kinds: "cccd_chip, cc_2024", defects: "E07,E08"})
	if len(steps) != 4 {
		t.Fatalf("%d steps", len(steps))
	}
	if got := strings.Join(steps[0].args, " "); got != "specimen cccd_chip --shot photo --out w/cccd_chip-good --count 3 --seed 1000000" {
		t.Error(got)
	}
	if got := strings.Join(steps[3].args, " "); got != "specimen cc_2024 --shot photo --out w/cc_2024-bad --count 4 --seed 1100000 --defect E07 --defect E08" {
		t.Error(got)
	}
	if err := run(t.Context(), settings{program: filepath.Join(t.TempDir(), "none"), work: t.TempDir(), good: 1, kinds: "cccd_chip"}, io.Discard); err == nil {
		t.Error("a program that is not there was measured")
	}
}

func TestKindOf(t *testing.T) {
	dir := t.TempDir()
	for header, want := range map[string]string{"file,mrz\nx,y\n": "mrz", "file,symbology,text\r\n": "codes", "front,back\n": ""} {
		path := filepath.Join(dir, "m.csv")
		if err := os.WriteFile(path, []byte(header), 0o644); err != nil {
			t.Fatal(err)
		}
		if got := kindOf(path); got != want {
			t.Errorf("%q: %q", header, got)
		}
	}
	if got := kindOf(filepath.Join(dir, "none.csv")); got != "" {
		t.Errorf("a manifest that is not there: %q", got)
	}
}
