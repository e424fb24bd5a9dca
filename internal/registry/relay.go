package registry

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"errors"
	"sync"
	"time"

	"github.com/bonafide-id/bonafide/fault"
	"github.com/bonafide-id/bonafide/internal/sqlitefault"
	"github.com/bonafide-id/bonafide/travelrule/directory"
	"github.com/bonafide-id/bonafide/travelrule/envelope"
)

// RelayLimits bound what the relay keeps.
type RelayLimits struct {
	MaxWaiting int           // questions that wait for one recipient; default 10,000
	MaxBytes   int64         // of all that is kept for one recipient; default 256 MiB
	MaxSent    int           // questions one sender may have kept; default 10,000
	Longest    time.Duration // until a question's expiry; default 31 days
	Grace      time.Duration // how long beyond its expiry a question and its answer are kept; default 10 min
	Lease      time.Duration // how long a question that was handed out is not handed out again; default 30 s
}

func (l RelayLimits) orDefaults() RelayLimits {
	set := func(d *time.Duration, value time.Duration) {
		if *d == 0 {
			*d = value
		}
	}
	set(&l.Longest, 31*24*time.Hour)
	set(&l.Grace, 10*time.Minute)
	set(&l.Lease, 30*time.Second)
	if l.MaxWaiting == 0 {
		l.MaxWaiting = 10000
	}
	if l.MaxSent == 0 {
		l.MaxSent = 10000
	}
	if l.MaxBytes == 0 {
		l.MaxBytes = 256 << 20
	}
	return l
}

// question is what the relay reads of a question: the header and nothing else.
type question struct {
	id, from, to string
	expires      time.Time
}

// readQuestion reads the clear part. fault.EnvelopeMalformed and its like, Invalid at "kind".
func readQuestion(r directory.Relayed) (question, error) {
	switch r.Kind {
	case directory.RelayMessage:
		h, err := envelope.ReadHeader(r.Body)
		if err != nil {
			return question{}, err
		}
		if h.Type.IsAnswer() {
			return question{}, fault.New(fault.EnvelopeType, "type")
		}
		return question{h.ID, h.From, h.To, h.ExpiresAt}, nil
	case directory.RelayKey:
		k, err := directory.ParseKeyAsk(r.Body)
		if err != nil {
			return question{}, err
		}
		return question{k.ID, k.From, k.To, k.ExpiresAt}, nil
	}
	return question{}, fault.New(fault.Invalid, "kind")
}

// Relay takes a question of member from and keeps it until its recipient has answered; then, and when it was answered already, the answer is
// returned. ok is false when none has come within wait; the same question is then sent again. When Relay has returned without an error, the
// question is on disk.
//
// fault.Forbidden when from is not who the header says; MemberNotFound, MemberNotActive for the recipient; EnvelopeExpired; EnvelopeReplay when
// the message id was used for other bytes; RelayFull; TooLarge.
func (s *Service) Relay(ctx context.Context, from string, r directory.Relayed, wait time.Duration) (answer directory.Relayed, ok bool, err error) {
	if len(r.Body) > envelope.MaxFrame {
		return directory.Relayed{}, false, fault.New(fault.TooLarge, "body")
	}
	q, err := readQuestion(r)
	switch {
	case err != nil:
		return directory.Relayed{}, false, err
	case q.from != from:
		return directory.Relayed{}, false, fault.New(fault.Forbidden, "from")
	}
	if err := s.mayTransfer(ctx, from, q.to); err != nil {
		return directory.Relayed{}, false, err
	}
	answered := s.relay.listen("answer|" + from + "|" + q.id)
	defer s.relay.leave(answered)
	if answer, ok, err = s.keepQuestion(ctx, q, r); err != nil || ok {
		return answer, ok, err
	}
	s.relay.tell("question|" + q.to)
	if wait <= 0 {
		return directory.Relayed{}, false, nil
	}
	timer := time.NewTimer(wait)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return directory.Relayed{}, false, nil // it is kept; the sender has gone
		case <-s.relay.closed:
			return directory.Relayed{}, false, nil
		case <-timer.C:
			return s.answerTo(ctx, from, q.id)
		case <-answered.woken:
			if answer, ok, err = s.answerTo(ctx, from, q.id); err != nil || ok {
				return answer, ok, err
			}
		}
	}
}

func (s *Service) answerTo(ctx context.Context, from, id string) (directory.Relayed, bool, error) {
	var a directory.Relayed
	err := s.db.read.QueryRowContext(ctx, `SELECT answer_kind, answer FROM relay WHERE sender = ? AND message_id = ? AND answer IS NOT NULL`, from, id).Scan(&a.Kind, &a.Body)
	if errors.Is(err, sql.ErrNoRows) {
		return directory.Relayed{}, false, nil
	}
	return a, err == nil, sqlitefault.Of(err)
}

