// Package registry is the alliance's directory: its members and who is connected with whom, the log of their keys, the signed and
// numbered list, the relay for members that cannot reach each other, and the probe that looks whether the nodes answer.
package registry

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/ed25519"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/bonafide-id/bonafide/fault"
	"github.com/bonafide-id/bonafide/travelrule/directory"
	"github.com/bonafide-id/bonafide/travelrule/directory/keylog"
)

// Files in a directory's folder.
const (
	databaseFile = "directory.db"
	membersFile  = "members.json" // where versions before the database kept the members
)

// Prober says whether a member's node answers.
type Prober interface {
	Probe(ctx context.Context, m directory.Member) error
}

// Options of a directory.
type Options struct {
	Folder   string // keeps the database
	Key      ed25519.PrivateKey
	Connect  directory.Policy // default ConnectAll
	Lifetime time.Duration    // of a signed list; default 24 h
	Clock    func() time.Time
	Rand     io.Reader
	Prober   Prober        // nil: health is unknown
	Every    time.Duration // between two probes of a member, give or take a fifth; default 5 s
	Relay    RelayLimits   // zero ones: DefaultRelayLimits
	Log      *slog.Logger
}

// Service is a directory.
type Service struct {
	opt    Options
	db     *store
	chance *rand.Rand
	views  atomic.Uint64 // sum of the views' numbers: it changes whenever one does
	// change lets one change at a time work; what it publishes is swapped in as a whole.
	change sync.Mutex
	now    atomic.Pointer[published]

	mu     sync.RWMutex // guards what follows
	tree   keylog.Tree
	health map[string]*health
	// healthNumber counts changes of a member's health, healthStart tells two runs apart.
	healthNumber uint64
	healthStart  int64
	nonces       nonces
	relay        *hub
}

// published is a list in force. It does not change.
type published struct {
	list     directory.List
	index    directory.Index
	signed   directory.Signed
	head     directory.Signed
	text     []byte // JSON of directory.ListAnswer
	zipped   []byte // text, gzip
	keys     keylog.State
	frontier keylog.Frontier
	bodies   map[string]string // JSON of each member, by id
	changed  map[string]uint64 // number of the list that first had the member so
	removed  map[string]uint64
	deltas   uint64 // the smallest number a delta can begin at
}

// Open opens the directory's database, or makes one; members of a version that kept them in a file are taken over.
func Open(ctx context.Context, opt Options) (_ *Service, err error) {
	if opt.Lifetime == 0 {
		opt.Lifetime = 24 * time.Hour
	}
	if opt.Every == 0 {
		opt.Every = 5 * time.Second
	}
	if opt.Connect == "" {
		opt.Connect = directory.ConnectAll
	}
	opt.Relay = opt.Relay.orDefaults()
	var seed [16]byte
	if _, err := io.ReadFull(opt.Rand, seed[:]); err != nil {
		return nil, err
	}
	s := &Service{opt: opt, health: map[string]*health{}, relay: newHub(), healthStart: opt.Clock().UnixNano(), nonces: nonces{seen: map[string]time.Time{}},
		chance: rand.New(rand.NewPCG(uint64(seed[0])|uint64(seed[1])<<8|uint64(seed[2])<<16, uint64(seed[3])))}
	if s.db, err = openStore(ctx, filepath.Join(opt.Folder, databaseFile)); err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, s.db.close())
		}
	}()
	members, err := s.load(ctx)
	if err != nil {
		return nil, err
	}
	if err := errors.Join(s.loadHealth(ctx), s.loadViews(ctx)); err != nil {
		return nil, err
	}
	// A new number at each start: a list signed under another key, policy or lifetime is another list.
	return s, s.publish(ctx, members, nil)
}

// Release sends everybody away who waits for a message, so that a stop need not wait for long polls.
func (s *Service) Release() { s.relay.close() }

// Close closes the database.
func (s *Service) Close() error {
	s.relay.close()
	return s.db.close()
}

