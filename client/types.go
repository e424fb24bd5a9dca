package client

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"time"
)

// VaspID is a VASP's id in the directory: 1 to 20 decimal digits within 64 bits, always a text, since a JSON number cannot hold it safely.
type VaspID string

// Valid says whether the id is well-formed.
func (id VaspID) Valid() bool {
	if len(id) == 0 || len(id) > 20 {
		return false
	}
	for _, c := range id {
		if c < '0' || c > '9' {
			return false
		}
	}
	_, err := strconv.ParseUint(string(id), 10, 64)
	return err == nil
}

// KeyType says what the key is made for that the data is sealed to (contract 4.3).
type KeyType string

// The key types.
const (
	PerVASP         KeyType = "PerVasp"
	PerAddress      KeyType = "PerAddress"
	PerVerification KeyType = "PerVerification"
)

// Result is the state or the end of a verification (contract 4.1).
type Result string

// The results. An account question knows Verified and Denied only.
const (
	Verified      Result = "VERIFIED"
	Denied        Result = "DENIED"
	Unknown       Result = "UNKNOWN"
	Failed        Result = "ERROR"
	Waiting       Result = "WAIT"
	Pending       Result = "PENDING"
	TransferError Result = "TRANSFER_ERROR"
)

// Reason says why (contract 4.2). The set is open: a reason that is not listed here is passed on as it came.
type Reason string

// The reasons.
const (
	OK                     Reason = "OK"
	UnknownSymbol          Reason = "UNKNOWN-SYMBOL"
	UnknownNetwork         Reason = "UNKNOWN-NETWORK"
	UnknownAddress         Reason = "UNKNOWN-ADDRESS"
	MismatchedName         Reason = "MISMATCHED-NAME"
	UndefinedError         Reason = "UNDEFINED-ERROR"
	Blacklisted            Reason = "BLACKLISTED"
	UnverifiedKYC          Reason = "UNVERIFIED-KYC"
	LackOfInformation      Reason = "LACK-OF-INFORMATION"     // Message: the codes needed
	UnavailableInformation Reason = "UNAVAILABLE-INFORMATION" // Message: the codes that cannot be given
	NotAllowed             Reason = "NOT-ALLOWED"
	AccountNotMatched      Reason = "BENEFICIARY-ACCOUNT-NOT-MATCHED"
	RequestTimeout         Reason = "REQUEST-TIMEOUT"
	UserCanceled           Reason = "USER-CANCELED"
)

// TxState is how far a transaction has come (contract 4.7).
type TxState string

// The states.
const (
	TxPending     TxState = "PENDING"
	TxProcessing  TxState = "PROCESSING"
	TxWaitConfirm TxState = "WAIT-CONFIRM"
	TxConfirmed   TxState = "CONFIRMED"
	TxCanceled    TxState = "CANCELED"
)

func (s TxState) known() bool {
	switch s {
	case TxPending, TxProcessing, TxWaitConfirm, TxConfirmed, TxCanceled:
		return true
	}
	return false
}

// Layout is the one form in which times are written: UTC, milliseconds.
const Layout = "2006-01-02T15:04:05.000Z"

// Time is an instant. It is written in Layout, the zero Time as null, and read from every form the contract allows.
type Time struct{ time.Time }

// At makes a Time.
func At(t time.Time) Time { return Time{t} }

// MarshalJSON implements json.Marshaler.
func (t Time) MarshalJSON() ([]byte, error) {
	if t.IsZero() {
		return []byte("null"), nil
	}
	utc := t.UTC()
	if utc.Year() < 0 || utc.Year() > 9999 {
		return nil, errors.New("client: a year outside 0 to 9999")
	}
	return []byte(`"` + utc.Format(Layout) + `"`), nil
}

// readLayouts are the extended and the basic form of ISO 8601, with Z or an offset.
var readLayouts = []string{time.RFC3339Nano, "20060102T150405.999Z07:00", "2006-01-02T15:04:05.999Z0700"}

// UnmarshalJSON implements json.Unmarshaler.
func (t *Time) UnmarshalJSON(text []byte) error {
	if string(text) == "null" {
		*t = Time{}
		return nil
	}
	var value string
	if err := json.Unmarshal(text, &value); err != nil {
		return errors.New("client: a time is a text")
	}
	for _, layout := range readLayouts {
		if at, err := time.Parse(layout, value); err == nil {
			at = at.UTC().Truncate(time.Millisecond)
			if at.Year() < 0 || at.Year() > 9999 {
				break
			}
			t.Time = at
			return nil
		}
	}
	return errors.New("client: not a time of the contract")
}

// Bool is read from true, false, 1, 0 and the same as text, since lookups of some nodes write 1 and 0; it is written as true or false.
type Bool bool

// UnmarshalJSON implements json.Unmarshaler.
func (b *Bool) UnmarshalJSON(text []byte) error {
	switch string(text) {
	case "true", "1", `"true"`, `"1"`:
		*b = true
	case "false", "0", `"false"`, `"0"`:
		*b = false
	case "null":
	default:
		return errors.New("client: not a boolean")
	}
	return nil
}

// Text is JSON that travels inside a JSON text, as lookups carry IVMS101 objects. nil is null.
type Text json.RawMessage

// MarshalJSON implements json.Marshaler.
func (t Text) MarshalJSON() ([]byte, error) {
	if t == nil {
		return []byte("null"), nil
	}
	return encode(string(t))
}

// UnmarshalJSON implements json.Unmarshaler. The text inside must be JSON, and is kept byte for byte.
func (t *Text) UnmarshalJSON(text []byte) error {
	if string(text) == "null" {
		*t = nil
		return nil
	}
	var inner string
	if err := json.Unmarshal(text, &inner); err != nil || !json.Valid([]byte(inner)) {
		return errors.New("client: not JSON inside a text")
	}
	*t = Text(inner)
	return nil
}

