package sqlstore

import (
	"context"
	"encoding/json"
	"time"

	"github.com/bonafide-id/bonafide/audit"
	"github.com/bonafide-id/bonafide/check"
	"github.com/bonafide-id/bonafide/fault"
	"github.com/bonafide-id/bonafide/internal/app/ekyc"
)

var _ ekyc.Tx = Tx{}

// EKYCSettings implements ekyc.Reader.
func (t Tx) EKYCSettings(ctx context.Context, projectID string) (ekyc.Stored, error) {
	s := ekyc.Stored{ProjectID: projectID}
	var settings string
	var updated int64
	row := t.Q.QueryRow(ctx, `SELECT settings, secret, version, updated_at FROM ekyc_settings WHERE project_id = $1`, projectID)
	if err := row.Scan(&settings, &s.Secret, &s.Version, &updated); err != nil {
		return ekyc.Stored{}, err
	}
	s.UpdatedAt = instant(updated)
	if err := json.Unmarshal([]byte(settings), &s.Settings); err != nil {
		return ekyc.Stored{}, fault.New(fault.Corrupt, "eKYC settings")
	}
	return s, nil
}

// PutEKYCSettings implements ekyc.Tx.
func (t Tx) PutEKYCSettings(ctx context.Context, s ekyc.Stored, entry audit.Entry) error {
	settings, err := json.Marshal(s.Settings)
	if err != nil {
		return err
	}
	if s.Version == 1 {
		_, err = t.Q.Exec(ctx, `INSERT INTO ekyc_settings (project_id, settings, secret, version, updated_at) VALUES ($1, $2, $3, $4, $5)`,
			s.ProjectID, string(settings), optional(s.Secret), s.Version, millis(s.UpdatedAt))
	} else {
		var rows int64
		rows, err = t.Q.Exec(ctx, `UPDATE ekyc_settings SET settings = $1, secret = $2, version = $3, updated_at = $4 WHERE project_id = $5 AND version = $6`,
			string(settings), optional(s.Secret), s.Version, millis(s.UpdatedAt), s.ProjectID, s.Version-1)
		err = changed(rows, err, fault.Conflict, "version")
	}
	if err != nil {
		return err
	}
	return t.AppendAudit(ctx, entry)
}

const sessionColumns = `id, project_id, state, device, family, only_engine, uploads, pair_failures, face_tries, code, review, client_idx, sealed, wrapped_key,
	version, created_at, updated_at, expires_at, completed_at, erase_at`

func scanSession(r Row) (s ekyc.Session, err error) {
	var state, device, family string
	var only, review, created, updated, expires, erase int64
	var completed *int64
	if err := r.Scan(&s.ID, &s.ProjectID, &state, &device, &family, &only, &s.Uploads, &s.PairFailures, &s.FaceTries, &s.Code, &review, &s.ClientIndex, &s.Sealed,
		&s.WrappedKey, &s.Version, &created, &updated, &expires, &completed, &erase); err != nil {
		return ekyc.Session{}, err
	}
	s.State, s.Device, s.Family, s.OnlyEngine, s.Review = ekyc.State(state), ekyc.Device(device), ekyc.Family(family), only != 0, review != 0
	s.CreatedAt, s.UpdatedAt, s.ExpiresAt, s.EraseAt = instant(created), instant(updated), instant(expires), instant(erase)
	s.CompletedAt = optionalInstant(completed)
	return s, nil
}

// EKYCSession implements ekyc.Reader.
func (t Tx) EKYCSession(ctx context.Context, id string) (ekyc.Session, error) {
	return scanSession(t.Q.QueryRow(ctx, `SELECT `+sessionColumns+` FROM ekyc_sessions WHERE id = $1`, id))
}

// EKYCSessions implements ekyc.Reader. The text depends only on which filters are set, so there are few of them.
func (t Tx) EKYCSessions(ctx context.Context, f ekyc.Filter) ([]ekyc.Session, error) {
	var w where
	if f.ProjectID != "" {
		w.and("project_id = ?", f.ProjectID)
	}
	if f.State != "" {
		w.and("state = ?", string(f.State))
	}
	if len(f.ClientIndex) > 0 {
		w.and("client_idx = ?", f.ClientIndex)
	}
	if f.Review {
		w.and("review = 1")
	}
	w.before(f.BeforeTime, f.BeforeID)
	query := `SELECT ` + sessionColumns + ` FROM ekyc_sessions` + w.newestFirst(f.Limit)
	rows, err := t.Q.Query(ctx, query, w.args...)
	return list(rows, err, scanSession)
}

