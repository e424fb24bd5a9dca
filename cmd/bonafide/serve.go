package main

import (
	"context"
	"fmt"
	"os"
	"time"

	"github.com/bonafide-id/bonafide/internal/config"
	"github.com/bonafide-id/bonafide/internal/directorynode"
	"github.com/bonafide-id/bonafide/internal/node"
	"github.com/bonafide-id/bonafide/internal/telemetry"
)

// stopTime is how long a graceful stop may take.
const stopTime = 20 * time.Second

type serveCmd struct {
	Config string `required:"" type:"path" placeholder:"FILE" help:"The node's configuration (YAML)."`
}

func (c serveCmd) Run(ctx context.Context) error {
	cfg, err := config.Load(c.Config, os.Getenv)
	if err != nil {
		return err
	}
	log := telemetry.Logger(os.Stderr, cfg.Log.Level, cfg.Log.Format)
	n, err := node.Start(ctx, cfg, node.Options{Log: log, Version: version})
	if err != nil {
		return err
	}
	log.Info("serving", "vasp", cfg.VaspID, "private", n.PrivateURL(), "public", n.PublicURL(), "peer", n.PeerURL(), "version", version)
	return untilDone(ctx, n.Failed(), n.Stop)
}

// untilDone waits for a signal or a failure and then stops in good order.
func untilDone(ctx context.Context, failed <-chan error, stop func(context.Context) error) error {
	var ended error
	select {
	case <-ctx.Done():
	case ended = <-failed:
	}
	last, cancel := context.WithTimeout(context.Background(), stopTime)
	defer cancel()
	if err := stop(last); err != nil && ended == nil {
		return err
	}
	return ended
}

type directoryCmd struct {
	Serve         directoryServeCmd         `cmd:"" default:"withargs" help:"Run the directory (the default)."`
	List          directoryListCmd          `cmd:"" help:"Print the members of a running directory."`
	Add           directoryAddCmd           `cmd:"" help:"Add or replace a member from the JSON file its operator made with: bonafide keys member."`
	Status        directoryStatusCmd        `cmd:"" help:"Change a member's status: active, registered or suspended."`
	Registrations directoryRegistrationsCmd `cmd:"" help:"List the registrations that wait for a decision."`
	Approve       directoryApproveCmd       `cmd:"" help:"Make a member of a registration."`
	Reject        directoryRejectCmd        `cmd:"" help:"Refuse a registration."`
	Connect       directoryConnectCmd       `cmd:"" help:"Connect two members, on behalf of both."`
	Disconnect    directoryDisconnectCmd    `cmd:"" help:"End the connection of two members."`
	Revoke        directoryRevokeCmd        `cmd:"" help:"Revoke a key of a member at once."`
}

type directoryServeCmd struct {
	Config string `type:"path" placeholder:"FILE" help:"The directory's configuration (YAML); without one, defaults in ./directory-data."`
}

func (c directoryServeCmd) Run(ctx context.Context) error {
	cfg, err := config.LoadDirectory(c.Config, os.Getenv)
	if err != nil {
		return err
	}
	log := telemetry.Logger(os.Stderr, cfg.Log.Level, cfg.Log.Format)
	n, err := directorynode.Start(ctx, cfg, directorynode.Options{Log: log})
	if err != nil {
		return err
	}
	log.Info("directory serving", "url", n.URL(), "publicKey", n.PublicKey())
	fmt.Println("Public key for the nodes' configuration (directory.keys):", n.PublicKey())
	return untilDone(ctx, nil, n.Stop)
}
