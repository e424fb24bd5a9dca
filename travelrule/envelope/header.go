package envelope

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"time"
	"unicode/utf8"

	"github.com/bonafide-id/bonafide/fault"
	"github.com/bonafide-id/bonafide/travelrule/directory"
)

// Type says what a message is.
type Type string

const (
	AccountQuestion Type = "account.question"
	AccountAnswer   Type = "account.answer"
	UserQuestion    Type = "user.question"
	UserAnswer      Type = "user.answer"
	Report          Type = "transfer.report"  // a transaction id, or that the transfer was given up
	Receipt         Type = "transfer.receipt" // answers a report
	Inquiry         Type = "transfer.inquiry" // how far has the transaction come?
	InquiryAnswer   Type = "transfer.status"
)

// Types returns every type there is.
func Types() []Type {
	return []Type{AccountQuestion, AccountAnswer, UserQuestion, UserAnswer, Report, Receipt, Inquiry, InquiryAnswer}
}

// IsAnswer says whether a message of this type answers another: it has InReplyTo and is sealed with a ReplySecret.
func (t Type) IsAnswer() bool {
	return t == AccountAnswer || t == UserAnswer || t == Receipt || t == InquiryAnswer
}

// Header is the clear part of a message.
type Header struct {
	Version      int    // of the protocol; 1
	ID           string // UUID of the message, lower case
	Verification string // UUID of the verification; empty for the account question
	Type         Type
	From, To     string // VASP ids
	KeyID        string // of the recipient's key; in an answer that of the question, 1 to 64 characters a-z A-Z 0-9 . _ -
	KeyType      string // what the key is made for (contract 4.3); same characters
	Suite        string // one of Suites
	SentAt       time.Time
	ExpiresAt    time.Time // both UTC, milliseconds
	InReplyTo    string    // UUID of the question; empty unless Type is an answer
}

// timeLayout is RFC 3339 in UTC with three digits of fraction, the one form that is written and read.
const timeLayout = "2006-01-02T15:04:05.000Z"

// headerJSON is Header as it travels; the order of the members is the order of writing.
type headerJSON struct {
	Version      int    `json:"v"`
	ID           string `json:"id"`
	Verification string `json:"verification,omitempty"`
	Type         Type   `json:"type"`
	From         string `json:"from"`
	To           string `json:"to"`
	KeyID        string `json:"keyId"`
	KeyType      string `json:"keyType"`
	Suite        string `json:"suite"`
	SentAt       string `json:"sentAt"`
	ExpiresAt    string `json:"expiresAt"`
	InReplyTo    string `json:"inReplyTo,omitempty"`
}

// field finds where a member of the JSON object goes; nil for one this version does not know.
func (j *headerJSON) field(name string) any {
	switch name {
	case "v":
		return &j.Version
	case "id":
		return &j.ID
	case "verification":
		return &j.Verification
	case "type":
		return &j.Type
	case "from":
		return &j.From
	case "to":
		return &j.To
	case "keyId":
		return &j.KeyID
	case "keyType":
		return &j.KeyType
	case "suite":
		return &j.Suite
	case "sentAt":
		return &j.SentAt
	case "expiresAt":
		return &j.ExpiresAt
	case "inReplyTo":
		return &j.InReplyTo
	}
	return nil
}

// encodeHeader writes a header of this version. fault.Invalid with the member's place, fault.TooLarge.
func encodeHeader(h Header) ([]byte, error) {
	h.Version = Version
	h.SentAt, h.ExpiresAt = h.SentAt.UTC().Truncate(time.Millisecond), h.ExpiresAt.UTC().Truncate(time.Millisecond)
	if _, place := h.fault(); place != "" {
		return nil, fault.New(fault.Invalid, place)
	}
	text, err := json.Marshal(headerJSON{
		Version: h.Version, ID: h.ID, Verification: h.Verification, Type: h.Type, From: h.From, To: h.To,
		KeyID: h.KeyID, KeyType: h.KeyType, Suite: h.Suite, SentAt: h.SentAt.Format(timeLayout),
		ExpiresAt: h.ExpiresAt.Format(timeLayout), InReplyTo: h.InReplyTo,
	})
	if err != nil {
		return nil, fault.Wrap(fault.Internal, "header", err)
	}
	if len(text) > MaxHeader {
		return nil, fault.New(fault.TooLarge, "header")
	}
	return text, nil
}

