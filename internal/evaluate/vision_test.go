package evaluate

import (
	"context"
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/bonafide-id/bonafide/face"
	"github.com/bonafide-id/bonafide/fault"
	"github.com/bonafide-id/bonafide/internal/vision/wire"
)

// fake answers by what the picture says.
type fake struct {
	replies  map[string]wire.Reply
	errs     map[string][]error // taken one after the other, then the reply
	requests []wire.Request
	asked    map[string]int
}

func (f *fake) Do(_ context.Context, request wire.Request, picture []byte) (wire.Reply, []byte, error) {
	f.requests = append(f.requests, request)
	name := string(picture)
	if f.asked == nil {
		f.asked = map[string]int{}
	}
	f.asked[name]++
	if left := f.errs[name]; len(left) > 0 {
		f.errs[name] = left[1:]
		return wire.Reply{}, nil, left[0]
	}
	reply, ok := f.replies[name]
	if !ok {
		return wire.Reply{}, nil, fault.New(fault.PictureFormat, "picture")
	}
	return reply, nil, nil
}

var ran = wire.Part{Ran: true}

func zoneReply(raw, repaired string) wire.Reply {
	d := &wire.Document{Ran: map[string]wire.Part{wire.MRZ: ran}}
	if raw != "" {
		d.Zones = []wire.Zone{{Raw: strings.Split(raw, "|"), Lines: strings.Split(repaired, "|")}, {Raw: []string{"LESS", "SURE"}}}
	}
	return wire.Reply{Document: d, MS: map[string]float64{"mrz": 2}}
}

const (
	// The specimen of ICAO 9303-4, and readings with one and with two wrong characters.
	td3       = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<|L898902C36UTO7408122F1204159ZE184226B<<<<<10"
	td3Wrong  = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<|L898902C36UTO74O8122F1204159ZE184226B<<<<<10" // O for 0
	td3Missed = "P<UTOERIKSSON<<ANNA<MAR1A<<<<<<<<<<<<<<<<<<|L898902C36UTO7408122F1204159ZE184226B<<<<<10"  // 1 for I, a filler lost
)

func TestMRZ(t *testing.T) {
	pictures := map[string]string{"a.jpg": "a", "b.jpg": "b", "c.jpg": "c", "d.jpg": "d", "e.jpg": "e", "f.jpg": "f", "manifest.csv": "file,mrz\n" +
		"a.jpg," + td3 + "\nb.jpg," + td3 + "\nc.jpg," + td3 + "\nd.jpg," + td3 + "\ne.jpg,\nf.jpg," + td3 + "\n"}
	vision := &fake{replies: map[string]wire.Reply{
		"a": zoneReply(td3, td3), "b": zoneReply(td3Wrong, td3), "c": zoneReply(td3Missed, td3Missed), "d": zoneReply("", ""), "e": zoneReply(td3Wrong, td3),
	}, errs: map[string][]error{"a": {fault.New(fault.VisionDown, "worker"), fault.New(fault.VisionDown, "worker")}}}
	r, err := MRZ(t.Context(), files(t, pictures), Options{Now: ticking(7 * time.Millisecond), Vision: vision, Wrong: true, Version: "v1",
		Worker: Worker{Engines: map[string]wire.Part{wire.MRZ: ran}, Models: []wire.Model{{Slot: "mrz.glyph", SHA256: "abc"}}}})
	if err != nil {
		t.Fatal(err)
	}
	// Of 5 rows with truth (88 characters each): a 0 wrong, b 1, c 2, d and f not found at all. After repair b has none.
	got := []int{r.N, r.Found, r.CheckDigitsValid, r.CheckDigitsRaw, r.WithTruth, r.Exact, r.ExactRepaired, r.FailedToProcess, len(r.Wrong)}
	if diff := cmp.Diff([]int{6, 4, 3, 1, 5, 1, 2, 1, 4}, got); diff != "" {
		t.Errorf("n, found, digits, digits raw, truth, exact, repaired, failed, wrong (-want +got):\n%s", diff)
	}
	if want := 1 - float64(1+2+88+88)/(5*88); math.Abs(*r.CharAccuracy-want) > 1e-12 {
		t.Errorf("characters right %v, want %v", *r.CharAccuracy, want)
	}
	if want := 1 - float64(2+88+88)/(5*88); math.Abs(*r.CharAccuracyRepaired-want) > 1e-12 {
		t.Errorf("after repair %v, want %v", *r.CharAccuracyRepaired, want)
	}
	if *r.Timing.P50 != 7 || *r.Timing.P95 != 7 || *r.Stages["mrz"] != 2 || r.Models["mrz.glyph"] != "abc" {
		t.Errorf("%+v", r.Timing)
	}
	if vision.asked["a"] != 3 {
		t.Errorf("a worker that restarts was asked %d times", vision.asked["a"])
	}
	if diff := cmp.Diff(wire.Request{Do: wire.DoDocument, Want: []string{wire.MRZ}}, vision.requests[0]); diff != "" {
		t.Errorf("request (-want +got):\n%s", diff)
	}
	members(t, r, "n", "found", "check_digits_valid", "with_truth", "exact", "exact_repaired", "char_accuracy", "ms_p50", "ms_p95", "failed_to_process", "models", "version")
	for _, text := range []string{"zone found                4 of 6", "exact as read             1 of 5 (20.0 %)", "picture.format", "model mrz.glyph abc", "MAR1A", "- (not found)"} {
		if !strings.Contains(r.Text(), text) {
			t.Errorf("the table does not say %q:\n%s", text, r.Text())
		}
	}
}

