// Package registry is the alliance's directory: it keeps the members, signs their numbered list, and probes their health.
// Personal data never reaches it.
package registry

import (
	"context"
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"io/fs"
	"log/slog"
	"os"
	"sort"
	"sync"
	"time"

	"github.com/bonafide-id/bonafide/fault"
	"github.com/bonafide-id/bonafide/internal/durable"
	"github.com/bonafide-id/bonafide/travelrule/directory"
)

// Prober says whether a member's node answers.
type Prober interface {
	Probe(ctx context.Context, m directory.Member) error
}

// Options of a directory.
type Options struct {
	Path     string // the file that keeps the members
	Key      ed25519.PrivateKey
	Lifetime time.Duration // of a signed list; default 24 h
	Clock    func() time.Time
	Prober   Prober // nil: health is unknown
	Every    time.Duration
	Log      *slog.Logger
}

// Service is a directory.
type Service struct {
	opt    Options
	mu     sync.RWMutex
	state  state
	signed directory.Signed
	health map[string]bool
}

// state is what the file holds.
type state struct {
	Number  uint64             `json:"number"`
	Members []directory.Member `json:"members"`
}

// Open reads the members, or starts with none.
func Open(opt Options) (*Service, error) {
	if opt.Lifetime == 0 {
		opt.Lifetime = 24 * time.Hour
	}
	if opt.Every == 0 {
		opt.Every = 5 * time.Second
	}
	s := &Service{opt: opt, health: map[string]bool{}}
	text, err := os.ReadFile(opt.Path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		return nil, err
	default:
		if err := json.Unmarshal(text, &s.state); err != nil {
			return nil, fault.Newf(fault.Corrupt, "directory", "%s does not parse; restore it from a backup", opt.Path)
		}
	}
	return s, s.publish(s.state)
}

// publish numbers, signs, stores and puts a state in force, in this order: a list that was handed out is on disk.
func (s *Service) publish(next state) error {
	now := s.opt.Clock().UTC().Truncate(time.Millisecond)
	next.Number++
	signed, err := directory.Sign(directory.List{Version: 1, Number: next.Number, IssuedAt: now, ExpiresAt: now.Add(s.opt.Lifetime), Members: next.Members}, s.opt.Key)
	if err != nil {
		return err
	}
	text, err := json.Marshal(next)
	if err != nil {
		return err
	}
	if err := durable.WriteFile(s.opt.Path, text, 0o600); err != nil {
		return fault.Wrap(fault.Unavailable, "directory file", err)
	}
	s.state, s.signed = next, signed
	return nil
}

// List returns the signed list in force and the health of the members.
func (s *Service) List(context.Context) (directory.Signed, uint64, map[string]bool, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	health := make(map[string]bool, len(s.health))
	for id, up := range s.health {
		health[id] = up
	}
	return s.signed, s.state.Number, health, nil
}

// Members returns the members in order of their ids.
func (s *Service) Members(context.Context) ([]directory.Member, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return append([]directory.Member{}, s.state.Members...), nil
}

// SaveMember adds a member or replaces the one with its id.
func (s *Service) SaveMember(_ context.Context, m directory.Member) error {
	now := s.opt.Clock().UTC().Truncate(time.Millisecond)
	return s.change(func(members []directory.Member) ([]directory.Member, error) {
		m.CreatedAt, m.UpdatedAt = now, now
		if i := find(members, m.VaspID); i >= 0 {
			m.CreatedAt = members[i].CreatedAt
			members[i] = m
			return members, nil
		}
		return append(members, m), nil
	}, &m)
}

// SetStatus changes a member's status; fault.MemberNotFound.
func (s *Service) SetStatus(_ context.Context, vaspID string, status directory.Status) error {
	now := s.opt.Clock().UTC().Truncate(time.Millisecond)
	return s.change(func(members []directory.Member) ([]directory.Member, error) {
		i := find(members, vaspID)
		if i < 0 {
			return nil, fault.New(fault.MemberNotFound, "vaspId")
		}
		members[i].Status, members[i].UpdatedAt = status, now
		return members, members[i].Validate()
	}, nil)
}

// RemoveMember takes a member off the list; fault.MemberNotFound.
func (s *Service) RemoveMember(_ context.Context, vaspID string) error {
	return s.change(func(members []directory.Member) ([]directory.Member, error) {
		i := find(members, vaspID)
		if i < 0 {
			return nil, fault.New(fault.MemberNotFound, "vaspId")
		}
		return append(members[:i], members[i+1:]...), nil
	}, nil)
}

func (s *Service) change(edit func([]directory.Member) ([]directory.Member, error), added *directory.Member) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if added != nil {
		if err := added.Validate(); err != nil {
			return err
		}
	}
	members, err := edit(append([]directory.Member{}, s.state.Members...))
	if err != nil {
		return err
	}
	sort.Slice(members, func(i, j int) bool { return members[i].VaspID < members[j].VaspID })
	return s.publish(state{Number: s.state.Number, Members: members})
}

func find(members []directory.Member, vaspID string) int {
	for i := range members {
		if members[i].VaspID == vaspID {
			return i
		}
	}
	return -1
}

// Healthy says whether the directory can hand out its list.
func (s *Service) Healthy(context.Context) error { return nil }

// Run probes the members and renews the list before it expires, until ctx ends.
func (s *Service) Run(ctx context.Context) {
	tick := time.NewTicker(s.opt.Every)
	defer tick.Stop()
	s.Probe(ctx)
	renewed := s.opt.Clock()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		s.Probe(ctx)
		if s.opt.Clock().Sub(renewed) > s.opt.Lifetime/4 {
			s.mu.Lock()
			err := s.publish(s.state)
			s.mu.Unlock()
			if err != nil {
				s.opt.Log.ErrorContext(ctx, "the list could not be renewed", "error", err.Error())
				continue
			}
			renewed = s.opt.Clock()
		}
	}
}

// Probe asks every active member's node, at most 16 at a time.
func (s *Service) Probe(ctx context.Context) {
	if s.opt.Prober == nil {
		return
	}
	members, _ := s.Members(ctx)
	slots := make(chan struct{}, 16)
	var wg sync.WaitGroup
	for _, m := range members {
		if m.Status != directory.Active {
			continue
		}
		slots <- struct{}{}
		wg.Add(1)
		go func() {
			defer func() { <-slots; wg.Done() }()
			ctx, cancel := context.WithTimeout(ctx, 2*time.Second)
			defer cancel()
			up := s.opt.Prober.Probe(ctx, m) == nil
			s.mu.Lock()
			defer s.mu.Unlock()
			s.health[m.VaspID] = up
		}()
	}
	wg.Wait()
}
