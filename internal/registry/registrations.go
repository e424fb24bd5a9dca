package registry

import (
	"context"
	"crypto/ed25519"
	"database/sql"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"strconv"
	"unicode"
	"unicode/utf8"

	"github.com/bonafide-id/bonafide/fault"
	"github.com/bonafide-id/bonafide/internal/sqlitefault"
	"github.com/bonafide-id/bonafide/travelrule/directory"
	"github.com/bonafide-id/bonafide/travelrule/directory/keylog"
)

// Limits of registrations.
const (
	maxPending = 1000
	maxReason  = 500 // characters
)

// Register takes an application. The same identity key has one pending registration: a later one takes its place. fault.Invalid and
// DirectoryMalformed with the place, Conflict at what another member has already, Unauthentic, RequestStale, RateLimited.
func (s *Service) Register(ctx context.Context, call directory.Call, a directory.Application) (directory.Registration, error) {
	m := a.Member
	if len(m.IdentityKeys) != 1 || len(m.TLSKeys) != 0 {
		return directory.Registration{}, fault.New(fault.Invalid, "member.identityKeys")
	}
	public, err := m.IdentityKeys[0].Public()
	if err != nil {
		return directory.Registration{}, err
	}
	r, verify, err := directory.ReadRequest(call.Authorization)
	if err != nil {
		return directory.Registration{}, err
	}
	if err := s.verify(r, verify, call, []ed25519.PublicKey{public}); err != nil {
		return directory.Registration{}, err
	}
	if _, err := a.TLS.Verify(keylog.TLS, s.Audience(), m.IdentityKeys[0].PublicKey); err != nil || a.TLS.Pin() != m.TLSKey {
		return directory.Registration{}, fault.New(fault.Invalid, "tls")
	}
	s.change.Lock()
	defer s.change.Unlock()
	if err := s.fits(m); err != nil {
		return directory.Registration{}, err
	}
	id, err := s.token()
	if err != nil {
		return directory.Registration{}, err
	}
	m.Status = directory.Registered
	out := directory.Registration{ID: id, State: directory.Pending, VaspID: m.VaspID, Member: m, CreatedAt: s.time()}
	return out, s.keepRegistration(ctx, out)
}

// fits says whether m could be listed beside the present members, under its own id or, without one, under any.
func (s *Service) fits(m directory.Member) error {
	p := s.now.Load()
	checked := m
	checked.Status = directory.Active
	if checked.VaspID == "" {
		checked.VaspID = "0"
	}
	if err := checked.Validate(); err != nil {
		return err
	}
	if _, err := p.index.Lookup(m.VaspID); err == nil {
		return fault.New(fault.Conflict, "member.vaspId")
	}
	for _, other := range p.list.Members {
		if slices.Contains(append([]string{other.TLSKey}, pinsOf(other)...), m.TLSKey) {
			return fault.New(fault.Conflict, "member.tlsKey")
		}
		for _, key := range other.IdentityKeys {
			if key.PublicKey == m.IdentityKeys[0].PublicKey {
				return fault.New(fault.Conflict, "member.identityKeys")
			}
		}
	}
	return nil
}

func pinsOf(m directory.Member) (pins []string) {
	for _, key := range m.TLSKeys {
		pins = append(pins, key.Pin)
	}
	return pins
}

// token is an id that is not to be guessed, 36 hexadecimal digits: people give it to commands, which take what begins with a hyphen for a flag.
func (s *Service) token() (string, error) {
	var raw [18]byte
	_, err := io.ReadFull(s.opt.Rand, raw[:])
	return hex.EncodeToString(raw[:]), err
}

func (s *Service) keepRegistration(ctx context.Context, r directory.Registration) error {
	body, err := json.Marshal(r.Member)
	if err != nil {
		return err
	}
	identity := r.Member.IdentityKeys[0].PublicKey
	return s.db.tx(ctx, func(tx *sql.Tx) error {
		var pending int
		if err := tx.QueryRowContext(ctx, `SELECT count(*) FROM registrations WHERE state = 'pending' AND identity <> ?`, identity).Scan(&pending); err != nil {
			return err
		}
		if pending >= maxPending {
			return fault.New(fault.RateLimited, "registrations")
		}
		if _, err := tx.ExecContext(ctx, `DELETE FROM registrations WHERE state = 'pending' AND identity = ?`, identity); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `INSERT INTO registrations (id, identity, state, vasp_id, body, reason, created_at, decided_at)
			VALUES (?, ?, 'pending', ?, ?, '', ?, 0)`, r.ID, identity, r.VaspID, string(body), millis(r.CreatedAt)); err != nil {
			return err
		}
		return note(ctx, tx, r.CreatedAt, "applicant", "registration.received", r.VaspID, r.Member.Name)
	})
}

