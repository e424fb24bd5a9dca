package backend

import (
	"bytes"
	"encoding/json"
	"time"
	"unicode/utf8"

	"github.com/bonafide-id/bonafide/check"
	"github.com/bonafide-id/bonafide/fault"
	"github.com/bonafide-id/bonafide/internal/app"
	"github.com/bonafide-id/bonafide/pii"
	"github.com/bonafide-id/bonafide/travelrule"
)

// The readers below take an answer as untrusted input. Unknown members are ignored; a member of another type, a result outside the contract's set, or a text
// over its limit is fault.BackendFailed with the member's name.

func failed(member string) error { return fault.New(fault.BackendFailed, member) }

func parse(text []byte, into any) error {
	if !utf8.Valid(text) || json.Unmarshal(text, into) != nil {
		return failed("body") // the error of encoding/json may quote the input
	}
	return nil
}

// readAccount reads the answer of contract 3.2.
func readAccount(text []byte, now time.Time) (travelrule.Answer, error) {
	var in struct {
		Result     string `json:"accountVerificationResult"`
		Reason     string `json:"reason"`
		Message    string `json:"message"`
		VerifiedAt string `json:"verifiedAt"`
	}
	if err := parse(text, &in); err != nil {
		return travelrule.Answer{}, err
	}
	outcome, _ := travelrule.OutcomeOf(in.Result)
	if outcome != travelrule.Verified && outcome != travelrule.Denied {
		return travelrule.Answer{}, failed("accountVerificationResult")
	}
	return worded(outcome, in.Reason, in.Message, instantOr(in.VerifiedAt, now))
}

// readUser reads the answer of contract 3.3. Prose of one edition calls the result verificationResult (contract 6.12).
func readUser(text []byte, now time.Time) (app.BackendUserAnswer, error) {
	var in struct {
		Result  string `json:"result"`
		Other   string `json:"verificationResult"`
		Reason  string `json:"reason"`
		Message string `json:"message"`
		IVMS101 struct {
			Beneficiary json.RawMessage `json:"beneficiary"`
		} `json:"ivms101"`
	}
	if err := parse(text, &in); err != nil {
		return app.BackendUserAnswer{}, err
	}
	if in.Result == "" {
		in.Result = in.Other
	}
	outcome, _ := travelrule.OutcomeOf(in.Result)
	switch outcome {
	case travelrule.Verified, travelrule.Denied, travelrule.Errored, travelrule.Unknown:
	default:
		return app.BackendUserAnswer{}, failed("result")
	}
	answer, err := worded(outcome, in.Reason, in.Message, now.UTC().Truncate(time.Millisecond))
	if err != nil {
		return app.BackendUserAnswer{}, err
	}
	out := app.BackendUserAnswer{Answer: answer}
	if raw := bytes.TrimSpace(in.IVMS101.Beneficiary); len(raw) > 0 && string(raw) != "null" {
		out.Beneficiary = pii.New([]byte(raw))
	}
	return out, nil
}

// worded checks reason and message of an answer. VERIFIED has the reason OK whatever was said; a refusal without a reason is UNDEFINED-ERROR.
func worded(outcome travelrule.Outcome, reason, message string, at time.Time) (travelrule.Answer, error) {
	if utf8.RuneCountInString(message) > travelrule.MaxMessage {
		return travelrule.Answer{}, failed("message")
	}
	answer := travelrule.Answer{Outcome: outcome, Reason: check.OK, Message: message, At: at}
	if outcome == travelrule.Verified {
		return answer, nil
	}
	if reason != "" && !travelrule.ValidReasonCode(reason) {
		return travelrule.Answer{}, failed("reason")
	}
	if answer.Reason, answer.Code = travelrule.ReasonOf(reason); answer.Reason == check.OK {
		answer.Reason = check.Undefined
	}
	return answer, nil
}

// readTransfer reads the answer of contract 3.4.
func readTransfer(text []byte, verification string) (app.TransferState, error) {
	var in struct {
		UUID   string                    `json:"verificationUuid"`
		Status travelrule.TransferStatus `json:"transactionStatus"`
		TxHash string                    `json:"txHash"`
		Vout   string                    `json:"vout"`
	}
	if err := parse(text, &in); err != nil {
		return app.TransferState{}, err
	}
	switch {
	case in.UUID != "" && in.UUID != verification:
		return app.TransferState{}, failed("verificationUuid")
	case !in.Status.Valid():
		return app.TransferState{}, failed("transactionStatus")
	case utf8.RuneCountInString(in.TxHash) > travelrule.MaxTxHash:
		return app.TransferState{}, failed("txHash")
	case utf8.RuneCountInString(in.Vout) > travelrule.MaxVout:
		return app.TransferState{}, failed("vout")
	}
	return app.TransferState{Status: in.Status, TxHash: in.TxHash, Vout: in.Vout}, nil
}

// readTaken reads the answer of contract 3.5: {"result": true}.
func readTaken(text []byte) error {
	var in struct {
		Result *bool `json:"result"`
	}
	if err := parse(text, &in); err != nil {
		return err
	}
	if in.Result != nil && !*in.Result {
		return failed("result")
	}
	return nil
}
