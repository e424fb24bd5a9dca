package audit

import (
	"crypto/ed25519"
	"fmt"
	"slices"

	"github.com/bonafide-id/bonafide/fault"
)

// Kind says what is wrong at one place of a trail.
type Kind string

// Kinds of findings.
const (
	KindGap          Kind = "gap"           // entries are missing before this one
	KindOrder        Kind = "order"         // this sequence number, or a higher one, came before
	KindPrev         Kind = "prev"          // not linked to the entry before it
	KindHash         Kind = "hash"          // the entry is not the one its hash was made of
	KindMismatch     Kind = "mismatch"      // a signed checkpoint holds another hash for this entry
	KindSignature    Kind = "signature"     // the signature of the checkpoint is not that of its key
	KindUnknownKey   Kind = "unknown_key"   // the checkpoint is signed by a key the verifier was not given
	KindUncovered    Kind = "uncovered"     // a checkpoint came too late to be compared; see Verifier.Checkpoint
	KindMissingEntry Kind = "missing_entry" // a checkpoint signs an entry that is missing
	KindTruncated    Kind = "truncated"     // a checkpoint signs an entry after the end of the trail
)

// Kinds returns every kind there is.
func Kinds() []Kind {
	return []Kind{
		KindGap, KindOrder, KindPrev, KindHash, KindMismatch, KindSignature, KindUnknownKey, KindUncovered,
		KindMissingEntry, KindTruncated,
	}
}

// MaxFindings is how many findings a report lists.
const MaxFindings = 1000

// Finding is one thing that does not fit.
type Finding struct {
	Seq  uint64 `json:"seq"` // sequence number of the entry or checkpoint, as stored
	Kind Kind   `json:"kind"`
	Text string `json:"text"` // for people, in English; ids and numbers only
}

// Report is what a verifier has found so far.
type Report struct {
	Entries     uint64
	Checkpoints uint64
	LastSeq     uint64 // of the last entry in order
	LastHash    [32]byte
	SignedSeq   uint64    // the highest entry whose hash a valid checkpoint confirms; what follows is linked but not signed
	Findings    []Finding // in the order found, at most MaxFindings
	More        uint64    // findings beyond those listed
}

// Whole says whether nothing was found.
func (r Report) Whole() bool { return len(r.Findings) == 0 }

// Subject names what an entry is about.
type Subject struct{ Kind, ID string }

// State is what the trail says last about a subject.
type State struct {
	Seq       uint64   // of the last entry
	Action    string   // of the last entry
	Digest    [32]byte // of the last entry that had one
	DigestSeq uint64   // which that was; 0: none had
}

// Verifier reads a trail from its start, link by link, and keeps every finding. Its memory does not grow with the trail,
// except for checkpoints ahead of the links and, if asked for, the subjects. It is used by one goroutine.
type Verifier struct {
	keys     map[string]ed25519.PublicKey
	start    Head
	last     Head
	pending  map[uint64][]Checkpoint
	subjects map[Subject]State
	report   Report
	enc      encoder
}

// Option changes what a verifier does.
type Option func(*Verifier)

// From starts after head instead of at the beginning, for a trail whose first part was verified before.
func From(head Head) Option { return func(v *Verifier) { v.start, v.last = head, head } }

// RememberSubjects keeps the last state of every subject, so that records can be compared with it: some 350 bytes each.
func RememberSubjects() Option { return func(v *Verifier) { v.subjects = map[Subject]State{} } }

// NewVerifier returns a verifier that accepts checkpoints signed by keys; those of other length than 32 bytes are ignored.
func NewVerifier(keys []ed25519.PublicKey, options ...Option) *Verifier {
	v := &Verifier{keys: map[string]ed25519.PublicKey{}, pending: map[uint64][]Checkpoint{}}
	for _, key := range keys {
		if len(key) == ed25519.PublicKeySize {
			v.keys[KeyID(key)] = key
		}
	}
	for _, option := range options {
		option(v)
	}
	v.report.SignedSeq = v.start.Seq
	return v
}

