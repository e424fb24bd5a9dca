package verification_test

import (
	"slices"
	"testing"

	"github.com/bonafide-id/bonafide/check"
	"github.com/bonafide-id/bonafide/document"
	"github.com/bonafide-id/bonafide/verification"
)

func TestEveryReasonHasStageAndTitle(t *testing.T) {
	seen := map[string]check.Reason{}
	for _, r := range check.Documents() {
		title := verification.Title(r)
		if !slices.Contains(verification.Stages(), verification.StageOf(r)) || title == string(r) {
			t.Errorf("%s: stage %q, title %q", r, verification.StageOf(r), title)
		}
		if other, taken := seen[title]; taken {
			t.Errorf("%s and %s have one title", r, other)
		}
		seen[title] = r
	}
	if verification.StageOf(check.OK) != "" || verification.Title("no.such") != "no.such" {
		t.Error("what is no check of a document has a stage or a title")
	}
}

// A bright spot stands on either side of its line, and a measure that was not made is not run with why.
func TestMeasureAgainstItsLine(t *testing.T) {
	for _, row := range []struct {
		m    document.Measured
		want check.Status
		text string
	}{
		{document.Measured{Value: .006}, check.Passed, "front: Bright spots: passed, 0.006 on 0.006 share"},
		{document.Measured{Value: .021}, check.Failed, "front: Bright spots: failed, 0.021 over 0.006 share"},
		{document.Measured{Why: "no time left"}, check.NotRun, "front: Bright spots: not run, no time left"},
	} {
		page := &document.Page{Type: document.CCCDChip, Side: document.Front, Measures: map[document.Measure]document.Measured{
			document.GlareShare: row.m, document.GlareOnField: {Value: 0}}}
		found := verification.Judge(verification.Input{Front: page}, verification.Policy{})
		i := slices.IndexFunc(found, func(f verification.Finding) bool { return f.Reason == check.Glare })
		if i < 0 || found[i].Status != row.want || found[i].Text() != row.text {
			t.Errorf("%v: %+v", row.want, found[max(i, 0)])
		}
	}
}
