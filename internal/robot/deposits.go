package robot

import (
	"context"
	"math/big"
	"slices"
	"sync"
	"time"

	"github.com/bonafide-id/bonafide/client"
	"github.com/bonafide-id/bonafide/fault"
	"github.com/bonafide-id/bonafide/travelrule"
)

// Deposit is coins that arrived. The robot watches no chain: it is told.
type Deposit struct {
	TxHash  string       `json:"txHash"`
	Symbol  string       `json:"symbol"` // ETH or XRP
	Network string       `json:"network,omitempty"`
	From    string       `json:"from"`
	To      string       `json:"to"`
	Amount  string       `json:"amount"`
	State   DepositState `json:"state"`
	UUID    string       `json:"verificationUuid,omitempty"` // the verification it belongs to
	At      client.Time  `json:"at"`

	next time.Time // of the next look
}

// DepositState says how far the robot has come with a deposit.
type DepositState string

// The states.
const (
	Unattributed DepositState = "unattributed" // no verification is known for it yet
	Attributed   DepositState = "attributed"
	Unexplained  DepositState = "unexplained" // given up
)

// deposits keeps what arrived, oldest first and bounded like records.
type deposits struct {
	mu   sync.Mutex
	list []*Deposit
}

func (d *deposits) add(one Deposit) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, each := range d.list {
		if each.TxHash == one.TxHash && each.To == one.To {
			return fault.New(fault.Conflict, "txHash")
		}
	}
	if len(d.list) >= maxRecords {
		d.list = d.list[1:]
	}
	d.list = append(d.list, &one)
	return nil
}

func (d *deposits) all() []Deposit {
	d.mu.Lock()
	defer d.mu.Unlock()
	out := make([]Deposit, 0, len(d.list))
	for _, each := range slices.Backward(d.list) {
		out = append(out, *each)
	}
	return out
}

// due lists what is to be looked at at at, and when next.
func (d *deposits) due(at time.Time, every time.Duration) []Deposit {
	d.mu.Lock()
	defer d.mu.Unlock()
	var out []Deposit
	for _, each := range d.list {
		if each.State == Unattributed && !at.Before(each.next) {
			each.next = at.Add(every)
			out = append(out, *each)
		}
	}
	return out
}

func (d *deposits) settle(one Deposit, state DepositState, uuid string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, each := range d.list {
		if each.TxHash == one.TxHash && each.To == one.To && each.State == Unattributed {
			each.State, each.UUID = state, uuid
		}
	}
}

func (d *Deposit) check() error {
	switch {
	case d.TxHash == "":
		return fault.New(fault.Missing, "txHash")
	case len(d.TxHash) > travelrule.MaxTxHash:
		return fault.New(fault.Invalid, "txHash")
	case Network(d.Symbol) == "":
		return fault.New(fault.Invalid, "symbol")
	case d.From == "" || len(d.From) > travelrule.MaxAccount:
		return fault.New(fault.Invalid, "from")
	case d.To == "" || len(d.To) > travelrule.MaxAccount:
		return fault.New(fault.Invalid, "to")
	case !travelrule.IsDecimal(d.Amount):
		return fault.New(fault.Invalid, "amount")
	}
	return nil
}

// deposit takes note of coins that arrived, and looks at once whether they were reported.
func (r *Robot) deposit(ctx context.Context, d Deposit) (Deposit, error) {
	if err := d.check(); err != nil {
		return Deposit{}, err
	}
	d.Network, d.State, d.UUID, d.At = Network(d.Symbol), Unattributed, "", client.At(r.now())
	d.next = r.now().Add(min(r.cfg.Timing.InquiryAfter, r.cfg.Timing.InquiryEvery))
	if err := r.deposits.add(d); err != nil {
		return Deposit{}, err
	}
	uuid, err := r.reportedAs(ctx, d)
	if err == nil && uuid != "" {
		r.deposits.settle(d, Attributed, uuid)
		d.State, d.UUID = Attributed, uuid
	}
	return d, err
}

// lookAtDeposits goes the way of contract 1.5, missing report: reported meanwhile? After a while, which verifications could it be, and what do their
// originating sides say?
func (r *Robot) lookAtDeposits(ctx context.Context) {
	for _, d := range r.deposits.due(r.now(), r.cfg.Timing.InquiryEvery) {
		uuid, err := r.reportedAs(ctx, d)
		if err == nil && uuid == "" && !r.now().Before(d.At.Add(r.cfg.Timing.InquiryAfter)) {
			uuid, err = r.inquiredAs(ctx, d)
		}
		switch {
		case uuid != "":
			r.deposits.settle(d, Attributed, uuid)
		case err == nil && r.now().After(d.At.Add(r.cfg.Timing.InquiryFor)):
			r.deposits.settle(d, Unexplained, "")
		}
	}
}

// reportedAs is the verification whose transaction this was reported to be; "" when there is none.
func (r *Robot) reportedAs(ctx context.Context, d Deposit) (string, error) {
	page, err := r.cfg.Node.Verifications(ctx, client.Filter{TxHash: d.TxHash, Action: client.Receive, BeneficiaryAccount: d.To, PerPage: 1})
	if err != nil || len(page.Verifications) == 0 {
		return "", err
	}
	return page.Verifications[0].UUID, nil
}

// inquiredAs asks about every verified transfer of the same accounts and amount that has no transaction yet.
func (r *Robot) inquiredAs(ctx context.Context, d Deposit) (string, error) {
	filter := client.Filter{OriginatorAccount: d.From, BeneficiaryAccount: d.To, Action: client.Receive, Result: client.Verified}
	for v, err := range r.cfg.Node.All(ctx, filter) {
		if err != nil {
			return "", err
		}
		if v.TxHash != nil || !sameAmount(v.Asset.Amount, d.Amount) {
			continue
		}
		status, err := r.inquire(ctx, v.UUID)
		if err == nil && status.TxHash == d.TxHash {
			return v.UUID, nil
		}
	}
	return "", nil
}

// sameAmount compares exact decimals: 1.5 is 1.50.
func sameAmount(a, b string) bool {
	if !travelrule.IsDecimal(a) || !travelrule.IsDecimal(b) {
		return false
	}
	x, okX := new(big.Rat).SetString(a)
	y, okY := new(big.Rat).SetString(b)
	return okX && okY && x.Cmp(y) == 0
}
