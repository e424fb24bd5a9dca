package demo

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"

	"github.com/bonafide-id/bonafide/internal/app"
	"github.com/bonafide-id/bonafide/internal/config"
	"github.com/bonafide-id/bonafide/internal/keyfile"
	"github.com/bonafide-id/bonafide/internal/node"
)

// VerifyAudit is what bonafide audit verify --config does, for Options.Audit: it reads the node's database beside the running node, and
// changes nothing.
func VerifyAudit(ctx context.Context, configFile string) (string, error) {
	cfg, err := config.Load(configFile, os.Getenv)
	if err != nil {
		return "", err
	}
	identity, err := keyfile.Ed25519(filepath.Join(cfg.Data, "keys", keyfile.IdentityFile), bytes.NewReader(nil))
	if err != nil {
		return "", fmt.Errorf("identity key: %w", err)
	}
	db, err := node.OpenStoreAsIs(ctx, cfg, slog.New(slog.DiscardHandler))
	if err != nil {
		return "", err
	}
	defer db.Close()
	report, err := app.VerifyAudit(ctx, db, []ed25519.PublicKey{identity.Public().(ed25519.PublicKey)})
	if err != nil {
		return "", err
	}
	if n := len(report.Findings); n > 0 {
		return report.Text(), fmt.Errorf("the records do not match their trail: %d findings", n)
	}
	return report.Text(), nil
}
