package keylog

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/bonafide-id/bonafide/fault"
)

// Purpose is what a key is for.
type Purpose string

const (
	Identity Purpose = "identity" // signs messages; hashed as its 32 bytes
	TLS      Purpose = "tls"      // secures connections; hashed as its SubjectPublicKeyInfo
)

// Purposes returns every purpose there is.
func Purposes() []Purpose { return []Purpose{Identity, TLS} }

// Entry says how one key of one member stands from the list of number List on. A later entry of the same member, purpose and
// hash takes its place; one with Removed takes the key off the list. Times are UTC; zero ones say nothing.
type Entry struct {
	List      uint64     `json:"list"`
	VaspID    string     `json:"vaspId"`
	Purpose   Purpose    `json:"purpose"`
	KeyID     string     `json:"keyId,omitempty"` // of identity keys
	KeyHash   Hash       `json:"keyHash"`
	NotBefore time.Time  `json:"notBefore,omitzero"`
	NotAfter  time.Time  `json:"notAfter,omitzero"`
	Revoked   *time.Time `json:"revoked,omitempty"`
	Removed   *time.Time `json:"removed,omitempty"`
}

// Limits of an entry's texts: a VASP id in bytes, a key id in characters.
const (
	maxVaspID = 20
	maxKeyID  = 64
)

// entryText begins every entry's bytes.
const entryText = "bonafide/keylog/v1|"

// Validate reports the first member that breaks a rule; fault.KeyLogMalformed.
func (e Entry) Validate() error {
	digits := e.VaspID != "" && len(e.VaspID) <= maxVaspID && strings.Trim(e.VaspID, "0123456789") == ""
	text := utf8.ValidString(e.KeyID) && utf8.RuneCountInString(e.KeyID) <= maxKeyID && !strings.ContainsFunc(e.KeyID, unicode.IsControl)
	for _, rule := range []struct {
		ok    bool
		place string
	}{
		{e.List >= 1 && e.List <= MaxSize, "list"},
		{digits, "vaspId"},
		{slices.Contains(Purposes(), e.Purpose), "purpose"},
		{text, "keyId"},
		{validTime(e.NotBefore) && validTime(e.NotAfter), "notAfter"},
		{e.Revoked == nil || !e.Revoked.IsZero() && validTime(*e.Revoked), "revoked"},
		{e.Removed == nil || !e.Removed.IsZero() && validTime(*e.Removed), "removed"},
	} {
		if !rule.ok {
			return fault.New(fault.KeyLogMalformed, rule.place)
		}
	}
	return nil
}

// validTime says whether an instant can be written in JSON.
func validTime(at time.Time) bool { return at.UTC().Year() >= 1 && at.UTC().Year() <= 9999 }

// Bytes is what is hashed: the texts and times one after the other, each text with its length, each time with a byte that says
// whether it is there, then seconds and nanoseconds of Unix time; numbers are big-endian.
func (e Entry) Bytes() []byte {
	b := append(make([]byte, 0, 160), entryText...)
	b = binary.BigEndian.AppendUint64(b, e.List)
	for _, text := range []string{e.VaspID, string(e.Purpose), e.KeyID} {
		b = append(binary.BigEndian.AppendUint16(b, uint16(len(text))), text...)
	}
	b = append(b, e.KeyHash[:]...)
	b = appendTime(b, &e.NotBefore)
	b = appendTime(b, &e.NotAfter)
	b = appendTime(b, e.Revoked)
	return appendTime(b, e.Removed)
}

// Leaf is the entry's hash in the tree.
func (e Entry) Leaf() Hash { return LeafHash(e.Bytes()) }

func appendTime(b []byte, at *time.Time) []byte {
	if at == nil || at.IsZero() {
		return append(b, 0)
	}
	b = binary.BigEndian.AppendUint64(append(b, 1), uint64(at.Unix()))
	return binary.BigEndian.AppendUint32(b, uint32(at.Nanosecond()))
}

// ParseEntry reads what Bytes wrote; fault.KeyLogMalformed. What it accepts, Bytes writes again byte for byte.
func ParseEntry(text []byte) (Entry, error) {
	r := reader{rest: text}
	if string(r.take(len(entryText))) != entryText {
		return Entry{}, fault.New(fault.KeyLogMalformed, "version")
	}
	e := Entry{List: r.number(8), VaspID: r.text(), Purpose: Purpose(r.text()), KeyID: r.text()}
	copy(e.KeyHash[:], r.take(len(e.KeyHash)))
	if at := r.time(); at != nil {
		e.NotBefore = *at
	}
	if at := r.time(); at != nil {
		e.NotAfter = *at
	}
	e.Revoked, e.Removed = r.time(), r.time()
	if r.failed || len(r.rest) > 0 {
		return Entry{}, fault.New(fault.KeyLogMalformed, "entry")
	}
	if err := e.Validate(); err != nil {
		return Entry{}, err
	}
	return e, nil
}