// EKYCSessionsSince implements ekyc.Reader.
func (t Tx) EKYCSessionsSince(ctx context.Context, projectID string, since time.Time) (n int, err error) {
	err = t.Q.QueryRow(ctx, `SELECT count(*) FROM ekyc_sessions WHERE project_id = $1 AND created_at >= $2`, projectID, millis(since)).Scan(&n)
	return n, err
}

// EKYCOver implements ekyc.Reader.
func (t Tx) EKYCOver(ctx context.Context, at time.Time, limit int) ([]ekyc.Session, error) {
	rows, err := t.Q.Query(ctx, `SELECT `+sessionColumns+` FROM ekyc_sessions WHERE complete = 0 AND expires_at <= $1 ORDER BY expires_at LIMIT $2`, millis(at), limit)
	return list(rows, err, scanSession)
}

// EKYCErasable implements ekyc.Reader.
func (t Tx) EKYCErasable(ctx context.Context, at time.Time, limit int) ([]ekyc.Session, error) {
	rows, err := t.Q.Query(ctx, `SELECT `+sessionColumns+` FROM ekyc_sessions WHERE wrapped_key IS NOT NULL AND complete = 1 AND erase_at <= $1
		ORDER BY erase_at LIMIT $2`, millis(at), limit)
	return list(rows, err, scanSession)
}

func bit(b bool) int {
	if b {
		return 1
	}
	return 0
}

// PutEKYCSession implements ekyc.Tx.
func (t Tx) PutEKYCSession(ctx context.Context, s ekyc.Session, entry audit.Entry) error {
	var err error
	if s.Version == 1 {
		_, err = t.Q.Exec(ctx, `INSERT INTO ekyc_sessions (`+sessionColumns+`, complete)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21)`,
			s.ID, s.ProjectID, string(s.State), string(s.Device), string(s.Family), bit(s.OnlyEngine), s.Uploads, s.PairFailures, s.FaceTries, s.Code, bit(s.Review),
			optional(s.ClientIndex), optional(s.Sealed), optional(s.WrappedKey), s.Version, millis(s.CreatedAt), millis(s.UpdatedAt), millis(s.ExpiresAt),
			optionalMillis(s.CompletedAt), millis(s.EraseAt), bit(s.State.Complete()))
	} else {
		err = t.replaceSession(ctx, s)
	}
	if err != nil {
		return err
	}
	return t.AppendAudit(ctx, entry)
}

func (t Tx) replaceSession(ctx context.Context, s ekyc.Session) error {
	rows, err := t.Q.Exec(ctx, `UPDATE ekyc_sessions SET state = $1, complete = $2, family = $3, only_engine = $4, uploads = $5, pair_failures = $6, face_tries = $7,
		code = $8, review = $9, client_idx = $10, sealed = $11, wrapped_key = $12, version = $13, updated_at = $14, completed_at = $15, erase_at = $16
		WHERE id = $17 AND version = $18`,
		string(s.State), bit(s.State.Complete()), string(s.Family), bit(s.OnlyEngine), s.Uploads, s.PairFailures, s.FaceTries, s.Code, bit(s.Review),
		optional(s.ClientIndex), optional(s.Sealed), optional(s.WrappedKey), s.Version, millis(s.UpdatedAt), optionalMillis(s.CompletedAt), millis(s.EraseAt),
		s.ID, s.Version-1)
	if err != nil || rows > 0 {
		return err
	}
	if _, err := t.EKYCSession(ctx, s.ID); err != nil {
		return err // fault.NotFound: it is gone
	}
	return fault.New(fault.Conflict, "version")
}

// EKYCForgery implements ekyc.Reader.
func (t Tx) EKYCForgery(ctx context.Context, projectID string, index []byte, at time.Time) (check.Reason, error) {
	var reason string
	err := t.Q.QueryRow(ctx, `SELECT reason FROM ekyc_forgeries WHERE project_id = $1 AND number_idx = $2 AND until > $3`, projectID, index, millis(at)).Scan(&reason)
	return check.Reason(reason), err
}

// RememberForgery implements ekyc.Tx.
func (t Tx) RememberForgery(ctx context.Context, projectID string, index []byte, reason check.Reason, now, until time.Time) error {
	if _, err := t.Q.Exec(ctx, `DELETE FROM ekyc_forgeries WHERE until <= $1`, millis(now)); err != nil {
		return err
	}
	_, err := t.Q.Exec(ctx, `INSERT INTO ekyc_forgeries (project_id, number_idx, reason, until) VALUES ($1, $2, $3, $4)
		ON CONFLICT (project_id, number_idx) DO UPDATE SET reason = excluded.reason, until = excluded.until`, projectID, index, string(reason), millis(until))
	return err
}
