package app

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"sync"
	"time"

	"github.com/bonafide-id/bonafide/audit"
	"github.com/bonafide-id/bonafide/fault"
	"github.com/bonafide-id/bonafide/travelrule"
	"github.com/bonafide-id/bonafide/travelrule/directory"
	"github.com/bonafide-id/bonafide/travelrule/envelope"
)

// KeyQuestion asks a VASP for a public key to seal to.
type KeyQuestion struct {
	From       string // VASP id of who asks
	Type       travelrule.KeyType
	Identifier string // see KeyIdentifier; "" for PerVasp
}

// KeyAnswer is signed by the answering VASP's identity key, so that nobody on the way can put in a key of their own.
type KeyAnswer struct {
	KeyID     string
	Public    []byte
	NotAfter  time.Time
	Signature []byte
}

// SignedBytes is what a KeyAnswer's signature covers.
func (a KeyAnswer) SignedBytes(owner string, ask KeyQuestion) []byte {
	digest := audit.Digest([]byte("bonafide/key-answer/v1"), []byte(owner), []byte(ask.From), []byte(ask.Type), []byte(ask.Identifier),
		[]byte(a.KeyID), a.Public, []byte(a.NotAfter.UTC().Format(time.RFC3339)))
	return digest[:]
}

// KeyIdentifier names the key of an address without naming the address: what a relay sees is a hash.
func KeyIdentifier(typ travelrule.KeyType, account, requestID string) string {
	switch typ {
	case travelrule.PerAddress:
		sum := sha256.Sum256([]byte("bonafide/address-key/v1|" + account))
		return hex.EncodeToString(sum[:])
	case travelrule.PerVerification:
		return requestID
	}
	return ""
}

// peerKeys is a small cache in front of the stored keys of other VASPs.
type peerKeys struct {
	mu      sync.RWMutex
	cached  map[peerKeyName]cachedPeerKey
	pending map[peerKeyName]*keyFetch
}

type peerKeyName struct {
	vasp       string
	typ        travelrule.KeyType
	identifier string
}

type cachedPeerKey struct {
	key      envelope.PublicKey
	notAfter time.Time
}

// keyFetch lets callers that need the same key wait for one question.
type keyFetch struct {
	done chan struct{}
	key  envelope.PublicKey
	err  error
}

// maxCachedPeerKeys bounds the memory of keys per address; over it the cache starts anew.
const maxCachedPeerKeys = 20000

func newPeerKeys() *peerKeys {
	return &peerKeys{cached: map[peerKeyName]cachedPeerKey{}, pending: map[peerKeyName]*keyFetch{}}
}

func (p *peerKeys) get(name peerKeyName, now time.Time) (envelope.PublicKey, bool) {
	p.mu.RLock()
	defer p.mu.RUnlock()
	have, ok := p.cached[name]
	if !ok || !now.Before(have.notAfter) {
		return envelope.PublicKey{}, false
	}
	return have.key, true
}

func (p *peerKeys) put(name peerKeyName, key cachedPeerKey) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.cached) >= maxCachedPeerKeys {
		p.cached = map[peerKeyName]cachedPeerKey{}
	}
	p.cached[name] = key
}

func (p *peerKeys) drop(vasp string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for name := range p.cached {
		if name.vasp == vasp {
			delete(p.cached, name)
		}
	}
}

// knownPeerKey returns a cached or stored key without asking anybody.
func (n *Node) knownPeerKey(ctx context.Context, name peerKeyName) (envelope.PublicKey, bool) {
	if name.typ == travelrule.PerVerification {
		return envelope.PublicKey{}, false
	}
	now := n.now()
	if key, ok := n.keys.get(name, now); ok {
		return key, true
	}
	var stored PeerKey
	err := n.Store.View(ctx, func(r Reader) (err error) {
		stored, err = r.PeerKey(ctx, name.vasp, name.typ, name.identifier)
		return err
	})
	if err != nil || !now.Before(stored.NotAfter) {
		return envelope.PublicKey{}, false
	}
	key, err := envelope.ParsePublicKey(stored.Public)
	if err != nil {
		return envelope.PublicKey{}, false
	}
	n.keys.put(name, cachedPeerKey{key, stored.NotAfter})
	return key, true
}

