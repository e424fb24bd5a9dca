// Package keylog is the append-only log of the alliance's keys: a Merkle tree hashed as in RFC 6962, section 2.1. The directory
// appends an [Entry] for every key that is added, changed, revoked or taken away and signs the tree's [Head] inside its list; a
// node that keeps the last [Frontier] notices when a key was swapped without an entry, or when an entry was rewritten.
package keylog

import (
	"crypto/sha256"
	"encoding/base64"
	"math/bits"

	"github.com/bonafide-id/bonafide/fault"
)

// Hash is a SHA-256; as text it is base64.
type Hash [sha256.Size]byte

// MarshalText writes base64.
func (h Hash) MarshalText() ([]byte, error) {
	return base64.StdEncoding.AppendEncode(nil, h[:]), nil
}

// UnmarshalText reads base64 in its one canonical form; fault.KeyLogMalformed.
func (h *Hash) UnmarshalText(text []byte) error {
	raw, err := base64.StdEncoding.Strict().DecodeString(string(text))
	if err != nil || len(raw) != len(h) || len(text) != base64.StdEncoding.EncodedLen(len(h)) {
		return fault.New(fault.KeyLogMalformed, "hash")
	}
	copy(h[:], raw)
	return nil
}

// String is the hash in base64.
func (h Hash) String() string { return base64.StdEncoding.EncodeToString(h[:]) }

// LeafHash is the hash of an entry's bytes: SHA-256(0x00 || data).
func LeafHash(data []byte) Hash {
	return sha256.Sum256(append(append(make([]byte, 0, 1+len(data)), 0), data...))
}

// nodeHash is SHA-256(0x01 || left || right).
func nodeHash(left, right Hash) Hash {
	var text [1 + 2*sha256.Size]byte
	text[0] = 1
	copy(text[1:], left[:])
	copy(text[1+sha256.Size:], right[:])
	return sha256.Sum256(text[:])
}

// Head says what the first Size entries are. The root of no entries is SHA-256 of nothing.
type Head struct {
	Size uint64 `json:"size"`
	Root Hash   `json:"root"`
}

// MaxSize bounds a log: positions are stored in signed columns of 64 bits, and proofs are at most 63 hashes long.
const MaxSize = 1 << 62

// Tree holds the hashes of a whole log. levels[k][i] is the root of the complete subtree over the 2^k leaves from i*2^k on. The
// zero Tree is empty. It is not safe for use while Append runs.
type Tree struct{ levels [][]Hash }

// Append adds a leaf.
func (t *Tree) Append(leaf Hash) {
	for k := 0; ; k++ {
		if k == len(t.levels) {
			t.levels = append(t.levels, nil)
		}
		t.levels[k] = append(t.levels[k], leaf)
		n := len(t.levels[k])
		if n%2 == 1 {
			return
		}
		leaf = nodeHash(t.levels[k][n-2], t.levels[k][n-1])
	}
}

// Size is the number of leaves.
func (t *Tree) Size() uint64 {
	if len(t.levels) == 0 {
		return 0
	}
	return uint64(len(t.levels[0]))
}

// Head is the head over all leaves.
func (t *Tree) Head() Head { return Head{t.Size(), t.root(0, t.Size())} }

// HeadAt is the head the log had at a size; fault.Invalid at "size" beyond its end.
func (t *Tree) HeadAt(size uint64) (Head, error) {
	if size > t.Size() {
		return Head{}, fault.New(fault.Invalid, "size")
	}
	return Head{size, t.root(0, size)}, nil
}

// root is MTH of the leaves [from, to).
func (t *Tree) root(from, to uint64) Hash {
	n := to - from
	if n == 0 {
		return sha256.Sum256(nil)
	}
	if n&(n-1) == 0 && from%n == 0 {
		return t.levels[bits.TrailingZeros64(n)][from/n]
	}
	k := split(n)
	return nodeHash(t.root(from, from+k), t.root(from+k, to))
}

// split is the largest power of two smaller than n; n is at least 2.
func split(n uint64) uint64 { return 1 << (bits.Len64(n-1) - 1) }

// Inclusion is the audit path of leaf index in the tree of the first size leaves (RFC 6962, 2.1.1); fault.Invalid at "index" or
// "size".
func (t *Tree) Inclusion(index, size uint64) ([]Hash, error) {
	if size > t.Size() {
		return nil, fault.New(fault.Invalid, "size")
	}
	if index >= size {
		return nil, fault.New(fault.Invalid, "index")
	}
	path := []Hash{}
	from, to := uint64(0), size
	for to-from > 1 {
		middle := from + split(to-from)
		if index < middle {
			path = append(path, t.root(middle, to))
			to = middle
		} else {
			path = append(path, t.root(from, middle))
			from = middle
		}
	}
	for i, j := 0, len(path)-1; i < j; i, j = i+1, j-1 {
		path[i], path[j] = path[j], path[i]
	}
	return path, nil
}

