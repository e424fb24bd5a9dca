package evaluate

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/bonafide-id/bonafide/travelrule/address"
)

// AddressesReport is what Addresses found. Agree, Disagree and UnsupportedRows add up to N.
type AddressesReport struct {
	About
	Agree    int            `json:"agree"`
	Disagree []WrongAddress `json:"disagree"`
	// Unsupported are the networks whose addresses are not checked, as the manifest spells them.
	Unsupported     []string `json:"unsupported"`
	UnsupportedRows int      `json:"unsupported_rows"`
	// Weak are the addresses found valid without a checksum: their network has none, or the form does not use it.
	Weak int `json:"weak"`
}

// WrongAddress is a row whose label says otherwise than the check.
type WrongAddress struct {
	Row     int            `json:"row"`
	Network string         `json:"network"`
	Address string         `json:"address"`
	Valid   bool           `json:"valid"`            // the label
	Found   bool           `json:"found"`            // what the check says
	Reason  address.Reason `json:"reason,omitempty"` // the rule that the check says is broken
}

// Addresses checks labelled addresses by the rule of their network. Columns: network (the contract's name, or CAIP-2), address, valid.
func Addresses(_ context.Context, path string, o Options) (*AddressesReport, error) {
	m, err := openManifest(path, "network", "address", "valid")
	if err != nil {
		return nil, err
	}
	r := &AddressesReport{About: about("addresses", m, o), Disagree: []WrongAddress{}, Unsupported: []string{}}
	err = m.each(func(row row) error {
		valid, err := row.truth("valid")
		if err == nil {
			r.judge(row.Number, strings.TrimSpace(row.cell("network")), row.cell("address"), valid)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return r, nil
}

func (r *AddressesReport) judge(row int, network, text string, valid bool) {
	checked := address.Checked{}
	if known, ok := address.LookupNetwork(network); ok {
		checked = address.Check(known, text)
	}
	if checked.Weak {
		r.Weak++
	}
	switch found := checked.Validity == address.Valid; {
	case checked.Validity == address.Unsupported:
		r.UnsupportedRows++
		if !slices.Contains(r.Unsupported, network) {
			r.Unsupported = append(r.Unsupported, network)
		}
	case found == valid:
		r.Agree++
	default:
		r.Disagree = append(r.Disagree, WrongAddress{row, network, text, valid, found, checked.Reason})
	}
}

// Text implements Report.
func (r *AddressesReport) Text() string {
	var p page
	p.head(r.About, "addresses")
	p.table([]string{"agree", share(r.Agree, r.N)}, []string{"disagree", share(len(r.Disagree), r.N)},
		[]string{"network not checked", share(r.UnsupportedRows, r.N)}, []string{"without a checksum", share(r.Weak, r.N)})
	if len(r.Unsupported) > 0 {
		p.line("\nNot checked, so never called valid: %s", strings.Join(r.Unsupported, ", "))
	}
	if len(r.Disagree) > 0 {
		p.line("\nDisagree:")
		rows := [][]string{}
		for _, w := range r.Disagree[:min(len(r.Disagree), listed)] {
			rows = append(rows, []string{fmt.Sprint("row ", w.Row), w.Network, w.Address, "labelled " + validWord(w.Valid), "found " + validWord(w.Found), string(w.Reason)})
		}
		p.table(rows...)
		p.more(len(r.Disagree))
	}
	p.foot(r.About)
	return p.String()
}

func validWord(valid bool) string {
	if valid {
		return "valid"
	}
	return "invalid"
}
