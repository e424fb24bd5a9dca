package main

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"text/tabwriter"
	"time"

	"github.com/bonafide-id/bonafide/internal/config"
	"github.com/bonafide-id/bonafide/internal/durable"
	"github.com/bonafide-id/bonafide/internal/keyfile"
	"github.com/bonafide-id/bonafide/internal/node"
	"github.com/bonafide-id/bonafide/internal/peer"
	"github.com/bonafide-id/bonafide/travelrule/directory"
	"github.com/bonafide-id/bonafide/travelrule/directory/keylog"
)

// callTime is how long one call to the directory may take.
const callTime = 30 * time.Second

// membersCmd is for the operator of a node; directoryCmd is for the directory's.
type membersCmd struct {
	Register     membersRegisterCmd     `cmd:"" help:"Ask the directory to make this VASP a member."`
	Registration membersRegistrationCmd `cmd:"" help:"Look what became of the registration."`
	Connections  membersConnectionsCmd  `cmd:"" help:"List with which members this one is connected, or could be."`
	Connect      membersConnectCmd      `cmd:"" help:"Ask for transfers with another member, or accept what it asked."`
	Disconnect   membersDisconnectCmd   `cmd:"" help:"End a connection, refuse one, or take a wish back."`
}

// memberAccess is how the commands act for a node's VASP: with its identity key, at its directory.
type memberAccess struct {
	Config string `required:"" type:"path" placeholder:"FILE" help:"The node's configuration."`
}

// client signs with the node's identity key. The keys must be there already, so that a wrong folder does not make new ones unnoticed.
func (a memberAccess) client(ctx context.Context) (config.Node, string, keyfile.Set, *peer.DirectoryClient, error) {
	cfg, folder, err := keyFolder(a.Config)
	if err != nil {
		return cfg, "", keyfile.Set{}, nil, err
	}
	if _, err := os.Stat(filepath.Join(folder, keyfile.IdentityFile)); err != nil {
		return cfg, folder, keyfile.Set{}, nil, fmt.Errorf("%s has no keys: bonafide keys init --config %s", folder, a.Config)
	}
	keys, _, err := node.LoadKeys(ctx, cfg, rand.Reader)
	if err != nil {
		return cfg, folder, keys, nil, err
	}
	pinned, err := cfg.Directory.PublicKeys()
	if err != nil {
		return cfg, folder, keys, nil, err
	}
	if cfg.Directory.URL == "" || len(pinned) == 0 {
		return cfg, folder, keys, nil, fmt.Errorf("%s must name directory.url and directory.keys", a.Config)
	}
	identity := func() ed25519.PrivateKey { return keys.Identity }
	client := peer.As(cfg.Directory.URL, peer.Membership{VaspID: cfg.VaspID, Identity: identity, Keys: pinned, Clock: time.Now, Rand: rand.Reader})
	return cfg, folder, keys, client, nil
}

// call makes a call to the directory in the name of the node's VASP, with a limit of time.
func (a memberAccess) call(ctx context.Context, do func(ctx context.Context, client *peer.DirectoryClient) error) error {
	_, _, _, client, err := a.client(ctx)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, callTime)
	defer cancel()
	return do(ctx, client)
}

// registrationFile is where the id of a node's registration is kept, beside its keys.
const registrationFile = "registration.id"

type membersRegisterCmd struct {
	memberDetails
}

func (c membersRegisterCmd) Run(ctx context.Context) error {
	access := memberAccess{c.Config}
	_, folder, keys, client, err := access.client(ctx)
	if err != nil {
		return err
	}
	m, err := c.member(ctx)
	if err != nil {
		return err
	}
	proof, err := directory.Prove(keys.TLS, keylog.TLS, client.Audience(ctx), m.IdentityKeys[0].PublicKey)
	if err != nil {
		return err
	}
	if err := errors.Join(keyfile.Record(folder, keyfile.IdentityFile, keys.Identity), keyfile.Record(folder, keyfile.TLSFile, keys.TLS)); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, callTime)
	defer cancel()
	made, err := client.Register(ctx, directory.Application{Member: m, TLS: proof})
	if err != nil {
		return err
	}
	if err := durable.WriteFile(filepath.Join(folder, registrationFile), []byte(made.ID+"\n"), 0o600); err != nil {
		return err
	}
	fmt.Println("The directory has the registration; its operator decides. To look: bonafide members registration --config", c.Config)
	return nil
}

type membersRegistrationCmd struct{ memberAccess }

func (c membersRegistrationCmd) Run(ctx context.Context) error {
	_, folder, _, client, err := c.client(ctx)
	if err != nil {
		return err
	}
	id, err := keyfile.Token(filepath.Join(folder, registrationFile), nil)
	if err != nil {
		return fmt.Errorf("no registration was sent from here: %w", err)
	}
	ctx, cancel := context.WithTimeout(ctx, callTime)
	defer cancel()
	r, err := client.Registration(ctx, id)
	if err != nil {
		return err
	}
	switch r.State {
	case directory.Approved:
		fmt.Printf("approved: the VASP id is %s; it belongs into %s as vaspId\n", r.VaspID, c.Config)
	case directory.Rejected:
		fmt.Println("rejected:", r.Reason)
	default:
		fmt.Println(r.State)
	}
	return nil
}

