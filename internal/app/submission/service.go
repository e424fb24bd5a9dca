// Package submission is the two-step verification of a person from pictures (kyc-submission contract): a document at step 1, a face and
// confirmed data at step 2, and a customer of the registry at the end.
//
// The order of checks is the contract's section 3.3; step1.go and step2.go read as that list. No database transaction is open while a picture
// is read, stored or compared, or while an issuer is asked.
package submission

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"log/slog"
	"maps"
	"strings"
	"sync"
	"time"

	"github.com/bonafide-id/bonafide/audit"
	"github.com/bonafide-id/bonafide/fault"
	"github.com/bonafide-id/bonafide/internal/app"
	"github.com/bonafide-id/bonafide/pii/seal"
	"github.com/bonafide-id/bonafide/verification"
)

// Blobs keep pictures. What is handed in is sealed already.
type Blobs interface {
	Put(ctx context.Context, key string, sealed []byte) error
	Get(ctx context.Context, key string) ([]byte, error) // fault.NotFound
	Delete(ctx context.Context, key string) error
}

// Registry makes customers; app.Node is one.
type Registry interface {
	// PrepareCustomer checks and seals a customer and returns the write, to be run in a transaction that holds other writes too.
	PrepareCustomer(ctx context.Context, data app.CustomerData) (write func(context.Context, CustomerTx) error, err error)
}

// CustomerTx is what writing a customer needs of a transaction.
type CustomerTx = app.CustomerTx

// Limits of the contract that an operator may change. The zero value of a member takes the default.
type Limits struct {
	NextStep    time.Duration // life of an id before a face was tried; default 4 h
	Completion  time.Duration // life of a submission whose face was tried, from step 1; default 24 h
	Attempts    int           // tries; the last failure rejects; default 3
	EngineTime  time.Duration // for reading one picture; default 30 s
	IssuerCalls int           // calls to an issuer for one submission; default 2
	Refusals    int           // refusals of one number by issuers in 24 h, in all projects; default 3
}

func (l Limits) defaults() Limits {
	set := func(d *time.Duration, value time.Duration) {
		if *d == 0 {
			*d = value
		}
	}
	set(&l.NextStep, 4*time.Hour)
	set(&l.Completion, 24*time.Hour)
	set(&l.EngineTime, 30*time.Second)
	if l.Attempts == 0 {
		l.Attempts = 3
	}
	if l.IssuerCalls == 0 {
		l.IssuerCalls = 2
	}
	if l.Refusals == 0 {
		l.Refusals = 3
	}
	return l
}

// Deps are the parts of the service.
type Deps struct {
	Store    Store
	Engine   Engine // nil: not configured
	Blobs    Blobs
	Issuer   Issuer // nil: not configured
	Registry Registry
	Keyring  *seal.Keyring
	Clock    func() time.Time
	Rand     io.Reader
	NewID    func() string
	Log      *slog.Logger
	Limits   Limits
}

// Service runs submissions.
type Service struct {
	Deps
	busy sync.Map // ids of submissions under way in this process
	// unsure holds ids whose decision may have been stored although the caller was told it was not (decision A11).
	unsure sync.Map
}

// New makes a service.
func New(deps Deps) *Service {
	deps.Limits = deps.Limits.defaults()
	if deps.Log == nil {
		deps.Log = slog.New(slog.DiscardHandler)
	}
	return &Service{Deps: deps}
}

func (s *Service) now() time.Time { return s.Clock().UTC().Truncate(time.Millisecond) }

// Caller is the project a key belongs to.
type Caller struct{ Project Project }

// HashKey is how a project's key is stored and looked up.
func HashKey(key string) []byte {
	sum := sha256.Sum256([]byte("bonafide/project-key/" + key))
	return sum[:]
}

// Authenticate finds the project of an API key; fault.Forbidden when there is none.
func (s *Service) Authenticate(ctx context.Context, key string) (Caller, error) {
	if key == "" || len(key) > 256 {
		return Caller{}, fault.New(fault.Forbidden, "x-api-key")
	}
	var caller Caller
	err := s.Store.View(ctx, func(r Reader) (err error) {
		caller.Project, err = r.ProjectOfKey(ctx, HashKey(key))
		return err
	})
	if fault.Has(err, fault.NotFound) {
		return Caller{}, fault.New(fault.Forbidden, "x-api-key")
	}
	return caller, err
}

