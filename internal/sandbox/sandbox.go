// Package sandbox runs a whole small world on one machine: a directory, two exchanges, a robot exchange, a member that is not
// active and one that never answers, with sample customers. Its nodes are real: they talk over TLS and have a database each.
package sandbox

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"time"

	"go.yaml.in/yaml/v3"

	"github.com/bonafide-id/bonafide/fault"
	"github.com/bonafide-id/bonafide/internal/app"
	"github.com/bonafide-id/bonafide/internal/config"
	"github.com/bonafide-id/bonafide/internal/directorynode"
	"github.com/bonafide-id/bonafide/internal/durable"
	"github.com/bonafide-id/bonafide/internal/keyfile"
	"github.com/bonafide-id/bonafide/internal/node"
	"github.com/bonafide-id/bonafide/internal/robot"
	"github.com/bonafide-id/bonafide/travelrule/directory"
)

// FirstPort is where fixed ports begin: the directory's; each exchange takes the next three.
const FirstPort = 21117

// DescriptionFile is where a sandbox leaves its Description, in its data folder: bonafide demo --sandbox finds it there.
const DescriptionFile = "sandbox.json"

// Options of a sandbox.
type Options struct {
	Dir        string // keeps the data; must exist
	FixedPorts bool
	// Postgres gives the database URL of an exchange, by its key ("seoul", "hanoi", "robot"); nil or "" is SQLite in Dir.
	Postgres func(key string) string
	// Backends are exchanges' own software, by key; the robot has its own.
	Backends map[string]config.Backend
	Robot    robot.Timing // zero: RobotTiming
	Vision   Vision
	// Configure may change the configuration of an exchange before it is checked, written and started; nil leaves it.
	Configure func(key string, cfg *config.Node)
	Connect   directory.Policy // who may transfer with whom; default directory.ConnectAll
	Log       *slog.Logger
	Version   string
}

// Description is what `bonafide sandbox --json` prints. Members are added, never renamed.
type Description struct {
	Directory  DirectoryInfo `json:"directory"`
	Exchanges  []Exchange    `json:"exchanges"`
	Robot      Exchange      `json:"robot"`
	RobotURL   string        `json:"robotUrl"` // of its back end: /robot/v1/scenarios
	InactiveID string        `json:"inactiveVaspId"`
	UnknownID  string        `json:"unknownVaspId"`
	SilentID   string        `json:"silentVaspId"`
	Dir        string        `json:"dir"`
}

// DirectoryInfo is where the directory answers.
type DirectoryInfo struct {
	URL      string `json:"url"`
	AdminKey string `json:"adminKey"`
}

// Exchange is one exchange of the sandbox.
type Exchange struct {
	Name       string     `json:"name"`
	Country    string     `json:"country"`
	VaspID     string     `json:"vaspId"`
	EnclaveURL string     `json:"enclaveUrl"`
	AdminURL   string     `json:"adminUrl"`
	AdminKey   string     `json:"adminKey"`
	PublicURL  string     `json:"publicUrl"`
	ConfigFile string     `json:"configFile"`
	Customers  []Customer `json:"customers"`
	KYC        KYC        `json:"kyc"`
}

// Customer is a sample customer with its wallets.
type Customer struct {
	ID              string               `json:"id"`
	Kind            string               `json:"kind"`
	KYC             app.KYCState         `json:"kyc"`
	Denied          bool                 `json:"denied"`
	Name            app.PersonName       `json:"name"`
	LocalName       app.PersonName       `json:"localName"`
	Representatives []app.Representative `json:"representatives"`
	Accounts        []app.AccountData    `json:"accounts"`
}

// World is a running sandbox.
type World struct {
	Description Description
	directory   *directorynode.Node
	nodes       []*node.Node
	silent      *silentMember
	robot       *robotBackend
	kyc         []KYC // in the order of nodes
}

