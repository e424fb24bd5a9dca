// Package config holds the configuration of a node and of a directory: one struct per part, defaults that work as they are,
// and faults that name their key. Order: defaults, file, environment. Secrets are paths to files, never values.
package config

import (
	"bytes"
	"crypto/ed25519"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"github.com/bonafide-id/bonafide/fault"
	"github.com/bonafide-id/bonafide/pii"
	"github.com/bonafide-id/bonafide/travelrule"
	"github.com/bonafide-id/bonafide/travelrule/directory"
	"github.com/bonafide-id/bonafide/travelrule/ivms101"
	"github.com/bonafide-id/bonafide/travelrule/requirements"
)

// Node configures `bonafide serve`.
type Node struct {
	// VaspID is this VASP's id in the directory: 1 to 20 decimal digits. Required.
	VaspID string `yaml:"vaspId"`
	// Data is the folder of keys and, by default, of the database. Default "data".
	Data string `yaml:"data"`
	// Database is "sqlite:PATH" or a postgres:// URL without a password. Default "sqlite:" + Data + "/bonafide.db".
	Database string `yaml:"database"`
	// DatabaseFile names a file that holds the URL, for one with a password. Wins over Database.
	DatabaseFile string    `yaml:"databaseFile"`
	Listen       Listen    `yaml:"listen"`
	Directory    Directory `yaml:"directory"`
	Admin        Admin     `yaml:"admin"`
	Keys         Keys      `yaml:"keys"`
	Enclave      Enclave   `yaml:"enclave"`
	Backend      Backend   `yaml:"backend"`
	Verification Limits    `yaml:"verification"`
	Risk         Risk      `yaml:"risk"`
	Log          Log       `yaml:"log"`
	Telemetry    Telemetry `yaml:"telemetry"`
	KYC          KYC       `yaml:"kyc"`
	// Assets are the symbols this VASP handles, each with its networks.
	Assets map[string][]string `yaml:"assets"`

	databaseURL pii.String // from the environment, with its password
}

// Listen are the addresses of the three listeners, host:port; port 0 takes a free one.
type Listen struct {
	Private string `yaml:"private"` // enclave API, administration, metrics. Default 127.0.0.1:21117
	Public  string `yaml:"public"`  // KYC surfaces and pages. Default 127.0.0.1:21118
	Peer    string `yaml:"peer"`    // other VASPs' nodes, mutual TLS. Default 0.0.0.0:21119
}

// Directory says where the list of members comes from and who signs it.
type Directory struct {
	URL string `yaml:"url"` // required
	// NoRelay: messages go to other nodes directly or not at all. Default false: those that may wait go through the directory's relay when a node
	// cannot be reached; it sees their headers.
	NoRelay bool `yaml:"noRelay"`
	// Keys are the directory's Ed25519 public keys, base64, of which one must have signed the list. At least one.
	Keys []string `yaml:"keys"`
}

// PublicKeys are Keys, decoded. fault.Config at the first that is none.
func (d Directory) PublicKeys() ([]ed25519.PublicKey, error) {
	keys := make([]ed25519.PublicKey, len(d.Keys))
	for i, text := range d.Keys {
		raw, err := base64.StdEncoding.DecodeString(text)
		if err != nil || len(raw) != ed25519.PublicKeySize {
			return nil, fault.Newf(fault.Config, fmt.Sprintf("directory.keys[%d]", i), "not a base64 Ed25519 public key of 32 bytes")
		}
		keys[i] = raw
	}
	return keys, nil
}

// Admin protects the administration API.
type Admin struct {
	KeyFile string `yaml:"keyFile"` // holds the bearer key. Default Data + "/keys/admin.key", made at the first start
}

// Enclave configures the Travel Rule API for the exchange's back end.
type Enclave struct {
	TokenFile        string `yaml:"tokenFile"`        // holds a bearer token asked of every call; empty: none is asked
	NumericThreshold bool   `yaml:"numericThreshold"` // lookups write isExceedingThreshold as 1 and 0. Default false
	// Requirements "enforce" refuses a request of the user step that lacks what docs/requirements.md lists; "off" leaves it to the caller. Default off.
	Requirements string `yaml:"requirements"`
	// Counterparties are what single VASPs ask besides the law, by VASP id.
	Counterparties map[string]Counterparty `yaml:"counterparties"`
}

