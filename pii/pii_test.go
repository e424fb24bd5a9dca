package pii_test

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/bonafide-id/bonafide/pii"
)

const secret = "Nguyễn Thị Hồng"

type record struct {
	Name   pii.String
	hidden pii.String
	Nested struct{ Inner *pii.String }
	List   []pii.String
	Map    map[string]pii.String
	Raw    pii.Bytes
}

func sample() record {
	box := pii.New(secret)
	r := record{Name: box, hidden: box, List: []pii.String{box}, Map: map[string]pii.String{"k": box}, Raw: pii.New([]byte(secret))}
	r.Nested.Inner = &box
	return r
}

func TestNothingShows(t *testing.T) {
	r := sample()
	shapes := []any{r, &r, r.Name, &r.Name, r.hidden, r.List, r.Map, r.Raw, r.Nested, []any{r}, struct{ x any }{r}, fmt.Errorf("wrapped: %v", r.Name)}
	var printed strings.Builder
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%p", "%T", "%10.3v", "%t", "%e", "%U", "%c"} {
		for _, shape := range shapes {
			fmt.Fprintf(&printed, verb+"\n", shape)
		}
	}
	for _, handler := range []slog.Handler{slog.NewTextHandler(&printed, nil), slog.NewJSONHandler(&printed, nil)} {
		log := slog.New(handler)
		for _, shape := range shapes {
			log.Info("m", "shape", shape, slog.Group("g", slog.Any("inner", shape)))
		}
	}
	for _, leak := range []string{secret, "Nguy", fmt.Sprintf("%x", secret), fmt.Sprintf("%X", secret), fmt.Sprint([]byte(secret))[1:12]} {
		if strings.Contains(printed.String(), leak) {
			t.Errorf("%q leaked into:\n%s", leak, printed.String())
		}
	}
	if !strings.Contains(printed.String(), pii.Hidden) {
		t.Error("nothing was printed at all: this test would not notice a leak")
	}
}

func TestMarshalRefuses(t *testing.T) {
	r := sample()
	if _, err := json.Marshal(r); !errors.Is(err, pii.ErrMarshal) {
		t.Errorf("json: %v", err)
	}
	if _, err := json.Marshal(r.Map); !errors.Is(err, pii.ErrMarshal) {
		t.Errorf("json map: %v", err)
	}
	if _, err := xml.Marshal(r.Name); !errors.Is(err, pii.ErrMarshal) {
		t.Errorf("xml: %v", err)
	}
}

func TestReveal(t *testing.T) {
	if got := pii.New(secret).Reveal(); got != secret {
		t.Errorf("Reveal = %q", got)
	}
	var zero pii.Bytes
	if zero.IsSet() || zero.Reveal() != nil {
		t.Error("the zero box holds nothing")
	}
	if !bytes.Equal(pii.New([]byte{1}).Reveal(), []byte{1}) || !pii.New("").IsSet() {
		t.Error("a boxed value must come back")
	}
}