// Start brings the whole world up: when it returns, everything answers.
func Start(ctx context.Context, opt Options) (_ *World, err error) {
	w := &World{Description: Description{InactiveID: InactiveID, UnknownID: UnknownID, SilentID: SilentID, Dir: opt.Dir}}
	defer func() {
		if err != nil {
			stop, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
			defer cancel()
			_ = w.Stop(stop)
		}
	}()
	ports := portsFrom(opt.FixedPorts)
	if w.directory, err = startDirectory(ctx, opt, ports); err != nil {
		return nil, fmt.Errorf("directory: %w", err)
	}
	w.Description.Directory = DirectoryInfo{w.directory.URL(), w.directory.AdminKey}
	plans, err := w.plan(opt, ports)
	if err != nil {
		return nil, err
	}
	if w.silent, err = startSilent(filepath.Join(opt.Dir, "silent"), ports.next()); err != nil {
		return nil, fmt.Errorf("silent member: %w", err)
	}
	if err := w.register(ctx, plans); err != nil {
		return nil, fmt.Errorf("registering the members: %w", err)
	}
	for _, p := range plans {
		options := node.Options{Log: opt.Log.With("vasp", p.sample.key), Listeners: p.listeners, Version: opt.Version, Engine: opt.Vision.Engine}
		if p.sample.key == robotKey {
			options.Mischief = w.robot.robot.Mischief()
		}
		running, err := node.Start(ctx, p.cfg, options)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", p.sample.name, err)
		}
		w.nodes = append(w.nodes, running)
		if err := seed(ctx, running.App, p.sample); err != nil {
			return nil, fmt.Errorf("%s: sample customers: %w", p.sample.name, err)
		}
		kyc, err := seedKYC(ctx, running.KYC, opt.Dir, p.sample)
		if err != nil {
			return nil, fmt.Errorf("%s: KYC project: %w", p.sample.name, err)
		}
		kyc.Vision = opt.Vision.state()
		w.kyc = append(w.kyc, kyc)
	}
	w.directory.ProbeNow(ctx)
	for _, running := range w.nodes {
		if err := running.App.RefreshDirectory(ctx); err != nil {
			return nil, err
		}
	}
	w.robot.robot.Start()
	w.describe(plans)
	text, err := json.Marshal(w.Description)
	if err != nil {
		return nil, err
	}
	if err := durable.WriteFile(filepath.Join(opt.Dir, DescriptionFile), append(text, '\n'), 0o600); err != nil {
		return nil, err
	}
	return w, nil
}

// ports hands out addresses: fixed ones in order, or free ones.
type ports struct{ port int }

func portsFrom(fixed bool) *ports {
	if fixed {
		return &ports{FirstPort}
	}
	return &ports{}
}

func (p *ports) next() string {
	if p.port == 0 {
		return "127.0.0.1:0"
	}
	p.port++
	return fmt.Sprintf("127.0.0.1:%d", p.port-1)
}

func startDirectory(ctx context.Context, opt Options, ports *ports) (*directorynode.Node, error) {
	cfg := config.DefaultDirectory()
	cfg.Data, cfg.Listen = filepath.Join(opt.Dir, "directory"), ports.next()
	if opt.Connect != "" {
		cfg.Connect = string(opt.Connect)
	}
	if err := writeYAML(filepath.Join(opt.Dir, "directory.yaml"), cfg); err != nil {
		return nil, err
	}
	return directorynode.Start(ctx, cfg, directorynode.Options{Log: opt.Log.With("part", "directory")})
}

// plan is one exchange before it starts.
type plan struct {
	sample    sampleVASP
	cfg       config.Node
	path      string
	keys      keyfile.Set
	listeners node.Listeners
}

