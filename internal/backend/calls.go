package backend

import (
	"context"
	"encoding/json"
	"time"

	"github.com/bonafide-id/bonafide/internal/app"
	"github.com/bonafide-id/bonafide/travelrule"
)

// Account implements app.Backend (contract 3.2).
func (c *Client) Account(ctx context.Context, q app.BackendAccount) (travelrule.Answer, error) {
	body, err := encode(struct {
		OriginatingVASP string          `json:"originatingVaspId"`
		Symbol          string          `json:"symbol"`
		Network         string          `json:"network,omitempty"`
		Version         string          `json:"version"`
		IVMS101         json.RawMessage `json:"ivms101"`
	}{q.OriginatingVASP, q.Symbol, q.Network, q.Version, q.IVMS101.Reveal()})
	if err != nil {
		return travelrule.Answer{}, err
	}
	text, _, err := c.post(ctx, c.opt.Account, c.opt.Limits.Account, body)
	if err != nil {
		return travelrule.Answer{}, err
	}
	return readAccount(text, c.opt.Clock())
}

type assetInfo struct {
	Symbol        string `json:"symbol"`
	Network       string `json:"network,omitempty"`
	Amount        string `json:"amount"`
	TradePrice    string `json:"tradePrice"`
	TradeCurrency string `json:"tradeCurrency"`
	TradeTime     string `json:"tradeISODatetime"`
	Exceeds       bool   `json:"isExceedingThreshold"`
}

// User implements app.Backend (contract 3.3).
func (c *Client) User(ctx context.Context, q app.BackendUser) (app.BackendUserAnswer, error) {
	a := q.Asset
	body, err := encode(struct {
		UUID            string          `json:"verificationUuid"`
		Asset           assetInfo       `json:"assetInfo"`
		RequiredInfo    string          `json:"requiredBeneficiaryInfo"`
		OriginatingVASP string          `json:"originatingVaspId"`
		Version         string          `json:"version"`
		IVMS101         json.RawMessage `json:"ivms101"`
	}{q.UUID, assetInfo{a.Symbol, a.Network, a.Amount, a.TradePrice, a.TradeCurrency, travelrule.FormatInstant(a.TradeTime), a.ExceedsThreshold},
		q.RequiredInfo, q.OriginatingVASP, q.Version, q.IVMS101.Reveal()})
	if err != nil {
		return app.BackendUserAnswer{}, err
	}
	text, _, err := c.post(ctx, c.opt.User, c.opt.Limits.User, body)
	if err != nil {
		return app.BackendUserAnswer{}, err
	}
	return readUser(text, c.opt.Clock())
}

// Transfer implements app.Backend (contract 3.4).
func (c *Client) Transfer(ctx context.Context, verification string) (app.TransferState, error) {
	body, err := encode(map[string]string{"verificationUuid": verification})
	if err != nil {
		return app.TransferState{}, err
	}
	text, _, err := c.post(ctx, c.opt.Transfer, c.opt.Limits.Transfer, body)
	if err != nil {
		return app.TransferState{}, err
	}
	return readTransfer(text, verification)
}

// Callback implements app.Backend (contract 3.5). Any status other than 200 and any body that is not JSON is a failed call; {"result": false} is one too:
// the back end says that it did not take the event.
func (c *Client) Callback(ctx context.Context, callbackType string, data []byte) (status int, err error) {
	body, err := encode(struct {
		Type string          `json:"callbackType"`
		Data json.RawMessage `json:"data"`
	}{callbackType, data})
	if err != nil {
		return 0, err
	}
	text, status, err := c.post(ctx, c.opt.Callback, c.opt.Limits.Callback, body)
	if err != nil {
		return status, err
	}
	return status, readTaken(text)
}

// instantOr reads a time of the back end; one that cannot be read is at.
func instantOr(text string, at time.Time) time.Time {
	if read, ok := travelrule.ParseInstant(text); ok {
		return read.Truncate(time.Millisecond)
	}
	return at.UTC().Truncate(time.Millisecond)
}