// Counterparty is what one VASP asks besides the law. Codes are those of contract 4.8, separated by commas.
type Counterparty struct {
	Originator  string `yaml:"originator"`
	Beneficiary string `yaml:"beneficiary"`
	Memo        string `yaml:"memo"` // required, optional, or empty: as its network has it
}

// Extra reads the codes.
func (c Counterparty) Extra() (extra requirements.Extra, err error) {
	read := func(text string) (fields []ivms101.Field) {
		if text != "" && err == nil {
			fields, err = ivms101.ParseFields(text)
		}
		return fields
	}
	extra = requirements.Extra{Originator: read(c.Originator), Beneficiary: read(c.Beneficiary), Memo: requirements.Memo(c.Memo)}
	return extra, err
}

// Extras reads those of all counterparties; a fault of one was found by Validate.
func (e Enclave) Extras() map[string]requirements.Extra {
	extras := map[string]requirements.Extra{}
	for id, counterparty := range e.Counterparties {
		if extra, err := counterparty.Extra(); err == nil {
			extras[id] = extra
		}
	}
	return extras
}

// Backend is the exchange's own software, which the node calls (contract 3). An empty URL is a call that is not made.
type Backend struct {
	Decision    string   `yaml:"decision"`    // who answers for customers: registry, callback or registry-then-callback. Default registry
	Account     string   `yaml:"account"`     // URL, contract 3.2
	User        string   `yaml:"user"`        // URL, contract 3.3
	Transaction string   `yaml:"transaction"` // URL, contract 3.4
	Callback    string   `yaml:"callback"`    // URL, contract 3.5
	TokenFile   string   `yaml:"tokenFile"`   // holds the token sent with each call; empty: none is sent
	TokenHeader string   `yaml:"tokenHeader"` // header the bare token is sent in; empty: Authorization, as a Bearer token
	DeliverFor  Duration `yaml:"deliverFor"`  // a callback or report is tried so long, 1m to 720h. Default 72h
	// Token is the token itself, from the environment only.
	Token pii.String `yaml:"-"`
}

// Risk names providers of risk data (contract 2.10 to 2.12). An empty URL: none is configured, and the call says so.
type Risk struct {
	Sanction Provider `yaml:"sanction"` // screening of an address against sanctions
	KYT      Provider `yaml:"kyt"`      // assessment of a transfer
	WCO      Provider `yaml:"wco"`      // screening of names
}

// Provider is one provider of risk data.
type Provider struct {
	URL     string `yaml:"url"`     // base URL; "simulator" answers from a list of its own and says so
	KeyFile string `yaml:"keyFile"` // holds the key; empty: none is sent
	// Key is the key itself, from the environment only.
	Key pii.String `yaml:"-"`
}

// KYC configures the verification of customers.
type KYC struct {
	// Blobs is where sealed pictures are kept: file:PATH. Default "file:" + Data + "/blobs".
	Blobs string `yaml:"blobs"`
	// Vision is the path of the bonafide-vision worker. Empty: document and face calls answer the contract's engine error.
	Vision string `yaml:"vision"`
	// Models is the folder of the model slots. Default "models" beside the worker, when it is there.
	Models string `yaml:"models"`
	// VisionRuntime is the path of the ONNX Runtime library. Default "lib/libonnxruntime.so*" beside the worker, when it is there.
	VisionRuntime string `yaml:"visionRuntime"`
	// VisionWorkers are worker processes, each of which reads one picture at a time with one core, 1 to 64. Default 1.
	VisionWorkers int `yaml:"visionWorkers"`
	// VisionQueue is how many pictures wait while all workers are busy, 1 to 10000; one more is refused. Default 16 for each worker.
	VisionQueue int `yaml:"visionQueue"`
	// VisionMemoryMB is how much resident memory, MiB, a worker may have before it is ended, 256 to 65536. Default 1024.
	VisionMemoryMB int `yaml:"visionMemoryMB"`
	// VisionJobTime is how long reading one picture may take before its worker is ended, 1s to 2m. Default 20s.
	VisionJobTime Duration `yaml:"visionJobTime"`
	// VisionRecycle is after how many pictures a worker is replaced, 1 to 1000000. Default 500.
	VisionRecycle int `yaml:"visionRecycle"`
	// Issuer asks the issuers of Korean documents: empty (not configured) or "simulator", which says that it is one.
	Issuer string `yaml:"issuer"`
	// EKYCPrefix is the path under which the eKYC session surface answers on the public listener, /NAME. Default /ekyc.
	EKYCPrefix string `yaml:"ekycPrefix"`
}