// Consistency proves that the first from leaves are the same in the tree of the first to leaves (RFC 6962, 2.1.2). It is empty
// when from is 0 or equal to to. fault.Invalid at "from" or "to".
func (t *Tree) Consistency(from, to uint64) ([]Hash, error) {
	if to > t.Size() {
		return nil, fault.New(fault.Invalid, "to")
	}
	if from > to {
		return nil, fault.New(fault.Invalid, "from")
	}
	if from == 0 || from == to {
		return []Hash{}, nil
	}
	return t.subproof(from, 0, to, true), nil
}

// subproof is SUBPROOF(m, D[from:to], whole).
func (t *Tree) subproof(m, from, to uint64, whole bool) []Hash {
	n := to - from
	if m == n {
		if whole {
			return []Hash{}
		}
		return []Hash{t.root(from, to)}
	}
	k := split(n)
	if m <= k {
		return append(t.subproof(m, from, from+k, whole), t.root(from+k, to))
	}
	return append(t.subproof(m-k, from+k, to, false), t.root(from, from+k))
}

// VerifyInclusion checks that a leaf stands at index under head (RFC 9162, 2.1.3.2); fault.KeyLogInconsistent.
func VerifyInclusion(leaf Hash, index uint64, path []Hash, head Head) error {
	wrong := fault.New(fault.KeyLogInconsistent, "inclusion")
	if index >= head.Size {
		return wrong
	}
	fn, sn, r := index, head.Size-1, leaf
	for _, p := range path {
		if sn == 0 {
			return wrong
		}
		if fn%2 == 1 || fn == sn {
			r = nodeHash(p, r)
			for fn%2 == 0 && fn != 0 {
				fn, sn = fn>>1, sn>>1
			}
		} else {
			r = nodeHash(r, p)
		}
		fn, sn = fn>>1, sn>>1
	}
	if sn != 0 || r != head.Root {
		return wrong
	}
	return nil
}

// VerifyConsistency checks that the log at before was only added to until it was as at after (RFC 9162, 2.1.4.2);
// fault.KeyLogInconsistent.
func VerifyConsistency(before, after Head, proof []Hash) error {
	wrong := fault.New(fault.KeyLogInconsistent, "consistency")
	switch {
	case before.Size > after.Size, after.Size > MaxSize:
		return wrong
	case before.Size == after.Size:
		if before.Root != after.Root || len(proof) != 0 {
			return wrong
		}
		return nil
	case before.Size == 0:
		if before.Root != sha256.Sum256(nil) || len(proof) != 0 {
			return wrong
		}
		return nil
	}
	if before.Size&(before.Size-1) == 0 {
		proof = append([]Hash{before.Root}, proof...)
	}
	if len(proof) == 0 {
		return wrong
	}
	fn, sn := before.Size-1, after.Size-1
	for fn%2 == 1 {
		fn, sn = fn>>1, sn>>1
	}
	fr, sr := proof[0], proof[0]
	for _, c := range proof[1:] {
		if sn == 0 {
			return wrong
		}
		if fn%2 == 1 || fn == sn {
			fr, sr = nodeHash(c, fr), nodeHash(c, sr)
			for fn%2 == 0 && fn != 0 {
				fn, sn = fn>>1, sn>>1
			}
		} else {
			sr = nodeHash(sr, c)
		}
		fn, sn = fn>>1, sn>>1
	}
	if sn != 0 || fr != before.Root || sr != after.Root {
		return wrong
	}
	return nil
}

// Frontier is what a follower of a log keeps of it: the roots of its complete subtrees, largest first, one for each bit of Size.
// The zero Frontier is an empty log.
type Frontier struct {
	Size  uint64 `json:"size"`
	Peaks []Hash `json:"peaks"`
}

// Append adds a leaf.
func (f Frontier) Append(leaf Hash) Frontier {
	peaks := append(make([]Hash, 0, len(f.Peaks)+1), f.Peaks...)
	for size := f.Size; size%2 == 1; size >>= 1 {
		leaf = nodeHash(peaks[len(peaks)-1], leaf)
		peaks = peaks[:len(peaks)-1]
	}
	return Frontier{f.Size + 1, append(peaks, leaf)}
}

// Valid says whether there are as many peaks as the size demands.
func (f Frontier) Valid() bool { return f.Size < MaxSize && bits.OnesCount64(f.Size) == len(f.Peaks) }

// Head is the head of the log; the frontier must be valid.
func (f Frontier) Head() Head {
	if f.Size == 0 {
		return Head{0, sha256.Sum256(nil)}
	}
	root := f.Peaks[len(f.Peaks)-1]
	for i := len(f.Peaks) - 2; i >= 0; i-- {
		root = nodeHash(f.Peaks[i], root)
	}
	return Head{f.Size, root}
}
