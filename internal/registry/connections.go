package registry

import (
	"context"
	"database/sql"
	"errors"

	"github.com/bonafide-id/bonafide/fault"
	"github.com/bonafide-id/bonafide/internal/sqlitefault"
	"github.com/bonafide-id/bonafide/travelrule/directory"
)

// Connections lists what a member has with others, by their ids; fault.MemberNotFound.
func (s *Service) Connections(ctx context.Context, vaspID string) ([]directory.Connection, error) {
	if _, err := s.Member(ctx, vaspID); err != nil {
		return nil, err
	}
	list := []directory.Connection{}
	err := query(ctx, s.db.read, `SELECT other, max(mine), max(theirs), max(at) FROM (
			SELECT other, 1 AS mine, 0 AS theirs, at FROM wants WHERE asker = ?1
			UNION ALL SELECT asker, 0, 1, at FROM wants WHERE other = ?1
		) GROUP BY other ORDER BY other`, []any{vaspID}, func(rows *sql.Rows) error {
		var c directory.Connection
		var mine, theirs bool
		var at int64
		if err := rows.Scan(&c.VaspID, &mine, &theirs, &at); err != nil {
			return err
		}
		c.Since, c.State = fromMillis(at), directory.Connected
		switch {
		case !theirs:
			c.State = directory.Asked
		case !mine:
			c.State = directory.AskedBy
		}
		list = append(list, c)
		return nil
	})
	return list, err
}

// Connect notes that a member wants transfers with another: it asks, or accepts what the other asked. both is for the administration,
// which may speak for the two. It returns how the member stands now. fault.MemberNotFound; Invalid when it is the same member.
func (s *Service) Connect(ctx context.Context, actor, vaspID, other string, both bool) (directory.Connection, error) {
	if err := s.two(ctx, vaspID, other); err != nil {
		return directory.Connection{}, err
	}
	now := s.time()
	err := s.turn(ctx, actor, "connection.wanted", vaspID, other, func(tx *sql.Tx) error {
		pairs := [][2]string{{vaspID, other}}
		if both {
			pairs = append(pairs, [2]string{other, vaspID})
		}
		for _, pair := range pairs {
			if _, err := tx.ExecContext(ctx, `INSERT INTO wants (asker, other, at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING`, pair[0], pair[1], millis(now)); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return directory.Connection{}, err
	}
	list, err := s.Connections(ctx, vaspID)
	for _, c := range list {
		if c.VaspID == other {
			return c, err
		}
	}
	return directory.Connection{}, err
}

// Disconnect takes a connection, or a wish for one, back for both sides: neither can transfer until both ask again.
func (s *Service) Disconnect(ctx context.Context, actor, vaspID, other string) error {
	if err := s.two(ctx, vaspID, other); err != nil {
		return err
	}
	return s.turn(ctx, actor, "connection.ended", vaspID, other, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `DELETE FROM wants WHERE asker = ?1 AND other = ?2 OR asker = ?2 AND other = ?1`, vaspID, other)
		return err
	})
}

func (s *Service) two(ctx context.Context, vaspID, other string) error {
	if vaspID == other {
		return fault.New(fault.Invalid, "vaspId")
	}
	_, err := s.Member(ctx, vaspID)
	_, otherErr := s.Member(ctx, other)
	return errors.Join(err, otherErr)
}

// turn changes wishes between two members, and gives their views new numbers.
func (s *Service) turn(ctx context.Context, actor, action, vaspID, other string, change func(*sql.Tx) error) error {
	err := s.db.tx(ctx, func(tx *sql.Tx) error {
		if err := change(tx); err != nil {
			return err
		}
		for _, id := range []string{vaspID, other} {
			if _, err := tx.ExecContext(ctx, `INSERT INTO views (vasp_id, number) VALUES (?, 1) ON CONFLICT (vasp_id) DO UPDATE SET number = number + 1`, id); err != nil {
				return err
			}
		}
		return note(ctx, tx, s.time(), actor, action, vaspID, other)
	})
	if err == nil {
		s.views.Add(2)
	}
	return err
}

func (s *Service) loadViews(ctx context.Context) error {
	var sum int64
	err := s.db.read.QueryRowContext(ctx, `SELECT coalesce(sum(number), 0) FROM views`).Scan(&sum)
	s.views.Store(uint64(sum))
	return sqlitefault.Of(err)
}

// View signs which members one member is connected to; fault.MemberNotFound.
func (s *Service) View(ctx context.Context, vaspID string) (directory.Signed, error) {
	if _, err := s.Member(ctx, vaspID); err != nil {
		return directory.Signed{}, err
	}
	now := s.time()
	view := directory.View{Version: directory.Version, VaspID: vaspID, IssuedAt: now, ExpiresAt: now.Add(s.opt.Lifetime)}
	// One transaction, so that the number belongs to what is read.
	tx, err := s.db.read.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return directory.Signed{}, sqlitefault.Of(err)
	}
	defer func() { _ = tx.Rollback() }()
	var number int64
	if err := tx.QueryRowContext(ctx, `SELECT number FROM views WHERE vasp_id = ?`, vaspID).Scan(&number); err != nil && !errors.Is(err, sql.ErrNoRows) {
		return directory.Signed{}, sqlitefault.Of(err)
	}
	view.Number = uint64(number)
	err = query(ctx, tx, `SELECT w.other FROM wants w JOIN wants back ON back.asker = w.other AND back.other = w.asker WHERE w.asker = ?`, []any{vaspID},
		func(rows *sql.Rows) error {
			var id string
			err := rows.Scan(&id)
			view.Connected = append(view.Connected, id)
			return err
		})
	if err != nil {
		return directory.Signed{}, err
	}
	return directory.SignView(view, s.opt.Key)
}

// mayTransfer says whether two members are active and connected; fault.MemberNotFound, MemberNotActive.
func (s *Service) mayTransfer(ctx context.Context, a, b string) error {
	index := s.now.Load().index.WithView("", directory.View{Connected: []string{a, b}})
	_, err := index.Active(a)
	_, otherErr := index.Active(b)
	if err := errors.Join(err, otherErr); err != nil || a == b || s.opt.Connect != directory.ConnectMutual {
		return err
	}
	var both int
	err = s.db.read.QueryRowContext(ctx, `SELECT count(*) FROM wants WHERE asker = ?1 AND other = ?2 OR asker = ?2 AND other = ?1`, a, b).Scan(&both)
	if err == nil && both < 2 {
		return fault.New(fault.MemberNotActive, "connection")
	}
	return sqlitefault.Of(err)
}
