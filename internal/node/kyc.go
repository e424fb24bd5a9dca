package node

import (
	"context"
	"fmt"
	"path/filepath"
	"time"

	"github.com/google/uuid"

	"github.com/bonafide-id/bonafide/internal/app/ekyc"
	"github.com/bonafide-id/bonafide/internal/app/submission"
	"github.com/bonafide-id/bonafide/internal/blobs"
	"github.com/bonafide-id/bonafide/internal/config"
	"github.com/bonafide-id/bonafide/internal/fetch"
	ekycapi "github.com/bonafide-id/bonafide/internal/httpapi/ekyc"
	"github.com/bonafide-id/bonafide/internal/issuer"
	"github.com/bonafide-id/bonafide/internal/keyfile"
	"github.com/bonafide-id/bonafide/internal/store"
	"github.com/bonafide-id/bonafide/internal/vision"
	"github.com/bonafide-id/bonafide/verification"
)

// expireEvery is how often submissions past their window are rejected, and eKYC sessions past theirs ended or erased.
const expireEvery = time.Minute

// startKYC makes the verification of customers. Without a vision worker everything is there but the engine, and says so.
func (n *Node) startKYC(ctx context.Context, cfg config.Node, keys keyfile.Set, opt Options, events vision.Events) error {
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
	engine, err := n.engine(ctx, cfg, opt, events)
	if err != nil {
		return err
	}
	n.KYC = submission.New(submission.Deps{Store: store.Submissions(n.store), Engine: engine, Blobs: n.blobs, Issuer: asker, Registry: n.App,
		Keyring: keys.Keyring, Clock: opt.Clock, Rand: opt.Rand, NewID: uuid.NewString, Log: opt.Log, Limits: opt.KYCLimits})
	n.EKYC = ekyc.New(ekyc.Deps{Store: store.Sessions(n.store), Engine: n.pages(opt), Blobs: n.blobs, Fetcher: fetch.New(fetch.Options{}), Judge: verification.Judge,
		Keyring: keys.Keyring, Clock: opt.Clock, Rand: opt.Rand, NewID: uuid.NewString, Log: opt.Log, Known: ekycapi.KnownText})
	return nil
}

// pages reads documents whole: the engine given when it can, or the worker's client.
func (n *Node) pages(opt Options) ekyc.Engine {
	if given, ok := opt.Engine.(ekyc.Engine); ok {
		return given
	}
	if n.Vision != nil {
		return n.Vision
	}
	return nil
}

// engine is the one given, or the configured worker's client, or none. A worker that does not start does not stop the node: it is tried again.
func (n *Node) engine(ctx context.Context, cfg config.Node, opt Options, events vision.Events) (submission.Engine, error) {
	if opt.Engine != nil || cfg.KYC.Vision == "" {
		return opt.Engine, nil
	}
	options := VisionOptions(cfg.KYC)
	options.Log, options.Events = opt.Log, events
	var err error
	if n.Vision, err = vision.Start(ctx, options); err != nil {
		return nil, fmt.Errorf("kyc.vision: %w", err)
	}
	return n.Vision, nil
}

// verification says how the engine is, for the public surface: nothing of a worker's own words. nil: there is none.
func (n *Node) verification(opt Options) func() string {
	switch {
	case n.Vision != nil:
		return func() string {
			if n.Vision.Status().Ready() {
				return "ready"
			}
			return "configured: the vision worker is not ready"
		}
	case opt.Engine != nil:
		return func() string { return "ready" }
	}
	return nil
}

// VisionOptions are what a configuration says of the worker. Models and library are looked for beside it when they are not named.
func VisionOptions(k config.KYC) vision.Options {
	opt := vision.Options{Path: k.Vision, Workers: k.VisionWorkers, Queue: k.VisionQueue, JobTime: time.Duration(k.VisionJobTime), MemoryMB: k.VisionMemoryMB,
		RecycleAfter: k.VisionRecycle}
	beside := filepath.Dir(k.Vision)
	for _, part := range []struct{ flag, path, usual string }{
		{"-models", k.Models, filepath.Join(beside, "models")},
		{"-lib", k.VisionRuntime, filepath.Join(beside, "lib", "libonnxruntime.so*")},
	} {
		path := part.path
		if found, err := filepath.Glob(part.usual); path == "" && err == nil && len(found) > 0 {
			path = found[0]
		}
		if path != "" {
			opt.Args, opt.Reads = append(opt.Args, part.flag, path), append(opt.Reads, path)
		}
	}
	return opt
}

// expire ends submissions and sessions past their time until ctx ends.
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
			if _, _, err := n.EKYC.Expire(ctx); err != nil && ctx.Err() == nil {
				n.log.WarnContext(ctx, "eKYC sessions past their time could not be ended or erased; the next round tries again", "error", err.Error())
			}
		}
	}
}