// time is the clock in UTC with the precision of every stored and published time.
func (s *Service) time() time.Time { return s.opt.Clock().UTC().Truncate(time.Millisecond) }

// load reads everything into memory and returns the members to publish.
func (s *Service) load(ctx context.Context) ([]directory.Member, error) {
	p := &published{keys: keylog.State{}, bodies: map[string]string{}, changed: map[string]uint64{}, removed: map[string]uint64{}}
	number, err := metaValue(ctx, s.db.read, "number")
	if err != nil {
		return nil, err
	}
	if number == "" {
		return s.takeOver(ctx, p)
	}
	if p.list.Number, err = strconv.ParseUint(number, 10, 63); err != nil {
		return nil, fault.Newf(fault.Corrupt, "directory", "the list's number does not parse; restore %s from a backup", databaseFile)
	}
	from, err := metaValue(ctx, s.db.read, "deltas")
	if err != nil {
		return nil, err
	}
	p.deltas, _ = strconv.ParseUint(from, 10, 63)
	var members []directory.Member
	err = query(ctx, s.db.read, `SELECT vasp_id, body, changed FROM members ORDER BY vasp_id`, nil, func(rows *sql.Rows) error {
		var id, body string
		var changed int64
		var m directory.Member
		if err := rows.Scan(&id, &body, &changed); err != nil {
			return err
		}
		if err := json.Unmarshal([]byte(body), &m); err != nil {
			return fault.Newf(fault.Corrupt, "directory", "member %s does not parse; restore %s from a backup", id, databaseFile)
		}
		p.bodies[id], p.changed[id] = body, uint64(changed)
		members = append(members, m)
		return nil
	})
	if err != nil {
		return nil, err
	}
	err = query(ctx, s.db.read, `SELECT vasp_id, number FROM removed`, nil, func(rows *sql.Rows) error {
		var id string
		var at int64
		err := rows.Scan(&id, &at)
		p.removed[id] = uint64(at)
		return err
	})
	if err != nil {
		return nil, err
	}
	err = query(ctx, s.db.read, `SELECT entry FROM key_log ORDER BY position`, nil, func(rows *sql.Rows) error {
		var text []byte
		if err := rows.Scan(&text); err != nil {
			return err
		}
		e, err := keylog.ParseEntry(text)
		if err != nil {
			return err
		}
		s.tree.Append(e.Leaf())
		p.frontier = p.frontier.Append(e.Leaf())
		return p.keys.Apply(e)
	})
	s.now.Store(p)
	return members, err
}

// takeOver begins with the members of the file that versions before the database kept, if there is one.
func (s *Service) takeOver(_ context.Context, p *published) ([]directory.Member, error) {
	s.now.Store(p)
	path := filepath.Join(s.opt.Folder, membersFile)
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var old struct {
		Number  uint64             `json:"number"`
		Members []directory.Member `json:"members"`
	}
	if err := json.Unmarshal(text, &old); err != nil {
		return nil, fault.Newf(fault.Corrupt, "directory", "%s does not parse; restore it from a backup", path)
	}
	p.list.Number = old.Number
	return old.Members, nil
}