// decodeHeader reads a header. A member it does not know is passed over, since a later version of a node may send it
// and the signature covers it; a member that comes twice, names in another case and anything after the object are
// fault.EnvelopeMalformed. Also EnvelopeVersion and EnvelopeType.
func decodeHeader(text []byte) (Header, error) {
	j, ok := readHeaderJSON(text)
	if !ok {
		return Header{}, fault.New(fault.EnvelopeMalformed, "header")
	}
	h := Header{Version: j.Version, ID: j.ID, Verification: j.Verification, Type: j.Type, From: j.From, To: j.To,
		KeyID: j.KeyID, KeyType: j.KeyType, Suite: j.Suite, InReplyTo: j.InReplyTo}
	if h.Version != Version { // before all else: another version may have other rules
		return Header{}, fault.New(fault.EnvelopeVersion, "v")
	}
	if h.SentAt, ok = parseTime(j.SentAt); !ok {
		return Header{}, fault.New(fault.EnvelopeMalformed, "sentAt")
	}
	if h.ExpiresAt, ok = parseTime(j.ExpiresAt); !ok {
		return Header{}, fault.New(fault.EnvelopeMalformed, "expiresAt")
	}
	if code, place := h.fault(); place != "" {
		return Header{}, fault.New(code, place)
	}
	return h, nil
}

// readHeaderJSON reads one JSON object, every member at most once.
func readHeaderJSON(text []byte) (headerJSON, bool) {
	if !utf8.Valid(text) { // encoding/json would put U+FFFD in place of what is not UTF-8
		return headerJSON{}, false
	}
	var j headerJSON
	dec := json.NewDecoder(bytes.NewReader(text))
	if open, err := dec.Token(); err != nil || open != json.Delim('{') {
		return headerJSON{}, false
	}
	seen := make([]string, 0, 16)
	for dec.More() {
		token, err := dec.Token()
		name, isName := token.(string)
		if err != nil || !isName || slices.Contains(seen, name) {
			return headerJSON{}, false
		}
		seen = append(seen, name)
		into := j.field(name)
		if into == nil {
			into = new(json.RawMessage)
		}
		if err := dec.Decode(into); err != nil {
			return headerJSON{}, false
		}
	}
	if _, err := dec.Token(); err != nil { // the closing brace
		return headerJSON{}, false
	}
	_, err := dec.Token()
	return j, errors.Is(err, io.EOF)
}

// parseTime reads the one form encodeHeader writes.
func parseTime(text string) (time.Time, bool) {
	at, err := time.Parse(timeLayout, text)
	// time.Parse is more generous than its layout (a comma, more digits).
	return at, err == nil && at.Format(timeLayout) == text
}

// fault finds the first member that breaks its rule, and what code that is for a reader; "" when all is well.
func (h Header) fault() (fault.Code, string) {
	rules := [...]struct {
		ok    bool
		code  fault.Code
		place string
	}{
		{slices.Contains(Suites(), h.Suite), fault.EnvelopeVersion, "suite"},
		{slices.Contains(Types(), h.Type), fault.EnvelopeType, "type"},
		{isUUID(h.ID), fault.EnvelopeMalformed, "id"},
		{h.Verification == "" || isUUID(h.Verification), fault.EnvelopeMalformed, "verification"},
		{directory.ValidVaspID(h.From), fault.EnvelopeMalformed, "from"},
		{directory.ValidVaspID(h.To), fault.EnvelopeMalformed, "to"},
		{isToken(h.KeyID), fault.EnvelopeMalformed, "keyId"},
		{isToken(h.KeyType), fault.EnvelopeMalformed, "keyType"},
		{validTime(h.SentAt), fault.EnvelopeMalformed, "sentAt"},
		{validTime(h.ExpiresAt), fault.EnvelopeMalformed, "expiresAt"},
		{h.InReplyTo == "" && !h.Type.IsAnswer() || h.Type.IsAnswer() && isUUID(h.InReplyTo),
			fault.EnvelopeMalformed, "inReplyTo"},
	}
	for _, r := range rules {
		if !r.ok {
			return r.code, r.place
		}
	}
	return "", ""
}

// validTime says whether an instant can be written: not zero, and a year of four digits.
func validTime(at time.Time) bool { return !at.IsZero() && at.Year() >= 1 && at.Year() <= 9999 }

// isUUID says whether text is a UUID in its 36 character form, lower case (RFC 9562 section 4).
func isUUID(text string) bool {
	if len(text) != 36 {
		return false
	}
	for i := range len(text) {
		c := text[i]
		switch i {
		case 8, 13, 18, 23:
			if c != '-' {
				return false
			}
		default:
			if (c < '0' || c > '9') && (c < 'a' || c > 'f') {
				return false
			}
		}
	}
	return true
}

// isToken says whether text is 1 to 64 characters a-z A-Z 0-9 . _ -
func isToken(text string) bool {
	if len(text) == 0 || len(text) > 64 {
		return false
	}
	for i := range len(text) {
		c := text[i]
		alphanumeric := c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
		if !alphanumeric && c != '.' && c != '_' && c != '-' {
			return false
		}
	}
	return true
}
