package registry

import (
	"context"
	"crypto/ed25519"
	"sync"
	"time"

	"github.com/bonafide-id/bonafide/fault"
	"github.com/bonafide-id/bonafide/travelrule/directory"
)

// maxNonces bounds the memory of nonces, some 60 MB: 10,000 members with 64 calls each in the two minutes a nonce is remembered.
const maxNonces = 64 * directory.MaxMembers

// nonces remembers the requests of the last minutes, so that none is taken twice.
type nonces struct {
	mu   sync.Mutex
	seen map[string]time.Time // until when
}

// take notes a nonce; false when it was seen before, or when there are too many.
func (n *nonces) take(name string, now time.Time) bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	if _, again := n.seen[name]; again || len(n.seen) >= maxNonces {
		return false
	}
	n.seen[name] = now.Add(2 * directory.RequestWindow)
	return true
}

func (n *nonces) forget(now time.Time) {
	n.mu.Lock()
	defer n.mu.Unlock()
	for name, until := range n.seen {
		if now.After(until) {
			delete(n.seen, name)
		}
	}
}

// Authenticate finds the member that signed a call with an identity key that is valid now. fault.Unauthentic; RequestStale when the
// signature is good but the time is not, or the call was made before.
func (s *Service) Authenticate(_ context.Context, call directory.Call) (directory.Member, error) {
	r, verify, err := directory.ReadRequest(call.Authorization)
	if err != nil {
		return directory.Member{}, err
	}
	index := s.now.Load().index
	m, err := index.Lookup(r.VaspID)
	if err != nil {
		return directory.Member{}, fault.New(fault.Unauthentic, "authorization")
	}
	return m, s.verify(r, verify, call, index.IdentityKeys(r.VaspID, s.time()))
}

func (s *Service) verify(r directory.Request, verify func(directory.Request, []ed25519.PublicKey) bool, call directory.Call, keys []ed25519.PublicKey) error {
	r.Audience, r.Method, r.Target, r.Body = s.Audience(), call.Method, call.Target, call.Body
	if !verify(r, keys) {
		return fault.New(fault.Unauthentic, "authorization")
	}
	now := s.time()
	if off := now.Sub(r.At); off > directory.RequestWindow || off < -directory.RequestWindow {
		return fault.New(fault.RequestStale, "at")
	}
	if !s.nonces.take(r.VaspID+"|"+r.Nonce, now) {
		return fault.New(fault.RequestStale, "nonce")
	}
	return nil
}

// Audience is the name members address their signed calls to.
func (s *Service) Audience() string { return directory.KeyID(s.opt.Key.Public().(ed25519.PublicKey)) }