// plan opens the listeners and writes the configuration of each exchange: the same file starts it alone with bonafide serve.
func (w *World) plan(opt Options, ports *ports) ([]plan, error) {
	var plans []plan
	for _, s := range samples() {
		p := plan{sample: s, path: filepath.Join(opt.Dir, s.key+".yaml")}
		cfg := config.DefaultNode()
		cfg.VaspID, cfg.Assets = s.id, s.assets
		cfg.Data = filepath.Join(opt.Dir, s.key)
		cfg.Database = "sqlite:" + filepath.Join(cfg.Data, "bonafide.db")
		if opt.Postgres != nil {
			if url := opt.Postgres(s.key); url != "" {
				// It may hold a password, which belongs in a file.
				cfg.Database, cfg.DatabaseFile = "", filepath.Join(opt.Dir, s.key+".database")
				if err := durable.WriteFile(cfg.DatabaseFile, []byte(url+"\n"), 0o600); err != nil {
					return nil, err
				}
			}
		}
		cfg.Admin.KeyFile = filepath.Join(cfg.Data, "keys", keyfile.AdminFile)
		cfg.Directory = config.Directory{URL: w.directory.URL(), Keys: []string{w.directory.PublicKey()}}
		cfg.Verification.UserTimeout = config.Duration(20 * time.Second)
		cfg.Verification.MismatchLimit = 200 // a place to try things out
		cfg.Backend = opt.Backends[s.key]
		cfg.KYC.Vision, cfg.KYC.Models = opt.Vision.Path, opt.Vision.Models
		if s.countryCode == "KR" {
			cfg.KYC.Issuer = "simulator"
		}
		if opt.Configure != nil {
			opt.Configure(s.key, &cfg)
		}
		var err error
		if p.keys, _, err = keyfile.LoadOrCreate(filepath.Join(cfg.Data, "keys"), rand.Reader); err != nil {
			return nil, err
		}
		for _, l := range []*net.Listener{&p.listeners.Private, &p.listeners.Public, &p.listeners.Peer} {
			if *l, err = net.Listen("tcp", ports.next()); err != nil {
				return nil, fmt.Errorf("%w (another sandbox may be running; --ports auto takes free ports)", err)
			}
		}
		cfg.Listen = config.Listen{Private: p.listeners.Private.Addr().String(), Public: p.listeners.Public.Addr().String(), Peer: p.listeners.Peer.Addr().String()}
		if s.key == robotKey {
			if w.robot, err = startRobot(opt, ports.next(), "http://"+p.listeners.Private.Addr().String()); err != nil {
				return nil, fmt.Errorf("%s: %w", s.name, err)
			}
			cfg.Backend = w.robot.config
		}
		if err := errors.Join(cfg.Validate(), writeYAML(p.path, cfg)); err != nil {
			return nil, err
		}
		p.cfg = cfg
		plans = append(plans, p)
	}
	return plans, nil
}

func writeYAML(path string, value any) error {
	text, err := yaml.Marshal(value)
	if err != nil {
		return err
	}
	return durable.WriteFile(path, text, 0o600)
}

// register puts every member on the list.
func (w *World) register(ctx context.Context, plans []plan) error {
	now := time.Now()
	for _, p := range plans {
		m, err := node.Member(p.cfg, p.keys, "https://"+p.listeners.Peer.Addr().String(), now)
		if err != nil {
			return err
		}
		fill(&m, p.sample)
		if err := w.directory.Service.SaveMember(ctx, "sandbox", m); err != nil {
			return err
		}
	}
	inactive, err := memberWithoutNode(InactiveID, "Dormant Exchange", directory.Registered, "https://127.0.0.1:1")
	if err != nil {
		return err
	}
	if err := w.directory.Service.SaveMember(ctx, "sandbox", inactive); err != nil {
		return err
	}
	silent := w.silent.member
	return w.directory.Service.SaveMember(ctx, "sandbox", silent)
}

// fill adds what the exchange is called and its legal identity.
func fill(m *directory.Member, s sampleVASP) {
	m.Name, m.LegalName, m.Jurisdiction, m.Country, m.CountryCode, m.LicensedStatus = s.name, s.legalName, s.country, s.country, s.countryCode, "Regulated"
	m.Legal, _ = json.Marshal(map[string]any{"legalPerson": legalPerson(s)})
}

// legalPerson is an IVMS101 legal person, members in the standard's order.
func legalPerson(s sampleVASP) any {
	type nameID struct {
		Name string `json:"legalPersonName"`
		Type string `json:"legalPersonNameIdentifierType"`
	}
	type address struct {
		Type     string   `json:"addressType"`
		Postcode string   `json:"postcode"`
		Town     string   `json:"townName"`
		Lines    []string `json:"addressLine"`
		Country  string   `json:"country"`
	}
	type identification struct {
		Number    string `json:"nationalIdentifier"`
		Type      string `json:"nationalIdentifierType"`
		Authority string `json:"registrationAuthority"`
	}
	authorities := map[string]string{"KR": "RA000657", "VN": "RA000704", "SG": "RA000523"}
	return struct {
		Name struct {
			ID []nameID `json:"nameIdentifier"`
		} `json:"name"`
		Address        []address      `json:"geographicAddress"`
		Identification identification `json:"nationalIdentification"`
		Country        string         `json:"countryOfRegistration"`
	}{
		Name: struct {
			ID []nameID `json:"nameIdentifier"`
		}{[]nameID{{s.legalName, "LEGL"}}},
		Address:        []address{{"GEOG", s.postcode, s.city, []string{s.street}, s.countryCode}},
		Identification: identification{s.registration, "RAID", authorities[s.countryCode]}, Country: s.countryCode,
	}
}