// EKYCPath is EKYCPrefix or its default.
func (k KYC) EKYCPath() string {
	if k.EKYCPrefix == "" {
		return "/ekyc"
	}
	return k.EKYCPrefix
}

// goodPrefix: segments that mean nothing to a router. The surfaces beside it have /v2, /v3 and the public pages.
var goodPrefix = regexp.MustCompile(`^(/[A-Za-z0-9_-]{1,64}){1,6}$`)

// takenPrefixes are first segments of other surfaces of the public listener.
var takenPrefixes = []string{"v2", "v3", "healthcheck"}

// Limits are the times and counts of verifications. Zero takes the default.
type Limits struct {
	AnswerTimeout  Duration `yaml:"answerTimeout"`  // of a synchronous question, 100ms to 1m. Default 5s
	UserTimeout    Duration `yaml:"userTimeout"`    // of a user verification, 1s to 24h. Default 1m
	KeyLifetime    Duration `yaml:"keyLifetime"`    // of a PerVasp key, 10m to 720h. Default 24h
	PeerKeyTTL     Duration `yaml:"peerKeyTTL"`     // cache of others' keys, 10m to 24h. Default 30m
	MismatchLimit  int      `yaml:"mismatchLimit"`  // wrong names a VASP may try for one address per window, 1 to 10000. Default 20
	MismatchWindow Duration `yaml:"mismatchWindow"` // 1m to 24h. Default 1h
	CloseNames     string   `yaml:"closeNames"`     // names that are only alike (a slip, an initial, another mark): refuse or accept. Default refuse
	Workers        int      `yaml:"workers"`        // verifications sent at the same time, 1 to 1024. Default 64
	ReminderAfter  Duration `yaml:"reminderAfter"`  // without a transaction id a verified transfer is one to look after, 1m to 720h. Default 30m
	RetentionDays  int      `yaml:"retentionDays"`  // verifications older than so many days are deleted for good, 1 to 36500. 0: kept. Default 0
	// OriginatorNatural and OriginatorLegal are codes of contract 4.8, separated by commas: the originator's data without which the registry answers
	// LACK-OF-INFORMATION. Default NATURAL_PERSON_NAME and LEGAL_PERSON_NAME.
	OriginatorNatural string `yaml:"originatorNatural"`
	OriginatorLegal   string `yaml:"originatorLegal"`
}

// Log configures the log.
type Log struct {
	Level  string `yaml:"level"`  // debug, info, warn, error. Default info
	Format string `yaml:"format"` // text or json. Default text
}

// Telemetry configures traces; metrics are always served at /metrics of the private listener.
type Telemetry struct {
	OTLP string `yaml:"otlp"` // URL of an OTLP/HTTP collector; empty: no traces
}

// Duration is a time.Duration written as 5s or 24h.
type Duration time.Duration

// UnmarshalYAML reads 5s, 1m30s, 24h.
func (d *Duration) UnmarshalYAML(node *yaml.Node) error {
	value, err := time.ParseDuration(node.Value)
	if err != nil {
		return fmt.Errorf("line %d: %q is not a duration such as 5s or 24h", node.Line, node.Value)
	}
	*d = Duration(value)
	return nil
}

// MarshalYAML writes it the same way.
func (d Duration) MarshalYAML() (any, error) { return time.Duration(d).String(), nil }

// DefaultAssets is what a node handles when nothing is said.
func DefaultAssets() map[string][]string {
	return map[string][]string{
		"BTC": {"Bitcoin"}, "ETH": {"Ethereum"}, "XRP": {"XRP"}, "SOL": {"Solana"}, "TRX": {"Tron"}, "POL": {"Polygon"},
		"USDT": {"Ethereum", "Tron"}, "USDC": {"Ethereum", "Polygon", "Solana"},
	}
}

// DefaultNode is a node's configuration as far as it can be known.
func DefaultNode() Node {
	return Node{Data: "data", Listen: Listen{Private: "127.0.0.1:21117", Public: "127.0.0.1:21118", Peer: "0.0.0.0:21119"},
		Log: Log{Level: "info", Format: "text"}, Assets: DefaultAssets()}
}