// publish numbers, signs, stores and puts a list in force, in this order: a list that was handed out is on disk. also, when it is not
// nil, is done in the same transaction.
func (s *Service) publish(ctx context.Context, members []directory.Member, also func(*sql.Tx) error) error {
	have, now := s.now.Load(), s.time()
	next := &published{bodies: make(map[string]string, len(members)), changed: make(map[string]uint64, len(members)), removed: map[string]uint64{}, deltas: have.deltas}
	directory.SortMembers(members)
	list := directory.List{Version: directory.Version, Number: have.list.Number + 1, IssuedAt: now, ExpiresAt: now.Add(s.opt.Lifetime), Connect: s.opt.Connect, Members: members}
	if next.deltas == 0 {
		next.deltas = list.Number
	}
	next.keys = list.KeyState()
	entries := have.keys.Changes(next.keys, list.Number, now)
	next.frontier = have.frontier
	for _, e := range entries {
		if err := e.Validate(); err != nil {
			return err
		}
		next.frontier = next.frontier.Append(e.Leaf())
	}
	head := next.frontier.Head()
	list.Log = &head
	var err error
	if next.signed, err = directory.Sign(list, s.opt.Key); err != nil {
		return err
	}
	if next.head, err = directory.SignHead(directory.Head{Version: directory.Version, Number: list.Number, IssuedAt: now, Log: head}, s.opt.Key); err != nil {
		return err
	}
	next.list, next.index = list, list.Index()
	if next.text, next.zipped, err = pack(next.signed); err != nil {
		return err
	}
	err = s.db.tx(ctx, func(tx *sql.Tx) error {
		if also != nil {
			if err := also(tx); err != nil {
				return err
			}
		}
		if err := storeMembers(ctx, tx, have, next); err != nil {
			return err
		}
		for i, e := range entries {
			if _, err := tx.ExecContext(ctx, `INSERT INTO key_log (position, entry) VALUES (?, ?)`, int64(have.frontier.Size)+int64(i), e.Bytes()); err != nil {
				return err
			}
		}
		return errors.Join(putMeta(ctx, tx, "number", strconv.FormatUint(list.Number, 10)), putMeta(ctx, tx, "deltas", strconv.FormatUint(next.deltas, 10)))
	})
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, e := range entries {
		s.tree.Append(e.Leaf())
	}
	s.now.Store(next)
	return nil
}

// pack writes the signed list once for all who ask.
func pack(signed directory.Signed) (text, zipped []byte, err error) {
	if text, err = json.Marshal(directory.ListAnswer{Signed: &signed}); err != nil {
		return nil, nil, err
	}
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if _, err := z.Write(text); err != nil {
		return nil, nil, err
	}
	err = z.Close()
	return text, b.Bytes(), err
}

// storeMembers writes what differs and notes since which number.
func storeMembers(ctx context.Context, tx *sql.Tx, have, next *published) error {
	number := next.list.Number
	for _, m := range next.list.Members {
		body, err := json.Marshal(m)
		if err != nil {
			return err
		}
		next.bodies[m.VaspID], next.changed[m.VaspID] = string(body), have.changed[m.VaspID]
		if have.bodies[m.VaspID] == string(body) {
			continue
		}
		next.changed[m.VaspID] = number
		if _, err := tx.ExecContext(ctx, `INSERT INTO members (vasp_id, body, changed) VALUES (?, ?, ?)
			ON CONFLICT (vasp_id) DO UPDATE SET body = excluded.body, changed = excluded.changed`, m.VaspID, string(body), int64(number)); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `DELETE FROM removed WHERE vasp_id = ?`, m.VaspID); err != nil {
			return err
		}
	}
	for id, at := range have.removed {
		if _, back := next.bodies[id]; !back {
			next.removed[id] = at
		}
	}
	for id := range have.bodies {
		if _, stays := next.bodies[id]; stays {
			continue
		}
		next.removed[id] = number
		if _, err := tx.ExecContext(ctx, `DELETE FROM members WHERE vasp_id = ?`, id); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `INSERT INTO removed (vasp_id, number) VALUES (?, ?) ON CONFLICT (vasp_id) DO UPDATE SET number = excluded.number`, id, int64(number)); err != nil {
			return err
		}
	}
	return nil
}

// List returns the list in force.
func (s *Service) List(context.Context) directory.ListCopy {
	p := s.now.Load()
	return directory.ListCopy{Number: p.list.Number, Views: s.views.Load(), Text: p.text, Zipped: p.zipped}
}

// Delta returns what changed since the list of a number; false when that number is not known.
func (s *Service) Delta(_ context.Context, since uint64) (directory.Delta, bool) {
	p := s.now.Load()
	if since < p.deltas || since > p.list.Number {
		return directory.Delta{}, false
	}
	head := p.list
	head.Members = nil
	d := directory.Delta{Since: since, Head: head, Changed: []directory.Member{}, Removed: []string{}, KeyID: p.signed.KeyID, Signature: p.signed.Signature}
	for _, m := range p.list.Members {
		if p.changed[m.VaspID] > since {
			d.Changed = append(d.Changed, m)
		}
	}
	for id, number := range p.removed {
		if number > since {
			d.Removed = append(d.Removed, id)
		}
	}
	return d, true
}

