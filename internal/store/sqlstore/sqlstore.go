// Package sqlstore holds the statements of the store once, for both databases. Placeholders are $1, $2, ... in the order of
// their first appearance, which SQLite numbers the same way; times are milliseconds since 1970, UTC.
package sqlstore

import (
	"context"
	"time"

	"github.com/bonafide-id/bonafide/audit"
	"github.com/bonafide-id/bonafide/fault"
	"github.com/bonafide-id/bonafide/internal/app"
	"github.com/bonafide-id/bonafide/travelrule"
)

// Row and Rows are what both drivers give back.
type (
	Row interface{ Scan(dest ...any) error }
	// Rows is closed by its user.
	Rows interface {
		Row
		Next() bool
		Err() error
		Close()
	}
	// Querier is a transaction or a connection of either database. Its errors carry codes of package fault already.
	Querier interface {
		Exec(ctx context.Context, sql string, args ...any) (rows int64, err error)
		Query(ctx context.Context, sql string, args ...any) (Rows, error)
		QueryRow(ctx context.Context, sql string, args ...any) Row
		// Enqueue adds a job in this transaction.
		Enqueue(ctx context.Context, job app.Job) error
		// LockChain makes this transaction the only one that chains audit entries until it ends.
		LockChain(ctx context.Context) error
	}
)

// Tx implements app.Tx and app.Reader over a Querier.
type Tx struct{ Q Querier }

var _ app.Tx = Tx{}

func millis(t time.Time) int64 { return t.UnixMilli() }

func instant(ms int64) time.Time { return time.UnixMilli(ms).UTC() }

func optionalMillis(t *time.Time) *int64 {
	if t == nil {
		return nil
	}
	ms := t.UnixMilli()
	return &ms
}

func optionalInstant(ms *int64) *time.Time {
	if ms == nil {
		return nil
	}
	t := instant(*ms)
	return &t
}

// changed turns "no row was changed" into fault code.
func changed(rows int64, err error, code fault.Code, place string) error {
	if err == nil && rows == 0 {
		return fault.New(code, place)
	}
	return err
}

// list scans every row.
func list[T any](rows Rows, err error, scan func(Row) (T, error)) ([]T, error) {
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	all := []T{}
	for rows.Next() {
		each, err := scan(rows)
		if err != nil {
			return nil, err
		}
		all = append(all, each)
	}
	return all, rows.Err()
}

const customerColumns = `c.id, c.kind, c.kyc, c.denied, c.deny_reason, c.profile, c.wrapped_key, c.version, c.created_at, c.updated_at`

func customerTargets(c *app.Customer, denied, created, updated *int64) []any {
	return []any{&c.ID, &c.Kind, &c.KYC, denied, &c.DenyReason, &c.Profile, &c.WrappedKey, &c.Version, created, updated}
}

func scanCustomer(r Row) (c app.Customer, err error) {
	var denied, created, updated int64
	err = r.Scan(customerTargets(&c, &denied, &created, &updated)...)
	c.Denied, c.CreatedAt, c.UpdatedAt = denied != 0, instant(created), instant(updated)
	return c, err
}

func (t Tx) Customer(ctx context.Context, id string) (app.Customer, error) {
	return scanCustomer(t.Q.QueryRow(ctx, `SELECT `+customerColumns+` FROM customers c WHERE c.id = $1`, id))
}

func (t Tx) Customers(ctx context.Context, page app.Page) ([]app.Customer, error) {
	rows, err := t.Q.Query(ctx, `SELECT `+customerColumns+` FROM customers c WHERE c.id > $1 ORDER BY c.id LIMIT $2`, page.After, page.Limit)
	return list(rows, err, scanCustomer)
}

func (t Tx) CustomerCount(ctx context.Context) (n int64, err error) {
	return n, t.Q.QueryRow(ctx, `SELECT count(*) FROM customers`).Scan(&n)
}

const accountColumns = `a.id, a.customer_id, a.symbol, a.network, a.idx, a.sealed, a.created_at`

func scanAccount(r Row) (a app.Account, err error) {
	var created int64
	err = r.Scan(&a.ID, &a.CustomerID, &a.Symbol, &a.Network, &a.Index, &a.Sealed, &created)
	a.CreatedAt = instant(created)
	return a, err
}