// reader cuts an entry's bytes; after the first failure it gives zero values.
type reader struct {
	rest   []byte
	failed bool
}

func (r *reader) take(n int) []byte {
	if r.failed || n > len(r.rest) {
		r.failed = true
		return nil
	}
	part := r.rest[:n]
	r.rest = r.rest[n:]
	return part
}

func (r *reader) number(bytes int) (n uint64) {
	for _, c := range r.take(bytes) {
		n = n<<8 | uint64(c)
	}
	return n
}

func (r *reader) text() string { return string(r.take(int(r.number(2)))) }

func (r *reader) time() *time.Time {
	switch r.number(1) {
	case 0:
		return nil
	case 1:
		seconds, nanos := int64(r.number(8)), int64(r.number(4))
		at := time.Unix(seconds, nanos).UTC()
		if nanos >= int64(time.Second) || at.IsZero() || at.Unix() != seconds {
			r.failed = true
		}
		return &at
	}
	r.failed = true
	return nil
}

// Key names a key: nobody has two of the same hash for the same purpose.
type Key struct {
	VaspID  string
	Purpose Purpose
	Hash    Hash
}

// Key names the entry's key.
func (e Entry) Key() Key { return Key{e.VaspID, e.Purpose, e.KeyHash} }

// State is how every key that was not removed stands: the newest entry of each.
type State map[Key]Entry

// Apply takes an entry into the state; fault.KeyLogMalformed when it removes what is not there.
func (s State) Apply(e Entry) error {
	if e.Removed == nil {
		s[e.Key()] = e
		return nil
	}
	if _, there := s[e.Key()]; !there {
		return fault.New(fault.KeyLogMalformed, "removed")
	}
	delete(s, e.Key())
	return nil
}

// says are the entry's bytes without the number of its list: what is compared.
func (e Entry) says() []byte {
	e.List = 0
	return e.Bytes()
}

// Changes returns the entries that lead from s to want, in the order of their keys, all of the list of the given number. What is
// gone is removed at now.
func (s State) Changes(want State, list uint64, now time.Time) []Entry {
	var changes []Entry
	for key, e := range want {
		if have, there := s[key]; !there || !bytes.Equal(have.says(), e.says()) {
			e.List = list
			changes = append(changes, e)
		}
	}
	for key, e := range s {
		if _, there := want[key]; !there {
			e.List, e.Removed = list, &now
			changes = append(changes, e)
		}
	}
	slices.SortFunc(changes, func(a, b Entry) int {
		return cmp.Or(cmp.Compare(a.VaspID, b.VaspID), cmp.Compare(a.Purpose, b.Purpose), bytes.Compare(a.KeyHash[:], b.KeyHash[:]))
	})
	return changes
}

// Difference finds a key that does not stand in both states alike; false when there is none.
func (s State) Difference(other State) (Key, bool) {
	for key, e := range s {
		if have, there := other[key]; !there || !bytes.Equal(have.says(), e.says()) {
			return key, true
		}
	}
	for key := range other {
		if _, there := s[key]; !there {
			return key, true
		}
	}
	return Key{}, false
}

// Follow takes the entries that were appended since a follower last looked and checks them against the signed head and the keys of the
// list it is signed with. before is the follower's frontier, keys the keys of the list it was checked with; both are left as they are.
//
// fault.KeyLogInconsistent: the entries do not lead from before to head. fault.KeyLogMissing: a key of the list is not in the log as it
// stands, or the other way round; the place names the VASP.
func Follow(before Frontier, keys State, entries []Entry, head Head, list State) (Frontier, error) {
	if !before.Valid() || before.Size+uint64(len(entries)) != head.Size {
		return Frontier{}, fault.New(fault.KeyLogInconsistent, "size")
	}
	state := make(State, len(keys)+len(entries))
	for key, e := range keys {
		state[key] = e
	}
	after := before
	for _, e := range entries {
		if err := e.Validate(); err != nil {
			return Frontier{}, err
		}
		after = after.Append(e.Leaf())
		if err := state.Apply(e); err != nil {
			return Frontier{}, err
		}
	}
	if after.Head() != head {
		return Frontier{}, fault.New(fault.KeyLogInconsistent, "root")
	}
	if key, found := state.Difference(list); found {
		return Frontier{}, fault.Newf(fault.KeyLogMissing, "keys", "a key for %s of VASP %s", key.Purpose, key.VaspID)
	}
	return after, nil
}
