package ekyc

import (
	"context"
	"time"

	"github.com/bonafide-id/bonafide/audit"
	"github.com/bonafide-id/bonafide/check"
	"github.com/bonafide-id/bonafide/document"
	"github.com/bonafide-id/bonafide/internal/app/submission"
)

// Engine reads and measures one side of a document. Codes picture.* say that the picture is at fault, all others that we are.
type Engine interface {
	Page(ctx context.Context, picture []byte, hint document.Hint) (document.Page, error)
}

// Blobs keep pictures. What is handed in is sealed already.
type Blobs interface {
	Put(ctx context.Context, key string, sealed []byte) error
	Get(ctx context.Context, key string) ([]byte, error) // fault.NotFound
	Delete(ctx context.Context, key string) error
}

// Fetcher gets a picture from an address of a host that the project allows (contract 2.3, front_image_url). At most maxBytes; fault.EKYCParameters for an
// address that is not allowed, fault.EKYCPicture for one that gives no picture.
type Fetcher interface {
	Fetch(ctx context.Context, address string, hosts []string, maxBytes int) ([]byte, error)
}

// Store is what the use cases need of a database; the rules of app.Store hold.
type Store interface {
	InTx(ctx context.Context, fn func(Tx) error) error
	View(ctx context.Context, fn func(Reader) error) error
}

// Reader reads. A lookup of one thing returns fault.NotFound when there is none.
type Reader interface {
	// Project and ProjectOfKey are those of KYC submissions: a project has both surfaces, by the same keys.
	Project(ctx context.Context, id string) (submission.Project, error)
	ProjectOfKey(ctx context.Context, hash []byte) (submission.Project, error)
	EKYCSettings(ctx context.Context, projectID string) (Stored, error)
	EKYCSession(ctx context.Context, id string) (Session, error)
	// EKYCSessions lists newest first.
	EKYCSessions(ctx context.Context, f Filter) ([]Session, error)
	// EKYCSessionsSince counts the sessions of a project made at t or later.
	EKYCSessionsSince(ctx context.Context, projectID string, t time.Time) (int, error)
	// EKYCOver lists sessions that are not complete and whose lifetime ended at t or before, oldest first.
	EKYCOver(ctx context.Context, t time.Time, limit int) ([]Session, error)
	// EKYCErasable lists complete sessions whose personal part is due to go at t or before, oldest first.
	EKYCErasable(ctx context.Context, t time.Time, limit int) ([]Session, error)
	// EKYCForgery is why a number is remembered at t in a project. The index is a keyed hash.
	EKYCForgery(ctx context.Context, projectID string, index []byte, t time.Time) (check.Reason, error)
}

// Filter of a list. The zero value of a member asks for everything.
type Filter struct {
	ProjectID   string
	State       State
	ClientIndex []byte
	Review      bool // only those with something to look at
	// Before continues a list after its last element: its creation and id.
	BeforeTime time.Time
	BeforeID   string
	Limit      int
}

// Tx reads and writes.
type Tx interface {
	Reader
	// PutEKYCSettings inserts Version 1, or replaces version s.Version-1; else fault.Conflict.
	PutEKYCSettings(ctx context.Context, s Stored, entry audit.Entry) error
	// PutEKYCSession inserts Version 1, or replaces version s.Version-1. What is not there any more is fault.NotFound, another version fault.Conflict.
	PutEKYCSession(ctx context.Context, s Session, entry audit.Entry) error
	// RememberForgery keeps the index until a time, and drops what is past it.
	RememberForgery(ctx context.Context, projectID string, index []byte, reason check.Reason, now, until time.Time) error
	AppendAudit(ctx context.Context, entry audit.Entry) error
}

// Stored are a project's settings as they are kept.
type Stored struct {
	ProjectID string
	Settings  Settings
	Secret    []byte // of file hashes, sealed; empty: none
	Version   int64
	UpdatedAt time.Time
}
