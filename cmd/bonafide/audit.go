package main

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	"github.com/bonafide-id/bonafide/internal/app"
	"github.com/bonafide-id/bonafide/internal/config"
	"github.com/bonafide-id/bonafide/internal/keyfile"
	"github.com/bonafide-id/bonafide/internal/node"
	"github.com/bonafide-id/bonafide/internal/store"
	"github.com/bonafide-id/bonafide/internal/telemetry"
)

type auditCmd struct {
	Verify auditVerifyCmd `cmd:"" help:"Check the chain of audit entries, its signed checkpoints, and every stored verification against them."`
}

type auditVerifyCmd struct {
	Config   string   `type:"path" placeholder:"FILE" help:"The node's configuration: its database is checked, against its own identity key."`
	Database string   `placeholder:"URL" help:"A copy to check instead: sqlite:PATH or postgres://..."`
	Key      []string `placeholder:"BASE64" help:"Public identity key that signed the checkpoints (bonafide keys show); needed with --database."`
	JSON     bool     `name:"json" help:"Print the report as JSON."`
}

func (c auditVerifyCmd) Run(ctx context.Context) error {
	url, keys, err := c.source()
	if err != nil {
		return err
	}
	log := telemetry.Logger(os.Stderr, "warn", "text")
	db, err := store.OpenURL(ctx, url, store.Options{Logger: log, NoMigrate: true})
	if err != nil {
		return err
	}
	defer db.Close()
	report, err := app.VerifyAudit(ctx, db, keys)
	if err != nil {
		return err
	}
	if c.JSON {
		if err := json.NewEncoder(os.Stdout).Encode(report); err != nil {
			return err
		}
	} else {
		fmt.Print(report.Text())
	}
	if len(report.Findings) > 0 {
		return fmt.Errorf("the records do not match their trail: %d findings", len(report.Findings))
	}
	return nil
}

func (c auditVerifyCmd) source() (url string, keys []ed25519.PublicKey, err error) {
	for _, text := range c.Key {
		raw, err := base64.StdEncoding.DecodeString(text)
		if err != nil || len(raw) != ed25519.PublicKeySize {
			return "", nil, fmt.Errorf("--key: not a base64 Ed25519 public key of 32 bytes")
		}
		keys = append(keys, raw)
	}
	if c.Config == "" {
		if c.Database == "" || len(keys) == 0 {
			return "", nil, fmt.Errorf("name the node's --config, or a --database with the --key that signed it")
		}
		return c.Database, keys, nil
	}
	cfg, err := config.Load(c.Config, os.Getenv)
	if err != nil {
		return "", nil, err
	}
	own, err := keyfile.Ed25519(filepath.Join(cfg.Data, "keys", keyfile.IdentityFile), bytes.NewReader(nil))
	if err != nil {
		return "", nil, fmt.Errorf("identity key: %w", err)
	}
	keys = append(keys, own.Public().(ed25519.PublicKey))
	// A trail goes on through rotations: what an earlier key signed stays proven.
	made, err := keyfile.Made(filepath.Join(cfg.Data, "keys"))
	if err != nil {
		return "", nil, fmt.Errorf("earlier identity keys: %w", err)
	}
	for _, earlier := range made {
		if key, ok := earlier.Key(); ok && earlier.Purpose == keyfile.IdentityFile {
			keys = append(keys, key)
		}
	}
	if c.Database != "" {
		return c.Database, keys, nil
	}
	url, err = node.DatabaseURL(cfg)
	return url, keys, err
}

type migrateCmd struct {
	Config string `required:"" type:"path" placeholder:"FILE" help:"The node's configuration."`
}

func (c migrateCmd) Run(ctx context.Context) error {
	cfg, err := config.Load(c.Config, os.Getenv)
	if err != nil {
		return err
	}
	db, err := node.OpenStore(ctx, cfg, telemetry.Logger(os.Stderr, "info", "text"))
	if err != nil {
		return err
	}
	defer db.Close()
	at, err := db.SchemaVersion(ctx)
	if err == nil {
		fmt.Println("The database is at schema version", at)
	}
	return err
}
