package app

import (
	"context"
	"encoding/binary"
	"time"

	"github.com/bonafide-id/bonafide/audit"
	"github.com/bonafide-id/bonafide/pii/seal"
	"github.com/bonafide-id/bonafide/travelrule"
)

// MessageVersion is the version of the IVMS101 message format in use (contract 2.3).
const MessageVersion = "1.0"

// verificationTexts are the personal parts of a verification in the clear: they exist only between opening and use.
type verificationTexts struct {
	originator, originatingVASP, beneficiary, beneficiaryVASP []byte // JSON texts; nil: none
	originatorAccount, beneficiaryAccount                     string
}

func verificationSubject(uuid string) string { return "verification/" + uuid }
func customerSubject(id string) string       { return "customer/" + id }

func textPlace(column, uuid string) string { return "verifications/" + column + "/" + uuid }

// sealTexts seals the personal columns of v.
func (n *Node) sealTexts(v *Verification, key seal.DataKey, texts verificationTexts) error {
	columns := []struct {
		name string
		text []byte
		into *[]byte
	}{
		{"originator", texts.originator, &v.Originator},
		{"originating_vasp", texts.originatingVASP, &v.OriginatingVASPText},
		{"beneficiary", texts.beneficiary, &v.Beneficiary},
		{"beneficiary_vasp", texts.beneficiaryVASP, &v.BeneficiaryVASPText},
		{"originator_account", []byte(texts.originatorAccount), &v.OriginatorAccount},
		{"beneficiary_account", []byte(texts.beneficiaryAccount), &v.BeneficiaryAccount},
	}
	for _, column := range columns {
		if column.text == nil {
			continue
		}
		sealed, err := key.Seal(n.Rand, textPlace(column.name, v.UUID), column.text)
		if err != nil {
			return err
		}
		*column.into = sealed
	}
	originator := n.Keyring.Index("account", texts.originatorAccount)
	beneficiary := n.Keyring.Index("account", texts.beneficiaryAccount)
	v.OriginatorIndex, v.BeneficiaryIndex = originator[:], beneficiary[:]
	return nil
}

// openTexts opens the personal columns of v.
func (n *Node) openTexts(v Verification) (verificationTexts, error) {
	var texts verificationTexts
	key, err := n.Keyring.Unwrap(verificationSubject(v.UUID), v.WrappedKey)
	if err != nil {
		return texts, err
	}
	var originatorAccount, beneficiaryAccount []byte
	columns := []struct {
		name   string
		sealed []byte
		into   *[]byte
	}{
		{"originator", v.Originator, &texts.originator},
		{"originating_vasp", v.OriginatingVASPText, &texts.originatingVASP},
		{"beneficiary", v.Beneficiary, &texts.beneficiary},
		{"beneficiary_vasp", v.BeneficiaryVASPText, &texts.beneficiaryVASP},
		{"originator_account", v.OriginatorAccount, &originatorAccount},
		{"beneficiary_account", v.BeneficiaryAccount, &beneficiaryAccount},
	}
	for _, column := range columns {
		if column.sealed == nil {
			continue
		}
		if *column.into, err = key.Open(textPlace(column.name, v.UUID), column.sealed); err != nil {
			return verificationTexts{}, err
		}
	}
	texts.originatorAccount, texts.beneficiaryAccount = string(originatorAccount), string(beneficiaryAccount)
	return texts, nil
}

// Digest is the SHA-256 that the audit trail keeps of a verification as it is stored: every column but the sequence number,
// sealed ones as they stand, so that a copy can be checked without any key.
func (v Verification) Digest() []byte {
	optional := func(text *string) []byte {
		if text == nil {
			return []byte{0}
		}
		return append([]byte{1}, *text...)
	}
	instant := func(at time.Time) []byte {
		if at.IsZero() {
			return nil
		}
		return binary.BigEndian.AppendUint64(nil, uint64(at.UnixMilli()))
	}
	later := func(at *time.Time) []byte {
		if at == nil {
			return nil
		}
		return instant(*at)
	}
	threshold := []byte{0}
	if v.Asset.ExceedsThreshold {
		threshold[0] = 1
	}
	columns := [][]byte{[]byte("bonafide/verification/v1"), []byte(v.UUID), []byte(v.Direction), []byte(v.Outcome), []byte(v.Reason), []byte(v.Message),
		[]byte(v.Asset.Symbol), []byte(v.Asset.Network), []byte(v.Asset.Amount), threshold, []byte(v.Asset.TradeCurrency), []byte(v.Asset.TradePrice),
		instant(v.Asset.TradeTime), []byte(v.RequiredInfo), optional(v.TxHash), optional(v.Vout), []byte(v.OriginatingVASP), []byte(v.BeneficiaryVASP),
		v.OriginatorAccount, v.BeneficiaryAccount, v.OriginatorIndex, v.BeneficiaryIndex, v.Originator, v.OriginatingVASPText, v.Beneficiary,
		v.BeneficiaryVASPText, later(v.VerifiedAt), later(v.OrderedAt), instant(v.CreatedAt), instant(v.Deadline)}
	if v.Code != "" { // the column came later: rows without it keep the digest they had
		columns = append(columns, []byte(v.Code))
	}
	digest := audit.Digest(columns...)
	return digest[:]
}

// VerificationView is a verification as the enclave's lookup shows it, opened.
type VerificationView struct {
	Verification
	Texts struct {
		Originator, OriginatingVASP, Beneficiary, BeneficiaryVASP []byte
		OriginatorAccount, BeneficiaryAccount                     string
	}
}

// Lookup finds one verification of this node's history; fault.NotFound.
func (n *Node) Lookup(ctx context.Context, uuid string) (VerificationView, error) {
	v, err := n.verification(ctx, uuid)
	if err != nil {
		return VerificationView{}, err
	}
	return n.view(v)
}

// verification finds one row; fault.NotFound.
func (n *Node) verification(ctx context.Context, uuid string) (v Verification, err error) {
	err = n.Store.View(ctx, func(r Reader) (err error) {
		v, err = r.Verification(ctx, uuid)
		return err
	})
	return v, err
}

// view opens a row.
func (n *Node) view(v Verification) (VerificationView, error) {
	texts, err := n.openTexts(v)
	if err != nil {
		return VerificationView{}, err
	}
	view := VerificationView{Verification: v}
	view.Texts.Originator, view.Texts.OriginatingVASP = texts.originator, texts.originatingVASP
	view.Texts.Beneficiary, view.Texts.BeneficiaryVASP = texts.beneficiary, texts.beneficiaryVASP
	view.Texts.OriginatorAccount, view.Texts.BeneficiaryAccount = texts.originatorAccount, texts.beneficiaryAccount
	return view, nil
}

// Answered says whether a verification's result, reason and time are set.
func (v Verification) Answered() bool { return v.Outcome != travelrule.Waiting }
