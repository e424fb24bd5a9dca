package sqlstore

import (
	"context"
	"encoding/json"
	"time"

	"github.com/bonafide-id/bonafide/audit"
	"github.com/bonafide-id/bonafide/fault"
	"github.com/bonafide-id/bonafide/internal/app"
	"github.com/bonafide-id/bonafide/internal/app/submission"
)

var _ submission.Tx = Tx{}

// optional is NULL for no bytes.
func optional(b []byte) any {
	if len(b) == 0 {
		return nil
	}
	return b
}

const projectColumns = `p.id, p.account, p.name, p.settings, p.version, p.created_at, p.updated_at`

func scanProject(r Row) (p submission.Project, err error) {
	var settings string
	var created, updated int64
	if err := r.Scan(&p.ID, &p.Account, &p.Name, &settings, &p.Version, &created, &updated); err != nil {
		return submission.Project{}, err
	}
	p.Created, p.Updated = instant(created), instant(updated)
	if err := json.Unmarshal([]byte(settings), &p.Settings); err != nil {
		return submission.Project{}, fault.New(fault.Corrupt, "project settings")
	}
	return p, nil
}

// Project implements submission.Reader.
func (t Tx) Project(ctx context.Context, id string) (submission.Project, error) {
	return scanProject(t.Q.QueryRow(ctx, `SELECT `+projectColumns+` FROM projects p WHERE p.id = $1`, id))
}

// Projects implements submission.Reader.
func (t Tx) Projects(ctx context.Context, page app.Page) ([]submission.Project, error) {
	rows, err := t.Q.Query(ctx, `SELECT `+projectColumns+` FROM projects p WHERE p.id > $1 ORDER BY p.id LIMIT $2`, page.After, page.Limit)
	return list(rows, err, scanProject)
}

// ProjectOfKey implements submission.Reader.
func (t Tx) ProjectOfKey(ctx context.Context, hash []byte) (submission.Project, error) {
	return scanProject(t.Q.QueryRow(ctx, `SELECT `+projectColumns+` FROM project_keys k JOIN projects p ON p.id = k.project_id WHERE k.hash = $1`, hash))
}

// ProjectKeys implements submission.Reader.
func (t Tx) ProjectKeys(ctx context.Context, projectID string) ([]submission.ProjectKey, error) {
	rows, err := t.Q.Query(ctx, `SELECT hash, project_id, label, created_at FROM project_keys WHERE project_id = $1 ORDER BY created_at, hash`, projectID)
	return list(rows, err, func(r Row) (k submission.ProjectKey, err error) {
		var created int64
		err = r.Scan(&k.Hash, &k.ProjectID, &k.Label, &created)
		k.CreatedAt = instant(created)
		return k, err
	})
}

