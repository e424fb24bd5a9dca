package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/bonafide-id/bonafide/internal/conformance"
	"github.com/bonafide-id/bonafide/internal/sandbox"
	"github.com/bonafide-id/bonafide/internal/telemetry"
)

type conformCmd struct {
	URL       string `name:"url" placeholder:"URL" help:"The enclave to be tried. Without it, --sandbox and --world: a sandbox is started, and its nodes are tried."`
	TokenFile string `type:"existingfile" placeholder:"FILE" help:"With the bearer token the enclave asks for."`

	Sandbox string `placeholder:"FOLDER" help:"A running sandbox: its data folder, or a file with what bonafide sandbox --json printed (- for standard input)."`
	World   string `type:"existingfile" placeholder:"FILE" help:"JSON with the enclave, its counterparty and the counterparty's customers (docs/conformance.md). Its people end up in the report: invent them."`

	PeerURL       string `name:"peer-url" placeholder:"URL" help:"The counterparty's enclave, to see what arrives there."`
	PeerTokenFile string `type:"existingfile" placeholder:"FILE" help:"With the bearer token that one asks for."`

	Counterparty string `placeholder:"ID" help:"VASP id of a member that owns --account."`
	Account      string `placeholder:"ADDRESS" help:"An account of the counterparty's, of a verified test customer."`
	Symbol       string `default:"ETH" help:"Its asset."`
	Network      string `default:"Ethereum" help:"Its network."`
	Name         string `placeholder:"SURNAME/GIVEN" help:"Its owner's name; without a slash the whole name."`

	Listen       string   `placeholder:"HOST:PORT" help:"Be a back end here: the enclave's four URLs are http://HOST:PORT/account, /user, /transaction and /callback."`
	BackendOf    []string `placeholder:"URL" help:"The enclave that is configured to call it; may be --url, --peer-url, or both."`
	BackendToken string   `name:"backend-token-file" type:"existingfile" placeholder:"FILE" help:"With the token that enclave is configured to send."`
	BackendName  string   `name:"backend-header" placeholder:"NAME" help:"The header that enclave is configured to send it in. Default: Authorization, as a bearer token."`

	Only []string `placeholder:"WORD" help:"Only these: ids or patterns (account.*), tags (seed, docs, inferred), severities (critical, major, minor), clauses (2.3)."`
	Skip []string `placeholder:"WORD" help:"All but these. For another enclave than ours: --skip inferred."`

	Timeout  time.Duration `default:"15s" help:"For one call."`
	Wait     time.Duration `default:"40s" help:"For what comes later: a result, a callback."`
	Parallel int           `default:"4" help:"Cases tried at the same time."`
	Out      []string      `placeholder:"FILE" help:"Write the report here, by its ending: .html (one file), .json or .txt. Without it the text goes to standard output."`
	All      bool          `help:"Name in the text what passed, too."`
	List     bool          `help:"Print the cases and try none."`
}

func (conformCmd) Help() string {
	return `Holds an enclave against the enclave contract: as a caller, and as the back end of an enclave that is configured to call this program. What lacks
a flag is not run, with the reason, and never passed. The exit status is 0 when nothing failed and something ran.

  bonafide conformance                                                       (a sandbox of its own, everything)
  bonafide conformance --url http://127.0.0.1:21117 --skip inferred --out report.html
  bonafide conformance --url http://a:21117 --peer-url http://b:21117 --counterparty 1152921504606847001 --account 0x... --name Okafor/Ngozi
  bonafide conformance --url http://a:21117 --peer-url http://b:21117 --listen 0.0.0.0:9000 --backend-of http://b:21117`
}

func (c conformCmd) Run(ctx context.Context) error {
	if c.List {
		return c.list(os.Stdout)
	}
	for _, path := range c.Out {
		if writerOf(path) == nil {
			return fmt.Errorf("--out %s: a report ends in .html, .json or .txt", path)
		}
	}
	backend, listener, err := c.backend()
	if err != nil {
		return err
	}
	if listener != nil {
		server := &http.Server{Handler: backend, ReadHeaderTimeout: 5 * time.Second}
		var serving sync.WaitGroup
		serving.Go(func() { _ = server.Serve(listener) })
		defer serving.Wait()
		defer server.Close()
	}
	opt := conformance.Options{Backend: backend, Only: c.Only, Skip: c.Skip, Timeout: c.Timeout, Wait: c.Wait, Parallel: c.Parallel, Version: version, Progress: progress(os.Stderr)}
	world, stop, err := c.world(ctx, listener)
	if err != nil {
		return err
	}
	defer stop()
	opt.World = world
	if opt.CallerCalls, opt.PeerCalls, err = c.callers(&opt.World); err != nil {
		return err
	}
	if err := opt.World.LoadTokens(); err != nil {
		return err
	}
	report, err := conformance.Run(ctx, opt)
	if err != nil {
		return err
	}
	return errors.Join(c.write(report), report.Err())
}

// own says whether a sandbox is to be started for the run.
func (c conformCmd) own() bool { return c.URL == "" && c.Sandbox == "" && c.World == "" }

// backend is the kit's side of section 3, and where it listens; both nil when nothing is to be called.
func (c conformCmd) backend() (*conformance.Backend, net.Listener, error) {
	address := c.Listen
	switch {
	case c.own() && address == "":
		address = "127.0.0.1:0"
	case address == "" && (len(c.BackendOf) > 0 || c.BackendToken != "" || c.BackendName != ""):
		return nil, nil, errors.New("--backend-of needs --listen: where would the enclave call?")
	case address != "" && len(c.BackendOf) == 0 && c.Sandbox == "" && !c.own():
		return nil, nil, errors.New("--listen needs --backend-of: which enclave is configured to call?")
	case address == "":
		return nil, nil, nil
	}
	b := conformance.NewBackend(time.Now)
	b.Header = c.BackendName
	if c.BackendToken != "" {
		var err error
		if b.Token, err = conformance.ReadToken(c.BackendToken); err != nil {
			return nil, nil, err
		}
	}
	listener, err := net.Listen("tcp", address)
	return b, listener, err
}

