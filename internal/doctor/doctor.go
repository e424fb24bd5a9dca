// Package doctor says of a node what is configured, reachable and missing, and what to do about it.
package doctor

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/bonafide-id/bonafide/fault"
	"github.com/bonafide-id/bonafide/internal/config"
	"github.com/bonafide-id/bonafide/internal/keyfile"
	"github.com/bonafide-id/bonafide/internal/node"
	"github.com/bonafide-id/bonafide/internal/peer"
	"github.com/bonafide-id/bonafide/travelrule/directory"
)

// State of one thing examined.
type State string

const (
	Good          State = "ok"
	Attention     State = "ATTENTION"
	NotConfigured State = "not configured"
)

// Finding is one thing examined.
type Finding struct {
	What  string
	State State
	Text  string
	Do    string // what to do about it; empty when nothing
}

// Bad counts what needs attention.
func Bad(findings []Finding) (n int) {
	for _, f := range findings {
		if f.State == Attention {
			n++
		}
	}
	return n
}

// Text prints findings for a person.
func Text(findings []Finding) string {
	var b strings.Builder
	for _, f := range findings {
		fmt.Fprintf(&b, "%-16s %-15s %s\n", f.What, f.State, f.Text)
		if f.Do != "" {
			fmt.Fprintf(&b, "%-16s %-15s → %s\n", "", "", f.Do)
		}
	}
	return b.String()
}

// Examine looks at everything a node needs. It changes nothing and makes no keys.
func Examine(ctx context.Context, cfg config.Node) []Finding {
	keys, keyFindings := examineKeys(ctx, cfg)
	findings := append([]Finding{{What: "configuration", State: Good, Text: "VASP " + cfg.VaspID + ", data in " + cfg.Data}}, keyFindings...)
	findings = append(findings, examineDatabase(ctx, cfg))
	findings = append(findings, examineDirectory(ctx, cfg, keys)...)
	findings = append(findings, examineNode(ctx, cfg))
	if cfg.Enclave.TokenFile == "" {
		findings = append(findings, Finding{What: "enclave token", State: NotConfigured, Text: "every caller that reaches the private listener is served",
			Do: "keep " + cfg.Listen.Private + " unreachable from outside, or set enclave.tokenFile"})
	}
	if cfg.Telemetry.OTLP == "" {
		findings = append(findings, Finding{What: "traces", State: NotConfigured, Text: "set telemetry.otlp to send them; metrics are at /metrics"})
	}
	return append(findings, examineVision(ctx, cfg)...)
}

func examineKeys(ctx context.Context, cfg config.Node) (keyfile.Set, []Finding) {
	folder := filepath.Join(cfg.Data, "keys")
	for _, name := range []string{keyfile.IdentityFile, keyfile.TLSFile, keyfile.KeyringFile} {
		if _, err := os.Stat(filepath.Join(folder, name)); err != nil {
			return keyfile.Set{}, []Finding{{What: "keys", State: Attention, Text: filepath.Join(folder, name) + " is missing", Do: "bonafide keys init --config ..."}}
		}
	}
	keys, _, err := node.LoadKeys(ctx, cfg, rand.Reader)
	if err != nil {
		return keyfile.Set{}, []Finding{{What: "keys", State: Attention, Text: err.Error(), Do: "restore the folder from its copy, or correct keys in the configuration"}}
	}
	return keys, []Finding{{What: "keys", State: Good, Text: folder}}
}

func examineDatabase(ctx context.Context, cfg config.Node) Finding {
	f := Finding{What: "database", State: Attention}
	if path, ok := strings.CutPrefix(cfg.Database, "sqlite:"); ok && cfg.DatabaseFile == "" {
		if _, err := os.Stat(path); err != nil {
			f.State, f.Text = NotConfigured, path+" does not exist yet; the first start makes it"
			return f
		}
	}
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	db, err := node.OpenStoreAsIs(ctx, cfg, slog.New(slog.DiscardHandler))
	if err != nil {
		f.Text, f.Do = err.Error(), "start the database, or correct database in the configuration"
		if fault.Has(err, fault.Unmigrated) {
			f.Do = "bonafide migrate --config ..."
		}
		return f
	}
	defer db.Close()
	version, err := db.SchemaVersion(ctx)
	if err != nil {
		f.Text = err.Error()
		return f
	}
	return Finding{What: "database", State: Good, Text: fmt.Sprintf("reachable, schema version %d", version)}
}

