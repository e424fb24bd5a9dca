package sqlstore

import (
	"context"
	"encoding/json"

	"github.com/bonafide-id/bonafide/audit"
	"github.com/bonafide-id/bonafide/fault"
)

const linkColumns = `seq, prev, hash, id, at, actor, action, subject_kind, subject, request_id, digest, details`

// entryTargets scans an entry's columns.
func scanEntry(r Row, before ...any) (audit.Entry, error) {
	var e audit.Entry
	var at int64
	var details string
	err := r.Scan(append(before, &e.ID, &at, &e.Actor, &e.Action, &e.SubjectKind, &e.Subject, &e.RequestID, &e.Digest, &details)...)
	if err != nil {
		return e, err
	}
	e.At = instant(at)
	if len(e.Digest) == 0 {
		e.Digest = nil
	}
	if details != "" {
		if err := json.Unmarshal([]byte(details), &e.Details); err != nil {
			return e, fault.New(fault.Corrupt, "audit details")
		}
	}
	return e, nil
}

// AppendAudit adds an unchained entry.
func (t Tx) AppendAudit(ctx context.Context, e audit.Entry) error {
	if err := e.Validate(); err != nil {
		return err
	}
	details := ""
	if len(e.Details) > 0 {
		text, err := json.Marshal(e.Details)
		if err != nil {
			return err
		}
		details = string(text)
	}
	digest := e.Digest
	if digest == nil {
		digest = []byte{}
	}
	_, err := t.Q.Exec(ctx, `INSERT INTO audit_entries (id, at, actor, action, subject_kind, subject, request_id, digest, details) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		e.ID, millis(e.At), e.Actor, e.Action, e.SubjectKind, e.Subject, e.RequestID, digest, details)
	return err
}

// AuditHead is the last link.
func (t Tx) AuditHead(ctx context.Context) (audit.Head, error) {
	var seq int64
	var hash []byte
	err := t.Q.QueryRow(ctx, `SELECT seq, hash FROM audit_entries WHERE seq IS NOT NULL ORDER BY seq DESC LIMIT 1`).Scan(&seq, &hash)
	if fault.Has(err, fault.NotFound) {
		return audit.Head{}, nil
	}
	if err == nil && len(hash) != 32 {
		err = fault.New(fault.Corrupt, "audit hash")
	}
	if err != nil {
		return audit.Head{}, err
	}
	return audit.Head{Seq: uint64(seq), Hash: [32]byte(hash)}, nil
}

// AuditLinks lists links after a sequence number.
func (t Tx) AuditLinks(ctx context.Context, after uint64, limit int) ([]audit.Link, error) {
	rows, err := t.Q.Query(ctx, `SELECT `+linkColumns+` FROM audit_entries WHERE seq > $1 ORDER BY seq LIMIT $2`, int64(after), limit)
	return list(rows, err, func(r Row) (l audit.Link, err error) {
		var seq int64
		var prev, hash []byte
		l.Entry, err = scanEntry(r, &seq, &prev, &hash)
		l.Seq = uint64(seq)
		// A hash of another length was tampered with; it stays zero and does not fit.
		copy(l.Prev[:], prev)
		copy(l.Hash[:], hash)
		return l, err
	})
}

// AuditUnchained counts entries not chained yet.
func (t Tx) AuditUnchained(ctx context.Context) (n int64, err error) {
	return n, t.Q.QueryRow(ctx, `SELECT count(*) FROM audit_entries WHERE seq IS NULL`).Scan(&n)
}

// AuditUnchainedSubjects lists what the entries not chained yet are about.
func (t Tx) AuditUnchainedSubjects(ctx context.Context) ([]audit.Subject, error) {
	rows, err := t.Q.Query(ctx, `SELECT subject_kind, subject FROM audit_entries WHERE seq IS NULL ORDER BY n`)
	return list(rows, err, func(r Row) (s audit.Subject, err error) { return s, r.Scan(&s.Kind, &s.ID) })
}

// AuditCheckpoints lists checkpoints after a sequence number.
func (t Tx) AuditCheckpoints(ctx context.Context, after uint64, limit int) ([]audit.Checkpoint, error) {
	rows, err := t.Q.Query(ctx, `SELECT seq, hash, at, key_id, signature FROM audit_checkpoints WHERE seq > $1 ORDER BY seq LIMIT $2`, int64(after), limit)
	return list(rows, err, func(r Row) (c audit.Checkpoint, err error) {
		var seq, at int64
		var hash []byte
		err = r.Scan(&seq, &hash, &at, &c.KeyID, &c.Signature)
		c.Seq, c.At = uint64(seq), instant(at)
		copy(c.Hash[:], hash)
		return c, err
	})
}

// ChainAudit links unchained entries in the order in which they were appended.
func (t Tx) ChainAudit(ctx context.Context, limit int) (audit.Head, int, error) {
	if err := t.Q.LockChain(ctx); err != nil {
		return audit.Head{}, 0, err
	}
	head, err := t.AuditHead(ctx)
	if err != nil {
		return head, 0, err
	}
	rows, err := t.Q.Query(ctx, `SELECT n, id, at, actor, action, subject_kind, subject, request_id, digest, details FROM audit_entries WHERE seq IS NULL ORDER BY n LIMIT $1`, limit)
	var numbers []int64
	entries, err := list(rows, err, func(r Row) (audit.Entry, error) {
		var n int64
		e, err := scanEntry(r, &n)
		numbers = append(numbers, n)
		return e, err
	})
	if err != nil {
		return head, 0, err
	}
	for i, link := range audit.Chain(head, entries) {
		if _, err := t.Q.Exec(ctx, `UPDATE audit_entries SET seq = $1, prev = $2, hash = $3 WHERE n = $4`, int64(link.Seq), link.Prev[:], link.Hash[:], numbers[i]); err != nil {
			return head, 0, err
		}
		head = link.Head()
	}
	return head, len(entries), nil
}

// PutAuditCheckpoint keeps a signed head.
func (t Tx) PutAuditCheckpoint(ctx context.Context, c audit.Checkpoint) error {
	_, err := t.Q.Exec(ctx, `INSERT INTO audit_checkpoints (seq, hash, at, key_id, signature) VALUES ($1, $2, $3, $4, $5)`,
		int64(c.Seq), c.Hash[:], millis(c.At), c.KeyID, c.Signature)
	return err
}
