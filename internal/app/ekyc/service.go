// Package ekyc is the session in which a person's document is captured and judged, step by step (eKYC session contract). The order of checks inside a
// document call is the contract's section 1.8: ocr.go reads as that list. What is a good document is said by package verification; this package says what
// comes of it for the session.
//
// Calls of one session follow one another. No database transaction is open while a picture is read or stored; a call that was overtaken by another process
// judges again by what that one left.
package ekyc

import (
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"maps"
	"strings"
	"time"

	"github.com/bonafide-id/bonafide/audit"
	"github.com/bonafide-id/bonafide/fault"
	"github.com/bonafide-id/bonafide/internal/app"
	"github.com/bonafide-id/bonafide/internal/app/submission"
	"github.com/bonafide-id/bonafide/pii/seal"
	"github.com/bonafide-id/bonafide/verification"
)

// Deps are the parts of the service.
type Deps struct {
	Store   Store
	Engine  Engine // nil: not configured
	Blobs   Blobs
	Fetcher Fetcher // nil: pictures are not fetched
	// Judge is verification.Judge; nil: documents are not judged, and calls answer the engine error.
	Judge   func(verification.Input, verification.Policy) []verification.Finding
	Keyring *seal.Keyring
	Clock   func() time.Time
	Rand    io.Reader
	NewID   func() string
	Log     *slog.Logger
	// Known says which keys of texts a project may set in a group; nil: any of the right form.
	Known func(Group, string) bool
	// EngineTime is for reading one picture; default 30 s.
	EngineTime time.Duration
}

// Service runs sessions. Its methods are safe for use by several goroutines.
type Service struct {
	Deps
	turns turns
}

// New makes a service.
func New(deps Deps) *Service {
	if deps.EngineTime == 0 {
		deps.EngineTime = 30 * time.Second
	}
	if deps.Log == nil {
		deps.Log = slog.New(slog.DiscardHandler)
	}
	return &Service{Deps: deps, turns: newTurns()}
}

func (s *Service) now() time.Time { return s.Clock().UTC().Truncate(time.Millisecond) }

// place is where the rules' days are counted, whatever the document (contract 3.5).
var place = verification.PlaceOf("VNM")

// Caller is the project an API key belongs to, and how its sessions run.
type Caller struct {
	ProjectID string
	Settings  Settings
	secret    []byte // of file hashes; nil: none
}

// Authenticate finds the project of an API key; fault.EKYCKey when there is none.
func (s *Service) Authenticate(ctx context.Context, key string) (Caller, error) {
	if key == "" || len(key) > 256 {
		return Caller{}, fault.New(fault.EKYCKey, "api-key")
	}
	var caller Caller
	err := s.Store.View(ctx, func(r Reader) error {
		project, err := r.ProjectOfKey(ctx, submission.HashKey(key))
		if err != nil {
			return err
		}
		if !project.Takes(s.now()) {
			return fault.New(fault.NotFound, "project")
		}
		caller.ProjectID = project.ID
		stored, err := settingsOf(ctx, r, project.ID)
		caller.Settings = stored.Settings
		if err == nil && len(stored.Secret) > 0 {
			caller.secret, err = s.Keyring.OpenNode(secretPlace(project.ID), stored.Secret)
		}
		return err
	})
	if fault.Has(err, fault.NotFound) {
		return Caller{}, fault.New(fault.EKYCKey, "api-key")
	}
	return caller, err
}

// settingsOf are a project's settings, or the defaults.
func settingsOf(ctx context.Context, r Reader, projectID string) (Stored, error) {
	stored, err := r.EKYCSettings(ctx, projectID)
	if fault.Has(err, fault.NotFound) {
		return Stored{ProjectID: projectID, Settings: DefaultSettings()}, nil
	}
	return stored, err
}

func subject(id string) string          { return "ekyc/" + id }
func dataPlace(id string) string        { return "ekyc/data/" + id }
func picturePlace(key string) string    { return "ekyc/picture/" + key }
func secretPlace(project string) string { return "ekyc/secret/" + project }
func blobKey(id, kind string) string    { return "ekyc/" + id + "/" + kind }

// clientIndex is the keyed hash that the result API looks a client_uuid up by.
func (s *Service) clientIndex(projectID, uuid string) []byte {
	if uuid == "" {
		return nil
	}
	sum := s.Keyring.Index("ekyc.client", projectID, uuid)
	return sum[:]
}

