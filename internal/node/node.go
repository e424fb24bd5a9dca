// Package node puts one VASP's node together: store, keys, use cases and the three listeners.
package node

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"time"

	"github.com/google/uuid"

	"github.com/bonafide-id/bonafide/api"
	"github.com/bonafide-id/bonafide/internal/app"
	"github.com/bonafide-id/bonafide/internal/app/ekyc"
	"github.com/bonafide-id/bonafide/internal/app/submission"
	"github.com/bonafide-id/bonafide/internal/backend"
	"github.com/bonafide-id/bonafide/internal/blobs"
	"github.com/bonafide-id/bonafide/internal/config"
	"github.com/bonafide-id/bonafide/internal/httpapi/admin"
	ekycapi "github.com/bonafide-id/bonafide/internal/httpapi/ekyc"
	"github.com/bonafide-id/bonafide/internal/httpapi/enclave"
	peerapi "github.com/bonafide-id/bonafide/internal/httpapi/peer"
	"github.com/bonafide-id/bonafide/internal/httpapi/public"
	requirementsapi "github.com/bonafide-id/bonafide/internal/httpapi/requirements"
	submissionapi "github.com/bonafide-id/bonafide/internal/httpapi/submission"
	"github.com/bonafide-id/bonafide/internal/keyfile"
	"github.com/bonafide-id/bonafide/internal/peer"
	"github.com/bonafide-id/bonafide/internal/store"
	"github.com/bonafide-id/bonafide/internal/telemetry"
	"github.com/bonafide-id/bonafide/internal/vision"
	"github.com/bonafide-id/bonafide/travelrule"
	"github.com/bonafide-id/bonafide/travelrule/directory"
	"github.com/bonafide-id/bonafide/travelrule/ivms101"
)

// Listeners may be opened before the node starts, so that its addresses are known; nil ones are opened by Start.
type Listeners struct{ Private, Public, Peer net.Listener }

// Options of a start.
type Options struct {
	Log       *slog.Logger
	Clock     func() time.Time // nil: time.Now
	Rand      io.Reader        // nil: crypto/rand
	Listeners Listeners
	Version   string
	// Engine reads pictures; nil: what the configuration names, or none.
	Engine    submission.Engine
	KYCLimits submission.Limits // zero: the contract's
	Mischief  *app.Mischief     // of a test counterparty; nil for every other node
}

// Node is a running node.
type Node struct {
	App      *app.Node
	KYC      *submission.Service
	EKYC     *ekyc.Service
	Vision   *vision.Client // nil: none is configured, or Options.Engine took its place
	AdminKey string
	cfg      config.Node
	log      *slog.Logger
	store    store.DB
	blobs    *blobs.Store
	peers    *peer.Client
	relayed  *peer.Relayed
	backend  *backend.Client
	tracer   *telemetry.Tracer
	servers  []*http.Server
	addrs    Listeners
	stopJobs func(context.Context) error
	stopRun  context.CancelFunc
	running  sync.WaitGroup
	failed   chan error
}