// Load reads a YAML file over the defaults, then the environment (BONAFIDE_ and the key in upper case with underscores), and
// checks the whole. An unknown key is refused. All faults are reported at once; the code is fault.Config.
func Load(path string, getenv func(string) string) (Node, error) {
	c := DefaultNode()
	text, err := os.ReadFile(path)
	if err != nil {
		return Node{}, fault.Newf(fault.Config, path, "%v", err)
	}
	c.Assets = nil
	if err := decode(text, &c); err != nil {
		return Node{}, fault.Newf(fault.Config, path, "%v", err)
	}
	if c.Assets == nil {
		c.Assets = DefaultAssets()
	}
	c.aliases(getenv)
	for name, into := range map[string]*string{
		"BACKEND_DECISION": &c.Backend.Decision, "BACKEND_ACCOUNT": &c.Backend.Account, "BACKEND_USER": &c.Backend.User, "BACKEND_TRANSACTION": &c.Backend.Transaction,
		"BACKEND_CALLBACK": &c.Backend.Callback, "BACKEND_TOKEN_FILE": &c.Backend.TokenFile, "BACKEND_TOKEN_HEADER": &c.Backend.TokenHeader,
		"RISK_SANCTION_URL": &c.Risk.Sanction.URL, "RISK_SANCTION_KEY_FILE": &c.Risk.Sanction.KeyFile, "RISK_KYT_URL": &c.Risk.KYT.URL,
		"RISK_KYT_KEY_FILE": &c.Risk.KYT.KeyFile, "RISK_WCO_URL": &c.Risk.WCO.URL, "RISK_WCO_KEY_FILE": &c.Risk.WCO.KeyFile,
		"KEYS_DECRYPT_URL": &c.Keys.DecryptURL, "KEYS_SEALED_WITH_FILE": &c.Keys.SealedWithFile,
		"VASP_ID": &c.VaspID, "DATA": &c.Data, "DATABASE": &c.Database, "DATABASE_FILE": &c.DatabaseFile, "LISTEN_PRIVATE": &c.Listen.Private,
		"LISTEN_PUBLIC": &c.Listen.Public, "LISTEN_PEER": &c.Listen.Peer, "DIRECTORY_URL": &c.Directory.URL, "ADMIN_KEY_FILE": &c.Admin.KeyFile,
		"ENCLAVE_TOKEN_FILE": &c.Enclave.TokenFile, "ENCLAVE_REQUIREMENTS": &c.Enclave.Requirements, "LOG_LEVEL": &c.Log.Level, "LOG_FORMAT": &c.Log.Format, "TELEMETRY_OTLP": &c.Telemetry.OTLP,
		"KYC_BLOBS": &c.KYC.Blobs, "KYC_EKYC_PREFIX": &c.KYC.EKYCPrefix, "KYC_ISSUER": &c.KYC.Issuer, "KYC_VISION": &c.KYC.Vision, "KYC_MODELS": &c.KYC.Models, "KYC_VISION_RUNTIME": &c.KYC.VisionRuntime,
	} {
		if value := getenv("BONAFIDE_" + name); value != "" {
			*into = value
		}
	}
	if keys := getenv("BONAFIDE_DIRECTORY_KEYS"); keys != "" {
		c.Directory.Keys = strings.Split(keys, ",")
	}
	if err := errors.Join(c.KYC.numbers(getenv), c.enclave(getenv)); err != nil {
		return Node{}, err
	}
	c.resolve(filepath.Dir(path))
	return c, c.Validate()
}

// numbers takes the numbers of KYC from the environment.
func (k *KYC) numbers(getenv func(string) string) error {
	var faults []error
	for name, into := range map[string]*int{"KYC_VISION_WORKERS": &k.VisionWorkers, "KYC_VISION_QUEUE": &k.VisionQueue, "KYC_VISION_MEMORY_MB": &k.VisionMemoryMB,
		"KYC_VISION_RECYCLE": &k.VisionRecycle} {
		value := getenv("BONAFIDE_" + name)
		if value == "" {
			continue
		}
		n, err := strconv.Atoi(value)
		if err != nil {
			faults = append(faults, fault.Newf(fault.Config, "BONAFIDE_"+name, "%q is not a number", value))
		}
		*into = n
	}
	if value := getenv("BONAFIDE_KYC_VISION_JOB_TIME"); value != "" {
		d, err := time.ParseDuration(value)
		if err != nil {
			faults = append(faults, fault.Newf(fault.Config, "BONAFIDE_KYC_VISION_JOB_TIME", "%q is not a duration such as 5s", value))
		}
		k.VisionJobTime = Duration(d)
	}
	return errors.Join(faults...)
}

func decode(text []byte, into any) error {
	dec := yaml.NewDecoder(bytes.NewReader(text))
	dec.KnownFields(true)
	if err := dec.Decode(into); err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	return nil
}