func (t Tx) Accounts(ctx context.Context, customerID string) ([]app.Account, error) {
	rows, err := t.Q.Query(ctx, `SELECT `+accountColumns+` FROM accounts a WHERE a.customer_id = $1 ORDER BY a.symbol, a.network, a.id`, customerID)
	return list(rows, err, scanAccount)
}

func (t Tx) AccountByIndex(ctx context.Context, symbol, network string, index []byte) (app.Account, error) {
	return scanAccount(t.Q.QueryRow(ctx, `SELECT `+accountColumns+` FROM accounts a WHERE a.symbol = $1 AND a.network = $2 AND a.idx = $3`, symbol, network, index))
}

func (t Tx) Owner(ctx context.Context, symbol, network string, index []byte) (a app.Account, c app.Customer, err error) {
	var accountCreated, denied, created, updated int64
	targets := append([]any{&a.ID, &a.CustomerID, &a.Symbol, &a.Network, &a.Index, &a.Sealed, &accountCreated}, customerTargets(&c, &denied, &created, &updated)...)
	err = t.Q.QueryRow(ctx, `SELECT `+accountColumns+`, `+customerColumns+` FROM accounts a JOIN customers c ON c.id = a.customer_id
		WHERE a.symbol = $1 AND a.network = $2 AND a.idx = $3`, symbol, network, index).Scan(targets...)
	a.CreatedAt, c.Denied, c.CreatedAt, c.UpdatedAt = instant(accountCreated), denied != 0, instant(created), instant(updated)
	return a, c, err
}

func scanDeny(r Row) (d app.DenyEntry, err error) {
	var created int64
	err = r.Scan(&d.ID, &d.Kind, &d.Index, &d.Sealed, &d.Reason, &created)
	d.CreatedAt = instant(created)
	return d, err
}

func (t Tx) DenyEntries(ctx context.Context, kind string, page app.Page) ([]app.DenyEntry, error) {
	rows, err := t.Q.Query(ctx, `SELECT id, kind, idx, sealed, reason, created_at FROM deny_entries WHERE id > $1 AND ($2 = '' OR kind = $3) ORDER BY id LIMIT $4`,
		page.After, kind, kind, page.Limit)
	return list(rows, err, scanDeny)
}

func (t Tx) DeniedAddress(ctx context.Context, index []byte) (bool, error) {
	var n int64
	err := t.Q.QueryRow(ctx, `SELECT count(*) FROM deny_entries WHERE idx = $1 AND kind = 'address'`, index).Scan(&n)
	return n > 0, err
}

const verificationColumns = `id, uuid, direction, outcome, reason, message, symbol, network, amount, exceeds, trade_currency, trade_price, trade_at, required_info,
	tx_hash, vout, originating_vasp, beneficiary_vasp, originator_account, beneficiary_account, originator_idx, beneficiary_idx, originator,
	originating_vasp_text, beneficiary, beneficiary_vasp_text, wrapped_key, verified_at, ordered_at, created_at, deadline, reason_code, reminded_at`

func scanVerification(r Row) (v app.Verification, err error) {
	var exceeds, trade, created, deadline int64
	var verified, ordered, reminded *int64
	err = r.Scan(&v.ID, &v.UUID, &v.Direction, &v.Outcome, &v.Reason, &v.Message, &v.Asset.Symbol, &v.Asset.Network, &v.Asset.Amount, &exceeds,
		&v.Asset.TradeCurrency, &v.Asset.TradePrice, &trade, &v.RequiredInfo, &v.TxHash, &v.Vout, &v.OriginatingVASP, &v.BeneficiaryVASP,
		&v.OriginatorAccount, &v.BeneficiaryAccount, &v.OriginatorIndex, &v.BeneficiaryIndex, &v.Originator, &v.OriginatingVASPText, &v.Beneficiary,
		&v.BeneficiaryVASPText, &v.WrappedKey, &verified, &ordered, &created, &deadline, &v.Code, &reminded)
	v.Asset.ExceedsThreshold, v.Asset.TradeTime = exceeds != 0, instant(trade)
	v.VerifiedAt, v.OrderedAt, v.CreatedAt, v.Deadline = optionalInstant(verified), optionalInstant(ordered), instant(created), instant(deadline)
	v.RemindedAt = optionalInstant(reminded)
	return v, err
}

