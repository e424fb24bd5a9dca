package app

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"encoding/json"
	"time"

	"github.com/bonafide-id/bonafide/check"
	"github.com/bonafide-id/bonafide/fault"
	"github.com/bonafide-id/bonafide/travelrule"
)

// The bodies below travel sealed between two nodes. They are our own protocol, versioned by the envelope.

// accountQuestion is the body of account.question.
type accountQuestion struct {
	Symbol  string          `json:"symbol"`
	Network string          `json:"network,omitempty"`
	Version string          `json:"version"`
	IVMS101 json.RawMessage `json:"ivms101"` // {"beneficiary": ...} as the back end sent it
}

// answerBody is the body of account.answer and user.answer.
type answerBody struct {
	Outcome travelrule.Outcome `json:"outcome"`
	Reason  check.Reason       `json:"reason"`
	Code    string             `json:"code,omitempty"` // the reason in the back end's own word, when the catalogue has none for it
	Message string             `json:"message,omitempty"`
	At      time.Time          `json:"at"`
	// Beneficiary is the requested data of the beneficiary, only with a verified user.answer.
	Beneficiary json.RawMessage `json:"beneficiary,omitempty"`
}

// userQuestion is the body of user.question.
type userQuestion struct {
	Asset        assetBody       `json:"assetInfo"`
	RequiredInfo string          `json:"requiredBeneficiaryInfo"`
	Version      string          `json:"version"`
	Originator   json.RawMessage `json:"originator"`
	Beneficiary  json.RawMessage `json:"beneficiary"`
	CreatedAt    time.Time       `json:"createdAt"`
}

type assetBody struct {
	Symbol           string    `json:"symbol"`
	Network          string    `json:"network,omitempty"`
	Amount           string    `json:"amount"`
	ExceedsThreshold bool      `json:"isExceedingThreshold"`
	TradeCurrency    string    `json:"tradeCurrency"`
	TradePrice       string    `json:"tradePrice"`
	TradeTime        time.Time `json:"tradeISODatetime"`
}

// encodeBody writes v without HTML escaping: IVMS101 texts inside are kept byte for byte.
func encodeBody(v any) ([]byte, error) {
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(buf.Bytes(), []byte("\n")), nil
}

// decodeBody reads a sealed body; anything else than the object its type demands is fault.EnvelopeBody.
func decodeBody(body []byte, v any) error {
	if err := json.Unmarshal(body, v); err != nil {
		// The error of encoding/json may quote the input, so it is not kept.
		return fault.New(fault.EnvelopeBody, "body")
	}
	return nil
}

// decodeAnswer reads and checks an answer.
func decodeAnswer(body []byte) (answerBody, error) {
	var answer answerBody
	if err := decodeBody(body, &answer); err != nil {
		return answerBody{}, err
	}
	switch answer.Outcome {
	case travelrule.Verified, travelrule.Denied, travelrule.Errored, travelrule.Unknown:
	default:
		return answerBody{}, fault.New(fault.EnvelopeBody, "outcome")
	}
	if !knownReason(answer.Reason) || (answer.Outcome == travelrule.Verified) != (answer.Reason == check.OK) {
		return answerBody{}, fault.New(fault.EnvelopeBody, "reason")
	}
	if answer.Code != "" && (answer.Reason != check.Undefined || !travelrule.ValidReasonCode(answer.Code)) {
		return answerBody{}, fault.New(fault.EnvelopeBody, "code")
	}
	if len([]rune(answer.Message)) > travelrule.MaxMessage || answer.At.IsZero() {
		return answerBody{}, fault.New(fault.EnvelopeBody, "message")
	}
	return answer, nil
}

func knownReason(reason check.Reason) bool {
	for _, each := range check.Reasons() {
		if each == reason {
			return true
		}
	}
	return false
}

func (a answerBody) answer() travelrule.Answer {
	return travelrule.Answer{Outcome: a.Outcome, Reason: a.Reason, Code: a.Code, Message: a.Message, At: a.At.UTC()}
}

// sign signs with the node's identity key.
func (n *Node) sign(message []byte) []byte { return ed25519.Sign(n.Identity(), message) }

// contextFault turns an ended context into its code.
func contextFault(ctx context.Context, place string) error {
	if ctx.Err() == context.DeadlineExceeded {
		return fault.New(fault.TimedOut, place)
	}
	return fault.New(fault.Canceled, place)
}
