package travelrule_test

import (
	"strings"
	"testing"

	"github.com/bonafide-id/bonafide/check"
	"github.com/bonafide-id/bonafide/travelrule"
)

// TestCodesAreTotal: every reason and outcome has a name of its own, which reads back as what it names.
func TestCodesAreTotal(t *testing.T) {
	seen := map[string]bool{}
	for _, reason := range check.Reasons() {
		code := travelrule.ReasonCode(reason)
		back, open := travelrule.ReasonOf(code)
		if !travelrule.ValidReasonCode(code) || seen[code] || back != reason || open != "" {
			t.Errorf("%s is published as %q, which reads back as %s %q", reason, code, back, open)
		}
		seen[code] = true
	}
	for _, outcome := range travelrule.Outcomes() {
		code := travelrule.OutcomeCode(outcome)
		if back, ok := travelrule.OutcomeOf(code); !ok || back != outcome {
			t.Errorf("%s is published as %q, which reads back as %s", outcome, code, back)
		}
	}
}

func TestReasonOfKeepsWhatOthersSay(t *testing.T) {
	for _, row := range []struct{ text, code string }{
		{"HOLIDAY-IN-FORCE", "HOLIDAY-IN-FORCE"},
		{strings.Repeat("A", travelrule.MaxReason), strings.Repeat("A", travelrule.MaxReason)},
		{strings.Repeat("A", travelrule.MaxReason+1), ""},
		{"lower-case", ""}, {"", ""}, {"WITH SPACE", ""}, {"A\n", ""},
	} {
		if reason, code := travelrule.ReasonOf(row.text); reason != check.Undefined || code != row.code {
			t.Errorf("ReasonOf(%.40q) is %s %.40q, want code %.40q", row.text, reason, code, row.code)
		}
	}
}
