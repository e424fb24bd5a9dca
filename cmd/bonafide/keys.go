package main

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/bonafide-id/bonafide/internal/app"
	"github.com/bonafide-id/bonafide/internal/config"
	"github.com/bonafide-id/bonafide/internal/keyfile"
	"github.com/bonafide-id/bonafide/internal/node"
	"github.com/bonafide-id/bonafide/internal/peer"
	"github.com/bonafide-id/bonafide/travelrule/directory"
)

type keysCmd struct {
	Init           keysInitCmd           `cmd:"" help:"Make the keys that are missing in a node's data folder."`
	Show           keysShowCmd           `cmd:"" help:"Print the public parts."`
	Member         keysMemberCmd         `cmd:"" help:"Print the JSON that the directory's operator needs to register this node."`
	Rotate         keysRotateCmd         `cmd:"" help:"Make a new key-encryption key; what was sealed before still opens."`
	RotateIdentity keysRotateIdentityCmd `cmd:"" help:"List a new identity key at the directory beside the present one, and use it after a while."`
	RotateTLS      keysRotateTLSCmd      `cmd:"" name:"rotate-tls" help:"List a new TLS key at the directory beside the present one, and use it after a while."`
	Revoke         keysRevokeCmd         `cmd:"" help:"Revoke a listed identity or TLS key of this node at once."`
}

// keyFolder is where a configuration keeps its keys. It needs only the data folder, so that keys can be made first.
func keyFolder(path string) (config.Node, string, error) {
	cfg, err := config.Load(path, os.Getenv)
	if cfg.Data == "" {
		return cfg, "", err
	}
	return cfg, filepath.Join(cfg.Data, "keys"), nil
}

type keysInitCmd struct {
	Config string `required:"" type:"path" placeholder:"FILE" help:"The node's configuration."`
}

func (c keysInitCmd) Run(ctx context.Context) error {
	cfg, folder, err := keyFolder(c.Config)
	if err != nil {
		return err
	}
	_, made, err := node.LoadKeys(ctx, cfg, rand.Reader)
	if err != nil {
		return err
	}
	if _, err := keyfile.Token(cfg.Admin.KeyFile, rand.Reader); err != nil {
		return err
	}
	if len(made) == 0 {
		fmt.Println("All keys are there already, in", folder)
	}
	for _, path := range made {
		fmt.Println("made", path)
	}
	fmt.Println("Keep a copy of", filepath.Join(folder, keyfile.KeyringFile), "in a safe place: without it no stored person can be read again.")
	return nil
}

type keysShowCmd struct {
	Config string `required:"" type:"path" placeholder:"FILE" help:"The node's configuration."`
}

func (c keysShowCmd) Run(ctx context.Context) error {
	cfg, _, err := keyFolder(c.Config)
	if err != nil {
		return err
	}
	keys, _, err := node.LoadKeys(ctx, cfg, rand.Reader)
	if err != nil {
		return err
	}
	identity := keys.Identity.Public().(ed25519.PublicKey)
	pin, err := peer.PinOf(keys.TLS.Public().(ed25519.PublicKey))
	if err != nil {
		return err
	}
	fmt.Println("identity key id ", app.IdentityKeyID(identity))
	fmt.Println("identity key    ", base64.StdEncoding.EncodeToString(identity))
	fmt.Println("TLS key (pin)   ", pin)
	return nil
}

type keysMemberCmd struct{ memberDetails }

// memberDetails are what a node's operator says of its VASP.
type memberDetails struct {
	Config   string `required:"" type:"path" placeholder:"FILE" help:"The node's configuration."`
	Endpoint string `required:"" placeholder:"URL" help:"https URL at which other nodes reach the peer listener."`
	Name     string `required:"" help:"Trading name."`
	Legal    string `required:"" help:"Name of the legal entity."`
	Country  string `required:"" placeholder:"CC" help:"ISO 3166-1 alpha-2 code."`
}

func (c keysMemberCmd) Run(ctx context.Context) error {
	m, err := c.member(ctx)
	if err != nil {
		return err
	}
	if err := m.Validate(); err != nil {
		return err
	}
	enc := json.NewEncoder(os.Stdout)
	enc.SetIndent("", "  ")
	return enc.Encode(m)
}

// member is the VASP as the directory would list it, with the node's present keys.
func (c memberDetails) member(ctx context.Context) (directory.Member, error) {
	cfg, _, err := keyFolder(c.Config)
	if err != nil {
		return directory.Member{}, err
	}
	keys, _, err := node.LoadKeys(ctx, cfg, rand.Reader)
	if err != nil {
		return directory.Member{}, err
	}
	m, err := node.Member(cfg, keys, c.Endpoint, time.Now())
	if err != nil {
		return directory.Member{}, err
	}
	m.Name, m.LegalName, m.CountryCode, m.Country, m.Jurisdiction = c.Name, c.Legal, c.Country, c.Country, c.Country
	m.Legal, err = json.Marshal(map[string]any{"legalPerson": map[string]any{"name": map[string]any{"nameIdentifier": []any{map[string]string{
		"legalPersonName": c.Legal, "legalPersonNameIdentifierType": "LEGL"}}}}})
	return m, err
}

type keysRotateCmd struct {
	Config string `required:"" type:"path" placeholder:"FILE" help:"The node's configuration."`
}

func (c keysRotateCmd) Run(ctx context.Context) error {
	cfg, folder, err := keyFolder(c.Config)
	if err != nil {
		return err
	}
	key, err := node.KeyringKey(ctx, cfg)
	if err != nil {
		return err
	}
	keys, _, err := keyfile.LoadSealed(folder, rand.Reader, key)
	if err != nil {
		return err
	}
	next, err := keys.Keyring.Rotate(rand.Reader)
	if err != nil {
		return err
	}
	if err := keyfile.SaveKeyring(filepath.Join(folder, keyfile.KeyringFile), rand.Reader, next, key); err != nil {
		return err
	}
	fmt.Println("A new key-encryption key is in force from the node's next start. Copy the keyring file to its safe place again.")
	return nil
}
