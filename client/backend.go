package client

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"
	"time"
)

// Backend is what an exchange's software answers its own node (contract 3). The node waits 1 s for Account, Transaction and Callback and 5 s
// for User; ctx ends when it has stopped waiting. An error becomes a status that is not 200, which the node treats as a failed call: an
// *Error goes out as it is, any other as 500 without its text.
type Backend interface {
	// Account says whether an account, and a name when persons are there, is a customer's (contract 3.2).
	Account(ctx context.Context, q AccountQuestion) (AccountAnswer, error)
	// User judges a transfer to a customer (contract 3.3).
	User(ctx context.Context, q UserQuestion) (UserAnswer, error)
	// Transaction says what has become of a transfer of ours (contract 3.4).
	Transaction(ctx context.Context, uuid string) (TxStatus, error)
	// Callback is told of an event (contract 3.5), several times perhaps, even at once: Event.Key tells copies. It returns soon and does what
	// takes long afterwards.
	Callback(ctx context.Context, e Event) error
}

// AccountQuestion is the question of contract 3.2.
type AccountQuestion struct {
	OriginatingVASP VaspID
	Symbol          string
	Network         string // "": the originating side did not say
	Version         string
	Beneficiary     json.RawMessage // with persons: match the name too
}

// UserQuestion is the question of contract 3.3.
type UserQuestion struct {
	UUID            string
	Asset           AssetInfo
	RequiredInfo    []string // codes of contract 4.8: all and only what is to be returned
	OriginatingVASP VaspID
	Version         string
	Originator      json.RawMessage
	Beneficiary     json.RawMessage
	// The VASPs' legal identities, as the directory has them; nil when it has none.
	OriginatingVASPPerson json.RawMessage
	BeneficiaryVASPPerson json.RawMessage
}

// UserAnswer is the answer of contract 3.3.
type UserAnswer struct {
	Result      Result
	Reason      Reason // "" is OK with Verified
	Message     string
	Beneficiary json.RawMessage // the data that was asked for; nil: none
}

// CallbackType says what an Event tells.
type CallbackType string

// The events.
const (
	VerificationResult CallbackType = "VERIFICATION_RESULT"
	TxReported         CallbackType = "TX_REPORT"
	ErrorReported      CallbackType = "ERROR_REPORT"
	KYTResult          CallbackType = "CHAINALYSIS_KYT_RESULT"
	WCOResult          CallbackType = "REFINITIV_WCO_RESULT"
)

// Event is a callback (contract 3.5). The member that Type names is set; of types not listed here, Data alone.
type Event struct {
	Type   CallbackType
	UUID   string
	Data   json.RawMessage
	Result *Outcome        // VerificationResult
	Tx     *TxReport       // TxReported
	Error  *ErrorReport    // ErrorReported
	Risk   json.RawMessage // KYTResult, WCOResult: the riskAssessment object
}

// Outcome is the data of VERIFICATION_RESULT.
type Outcome struct {
	UUID    string          `json:"verificationUuid"`
	Result  Result          `json:"verificationResult"`
	Reason  Reason          `json:"reason"`
	Message string          `json:"message,omitempty"`
	IVMS101 json.RawMessage `json:"ivms101,omitempty"` // an object with beneficiary, and on a denial perhaps more
}

// Key is the same for copies of one event and differs between events.
func (e Event) Key() string {
	sum := sha256.Sum256(e.Data)
	return string(e.Type) + "|" + e.UUID + "|" + string(sum[:8])
}

// Paths of a Handler.
const (
	AccountPath     = "/account"
	UserPath        = "/user"
	TransactionPath = "/transaction"
	CallbackPath    = "/callback"
)

// HandlerOptions of a Handler. The zero value works.
type HandlerOptions struct {
	// Token is asked of every call; "" asks nobody.
	Token string
	// TokenHeader carries the bare token; "": Authorization, with Bearer before it.
	TokenHeader string
	// MaxBody limits a question, bytes. Default 512 KiB.
	MaxBody int64
	// Clock gives AccountAnswer.VerifiedAt where the Backend left it out. Default time.Now.
	Clock func() time.Time
	// Failed is told of an error that goes out as 500. Default: nobody.
	Failed func(r *http.Request, err error)
}

type handler struct {
	backend Backend
	opt     HandlerOptions
}

// Handler serves a Backend to the node.
func Handler(b Backend, opt HandlerOptions) http.Handler {
	if opt.MaxBody == 0 {
		opt.MaxBody = 512 << 10
	}
	if opt.Clock == nil {
		opt.Clock = time.Now
	}
	h := &handler{b, opt}
	mux := http.NewServeMux()
	for path, answer := range map[string]func(context.Context, []byte) (any, error){
		AccountPath: h.account, UserPath: h.user, TransactionPath: h.transaction, CallbackPath: h.callback,
	} {
		mux.HandleFunc("POST "+path, func(w http.ResponseWriter, r *http.Request) { h.serve(w, r, answer) })
	}
	return mux
}