// Members returns the members in order of their ids.
func (s *Service) Members(context.Context) ([]directory.Member, error) {
	return append([]directory.Member{}, s.now.Load().list.Members...), nil
}

// Member returns one; fault.MemberNotFound.
func (s *Service) Member(_ context.Context, vaspID string) (directory.Member, error) {
	return s.now.Load().index.Lookup(vaspID)
}

// SaveMember adds a member or replaces the one with its id.
func (s *Service) SaveMember(ctx context.Context, actor string, m directory.Member) error {
	if err := m.Validate(); err != nil {
		return err
	}
	return s.edit(ctx, actor, "member.saved", m.VaspID, "", func(members []directory.Member) ([]directory.Member, error) {
		return put(members, m, s.time()), nil
	})
}

// put adds m, or replaces the member with its id and keeps when that was made.
func put(members []directory.Member, m directory.Member, now time.Time) []directory.Member {
	m.CreatedAt, m.UpdatedAt = now, now
	if i := find(members, m.VaspID); i >= 0 {
		m.CreatedAt = members[i].CreatedAt
		members[i] = m
		return members
	}
	return append(members, m)
}

// SetStatus changes a member's status; fault.MemberNotFound, DirectoryMalformed at what an active member lacks.
func (s *Service) SetStatus(ctx context.Context, actor, vaspID string, status directory.Status) error {
	return s.edit(ctx, actor, "member.status", vaspID, string(status), func(members []directory.Member) ([]directory.Member, error) {
		i := find(members, vaspID)
		if i < 0 {
			return nil, fault.New(fault.MemberNotFound, "vaspId")
		}
		members[i].Status, members[i].UpdatedAt = status, s.time()
		return members, members[i].Validate()
	})
}

// RemoveMember takes a member off the list; fault.MemberNotFound.
func (s *Service) RemoveMember(ctx context.Context, actor, vaspID string) error {
	return s.edit(ctx, actor, "member.removed", vaspID, "", func(members []directory.Member) ([]directory.Member, error) {
		i := find(members, vaspID)
		if i < 0 {
			return nil, fault.New(fault.MemberNotFound, "vaspId")
		}
		return append(members[:i], members[i+1:]...), nil
	})
}

// edit changes the members, publishes them and notes who did it.
func (s *Service) edit(ctx context.Context, actor, action, vaspID, detail string, edit func([]directory.Member) ([]directory.Member, error)) error {
	s.change.Lock()
	defer s.change.Unlock()
	members, err := edit(append([]directory.Member{}, s.now.Load().list.Members...))
	if err != nil {
		return err
	}
	return s.publish(ctx, members, func(tx *sql.Tx) error { return note(ctx, tx, s.time(), actor, action, vaspID, detail) })
}

func find(members []directory.Member, vaspID string) int {
	for i := range members {
		if members[i].VaspID == vaspID {
			return i
		}
	}
	return -1
}

// Healthy says whether the directory can work: its database answers.
func (s *Service) Healthy(ctx context.Context) error {
	_, err := metaValue(ctx, s.db.read, "number")
	return err
}

// Journal lists lines with a higher id than after, in order, at most limit.
func (s *Service) Journal(ctx context.Context, after int64, limit int) ([]directory.JournalLine, error) {
	lines := []directory.JournalLine{}
	err := query(ctx, s.db.read, `SELECT id, at, actor, action, vasp_id, detail FROM journal WHERE id > ? ORDER BY id LIMIT ?`, []any{after, limit},
		func(rows *sql.Rows) error {
			var l directory.JournalLine
			var at int64
			err := rows.Scan(&l.ID, &at, &l.Actor, &l.Action, &l.VaspID, &l.Detail)
			l.At = fromMillis(at)
			lines = append(lines, l)
			return err
		})
	return lines, err
}

