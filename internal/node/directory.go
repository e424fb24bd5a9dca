package node

import (
	"context"
	"crypto/ed25519"
	"crypto/tls"
	"encoding/base64"
	"errors"
	"io"
	"path/filepath"
	"slices"
	"time"

	peerapi "github.com/bonafide-id/bonafide/internal/httpapi/peer"
	"github.com/bonafide-id/bonafide/internal/keyfile"
	"github.com/bonafide-id/bonafide/internal/peer"
	"github.com/bonafide-id/bonafide/travelrule/directory/keylog"
)

// rotationEvery is how often the node looks whether a prepared key is to be used from now on.
const rotationEvery = 5 * time.Second

// keyFolder is where the node's keys are.
func (n *Node) keyFolder() string { return filepath.Join(n.cfg.Data, "keys") }

// directoryClient asks the directory in this member's name.
func (n *Node) directoryClient(keys []ed25519.PublicKey, opt Options) *peer.DirectoryClient {
	return peer.As(n.cfg.Directory.URL, peer.Membership{VaspID: n.cfg.VaspID, Identity: func() ed25519.PrivateKey { return n.App.Identity() }, Keys: keys,
		Clock: opt.Clock, Rand: opt.Rand})
}

// withRelay puts the directory's relay behind the direct way to other nodes.
func (n *Node) withRelay(client *peer.DirectoryClient, opt Options) *peer.Relayed {
	return peer.NewRelayed(n.peers, peer.RelayedOptions{VaspID: n.cfg.VaspID, Relay: client, Clock: opt.Clock, Log: n.log,
		Sign: func(message []byte) []byte { return ed25519.Sign(n.App.Identity(), message) },
		IdentityKeys: func(vaspID string) ([]ed25519.PublicKey, error) {
			index, err := n.App.Members().Index()
			if err != nil {
				return nil, err
			}
			if _, err := index.Active(vaspID); err != nil {
				return nil, err
			}
			return n.App.Members().IdentityKeys(vaspID)
		}})
}

// serveRelay answers what other members send through the relay, until ctx ends.
func (n *Node) serveRelay(ctx context.Context) { n.relayed.Serve(ctx, n.App, peerapi.Refusal) }

// ownKeys are the hashes of all keys this node ever made, as the key log names them.
func (n *Node) ownKeys() map[keylog.Hash]bool {
	made, err := keyfile.Made(n.keyFolder())
	if err != nil {
		n.log.Error("the node's own keys cannot be read; keys in its name cannot be told from others'", "error", err.Error())
	}
	own := make(map[keylog.Hash]bool, len(made))
	for _, key := range made {
		own[key.Hash()] = true
	}
	return own
}

// followRotations takes prepared keys into use when their time has come and the directory lists them, until ctx ends.
func (n *Node) followRotations(ctx context.Context, clock func() time.Time, rand io.Reader) {
	tick := time.NewTicker(rotationEvery)
	defer tick.Stop()
	for {
		if err := errors.Join(n.rotateIdentity(ctx, clock()), n.rotateTLS(ctx, clock(), rand)); err != nil && ctx.Err() == nil {
			n.log.ErrorContext(ctx, "a prepared key could not be taken into use", "error", err.Error())
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// due returns a prepared key whose time has come.
func (n *Node) due(name string, now time.Time) (ed25519.PrivateKey, bool, error) {
	key, at, ok, err := keyfile.Next(n.keyFolder(), name)
	return key, ok && err == nil && !at.IsZero() && !now.Before(at), err
}

func (n *Node) rotateIdentity(ctx context.Context, now time.Time) error {
	key, due, err := n.due(keyfile.IdentityFile, now)
	if err != nil || !due {
		return err
	}
	listed, err := n.App.Members().IdentityKeys(n.cfg.VaspID)
	public := key.Public().(ed25519.PublicKey)
	if err != nil || !slices.ContainsFunc(listed, func(have ed25519.PublicKey) bool { return have.Equal(public) }) {
		return err // until the list that has it has come
	}
	if err := keyfile.Promote(n.keyFolder(), keyfile.IdentityFile); err != nil {
		return err
	}
	n.App.SetIdentity(key)
	n.log.InfoContext(ctx, "signing with a new identity key", "key", base64.StdEncoding.EncodeToString(public))
	return nil
}

func (n *Node) rotateTLS(ctx context.Context, now time.Time, rand io.Reader) error {
	key, due, err := n.due(keyfile.TLSFile, now)
	if err != nil || !due {
		return err
	}
	pin, err := peer.PinOf(key.Public().(ed25519.PublicKey))
	if err != nil {
		return err
	}
	index, err := n.App.Members().Index()
	if err != nil {
		return err
	}
	if me, err := index.Lookup(n.cfg.VaspID); err != nil || !slices.Contains(me.TLSPins(now), pin) {
		return err
	}
	var certificate tls.Certificate
	if certificate, err = peer.Certificate(key, rand); err != nil {
		return err
	}
	if err := keyfile.Promote(n.keyFolder(), keyfile.TLSFile); err != nil {
		return err
	}
	n.peers.SetCertificate(certificate)
	n.log.InfoContext(ctx, "securing connections with a new TLS key", "pin", pin)
	return nil
}