func (t Tx) Verification(ctx context.Context, uuid string) (app.Verification, error) {
	return scanVerification(t.Q.QueryRow(ctx, `SELECT `+verificationColumns+` FROM verifications WHERE uuid = $1`, uuid))
}

func (t Tx) WaitingVerifications(ctx context.Context, dir travelrule.Direction, before time.Time, limit int) ([]app.Verification, error) {
	rows, err := t.Q.Query(ctx, `SELECT `+verificationColumns+` FROM verifications WHERE outcome = 'wait' AND direction = $1 AND deadline < $2
		ORDER BY deadline, id LIMIT $3`, string(dir), millis(before), limit)
	return list(rows, err, scanVerification)
}

func (t Tx) VerificationCounts(ctx context.Context) (map[travelrule.Outcome]int64, error) {
	counts := map[travelrule.Outcome]int64{}
	rows, err := t.Q.Query(ctx, `SELECT outcome, count(*) FROM verifications GROUP BY outcome`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var outcome travelrule.Outcome
		var n int64
		if err := rows.Scan(&outcome, &n); err != nil {
			return nil, err
		}
		counts[outcome] = n
	}
	return counts, rows.Err()
}

func (t Tx) VerificationsAfter(ctx context.Context, id int64, limit int) ([]app.Verification, error) {
	rows, err := t.Q.Query(ctx, `SELECT `+verificationColumns+` FROM verifications WHERE id > $1 ORDER BY id LIMIT $2`, id, limit)
	return list(rows, err, scanVerification)
}

func (t Tx) Outgoing(ctx context.Context, uuid string) (o app.Outgoing, err error) {
	var created int64
	err = t.Q.QueryRow(ctx, `SELECT uuid, message_id, to_vasp, key_type, frame, reply_secret, created_at FROM outgoing WHERE uuid = $1`, uuid).
		Scan(&o.UUID, &o.MessageID, &o.To, &o.KeyType, &o.Frame, &o.ReplySecret, &created)
	o.CreatedAt = instant(created)
	return o, err
}

func (t Tx) Received(ctx context.Context, messageID string) (r app.Received, err error) {
	var at, keep int64
	err = t.Q.QueryRow(ctx, `SELECT message_id, from_vasp, digest, answer, at, keep_until FROM received WHERE message_id = $1`, messageID).
		Scan(&r.MessageID, &r.From, &r.Digest, &r.Answer, &at, &keep)
	r.At, r.KeepUntil = instant(at), instant(keep)
	return r, err
}

const ownKeyColumns = `key_id, type, identifier, public, private, created_at, not_after, revoked_at`

func scanOwnKey(r Row) (k app.OwnKey, err error) {
	var created, notAfter int64
	var revoked *int64
	err = r.Scan(&k.KeyID, &k.Type, &k.Identifier, &k.Public, &k.Private, &created, &notAfter, &revoked)
	k.CreatedAt, k.NotAfter, k.Revoked = instant(created), instant(notAfter), optionalInstant(revoked)
	return k, err
}

func (t Tx) OwnKey(ctx context.Context, keyID string) (app.OwnKey, error) {
	return scanOwnKey(t.Q.QueryRow(ctx, `SELECT `+ownKeyColumns+` FROM own_keys WHERE key_id = $1`, keyID))
}

func (t Tx) CurrentOwnKey(ctx context.Context, typ travelrule.KeyType, identifier string, at time.Time) (app.OwnKey, error) {
	return scanOwnKey(t.Q.QueryRow(ctx, `SELECT `+ownKeyColumns+` FROM own_keys WHERE type = $1 AND identifier = $2 AND not_after > $3 AND revoked_at IS NULL
		ORDER BY created_at DESC, key_id LIMIT 1`, string(typ), identifier, millis(at)))
}

func (t Tx) OwnKeys(ctx context.Context, typ travelrule.KeyType, limit int) ([]app.OwnKey, error) {
	rows, err := t.Q.Query(ctx, `SELECT `+ownKeyColumns+` FROM own_keys WHERE type = $1 ORDER BY created_at DESC, key_id LIMIT $2`, string(typ), limit)
	return list(rows, err, scanOwnKey)
}