// Start brings a node up: when it returns without an error, everything answers.
func Start(ctx context.Context, cfg config.Node, opt Options) (_ *Node, err error) {
	if opt.Clock == nil {
		opt.Clock = time.Now
	}
	if opt.Rand == nil {
		opt.Rand = rand.Reader
	}
	n := &Node{cfg: cfg, log: opt.Log, failed: make(chan error, 4)}
	defer func() {
		if err != nil {
			stopCtx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
			defer cancel()
			_ = n.Stop(stopCtx)
		}
	}()
	keys, made, err := LoadKeys(ctx, cfg, opt.Rand)
	if err != nil {
		return nil, fmt.Errorf("keys: %w", err)
	}
	for _, path := range made {
		n.log.InfoContext(ctx, "made a key file; keep a copy in a safe place", "path", path)
	}
	if n.AdminKey, err = keyfile.Token(cfg.Admin.KeyFile, opt.Rand); err != nil {
		return nil, fmt.Errorf("administration key: %w", err)
	}
	token := ""
	if cfg.Enclave.TokenFile != "" {
		if token, err = keyfile.Token(cfg.Enclave.TokenFile, opt.Rand); err != nil {
			return nil, fmt.Errorf("enclave token: %w", err)
		}
	}
	if n.store, err = OpenStore(ctx, cfg, opt.Log); err != nil {
		return nil, err
	}
	certificate, err := peer.Certificate(keys.TLS, opt.Rand)
	if err != nil {
		return nil, err
	}
	n.peers = peer.NewClient(certificate)
	metrics := telemetry.NewMetrics()
	if n.tracer, err = telemetry.NewTracer(ctx, cfg.Telemetry.OTLP, cfg.VaspID); err != nil {
		return nil, fmt.Errorf("telemetry.otlp: %w", err)
	}
	appConfig, err := appConfig(cfg)
	if err != nil {
		return nil, err
	}
	if n.backend, err = newBackend(cfg, opt.Clock); err != nil {
		return nil, err
	}
	providers, err := newRisk(cfg.Risk)
	if err != nil {
		return nil, err
	}
	if err := errors.Join(keyfile.Record(n.keyFolder(), keyfile.IdentityFile, keys.Identity), keyfile.Record(n.keyFolder(), keyfile.TLSFile, keys.TLS)); err != nil {
		return nil, fmt.Errorf("keys: %w", err)
	}
	registry := n.directoryClient(appConfig.DirectoryKeys, opt)
	var peers app.Peers = n.peers
	if !cfg.Directory.NoRelay {
		n.relayed = n.withRelay(registry, opt)
		peers = n.relayed
	}
	n.App, err = app.New(appConfig, app.Deps{Backend: n.backend, Risk: providers, Store: n.store, Keyring: keys.Keyring, Identity: keys.Identity, Peers: peers,
		Directory: registry, OwnKeys: n.ownKeys, Clock: opt.Clock, Rand: opt.Rand, NewID: uuid.NewString, Log: opt.Log, Events: metrics, Mischief: opt.Mischief})
	if err != nil {
		return nil, err
	}
	if err := n.startKYC(ctx, cfg, keys, opt, metrics); err != nil {
		return nil, err
	}
	if err := n.prepare(ctx); err != nil {
		return nil, err
	}
	if err := n.listen(opt.Listeners); err != nil {
		return nil, err
	}
	n.serve(opt, metrics, peer.RotatingServerTLS(n.peers.Certificate), token)
	return n, n.work(cfg, opt)
}

// DatabaseURL is the URL of the database a configuration names.
func DatabaseURL(cfg config.Node) (string, error) {
	if url, ok := cfg.DatabaseURL(); ok {
		return url.Reveal(), nil
	}
	if cfg.DatabaseFile == "" {
		return cfg.Database, nil
	}
	text, err := keyfile.Token(cfg.DatabaseFile, nil)
	if err != nil {
		return "", fmt.Errorf("databaseFile: %w", err)
	}
	return text, nil
}

// OpenStore opens the database a configuration names and brings it to this program's schema.
func OpenStore(ctx context.Context, cfg config.Node, log *slog.Logger) (store.DB, error) {
	return openStore(ctx, cfg, store.Options{Logger: log})
}

// OpenStoreAsIs opens it without changing anything; fault.Unmigrated when its schema is not this program's.
func OpenStoreAsIs(ctx context.Context, cfg config.Node, log *slog.Logger) (store.DB, error) {
	return openStore(ctx, cfg, store.Options{Logger: log, NoMigrate: true})
}

func openStore(ctx context.Context, cfg config.Node, opt store.Options) (store.DB, error) {
	url, err := DatabaseURL(cfg)
	if err != nil {
		return nil, err
	}
	db, err := store.OpenURL(ctx, url, opt)
	if err != nil {
		return nil, fmt.Errorf("database: %w", err)
	}
	return db, nil
}