func (h *handler) serve(w http.ResponseWriter, r *http.Request, answer func(context.Context, []byte) (any, error)) {
	out, err := h.answer(w, r, answer)
	if err == nil {
		if text, encodeErr := encode(out); encodeErr == nil {
			write(w, http.StatusOK, text)
			return
		}
		err = errors.New("client: the back end's answer cannot be written as JSON")
	}
	var e *Error
	if !errors.As(err, &e) || e.Status < 400 || e.Status > 599 {
		if h.opt.Failed != nil {
			h.opt.Failed(r, err)
		}
		e = &Error{Status: http.StatusInternalServerError, Code: CodeUndefinedError, Message: "Internal error"}
	}
	text, err := encode(map[string]string{"code": e.Code, "message": e.Message})
	if err != nil {
		text = []byte(`{"code":"UNDEFINED-ERROR","message":"Internal error"}`)
	}
	write(w, e.Status, text)
}

func write(w http.ResponseWriter, status int, text []byte) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = w.Write(text)
}

func (h *handler) answer(w http.ResponseWriter, r *http.Request, answer func(context.Context, []byte) (any, error)) (any, error) {
	if !h.allowed(r) {
		return nil, &Error{http.StatusUnauthorized, "UNAUTHORIZED", "Authorization is required."}
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, h.opt.MaxBody))
	var over *http.MaxBytesError
	if errors.As(err, &over) {
		return nil, &Error{http.StatusRequestEntityTooLarge, "REQUEST-TOO-LARGE", "Request is too large."}
	}
	if err != nil {
		return nil, errFormat
	}
	return answer(r.Context(), body)
}

// allowed compares the token in constant time.
func (h *handler) allowed(r *http.Request) bool {
	if h.opt.Token == "" {
		return true
	}
	given := r.Header.Get(h.opt.TokenHeader)
	if h.opt.TokenHeader == "" {
		scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
		if !strings.EqualFold(scheme, "Bearer") {
			return false
		}
		given = token
	}
	return subtle.ConstantTimeCompare([]byte(given), []byte(h.opt.Token)) == 1
}

var errFormat = &Error{http.StatusBadRequest, CodeInvalidFormat, "Request body is not valid JSON"}

func missing(path, code string) error {
	return &Error{http.StatusBadRequest, "MISSING-" + code, "`" + path + "` is required."}
}

// need is one required member of a question.
type need struct {
	absent     bool
	path, code string
}

func firstMissing(needs ...need) error {
	for _, n := range needs {
		if n.absent {
			return missing(n.path, n.code)
		}
	}
	return nil
}

// absent says whether an object is missing or null.
func absent(raw json.RawMessage) bool { return len(raw) == 0 || string(raw) == "null" }

// readAccountQuestion reads the body of contract 3.2.
func readAccountQuestion(body []byte) (AccountQuestion, error) {
	var wire struct {
		VaspID  VaspID   `json:"originatingVaspId"`
		Symbol  string   `json:"symbol"`
		Network string   `json:"network"`
		Version string   `json:"version"`
		IVMS101 document `json:"ivms101"`
	}
	if json.Unmarshal(body, &wire) != nil {
		return AccountQuestion{}, errFormat
	}
	err := firstMissing(need{wire.VaspID == "", "originatingVaspId", "ORIGINATING-VASP-ID"}, need{wire.Symbol == "", "symbol", "SYMBOL"},
		need{absent(wire.IVMS101.Beneficiary), "ivms101.beneficiary", "BENEFICIARY"})
	if err != nil {
		return AccountQuestion{}, err
	}
	return AccountQuestion{wire.VaspID, wire.Symbol, wire.Network, wire.Version, wire.IVMS101.Beneficiary}, nil
}

func (h *handler) account(ctx context.Context, body []byte) (any, error) {
	q, err := readAccountQuestion(body)
	if err != nil {
		return nil, err
	}
	a, err := h.backend.Account(ctx, q)
	if err != nil {
		return nil, err
	}
	switch {
	case a.Result == Verified:
		a.Reason = "" // only with a denial (contract 6.3)
	case a.Result != Denied || a.Reason == "" || a.Reason == OK:
		return nil, errors.New("client: an account is VERIFIED, or DENIED for a reason")
	}
	if a.VerifiedAt.IsZero() {
		a.VerifiedAt = At(h.opt.Clock())
	}
	return a, nil
}