func (t Tx) PeerKey(ctx context.Context, vasp string, typ travelrule.KeyType, identifier string) (k app.PeerKey, err error) {
	var fetched, notAfter int64
	err = t.Q.QueryRow(ctx, `SELECT vasp, type, identifier, key_id, public, fetched_at, not_after FROM peer_keys WHERE vasp = $1 AND type = $2 AND identifier = $3`,
		vasp, string(typ), identifier).Scan(&k.VASP, &k.Type, &k.Identifier, &k.KeyID, &k.Public, &fetched, &notAfter)
	k.FetchedAt, k.NotAfter = instant(fetched), instant(notAfter)
	return k, err
}

func (t Tx) DirectoryCopy(ctx context.Context) (d app.DirectoryCopy, err error) {
	var number, received int64
	err = t.Q.QueryRow(ctx, `SELECT number, signed, received_at FROM directory_copy WHERE one = 1`).Scan(&number, &d.Signed, &received)
	d.Number, d.ReceivedAt = uint64(number), instant(received)
	return d, err
}

func (t Tx) Mismatches(ctx context.Context, subject []byte, since time.Time) (n int, err error) {
	return n, t.Q.QueryRow(ctx, `SELECT count(*) FROM mismatches WHERE subject = $1 AND at >= $2`, subject, millis(since)).Scan(&n)
}

func (t Tx) Setting(ctx context.Context, key string) (value string, err error) {
	return value, t.Q.QueryRow(ctx, `SELECT value FROM settings WHERE key = $1`, key).Scan(&value)
}

func (t Tx) PutCustomer(ctx context.Context, c app.Customer, entry audit.Entry) error {
	denied := 0
	if c.Denied {
		denied = 1
	}
	var err error
	if c.Version == 1 {
		_, err = t.Q.Exec(ctx, `INSERT INTO customers (id, kind, kyc, denied, deny_reason, profile, wrapped_key, version, created_at, updated_at)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`, c.ID, c.Kind, string(c.KYC), denied, c.DenyReason, c.Profile, c.WrappedKey, c.Version,
			millis(c.CreatedAt), millis(c.UpdatedAt))
	} else {
		var rows int64
		rows, err = t.Q.Exec(ctx, `UPDATE customers SET kind = $1, kyc = $2, denied = $3, deny_reason = $4, profile = $5, wrapped_key = $6, version = $7, updated_at = $8
			WHERE id = $9 AND version = $10`, c.Kind, string(c.KYC), denied, c.DenyReason, c.Profile, c.WrappedKey, c.Version, millis(c.UpdatedAt), c.ID, c.Version-1)
		err = changed(rows, err, fault.Conflict, "version")
	}
	if err != nil {
		return err
	}
	return t.AppendAudit(ctx, entry)
}

func (t Tx) DeleteCustomer(ctx context.Context, id string, entry audit.Entry) error {
	if _, err := t.Q.Exec(ctx, `DELETE FROM accounts WHERE customer_id = $1`, id); err != nil {
		return err
	}
	rows, err := t.Q.Exec(ctx, `DELETE FROM customers WHERE id = $1`, id)
	if err := changed(rows, err, fault.NotFound, "customer"); err != nil {
		return err
	}
	return t.AppendAudit(ctx, entry)
}

