package sqlstore

import (
	"context"
	"strconv"
	"time"

	"github.com/bonafide-id/bonafide/audit"
	"github.com/bonafide-id/bonafide/fault"
	"github.com/bonafide-id/bonafide/internal/app"
	"github.com/bonafide-id/bonafide/travelrule"
)

// History implements app.Reader.
func (t Tx) History(ctx context.Context, f app.HistoryFilter) (total int64, page []app.Verification, err error) {
	var w where
	w.history(f)
	count := `SELECT count(*) FROM verifications WHERE 1 = 1` + w.text.String()
	if err := t.Q.QueryRow(ctx, count, w.args...).Scan(&total); err != nil {
		return 0, nil, err
	}
	query := `SELECT ` + verificationColumns + ` FROM verifications` + w.newestFirst(f.Limit) + ` OFFSET $` + strconv.Itoa(len(w.args)+1)
	rows, err := t.Q.Query(ctx, query, append(w.args, f.Offset)...)
	page, err = list(rows, err, scanVerification)
	return total, page, err
}

// history adds the filters of contract 2.5 that are set.
func (w *where) history(f app.HistoryFilter) {
	if !f.From.IsZero() {
		w.and("created_at >= ?", millis(f.From))
	}
	if !f.To.IsZero() {
		w.and("created_at <= ?", millis(f.To))
	}
	if f.Symbol != "" {
		w.and("symbol = ?", f.Symbol)
	}
	if f.Network != "" {
		w.and("lower(network) = lower(?)", f.Network)
	}
	if f.TxHash != "" {
		w.and("tx_hash = ?", f.TxHash)
	}
	if f.Outcome != "" {
		w.and("outcome = ?", string(f.Outcome))
	}
	if f.Direction != "" {
		w.and("direction = ?", string(f.Direction))
	}
	if f.Opposite != "" {
		w.and("((direction = 'send' AND beneficiary_vasp = ?) OR (direction = 'receive' AND originating_vasp = ?))", f.Opposite, f.Opposite)
	}
	if f.OriginatorIndex != nil {
		w.and("originator_idx = ?", f.OriginatorIndex)
	}
	if f.BeneficiaryIndex != nil {
		w.and("beneficiary_idx = ?", f.BeneficiaryIndex)
	}
}

// VerificationsBefore implements app.Reader.
func (t Tx) VerificationsBefore(ctx context.Context, before time.Time, limit int) ([]string, error) {
	rows, err := t.Q.Query(ctx, `SELECT uuid FROM verifications WHERE created_at <= $1 ORDER BY created_at, id LIMIT $2`, millis(before), limit)
	return list(rows, err, func(r Row) (uuid string, err error) { return uuid, r.Scan(&uuid) })
}

// Unreported implements app.Reader.
func (t Tx) Unreported(ctx context.Context, dir travelrule.Direction, before time.Time, limit int) (total int64, page []app.Verification, err error) {
	const condition = ` FROM verifications WHERE outcome = 'verified' AND tx_hash IS NULL AND direction = $1 AND verified_at < $2`
	if err := t.Q.QueryRow(ctx, `SELECT count(*)`+condition, string(dir), millis(before)).Scan(&total); err != nil {
		return 0, nil, err
	}
	rows, err := t.Q.Query(ctx, `SELECT `+verificationColumns+condition+` ORDER BY verified_at, id LIMIT $3`, string(dir), millis(before), limit)
	page, err = list(rows, err, scanVerification)
	return total, page, err
}

// ReportVerification implements app.Tx.
func (t Tx) ReportVerification(ctx context.Context, v app.Verification, entry audit.Entry) error {
	rows, err := t.Q.Exec(ctx, `UPDATE verifications SET outcome = $1, reason = $2, reason_code = $3, message = $4, tx_hash = $5, vout = $6, ordered_at = $7 WHERE uuid = $8`,
		string(v.Outcome), string(v.Reason), v.Code, v.Message, v.TxHash, v.Vout, optionalMillis(v.OrderedAt), v.UUID)
	if err := changed(rows, err, fault.NotFound, "verification"); err != nil {
		return err
	}
	return t.AppendAudit(ctx, entry)
}

// RemindVerification implements app.Tx.
func (t Tx) RemindVerification(ctx context.Context, uuid string, at time.Time) error {
	rows, err := t.Q.Exec(ctx, `UPDATE verifications SET reminded_at = $1 WHERE uuid = $2`, millis(at), uuid)
	return changed(rows, err, fault.NotFound, "verification")
}

