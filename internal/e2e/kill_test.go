package e2e

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/bonafide-id/bonafide/internal/config"
	"github.com/bonafide-id/bonafide/internal/sandbox"
	"github.com/bonafide-id/bonafide/internal/store/pgtest"
)

// process is one part of the world as a program of its own, which can be killed and started again.
type process struct {
	t    *testing.T
	bin  string
	args []string
	url  string // answers /healthcheck when it is up
	mu   sync.Mutex
	cmd  *exec.Cmd
}

func (p *process) start() {
	p.t.Helper()
	p.mu.Lock()
	defer p.mu.Unlock()
	p.cmd = exec.Command(p.bin, p.args...)
	p.cmd.Stdout, p.cmd.Stderr = io.Discard, io.Discard
	if os.Getenv("BONAFIDE_TEST_LOG") != "" {
		p.cmd.Stderr = os.Stderr
	}
	if err := p.cmd.Start(); err != nil {
		p.t.Fatal(err)
	}
	for deadline := time.Now().Add(30 * time.Second); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		if response, err := http.Get(p.url + "/healthcheck"); err == nil {
			response.Body.Close()
			if response.StatusCode == http.StatusOK {
				return
			}
		}
	}
	p.t.Fatalf("%s did not come up", p.args)
}

// kill is kill -9.
func (p *process) kill() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.cmd != nil {
		_ = p.cmd.Process.Kill()
		_ = p.cmd.Wait()
	}
}

// build compiles the program once for a test.
func build(t *testing.T) string {
	t.Helper()
	bin := filepath.Join(t.TempDir(), "bonafide")
	if out, err := exec.Command("go", "build", "-o", bin, "../../cmd/bonafide").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return bin
}

// TestKill kills nodes at random moments under load. Whatever was acknowledged must afterwards be found once on both sides, with
// one outcome.
func TestKill(t *testing.T) {
	if testing.Short() {
		t.Skip("kills processes for a while")
	}
	bin := build(t)
	t.Run("sqlite", func(t *testing.T) { killUnderLoad(t, bin, nil, nil) })
	t.Run("sqlite with back ends", func(t *testing.T) { killUnderLoad(t, bin, nil, newBackends(t)) })
	t.Run("postgres", func(t *testing.T) {
		urls := map[string]string{}
		for _, key := range []string{"seoul", "hanoi", "robot"} {
			urls[key] = pgtest.Start(t)
		}
		killUnderLoad(t, bin, func(key string) string { return urls[key] }, newBackends(t))
	})
}

// backends are the exchanges' own software, which is not killed.
type backends struct{ seoul, hanoi *exchangeBackend }

func newBackends(t *testing.T) *backends {
	b := &backends{newBackend(t), newBackend(t)}
	b.hanoi.says("/user", strings.ReplaceAll(verifiedUser, `,
	"accountNumber":["`+someAccount+`"]`, ""))
	return b
}

func (b *backends) configure(key string, cfg *config.Node) {
	switch key {
	case "seoul":
		b.seoul.configure("registry")(cfg)
	case "hanoi":
		b.hanoi.configure("callback")(cfg)
	}
}

// toldOf waits until an event of a type came for every id, and returns how often each came and the last data.
func toldOf(t *testing.T, b *exchangeBackend, typ string, ids []string) map[string]map[string]any {
	t.Helper()
	for deadline := time.Now().Add(3 * time.Minute); ; time.Sleep(200 * time.Millisecond) {
		last, missing := map[string]map[string]any{}, 0
		for _, data := range b.callbacks(typ, 0) {
			last[data["verificationUuid"].(string)] = data
		}
		for _, id := range ids {
			if last[id] == nil {
				missing++
			}
		}
		if missing == 0 {
			return last
		}
		if time.Now().After(deadline) {
			t.Fatalf("%d of %d events %s never came", missing, len(ids), typ)
		}
	}
}

// reportWhileKilling reports a transaction for each id, again and again until the report is acknowledged, while the processes are killed.
func reportWhileKilling(t *testing.T, url string, ids []string, victims []*process) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		for _, id := range ids {
			for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); time.Sleep(50 * time.Millisecond) {
				response, err := http.Post(url+"/v1/verifications/tx", "application/json", strings.NewReader(`{"verificationUuid":"`+id+`","txHash":"`+strings.ToUpper(id)+`","vout":"0"}`))
				if err != nil {
					continue
				}
				response.Body.Close()
				if response.StatusCode == http.StatusOK {
					break
				}
			}
			time.Sleep(10 * time.Millisecond)
		}
	}()
	for i := 0; ; i++ {
		select {
		case <-done:
			return
		case <-time.After(700 * time.Millisecond):
			victim := victims[i%len(victims)]
			victim.kill()
			victim.start()
		}
	}
}