type membersConnectionsCmd struct{ memberAccess }

func (c membersConnectionsCmd) Run(ctx context.Context) error {
	return c.call(ctx, func(ctx context.Context, client *peer.DirectoryClient) error {
		list, err := client.Connections(ctx)
		if err != nil {
			return err
		}
		return printConnections(list)
	})
}

func printConnections(list []directory.Connection) error {
	words := map[directory.ConnectionState]string{directory.Connected: "connected", directory.Asked: "asked, not accepted yet", directory.AskedBy: "asks, to be accepted"}
	table := tabwriter.NewWriter(os.Stdout, 0, 4, 2, ' ', 0)
	fmt.Fprintln(table, "VASP ID\tSTATE\tSINCE")
	for _, each := range list {
		fmt.Fprintf(table, "%s\t%s\t%s\n", each.VaspID, words[each.State], each.Since.Format(time.RFC3339))
	}
	return table.Flush()
}

type membersConnectCmd struct {
	memberAccess
	VaspID string `arg:"" help:"The other member."`
}

func (c membersConnectCmd) Run(ctx context.Context) error {
	return c.call(ctx, func(ctx context.Context, client *peer.DirectoryClient) error {
		if !directory.ValidVaspID(c.VaspID) {
			return errInvalidID
		}
		made, err := client.Connect(ctx, c.VaspID)
		if err != nil {
			return err
		}
		return printConnections([]directory.Connection{made})
	})
}

var errInvalidID = errors.New("the VASP id must be 1 to 20 decimal digits within 64 bits")

type membersDisconnectCmd struct {
	memberAccess
	VaspID string `arg:"" help:"The other member."`
}

func (c membersDisconnectCmd) Run(ctx context.Context) error {
	return c.call(ctx, func(ctx context.Context, client *peer.DirectoryClient) error {
		if !directory.ValidVaspID(c.VaspID) {
			return errInvalidID
		}
		if err := client.Disconnect(ctx, c.VaspID); err != nil {
			return err
		}
		fmt.Println("not connected with", c.VaspID)
		return nil
	})
}

// rotation is what the two commands that rotate a listed key have in common.
type rotation struct {
	memberAccess
	After   time.Duration `default:"10m" help:"When the node begins to use the new key: once every other node has had time to hear of it."`
	Overlap time.Duration `default:"168h" help:"How long the present key stays valid beside the new one, 1m to 2160h: longer than any message may wait."`
}

// rotate makes the next key, lists it with a call signed by the present one, and tells the running node from when to use it. When it was
// interrupted, it is run again.
func (c rotation) rotate(ctx context.Context, name string, purpose keylog.Purpose) error {
	if c.Overlap < c.After+time.Minute {
		return errors.New("--overlap must be at least a minute longer than --after: the present key is used until then")
	}
	_, folder, _, client, err := c.client(ctx)
	if err != nil {
		return err
	}
	next, err := keyfile.PrepareNext(folder, name, rand.Reader)
	if err != nil {
		return err
	}
	// Before anybody hears of it, so that the node knows the key as its own when the directory's log has it.
	if err := keyfile.Record(folder, name, next); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, callTime)
	defer cancel()
	if _, err := client.Rotate(ctx, purpose, next, c.Overlap); err != nil {
		return fmt.Errorf("the directory did not list the new key; the present one stays in use: %w", err)
	}
	at := time.Now().Add(c.After)
	if err := keyfile.ActivateNext(folder, name, at); err != nil {
		return err
	}
	fmt.Printf("The new key is listed. The node uses it from %s on, without a restart; the present one is valid until %s.\n",
		at.Format(time.RFC3339), time.Now().Add(c.Overlap).Format(time.RFC3339))
	return nil
}

type keysRotateIdentityCmd struct{ rotation }

func (c keysRotateIdentityCmd) Run(ctx context.Context) error {
	return c.rotate(ctx, keyfile.IdentityFile, keylog.Identity)
}

type keysRotateTLSCmd struct{ rotation }

func (c keysRotateTLSCmd) Run(ctx context.Context) error {
	return c.rotate(ctx, keyfile.TLSFile, keylog.TLS)
}

type keysRevokeCmd struct {
	memberAccess
	Key string `arg:"" help:"Id of an identity key, or pin of a TLS key that is no longer the present one (bonafide keys show). Before one that begins with a hyphen stands --."`
}

func (c keysRevokeCmd) Run(ctx context.Context) error {
	return c.call(ctx, func(ctx context.Context, client *peer.DirectoryClient) error {
		m, err := client.Revoke(ctx, c.Key)
		if err != nil {
			return err
		}
		text, err := json.MarshalIndent(m.IdentityKeys, "", "  ")
		if err != nil {
			return err
		}
		fmt.Printf("%s is revoked. The identity keys on the list:\n%s\n", c.Key, text)
		return nil
	})
}
