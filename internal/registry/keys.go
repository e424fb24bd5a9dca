package registry

import (
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"slices"
	"time"

	"github.com/bonafide-id/bonafide/fault"
	"github.com/bonafide-id/bonafide/travelrule/directory"
	"github.com/bonafide-id/bonafide/travelrule/directory/keylog"
)

// Limits of a rotation.
const (
	DefaultOverlap = 7 * 24 * time.Hour
	minOverlap     = time.Minute
	maxOverlap     = 90 * 24 * time.Hour
	keyLifeYears   = 5
	// endedKeysKept is how long keys that are no longer valid stay on the list, so that late messages are told apart from forged ones.
	endedKeysKept = 30 * 24 * time.Hour
)

// overlapOf is how long the present keys stay valid; fault.Invalid.
func overlapOf(r directory.Rotation) (time.Duration, error) {
	overlap := time.Duration(r.OverlapSeconds) * time.Second
	if r.OverlapSeconds == 0 {
		overlap = DefaultOverlap
	}
	if r.OverlapSeconds < 0 || r.OverlapSeconds > int64(maxOverlap/time.Second) || overlap < minOverlap {
		return 0, fault.New(fault.Invalid, "overlapSeconds")
	}
	return overlap, nil
}

// RotateIdentity lists a new identity key of a member, valid from now on, and lets the present ones end after the overlap. The call was signed
// with a present key. fault.Invalid at "proof" or "overlapSeconds"; Conflict when the key is, or was, on the list.
func (s *Service) RotateIdentity(ctx context.Context, vaspID string, r directory.Rotation) (directory.Member, error) {
	public, overlap, err := s.proven(r, keylog.Identity, vaspID)
	if err != nil {
		return directory.Member{}, err
	}
	now := s.time()
	sum := sha256.Sum256(public)
	key := directory.IdentityKey{ID: base64.RawURLEncoding.EncodeToString(sum[:12]), PublicKey: base64.StdEncoding.EncodeToString(public),
		NotBefore: now.Add(-time.Minute), NotAfter: now.AddDate(keyLifeYears, 0, 0)}
	return s.rotate(ctx, vaspID, "keys.identity_added", key.ID, keylog.Hash(sum), func(m *directory.Member) {
		m.IdentityKeys = slices.DeleteFunc(slices.Clone(m.IdentityKeys), func(k directory.IdentityKey) bool { return ended(k.NotAfter, k.Revoked, now) })
		for i := range m.IdentityKeys {
			if end := now.Add(overlap); end.Before(m.IdentityKeys[i].NotAfter) {
				m.IdentityKeys[i].NotAfter = end
			}
		}
		m.IdentityKeys = append(m.IdentityKeys, key)
	})
}

// RotateTLS lists a new TLS key of a member and lets the present one end after the overlap; errors as RotateIdentity.
func (s *Service) RotateTLS(ctx context.Context, vaspID string, r directory.Rotation) (directory.Member, error) {
	_, overlap, err := s.proven(r, keylog.TLS, vaspID)
	if err != nil {
		return directory.Member{}, err
	}
	now := s.time()
	return s.rotate(ctx, vaspID, "keys.tls_added", r.Proof.Pin(), keylog.Hash(sha256.Sum256(r.Proof.PublicKey)), func(m *directory.Member) {
		m.TLSKeys = slices.DeleteFunc(slices.Clone(m.TLSKeys), func(k directory.TLSKey) bool { return ended(k.NotAfter, k.Revoked, now) })
		if m.TLSKey != "" {
			m.TLSKeys = append(m.TLSKeys, directory.TLSKey{Pin: m.TLSKey, NotAfter: now.Add(overlap)})
		}
		m.TLSKey = r.Proof.Pin()
	})
}

func ended(notAfter time.Time, revoked *time.Time, now time.Time) bool {
	gone := now.Add(-endedKeysKept)
	return notAfter.Before(gone) || revoked != nil && revoked.Before(gone)
}

func (s *Service) proven(r directory.Rotation, purpose keylog.Purpose, vaspID string) (public ed25519.PublicKey, overlap time.Duration, err error) {
	if overlap, err = overlapOf(r); err != nil {
		return nil, 0, err
	}
	public, err = r.Proof.Verify(purpose, s.Audience(), vaspID)
	return public, overlap, err
}

// rotate changes a member's keys once. The same rotation again, by a member that did not hear the answer, changes nothing.
func (s *Service) rotate(ctx context.Context, vaspID, action, name string, hash keylog.Hash, change func(*directory.Member)) (directory.Member, error) {
	actor := "vasp:" + vaspID
	err := s.edit(ctx, actor, action, vaspID, name, func(members []directory.Member) ([]directory.Member, error) {
		i := find(members, vaspID)
		if i < 0 {
			return nil, fault.New(fault.MemberNotFound, "vaspId")
		}
		state := keylog.State{}
		members[i].KeyState(state)
		for key, e := range state {
			if key.Hash == hash && (e.Revoked != nil || !e.NotAfter.IsZero() && !s.time().Before(e.NotAfter)) {
				return nil, fault.New(fault.Conflict, "proof")
			}
			if key.Hash == hash {
				return members, nil
			}
		}
		change(&members[i])
		members[i].UpdatedAt = s.time()
		return members, members[i].Validate()
	})
	if err != nil {
		return directory.Member{}, err
	}
	return s.Member(ctx, vaspID)
}

// RevokeKey ends a key at once: an identity key by its id, or a TLS key beside the present one by its pin. Messages signed with it are refused
// from now on, whenever they were signed. fault.NotFound; Conflict for the present TLS key, which is rotated first.
func (s *Service) RevokeKey(ctx context.Context, actor, vaspID, name string) (directory.Member, error) {
	err := s.edit(ctx, actor, "keys.revoked", vaspID, name, func(members []directory.Member) ([]directory.Member, error) {
		i := find(members, vaspID)
		if i < 0 {
			return nil, fault.New(fault.MemberNotFound, "vaspId")
		}
		now := s.time()
		m := &members[i]
		if name == m.TLSKey && name != "" {
			return nil, fault.New(fault.Conflict, "key")
		}
		m.IdentityKeys, m.TLSKeys = slices.Clone(m.IdentityKeys), slices.Clone(m.TLSKeys)
		found := false
		for k := range m.IdentityKeys {
			if key := &m.IdentityKeys[k]; key.ID == name {
				if found = true; key.Revoked == nil {
					key.Revoked = &now
				}
			}
		}
		for k := range m.TLSKeys {
			if key := &m.TLSKeys[k]; key.Pin == name {
				if found = true; key.Revoked == nil {
					key.Revoked = &now
				}
			}
		}
		if !found {
			return nil, fault.New(fault.NotFound, "key")
		}
		m.UpdatedAt = now
		return members, nil
	})
	if err != nil {
		return directory.Member{}, err
	}
	return s.Member(ctx, vaspID)
}
