package node

import (
	"context"
	"encoding/base64"
	"fmt"
	"io"
	"path/filepath"
	"time"

	"github.com/bonafide-id/bonafide/fault"
	"github.com/bonafide-id/bonafide/internal/app"
	"github.com/bonafide-id/bonafide/internal/backend"
	"github.com/bonafide-id/bonafide/internal/config"
	"github.com/bonafide-id/bonafide/internal/keyfile"
	"github.com/bonafide-id/bonafide/internal/risk"
	"github.com/bonafide-id/bonafide/pii"
)

// LoadKeys reads the secrets of a node, making those that are missing: made names the files it made. The key that seals the keyring comes from a file, the
// environment, or the operator's key service (contract 3.6).
func LoadKeys(ctx context.Context, cfg config.Node, rand io.Reader) (set keyfile.Set, made []string, err error) {
	key, err := KeyringKey(ctx, cfg)
	if err != nil {
		return set, nil, err
	}
	return keyfile.LoadSealed(filepath.Join(cfg.Data, "keys"), rand, key)
}

// KeyringKey is the key that seals the keyring; unset when none is configured.
func KeyringKey(ctx context.Context, cfg config.Node) (pii.Bytes, error) {
	text, err := secret(cfg.Keys.SealedWith, cfg.Keys.SealedWithFile)
	if err != nil {
		return pii.Bytes{}, fmt.Errorf("keys.sealedWithFile: %w", err)
	}
	if !text.IsSet() {
		return pii.Bytes{}, nil
	}
	if cfg.Keys.DecryptURL != "" {
		if text, err = backend.Decrypt(ctx, cfg.Keys.DecryptURL, text); err != nil {
			return pii.Bytes{}, fmt.Errorf("keys.decryptUrl: %w", err)
		}
	}
	raw, err := base64.StdEncoding.DecodeString(text.Reveal())
	if err != nil || len(raw) != 32 {
		return pii.Bytes{}, fault.Newf(fault.Config, "keys", "the key that seals the keyring is not 32 bytes, base64")
	}
	return pii.New(raw), nil
}

// newBackend makes the client of the exchange's own software.
func newBackend(cfg config.Node, clock func() time.Time) (*backend.Client, error) {
	b := cfg.Backend
	token, err := secret(b.Token, b.TokenFile)
	if err != nil {
		return nil, fmt.Errorf("backend.tokenFile: %w", err)
	}
	return backend.New(backend.Options{Account: b.Account, User: b.User, Transfer: b.Transaction, Callback: b.Callback, Token: token, Header: b.TokenHeader, Clock: clock}), nil
}

// secret is a text from the environment, or from a file that must be there; unset when neither is named.
func secret(fromEnvironment pii.String, path string) (pii.String, error) {
	if fromEnvironment.IsSet() || path == "" {
		return fromEnvironment, nil
	}
	text, err := keyfile.Token(path, nil)
	return pii.New(text), err
}

// newRisk makes the clients of the providers that are configured.
func newRisk(cfg config.Risk) (out app.RiskProviders, err error) {
	for name, part := range map[string]struct {
		cfg  config.Provider
		into *app.RiskProvider
	}{"sanction": {cfg.Sanction, &out.Sanction}, "kyt": {cfg.KYT, &out.KYT}, "wco": {cfg.WCO, &out.WCO}} {
		switch part.cfg.URL {
		case "":
		case "simulator":
			*part.into = risk.Simulator{}
		default:
			key, err := secret(part.cfg.Key, part.cfg.KeyFile)
			if err != nil {
				return out, fmt.Errorf("risk.%s.keyFile: %w", name, err)
			}
			*part.into = risk.New(part.cfg.URL, key)
		}
	}
	return out, nil
}

// probeBackend says in the log which of the back end's addresses nothing answers at (contract 3.1): the node goes on, and its start does not wait for it.
func (n *Node) probeBackend(ctx context.Context) {
	for call, err := range n.backend.Probe(ctx) {
		n.log.WarnContext(ctx, "nothing answers at the back end's address; the node goes on without it for now", "call", string(call), "error", err.Error())
	}
}