const registrationColumns = `id, state, vasp_id, body, reason, created_at, decided_at`

func scanRegistration(scan func(...any) error) (directory.Registration, error) {
	var r directory.Registration
	var body string
	var created, decided int64
	if err := scan(&r.ID, &r.State, &r.VaspID, &body, &r.Reason, &created, &decided); err != nil {
		return directory.Registration{}, err
	}
	r.CreatedAt, r.DecidedAt = fromMillis(created), fromMillis(decided)
	if err := json.Unmarshal([]byte(body), &r.Member); err != nil {
		return directory.Registration{}, fault.New(fault.Corrupt, "registration")
	}
	return r, nil
}

// Registration returns one; fault.NotFound.
func (s *Service) Registration(ctx context.Context, id string) (directory.Registration, error) {
	r, err := scanRegistration(s.db.read.QueryRowContext(ctx, `SELECT `+registrationColumns+` FROM registrations WHERE id = ?`, id).Scan)
	return r, sqlitefault.Of(err)
}

// Registrations lists those of a state, oldest first, at most limit.
func (s *Service) Registrations(ctx context.Context, state directory.RegistrationState, limit int) ([]directory.Registration, error) {
	list := []directory.Registration{}
	err := query(ctx, s.db.read, `SELECT `+registrationColumns+` FROM registrations WHERE state = ? ORDER BY created_at, id LIMIT ?`, []any{string(state), limit},
		func(rows *sql.Rows) error {
			r, err := scanRegistration(rows.Scan)
			list = append(list, r)
			return err
		})
	return list, err
}

// Approve makes a member of a pending registration. vaspID is the id it gets: empty takes the one it asked for, and makes one when it asked
// for none. fault.NotFound, Conflict when it was decided already or when the id is taken.
func (s *Service) Approve(ctx context.Context, actor, id, vaspID string, status directory.Status) (directory.Member, error) {
	s.change.Lock()
	defer s.change.Unlock()
	r, err := s.Registration(ctx, id)
	if err != nil {
		return directory.Member{}, err
	}
	if r.State != directory.Pending {
		return directory.Member{}, fault.New(fault.Conflict, "state")
	}
	m := r.Member
	if vaspID != "" {
		m.VaspID = vaspID
	}
	if m.VaspID == "" {
		if m.VaspID, err = s.freshID(); err != nil {
			return directory.Member{}, err
		}
	}
	m.Status = status
	if err := errors.Join(m.Validate(), s.fits(m)); err != nil {
		return directory.Member{}, err
	}
	now := s.time()
	members := put(append([]directory.Member{}, s.now.Load().list.Members...), m, now)
	err = s.publish(ctx, members, func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, `UPDATE registrations SET state = 'approved', vasp_id = ?, decided_at = ? WHERE id = ?`, m.VaspID, millis(now), id); err != nil {
			return err
		}
		return note(ctx, tx, now, actor, "registration.approved", m.VaspID, string(status))
	})
	if err != nil {
		return directory.Member{}, err
	}
	return s.Member(ctx, m.VaspID)
}

// Reject ends a pending registration. fault.NotFound, Conflict when it was decided already, Missing and Invalid at "reason".
func (s *Service) Reject(ctx context.Context, actor, id, reason string) error {
	switch {
	case reason == "":
		return fault.New(fault.Missing, "reason")
	case utf8.RuneCountInString(reason) > maxReason || !utf8.ValidString(reason) || slices.ContainsFunc([]rune(reason), unicode.IsControl):
		return fault.New(fault.Invalid, "reason")
	}
	s.change.Lock()
	defer s.change.Unlock()
	r, err := s.Registration(ctx, id)
	if err != nil {
		return err
	}
	if r.State != directory.Pending {
		return fault.New(fault.Conflict, "state")
	}
	now := s.time()
	return s.db.tx(ctx, func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, `UPDATE registrations SET state = 'rejected', reason = ?, decided_at = ? WHERE id = ?`, reason, millis(now), id); err != nil {
			return err
		}
		return note(ctx, tx, now, actor, "registration.rejected", r.VaspID, reason)
	})
}

// freshID makes an id of 19 digits that no member has or had a key for.
func (s *Service) freshID() (string, error) {
	for {
		var raw [8]byte
		if _, err := io.ReadFull(s.opt.Rand, raw[:]); err != nil {
			return "", err
		}
		const lowest, span = 1e18, 8e18
		id := strconv.FormatUint(lowest+binary.BigEndian.Uint64(raw[:])%uint64(span), 10)
		if _, err := s.now.Load().index.Lookup(id); err != nil {
			return id, nil
		}
	}
}