// DeleteVerification implements app.Tx.
func (t Tx) DeleteVerification(ctx context.Context, uuid string, entry audit.Entry) error {
	rows, err := t.Q.Exec(ctx, `DELETE FROM verifications WHERE uuid = $1`, uuid)
	if err := changed(rows, err, fault.NotFound, "verification"); err != nil {
		return err
	}
	for _, statement := range []string{
		`DELETE FROM delivery_attempts WHERE delivery IN (SELECT id FROM deliveries WHERE verification = $1)`,
		`DELETE FROM deliveries WHERE verification = $1`,
		`DELETE FROM screenings WHERE verification = $1`,
		`DELETE FROM outgoing WHERE uuid = $1`,
	} {
		if _, err := t.Q.Exec(ctx, statement, uuid); err != nil {
			return err
		}
	}
	return t.AppendAudit(ctx, entry)
}

const deliveryColumns = `seq, id, target, type, verification, vasp, body, message_id, frame, reply_secret, state, attempts, code, created_at, next_at, give_up_at, done_at`

func scanDelivery(r Row) (d app.Delivery, err error) {
	var created, next, giveUp int64
	var done *int64
	err = r.Scan(&d.Seq, &d.ID, &d.Target, &d.Type, &d.Verification, &d.VASP, &d.Body, &d.MessageID, &d.Frame, &d.ReplySecret, &d.State, &d.Attempts,
		&d.Code, &created, &next, &giveUp, &done)
	d.CreatedAt, d.NextAt, d.GiveUpAt, d.DoneAt = instant(created), instant(next), instant(giveUp), optionalInstant(done)
	return d, err
}

// Delivery implements app.Reader.
func (t Tx) Delivery(ctx context.Context, id string) (app.Delivery, error) {
	return scanDelivery(t.Q.QueryRow(ctx, `SELECT `+deliveryColumns+` FROM deliveries WHERE id = $1`, id))
}

// Deliveries implements app.Reader.
func (t Tx) Deliveries(ctx context.Context, f app.DeliveryFilter) ([]app.Delivery, error) {
	var w where
	if f.State != "" {
		w.and("state = ?", string(f.State))
	}
	if f.Target != "" {
		w.and("target = ?", string(f.Target))
	}
	if f.Verification != "" {
		w.and("verification = ?", f.Verification)
	}
	if f.BeforeSeq > 0 {
		w.and("seq < ?", f.BeforeSeq)
	}
	w.args = append(w.args, f.Limit)
	rows, err := t.Q.Query(ctx, `SELECT `+deliveryColumns+` FROM deliveries WHERE 1 = 1`+w.text.String()+` ORDER BY seq DESC LIMIT $`+strconv.Itoa(len(w.args)), w.args...)
	return list(rows, err, scanDelivery)
}

// DeliveryBefore implements app.Reader.
func (t Tx) DeliveryBefore(ctx context.Context, d app.Delivery) (app.Delivery, error) {
	return scanDelivery(t.Q.QueryRow(ctx, `SELECT `+deliveryColumns+` FROM deliveries WHERE verification = $1 AND target = $2 AND state = 'pending' AND seq < $3
		ORDER BY seq LIMIT 1`, d.Verification, string(d.Target), d.Seq))
}

// DueDeliveries implements app.Reader.
func (t Tx) DueDeliveries(ctx context.Context, before time.Time, limit int) ([]app.Delivery, error) {
	rows, err := t.Q.Query(ctx, `SELECT `+deliveryColumns+` FROM deliveries WHERE state = 'pending' AND next_at < $1 ORDER BY next_at, seq LIMIT $2`, millis(before), limit)
	return list(rows, err, scanDelivery)
}

// DeliveryCounts implements app.Reader.
func (t Tx) DeliveryCounts(ctx context.Context) (map[app.DeliveryState]int64, error) {
	rows, err := t.Q.Query(ctx, `SELECT state, count(*) FROM deliveries GROUP BY state`)
	type count struct {
		state app.DeliveryState
		n     int64
	}
	all, err := list(rows, err, func(r Row) (c count, err error) { return c, r.Scan(&c.state, &c.n) })
	counts := map[app.DeliveryState]int64{}
	for _, c := range all {
		counts[c.state] = c.n
	}
	return counts, err
}

