package registry

import (
	"context"
	"database/sql"
	"strconv"
	"sync"
	"time"

	"github.com/bonafide-id/bonafide/fault"
	"github.com/bonafide-id/bonafide/travelrule/directory"
)

// Limits of probing.
const (
	probesAtOnce  = 64
	probeTime     = 2 * time.Second
	downAfter     = 2 // failures in a row
	seenEvery     = time.Minute
	healthHistory = 100
)

// health is what the probe saw of one member.
type health struct {
	up       bool
	since    time.Time
	lastSeen time.Time
	stored   time.Time // last_seen as it is stored
	failures int
}

func (s *Service) loadHealth(ctx context.Context) error {
	return query(ctx, s.db.read, `SELECT vasp_id, up, since, last_seen FROM health`, nil, func(rows *sql.Rows) error {
		var id string
		var up bool
		var since, seen int64
		err := rows.Scan(&id, &up, &since, &seen)
		s.health[id] = &health{up: up, since: fromMillis(since), lastSeen: fromMillis(seen), stored: fromMillis(seen)}
		return err
	})
}

// Health says of every member that was probed whether its node answers, and a text that changes whenever that does.
func (s *Service) Health(context.Context) (up map[string]bool, tag string) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	up = make(map[string]bool, len(s.health))
	for id, h := range s.health {
		up[id] = h.up
	}
	return up, strconv.FormatInt(s.healthStart, 36) + "-" + strconv.FormatUint(s.healthNumber, 10)
}

// HealthStates returns the health of every member that was probed, without its changes.
func (s *Service) HealthStates(context.Context) map[string]directory.Health {
	s.mu.RLock()
	defer s.mu.RUnlock()
	states := make(map[string]directory.Health, len(s.health))
	for id, h := range s.health {
		states[id] = directory.Health{Up: h.up, Since: h.since, LastSeen: h.lastSeen}
	}
	return states
}

// HealthOf returns a member's health with its last changes; fault.MemberNotFound.
func (s *Service) HealthOf(ctx context.Context, vaspID string) (directory.Health, error) {
	if _, err := s.Member(ctx, vaspID); err != nil {
		return directory.Health{}, err
	}
	out := directory.Health{Changes: []directory.HealthChange{}}
	s.mu.RLock()
	if h, there := s.health[vaspID]; there {
		out.Up, out.Since, out.LastSeen = h.up, h.since, h.lastSeen
	}
	s.mu.RUnlock()
	err := query(ctx, s.db.read, `SELECT at, up FROM health_changes WHERE vasp_id = ? ORDER BY id DESC LIMIT ?`, []any{vaspID, healthHistory}, func(rows *sql.Rows) error {
		var c directory.HealthChange
		var at int64
		err := rows.Scan(&at, &c.Up)
		c.At = fromMillis(at)
		out.Changes = append(out.Changes, c)
		return err
	})
	return out, err
}

// runProbes asks every member each opt.Every, a fifth more or less, so that directories and nodes do not fall into step.
func (s *Service) runProbes(ctx context.Context) {
	for {
		s.Probe(ctx)
		pause := time.Duration((0.8 + 0.4*s.chance.Float64()) * float64(s.opt.Every))
		select {
		case <-ctx.Done():
			return
		case <-time.After(pause):
		}
	}
}

// Probe asks every active member's node, a bounded number at a time, and returns when all have answered or not.
func (s *Service) Probe(ctx context.Context) {
	if s.opt.Prober == nil {
		return
	}
	members := s.now.Load().list.Members
	slots := make(chan struct{}, probesAtOnce)
	var wg sync.WaitGroup
	for _, m := range members {
		if m.Status != directory.Active {
			continue
		}
		select {
		case slots <- struct{}{}:
		case <-ctx.Done():
			wg.Wait()
			return
		}
		wg.Add(1)
		go func() {
			defer func() { <-slots; wg.Done() }()
			probe, cancel := context.WithTimeout(ctx, probeTime)
			defer cancel()
			err := s.opt.Prober.Probe(probe, m)
			if ctx.Err() == nil { // a stop is no failure of the member
				s.saw(ctx, m.VaspID, err == nil)
			}
		}()
	}
	wg.Wait()
}

// saw takes one probe's outcome: an answer makes a member up at once, two failures in a row make it down.
func (s *Service) saw(ctx context.Context, vaspID string, answered bool) {
	now := s.time()
	s.mu.Lock()
	h, known := s.health[vaspID]
	if !known {
		h = &health{}
		s.health[vaspID] = h
		s.healthNumber++
	}
	before := h.up
	if answered {
		h.up, h.failures, h.lastSeen = true, 0, now
	} else if h.failures++; h.failures >= downAfter {
		h.up = false
	}
	changed := h.up != before
	if changed || !known {
		h.since = now
		s.healthNumber++
	}
	store := changed || !known || h.lastSeen.Sub(h.stored) > seenEvery
	if store {
		h.stored = h.lastSeen
	}
	copied := *h
	s.mu.Unlock()
	if !store {
		return
	}
	err := s.db.tx(ctx, func(tx *sql.Tx) error {
		if changed {
			if _, err := tx.ExecContext(ctx, `INSERT INTO health_changes (vasp_id, at, up) VALUES (?, ?, ?)`, vaspID, millis(now), copied.up); err != nil {
				return err
			}
		}
		_, err := tx.ExecContext(ctx, `INSERT INTO health (vasp_id, up, since, last_seen) VALUES (?, ?, ?, ?)
			ON CONFLICT (vasp_id) DO UPDATE SET up = excluded.up, since = excluded.since, last_seen = excluded.last_seen`,
			vaspID, copied.up, millis(copied.since), millis(copied.lastSeen))
		return err
	})
	if err != nil && ctx.Err() == nil && !fault.Has(err, fault.Canceled) {
		s.opt.Log.WarnContext(ctx, "a member's health could not be stored", "vasp", vaspID, "error", err.Error())
	}
}