// AssetInfo is what is moved (contract 4.4).
type AssetInfo struct {
	Symbol    string `json:"symbol"`
	Network   string `json:"network,omitempty"`
	Amount    string `json:"amount"`               // exact decimal
	Threshold Bool   `json:"isExceedingThreshold"` // the fiat value is at or above the legal amount
	Currency  string `json:"tradeCurrency"`        // ISO 4217
	Price     string `json:"tradePrice"`           // fiat value of the whole transfer
	PricedAt  Time   `json:"tradeISODatetime"`
}

// VASP is an element of the directory (contract 2.2).
type VASP struct {
	Health         string  `json:"health"` // UP or DOWN
	VaspID         VaspID  `json:"vaspId"`
	Name           string  `json:"vaspName"`
	LegalName      string  `json:"legalName,omitempty"`
	Jurisdiction   string  `json:"jurisdiction,omitempty"`
	IsAlliance     Bool    `json:"isAlliance"`
	Country        string  `json:"country,omitempty"`
	CountryCode    string  `json:"countryCode,omitempty"`
	Protocol       string  `json:"protocol"` // VERIFYVASP or CODE
	LicensedStatus *string `json:"licensedStatus"`
	Status         string  `json:"vaspStatus"` // contract 4.6; transfers are possible with VERIFIED-MEMBER
	CreatedAt      Time    `json:"createdAt"`
	UpdatedAt      Time    `json:"updatedAt"`
}

// AccountAnswer says whether an account, and a name when one was sent, is the beneficiary VASP's (contract 2.3, 3.2).
type AccountAnswer struct {
	Result     Result `json:"accountVerificationResult"`
	Reason     Reason `json:"reason,omitempty"` // only with Denied
	Message    string `json:"message,omitempty"`
	VerifiedAt Time   `json:"verifiedAt"`
}

// Started is an accepted user verification (contract 2.4).
type Started struct {
	UUID      string `json:"verificationUuid"`
	CreatedAt Time   `json:"createdAt"`
}

// Verification is a row of the history (contract 2.6). Pointers are nil and Texts are nil where the contract says null.
type Verification struct {
	ID                 string    `json:"verificationId"`
	UUID               string    `json:"verificationUuid"`
	Result             Result    `json:"result"`
	Reason             *Reason   `json:"reason"`
	Message            *string   `json:"message"`
	Asset              AssetInfo `json:"assetInfo"`
	TxHash             *string   `json:"txHash"`
	Vout               *string   `json:"vout"`
	OriginatingVaspID  VaspID    `json:"originatingVaspId"`
	OriginatorAccount  string    `json:"originatorAccountNumber"`
	Originator         Text      `json:"ivms101Originator"`
	OriginatingVASP    Text      `json:"ivms101OriginatingVasp"`
	BeneficiaryVaspID  VaspID    `json:"beneficiaryVaspId"`
	BeneficiaryAccount string    `json:"beneficiaryAccountNumber"`
	Beneficiary        Text      `json:"ivms101Beneficiary"`
	BeneficiaryVASP    Text      `json:"ivms101BeneficiaryVasp"`
	VerifiedAt         *Time     `json:"verifiedAt"`
	OrderedAt          *Time     `json:"orderedAt"`
	CreatedAt          Time      `json:"createdAt"`
}

// TxReport tells the transaction id (contract 2.7, and the data of TX_REPORT in 3.5).
type TxReport struct {
	UUID   string `json:"verificationUuid"`
	TxHash string `json:"txHash"` // exactly as the node of the blockchain prints it
	Vout   string `json:"vout,omitempty"`
}

// ErrorReport gives a transfer up for good (contract 2.8, and the data of ERROR_REPORT in 3.5).
type ErrorReport struct {
	UUID    string `json:"verificationUuid"`
	Result  Result `json:"result"`
	Reason  Reason `json:"reason"`
	Message string `json:"message,omitempty"`
}

// TxStatus is what the originating side says of a transaction (contract 2.9, 3.4).
type TxStatus struct {
	UUID   string  `json:"verificationUuid"`
	Status TxState `json:"transactionStatus"`
	TxHash string  `json:"txHash,omitempty"`
	Vout   string  `json:"vout,omitempty"`
}

// Sanction is the screening of the counterparty's address (contract 2.10).
type Sanction struct {
	RequestID   string `json:"requestId"`
	VaspID      VaspID `json:"counterpartyVaspId"`
	Direction   string `json:"direction"` // OUTGOING or INCOMING
	Address     string `json:"address"`
	Status      string `json:"status"` // NOHIT, SANCTION; CLOSED and ERROR are possible
	Name        string `json:"ofacName,omitempty"`
	Description string `json:"ofacDescription,omitempty"`
	URL         string `json:"ofacUrl,omitempty"`
	CreatedAt   Time   `json:"createdAt"`
}

// encode writes v as these contracts compare texts: without escaping of <, > and &, and without a newline at the end.
func encode(v any) ([]byte, error) {
	var buf bytes.Buffer
	e := json.NewEncoder(&buf)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(buf.Bytes(), []byte("\n")), nil
}

// jsonFault is err without the input that encoding/json quotes.
func jsonFault(err error) error {
	var typed *json.UnmarshalTypeError
	if errors.As(err, &typed) {
		return fmt.Errorf("client: member %q has another type", typed.Field)
	}
	var syntax *json.SyntaxError
	if errors.As(err, &syntax) {
		return fmt.Errorf("client: not JSON at byte %d", syntax.Offset)
	}
	return errors.New("client: a member has a value that cannot be read")
}
