package enclave

import (
	"net/http"
	"net/url"
	"strconv"
	"time"
	"unicode/utf8"

	"github.com/bonafide-id/bonafide/fault"
	"github.com/bonafide-id/bonafide/internal/app"
	"github.com/bonafide-id/bonafide/internal/httpapi/web"
	"github.com/bonafide-id/bonafide/pii"
	"github.com/bonafide-id/bonafide/travelrule"
	"github.com/bonafide-id/bonafide/travelrule/directory"
)

// Pages of the list (contract 2.5, 6.26).
const (
	defaultRPP = 10
	maxRPP     = 100
	maxPage    = 1 << 30
)

// historyPage is the body of GET /v1/verifications.
type historyPage struct {
	Count         int64          `json:"count"`
	Page          int            `json:"page"`
	RPP           int            `json:"rpp"`
	Verifications []verification `json:"verifications"`
}

func (s *server) history(w http.ResponseWriter, r *http.Request) error {
	query, page, err := readHistory(r.URL.Query())
	if err != nil {
		return err
	}
	total, views, err := s.use.History(r.Context(), query)
	if err != nil {
		return err
	}
	out := historyPage{Count: total, Page: page, RPP: query.Limit, Verifications: make([]verification, len(views))}
	for i, view := range views {
		out.Verifications[i] = s.show(view)
	}
	return web.WriteJSON(w, http.StatusOK, out)
}

// readHistory reads the filters of contract 2.5 in the order of its table; an empty one is not set.
func readHistory(values url.Values) (q app.HistoryQuery, page int, err error) {
	f := filters{values: values}
	q.From = f.instant("fromDate", false)
	q.To = f.instant("toDate", true)
	q.Symbol = f.text("symbol", travelrule.MaxSymbol)
	q.Network = f.text("network", travelrule.MaxNetwork)
	q.TxHash = f.text("txHash", travelrule.MaxTxHash)
	q.Outcome = f.outcome("result")
	q.Direction = f.direction("actionType")
	if q.Opposite = f.text("oppositeVaspId", 64); q.Opposite != "" && !directory.ValidVaspID(q.Opposite) {
		f.wrong("oppositeVaspId")
	}
	q.OriginatorAccount = f.account("originatorAccountNumber", "fromAccount")
	q.BeneficiaryAccount = f.account("beneficiaryAccountNumber", "toAccount")
	page = f.number("page", 1, maxPage)
	q.Limit = min(f.number("rpp", defaultRPP, maxPage), maxRPP)
	q.Offset = (page - 1) * q.Limit
	return q, page, f.err
}

// filters reads query parameters and remembers the first fault.
type filters struct {
	values url.Values
	err    error
}

func (f *filters) wrong(name string) {
	if f.err == nil {
		f.err = fault.New(fault.Invalid, name)
	}
}

func (f *filters) text(name string, most int) string {
	text := f.values.Get(name)
	if utf8.RuneCountInString(text) > most || !utf8.ValidString(text) {
		f.wrong(name)
		return ""
	}
	return text
}

// account reads an account number, under its present name or the one before release 1.2.0.
func (f *filters) account(name, before string) pii.String {
	text := f.text(name, travelrule.MaxAccount)
	if text == "" {
		text = f.text(before, travelrule.MaxAccount)
	}
	if text == "" {
		return pii.String{}
	}
	return pii.New(text)
}

// instant reads a day, which begins at 00:00:00 UTC and ends with its last millisecond, or a full timestamp (contract 6.25).
func (f *filters) instant(name string, end bool) time.Time {
	text := f.values.Get(name)
	if text == "" {
		return time.Time{}
	}
	if day, err := time.Parse(time.DateOnly, text); err == nil {
		if end {
			day = day.AddDate(0, 0, 1).Add(-time.Millisecond)
		}
		return day
	}
	at, ok := travelrule.ParseInstant(text)
	if !ok {
		f.wrong(name)
	}
	return at
}

func (f *filters) outcome(name string) travelrule.Outcome {
	text := f.values.Get(name)
	if text == "" {
		return ""
	}
	outcome, ok := travelrule.OutcomeOf(text)
	if !ok {
		f.wrong(name)
	}
	return outcome
}

func (f *filters) direction(name string) travelrule.Direction {
	switch f.values.Get(name) {
	case "":
	case "SEND":
		return travelrule.Sending
	case "RECEIVE":
		return travelrule.Receiving
	default:
		f.wrong(name)
	}
	return ""
}

// number reads a whole number from 1.
func (f *filters) number(name string, otherwise, most int) int {
	text := f.values.Get(name)
	if text == "" {
		return otherwise
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 || n > most {
		f.wrong(name)
		return otherwise
	}
	return n
}