// LogEntries returns entries of the key log from a position on, at most limit; fault.Invalid at "from" past its end.
func (s *Service) LogEntries(ctx context.Context, from uint64, limit int) ([]keylog.Entry, error) {
	if from > s.now.Load().frontier.Size {
		return nil, fault.New(fault.Invalid, "from")
	}
	entries := []keylog.Entry{}
	err := query(ctx, s.db.read, `SELECT entry FROM key_log WHERE position >= ? ORDER BY position LIMIT ?`, []any{int64(from), limit}, func(rows *sql.Rows) error {
		var text []byte
		if err := rows.Scan(&text); err != nil {
			return err
		}
		e, err := keylog.ParseEntry(text)
		entries = append(entries, e)
		return err
	})
	return entries, err
}

// LogHead returns the head of the key log, plain and signed.
func (s *Service) LogHead(context.Context) (keylog.Head, directory.Signed) {
	p := s.now.Load()
	return p.frontier.Head(), p.head
}

// Consistency proves that the log was only added to between two sizes.
func (s *Service) Consistency(_ context.Context, from, to uint64) ([]keylog.Hash, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.tree.Consistency(from, to)
}

// Inclusion proves that an entry stands at a position of the log of a size.
func (s *Service) Inclusion(_ context.Context, position, size uint64) ([]keylog.Hash, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.tree.Inclusion(position, size)
}

// Run probes the members, renews the list before it expires and forgets what need not be kept, until ctx ends.
func (s *Service) Run(ctx context.Context) {
	var wg sync.WaitGroup
	wg.Add(2)
	go func() { defer wg.Done(); s.runProbes(ctx) }()
	go func() { defer wg.Done(); s.runUpkeep(ctx) }()
	wg.Wait()
}

// upkeepEvery is how often the directory looks whether something is to be renewed or forgotten.
const upkeepEvery = 5 * time.Second

func (s *Service) runUpkeep(ctx context.Context) {
	tick := time.NewTicker(upkeepEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		if err := s.Upkeep(ctx); err != nil && ctx.Err() == nil {
			s.opt.Log.ErrorContext(ctx, "the list could not be renewed, or what is past its time not be forgotten", "error", err.Error())
		}
	}
}

// Upkeep renews the list when a quarter of its lifetime is over, and forgets what need not be kept.
func (s *Service) Upkeep(ctx context.Context) error {
	var renewal error
	if s.time().Sub(s.now.Load().list.IssuedAt) > s.opt.Lifetime/4 {
		s.change.Lock()
		renewal = s.publish(ctx, append([]directory.Member{}, s.now.Load().list.Members...), nil)
		s.change.Unlock()
	}
	return errors.Join(renewal, s.forget(ctx))
}

// keepHealthChanges is how many changes of a member's health are kept.
const keepHealthChanges = 100

// forget deletes relayed messages past their time, registrations 90 days after they were decided, or received when nobody decided, and old
// changes of health.
func (s *Service) forget(ctx context.Context) error {
	now := s.time()
	s.nonces.forget(now)
	return s.db.tx(ctx, func(tx *sql.Tx) error {
		for _, each := range []struct {
			text string
			args []any
		}{
			{`DELETE FROM relay WHERE number IN (SELECT number FROM relay WHERE expires_at < ? LIMIT 10000)`, []any{millis(now.Add(-s.opt.Relay.Grace))}},
			{`DELETE FROM registrations WHERE max(created_at, decided_at) < ?`, []any{millis(now.AddDate(0, 0, -90))}},
			{`DELETE FROM health_changes WHERE id IN (SELECT id FROM (SELECT id, row_number() OVER (PARTITION BY vasp_id ORDER BY id DESC) AS n
				FROM health_changes) WHERE n > ?)`, []any{keepHealthChanges}},
		} {
			if _, err := tx.ExecContext(ctx, each.text, each.args...); err != nil {
				return fmt.Errorf("%.40s: %w", each.text, err)
			}
		}
		return nil
	})
}