// Link takes the next link, in ascending order of sequence numbers.
func (v *Verifier) Link(l Link) {
	v.report.Entries++
	// A link is judged by what is stored, so that one altered entry is one finding and not one for every entry after it.
	sound := v.enc.hash(&l) == l.Hash
	if !sound {
		v.find(l.Seq, KindHash, "entry %q is not the one its hash was made of", l.ID)
	}
	next := v.last.Seq + 1
	follows := l.Prev == v.last.Hash
	switch {
	case l.Seq == next && !follows:
		v.find(l.Seq, KindPrev, "entry %q is not linked to entry %d", l.ID, v.last.Seq)
	case l.Seq > next:
		v.find(l.Seq, KindGap, "%d entries are missing before entry %q", l.Seq-next, l.ID)
	case l.Seq < next:
		v.find(l.Seq, KindOrder, "entry %q comes after entry %d", l.ID, v.last.Seq)
	}
	switch {
	case l.Seq != next && !sound && follows:
		// An entry in its place whose number was altered: go on from its place, or all that follow would be findings.
		v.last = Head{next, l.Hash}
	case l.Seq < next:
		return
	default:
		v.last = l.Head()
	}
	v.remember(l)
	for _, c := range v.pending[v.last.Seq] {
		v.compare(c)
	}
	delete(v.pending, v.last.Seq)
}

// Checkpoint takes a checkpoint. It must come before the link that follows the one it signs, since hashes of links are not
// kept: for each page of links, give the checkpoints up to its end first. A checkpoint from before the start of the
// verifier (see From) is only asked for its signature.
func (v *Verifier) Checkpoint(c Checkpoint) {
	v.report.Checkpoints++
	key, known := v.keys[c.KeyID]
	if !known {
		v.find(c.Seq, KindUnknownKey, "the checkpoint is signed by key %q", c.KeyID)
		return
	}
	if fault.Has(c.Verify(key), fault.AuditSignature) {
		v.find(c.Seq, KindSignature, "the checkpoint is not signed by key %q", c.KeyID)
		return
	}
	switch {
	case c.Seq < v.start.Seq:
	case c.Seq < v.last.Seq:
		v.find(c.Seq, KindUncovered, "the checkpoint came after entry %d and was not compared", v.last.Seq)
	case c.Seq == v.last.Seq:
		v.compare(c)
	default:
		v.pending[c.Seq] = append(v.pending[c.Seq], c)
	}
}

// compare holds a checkpoint against the last link, which has its sequence number.
func (v *Verifier) compare(c Checkpoint) {
	if c.Hash != v.last.Hash {
		at := c.At.UTC().Format("2006-01-02T15:04:05.000Z")
		v.find(c.Seq, KindMismatch, "the checkpoint of %s signs another hash", at)
		return
	}
	v.report.SignedSeq = max(v.report.SignedSeq, c.Seq)
}

// remember keeps what the trail says about the subject of l.
func (v *Verifier) remember(l Link) {
	if v.subjects == nil || l.Subject == "" {
		return
	}
	name := Subject{l.SubjectKind, l.Subject}
	state := v.subjects[name]
	state.Seq, state.Action = l.Seq, l.Action
	if len(l.Digest) == len(state.Digest) {
		state.Digest, state.DigestSeq = [32]byte(l.Digest), l.Seq
	}
	v.subjects[name] = state
}

// Subjects returns the last state of every subject, or nil unless RememberSubjects was asked for. The map is the
// verifier's own.
func (v *Verifier) Subjects() map[Subject]State { return v.subjects }

// Report returns what was found, as if the trail ended here. More may be fed and another report asked for.
func (v *Verifier) Report() Report {
	r := v.report
	r.LastSeq, r.LastHash = v.last.Seq, v.last.Hash
	r.Findings = slices.Clone(r.Findings)
	seqs := make([]uint64, 0, len(v.pending))
	for seq := range v.pending {
		seqs = append(seqs, seq)
	}
	slices.Sort(seqs)
	for _, seq := range seqs {
		for range v.pending[seq] {
			if seq > v.last.Seq {
				r.find(seq, KindTruncated, "a checkpoint signs entry %d, and the trail ends at %d", seq, v.last.Seq)
			} else {
				r.find(seq, KindMissingEntry, "a checkpoint signs entry %d, which is missing", seq)
			}
		}
	}
	return r
}

func (v *Verifier) find(seq uint64, kind Kind, format string, args ...any) {
	v.report.find(seq, kind, format, args...)
}

func (r *Report) find(seq uint64, kind Kind, format string, args ...any) {
	if len(r.Findings) >= MaxFindings {
		r.More++
		return
	}
	r.Findings = append(r.Findings, Finding{seq, kind, fmt.Sprintf(format, args...)})
}
