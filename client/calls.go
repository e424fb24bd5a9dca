package client

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strings"
)

// version is the IVMS101 message format of the contract.
const version = "1.0"

// Self returns the node's own VASP id (contract 2.1).
func (c *Client) Self(ctx context.Context) (VaspID, error) {
	var out struct {
		VaspID VaspID `json:"vaspId"`
	}
	err := c.do(ctx, call{method: http.MethodGet, path: "/v1/vasps/self", again: true}, &out)
	return out.VaspID, err
}

// VASPs returns the directory: VERIFYVASP, CODE, or "" for all (contract 2.2).
func (c *Client) VASPs(ctx context.Context, protocol string) ([]VASP, error) {
	query := url.Values{}
	if protocol != "" {
		query.Set("protocol", protocol)
	}
	var out struct {
		VASPs []VASP `json:"vasps"`
	}
	err := c.do(ctx, call{method: http.MethodGet, path: "/v1/vasps", query: query, again: true}, &out)
	return out.VASPs, err
}

// AccountRequest asks whether an account belongs to a VASP (contract 2.3).
type AccountRequest struct {
	KeyType         KeyType // "": PerVASP
	BeneficiaryVASP VaspID
	Symbol          string
	Network         string          // strongly recommended
	Beneficiary     json.RawMessage // IVMS101 beneficiary with one account, and with persons when the name is to be matched
}

type payload struct {
	Version string   `json:"version"`
	IVMS101 document `json:"ivms101"`
}

type document struct {
	Originator      json.RawMessage `json:"originator,omitempty"`
	Beneficiary     json.RawMessage `json:"beneficiary,omitempty"`
	OriginatingVASP json.RawMessage `json:"originatingVASP,omitempty"`
	BeneficiaryVASP json.RawMessage `json:"beneficiaryVASP,omitempty"`
}

func (k KeyType) orDefault() KeyType {
	if k == "" {
		return PerVASP
	}
	return k
}

// VerifyAccount puts the question and waits for the answer of the other VASP. It is sent once: wrong names are counted there.
func (c *Client) VerifyAccount(ctx context.Context, r AccountRequest) (AccountAnswer, error) {
	body := struct {
		KeyType KeyType `json:"keyType"`
		VaspID  VaspID  `json:"beneficiaryVaspId"`
		Symbol  string  `json:"symbol"`
		Network string  `json:"network,omitempty"`
		Payload payload `json:"payload"`
	}{r.KeyType.orDefault(), r.BeneficiaryVASP, r.Symbol, r.Network, payload{version, document{Beneficiary: r.Beneficiary}}}
	var out AccountAnswer
	if err := c.do(ctx, call{method: http.MethodPost, path: "/v1/verifications/account", body: body}, &out); err != nil {
		return AccountAnswer{}, err
	}
	if out.Result != Verified && out.Result != Denied {
		return AccountAnswer{}, errors.New("client: POST /v1/verifications/account: the answer is neither VERIFIED nor DENIED")
	}
	return out, nil
}

// UserRequest starts a user verification (contract 2.4).
type UserRequest struct {
	KeyType         KeyType // "": PerVASP
	BeneficiaryVASP VaspID
	Asset           AssetInfo
	RequiredInfo    []string // codes of contract 4.8 that are wanted back, such as ACCOUNT_NUMBER
	Originator      json.RawMessage
	Beneficiary     json.RawMessage
}

// StartVerification starts a user verification. It is sent once: a second one would be a second verification. The outcome comes by the
// callback VERIFICATION_RESULT, and Verification shows it.
func (c *Client) StartVerification(ctx context.Context, r UserRequest) (Started, error) {
	body := struct {
		KeyType  KeyType   `json:"keyType"`
		VaspID   VaspID    `json:"beneficiaryVaspId"`
		Asset    AssetInfo `json:"assetInfo"`
		Required string    `json:"requiredBeneficiaryInfo"`
		Payload  payload   `json:"payload"`
	}{r.KeyType.orDefault(), r.BeneficiaryVASP, r.Asset, strings.Join(r.RequiredInfo, ","),
		payload{version, document{Originator: r.Originator, Beneficiary: r.Beneficiary}}}
	var out Started
	if err := c.do(ctx, call{method: http.MethodPost, path: "/v1/verifications", body: body}, &out); err != nil {
		return Started{}, err
	}
	if out.UUID == "" {
		return Started{}, errors.New("client: POST /v1/verifications: the answer has no verificationUuid")
	}
	return out, nil
}