func appConfig(cfg config.Node) (app.Config, error) {
	assets, err := travelrule.NewAssets(cfg.Assets)
	if err != nil {
		return app.Config{}, err
	}
	out := app.Config{VaspID: cfg.VaspID, AnswerTimeout: time.Duration(cfg.Verification.AnswerTimeout),
		VerificationTimeout: time.Duration(cfg.Verification.UserTimeout), KeyLifetime: time.Duration(cfg.Verification.KeyLifetime),
		PeerKeyTTL: time.Duration(cfg.Verification.PeerKeyTTL), MismatchLimit: cfg.Verification.MismatchLimit,
		MismatchWindow: time.Duration(cfg.Verification.MismatchWindow), Assets: assets, Source: app.Source(cfg.Backend.Decision),
		DeliverFor: time.Duration(cfg.Backend.DeliverFor), ReminderAfter: time.Duration(cfg.Verification.ReminderAfter), RetentionDays: cfg.Verification.RetentionDays,
		AcceptCloseNames: cfg.Verification.CloseNames == "accept"}
	for text, into := range map[string]*[]ivms101.Field{cfg.Verification.OriginatorNatural: &out.OriginatorNatural, cfg.Verification.OriginatorLegal: &out.OriginatorLegal} {
		if text == "" {
			continue
		}
		if *into, err = ivms101.ParseFields(text); err != nil {
			return app.Config{}, err
		}
	}
	out.DirectoryKeys, err = cfg.Directory.PublicKeys()
	return out, err
}

// prepare takes the stored list of members into use and asks for a newer one. A directory that is down does not stop a node
// that has a copy; without one the node starts and says what it waits for.
func (n *Node) prepare(ctx context.Context) error {
	if err := n.App.LoadDirectory(ctx); err != nil {
		return err
	}
	fetch, cancel := context.WithTimeout(ctx, 3*time.Second)
	defer cancel()
	if err := n.App.RefreshDirectory(fetch); err != nil {
		n.log.WarnContext(ctx, "the directory could not be reached; working with the last good copy, if there is one", "error", err.Error())
	}
	return nil
}

func (n *Node) listen(given Listeners) (err error) {
	open := func(have net.Listener, addr string) net.Listener {
		if have != nil || err != nil {
			return have
		}
		var opened net.Listener
		opened, err = net.Listen("tcp", addr)
		return opened
	}
	n.addrs.Private = open(given.Private, n.cfg.Listen.Private)
	n.addrs.Public = open(given.Public, n.cfg.Listen.Public)
	n.addrs.Peer = open(given.Peer, n.cfg.Listen.Peer)
	return err
}

// serve starts the three listeners' servers.
func (n *Node) serve(opt Options, metrics *telemetry.Metrics, tlsConfig any, token string) {
	private, open, peers := http.NewServeMux(), http.NewServeMux(), http.NewServeMux()
	required := requirementsapi.New(requirementsapi.Options{Log: opt.Log, Observer: metrics, Clock: opt.Clock, Token: token, VaspID: n.cfg.VaspID,
		Member: requirementsapi.FromMembers(n.App.Members()), Counterparties: n.cfg.Enclave.Extras(), OpenAPI: api.Requirements})
	required.Register(private)
	enclaveOptions := enclave.Options{Log: opt.Log, Observer: metrics, Clock: opt.Clock, Token: token, NumericThreshold: n.cfg.Enclave.NumericThreshold}
	if n.cfg.Enclave.Requirements == "enforce" {
		enclaveOptions.Require = required.Enforce
	}
	enclave.Register(private, n.App, enclaveOptions)
	admin.Register(private, n.App, admin.Options{Log: opt.Log, Observer: metrics, Key: n.AdminKey, OpenAPI: api.Admin})
	admin.RegisterKYC(private, n.KYC, admin.Options{Log: opt.Log, Observer: metrics, Key: n.AdminKey})
	admin.RegisterTransfers(private, n.App, admin.Options{Log: opt.Log, Observer: metrics, Key: n.AdminKey})
	private.Handle("GET /metrics", metrics.Handler())
	admin.RegisterEKYC(private, n.EKYC, ekycapi.CodeOf, admin.Options{Log: opt.Log, Observer: metrics, Key: n.AdminKey})
	ekycapi.Register(open, n.EKYC, ekycapi.Options{Log: opt.Log, Observer: metrics, Prefix: n.cfg.KYC.EKYCPath(), OpenAPI: api.EKYC})
	submissionapi.Register(open, n.KYC, submissionapi.Options{Log: opt.Log, Observer: metrics})
	public.Register(open, n.App, public.Options{Log: opt.Log, Observer: metrics, Version: opt.Version, Verification: n.verification(opt)})
	peerapi.Register(peers, n.App, peerapi.Options{Log: opt.Log, Observer: metrics})
	n.run("private", n.addrs.Private, n.tracer.Wrap("private", private), nil)
	n.run("public", n.addrs.Public, n.tracer.Wrap("public", open), nil)
	n.run("peer", n.addrs.Peer, n.tracer.Wrap("peer", peers), tlsConfig)
}

