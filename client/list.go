package client

import (
	"context"
	"iter"
	"net/http"
	"net/url"
	"strconv"
	"time"
)

// Filter selects verifications of the history (contract 2.5); zero members do not filter. All given must fit.
type Filter struct {
	From, To           time.Time // when it was requested; both ends included
	Symbol, Network    string
	TxHash             string
	Result             Result
	Action             string // SEND: this VASP is the originating side; RECEIVE: the beneficiary side
	OppositeVASP       VaspID
	OriginatorAccount  string
	BeneficiaryAccount string
	Page               int // from 1; 0 is the first
	PerPage            int // 1 to 100; 0 is the node's default, 10
}

// The values of Filter.Action.
const (
	Send    = "SEND"
	Receive = "RECEIVE"
)

func (f Filter) query() url.Values {
	q := url.Values{}
	set := func(name, value string) {
		if value != "" {
			q.Set(name, value)
		}
	}
	if !f.From.IsZero() {
		set("fromDate", f.From.UTC().Format(Layout))
	}
	if !f.To.IsZero() {
		set("toDate", f.To.UTC().Format(Layout))
	}
	set("symbol", f.Symbol)
	set("network", f.Network)
	set("txHash", f.TxHash)
	set("result", string(f.Result))
	set("actionType", f.Action)
	set("oppositeVaspId", string(f.OppositeVASP))
	set("originatorAccountNumber", f.OriginatorAccount)
	set("beneficiaryAccountNumber", f.BeneficiaryAccount)
	if f.Page > 0 {
		set("page", strconv.Itoa(f.Page))
	}
	if f.PerPage > 0 {
		set("rpp", strconv.Itoa(f.PerPage))
	}
	return q
}

// Page is one page of the history, newest first.
type Page struct {
	Count         int            `json:"count"` // of all matches
	Page          int            `json:"page"`
	PerPage       int            `json:"rpp"`
	Verifications []Verification `json:"verifications"`
}

// Verifications returns one page of the history.
func (c *Client) Verifications(ctx context.Context, f Filter) (Page, error) {
	var out Page
	err := c.do(ctx, call{method: http.MethodGet, path: "/v1/verifications", query: f.query(), again: true}, &out)
	return out, err
}

// pageSize of All, when the filter names none: few enough to hold, many enough to be quick.
const pageSize = 100

// All walks the whole history that fits, newest first, asking for pages as they are needed. The window ends with the first call at the
// latest, so that what is new does not shift the pages; a row seen on the page before is not given twice. It ends with the first error.
func (c *Client) All(ctx context.Context, f Filter) iter.Seq2[Verification, error] {
	return func(yield func(Verification, error) bool) {
		f := f
		if f.PerPage == 0 {
			f.PerPage = pageSize
		}
		if f.To.IsZero() {
			f.To = time.Now()
		}
		before := map[string]bool{}
		for f.Page = max(f.Page, 1); ; f.Page++ {
			page, err := c.Verifications(ctx, f)
			if err != nil {
				yield(Verification{}, err)
				return
			}
			seen := make(map[string]bool, len(page.Verifications))
			for _, v := range page.Verifications {
				seen[v.UUID] = true
				if !before[v.UUID] && !yield(v, nil) {
					return
				}
			}
			// The node may clamp the size, so its own says how far this page reached.
			size := page.PerPage
			if size <= 0 {
				size = f.PerPage
			}
			if len(page.Verifications) == 0 || f.Page*size >= page.Count {
				return
			}
			before = seen
		}
	}
}