func (t Tx) PutAccount(ctx context.Context, a app.Account, entry audit.Entry) error {
	_, err := t.Q.Exec(ctx, `INSERT INTO accounts (id, customer_id, symbol, network, idx, sealed, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		a.ID, a.CustomerID, a.Symbol, a.Network, a.Index, a.Sealed, millis(a.CreatedAt))
	if err != nil {
		return err
	}
	return t.AppendAudit(ctx, entry)
}

func (t Tx) DeleteAccount(ctx context.Context, customerID, accountID string, entry audit.Entry) error {
	rows, err := t.Q.Exec(ctx, `DELETE FROM accounts WHERE id = $1 AND customer_id = $2`, accountID, customerID)
	if err := changed(rows, err, fault.NotFound, "account"); err != nil {
		return err
	}
	return t.AppendAudit(ctx, entry)
}

func (t Tx) PutDenyEntry(ctx context.Context, d app.DenyEntry, entry audit.Entry) error {
	index := d.Index
	if index == nil {
		index = []byte{}
	}
	_, err := t.Q.Exec(ctx, `INSERT INTO deny_entries (id, kind, idx, sealed, reason, created_at) VALUES ($1, $2, $3, $4, $5, $6)`,
		d.ID, d.Kind, index, d.Sealed, d.Reason, millis(d.CreatedAt))
	if err != nil {
		return err
	}
	return t.AppendAudit(ctx, entry)
}

func (t Tx) DeleteDenyEntry(ctx context.Context, id string, entry audit.Entry) error {
	rows, err := t.Q.Exec(ctx, `DELETE FROM deny_entries WHERE id = $1`, id)
	if err := changed(rows, err, fault.NotFound, "deny entry"); err != nil {
		return err
	}
	return t.AppendAudit(ctx, entry)
}

func (t Tx) InsertVerification(ctx context.Context, v app.Verification, entry audit.Entry) (id int64, err error) {
	exceeds := 0
	if v.Asset.ExceedsThreshold {
		exceeds = 1
	}
	err = t.Q.QueryRow(ctx, `INSERT INTO verifications (uuid, direction, outcome, reason, message, symbol, network, amount, exceeds, trade_currency, trade_price,
		trade_at, required_info, tx_hash, vout, originating_vasp, beneficiary_vasp, originator_account, beneficiary_account, originator_idx, beneficiary_idx,
		originator, originating_vasp_text, beneficiary, beneficiary_vasp_text, wrapped_key, verified_at, ordered_at, created_at, deadline, reason_code)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31)
		RETURNING id`,
		v.UUID, string(v.Direction), string(v.Outcome), string(v.Reason), v.Message, v.Asset.Symbol, v.Asset.Network, v.Asset.Amount, exceeds,
		v.Asset.TradeCurrency, v.Asset.TradePrice, millis(v.Asset.TradeTime), v.RequiredInfo, v.TxHash, v.Vout, v.OriginatingVASP, v.BeneficiaryVASP,
		v.OriginatorAccount, v.BeneficiaryAccount, v.OriginatorIndex, v.BeneficiaryIndex, v.Originator, v.OriginatingVASPText, v.Beneficiary,
		v.BeneficiaryVASPText, v.WrappedKey, optionalMillis(v.VerifiedAt), optionalMillis(v.OrderedAt), millis(v.CreatedAt), millis(v.Deadline), v.Code).Scan(&id)
	if err != nil {
		return 0, err
	}
	return id, t.AppendAudit(ctx, entry)
}

func (t Tx) FinishVerification(ctx context.Context, v app.Verification, entry audit.Entry) error {
	rows, err := t.Q.Exec(ctx, `UPDATE verifications SET outcome = $1, reason = $2, message = $3, beneficiary = $4, beneficiary_vasp_text = $5, verified_at = $6, reason_code = $7
		WHERE uuid = $8 AND outcome = 'wait'`, string(v.Outcome), string(v.Reason), v.Message, v.Beneficiary, v.BeneficiaryVASPText, optionalMillis(v.VerifiedAt), v.Code, v.UUID)
	if err := changed(rows, err, fault.Conflict, "verification"); err != nil {
		return err
	}
	return t.AppendAudit(ctx, entry)
}

func (t Tx) PutOutgoing(ctx context.Context, o app.Outgoing) error {
	_, err := t.Q.Exec(ctx, `INSERT INTO outgoing (uuid, message_id, to_vasp, key_type, frame, reply_secret, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7)
		ON CONFLICT (uuid) DO UPDATE SET message_id = excluded.message_id, to_vasp = excluded.to_vasp, key_type = excluded.key_type,
		frame = excluded.frame, reply_secret = excluded.reply_secret`, o.UUID, o.MessageID, o.To, string(o.KeyType), o.Frame, o.ReplySecret, millis(o.CreatedAt))
	return err
}

func (t Tx) DeleteOutgoing(ctx context.Context, uuid string) error {
	_, err := t.Q.Exec(ctx, `DELETE FROM outgoing WHERE uuid = $1`, uuid)
	return err
}

func (t Tx) InsertReceived(ctx context.Context, r app.Received, entry audit.Entry) error {
	_, err := t.Q.Exec(ctx, `INSERT INTO received (message_id, from_vasp, digest, answer, at, keep_until) VALUES ($1, $2, $3, $4, $5, $6)`,
		r.MessageID, r.From, r.Digest, r.Answer, millis(r.At), millis(r.KeepUntil))
	if err != nil {
		return err
	}
	return t.AppendAudit(ctx, entry)
}

func (t Tx) ForgetReceived(ctx context.Context, before time.Time, limit int) (int, error) {
	rows, err := t.Q.Exec(ctx, `DELETE FROM received WHERE message_id IN (SELECT message_id FROM received WHERE keep_until < $1 ORDER BY keep_until LIMIT $2)`,
		millis(before), limit)
	return int(rows), err
}

func (t Tx) InsertOwnKey(ctx context.Context, k app.OwnKey, entry audit.Entry) error {
	_, err := t.Q.Exec(ctx, `INSERT INTO own_keys (key_id, type, identifier, public, private, created_at, not_after, revoked_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		k.KeyID, string(k.Type), k.Identifier, k.Public, k.Private, millis(k.CreatedAt), millis(k.NotAfter), optionalMillis(k.Revoked))
	if err != nil {
		return err
	}
	return t.AppendAudit(ctx, entry)
}