// keepQuestion stores a question once. When it was answered, the answer is what comes back.
func (s *Service) keepQuestion(ctx context.Context, q question, r directory.Relayed) (answer directory.Relayed, ok bool, err error) {
	now := s.time()
	digest := sha256.Sum256(append([]byte(r.Kind+"|"), r.Body...))
	err = s.db.tx(ctx, func(tx *sql.Tx) error {
		var before, body []byte
		var kind string
		err := tx.QueryRowContext(ctx, `SELECT digest, answer_kind, answer FROM relay WHERE sender = ? AND message_id = ?`, q.from, q.id).Scan(&before, &kind, &body)
		switch {
		case err == nil && !bytes.Equal(before, digest[:]):
			return fault.New(fault.EnvelopeReplay, "id")
		case err == nil:
			answer, ok = directory.Relayed{Kind: kind, Body: body}, body != nil
			return nil
		case !errors.Is(err, sql.ErrNoRows):
			return err
		case !now.Before(q.expires):
			return fault.New(fault.EnvelopeExpired, "expiresAt")
		case q.expires.Sub(now) > s.opt.Relay.Longest:
			return fault.New(fault.Invalid, "expiresAt")
		}
		if err := s.room(ctx, tx, q, len(r.Body)); err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, `INSERT INTO relay (kind, sender, message_id, recipient, digest, question, received_at, expires_at, leased_until, answer_kind, answered_at)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0, '', 0)`, r.Kind, q.from, q.id, q.to, digest[:], r.Body, millis(now), millis(q.expires))
		return err
	})
	return answer, ok, err
}

// room says whether one more question fits.
func (s *Service) room(ctx context.Context, tx *sql.Tx, q question, size int) error {
	var waiting, sent int
	var kept int64
	if err := tx.QueryRowContext(ctx, `SELECT coalesce(sum(answer IS NULL), 0), coalesce(sum(length(question) + coalesce(length(answer), 0)), 0)
		FROM relay WHERE recipient = ?`, q.to).Scan(&waiting, &kept); err != nil {
		return err
	}
	if err := tx.QueryRowContext(ctx, `SELECT count(*) FROM relay WHERE sender = ?`, q.from).Scan(&sent); err != nil {
		return err
	}
	if waiting >= s.opt.Relay.MaxWaiting || kept+int64(size) > s.opt.Relay.MaxBytes {
		return fault.New(fault.RelayFull, "to")
	}
	if sent >= s.opt.Relay.MaxSent {
		return fault.New(fault.RelayFull, "from")
	}
	return nil
}

// batch is how many questions one poll takes, and how many bytes of them.
const (
	batch      = 16
	batchBytes = 1 << 20
)

// Collect hands the recipient the questions that wait for it, oldest first, and waits when there are none. What was handed out comes again
// after a while unless it was answered.
func (s *Service) Collect(ctx context.Context, vaspID string, wait time.Duration) ([]directory.Waiting, error) {
	asked := s.relay.listen("question|" + vaspID)
	defer s.relay.leave(asked)
	timer := time.NewTimer(wait)
	defer timer.Stop()
	for {
		list, err := s.lease(ctx, vaspID)
		if err != nil || len(list) > 0 {
			return list, err
		}
		select {
		case <-ctx.Done():
			return list, nil
		case <-s.relay.closed:
			return list, nil
		case <-timer.C:
			return list, nil
		case <-asked.woken:
		}
	}
}

