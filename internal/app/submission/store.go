package submission

import (
	"context"
	"time"

	"github.com/bonafide-id/bonafide/audit"
	"github.com/bonafide-id/bonafide/internal/app"
)

// Store is what the use cases need of a database; the rules of app.Store hold.
type Store interface {
	InTx(ctx context.Context, fn func(Tx) error) error
	View(ctx context.Context, fn func(Reader) error) error
}

// Reader reads. A lookup of one thing returns fault.NotFound when there is none.
type Reader interface {
	Project(ctx context.Context, id string) (Project, error)
	Projects(ctx context.Context, page app.Page) ([]Project, error) // by id
	// ProjectOfKey finds a project by the SHA-256 of one of its keys.
	ProjectOfKey(ctx context.Context, hash []byte) (Project, error)
	ProjectKeys(ctx context.Context, projectID string) ([]ProjectKey, error) // the oldest first
	Submission(ctx context.Context, id string) (Submission, error)
	// Submissions lists newest first.
	Submissions(ctx context.Context, f Filter) ([]Submission, error)
	// LastApproved is when the newest approved submission of this email got its result, in this project.
	LastApproved(ctx context.Context, projectID string, emailIndex []byte) (time.Time, error)
	// Overdue lists incomplete submissions whose face was tried and that were made before t, oldest first.
	Overdue(ctx context.Context, before time.Time, limit int) ([]Submission, error)
	// IssuerRefusals counts how often issuers refused a number since t, in all projects. The index is a keyed hash.
	IssuerRefusals(ctx context.Context, numberIndex []byte, since time.Time) (int, error)
}

// Filter of a list. The zero value of a member asks for everything.
type Filter struct {
	ProjectID             string
	Status                Status
	UserIndex, EmailIndex []byte
	From, To              time.Time // creation, half-open
	// Before continues a list after its last element: its creation and id.
	BeforeTime time.Time
	BeforeID   string
	Limit      int
}

// Tx reads and writes.
type Tx interface {
	Reader
	PutProject(ctx context.Context, p Project, entry audit.Entry) error // inserts Version 1, or replaces version p.Version-1; else fault.Conflict
	PutProjectKey(ctx context.Context, k ProjectKey, entry audit.Entry) error
	DeleteProjectKey(ctx context.Context, hash []byte, entry audit.Entry) error
	// PutSubmission inserts Version 1, or replaces version s.Version-1. What is not there any more is fault.NotFound, another version fault.Conflict.
	PutSubmission(ctx context.Context, s Submission, entry audit.Entry) error
	AppendAudit(ctx context.Context, entry audit.Entry) error
	LogRequest(ctx context.Context, r Request) error
	AddIssuerRefusal(ctx context.Context, numberIndex []byte, at time.Time) error

	// The registry of customers, in the same transaction.
	app.CustomerTx
}