// peerKey returns a key to seal to, asking the other side when none is known. Callers that need the same key at the same
// time share one question.
func (n *Node) peerKey(ctx context.Context, to directory.Member, name peerKeyName) (envelope.PublicKey, error) {
	if key, ok := n.knownPeerKey(ctx, name); ok {
		return key, nil
	}
	n.keys.mu.Lock()
	if fetch, ok := n.keys.pending[name]; ok {
		n.keys.mu.Unlock()
		select {
		case <-fetch.done:
			return fetch.key, fetch.err
		case <-ctx.Done():
			return envelope.PublicKey{}, contextFault(ctx, "peer key")
		}
	}
	fetch := &keyFetch{done: make(chan struct{})}
	n.keys.pending[name] = fetch
	n.keys.mu.Unlock()

	fetch.key, fetch.err = n.askPeerKey(ctx, to, name)

	n.keys.mu.Lock()
	delete(n.keys.pending, name)
	n.keys.mu.Unlock()
	close(fetch.done)
	return fetch.key, fetch.err
}

func (n *Node) askPeerKey(ctx context.Context, to directory.Member, name peerKeyName) (envelope.PublicKey, error) {
	ask := KeyQuestion{From: n.cfg.VaspID, Type: name.typ, Identifier: name.identifier}
	answer, err := n.Peers.Key(ctx, to, ask)
	if err != nil {
		return envelope.PublicKey{}, err
	}
	if err := n.verifyKeyAnswer(to, ask, answer); err != nil {
		return envelope.PublicKey{}, err
	}
	key, err := envelope.ParsePublicKey(answer.Public)
	if err != nil {
		return envelope.PublicKey{}, err
	}
	if key.ID() != answer.KeyID {
		return envelope.PublicKey{}, fault.Newf(fault.PeerRefused, "key", "the key's id is not that of its bytes")
	}
	if name.typ == travelrule.PerVerification {
		return key, nil
	}
	now := n.now()
	notAfter := now.Add(n.cfg.PeerKeyTTL)
	if answer.NotAfter.Before(notAfter) {
		notAfter = answer.NotAfter
	}
	n.keys.put(name, cachedPeerKey{key, notAfter})
	err = n.Store.InTx(ctx, func(tx Tx) error {
		return tx.PutPeerKey(ctx, PeerKey{VASP: name.vasp, Type: name.typ, Identifier: name.identifier, KeyID: answer.KeyID,
			Public: answer.Public, FetchedAt: now, NotAfter: notAfter})
	})
	return key, err
}

func (n *Node) verifyKeyAnswer(from directory.Member, ask KeyQuestion, answer KeyAnswer) error {
	index, err := n.members.Index()
	if err != nil {
		return err
	}
	signed := answer.SignedBytes(from.VaspID, ask)
	if !index.VerifyIdentity(from.VaspID, n.now(), signed, answer.Signature) {
		return fault.New(fault.PeerIdentity, "key answer")
	}
	return nil
}

// forgetPeerKey drops a key the other side no longer accepts, so that the next question asks anew.
func (n *Node) forgetPeerKey(ctx context.Context, vasp, keyID string) error {
	n.keys.drop(vasp)
	return n.Store.InTx(ctx, func(tx Tx) error { return tx.DeletePeerKey(ctx, vasp, keyID) })
}

// ownKeys caches opened private keys, so that a message costs no database read and no unsealing.
type ownKeys struct {
	mu   sync.RWMutex
	open map[string]openedKey
	make sync.Mutex // one new key at a time
}

type openedKey struct {
	private  envelope.PrivateKey
	notAfter time.Time
	loaded   time.Time
}

// ownKeyRecheck is how long an opened key is used without a look at its row: a revocation by another node of the same
// database takes effect within it.
const ownKeyRecheck = 5 * time.Second

func newOwnKeys() *ownKeys { return &ownKeys{open: map[string]openedKey{}} }

// privateKey finds the key a message was sealed to. fault.EnvelopeUnknownKey, EnvelopeRevokedKey.
func (n *Node) privateKey(ctx context.Context, keyID string) (envelope.PrivateKey, error) {
	now := n.now()
	n.own.mu.RLock()
	have, ok := n.own.open[keyID]
	n.own.mu.RUnlock()
	if ok && now.Sub(have.loaded) < ownKeyRecheck {
		return have.private, nil
	}
	var row OwnKey
	err := n.Store.View(ctx, func(r Reader) (err error) {
		row, err = r.OwnKey(ctx, keyID)
		return err
	})
	switch {
	case fault.Has(err, fault.NotFound):
		return envelope.PrivateKey{}, fault.New(fault.EnvelopeUnknownKey, "keyId")
	case err != nil:
		return envelope.PrivateKey{}, err
	case row.Revoked != nil:
		n.own.forget(keyID)
		return envelope.PrivateKey{}, fault.New(fault.EnvelopeRevokedKey, "keyId")
	case now.After(row.NotAfter.Add(n.cfg.KeyLifetime)):
		return envelope.PrivateKey{}, fault.New(fault.EnvelopeUnknownKey, "keyId")
	}
	return n.openOwnKey(row)
}

