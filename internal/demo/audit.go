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
func VerifyAudit(ctx context.Context, configFile string) (app.AuditReport, error) {
	cfg, err := config.Load(configFile, os.Getenv)
	if err != nil {
		return app.AuditReport{}, err
	}
	identity, err := keyfile.Ed25519(filepath.Join(cfg.Data, "keys", keyfile.IdentityFile), bytes.NewReader(nil))
	if err != nil {
		return app.AuditReport{}, fmt.Errorf("identity key: %w", err)
	}
	db, err := node.OpenStoreAsIs(ctx, cfg, slog.New(slog.DiscardHandler))
	if err != nil {
		return app.AuditReport{}, err
	}
	defer db.Close()
	return app.VerifyAudit(ctx, db, []ed25519.PublicKey{identity.Public().(ed25519.PublicKey)})
}
