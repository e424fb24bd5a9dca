package node

import (
	"context"
	"fmt"
	"path/filepath"
	"time"

	"github.com/google/uuid"

	"github.com/bonafide-id/bonafide/internal/app/submission"
	"github.com/bonafide-id/bonafide/internal/blobs"
	"github.com/bonafide-id/bonafide/internal/config"
	"github.com/bonafide-id/bonafide/internal/issuer"
	"github.com/bonafide-id/bonafide/internal/keyfile"
	"github.com/bonafide-id/bonafide/internal/store"
)

// expireEvery is how often submissions past their window are rejected.
const expireEvery = time.Minute

// startKYC makes the verification of customers. Without a vision worker everything is there but the engine, and says so.
func (n *Node) startKYC(ctx context.Context, cfg config.Node, keys keyfile.Set, opt Options) error {
	address := cfg.KYC.Blobs
	if address == "" {
		address = "file:" + filepath.Join(cfg.Data, "blobs")
	}
	var err error
	if n.blobs, err = blobs.Open(ctx, address); err != nil {
		return fmt.Errorf("kyc.blobs: %w", err)
	}
	var asker submission.Issuer
	if cfg.KYC.Issuer == "simulator" {
		asker = issuer.Simulator{}
	}
	n.KYC = submission.New(submission.Deps{Store: store.Submissions(n.store), Engine: opt.Engine, Blobs: n.blobs, Issuer: asker, Registry: n.App,
		Keyring: keys.Keyring, Clock: opt.Clock, Rand: opt.Rand, NewID: uuid.NewString, Log: opt.Log, Limits: opt.KYCLimits})
	return nil
}

// expire rejects submissions past their window until ctx ends.
func (n *Node) expire(ctx context.Context) {
	tick := time.NewTicker(expireEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			if _, err := n.KYC.Expire(ctx); err != nil && ctx.Err() == nil {
				n.log.WarnContext(ctx, "submissions past their window could not be ended; the next round tries again", "error", err.Error())
			}
		}
	}
}