func examineDirectory(ctx context.Context, cfg config.Node, keys keyfile.Set) []Finding {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	signed, _, err := peer.NewDirectoryClient(cfg.Directory.URL).Fetch(ctx)
	if err != nil {
		return []Finding{{What: "directory", State: Attention, Text: err.Error(), Do: "check directory.url; a node that has a copy of the list works on meanwhile"}}
	}
	var pinned []ed25519.PublicKey
	for _, text := range cfg.Directory.Keys {
		if raw, err := base64.StdEncoding.DecodeString(text); err == nil {
			pinned = append(pinned, raw)
		}
	}
	index, err := signed.Open(pinned, time.Now(), directory.OpenOptions{})
	if err != nil {
		return []Finding{{What: "directory", State: Attention, Text: err.Error(), Do: "compare directory.keys with the key the directory's operator publishes"}}
	}
	findings := []Finding{{What: "directory", State: Good, Text: fmt.Sprintf("list %d with %d members", index.Number(), len(index.Members()))}}
	return append(findings, examineMembership(cfg, keys, index))
}

// endsSoon is how long before its end a key is complained of.
const endsSoon = 72 * time.Hour

func examineMembership(cfg config.Node, keys keyfile.Set, index directory.Index) Finding {
	f := Finding{What: "membership", State: Attention}
	m, err := index.Lookup(cfg.VaspID)
	if err != nil {
		f.Text, f.Do = "the list does not have this VASP", "bonafide members register --config ..., or send the directory's operator what bonafide keys member --config ... prints"
		return f
	}
	if m.Status != directory.Active {
		f.Text, f.Do = "this VASP is "+string(m.Status)+", not active", "ask the directory's operator"
		return f
	}
	if keys.TLS != nil {
		pin, err := peer.PinOf(keys.TLS.Public().(ed25519.PublicKey))
		if err != nil || !slices.Contains(m.TLSPins(time.Now()), pin) {
			f.Text, f.Do = "the list has another TLS key for this VASP", "send the present one to the directory's operator: bonafide keys member"
			return f
		}
	}
	if keys.Identity != nil {
		own := keys.Identity.Public().(ed25519.PublicKey)
		valid := func(at time.Time) bool {
			return slices.ContainsFunc(index.IdentityKeys(cfg.VaspID, at), func(key ed25519.PublicKey) bool { return key.Equal(own) })
		}
		switch {
		case !valid(time.Now()):
			f.Text, f.Do = "the list does not have this node's identity key, or not any more", "send it to the directory's operator: bonafide keys member"
			return f
		case !valid(time.Now().Add(endsSoon)):
			f.Text, f.Do = "this node's identity key ends within three days", "bonafide keys rotate-identity --config ..."
			return f
		}
	}
	return Finding{What: "membership", State: Good, Text: "active, others reach it at " + m.Endpoint}
}

func examineNode(ctx context.Context, cfg config.Node) Finding {
	ctx, cancel := context.WithTimeout(ctx, 3*time.Second)
	defer cancel()
	target := "http://" + cfg.Listen.Private + "/healthcheck"
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, target, nil)
	if err != nil {
		return Finding{What: "node", State: Attention, Text: err.Error()}
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return Finding{What: "node", State: NotConfigured, Text: "nothing answers at " + target, Do: "bonafide serve --config ..."}
	}
	defer response.Body.Close()
	_, _ = io.Copy(io.Discard, io.LimitReader(response.Body, 4096))
	if response.StatusCode != http.StatusOK {
		return Finding{What: "node", State: Attention, Text: fmt.Sprintf("%s answers %d", target, response.StatusCode), Do: "see the node's log"}
	}
	return Finding{What: "node", State: Good, Text: "answers at " + target}
}