func (t Tx) RevokeOwnKey(ctx context.Context, keyID string, at time.Time, entry audit.Entry) error {
	rows, err := t.Q.Exec(ctx, `UPDATE own_keys SET revoked_at = $1 WHERE key_id = $2`, millis(at), keyID)
	if err := changed(rows, err, fault.NotFound, "key"); err != nil {
		return err
	}
	return t.AppendAudit(ctx, entry)
}

func (t Tx) PutPeerKey(ctx context.Context, k app.PeerKey) error {
	_, err := t.Q.Exec(ctx, `INSERT INTO peer_keys (vasp, type, identifier, key_id, public, fetched_at, not_after) VALUES ($1, $2, $3, $4, $5, $6, $7)
		ON CONFLICT (vasp, type, identifier) DO UPDATE SET key_id = excluded.key_id, public = excluded.public, fetched_at = excluded.fetched_at,
		not_after = excluded.not_after`, k.VASP, string(k.Type), k.Identifier, k.KeyID, k.Public, millis(k.FetchedAt), millis(k.NotAfter))
	return err
}

func (t Tx) DeletePeerKey(ctx context.Context, vasp, keyID string) error {
	_, err := t.Q.Exec(ctx, `DELETE FROM peer_keys WHERE vasp = $1 AND key_id = $2`, vasp, keyID)
	return err
}

func (t Tx) ForgetPeerKeys(ctx context.Context, before time.Time) (int, error) {
	rows, err := t.Q.Exec(ctx, `DELETE FROM peer_keys WHERE not_after < $1`, millis(before))
	return int(rows), err
}

func (t Tx) PutDirectoryCopy(ctx context.Context, d app.DirectoryCopy) error {
	rows, err := t.Q.Exec(ctx, `INSERT INTO directory_copy (one, number, signed, received_at) VALUES (1, $1, $2, $3)
		ON CONFLICT (one) DO UPDATE SET number = excluded.number, signed = excluded.signed, received_at = excluded.received_at
		WHERE excluded.number >= directory_copy.number`, int64(d.Number), d.Signed, millis(d.ReceivedAt))
	return changed(rows, err, fault.Conflict, "number")
}

func (t Tx) AddMismatch(ctx context.Context, subject []byte, at time.Time) error {
	_, err := t.Q.Exec(ctx, `INSERT INTO mismatches (subject, at) VALUES ($1, $2)`, subject, millis(at))
	return err
}

func (t Tx) ForgetMismatches(ctx context.Context, before time.Time) (int, error) {
	rows, err := t.Q.Exec(ctx, `DELETE FROM mismatches WHERE at < $1`, millis(before))
	return int(rows), err
}

func (t Tx) PutSetting(ctx context.Context, key, value string) error {
	_, err := t.Q.Exec(ctx, `INSERT INTO settings (key, value) VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET value = excluded.value`, key, value)
	return err
}

func (t Tx) Enqueue(ctx context.Context, job app.Job) error { return t.Q.Enqueue(ctx, job) }