func killUnderLoad(t *testing.T, bin string, postgres func(string) string, b *backends) {
	// The sandbox writes configurations, keys, members and customers; then each part runs as a process of its own.
	dir := t.TempDir()
	opt := sandbox.Options{Dir: dir, Log: testLog(t), Postgres: postgres}
	if b != nil {
		opt.Configure = b.configure
	}
	w, err := sandbox.Start(context.Background(), opt)
	if err != nil {
		t.Fatal(err)
	}
	d := w.Description
	stop, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	if err := w.Stop(stop); err != nil {
		t.Fatal(err)
	}
	registry := &process{t: t, bin: bin, args: []string{"directory", "--config", filepath.Join(dir, "directory.yaml")}, url: d.Directory.URL}
	pinDirectory(t, dir, d.Directory.URL)
	for _, exchange := range d.Exchanges {
		// A slow machine must not let verifications expire here: what is looked at is what survives, not how fast.
		replaceIn(t, exchange.ConfigFile, "userTimeout: 20s", "userTimeout: 3m0s")
	}
	seoul := &process{t: t, bin: bin, args: []string{"serve", "--config", d.Exchanges[0].ConfigFile}, url: d.Exchanges[0].EnclaveURL}
	hanoi := &process{t: t, bin: bin, args: []string{"serve", "--config", d.Exchanges[1].ConfigFile}, url: d.Exchanges[1].EnclaveURL}
	for _, p := range []*process{registry, seoul, hanoi} {
		p.start()
		t.Cleanup(p.kill)
	}
	acknowledged := loadWhileKilling(t, d, []*process{seoul, hanoi, registry})
	if len(acknowledged) < 50 {
		t.Fatalf("only %d verifications were acknowledged: this test proves too little", len(acknowledged))
	}
	outcomes := map[string]int{}
	for _, id := range acknowledged {
		a := settled(t, d.Exchanges[0].EnclaveURL, id)
		outcomes[a.Result]++
		if a.Result == "ERROR" {
			continue // past its deadline while a side was down: an error, never an approval
		}
		b := settled(t, d.Exchanges[1].EnclaveURL, id)
		if a.Result != b.Result || a.VerifiedAt != b.VerifiedAt || a.Reason != b.Reason {
			t.Errorf("%s: the sides differ: %+v, %+v", id, a, b)
		}
	}
	if outcomes["VERIFIED"] < len(acknowledged)*9/10 {
		t.Errorf("%d acknowledged, outcomes %v", len(acknowledged), outcomes)
	}
	t.Logf("%d acknowledged, outcomes %v", len(acknowledged), outcomes)
	if b != nil {
		everybodyIsTold(t, d, b, acknowledged, []*process{seoul, hanoi})
	}
	// Both trails are whole after the kills.
	for _, p := range []*process{seoul, hanoi} {
		stopGently(t, p)
		config := p.args[2]
		out, err := exec.Command(bin, "audit", "verify", "--config", config).CombinedOutput()
		if err != nil {
			t.Errorf("audit verify: %v: %s", err, out)
		}
	}
}

// everybodyIsTold: the originating back end was told how each acknowledged verification ended, and the beneficiary's of each acknowledged report.
func everybodyIsTold(t *testing.T, d sandbox.Description, b *backends, ids []string, victims []*process) {
	t.Helper()
	for id, data := range toldOf(t, b.seoul, "VERIFICATION_RESULT", ids) {
		if row := settled(t, d.Exchanges[0].EnclaveURL, id); data["verificationResult"] != row.Result || data["reason"] != row.Reason {
			t.Errorf("%s: the back end was told %v %v, the row says %+v", id, data["verificationResult"], data["reason"], row)
		}
	}
	reported := ids[:min(60, len(ids))]
	reportWhileKilling(t, d.Exchanges[0].EnclaveURL, reported, victims)
	told := toldOf(t, b.hanoi, "TX_REPORT", reported)
	for _, id := range reported {
		if data := told[id]; data["txHash"] != strings.ToUpper(id) || data["vout"] != "0" {
			t.Errorf("%s: the beneficiary's back end was told %v", id, data)
		}
	}
	t.Logf("%d results and %d reports were told, in %d and %d calls", len(ids), len(reported), len(b.seoul.called("/callback")), len(b.hanoi.called("/callback")))
}

// pinDirectory gives the directory the address it had in the sandbox.
func pinDirectory(t *testing.T, dir, url string) {
	t.Helper()
	path := filepath.Join(dir, "directory.yaml")
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(string(text), "\n")
	for i, line := range lines {
		if strings.HasPrefix(line, "listen:") {
			lines[i] = "listen: " + strings.TrimPrefix(url, "http://")
		}
	}
	if err := os.WriteFile(path, []byte(strings.Join(lines, "\n")), 0o600); err != nil {
		t.Fatal(err)
	}
}

