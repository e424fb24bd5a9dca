package e2e

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/bonafide-id/bonafide/api"
	"github.com/bonafide-id/bonafide/fault"
	"github.com/bonafide-id/bonafide/internal/app"
	"github.com/bonafide-id/bonafide/internal/config"
	"github.com/bonafide-id/bonafide/internal/keyfile"
	"github.com/bonafide-id/bonafide/internal/peer"
	"github.com/bonafide-id/bonafide/internal/sandbox"
	"github.com/bonafide-id/bonafide/travelrule"
	"github.com/bonafide-id/bonafide/travelrule/directory"
)

// allianceWith starts a sandbox whose directory has a policy.
func allianceWith(t *testing.T, connect directory.Policy) *sandbox.World {
	t.Helper()
	return worldWith(t, sandbox.Options{Connect: connect})
}

// administer does one call of the directory's administration and reads the answer into out.
func administer(t *testing.T, d sandbox.DirectoryInfo, method, path string, body, out any) int {
	t.Helper()
	text, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	request, err := http.NewRequest(method, d.URL+path, bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+d.AdminKey)
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	if out != nil && response.StatusCode/100 == 2 {
		if err := json.Unmarshal(answer, out); err != nil {
			t.Fatalf("%s %s: %v: %.200s", method, path, err, answer)
		}
	}
	return response.StatusCode
}

func memberOf(t *testing.T, d sandbox.DirectoryInfo, vaspID string) directory.Member {
	t.Helper()
	var answer struct{ Member directory.Member }
	if status := administer(t, d, http.MethodGet, "/directory/v1/members/"+vaspID, nil, &answer); status != http.StatusOK {
		t.Fatalf("member %s: %d", vaspID, status)
	}
	return answer.Member
}

// moveAway lists an address for a member at which nobody answers.
func moveAway(t *testing.T, d sandbox.DirectoryInfo, vaspID string) {
	t.Helper()
	m := memberOf(t, d, vaspID)
	m.Endpoint = "https://127.0.0.1:1"
	if status := administer(t, d, http.MethodPut, "/directory/v1/members/"+vaspID, m, nil); status != http.StatusOK {
		t.Fatalf("moving: %d", status)
	}
}