// memberWithoutNode is a member for which nothing runs; its keys are thrown away.
func memberWithoutNode(id, name string, status directory.Status, endpoint string) (directory.Member, error) {
	_, identity, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return directory.Member{}, err
	}
	_, tlsKey, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return directory.Member{}, err
	}
	m, err := node.Member(config.Node{VaspID: id}, keyfile.Set{Identity: identity, TLS: tlsKey}, endpoint, time.Now())
	m.Name, m.LegalName, m.Country, m.CountryCode, m.Jurisdiction, m.Status = name, name+" Ltd.", "Singapore", "SG", "Singapore", status
	return m, err
}

// seed adds the sample customers and the deny list, once for each data folder.
func seed(ctx context.Context, a *app.Node, s sampleVASP) error {
	ctx = app.WithActor(ctx, "sandbox", "")
	if s.key == robotKey { // its back end knows them
		return nil
	}
	done := false
	err := a.Store.View(ctx, func(r app.Reader) error {
		value, err := r.Setting(ctx, "sandbox")
		done = value == "seeded"
		return err
	})
	if err != nil && !fault.Has(err, fault.NotFound) {
		return err
	}
	if done {
		return nil
	}
	if err := errors.Join(a.ImportCustomers(ctx, s.customers)...); err != nil {
		return err
	}
	for _, entry := range s.denied {
		if _, err := a.AddDenyEntry(ctx, entry); err != nil {
			return err
		}
	}
	return a.Store.InTx(ctx, func(tx app.Tx) error { return tx.PutSetting(ctx, "sandbox", "seeded") })
}

func (w *World) describe(plans []plan) {
	for i, p := range plans {
		n := w.nodes[i]
		e := Exchange{Name: p.sample.name, Country: p.sample.countryCode, VaspID: p.sample.id, EnclaveURL: n.PrivateURL(), AdminURL: n.PrivateURL(),
			AdminKey: n.AdminKey, PublicURL: n.PublicURL(), ConfigFile: p.path, KYC: w.kyc[i]}
		for _, c := range p.sample.customers {
			shown := Customer{ID: c.ID, Kind: c.Kind, KYC: c.KYC, Denied: c.Denied, Name: c.Profile.Name, Representatives: c.Profile.Representatives, Accounts: c.Accounts}
			if c.Profile.LocalName != nil {
				shown.LocalName = *c.Profile.LocalName
			}
			e.Customers = append(e.Customers, shown)
		}
		if p.sample.key == robotKey {
			w.Description.Robot, w.Description.RobotURL = e, w.robot.url
		} else {
			w.Description.Exchanges = append(w.Description.Exchanges, e)
		}
	}
}

// Failed delivers the error of a part that ended by itself.
func (w *World) Failed() <-chan error {
	out := make(chan error, len(w.nodes))
	for _, n := range w.nodes {
		go func() {
			if err, ok := <-n.Failed(); ok {
				out <- err
			}
		}()
	}
	return out
}

// Stop ends everything in good order.
func (w *World) Stop(ctx context.Context) error {
	var errs []error
	if w.robot != nil {
		w.robot.robot.Stop() // nobody waits for its silences
		defer w.robot.close()
	}
	for _, n := range w.nodes {
		errs = append(errs, n.Stop(ctx))
	}
	if w.silent != nil {
		w.silent.stop()
	}
	if w.directory != nil {
		errs = append(errs, w.directory.Stop(ctx))
	}
	return errors.Join(errs...)
}

// Folder makes the data folder: the one named, or a temporary one, which remove deletes.
func Folder(dir string) (path string, remove func(), err error) {
	if dir == "" {
		path, err = os.MkdirTemp("", "bonafide-sandbox-")
		return path, func() { _ = os.RemoveAll(path) }, err
	}
	path, err = filepath.Abs(dir)
	if err == nil {
		err = os.MkdirAll(path, 0o700)
	}
	return path, func() {}, err
}