// readUserQuestion reads the body of contract 3.3.
func readUserQuestion(body []byte) (UserQuestion, error) {
	var wire struct {
		UUID     string    `json:"verificationUuid"`
		Asset    AssetInfo `json:"assetInfo"`
		Required string    `json:"requiredBeneficiaryInfo"`
		VaspID   VaspID    `json:"originatingVaspId"`
		Version  string    `json:"version"`
		IVMS101  document  `json:"ivms101"`
	}
	if json.Unmarshal(body, &wire) != nil {
		return UserQuestion{}, errFormat
	}
	err := firstMissing(need{wire.UUID == "", "verificationUuid", "VERIFICATION-UUID"}, need{wire.Asset.Symbol == "", "assetInfo.symbol", "SYMBOL"},
		need{wire.VaspID == "", "originatingVaspId", "ORIGINATING-VASP-ID"}, need{absent(wire.IVMS101.Originator), "ivms101.originator", "ORIGINATOR"},
		need{absent(wire.IVMS101.Beneficiary), "ivms101.beneficiary", "BENEFICIARY"})
	if err != nil {
		return UserQuestion{}, err
	}
	q := UserQuestion{UUID: wire.UUID, Asset: wire.Asset, OriginatingVASP: wire.VaspID, Version: wire.Version, Originator: wire.IVMS101.Originator,
		Beneficiary: wire.IVMS101.Beneficiary, OriginatingVASPPerson: wire.IVMS101.OriginatingVASP, BeneficiaryVASPPerson: wire.IVMS101.BeneficiaryVASP}
	for code := range strings.SplitSeq(wire.Required, ",") {
		if code = strings.TrimSpace(code); code != "" {
			q.RequiredInfo = append(q.RequiredInfo, code)
		}
	}
	return q, nil
}

func (h *handler) user(ctx context.Context, body []byte) (any, error) {
	q, err := readUserQuestion(body)
	if err != nil {
		return nil, err
	}
	a, err := h.backend.User(ctx, q)
	if err != nil {
		return nil, err
	}
	if a.Result == Verified && a.Reason == "" {
		a.Reason = OK
	}
	switch a.Result {
	case Verified, Denied, Failed, Unknown:
	default:
		return nil, errors.New("client: a user verification ends as VERIFIED, DENIED, ERROR or UNKNOWN")
	}
	if a.Reason == "" || (a.Result == Verified) != (a.Reason == OK) {
		return nil, errors.New("client: OK goes with VERIFIED, and everything else has a reason")
	}
	out := struct {
		Result  Result    `json:"result"`
		Reason  Reason    `json:"reason"`
		Message string    `json:"message"`
		Version string    `json:"version"`
		IVMS101 *document `json:"ivms101,omitempty"`
	}{a.Result, a.Reason, a.Message, version, nil}
	if !absent(a.Beneficiary) {
		out.IVMS101 = &document{Beneficiary: a.Beneficiary}
	}
	return out, nil
}

func (h *handler) transaction(ctx context.Context, body []byte) (any, error) {
	var wire byUUID
	if json.Unmarshal(body, &wire) != nil {
		return nil, errFormat
	}
	if wire.UUID == "" {
		return nil, missing("verificationUuid", "VERIFICATION-UUID")
	}
	status, err := h.backend.Transaction(ctx, wire.UUID)
	if err != nil {
		return nil, err
	}
	if status.UUID = wire.UUID; !status.Status.known() {
		return nil, errors.New("client: the transaction's status is not one of the contract")
	}
	return status, nil
}

// readEvent reads the body of contract 3.5.
func readEvent(body []byte) (Event, error) {
	var wire struct {
		Type CallbackType    `json:"callbackType"`
		Data json.RawMessage `json:"data"`
	}
	if json.Unmarshal(body, &wire) != nil {
		return Event{}, errFormat
	}
	if err := firstMissing(need{wire.Type == "", "callbackType", "CALLBACK-TYPE"}, need{absent(wire.Data), "data", "DATA"}); err != nil {
		return Event{}, err
	}
	e := Event{Type: wire.Type, Data: wire.Data}
	var common struct {
		UUID string          `json:"verificationUuid"`
		Risk json.RawMessage `json:"riskAssessment"`
	}
	if json.Unmarshal(wire.Data, &common) != nil {
		return Event{}, errFormat
	}
	if e.UUID = common.UUID; e.UUID == "" {
		return Event{}, missing("data.verificationUuid", "VERIFICATION-UUID")
	}
	var into any
	switch wire.Type {
	case VerificationResult:
		e.Result = &Outcome{}
		into = e.Result
	case TxReported:
		e.Tx = &TxReport{}
		into = e.Tx
	case ErrorReported:
		e.Error = &ErrorReport{}
		into = e.Error
	case KYTResult, WCOResult:
		e.Risk = common.Risk
		return e, nil
	default:
		return e, nil
	}
	if json.Unmarshal(wire.Data, into) != nil {
		return Event{}, errFormat
	}
	return e, nil
}

func (h *handler) callback(ctx context.Context, body []byte) (any, error) {
	e, err := readEvent(body)
	if err != nil {
		return nil, err
	}
	if err := h.backend.Callback(ctx, e); err != nil {
		return nil, err
	}
	return map[string]bool{"result": true}, nil
}