// work starts the jobs and the node's own loops.
func (n *Node) work(cfg config.Node, opt Options) error {
	ctx, cancel := context.WithCancel(context.Background())
	n.stopRun = cancel
	workers := cfg.Verification.Workers
	if workers == 0 {
		workers = 64
	}
	stop, err := n.store.RunJobs(ctx, n.App.RunJob, store.JobOptions{Workers: workers, Logger: n.log})
	if err != nil {
		return fmt.Errorf("jobs: %w", err)
	}
	n.stopJobs = stop
	loops := []func(context.Context){n.App.Run, n.expire, n.probeBackend, func(ctx context.Context) { n.followRotations(ctx, opt.Clock, opt.Rand) }}
	if n.relayed != nil {
		loops = append(loops, n.serveRelay)
	}
	for _, loop := range loops {
		n.running.Add(1)
		go func() {
			defer n.running.Done()
			loop(ctx)
		}()
	}
	return nil
}

// PrivateURL, PublicURL and PeerURL are where the node answers.
func (n *Node) PrivateURL() string { return "http://" + n.addrs.Private.Addr().String() }

// PublicURL is the base of the public surface.
func (n *Node) PublicURL() string { return "http://" + n.addrs.Public.Addr().String() }

// PeerURL is the base of the surface for other nodes.
func (n *Node) PeerURL() string { return "https://" + n.addrs.Peer.Addr().String() }

// Failed delivers the error of a listener that ended by itself.
func (n *Node) Failed() <-chan error { return n.failed }

// Stop ends the node in good order: no new requests, those under way are answered, jobs end, the audit trail is signed, the
// database is closed.
func (n *Node) Stop(ctx context.Context) error {
	var errs []error
	for _, server := range n.servers {
		if err := server.Shutdown(ctx); err != nil {
			errs = append(errs, err, server.Close())
		}
	}
	if n.stopJobs != nil {
		errs = append(errs, n.stopJobs(ctx))
	}
	if n.stopRun != nil {
		n.stopRun()
		n.running.Wait()
	}
	if n.App != nil && n.store != nil && n.stopRun != nil {
		errs = append(errs, n.App.SealAudit(ctx))
	}
	if n.Vision != nil {
		errs = append(errs, n.Vision.Close())
	}
	if n.peers != nil {
		n.peers.Close()
	}
	if n.backend != nil {
		n.backend.Close()
	}
	errs = append(errs, n.tracer.Stop(ctx))
	if n.blobs != nil {
		errs = append(errs, n.blobs.Close())
	}
	if n.store != nil {
		errs = append(errs, n.store.Close())
	}
	for _, l := range []net.Listener{n.addrs.Private, n.addrs.Public, n.addrs.Peer} {
		if l != nil {
			_ = l.Close()
		}
	}
	return errors.Join(errs...)
}

// Member is what a node's operator gives to the directory's: its ids, endpoint and public keys.
func Member(cfg config.Node, keys keyfile.Set, endpoint string, now time.Time) (directory.Member, error) {
	pin, err := peer.PinOf(keys.TLS.Public().(ed25519.PublicKey))
	if err != nil {
		return directory.Member{}, err
	}
	public := keys.Identity.Public().(ed25519.PublicKey)
	return directory.Member{VaspID: cfg.VaspID, Status: directory.Active, Endpoint: endpoint, TLSKey: pin,
		IdentityKeys: []directory.IdentityKey{{ID: app.IdentityKeyID(public), PublicKey: base64.StdEncoding.EncodeToString(public),
			NotBefore: now.UTC().Truncate(time.Second).Add(-time.Hour), NotAfter: now.UTC().Truncate(time.Second).AddDate(5, 0, 0)}}}, nil
}