// replaceIn replaces a text that must be in the file.
func replaceIn(t *testing.T, path, old, with string) {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(text), old) {
		t.Fatalf("%s holds no %q", filepath.Base(path), old)
	}
	if err := os.WriteFile(path, []byte(strings.ReplaceAll(string(text), old, with)), 0o600); err != nil {
		t.Fatal(err)
	}
}

func stopGently(t *testing.T, p *process) {
	t.Helper()
	if err := p.cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	_ = p.cmd.Wait()
}

// loadWhileKilling starts verifications from several callers while processes are killed and started again, and returns the ids
// that were acknowledged.
func loadWhileKilling(t *testing.T, d sandbox.Description, victims []*process) []string {
	body := userBody(d)
	ctx, cancel := context.WithTimeout(context.Background(), 8*time.Second)
	defer cancel()
	var mu sync.Mutex
	var ids []string
	var wg sync.WaitGroup
	for range 8 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for ctx.Err() == nil {
				id, err := startOne(ctx, d.Exchanges[0].EnclaveURL, body)
				if err != nil {
					time.Sleep(20 * time.Millisecond)
					continue
				}
				mu.Lock()
				ids = append(ids, id)
				mu.Unlock()
			}
		}()
	}
	random := rand.New(rand.NewPCG(1, uint64(time.Now().UnixNano())))
	kills := 0
	for ctx.Err() == nil {
		time.Sleep(time.Duration(100+random.IntN(600)) * time.Millisecond)
		victim := victims[random.IntN(len(victims))]
		victim.kill()
		kills++
		time.Sleep(time.Duration(random.IntN(200)) * time.Millisecond)
		victim.start()
	}
	wg.Wait()
	if kills < 3 {
		t.Fatalf("only %d kills", kills)
	}
	return ids
}

func userBody(d sandbox.Description) []byte {
	c := d.Exchanges[1].Customers[0]
	return []byte(fmt.Sprintf(`{"keyType":"PerVasp","beneficiaryVaspId":%q,"requiredBeneficiaryInfo":"ACCOUNT_NUMBER","assetInfo":{"symbol":"ETH","network":"Ethereum",
		"amount":"1","isExceedingThreshold":true,"tradeCurrency":"KRW","tradePrice":"1","tradeISODatetime":"2026-01-15T08:16:02.000Z"},"payload":{"version":"1.0","ivms101":{
		"originator":{"originatorPersons":[{"naturalPerson":{"name":{"nameIdentifier":[{"primaryIdentifier":"Kim","secondaryIdentifier":"Min-jun","nameIdentifierType":"LEGL"}]}}}],
		"accountNumber":["0x1"]},"beneficiary":{"beneficiaryPersons":[{"naturalPerson":{"name":{"nameIdentifier":[{"primaryIdentifier":%q,"secondaryIdentifier":%q,
		"nameIdentifierType":"LEGL"}]}}}],"accountNumber":[%q]}}}}`, d.Exchanges[1].VaspID, c.Name.Primary, c.Name.Secondary, c.Accounts[0].Address))
}

func startOne(ctx context.Context, url string, body []byte) (string, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, url+"/v1/verifications", bytes.NewReader(body))
	if err != nil {
		return "", err
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return "", err
	}
	defer response.Body.Close()
	var started struct {
		UUID string `json:"verificationUuid"`
	}
	if err := json.NewDecoder(response.Body).Decode(&started); err != nil {
		return "", err
	}
	if response.StatusCode != http.StatusOK || started.UUID == "" {
		return "", fmt.Errorf("status %d", response.StatusCode)
	}
	return started.UUID, nil
}

type seen struct {
	Result     string `json:"result"`
	Reason     string `json:"reason"`
	VerifiedAt string `json:"verifiedAt"`
}

// settled looks a verification up until it has an outcome.
func settled(t *testing.T, url, id string) seen {
	t.Helper()
	for deadline := time.Now().Add(4 * time.Minute); ; time.Sleep(50 * time.Millisecond) {
		response, err := http.Get(url + "/v1/verifications/" + id)
		if err != nil {
			t.Fatal(err)
		}
		var v seen
		err = json.NewDecoder(response.Body).Decode(&v)
		response.Body.Close()
		switch {
		case response.StatusCode != http.StatusOK:
			t.Fatalf("%s at %s: status %d: an acknowledged verification is lost", id, url, response.StatusCode)
		case err != nil:
			t.Fatal(err)
		case v.Result != "WAIT":
			return v
		case time.Now().After(deadline):
			t.Fatalf("%s at %s still waits", id, url)
		}
	}
}