func (s *Service) lease(ctx context.Context, vaspID string) ([]directory.Waiting, error) {
	now, list, size := s.time(), []directory.Waiting{}, 0
	const due = `recipient = ? AND answer IS NULL AND leased_until <= ? AND expires_at > ?`
	var there bool
	err := s.db.read.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM relay WHERE `+due+`)`, vaspID, millis(now), millis(now)).Scan(&there)
	if err != nil || !there {
		return list, sqlitefault.Of(err)
	}
	err = s.db.tx(ctx, func(tx *sql.Tx) error {
		list, size = list[:0], 0
		err := query(ctx, tx, `SELECT number, kind, sender, question, received_at, expires_at FROM relay WHERE `+due+` ORDER BY number LIMIT ?`,
			[]any{vaspID, millis(now), millis(now), batch}, func(rows *sql.Rows) error {
				var w directory.Waiting
				var received, expires int64
				if err := rows.Scan(&w.Number, &w.Kind, &w.From, &w.Body, &received, &expires); err != nil {
					return err
				}
				if size += len(w.Body); len(list) > 0 && size > batchBytes {
					return nil
				}
				w.ReceivedAt, w.ExpiresAt = fromMillis(received), fromMillis(expires)
				list = append(list, w)
				return nil
			})
		if err != nil {
			return err
		}
		for _, w := range list {
			if _, err := tx.ExecContext(ctx, `UPDATE relay SET leased_until = ? WHERE number = ?`, millis(now.Add(s.opt.Relay.Lease)), w.Number); err != nil {
				return err
			}
		}
		return nil
	})
	return list, err
}

// Answer keeps the answer of member vaspID to a question it collected. The same answer again changes nothing. fault.NotFound when no such question
// of its waits; Conflict when it was answered otherwise; Forbidden when the answer's header does not fit the question.
func (s *Service) Answer(ctx context.Context, vaspID string, number int64, a directory.Relayed) error {
	if len(a.Body) > envelope.MaxFrame {
		return fault.New(fault.TooLarge, "body")
	}
	var sender, id string
	err := s.db.tx(ctx, func(tx *sql.Tx) error {
		var kind, answerKind string
		var before []byte
		err := tx.QueryRowContext(ctx, `SELECT kind, sender, message_id, answer_kind, answer FROM relay WHERE number = ? AND recipient = ?`, number, vaspID).
			Scan(&kind, &sender, &id, &answerKind, &before)
		switch {
		case err != nil:
			return err
		case before != nil && (answerKind != a.Kind || !bytes.Equal(before, a.Body)):
			return fault.New(fault.Conflict, "number")
		case before != nil:
			return nil
		}
		if err := answers(a, kind, vaspID, sender, id); err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, `UPDATE relay SET answer_kind = ?, answer = ?, answered_at = ? WHERE number = ?`, a.Kind, a.Body, millis(s.time()), number)
		return err
	})
	if err != nil {
		return err
	}
	s.relay.tell("answer|" + sender + "|" + id)
	return nil
}

// answers says whether an answer's clear part fits its question.
func answers(a directory.Relayed, asked, from, to, id string) error {
	switch a.Kind {
	case directory.RelayMessage:
		h, err := envelope.ReadHeader(a.Body)
		if err != nil {
			return err
		}
		if asked != directory.RelayMessage || h.From != from || h.To != to || h.InReplyTo != id {
			return fault.New(fault.Forbidden, "inReplyTo")
		}
		return nil
	case directory.RelayKeyAnswer, directory.RelayRefusal:
		if a.Kind == directory.RelayKeyAnswer && asked != directory.RelayKey {
			return fault.New(fault.Forbidden, "kind")
		}
		return nil
	}
	return fault.New(fault.Invalid, "kind")
}

// directory.RelayStatus lists it by recipient.
func (s *Service) RelayStatus(ctx context.Context) ([]directory.RelayStatus, error) {
	list := []directory.RelayStatus{}
	err := query(ctx, s.db.read, `SELECT recipient, sum(answer IS NULL), sum(answer IS NOT NULL), sum(length(question) + coalesce(length(answer), 0)),
		coalesce(min(CASE WHEN answer IS NULL THEN received_at END), 0) FROM relay GROUP BY recipient ORDER BY recipient`, nil, func(rows *sql.Rows) error {
		var r directory.RelayStatus
		var oldest int64
		err := rows.Scan(&r.VaspID, &r.Waiting, &r.Answered, &r.Bytes, &oldest)
		r.Oldest = fromMillis(oldest)
		list = append(list, r)
		return err
	})
	return list, err
}

// hub wakes those that wait for something by its name.
type hub struct {
	mu        sync.Mutex
	listeners map[string]map[*listener]bool
	closed    chan struct{}
	once      sync.Once
}

// listener is woken at least once after each tell of its name.
type listener struct {
	name  string
	woken chan struct{}
}

func newHub() *hub {
	return &hub{listeners: map[string]map[*listener]bool{}, closed: make(chan struct{})}
}

func (h *hub) listen(name string) *listener {
	l := &listener{name, make(chan struct{}, 1)}
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.listeners[name] == nil {
		h.listeners[name] = map[*listener]bool{}
	}
	h.listeners[name][l] = true
	return l
}

func (h *hub) leave(l *listener) {
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.listeners[l.name], l)
	if len(h.listeners[l.name]) == 0 {
		delete(h.listeners, l.name)
	}
}

func (h *hub) tell(name string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for l := range h.listeners[name] {
		select {
		case l.woken <- struct{}{}:
		default:
		}
	}
}

// close sends everybody away, so that a stop need not wait for long polls.
func (h *hub) close() { h.once.Do(func() { close(h.closed) }) }