// What ends a measurement, and what only counts.
func TestPicturesThatFail(t *testing.T) {
	path := files(t, map[string]string{"a.jpg": "a", "b.jpg": "b", "manifest.csv": "file,mrz\na.jpg,\nb.jpg,\nnone.jpg,\n"})
	ask := func(o Options) (*MRZReport, error) { o.Now = ticking(0); return MRZ(t.Context(), path, o) }
	if _, err := ask(Options{}); !fault.Has(err, fault.VisionDown) {
		t.Errorf("no worker: %v", err)
	}
	if _, err := ask(Options{Vision: &fake{}, Worker: Worker{Engines: map[string]wire.Part{wire.MRZ: {Why: "mrz.glyph is missing"}}}}); !fault.Has(err, fault.ModelMissing) || !strings.Contains(err.Error(), "mrz.glyph is missing") {
		t.Errorf("no engine: %v", err)
	}
	down := make([]error, restarts)
	for i := range down {
		down[i] = fault.New(fault.VisionDown, "worker")
	}
	if _, err := ask(Options{Vision: &fake{errs: map[string][]error{"a": down}}}); !fault.Has(err, fault.VisionDown) {
		t.Errorf("a worker that stays down: %v", err)
	}
	broken := wire.Reply{Error: &wire.Error{Code: "picture.broken", Detail: "truncated"}}
	late := wire.Reply{Document: &wire.Document{Ran: map[string]wire.Part{wire.MRZ: {Why: "no time left"}}}}
	r, err := ask(Options{Vision: &fake{replies: map[string]wire.Reply{"a": broken, "b": late}}})
	if err != nil {
		t.Fatal(err)
	}
	want := []Failure{{1, "a.jpg", fault.PictureBroken, "truncated"}, {2, "b.jpg", fault.VisionTimeout, "not run: no time left"}, {3, "none.jpg", fault.NotFound, "no such file or directory"}}
	if diff := cmp.Diff(want, r.Failures); diff != "" {
		t.Errorf("failures (-want +got):\n%s", diff)
	}
	if r.FailedToProcess != 3 || r.Found != 0 || r.P50 == nil {
		t.Errorf("%+v", r)
	}
	died := &fake{errs: map[string][]error{"a": {fault.New(fault.VisionDied, "worker")}, "b": {errors.New("no code")}}}
	if r, err = ask(Options{Vision: died}); err != nil || r.FailedToProcess != 3 || r.Failures[0].Code != fault.VisionDied || r.Failures[1].Code != fault.Internal {
		t.Errorf("a worker that died on a picture: %+v, %v", r, err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := MRZ(ctx, path, Options{Now: ticking(0), Vision: &fake{}}); !errors.Is(err, context.Canceled) {
		t.Errorf("given up: %v", err)
	}
}

func TestEditDistance(t *testing.T) {
	for _, row := range []struct {
		a, b string
		want int
	}{{"", "", 0}, {"", "ABC", 3}, {"ABC", "", 3}, {"ABC", "ABC", 0}, {"KITTEN", "SITTING", 3}, {"<<A", "<A", 1}, {"AB", "BA", 2}} {
		if got := editDistance(row.a, row.b); got != row.want {
			t.Errorf("%q to %q: %d, want %d", row.a, row.b, got, row.want)
		}
	}
}

// faceReply puts a face on a line: distances are differences of places.
func faceReply(place float32, gray bool) wire.Reply {
	return wire.Reply{Faces: &wire.FaceList{Ran: map[string]wire.Part{wire.Faces: ran}, Gray: gray, Faces: []wire.Face{{Template: []float32{place, 0}}, {Template: []float32{99, 0}}}}}
}

// By hand, whatever the lines are. Mated distances: near, far (between the lines), apart (above both); non-mated: gray (between the lines for pictures
// without colour), close (between the lines, below far), other. Match: misses far and apart, no false match. Review: misses apart, false matches gray
// and close. At close: FMR 2/3 and FNMR 2/3, the nearest they come.
func TestFaces(t *testing.T) {
	line, dim := face.PointsFor(false), face.PointsFor(true)
	near, far, apart := float32(line.Match/2), float32(line.Match+(line.Review-line.Match)*2/3), float32(line.Review+.1)
	gray, closer, other := float32((dim.Match+dim.Review)/2), float32(line.Match+(line.Review-line.Match)/3), float32(line.Review+.3)
	if gray >= closer {
		t.Fatal("the lines have moved: this test needs other distances")
	}
	path := files(t, map[string]string{"0": "0", "1": "1", "2": "2", "3": "3", "4": "4", "5": "5", "6": "6", "nobody": "nobody", "noface": "noface", "manifest.csv": `file_a,file_b,mated
0,1,true
0,2,true
0,3,true
0,4,false
0,5,false
0,6,false
nobody,1,true
1,nobody,false
none,1,false
noface,0,false
`})
	vision := &fake{replies: map[string]wire.Reply{"0": faceReply(0, false), "1": faceReply(near, false), "2": faceReply(far, false), "3": faceReply(apart, false),
		"4": faceReply(gray, true), "5": faceReply(-closer, false), "6": faceReply(other, false), "nobody": {Faces: &wire.FaceList{Ran: map[string]wire.Part{wire.Faces: ran}}},
		"noface": {Faces: &wire.FaceList{Ran: map[string]wire.Part{wire.Faces: ran}, Faces: []wire.Face{{Width: 9}}}}}}
	r, err := Faces(t.Context(), path, Options{Now: ticking(4 * time.Millisecond), Vision: vision, Wrong: true,
		Worker: Worker{Models: []wire.Model{{Slot: "face.describe", SHA256: "def"}}}})
	if err != nil {
		t.Fatal(err)
	}
	got := []int{r.N, r.Pictures, r.Mated, r.NonMated, r.MatedLost, r.NonMatedLost, r.FailedToAcquire, r.FailedToProcess, r.GrayPairs, len(r.Wrong)}
	if diff := cmp.Diff([]int{10, 10, 3, 3, 1, 3, 3, 1, 1, 2}, got); diff != "" {
		t.Errorf("n, pictures, mated, non-mated, lost, lost, not acquired, failed, grey, wrong (-want +got):\n%s", diff)
	}
	want := []Point{
		{Threshold: line.Match, ThresholdGray: dim.Match, FMR: value(0), FNMR: value(2. / 3), FalseNon: 2, GFRR: value(3. / 4)},
		{Threshold: line.Review, ThresholdGray: dim.Review, FMR: value(2. / 3), FNMR: value(1. / 3), FalseMatches: 2, FalseNon: 1, GFRR: value(2. / 4)},
	}
	if diff := cmp.Diff(want, []Point{r.Match, r.Review}); diff != "" {
		t.Errorf("operating points (-want +got):\n%s", diff)
	}
	if math.Abs(*r.EER-2./3) > 1e-9 || math.Abs(*r.EERDistance-float64(closer)) > 1e-6 || *r.P50 != 4 {
		t.Errorf("EER %v at %v, p50 %v", *r.EER, *r.EERDistance, *r.P50)
	}
	for name, times := range vision.asked {
		if times != 1 {
			t.Errorf("picture %s was described %d times", name, times)
		}
	}
	members(t, r, "mated", "non_mated", "failed_to_acquire", "eer", "match.threshold", "match.fmr", "match.fnmr", "review.threshold", "review.fmr", "review.fnmr", "ms_p50", "failed_to_process")
	for _, text := range []string{"equal error rate           0.6667", fmt.Sprintf("match    %.2f", line.Match), "0.0000 (0)", "one person", "model face.describe def"} {
		if !strings.Contains(r.Text(), text) {
			t.Errorf("the table does not say %q:\n%s", text, r.Text())
		}
	}
}

func TestEqualErrorRate(t *testing.T) {
	pairs := func(text string) (all []compared) {
		for i, c := range text {
			if c == ' ' {
				continue
			}
			all = append(all, compared{facePair{mated: c == 'm'}, float64(i), face.PointsFor(false)})
		}
		return all
	}
	for _, row := range []struct {
		name, order string
		want        *float64
	}{
		{"apart", "mmmnnn", value(0)},
		{"one of each wrong", "mmnmnn", value(1. / 3)},
		{"the wrong way round", "nnmm", value(1)},
		{"no non-mated", "mm", nil},
		{"nothing", "", nil},
		{"no threshold is even", "mnm", value(.25)}, // FMR 0 with FNMR 1/2, then FMR 1 with FNMR 1/2: equally far, the first counts
	} {
		got, _ := equalErrorRate(pairs(row.order))
		if diff := cmp.Diff(row.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", row.name, diff)
		}
	}
	// A threshold cannot part pairs of one distance.
	tied := []compared{{facePair{mated: true}, 1, face.PointsFor(false)}, {facePair{}, 1, face.PointsFor(false)}}
	if got, _ := equalErrorRate(tied); *got != .5 {
		t.Errorf("tied: %v, want 0.5", *got)
	}
}

func codeReply(codes ...wire.Code) wire.Reply {
	return wire.Reply{Document: &wire.Document{Ran: map[string]wire.Part{wire.Codes: ran}, Codes: codes}}
}

func TestCodes(t *testing.T) {
	path := files(t, map[string]string{"a": "a", "b": "b", "c": "c", "d": "d", "e": "e", "two": "two", "manifest.csv": `file,symbology,text
a,QRCode,hello
b,QRCode,hello
c,PDF417,hello
d,none,
e,none,
two,QRCode,one
two,Code128,two
gone,QRCode,x
`})
	vision := &fake{replies: map[string]wire.Reply{
		"a":   codeReply(wire.Code{Symbology: "Code128", Text: "7"}, wire.Code{Symbology: "QR Code", Text: "hello"}), // read, one more beside it
		"b":   codeReply(wire.Code{Symbology: "QRCode", Text: "hallo"}),                                              // wrong text
		"c":   codeReply(),                                                                                           // missed
		"d":   codeReply(),
		"e":   codeReply(wire.Code{Symbology: "QRCode", Text: "ghost"}), // nothing is there
		"two": codeReply(wire.Code{Symbology: "QRCode", Bytes: []byte("one")}),
	}}
	r, err := Codes(t.Context(), path, Options{Now: ticking(time.Millisecond), Vision: vision, Wrong: true})
	if err != nil {
		t.Fatal(err)
	}
	got := []int{r.N, r.WithCode, r.Read, r.Exact, r.FalseReads, r.FailedToProcess, len(r.Wrong), vision.asked["two"]}
	if diff := cmp.Diff([]int{8, 6, 3, 2, 2, 1, 5, 1}, got); diff != "" {
		t.Errorf("n, with code, read, exact, false, failed, wrong, asked (-want +got):\n%s", diff)
	}
	members(t, r, "n", "read", "exact", "false_reads", "ms_p50", "failed_to_process")
	for _, text := range []string{"exact                    2 of 6 (33.3 %)", "false reads              2", "QRCode hallo", "is none"} {
		if !strings.Contains(r.Text(), text) {
			t.Errorf("the table does not say %q:\n%s", text, r.Text())
		}
	}
	_, err = Codes(t.Context(), files(t, map[string]string{"manifest.csv": "file,symbology,text\na,qr,x\nb,QRCode,\n"}), Options{Vision: vision})
	if err == nil || !strings.Contains(err.Error(), `"qr" is none of: QRCode`) || !strings.Contains(err.Error(), "the cell is empty") {
		t.Errorf("%v", err)
	}
}

func TestNotThereYet(t *testing.T) {
	for kind := range later {
		if err := NotThereYet(kind); !fault.Has(err, fault.Unsupported) || !strings.Contains(err.Error(), "eval "+kind) || !strings.Contains(err.Error(), "nothing to measure") {
			t.Errorf("%v", err)
		}
	}
}