// PutProject implements submission.Tx.
func (t Tx) PutProject(ctx context.Context, p submission.Project, entry audit.Entry) error {
	settings, err := json.Marshal(p.Settings)
	if err != nil {
		return err
	}
	if p.Version == 1 {
		_, err = t.Q.Exec(ctx, `INSERT INTO projects (id, account, name, settings, version, created_at, updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
			p.ID, p.Account, p.Name, string(settings), p.Version, millis(p.Created), millis(p.Updated))
	} else {
		var rows int64
		rows, err = t.Q.Exec(ctx, `UPDATE projects SET account = $1, name = $2, settings = $3, version = $4, updated_at = $5 WHERE id = $6 AND version = $7`,
			p.Account, p.Name, string(settings), p.Version, millis(p.Updated), p.ID, p.Version-1)
		err = changed(rows, err, fault.Conflict, "version")
	}
	if err != nil {
		return err
	}
	return t.AppendAudit(ctx, entry)
}

// PutProjectKey implements submission.Tx.
func (t Tx) PutProjectKey(ctx context.Context, k submission.ProjectKey, entry audit.Entry) error {
	_, err := t.Q.Exec(ctx, `INSERT INTO project_keys (hash, project_id, label, created_at) VALUES ($1, $2, $3, $4)`, k.Hash, k.ProjectID, k.Label, millis(k.CreatedAt))
	if err != nil {
		return err
	}
	return t.AppendAudit(ctx, entry)
}

// DeleteProjectKey implements submission.Tx.
func (t Tx) DeleteProjectKey(ctx context.Context, hash []byte, entry audit.Entry) error {
	rows, err := t.Q.Exec(ctx, `DELETE FROM project_keys WHERE hash = $1`, hash)
	if err := changed(rows, err, fault.NotFound, "key"); err != nil {
		return err
	}
	return t.AppendAudit(ctx, entry)
}

const submissionColumns = `id, project_id, status, attempts, face_tried, reviewer, email_idx, user_idx, sealed, wrapped_key, version, created_at, updated_at, result_at`

func scanSubmission(r Row) (s submission.Submission, err error) {
	var status string
	var tried, created, updated int64
	var result *int64
	if err := r.Scan(&s.ID, &s.ProjectID, &status, &s.Attempts, &tried, &s.Reviewer, &s.EmailIndex, &s.UserIndex, &s.Sealed, &s.WrappedKey, &s.Version,
		&created, &updated, &result); err != nil {
		return submission.Submission{}, err
	}
	s.Status, s.FaceTried = submission.Status(status), tried != 0
	s.CreatedAt, s.UpdatedAt, s.ResultAt = instant(created), instant(updated), optionalInstant(result)
	return s, nil
}

// Submission implements submission.Reader.
func (t Tx) Submission(ctx context.Context, id string) (submission.Submission, error) {
	return scanSubmission(t.Q.QueryRow(ctx, `SELECT `+submissionColumns+` FROM submissions WHERE id = $1`, id))
}

// Submissions implements submission.Reader. The text depends only on which filters are set, so there are few of them.
func (t Tx) Submissions(ctx context.Context, f submission.Filter) ([]submission.Submission, error) {
	var w where
	if f.ProjectID != "" {
		w.and("project_id = ?", f.ProjectID)
	}
	if f.Status != "" {
		w.and("status = ?", string(f.Status))
	}
	if len(f.UserIndex) > 0 {
		w.and("user_idx = ?", f.UserIndex)
	}
	if len(f.EmailIndex) > 0 {
		w.and("email_idx = ?", f.EmailIndex)
	}
	if !f.From.IsZero() {
		w.and("created_at >= ?", millis(f.From))
	}
	if !f.To.IsZero() {
		w.and("created_at < ?", millis(f.To))
	}
	w.before(f.BeforeTime, f.BeforeID)
	query := `SELECT ` + submissionColumns + ` FROM submissions` + w.newestFirst(f.Limit)
	rows, err := t.Q.Query(ctx, query, w.args...)
	return list(rows, err, scanSubmission)
}

// LastApproved implements submission.Reader.
func (t Tx) LastApproved(ctx context.Context, projectID string, emailIndex []byte) (time.Time, error) {
	var at *int64
	err := t.Q.QueryRow(ctx, `SELECT max(result_at) FROM submissions WHERE project_id = $1 AND email_idx = $2 AND status = 'approved'`, projectID, emailIndex).Scan(&at)
	if err == nil && at == nil {
		return time.Time{}, fault.New(fault.NotFound, "submission")
	}
	if err != nil {
		return time.Time{}, err
	}
	return instant(*at), nil
}

// Overdue implements submission.Reader.
func (t Tx) Overdue(ctx context.Context, before time.Time, limit int) ([]submission.Submission, error) {
	rows, err := t.Q.Query(ctx, `SELECT `+submissionColumns+` FROM submissions WHERE status = 'incomplete' AND face_tried = 1 AND created_at < $1
		ORDER BY created_at LIMIT $2`, millis(before), limit)
	return list(rows, err, scanSubmission)
}

// PutSubmission implements submission.Tx.
func (t Tx) PutSubmission(ctx context.Context, s submission.Submission, entry audit.Entry) error {
	tried := 0
	if s.FaceTried {
		tried = 1
	}
	var err error
	if s.Version == 1 {
		_, err = t.Q.Exec(ctx, `INSERT INTO submissions (`+submissionColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
			s.ID, s.ProjectID, string(s.Status), s.Attempts, tried, s.Reviewer, s.EmailIndex, optional(s.UserIndex), s.Sealed, s.WrappedKey, s.Version,
			millis(s.CreatedAt), millis(s.UpdatedAt), optionalMillis(s.ResultAt))
	} else {
		err = t.replaceSubmission(ctx, s, tried)
	}
	if err != nil {
		return err
	}
	return t.AppendAudit(ctx, entry)
}

func (t Tx) replaceSubmission(ctx context.Context, s submission.Submission, tried int) error {
	rows, err := t.Q.Exec(ctx, `UPDATE submissions SET status = $1, attempts = $2, face_tried = $3, reviewer = $4, email_idx = $5, user_idx = $6, sealed = $7,
		wrapped_key = $8, version = $9, updated_at = $10, result_at = $11 WHERE id = $12 AND version = $13`,
		string(s.Status), s.Attempts, tried, s.Reviewer, s.EmailIndex, optional(s.UserIndex), s.Sealed, s.WrappedKey, s.Version,
		millis(s.UpdatedAt), optionalMillis(s.ResultAt), s.ID, s.Version-1)
	if err != nil || rows > 0 {
		return err
	}
	if _, err := t.Submission(ctx, s.ID); err != nil {
		return err // fault.NotFound: it is gone
	}
	return fault.New(fault.Conflict, "version")
}

// LogRequest implements submission.Tx.
func (t Tx) LogRequest(ctx context.Context, r submission.Request) error {
	_, err := t.Q.Exec(ctx, `INSERT INTO submission_requests (at, project_id, endpoint, row_id, trace_id, email_idx) VALUES ($1, $2, $3, $4, $5, $6)`,
		millis(r.At), r.ProjectID, r.Endpoint, r.Row, r.TraceID, optional(r.EmailIndex))
	return err
}

// IssuerRefusals implements submission.Reader.
func (t Tx) IssuerRefusals(ctx context.Context, numberIndex []byte, since time.Time) (n int, err error) {
	err = t.Q.QueryRow(ctx, `SELECT count(*) FROM issuer_refusals WHERE number_idx = $1 AND at > $2`, numberIndex, millis(since)).Scan(&n)
	return n, err
}

// AddIssuerRefusal implements submission.Tx.
func (t Tx) AddIssuerRefusal(ctx context.Context, numberIndex []byte, at time.Time) error {
	_, err := t.Q.Exec(ctx, `INSERT INTO issuer_refusals (number_idx, at) VALUES ($1, $2)`, numberIndex, millis(at))
	return err
}