// Attempts implements app.Reader.
func (t Tx) Attempts(ctx context.Context, deliveryID string, limit int) ([]app.Attempt, error) {
	rows, err := t.Q.Query(ctx, `SELECT delivery, at, took_ms, code, status FROM delivery_attempts WHERE delivery = $1 ORDER BY seq DESC LIMIT $2`, deliveryID, limit)
	return list(rows, err, func(r Row) (a app.Attempt, err error) {
		var at, took int64
		err = r.Scan(&a.Delivery, &at, &took, &a.Code, &a.Status)
		a.At, a.Took = instant(at), time.Duration(took)*time.Millisecond
		return a, err
	})
}

// InsertDelivery implements app.Tx.
func (t Tx) InsertDelivery(ctx context.Context, d app.Delivery) error {
	_, err := t.Q.Exec(ctx, `INSERT INTO deliveries (id, target, type, verification, vasp, body, message_id, frame, reply_secret, state, attempts, code, created_at, next_at,
		give_up_at, done_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)`,
		d.ID, string(d.Target), d.Type, d.Verification, d.VASP, d.Body, d.MessageID, optional(d.Frame), optional(d.ReplySecret), string(d.State), d.Attempts, string(d.Code),
		millis(d.CreatedAt), millis(d.NextAt), millis(d.GiveUpAt), optionalMillis(d.DoneAt))
	return err
}

// UpdateDelivery implements app.Tx.
func (t Tx) UpdateDelivery(ctx context.Context, d app.Delivery) error {
	rows, err := t.Q.Exec(ctx, `UPDATE deliveries SET message_id = $1, frame = $2, reply_secret = $3, state = $4, attempts = $5, code = $6, next_at = $7, give_up_at = $8,
		done_at = $9 WHERE id = $10`, d.MessageID, optional(d.Frame), optional(d.ReplySecret), string(d.State), d.Attempts, string(d.Code), millis(d.NextAt), millis(d.GiveUpAt),
		optionalMillis(d.DoneAt), d.ID)
	return changed(rows, err, fault.NotFound, "delivery")
}

// InsertAttempt implements app.Tx.
func (t Tx) InsertAttempt(ctx context.Context, a app.Attempt) error {
	_, err := t.Q.Exec(ctx, `INSERT INTO delivery_attempts (delivery, at, took_ms, code, status) VALUES ($1, $2, $3, $4, $5)`,
		a.Delivery, millis(a.At), a.Took.Milliseconds(), string(a.Code), a.Status)
	return err
}

const screeningColumns = `request_id, verification, provider, counterparty, direction, network, state, body, created_at, assessed_at`

func scanScreening(r Row) (s app.Screening, err error) {
	var created int64
	var assessed *int64
	err = r.Scan(&s.RequestID, &s.Verification, &s.Provider, &s.Counterparty, &s.Direction, &s.Network, &s.State, &s.Body, &created, &assessed)
	s.CreatedAt, s.AssessedAt = instant(created), optionalInstant(assessed)
	return s, err
}

// Screening implements app.Reader.
func (t Tx) Screening(ctx context.Context, requestID string) (app.Screening, error) {
	return scanScreening(t.Q.QueryRow(ctx, `SELECT `+screeningColumns+` FROM screenings WHERE request_id = $1`, requestID))
}

// Screenings implements app.Reader.
func (t Tx) Screenings(ctx context.Context, verification string) ([]app.Screening, error) {
	rows, err := t.Q.Query(ctx, `SELECT `+screeningColumns+` FROM screenings WHERE verification = $1 ORDER BY created_at, request_id`, verification)
	return list(rows, err, scanScreening)
}

// PutScreening implements app.Tx.
func (t Tx) PutScreening(ctx context.Context, s app.Screening, entry audit.Entry) error {
	_, err := t.Q.Exec(ctx, `INSERT INTO screenings (`+screeningColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
		ON CONFLICT (request_id) DO UPDATE SET state = excluded.state, body = excluded.body, assessed_at = excluded.assessed_at`,
		s.RequestID, s.Verification, s.Provider, s.Counterparty, s.Direction, s.Network, s.State, s.Body, millis(s.CreatedAt), optionalMillis(s.AssessedAt))
	if err != nil {
		return err
	}
	return t.AppendAudit(ctx, entry)
}