// RequestDone writes the request log: the row a call ended in. It never fails the call.
func (s *Service) RequestDone(ctx context.Context, r Request, email string) {
	r.At = s.now()
	if email != "" {
		r.EmailIndex = s.emailIndex(email)
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	if err := s.Store.InTx(ctx, func(tx Tx) error { return tx.LogRequest(ctx, r) }); err != nil {
		s.Log.WarnContext(ctx, "a line of the request log was not written", "endpoint", r.Endpoint, "row", r.Row, "trace_id", r.TraceID, "error", err.Error())
	}
}

// emailIndex is the keyed hash of an address as duplicates compare it (decision A13): trimmed, in lower case.
func (s *Service) emailIndex(email string) []byte {
	sum := s.Keyring.Index("submission.email", strings.ToLower(strings.TrimSpace(email)))
	return sum[:]
}

func (s *Service) userIndex(user string) []byte {
	if user == "" {
		return nil
	}
	sum := s.Keyring.Index("submission.userid", user)
	return sum[:]
}

func subject(id string) string            { return "submission/" + id }
func dataPlace(id string) string          { return "submissions/data/" + id }
func picturePlace(key string) string      { return "submissions/picture/" + key }
func blobKey(id, kind, try string) string { return "submissions/" + id + "/" + kind + "-" + try }

// work is a submission opened for working on it.
type work struct {
	row  Submission
	data Private
	key  seal.DataKey
	// findings are what the document engine found in this call; the record has them among its checks.
	findings []verification.Finding
}

func (s *Service) begin(id string, p Project) (*work, error) {
	key, wrapped, err := s.Keyring.NewDataKey(s.Rand, subject(id))
	if err != nil {
		return nil, err
	}
	now := s.now()
	return &work{key: key, row: Submission{ID: id, ProjectID: p.ID, Status: Incomplete, WrappedKey: wrapped, CreatedAt: now, UpdatedAt: now},
		data: Private{Settings: p.Settings, Pictures: map[string]string{}, Models: map[string]string{}}}, nil
}

func (s *Service) open(row Submission) (*work, error) {
	w := &work{row: row}
	var err error
	if w.key, err = s.Keyring.Unwrap(subject(row.ID), row.WrappedKey); err != nil {
		return nil, err
	}
	text, err := w.key.Open(dataPlace(row.ID), row.Sealed)
	if err != nil {
		return nil, err
	}
	if err := json.Unmarshal(text, &w.data); err != nil {
		return nil, fault.New(fault.Corrupt, "submission")
	}
	if w.data.Pictures == nil {
		w.data.Pictures = map[string]string{}
	}
	if w.data.Models == nil {
		w.data.Models = map[string]string{}
	}
	return w, nil
}

// seal makes the next version of the row.
func (s *Service) seal(w *work) (Submission, error) {
	text, err := json.Marshal(w.data)
	if err != nil {
		return Submission{}, err
	}
	row := w.row
	row.Version++
	row.UpdatedAt = s.now()
	row.EmailIndex, row.UserIndex = s.emailIndex(w.data.Email), s.userIndex(w.data.UserID)
	row.Sealed, err = w.key.Seal(s.Rand, dataPlace(row.ID), text)
	return row, err
}

// save stores the next version, with other writes of the same transaction.
func (s *Service) save(ctx context.Context, w *work, action string, also ...func(context.Context, Tx) error) error {
	return s.saveWith(ctx, w, action, nil, also...)
}

// saveWith is save with details of the audit entry besides its own.
func (s *Service) saveWith(ctx context.Context, w *work, action string, details map[string]string, also ...func(context.Context, Tx) error) error {
	row, err := s.seal(w)
	if err != nil {
		return err
	}
	entry := s.entry(ctx, action, "submission", row.ID)
	digest := audit.Digest([]byte("bonafide/submission/v1"), []byte(row.ID), []byte(row.ProjectID), []byte(row.Status), row.Sealed)
	entry.Digest = digest[:]
	entry.Details = map[string]string{"status": string(row.Status)}
	maps.Copy(entry.Details, details)
	if row.Reviewer != "" {
		entry.Details["reviewer"] = row.Reviewer
	}
	err = s.Store.InTx(ctx, func(tx Tx) error {
		if err := tx.PutSubmission(ctx, row, entry); err != nil {
			return err
		}
		for _, each := range also {
			if err := each(ctx, tx); err != nil {
				return err
			}
		}
		return nil
	})
	if err == nil {
		w.row = row
	}
	return err
}

func (s *Service) entry(ctx context.Context, action, kind, id string) audit.Entry {
	actor, request := app.ActorOf(ctx)
	if actor == "" {
		actor = "node"
	}
	return audit.Entry{ID: s.NewID(), At: s.now(), Actor: actor, Action: action, SubjectKind: kind, Subject: id, RequestID: request}
}

// newSubmissionID is opaque and cannot be guessed: 80 bits.
func (s *Service) newSubmissionID() (string, error) {
	raw := make([]byte, 10)
	if _, err := io.ReadFull(s.Rand, raw); err != nil {
		return "", err
	}
	return hex.EncodeToString(raw), nil
}

// store seals a picture and puts it away; only then does the submission name it.
func (s *Service) store(ctx context.Context, w *work, kind, try string, picture []byte) (string, error) {
	key := blobKey(w.row.ID, kind, try)
	sealed, err := w.key.Seal(s.Rand, picturePlace(key), picture)
	if err != nil {
		return "", err
	}
	return key, s.Blobs.Put(ctx, key, sealed)
}

// drop removes pictures that no stored submission names; what cannot be removed is said, and stays sealed.
func (s *Service) drop(ctx context.Context, keys ...string) {
	for _, key := range keys {
		if err := s.Blobs.Delete(context.WithoutCancel(ctx), key); err != nil {
			s.Log.WarnContext(ctx, "a picture that belongs to no submission was not removed", "error", err.Error())
		}
	}
}

// Picture returns a stored picture of a submission of the caller's project; fault.SubmissionPictureGone.
func (s *Service) Picture(ctx context.Context, c Caller, id, kind string) ([]byte, error) {
	w, err := s.find(ctx, c, id)
	if err != nil {
		return nil, err
	}
	return s.picture(ctx, w, kind)
}

func (s *Service) picture(ctx context.Context, w *work, kind string) ([]byte, error) {
	key, ok := w.data.Pictures[kind]
	if !ok {
		return nil, fault.New(fault.SubmissionPictureGone, "type")
	}
	sealed, err := s.Blobs.Get(ctx, key)
	if fault.Has(err, fault.NotFound) {
		return nil, fault.New(fault.SubmissionPictureGone, "type")
	}
	if err != nil {
		return nil, err
	}
	return w.key.Open(picturePlace(key), sealed)
}

// find opens a submission for the project c speaks for. fault.SubmissionID when no project of its account has it, fault.SubmissionOtherKey when
// another project of the same account does (decision A24).
func (s *Service) find(ctx context.Context, c Caller, id string) (*work, error) {
	if !plausibleID(id) {
		return nil, fault.New(fault.SubmissionID, "submissionId")
	}
	var row Submission
	var owner Project
	err := s.Store.View(ctx, func(r Reader) (err error) {
		if row, err = r.Submission(ctx, id); err != nil || row.ProjectID == c.Project.ID {
			return err
		}
		owner, err = r.Project(ctx, row.ProjectID)
		return err
	})
	switch {
	case fault.Has(err, fault.NotFound):
		return nil, fault.New(fault.SubmissionID, "submissionId")
	case err != nil:
		return nil, err
	case row.ProjectID == c.Project.ID:
		return s.open(row)
	case owner.Account != "" && owner.Account == c.Project.Account:
		return nil, fault.New(fault.SubmissionOtherKey, "x-api-key")
	}
	return nil, fault.New(fault.SubmissionID, "submissionId")
}

func plausibleID(id string) bool {
	if id == "" || len(id) > 64 {
		return false
	}
	for _, c := range id {
		if (c < 'a' || c > 'z') && (c < '0' || c > '9') && (c < 'A' || c > 'Z') && c != '-' {
			return false
		}
	}
	return true
}

func ignoreMissing(err error) error {
	if fault.Has(err, fault.NotFound) {
		return nil
	}
	return err
}