// world is what the flags say of the enclave and its counterparty.
func (c conformCmd) world(ctx context.Context, listener net.Listener) (w conformance.World, stop func(), err error) {
	stop = func() {}
	switch {
	case c.own():
		return c.ownWorld(ctx, listener)
	case c.Sandbox != "" && c.World != "":
		return w, stop, errors.New("--sandbox and --world say the same in two ways: one of them")
	case c.Sandbox != "":
		d, err := readWorld(c.Sandbox)
		if err != nil {
			return w, stop, err
		}
		if w, err = d.World(); err != nil {
			return w, stop, err
		}
	case c.World != "":
		if w, err = conformance.ReadWorld(c.World); err != nil {
			return w, stop, err
		}
	}
	c.flags(&w)
	return w, stop, nil
}

// flags are put over what a file or sandbox says.
func (c conformCmd) flags(w *conformance.World) {
	for value, into := range map[*string]*string{&c.URL: &w.Caller.URL, &c.TokenFile: &w.Caller.TokenFile, &c.PeerURL: &w.Peer.URL, &c.PeerTokenFile: &w.Peer.TokenFile,
		&c.Counterparty: &w.Counterparty} {
		if *value != "" {
			*into = *value
		}
	}
	if c.Account != "" {
		w.Person = &conformance.Customer{Account: conformance.Account{Symbol: c.Symbol, Network: c.Network, Address: c.Account}}
		w.Person.Name.Primary, w.Person.Name.Secondary, _ = strings.Cut(c.Name, "/")
	}
}

// ownWorld starts a sandbox whose exchanges call the kit, and removes it afterwards.
func (c conformCmd) ownWorld(ctx context.Context, listener net.Listener) (w conformance.World, stop func(), err error) {
	dir, remove, err := sandbox.Folder("")
	if err != nil {
		return w, nil, err
	}
	log := telemetry.Logger(os.Stderr, "error", "text")
	fmt.Fprintln(os.Stderr, "starting a sandbox ...")
	running, err := sandbox.Start(ctx, sandbox.Options{Dir: dir, Log: log, Version: version, Configure: sandbox.WithBackend("http://" + listener.Addr().String())})
	if err != nil {
		remove()
		return w, nil, err
	}
	stop = func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopTime)
		defer cancel()
		_ = running.Stop(ctx)
		remove()
	}
	w, err = running.Description.World()
	return w, stop, err
}

// callers says which of the enclaves call the kit's back end.
func (c conformCmd) callers(w *conformance.World) (caller, peer bool, err error) {
	if c.own() || c.Sandbox != "" && len(c.BackendOf) == 0 {
		return c.own() || c.Listen != "", c.own() || c.Listen != "", nil
	}
	for _, url := range c.BackendOf {
		url = strings.TrimSuffix(url, "/")
		switch {
		case url == strings.TrimSuffix(w.Caller.URL, "/"):
			caller = true
		case w.Peer.URL == "" || url == strings.TrimSuffix(w.Peer.URL, "/"):
			w.Peer.URL, peer = url, true
		default:
			return false, false, fmt.Errorf("--backend-of %s is neither --url nor --peer-url", url)
		}
	}
	return caller, peer, nil
}

func writerOf(path string) func(r conformance.Report, all bool, w io.Writer) error {
	switch strings.ToLower(filepath.Ext(path)) {
	case ".html":
		return func(r conformance.Report, _ bool, w io.Writer) error { return r.WriteHTML(w) }
	case ".json":
		return func(r conformance.Report, _ bool, w io.Writer) error { return r.WriteJSON(w) }
	case ".txt":
		return func(r conformance.Report, all bool, w io.Writer) error {
			_, err := io.WriteString(w, r.Text(all))
			return err
		}
	}
	return nil
}

// write writes every report that is asked for, and the sums where text goes to a file.
func (c conformCmd) write(r conformance.Report) error {
	if len(c.Out) == 0 {
		_, err := fmt.Print(r.Text(c.All))
		return err
	}
	for _, path := range c.Out {
		file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
		if err != nil {
			return err
		}
		if err := errors.Join(writerOf(path)(r, c.All, file), file.Close()); err != nil {
			return err
		}
	}
	_, err := fmt.Printf("%d passed, %d failed, %d not run: %s\n", r.Passed, r.Failed, r.NotRun, strings.Join(c.Out, ", "))
	return err
}

func (c conformCmd) list(w io.Writer) error {
	cases, err := conformance.Select(conformance.Cases(), c.Only, c.Skip)
	if err != nil {
		return err
	}
	for _, each := range cases {
		if _, err := fmt.Fprintf(w, "%-38s %-5s %-8s %-8s %s\n", each.ID, each.Clause, each.Tag, each.Severity, each.Asked); err != nil {
			return err
		}
	}
	return nil
}

// progress says what fails as it fails.
func progress(w io.Writer) func(conformance.Result) {
	n := 0
	return func(r conformance.Result) {
		n++
		if r.Outcome == conformance.Failed {
			fmt.Fprintf(w, "%d: %s failed\n", n, r.ID)
		}
	}
}