// resolve makes relative paths relative to the file they stand in, and fills what depends on others.
func (c *Node) resolve(folder string) {
	for _, path := range []*string{&c.Data, &c.DatabaseFile, &c.Admin.KeyFile, &c.Enclave.TokenFile, &c.Backend.TokenFile, &c.Keys.SealedWithFile,
		&c.Risk.Sanction.KeyFile, &c.Risk.KYT.KeyFile, &c.Risk.WCO.KeyFile, &c.KYC.Vision, &c.KYC.Models, &c.KYC.VisionRuntime} {
		if *path != "" && !filepath.IsAbs(*path) {
			*path = filepath.Join(folder, *path)
		}
	}
	if rest, ok := strings.CutPrefix(c.Database, "sqlite:"); ok && !filepath.IsAbs(rest) {
		c.Database = "sqlite:" + filepath.Join(folder, rest)
	}
	if c.Database == "" {
		c.Database = "sqlite:" + filepath.Join(c.Data, "bonafide.db")
	}
	if rest, ok := strings.CutPrefix(c.KYC.Blobs, "file:"); ok && !filepath.IsAbs(rest) {
		c.KYC.Blobs = "file:" + filepath.Join(folder, rest)
	}
	if c.KYC.Blobs == "" {
		c.KYC.Blobs = "file:" + filepath.Join(c.Data, "blobs")
	}
	if c.Admin.KeyFile == "" {
		c.Admin.KeyFile = filepath.Join(c.Data, "keys", "admin.key")
	}
}

// Validate joins every fault, each with its key.
func (c Node) Validate() error {
	var faults []error
	say := func(key, format string, args ...any) {
		faults = append(faults, fault.Newf(fault.Config, key, format, args...))
	}
	if !directory.ValidVaspID(c.VaspID) {
		say("vaspId", "1 to 20 decimal digits within 64 bits, as the directory's operator gave it")
	}
	for key, addr := range map[string]string{"listen.private": c.Listen.Private, "listen.public": c.Listen.Public, "listen.peer": c.Listen.Peer} {
		if _, _, err := net.SplitHostPort(addr); err != nil {
			say(key, "%q is not host:port", addr)
		}
	}
	if u, err := url.Parse(c.Directory.URL); err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		say("directory.url", "the URL of the directory, http or https")
	}
	if len(c.Directory.Keys) == 0 {
		say("directory.keys", "at least one public key, base64; the directory's operator publishes it")
	}
	for i, key := range c.Directory.Keys {
		if raw, err := base64.StdEncoding.DecodeString(key); err != nil || len(raw) != 32 {
			say(fmt.Sprintf("directory.keys[%d]", i), "not a base64 Ed25519 public key of 32 bytes")
		}
	}
	if c.DatabaseFile == "" && !strings.HasPrefix(c.Database, "sqlite:") && !strings.HasPrefix(c.Database, "postgres://") && !strings.HasPrefix(c.Database, "postgresql://") {
		say("database", "sqlite:PATH or postgres://...")
	}
	if u, err := url.Parse(c.Database); err == nil && u.User != nil {
		if _, secret := u.User.Password(); secret {
			say("database", "a URL with a password belongs in a file: use databaseFile")
		}
	}
	span := func(key string, d Duration, low, high time.Duration) {
		if d != 0 && (time.Duration(d) < low || time.Duration(d) > high) {
			say(key, "from %s to %s", low, high)
		}
	}
	v := c.Verification
	span("verification.answerTimeout", v.AnswerTimeout, 100*time.Millisecond, time.Minute)
	span("verification.userTimeout", v.UserTimeout, time.Second, 24*time.Hour)
	span("verification.keyLifetime", v.KeyLifetime, 10*time.Minute, 720*time.Hour)
	span("verification.peerKeyTTL", v.PeerKeyTTL, 10*time.Minute, 24*time.Hour)
	span("verification.mismatchWindow", v.MismatchWindow, time.Minute, 24*time.Hour)
	if v.MismatchLimit < 0 || v.MismatchLimit > 10000 {
		say("verification.mismatchLimit", "1 to 10000")
	}
	if v.CloseNames != "" && v.CloseNames != "refuse" && v.CloseNames != "accept" {
		say("verification.closeNames", "refuse or accept")
	}
	if v.Workers < 0 || v.Workers > 1024 {
		say("verification.workers", "1 to 1024")
	}
	faults = append(faults, c.validateEnclave()...)
	if c.Enclave.Requirements != "" && c.Enclave.Requirements != "off" && c.Enclave.Requirements != "enforce" {
		say("enclave.requirements", "off or enforce")
	}
	for id, counterparty := range c.Enclave.Counterparties {
		if _, err := counterparty.Extra(); err != nil || !directory.ValidVaspID(id) {
			say("enclave.counterparties."+id, "a VASP id, and codes of requiredBeneficiaryInfo separated by commas")
		}
		if memo := requirements.Memo(counterparty.Memo); memo != "" && memo != requirements.MemoNeeded && memo != requirements.MemoOptional {
			say("enclave.counterparties."+id+".memo", "required or optional")
		}
	}
	if c.KYC.Issuer != "" && c.KYC.Issuer != "simulator" {
		say("kyc.issuer", "empty or simulator")
	}
	if c.KYC.Blobs != "" && !strings.HasPrefix(c.KYC.Blobs, "file:") {
		say("kyc.blobs", "file:PATH")
	}
	if first, _, _ := strings.Cut(strings.TrimPrefix(c.KYC.EKYCPrefix, "/"), "/"); c.KYC.EKYCPrefix != "" && (!goodPrefix.MatchString(c.KYC.EKYCPrefix) || slices.Contains(takenPrefixes, first)) {
		say("kyc.ekycPrefix", "a path such as /ekyc, without a slash at its end, and none of /v2 and /v3")
	}
	count := func(key string, n, low, high int) {
		if n != 0 && (n < low || n > high) {
			say(key, "%d to %d", low, high)
		}
	}
	count("kyc.visionWorkers", c.KYC.VisionWorkers, 1, 64)
	count("kyc.visionQueue", c.KYC.VisionQueue, 1, 10000)
	count("kyc.visionMemoryMB", c.KYC.VisionMemoryMB, 256, 65536)
	count("kyc.visionRecycle", c.KYC.VisionRecycle, 1, 1000000)
	span("kyc.visionJobTime", c.KYC.VisionJobTime, time.Second, 2*time.Minute)
	switch c.Log.Level {
	case "debug", "info", "warn", "error":
	default:
		say("log.level", "debug, info, warn or error")
	}
	if c.Log.Format != "text" && c.Log.Format != "json" {
		say("log.format", "text or json")
	}
	if _, err := travelrule.NewAssets(c.Assets); err != nil {
		say("assets", "%v", err)
	}
	return errors.Join(faults...)
}