func (k *ownKeys) forget(keyID string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	delete(k.open, keyID)
}

func (n *Node) openOwnKey(row OwnKey) (envelope.PrivateKey, error) {
	text, err := n.Keyring.OpenNode("own_keys/private/"+row.KeyID, row.Private)
	if err != nil {
		return envelope.PrivateKey{}, err
	}
	private, err := envelope.ParsePrivateKey(text)
	if err != nil {
		return envelope.PrivateKey{}, err
	}
	n.own.mu.Lock()
	defer n.own.mu.Unlock()
	if len(n.own.open) >= maxCachedPeerKeys {
		n.own.open = map[string]openedKey{}
	}
	n.own.open[row.KeyID] = openedKey{private: private, notAfter: row.NotAfter, loaded: n.now()}
	return private, nil
}

// AnswerKey hands out the public key another VASP asks for, making a new pair when there is none in its lifetime.
func (n *Node) AnswerKey(ctx context.Context, ask KeyQuestion) (KeyAnswer, error) {
	if err := validKeyQuestion(ask); err != nil {
		return KeyAnswer{}, err
	}
	n.own.make.Lock()
	defer n.own.make.Unlock()
	now := n.now()
	var row OwnKey
	err := n.Store.View(ctx, func(r Reader) (err error) {
		// A key in the last tenth of its life is not handed out any more: the new one overlaps with it.
		row, err = r.CurrentOwnKey(ctx, ask.Type, ask.Identifier, now.Add(n.cfg.KeyLifetime/10))
		return err
	})
	if fault.Has(err, fault.NotFound) {
		row, err = n.makeOwnKey(ctx, ask)
	}
	if err != nil {
		return KeyAnswer{}, err
	}
	answer := KeyAnswer{KeyID: row.KeyID, Public: row.Public, NotAfter: row.NotAfter}
	answer.Signature = n.sign(answer.SignedBytes(n.cfg.VaspID, ask))
	return answer, nil
}

func validKeyQuestion(ask KeyQuestion) error {
	if _, err := travelrule.ParseKeyType(string(ask.Type)); err != nil {
		return err
	}
	if (ask.Type == travelrule.PerVASP) != (ask.Identifier == "") || len(ask.Identifier) > 64 {
		return fault.New(fault.Invalid, "identifier")
	}
	return nil
}

func (n *Node) makeOwnKey(ctx context.Context, ask KeyQuestion) (OwnKey, error) {
	private, err := envelope.GenerateKey()
	if err != nil {
		return OwnKey{}, err
	}
	public := private.PublicKey()
	now := n.now()
	row := OwnKey{KeyID: public.ID(), Type: ask.Type, Identifier: ask.Identifier, Public: public.Bytes(), CreatedAt: now, NotAfter: now.Add(n.cfg.KeyLifetime)}
	text, err := private.Bytes()
	if err != nil {
		return OwnKey{}, err
	}
	row.Private, err = n.Keyring.SealNode(n.Rand, "own_keys/private/"+row.KeyID, text)
	if err != nil {
		return OwnKey{}, err
	}
	entry := n.entry(ctx, audit.KeyCreated, "key", row.KeyID)
	entry.Details = map[string]string{"type": string(row.Type), "for": ask.From}
	return row, n.Store.InTx(ctx, func(tx Tx) error { return tx.InsertOwnKey(ctx, row, entry) })
}

// RevokeKey makes a key of ours unusable at once: messages sealed to it are refused with fault.EnvelopeRevokedKey.
func (n *Node) RevokeKey(ctx context.Context, keyID string) error {
	err := n.Store.InTx(ctx, func(tx Tx) error {
		return tx.RevokeOwnKey(ctx, keyID, n.now(), n.entry(ctx, audit.KeyRevoked, "key", keyID))
	})
	n.own.forget(keyID)
	return err
}

// ListKeys returns the newest key pairs of a kind, without their private parts.
func (n *Node) ListKeys(ctx context.Context, typ travelrule.KeyType, limit int) (keys []OwnKey, err error) {
	err = n.Store.View(ctx, func(r Reader) (err error) {
		keys, err = r.OwnKeys(ctx, typ, limit)
		return err
	})
	for i := range keys {
		keys[i].Private = nil
	}
	return keys, err
}

// IdentityKeyID names an Ed25519 identity key in headers and lists.
func IdentityKeyID(public []byte) string {
	sum := sha256.Sum256(public)
	return base64.RawURLEncoding.EncodeToString(sum[:12])
}