// work is a session opened for working on it.
type work struct {
	row  Session
	data Private
	key  seal.DataKey
}

func (s *Service) open(row Session) (*work, error) {
	if row.Erased() {
		return nil, fault.New(fault.EKYCSessionGone, "session-id")
	}
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
		return nil, fault.New(fault.Corrupt, "session")
	}
	if w.data.Pictures == nil {
		w.data.Pictures = map[string]string{}
	}
	return w, nil
}

// save stores the next version with its audit entry; fault.Conflict when somebody else was faster.
func (s *Service) save(ctx context.Context, w *work, action string, details map[string]string, also ...func(context.Context, Tx) error) error {
	text, err := json.Marshal(w.data)
	if err != nil {
		return err
	}
	row := w.row
	row.Version++
	row.UpdatedAt = s.now()
	if row.Sealed, err = w.key.Seal(s.Rand, dataPlace(row.ID), text); err != nil {
		return err
	}
	if err := s.put(ctx, row, action, details, also...); err != nil {
		return err
	}
	w.row = row
	return nil
}

func (s *Service) put(ctx context.Context, row Session, action string, details map[string]string, also ...func(context.Context, Tx) error) error {
	entry := s.entry(ctx, action, row.ID)
	digest := audit.Digest([]byte("bonafide/ekyc/v1"), []byte(row.ID), []byte(row.ProjectID), []byte(row.State), row.Sealed)
	entry.Digest = digest[:]
	entry.Details = map[string]string{"state": string(row.State)}
	maps.Copy(entry.Details, details)
	return s.Store.InTx(ctx, func(tx Tx) error {
		if err := tx.PutEKYCSession(ctx, row, entry); err != nil {
			return err
		}
		for _, each := range also {
			if err := each(ctx, tx); err != nil {
				return err
			}
		}
		return nil
	})
}

func (s *Service) entry(ctx context.Context, action, id string) audit.Entry {
	actor, request := app.ActorOf(ctx)
	if actor == "" {
		actor = "node"
	}
	return audit.Entry{ID: s.NewID(), At: s.now(), Actor: actor, Action: action, SubjectKind: "ekyc", Subject: id, RequestID: request}
}

// read finds the row of a session of any project; fault.NotFound.
func (s *Service) read(ctx context.Context, id string) (row Session, err error) {
	if !plausibleID(id) {
		return Session{}, fault.New(fault.NotFound, "session")
	}
	err = s.Store.View(ctx, func(r Reader) (err error) {
		row, err = r.EKYCSession(ctx, id)
		return err
	})
	return row, err
}

// live opens the session of a call. One that is unknown, another project's or device's, complete or past its lifetime is fault.EKYCSessionGone: one and the
// same answer (contract 1.7).
func (s *Service) live(ctx context.Context, c Caller, id string, device Device) (*work, error) {
	row, err := s.read(ctx, id)
	if fault.Has(err, fault.NotFound) {
		return nil, fault.New(fault.EKYCSessionGone, "session-id")
	}
	if err != nil {
		return nil, err
	}
	if row.ProjectID != c.ProjectID || row.Device != device || row.State.Complete() || !s.now().Before(row.ExpiresAt) {
		return nil, fault.New(fault.EKYCSessionGone, "session-id")
	}
	return s.open(row)
}

func plausibleID(id string) bool {
	return id != "" && len(id) <= 64 && strings.Trim(id, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_") == ""
}

// keep seals a picture and puts it away; only then does the session name it.
func (s *Service) keep(ctx context.Context, w *work, kind string, picture []byte) error {
	key := blobKey(w.row.ID, kind)
	sealed, err := w.key.Seal(s.Rand, picturePlace(key), picture)
	if err != nil {
		return err
	}
	if err := s.Blobs.Put(ctx, key, sealed); err != nil {
		return err
	}
	w.data.Pictures[kind] = key
	return nil
}

// drop removes pictures; what cannot be removed is said, and stays sealed.
func (s *Service) drop(ctx context.Context, keys ...string) {
	for _, key := range keys {
		if err := s.Blobs.Delete(context.WithoutCancel(ctx), key); err != nil {
			s.Log.WarnContext(ctx, "a picture of a session was not removed", "error", err.Error())
		}
	}
}
