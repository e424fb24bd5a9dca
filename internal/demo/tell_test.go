package demo

import (
	"bytes"
	"strings"
	"testing"
)

func TestWrapped(t *testing.T) {
	for _, row := range []struct{ name, text, want string }{
		{"short", `{"a":1}`, "   |{\"a\":1}\n"},
		{"empty", "", ""},
		{"behind a comma", strings.Repeat("ă", 100) + "," + strings.Repeat("b", 60), "   |" + strings.Repeat("ă", 100) + ",\n   |" + strings.Repeat("b", 60) + "\n"},
		{"without one", strings.Repeat("ă", 150), "   |" + strings.Repeat("ă", 140) + "\n   |" + strings.Repeat("ă", 10) + "\n"},
	} {
		var out bytes.Buffer
		s := &story{Options: Options{Out: &out}}
		s.wrapped("|", row.text)
		if out.String() != row.want {
			t.Errorf("%s: %q, want %q", row.name, out.String(), row.want)
		}
	}
}

func TestShowAnswer(t *testing.T) {
	a := answer{status: 200, raw: []byte(`{"b":{"c":"x"},"a":1,"d":2}`), body: map[string]any{"b": map[string]any{"c": "x"}, "a": 1, "d": 2}}
	for _, row := range []struct {
		members []string
		want    string
	}{
		{nil, `{"b":{"c":"x"},"a":1,"d":2}`},
		{[]string{"a", "b", "gone"}, `{"a":1,"b":{"c":"x"}, ...}`},
		{[]string{"gone"}, `{"b":{"c":"x"},"a":1,"d":2}`},
	} {
		var out bytes.Buffer
		s := &story{Options: Options{Out: &out}}
		s.showAnswer(a, row.members...)
		if want := "   200 OK\n      " + row.want + "\n"; out.String() != want {
			t.Errorf("%v: %q, want %q", row.members, out.String(), want)
		}
	}
	if a.text("b", "c") != "x" || a.text("b", "gone") != "" || a.text("a", "c") != "" || a.text("a") != "" {
		t.Error("members by path")
	}
}
