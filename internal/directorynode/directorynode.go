// Package directorynode puts a directory together: its key, its members and its listener.
package directorynode

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"path/filepath"
	"sync"
	"time"

	"github.com/bonafide-id/bonafide/api"
	"github.com/bonafide-id/bonafide/internal/config"
	registryapi "github.com/bonafide-id/bonafide/internal/httpapi/registry"
	"github.com/bonafide-id/bonafide/internal/keyfile"
	"github.com/bonafide-id/bonafide/internal/node"
	"github.com/bonafide-id/bonafide/internal/peer"
	"github.com/bonafide-id/bonafide/internal/registry"
	"github.com/bonafide-id/bonafide/internal/telemetry"
	"github.com/bonafide-id/bonafide/travelrule/directory"
)

// Options of a start.
type Options struct {
	Log   *slog.Logger
	Clock func() time.Time // nil: time.Now
}

// Node is a running directory.
type Node struct {
	Service  *registry.Service
	AdminKey string
	key      ed25519.PrivateKey
	listener net.Listener
	server   *http.Server
	peers    *peer.Client
	cancel   context.CancelFunc
	running  sync.WaitGroup
}

// Start brings a directory up.
func Start(ctx context.Context, cfg config.DirectoryNode, opt Options) (_ *Node, err error) {
	if opt.Clock == nil {
		opt.Clock = time.Now
	}
	n := &Node{}
	if n.key, err = keyfile.Ed25519(filepath.Join(cfg.Data, "directory.key"), rand.Reader); err != nil {
		return nil, fmt.Errorf("key: %w", err)
	}
	if n.AdminKey, err = keyfile.Token(filepath.Join(cfg.Data, keyfile.AdminFile), rand.Reader); err != nil {
		return nil, fmt.Errorf("administration key: %w", err)
	}
	// The probe's own certificate is fresh at each start: members answer a health question of anybody.
	_, probeKey, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return nil, err
	}
	certificate, err := peer.Certificate(probeKey, rand.Reader)
	if err != nil {
		return nil, err
	}
	n.peers = peer.NewClient(certificate)
	n.Service, err = registry.Open(ctx, registry.Options{Folder: cfg.Data, Key: n.key, Connect: directory.Policy(cfg.Connect), Clock: opt.Clock, Rand: rand.Reader,
		Prober: n.peers, Log: opt.Log})
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, n.Service.Close())
		}
	}()
	if n.listener, err = net.Listen("tcp", cfg.Listen); err != nil {
		return nil, err
	}
	metrics := telemetry.NewMetrics()
	mux := http.NewServeMux()
	registryapi.Register(mux, n.Service, registryapi.Options{Log: opt.Log, Observer: metrics, AdminKey: n.AdminKey, OpenAPI: api.Directory})
	mux.Handle("GET /metrics", metrics.Handler())
	n.server = node.NewServer(mux, opt.Log)
	var run context.Context
	run, n.cancel = context.WithCancel(context.WithoutCancel(ctx))
	n.running.Add(2)
	go func() { defer n.running.Done(); _ = n.server.Serve(n.listener) }()
	go func() { defer n.running.Done(); n.Service.Run(run) }()
	return n, nil
}

// URL is where the directory answers.
func (n *Node) URL() string { return "http://" + n.listener.Addr().String() }

// PublicKey is the key nodes pin, base64.
func (n *Node) PublicKey() string {
	return base64.StdEncoding.EncodeToString(n.key.Public().(ed25519.PublicKey))
}

// ProbeNow asks every member's health at once.
func (n *Node) ProbeNow(ctx context.Context) { n.Service.Probe(ctx) }

// Stop ends the directory in good order.
func (n *Node) Stop(ctx context.Context) error {
	n.Service.Release()
	err := n.server.Shutdown(ctx)
	n.cancel()
	n.running.Wait()
	n.peers.Close()
	return errors.Join(err, n.Service.Close())
}