// DirectoryNode configures `bonafide directory`.
type DirectoryNode struct {
	Data   string `yaml:"data"`   // folder of its key, its administration key and the members. Default "directory-data"
	Listen string `yaml:"listen"` // host:port. Default 127.0.0.1:21100
	// Connect says which active members may transfer with each other: all (default) or mutual, those that both asked for it.
	Connect string `yaml:"connect"`
	Log     Log    `yaml:"log"`
}

// DefaultDirectory works as it is.
func DefaultDirectory() DirectoryNode {
	return DirectoryNode{Data: "directory-data", Listen: "127.0.0.1:21100", Connect: string(directory.ConnectAll), Log: Log{Level: "info", Format: "text"}}
}

// LoadDirectory reads a directory's configuration; path "" takes the defaults.
func LoadDirectory(path string, getenv func(string) string) (DirectoryNode, error) {
	c := DefaultDirectory()
	if path != "" {
		text, err := os.ReadFile(path)
		if err != nil {
			return c, fault.Newf(fault.Config, path, "%v", err)
		}
		if err := decode(text, &c); err != nil {
			return c, fault.Newf(fault.Config, path, "%v", err)
		}
		if !filepath.IsAbs(c.Data) {
			c.Data = filepath.Join(filepath.Dir(path), c.Data)
		}
	}
	for name, into := range map[string]*string{"DATA": &c.Data, "LISTEN": &c.Listen, "CONNECT": &c.Connect, "LOG_LEVEL": &c.Log.Level, "LOG_FORMAT": &c.Log.Format} {
		if value := getenv("BONAFIDE_DIRECTORY_" + name); value != "" {
			*into = value
		}
	}
	if _, _, err := net.SplitHostPort(c.Listen); err != nil {
		return c, fault.Newf(fault.Config, "listen", "%q is not host:port", c.Listen)
	}
	if c.Connect != string(directory.ConnectAll) && c.Connect != string(directory.ConnectMutual) {
		return c, fault.Newf(fault.Config, "connect", "all or mutual, not %q", c.Connect)
	}
	return c, nil
}