// Verification looks one up (contract 2.6). An id that is not known is CodeVerificationNotFound.
func (c *Client) Verification(ctx context.Context, uuid string) (Verification, error) {
	if uuid == "" || strings.ContainsAny(uuid, "/?#%.") {
		return Verification{}, errors.New("client: a verification's id is a UUID")
	}
	var out Verification
	err := c.do(ctx, call{method: http.MethodGet, path: "/v1/verifications/" + url.PathEscape(uuid), again: true}, &out)
	return out, err
}

// errNotAccepted: the contract answers result true or an error.
var errNotAccepted = errors.New("client: the report was not accepted")

type accepted struct {
	Result Bool `json:"result"`
}

func (a accepted) err(err error) error {
	if err == nil && !bool(a.Result) {
		return errNotAccepted
	}
	return err
}

// ReportTx reports the transaction id as soon as it is known (contract 2.7). Reporting the same twice does no harm, so it is tried again.
func (c *Client) ReportTx(ctx context.Context, r TxReport) error {
	var out accepted
	return out.err(c.do(ctx, call{method: http.MethodPost, path: "/v1/verifications/tx", body: r, again: true}, &out))
}

// ReportError gives a transfer up for good (contract 2.8).
func (c *Client) ReportError(ctx context.Context, r ErrorReport) error {
	var out accepted
	return out.err(c.do(ctx, call{method: http.MethodPost, path: "/v1/verifications/error", body: r}, &out))
}

type byUUID struct {
	UUID string `json:"verificationUuid"`
}

// InquireTx asks the originating side what has become of the transaction (contract 2.9).
func (c *Client) InquireTx(ctx context.Context, uuid string) (TxStatus, error) {
	var out TxStatus
	if err := c.do(ctx, call{method: http.MethodPost, path: "/v1/verifications/tx/inquiry", body: byUUID{uuid}}, &out); err != nil {
		return TxStatus{}, err
	}
	if !out.Status.known() {
		return TxStatus{}, errors.New("client: POST /v1/verifications/tx/inquiry: the answer's status is not one of the contract")
	}
	return out, nil
}

// ScreenSanctions screens the counterparty's address (contract 2.10).
func (c *Client) ScreenSanctions(ctx context.Context, uuid string) (Sanction, error) {
	var out struct {
		Sanction Sanction `json:"chainalysisSanction"`
	}
	err := c.do(ctx, call{method: http.MethodPost, path: "/v1/risk-assessment/chainalysis-sanction", body: byUUID{uuid}}, &out)
	return out.Sanction, err
}

type requested struct {
	RequestID string `json:"requestId"`
}

// ScreenKYT starts a KYT screening and returns its request id; network "" is the verification's (contract 2.11). The outcome comes by callback.
func (c *Client) ScreenKYT(ctx context.Context, uuid, network string) (requestID string, err error) {
	body := struct {
		UUID    string `json:"verificationUuid"`
		Network string `json:"network,omitempty"`
	}{uuid, network}
	var out requested
	err = c.do(ctx, call{method: http.MethodPost, path: "/v1/risk-assessment/chainalysis-kyt", body: body}, &out)
	return out.RequestID, err
}

// ScreenNames starts a name screening and returns its request id (contract 2.12): of the stored data, or of the parties given, which may be
// nil. The outcome comes by callback.
func (c *Client) ScreenNames(ctx context.Context, uuid string, originator, beneficiary json.RawMessage) (requestID string, err error) {
	body := struct {
		UUID    string   `json:"verificationUuid"`
		Payload *payload `json:"payload,omitempty"`
	}{UUID: uuid}
	if originator != nil || beneficiary != nil {
		body.Payload = &payload{version, document{Originator: originator, Beneficiary: beneficiary}}
	}
	var out requested
	err = c.do(ctx, call{method: http.MethodPost, path: "/v1/risk-assessment/refinitiv-wco", body: body}, &out)
	return out.RequestID, err
}

// Healthy returns nil when the node can work (contract 2.13).
func (c *Client) Healthy(ctx context.Context) error {
	return c.do(ctx, call{method: http.MethodGet, path: "/healthcheck"}, nil)
}