// follow waits until a node has the directory's present list.
func follow(t *testing.T, d sandbox.DirectoryInfo, e sandbox.Exchange) {
	t.Helper()
	response, err := http.Get(d.URL + "/directory/v1/list")
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	number, err := strconv.ParseUint(response.Header.Get("X-Directory-Number"), 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	shortly(t, "the node has the present list", func() bool { return directoryStatus(t, e).Number >= number })
}

// shortly waits for what must become true within 15 s.
func shortly(t *testing.T, what string, look func() bool) {
	t.Helper()
	eventually(t, what, 15*time.Second, look)
}

// directoryStatus is what a node's administration says of its directory.
func directoryStatus(t *testing.T, e sandbox.Exchange) app.DirectoryStatus {
	t.Helper()
	request, err := http.NewRequest(http.MethodGet, e.AdminURL+"/admin/v1/status", nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+e.AdminKey)
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	var status app.Status
	if err := json.NewDecoder(response.Body).Decode(&status); err != nil {
		t.Fatal(err)
	}
	return status.Directory
}

// configOf reads an exchange's configuration and keys.
func configOf(t *testing.T, e sandbox.Exchange) (config.Node, keyfile.Set) {
	t.Helper()
	cfg, err := config.Load(e.ConfigFile, func(string) string { return "" })
	if err != nil {
		t.Fatal(err)
	}
	keys, _, err := keyfile.LoadOrCreate(filepath.Join(cfg.Data, "keys"), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return cfg, keys
}

// memberClient signs calls to the directory for an exchange.
func memberClient(t *testing.T, e sandbox.Exchange, alsoPinned ...ed25519.PublicKey) *peer.DirectoryClient {
	t.Helper()
	cfg, keys := configOf(t, e)
	pinned, err := base64.StdEncoding.DecodeString(cfg.Directory.Keys[0])
	if err != nil {
		t.Fatal(err)
	}
	return peer.As(cfg.Directory.URL, peer.Membership{VaspID: cfg.VaspID, Identity: func() ed25519.PrivateKey { return keys.Identity },
		Keys: append(alsoPinned, pinned), Clock: time.Now, Rand: rand.Reader})
}

func keyOfNobody(t *testing.T) ed25519.PublicKey {
	t.Helper()
	public, _, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return public
}

// vasps are the ids GET /v1/vasps shows.
func vasps(t *testing.T, e sandbox.Exchange) map[string]bool {
	t.Helper()
	response, err := http.Get(e.EnclaveURL + "/v1/vasps")
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	var list struct {
		VASPs []struct {
			VaspID string `json:"vaspId"`
		} `json:"vasps"`
	}
	if err := json.NewDecoder(response.Body).Decode(&list); err != nil {
		t.Fatal(err)
	}
	ids := map[string]bool{}
	for _, each := range list.VASPs {
		ids[each.VaspID] = true
	}
	return ids
}

func askAccount(t *testing.T, w *sandbox.World) (status, text string) {
	t.Helper()
	return call(t, exchange{method: "POST", target: "${seoul.url}", path: "/v1/verifications/account",
		body: `{"keyType":"PerVasp","beneficiaryVaspId":"${hanoi}","symbol":"ETH","network":"Ethereum","payload":{"version":"1.0","ivms101":{"beneficiary":{"accountNumber":["${vn-hong.ETH.Ethereum}"]}}}}`},
		variables(w.Description))
}

// TestRelay: nobody answers at the address the list has for Hanoi, and Seoul's verification and report reach it all the same, through the relay,
// which can read neither.
func TestRelay(t *testing.T) {
	w := allianceWith(t, directory.ConnectAll)
	d, seoul, hanoi := w.Description.Directory, w.Description.Exchanges[0], w.Description.Exchanges[1]
	moveAway(t, d, hanoi.VaspID)
	follow(t, d, seoul)
	id, err := startOne(t.Context(), seoul.EnclaveURL, userBody(w.Description))
	if err != nil {
		t.Fatal(err)
	}
	a := settled(t, seoul.EnclaveURL, id)
	b := settled(t, hanoi.EnclaveURL, id)
	if a.Result != "VERIFIED" || a != b {
		t.Fatalf("Seoul has %+v, Hanoi %+v", a, b)
	}
	report, err := http.Post(seoul.EnclaveURL+"/v1/verifications/tx", "application/json", strings.NewReader(`{"verificationUuid":"`+id+`","txHash":"0xfeed"}`))
	if err != nil {
		t.Fatal(err)
	}
	report.Body.Close()
	if report.StatusCode != http.StatusOK {
		t.Fatalf("report: %s", report.Status)
	}
	shortly(t, "Hanoi has the report", func() bool {
		response, err := http.Get(hanoi.EnclaveURL + "/v1/verifications/" + id)
		if err != nil {
			t.Fatal(err)
		}
		defer response.Body.Close()
		text, _ := io.ReadAll(response.Body)
		return bytes.Contains(text, []byte("0xfeed"))
	})
	shortly(t, "a key, a verification and a report were asked of Hanoi and answered", func() bool {
		var kept struct{ Recipients []directory.RelayStatus }
		status := administer(t, d, http.MethodGet, "/directory/v1/relay/status", nil, &kept)
		return status == http.StatusOK && len(kept.Recipients) == 1 && kept.Recipients[0].VaspID == hanoi.VaspID && kept.Recipients[0].Waiting == 0 && kept.Recipients[0].Answered >= 3
	})
	// What the directory has on disk: the header, and nothing of what it is about.
	var disk []byte
	files, err := filepath.Glob(filepath.Join(w.Description.Dir, "directory", "directory.db*"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no database of the directory: %v", err)
	}
	for _, path := range files {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		disk = append(disk, text...)
	}
	customer := hanoi.Customers[0]
	if !bytes.Contains(disk, []byte(id)) {
		t.Error("the header of the question is not there: this test looks at the wrong place")
	}
	for _, secret := range []string{customer.Name.Secondary + `"`, customer.Accounts[0].Address, "Min-jun", "0xfeed"} {
		if bytes.Contains(disk, []byte(secret)) {
			t.Errorf("the directory's disk has %q", secret)
		}
	}
}

// TestRelaySurvivesKill: questions wait at the relay for Hanoi, which is down; the directory is killed and started again; Hanoi comes up and
// answers every one.
func TestRelaySurvivesKill(t *testing.T) {
	if testing.Short() {
		t.Skip("kills processes")
	}
	bin, dir := build(t), t.TempDir()
	w, err := sandbox.Start(context.Background(), sandbox.Options{Dir: dir, Log: testLog(t)})
	if err != nil {
		t.Fatal(err)
	}
	d := w.Description
	moveAway(t, d.Directory, d.Exchanges[1].VaspID)
	stop, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	if err := w.Stop(stop); err != nil {
		t.Fatal(err)
	}
	registry := &process{t: t, bin: bin, args: []string{"directory", "--config", filepath.Join(dir, "directory.yaml")}, url: d.Directory.URL}
	pinDirectory(t, dir, d.Directory.URL)
	replaceIn(t, d.Exchanges[0].ConfigFile, "userTimeout: 20s", "userTimeout: 3m0s")
	seoul := &process{t: t, bin: bin, args: []string{"serve", "--config", d.Exchanges[0].ConfigFile}, url: d.Exchanges[0].EnclaveURL}
	hanoi := &process{t: t, bin: bin, args: []string{"serve", "--config", d.Exchanges[1].ConfigFile}, url: d.Exchanges[1].EnclaveURL}
	waiting := func() (n int) {
		var kept struct{ Recipients []directory.RelayStatus }
		administer(t, d.Directory, http.MethodGet, "/directory/v1/relay/status", nil, &kept)
		for _, r := range kept.Recipients {
			n += r.Waiting
		}
		return n
	}
	registry.start()
	t.Cleanup(func() { registry.kill() })
	// With Hanoi up once, Seoul has its key; then Hanoi goes.
	hanoi.start()
	t.Cleanup(func() { hanoi.kill() })
	seoul.start()
	t.Cleanup(func() { seoul.kill() })
	first, err := startOne(t.Context(), d.Exchanges[0].EnclaveURL, userBody(d))
	if err != nil {
		t.Fatal(err)
	}
	if got := settled(t, d.Exchanges[0].EnclaveURL, first); got.Result != "VERIFIED" {
		t.Fatalf("before anything was killed: %+v", got)
	}
	hanoi.kill()
	ids := []string{}
	for range 10 {
		id, err := startOne(t.Context(), d.Exchanges[0].EnclaveURL, userBody(d))
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, id)
	}
	shortly(t, "all questions wait at the relay", func() bool { return waiting() == len(ids) })
	registry.kill()
	seoul.kill()
	registry.start()
	if n := waiting(); n != len(ids) {
		t.Fatalf("%d of %d questions that the relay took are there after a kill", n, len(ids))
	}
	hanoi.start()
	shortly(t, "Hanoi has answered all, while Seoul is down", func() bool { return waiting() == 0 })
	seoul.start()
	for _, id := range ids {
		a, b := settled(t, d.Exchanges[0].EnclaveURL, id), settled(t, d.Exchanges[1].EnclaveURL, id)
		if a.Result != "VERIFIED" || a != b {
			t.Errorf("%s: Seoul has %+v, Hanoi %+v", id, a, b)
		}
	}
}

// TestMutualConnections: under the mutual policy two members transfer once both asked for it, and the receiving node refuses the others too.
func TestMutualConnections(t *testing.T) {
	w := allianceWith(t, directory.ConnectMutual)
	d, seoul, hanoi, robot := w.Description.Directory, w.Description.Exchanges[0], w.Description.Exchanges[1], w.Description.Robot
	if got := vasps(t, seoul); len(got) != 1 || !got[seoul.VaspID] {
		t.Errorf("before any connection Seoul sees %v", got)
	}
	inactive := func(when string) {
		t.Helper()
		if status, text := askAccount(t, w); status != "400" || text != `{"code":"ALLIANCE-NOT-ACTIVE","message":"Alliance is not active now"}` {
			t.Errorf("%s: %s %s", when, status, text)
		}
	}
	inactive("unconnected")
	asks, accepts := memberClient(t, seoul, keyOfNobody(t)), memberClient(t, hanoi) // during a change of the directory's key two are pinned
	if c, err := asks.Connect(t.Context(), hanoi.VaspID); err != nil || c.State != directory.Asked {
		t.Fatalf("%+v, %v", c, err)
	}
	time.Sleep(1100 * time.Millisecond) // the node asks the directory again for a member at most once a second
	inactive("asked, not accepted")
	if list, err := accepts.Connections(t.Context()); err != nil || len(list) != 1 || list[0].State != directory.AskedBy || list[0].VaspID != seoul.VaspID {
		t.Fatalf("Hanoi has %+v, %v", list, err)
	}
	if c, err := accepts.Connect(t.Context(), seoul.VaspID); err != nil || c.State != directory.Connected {
		t.Fatalf("%+v, %v", c, err)
	}
	shortly(t, "both nodes know", func() bool { return vasps(t, seoul)[hanoi.VaspID] && vasps(t, hanoi)[seoul.VaspID] })
	if status, text := askAccount(t, w); status != "200" || !strings.Contains(text, "VERIFIED") {
		t.Errorf("connected: %s %s", status, text)
	}
	if got := vasps(t, seoul); len(got) != 2 {
		t.Errorf("Seoul sees %v", got)
	}
	// Robot is an active member, and not connected with Hanoi: Hanoi's node does not talk to it.
	_, keys := configOf(t, robot)
	certificate, err := peer.Certificate(keys.TLS, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	client := peer.NewClient(certificate)
	defer client.Close()
	_, err = client.Key(t.Context(), memberOf(t, d, hanoi.VaspID), app.KeyQuestion{From: robot.VaspID, Type: travelrule.PerVASP})
	if !fault.Has(err, fault.PeerRefused) || app.RefusedWith(err) != fault.EnvelopeUnknownSender {
		t.Errorf("Hanoi says to a member that is not connected: %v", err)
	}
	// The relay does not take its questions either.
	if _, _, err := memberClient(t, robot).Relay(t.Context(), directory.Relayed{Kind: directory.RelayKey, Body: keyAsk(t, robot, keys, hanoi.VaspID)}, 0); !fault.Has(err, fault.MemberNotActive) {
		t.Errorf("the relay says: %v", err)
	}
	if err := accepts.Disconnect(t.Context(), seoul.VaspID); err != nil {
		t.Fatal(err)
	}
	shortly(t, "Seoul knows of the end", func() bool { return !vasps(t, seoul)[hanoi.VaspID] })
	inactive("disconnected")
	if status := administer(t, d, http.MethodPut, "/directory/v1/members/"+seoul.VaspID+"/connections/"+hanoi.VaspID, nil, nil); status != http.StatusOK {
		t.Errorf("the operator connects: %d", status)
	}
	shortly(t, "the operator's connection holds", func() bool { return vasps(t, seoul)[hanoi.VaspID] && vasps(t, hanoi)[seoul.VaspID] })
}

func keyAsk(t *testing.T, from sandbox.Exchange, keys keyfile.Set, to string) []byte {
	t.Helper()
	body, err := directory.KeyAsk{ID: "b3d0a8d2-5a7e-4c1f-9a54-0f6f4f0c8e21", From: from.VaspID, To: to, Type: string(travelrule.PerVASP), ExpiresAt: time.Now().Add(time.Minute)}.
		Sign(func(text []byte) []byte { return ed25519.Sign(keys.Identity, text) })
	if err != nil {
		t.Fatal(err)
	}
	return body
}

// TestNodesWorkWithoutDirectory: what was known goes on working while the directory is down, connections included.
func TestNodesWorkWithoutDirectory(t *testing.T) {
	bin, dir := build(t), t.TempDir()
	w, err := sandbox.Start(context.Background(), sandbox.Options{Dir: dir, Log: testLog(t), Connect: directory.ConnectMutual})
	if err != nil {
		t.Fatal(err)
	}
	d := w.Description
	administer(t, d.Directory, http.MethodPut, "/directory/v1/members/"+d.Exchanges[0].VaspID+"/connections/"+d.Exchanges[1].VaspID, nil, nil)
	shortly(t, "both nodes know", func() bool {
		return vasps(t, d.Exchanges[0])[d.Exchanges[1].VaspID] && vasps(t, d.Exchanges[1])[d.Exchanges[0].VaspID]
	})
	stop, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	if err := w.Stop(stop); err != nil {
		t.Fatal(err)
	}
	// The nodes start with the copies they keep; the directory never comes up.
	for _, e := range d.Exchanges {
		p := &process{t: t, bin: bin, args: []string{"serve", "--config", e.ConfigFile}, url: e.EnclaveURL}
		p.start()
		t.Cleanup(p.kill)
	}
	id, err := startOne(t.Context(), d.Exchanges[0].EnclaveURL, userBody(d))
	if err != nil {
		t.Fatal(err)
	}
	if got := settled(t, d.Exchanges[0].EnclaveURL, id); got.Result != "VERIFIED" {
		t.Errorf("without a directory: %+v", got)
	}
}

// TestRotation: both keys of a node are rotated by its operator while questions go both ways, and not one fails.
func TestRotation(t *testing.T) {
	if testing.Short() {
		t.Skip("waits for keys to take over")
	}
	w := allianceWith(t, directory.ConnectAll)
	bin, hanoi := build(t), w.Description.Exchanges[1]
	before, keysBefore := memberOf(t, w.Description.Directory, hanoi.VaspID), func() keyfile.Set { _, keys := configOf(t, hanoi); return keys }()
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	var wg sync.WaitGroup
	var mu sync.Mutex
	asked, failures := 0, []string{}
	for range 2 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for ctx.Err() == nil {
				status, text := askAccount(t, w)
				mu.Lock()
				if asked++; status != "200" || !strings.Contains(text, `"VERIFIED"`) {
					failures = append(failures, status+" "+text)
				}
				mu.Unlock()
				time.Sleep(20 * time.Millisecond)
			}
		}()
	}
	for _, command := range []string{"rotate-identity", "rotate-tls"} {
		out, err := exec.Command(bin, "keys", command, "--config", hanoi.ConfigFile, "--after", "6s").CombinedOutput()
		if err != nil {
			t.Fatalf("%s: %v: %s", command, err, out)
		}
	}
	folder := filepath.Join(w.Description.Dir, "hanoi", "keys")
	shortly(t, "Hanoi uses its new keys", func() bool {
		_, identityWaits := os.Stat(filepath.Join(folder, keyfile.IdentityFile+".next"))
		_, tlsWaits := os.Stat(filepath.Join(folder, keyfile.TLSFile+".next"))
		return os.IsNotExist(identityWaits) && os.IsNotExist(tlsWaits)
	})
	time.Sleep(time.Second)
	cancel()
	wg.Wait()
	if len(failures) > 0 || asked < 50 {
		t.Errorf("%d of %d questions failed: %.3q", len(failures), asked, failures)
	}
	after := memberOf(t, w.Description.Directory, hanoi.VaspID)
	_, keysAfter := configOf(t, hanoi)
	if keysBefore.Identity.Equal(keysAfter.Identity) || keysBefore.TLS.Equal(keysAfter.TLS) {
		t.Error("the files have the old keys")
	}
	if len(after.IdentityKeys) != 2 || !after.IdentityKeys[0].NotAfter.Before(before.IdentityKeys[0].NotAfter) || len(after.TLSKeys) != 1 || after.TLSKeys[0].Pin != before.TLSKey {
		t.Errorf("the list has %+v and %+v", after.IdentityKeys, after.TLSKeys)
	}
	if status := directoryStatus(t, hanoi); len(status.ForeignKeys) != 0 {
		t.Errorf("Hanoi takes its own new keys for somebody else's: %+v", status.ForeignKeys)
	}
	// A revoked key is refused at once, and the present TLS key is not revoked before it is rotated.
	if out, err := exec.Command(bin, "keys", "revoke", "--config", hanoi.ConfigFile, "--", before.IdentityKeys[0].ID).CombinedOutput(); err != nil {
		t.Errorf("revoking: %v: %s", err, out)
	}
	if out, err := exec.Command(bin, "keys", "revoke", "--config", hanoi.ConfigFile, "--", after.TLSKey).CombinedOutput(); err == nil || !strings.Contains(string(out), "conflict") {
		t.Errorf("revoking the present TLS key: %v: %s", err, out)
	}
	if status, text := askAccount(t, w); status != "200" || !strings.Contains(text, "VERIFIED") {
		t.Errorf("after the revocation: %s %s", status, text)
	}
}

// TestForeignKey: the operator of the directory lists a key in Seoul's name, and Seoul's node says so.
func TestForeignKey(t *testing.T) {
	w := allianceWith(t, directory.ConnectAll)
	seoul := w.Description.Exchanges[0]
	if status := directoryStatus(t, seoul); len(status.ForeignKeys) != 0 || status.LogSize == 0 {
		t.Fatalf("before: %+v", status)
	}
	m := memberOf(t, w.Description.Directory, seoul.VaspID)
	public, _, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	m.IdentityKeys = append(m.IdentityKeys, directory.IdentityKey{ID: "maintenance", PublicKey: base64.StdEncoding.EncodeToString(public),
		NotBefore: time.Now(), NotAfter: time.Now().AddDate(1, 0, 0)})
	if status := administer(t, w.Description.Directory, http.MethodPut, "/directory/v1/members/"+m.VaspID, m, nil); status != http.StatusOK {
		t.Fatal(status)
	}
	shortly(t, "Seoul raises the alarm", func() bool {
		foreign := directoryStatus(t, seoul).ForeignKeys
		return len(foreign) == 1 && foreign[0].KeyID == "maintenance"
	})
	response, err := http.Get(seoul.AdminURL + "/metrics")
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if text, _ := io.ReadAll(response.Body); !bytes.Contains(text, []byte("bonafide_directory_foreign_keys 1")) {
		t.Error("the metrics do not say so")
	}
	// An administrator has looked into it; what comes later is an alarm again.
	acknowledge, err := http.NewRequest(http.MethodPost, seoul.AdminURL+"/admin/v1/directory/acknowledge", nil)
	if err != nil {
		t.Fatal(err)
	}
	acknowledge.Header.Set("Authorization", "Bearer "+seoul.AdminKey)
	if response, err = http.DefaultClient.Do(acknowledge); err != nil || response.StatusCode != http.StatusNoContent {
		t.Fatalf("acknowledging: %v, %v", response, err)
	}
	response.Body.Close()
	if foreign := directoryStatus(t, seoul).ForeignKeys; len(foreign) != 0 {
		t.Errorf("acknowledged, and still there: %+v", foreign)
	}
	m.IdentityKeys[1].ID = "again"
	if status := administer(t, w.Description.Directory, http.MethodPut, "/directory/v1/members/"+m.VaspID, m, nil); status != http.StatusOK {
		t.Fatal(status)
	}
	shortly(t, "Seoul raises the alarm again", func() bool { return len(directoryStatus(t, seoul).ForeignKeys) == 1 })
}

// TestRegistration: a VASP applies with the command, the operator approves and rejects, and the new member's node comes up.
func TestRegistration(t *testing.T) {
	w := allianceWith(t, directory.ConnectAll)
	bin, d, dir := build(t), w.Description.Directory, t.TempDir()
	path := filepath.Join(dir, "new.yaml")
	seoul, _ := configOf(t, w.Description.Exchanges[0])
	text := fmt.Sprintf("data: %s\ndirectory: {url: %q, keys: [%q]}\n", filepath.Join(dir, "data"), d.URL, seoul.Directory.Keys[0])
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	run := func(wantError bool, args ...string) string {
		t.Helper()
		out, err := exec.Command(bin, args...).CombinedOutput()
		if (err != nil) != wantError {
			t.Fatalf("%v: %v: %s", args, err, out)
		}
		return string(out)
	}
	register := []string{"members", "register", "--config", path, "--endpoint", "https://new.example:8443", "--name", "Harbour", "--legal", "Harbour Pte. Ltd.", "--country", "SG"}
	if out := run(true, register...); !strings.Contains(out, "keys init") {
		t.Errorf("without keys: %s", out)
	}
	run(false, "keys", "init", "--config", path)
	run(false, register...)
	run(false, register...) // again: it takes the place of the first
	access := []string{"--url", d.URL, "--key-file", filepath.Join(w.Description.Dir, "directory", "admin.key")}
	var list struct{ Registrations []directory.Registration }
	if administer(t, d, http.MethodGet, "/directory/v1/registrations", nil, &list); len(list.Registrations) != 1 {
		t.Fatalf("%d registrations wait", len(list.Registrations))
	}
	r := list.Registrations[0]
	if out := run(false, append([]string{"directory", "registrations"}, access...)...); !strings.Contains(out, r.ID) {
		t.Errorf("listed: %s", out)
	}
	if out := run(false, "members", "registration", "--config", path); out != "pending\n" {
		t.Errorf("pending: %s", out)
	}
	run(false, append([]string{"directory", "reject", r.ID, "--reason", "no licence"}, access...)...)
	if out := run(false, "members", "registration", "--config", path); out != "rejected: no licence\n" {
		t.Errorf("rejected: %s", out)
	}
	run(true, append([]string{"directory", "approve", r.ID}, access...)...) // decided is decided
	run(false, register...)
	administer(t, d, http.MethodGet, "/directory/v1/registrations", nil, &list)
	run(false, append([]string{"directory", "approve", list.Registrations[0].ID}, access...)...)
	out := run(false, "members", "registration", "--config", path)
	_, rest, found := strings.Cut(out, "the VASP id is ")
	id, _, _ := strings.Cut(rest, ";")
	if !found || !directory.ValidVaspID(id) {
		t.Fatalf("approved: %s", out)
	}
	if m := memberOf(t, d, id); m.Status != directory.Active || m.Name != "Harbour" || m.CreatedAt.IsZero() {
		t.Errorf("listed: %+v", m)
	}
	run(true, register...) // a member does not register again: its keys are listed
	shortly(t, "Seoul sees it", func() bool { return vasps(t, w.Description.Exchanges[0])[id] })
}

// TestDirectoryOpenAPI: every call the document names is there and asks for what it says, and every call that is there is named.
func TestDirectoryOpenAPI(t *testing.T) {
	w := allianceWith(t, directory.ConnectAll)
	d := w.Description.Directory
	var doc struct {
		Paths map[string]map[string]struct {
			Security []map[string][]string `json:"security"`
		} `json:"paths"`
	}
	if err := json.Unmarshal(api.Directory, &doc); err != nil {
		t.Fatal(err)
	}
	source, err := os.ReadFile("../httpapi/registry/registry.go")
	if err != nil {
		t.Fatal(err)
	}
	named := 0
	for path, methods := range doc.Paths {
		for method, each := range methods {
			named++
			pattern := strings.ToUpper(method) + " " + path
			if !bytes.Contains(source, []byte(`"`+pattern+`"`)) {
				t.Errorf("%s is in the document and not served", pattern)
			}
			ask := func(authorization string) int {
				request, err := http.NewRequest(strings.ToUpper(method), d.URL+strings.NewReplacer("{", "", "}", "").Replace(path), nil)
				if err != nil {
					t.Fatal(err)
				}
				request.Header.Set("Authorization", authorization)
				response, err := http.DefaultClient.Do(request)
				if err != nil {
					t.Fatal(err)
				}
				response.Body.Close()
				return response.StatusCode
			}
			kind := "everybody"
			for _, scheme := range each.Security {
				for name := range scheme {
					kind = name
				}
			}
			withKey, without := ask("Bearer "+d.AdminKey), ask("")
			switch kind {
			case "admin":
				if without != http.StatusUnauthorized || withKey == http.StatusUnauthorized || withKey >= 500 {
					t.Errorf("%s: %d without the key, %d with it", pattern, without, withKey)
				}
			case "member":
				if without != http.StatusUnauthorized || withKey != http.StatusUnauthorized {
					t.Errorf("%s: %d without a signature, %d with the administration key", pattern, without, withKey)
				}
			default:
				if without == http.StatusUnauthorized && path != "/directory/v1/registrations" || without >= 500 {
					t.Errorf("%s: %d", pattern, without)
				}
			}
		}
	}
	if served := regexp.MustCompile(`"(GET|PUT|POST|DELETE) /`).FindAll(source, -1); named < 30 || named != len(served) {
		t.Errorf("%d calls in the document, %d are served", named, len(served))
	}
}
