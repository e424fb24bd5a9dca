package e2e

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/tls"
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/bonafide-id/bonafide/fault"
	"github.com/bonafide-id/bonafide/internal/app"
	"github.com/bonafide-id/bonafide/internal/keyfile"
	"github.com/bonafide-id/bonafide/internal/peer"
	"github.com/bonafide-id/bonafide/internal/sandbox"
	"github.com/bonafide-id/bonafide/travelrule"
	"github.com/bonafide-id/bonafide/travelrule/directory"
	"github.com/bonafide-id/bonafide/travelrule/envelope"
)

// attacker holds Seoul's own keys, so that everything but what a row alters is right, and speaks to Hanoi's peer listener.
type attacker struct {
	t      *testing.T
	keys   keyfile.Set
	member directory.Member
	public envelope.PublicKey
	client *http.Client
}

func newAttacker(t *testing.T, w *sandbox.World) *attacker {
	t.Helper()
	dir := w.Description.Dir
	keys, _, err := keyfile.LoadOrCreate(filepath.Join(dir, "seoul", "keys"), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	certificate, err := peer.Certificate(keys.TLS, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	signed, _, err := peer.NewDirectoryClient(w.Description.Directory.URL).Fetch(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	var list directory.List
	if err := json.Unmarshal(signed.Payload, &list); err != nil {
		t.Fatal(err)
	}
	a := &attacker{t: t, keys: keys}
	for _, m := range list.Members {
		if m.VaspID == sandbox.HanoiID {
			a.member = m
		}
	}
	answer, err := peer.NewClient(certificate).Key(context.Background(), a.member, app.KeyQuestion{From: sandbox.SeoulID, Type: travelrule.PerVASP})
	if err != nil {
		t.Fatal(err)
	}
	if a.public, err = envelope.ParsePublicKey(answer.Public); err != nil {
		t.Fatal(err)
	}
	a.client = clientWith(certificate)
	return a
}

func clientWith(certificate tls.Certificate) *http.Client {
	return &http.Client{Timeout: 10 * time.Second, Transport: &http.Transport{TLSClientConfig: &tls.Config{MinVersion: tls.VersionTLS13,
		Certificates: []tls.Certificate{certificate}, InsecureSkipVerify: true}}}
}

func (a *attacker) header() envelope.Header {
	now := time.Now().UTC()
	return envelope.Header{Version: envelope.Version, ID: uuid.NewString(), Type: envelope.AccountQuestion, From: sandbox.SeoulID, To: sandbox.HanoiID,
		KeyType: "PerVasp", SentAt: now, ExpiresAt: now.Add(5 * time.Second)}
}

var questionBody = []byte(`{"symbol":"ETH","network":"Ethereum","version":"1.0","ivms101":{"beneficiary":{"accountNumber":["0x5811001506550d8356a215be229c15b6ef371a9b"]}}}`)

func (a *attacker) seal(h envelope.Header, key envelope.PublicKey, signer ed25519.PrivateKey) []byte {
	a.t.Helper()
	frame, _, err := envelope.Seal(h, questionBody, key, signer)
	if err != nil {
		a.t.Fatal(err)
	}
	return frame
}

func (a *attacker) send(client *http.Client, frame []byte) (int, []byte) {
	a.t.Helper()
	response, err := client.Post(a.member.Endpoint+"/peer/v1/messages", "application/vnd.bonafide.envelope", bytes.NewReader(frame))
	if err != nil {
		a.t.Fatal(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		a.t.Fatal(err)
	}
	return response.StatusCode, text
}

func (a *attacker) refused(name string, client *http.Client, frame []byte, want fault.Code) {
	a.t.Helper()
	status, text := a.send(client, frame)
	var answer struct {
		Code fault.Code `json:"code"`
	}
	if err := json.Unmarshal(text, &answer); err != nil || status == http.StatusOK || answer.Code != want {
		a.t.Errorf("%s: %d %.100q, want %s", name, status, text, want)
	}
}

// TestEnvelopeFailures puts really altered messages to a real node's peer listener: each failure has its own code.
func TestEnvelopeFailures(t *testing.T) {
	w := world(t, nil)
	a := newAttacker(t, w)
	frame := a.seal(a.header(), a.public, a.keys.Identity)
	alter := func(at int) []byte {
		out := bytes.Clone(frame)
		out[at] ^= 1
		return out
	}
	inHeader := bytes.Index(frame, []byte(`"keyType":"PerVasp"`)) + len(`"keyType":"`)
	const tail = 32 + 32 + ed25519.SignatureSize
	a.refused("a cut frame", a.client, frame[:len(frame)-1], fault.EnvelopeMalformed)
	a.refused("another version", a.client, alter(3), fault.EnvelopeVersion)
	a.refused("an altered header", a.client, alter(inHeader), fault.EnvelopeHeaderAltered)
	a.refused("an altered body", a.client, alter(len(frame)-tail-1), fault.EnvelopeBodyAltered)
	a.refused("an altered signature", a.client, alter(len(frame)-1), fault.EnvelopeSignature)

	h := a.header()
	h.To = sandbox.RobotID
	a.refused("another recipient", a.client, a.seal(h, a.public, a.keys.Identity), fault.EnvelopeWrongRecipient)
	h = a.header()
	h.From = sandbox.RobotID
	a.refused("a sender that is not the holder of the TLS key", a.client, a.seal(h, a.public, a.keys.Identity), fault.EnvelopeUnknownSender)
	_, stranger, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	a.refused("somebody else's signature", a.client, a.seal(a.header(), a.public, stranger), fault.EnvelopeSignature)
	certificate, err := peer.Certificate(stranger, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	a.refused("a TLS key that is no member's", clientWith(certificate), frame, fault.EnvelopeUnknownSender)
	h = a.header()
	h.SentAt, h.ExpiresAt = h.SentAt.Add(-time.Hour), h.SentAt.Add(-time.Minute)
	a.refused("an expired message", a.client, a.seal(h, a.public, a.keys.Identity), fault.EnvelopeExpired)
	h = a.header()
	h.SentAt, h.ExpiresAt = h.SentAt.Add(time.Hour), h.SentAt.Add(2*time.Hour)
	a.refused("a message of the future", a.client, a.seal(h, a.public, a.keys.Identity), fault.EnvelopeNotYet)
	other, err := envelope.GenerateKey()
	if err != nil {
		t.Fatal(err)
	}
	a.refused("a key that is not Hanoi's", a.client, a.seal(a.header(), other.PublicKey(), a.keys.Identity), fault.EnvelopeUnknownKey)

	// The same bytes twice give the same answer; the same id with other bytes is a replay.
	h = a.header()
	first := a.seal(h, a.public, a.keys.Identity)
	status, earlier := a.send(a.client, first)
	again, two := a.send(a.client, first)
	if status != http.StatusOK || again != http.StatusOK || !bytes.Equal(earlier, two) {
		t.Errorf("the same message twice: %d and %d, equal answers: %v", status, again, bytes.Equal(earlier, two))
	}
	a.refused("the same id with other bytes", a.client, a.seal(h, a.public, a.keys.Identity), fault.EnvelopeReplay)

	revokeHanoiKey(t, w, a.public.ID())
	time.Sleep(100 * time.Millisecond)
	a.refused("a revoked key", a.client, a.seal(a.header(), a.public, a.keys.Identity), fault.EnvelopeRevokedKey)
	// Seoul's cached key is refused now; it asks for the new one by itself.
	vars := variables(w.Description)
	asked := exchange{method: "POST", target: "${seoul.url}", path: "/v1/verifications/account", status: "200",
		body: `{"keyType":"PerVasp","beneficiaryVaspId":"${hanoi}","symbol":"ETH","network":"Ethereum","payload":{"version":"1.0","ivms101":{"beneficiary":{"accountNumber":["${vn-hong.ETH.Ethereum}"]}}}}`,
		want: `{"accountVerificationResult":"VERIFIED","verifiedAt":"<time>"}`}
	one(t, asked, vars)

	revokeSeoulIdentity(t, w)
	a.refused("a revoked identity key", a.client, a.seal(a.header(), other.PublicKey(), a.keys.Identity), fault.EnvelopeRevokedKey)
}

func revokeHanoiKey(t *testing.T, w *sandbox.World, id string) {
	t.Helper()
	e := w.Description.Exchanges[1]
	request, err := http.NewRequest(http.MethodPost, e.AdminURL+"/admin/v1/keys/"+id+"/revoke", nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+e.AdminKey)
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	if response.StatusCode != http.StatusNoContent {
		t.Fatalf("revoking: %s", response.Status)
	}
}

// revokeSeoulIdentity revokes Seoul's identity key at the directory and waits until Hanoi knows.
func revokeSeoulIdentity(t *testing.T, w *sandbox.World) {
	t.Helper()
	d := w.Description.Directory
	request, err := http.NewRequest(http.MethodGet, d.URL+"/directory/v1/members", nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+d.AdminKey)
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	var list struct {
		Members []directory.Member `json:"members"`
	}
	err = json.NewDecoder(response.Body).Decode(&list)
	response.Body.Close()
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range list.Members {
		if m.VaspID != sandbox.SeoulID {
			continue
		}
		at := time.Now().UTC().Add(-time.Minute)
		m.IdentityKeys[0].Revoked = &at
		// A member keeps a key that is valid.
		public, _, err := ed25519.GenerateKey(rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		m.IdentityKeys = append(m.IdentityKeys, directory.IdentityKey{ID: app.IdentityKeyID(public), PublicKey: base64.StdEncoding.EncodeToString(public),
			NotBefore: at, NotAfter: at.AddDate(1, 0, 0)})
		text, err := json.Marshal(m)
		if err != nil {
			t.Fatal(err)
		}
		request, err := http.NewRequest(http.MethodPut, d.URL+"/directory/v1/members/"+m.VaspID, bytes.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("Authorization", "Bearer "+d.AdminKey)
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		body, _ := io.ReadAll(response.Body)
		response.Body.Close()
		if response.StatusCode != http.StatusOK {
			t.Fatalf("revoking at the directory: %s %s", response.Status, body)
		}
	}
	time.Sleep(4 * time.Second) // nodes follow the directory every three seconds
}
