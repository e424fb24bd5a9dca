package ekyc_test

import (
	"context"
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/bonafide-id/bonafide/audit"
	"github.com/bonafide-id/bonafide/check"
	"github.com/bonafide-id/bonafide/document"
	"github.com/bonafide-id/bonafide/fault"
	"github.com/bonafide-id/bonafide/internal/app/ekyc"
	"github.com/bonafide-id/bonafide/internal/app/submission"
	"github.com/bonafide-id/bonafide/internal/blobs"
	"github.com/bonafide-id/bonafide/internal/store"
	"github.com/bonafide-id/bonafide/pii/seal"
	"github.com/bonafide-id/bonafide/verification"
)

// engine reads what a test wants, and calls it back while it does.
type engine struct{ during func() }

func (e engine) Page(context.Context, []byte, document.Hint) (document.Page, error) {
	if e.during != nil {
		e.during()
	}
	return document.Page{Type: document.CCCDChip, Side: document.Front, Fields: map[document.Field]document.Reading{document.Number: {Value: "036190004321"}}}, nil
}

// bench is a database with a project, and what services are made of.
type bench struct {
	t    *testing.T
	deps ekyc.Deps
	c    ekyc.Caller
}

func newBench(t *testing.T) *bench {
	db, err := store.OpenURL(t.Context(), "sqlite:"+filepath.Join(t.TempDir(), "x.db"), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	kept, err := blobs.Open(t.Context(), "mem:")
	if err != nil {
		t.Fatal(err)
	}
	keyring, err := seal.NewKeyring(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 11, 1, 8, 0, 0, 0, time.UTC)
	p := submission.Project{ID: "p", Name: "p", Settings: submission.DefaultSettings(), Version: 1, Created: now, Updated: now}
	key := submission.ProjectKey{Hash: submission.HashKey("key"), ProjectID: "p", CreatedAt: now}
	note := func(id string) audit.Entry {
		return audit.Entry{ID: id, At: now, Actor: "test", Action: audit.ProjectSaved, SubjectKind: "project", Subject: "p"}
	}
	err = store.Submissions(db).InTx(t.Context(), func(tx submission.Tx) error {
		if err := tx.PutProject(t.Context(), p, note("1")); err != nil {
			return err
		}
		return tx.PutProjectKey(t.Context(), key, note("2"))
	})
	if err != nil {
		t.Fatal(err)
	}
	b := &bench{t: t, deps: ekyc.Deps{Store: store.Sessions(db), Blobs: kept, Keyring: keyring, Clock: func() time.Time { return now }, Rand: rand.Reader, NewID: uuid.NewString,
		Judge: func(verification.Input, verification.Policy) []verification.Finding { return nil }}}
	if b.c, err = b.service(nil).Authenticate(t.Context(), "key"); err != nil {
		t.Fatal(err)
	}
	return b
}

// service is a process of its own on the same database.
func (b *bench) service(during func()) *ekyc.Service {
	deps := b.deps
	deps.Engine = engine{during}
	return ekyc.New(deps)
}

func (b *bench) open(in ekyc.Init) string {
	b.t.Helper()
	in.Device = ekyc.API
	opened, err := b.service(nil).Open(b.t.Context(), b.c, in)
	if err != nil {
		b.t.Fatal(err)
	}
	return opened.ID
}

func front(id string) ekyc.OCR {
	return ekyc.OCR{LiveCall: ekyc.LiveCall{SessionID: id, Device: ekyc.API}, Family: "idr", Side: "front", Files: [][]byte{{0xff, 0xd8, 0xff}}}
}

// A call that another process overtook while it read is judged by what that one left.
func TestOvertaken(t *testing.T) {
	b := newBench(t)
	id := b.open(ekyc.Init{})
	fast := b.service(nil)
	slow := b.service(func() {
		if _, err := fast.OCR(t.Context(), b.c, front(id)); err != nil {
			t.Errorf("the fast one: %v", err)
		}
	})
	if _, err := slow.OCR(t.Context(), b.c, front(id)); !fault.Has(err, fault.EKYCFrontDone) {
		t.Errorf("the slow one: %v", err)
	}
	item, err := fast.Inspect(t.Context(), id)
	if err != nil || item.Uploads != 2 || item.State != ekyc.FrontDone || len(item.Calls) != 1 {
		t.Errorf("%v: %d uploads, %s, %d calls", err, item.Uploads, item.State, len(item.Calls))
	}
}

// No more calls reach the engine than a project allows, however many processes they come through.
func TestUploadsAreCounted(t *testing.T) {
	b := newBench(t)
	var reads atomic.Int64
	b.deps.Judge = func(verification.Input, verification.Policy) []verification.Finding {
		return []verification.Finding{{Result: check.Result{Name: "x", Status: check.Failed, Reason: check.Blurred}}}
	}
	b.c.Settings.Uploads = 5
	id := b.open(ekyc.Init{})
	var all sync.WaitGroup
	for range 3 {
		s := b.service(func() { reads.Add(1) })
		for range 4 {
			all.Go(func() {
				if _, err := s.OCR(t.Context(), b.c, front(id)); err != nil && !fault.Has(err, fault.EKYCTries) && !fault.Has(err, fault.EKYCEngine) {
					t.Error(err)
				}
			})
		}
	}
	all.Wait()
	item, err := b.service(nil).Inspect(t.Context(), id)
	if err != nil || reads.Load() > 5 || item.Uploads != int(reads.Load()) || item.Uploads == 0 {
		t.Errorf("%v: %d reads, %d counted", err, reads.Load(), item.Uploads)
	}
}

// A caller that leaves while another call of its session is under way does not wait.
func TestTurns(t *testing.T) {
	b := newBench(t)
	id := b.open(ekyc.Init{})
	reading, goOn := make(chan struct{}), make(chan struct{})
	s := b.service(func() { close(reading); <-goOn })
	done := make(chan error, 1)
	go func() { _, err := s.OCR(context.WithoutCancel(t.Context()), b.c, front(id)); done <- err }()
	<-reading
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.OCR(gone, b.c, front(id)); !fault.Has(err, fault.Canceled) {
		t.Errorf("the one that left: %v", err)
	}
	close(goOn)
	if err := <-done; err != nil {
		t.Error(err)
	}
}

func TestClientHash(t *testing.T) {
	b := newBench(t)
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	der, err := x509.MarshalPKIXPublicKey(&key.PublicKey)
	if err != nil {
		t.Fatal(err)
	}
	sign := func(text string) string {
		sum := sha256.Sum256([]byte(text))
		raw, err := rsa.SignPKCS1v15(rand.Reader, key, crypto.SHA256, sum[:])
		if err != nil {
			t.Fatal(err)
		}
		return base64.StdEncoding.EncodeToString(raw)
	}
	b.c.Settings.Hash.ClientKey = string(pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der}))
	for _, row := range []struct {
		name, uuid, hash string
		mode             ekyc.HashMode
		want             bool
	}{
		{"fits", "cust-1", sign("cust-1"), ekyc.HashRequire, true},
		{"another id", "cust-2", sign("cust-1"), ekyc.HashRequire, false},
		{"none", "cust-1", "", ekyc.HashRequire, false},
		{"none, and it need not be", "cust-1", "", ekyc.HashCheck, true},
		{"wrong, and it need not be", "cust-1", "AAAA", ekyc.HashCheck, false},
		{"no id", "", sign(""), ekyc.HashRequire, false},
		{"ignored", "cust-1", "AAAA", ekyc.HashIgnore, true},
	} {
		b.c.Settings.Hash.Client = row.mode
		if err := b.c.Settings.Validate(nil); err != nil {
			t.Fatal(err)
		}
		_, err := b.service(nil).Open(t.Context(), b.c, ekyc.Init{Device: ekyc.API, ClientUUID: row.uuid, Hash: row.hash})
		if (err == nil) != row.want || err != nil && !fault.Has(err, fault.EKYCHash) {
			t.Errorf("%s: %v", row.name, err)
		}
	}
}

func TestFileHash(t *testing.T) {
	// SHA-256 of "abc" (FIPS 180-2, appendix B.1), HMAC-SHA-256 of RFC 4231, test case 2.
	if got := ekyc.FileHash(nil, []byte("abc")); got != "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" {
		t.Error(got)
	}
	if got := ekyc.FileHash([]byte("Jefe"), []byte("what do ya want for nothing?")); got != "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843" {
		t.Error(got)
	}
}

// Settings that work as they are, and every number at both of its ends.
func TestSettings(t *testing.T) {
	if err := ekyc.DefaultSettings().Validate(nil); err != nil {
		t.Fatal(err)
	}
	for path, change := range map[string]func(*ekyc.Settings){
		"settings.flow":             func(s *ekyc.Settings) { s.Flow = 0 },
		"settings.lifetime":         func(s *ekyc.Settings) { s.Lifetime = 86401 },
		"settings.uploads":          func(s *ekyc.Settings) { s.Uploads = 0 },
		"settings.expiredCode":      func(s *ekyc.Settings) { s.ExpiredCode = "401" },
		"settings.faceTries":        func(s *ekyc.Settings) { s.FaceTries = map[ekyc.Device]int{"fridge": 1} },
		"settings.imageHosts[1]":    func(s *ekyc.Settings) { s.ImageHosts = []string{"a.example.com", "1.2.3.4"} },
		"settings.typeNumbers":      func(s *ekyc.Settings) { s.TypeNumbers[document.CCCDChip] = "" },
		"settings.hash.files":       func(s *ekyc.Settings) { s.Hash.Files = "" },
		"settings.sdk.show_logo":    func(s *ekyc.Settings) { s.SDK["show_logo"] = "yes" },
		"settings.sdk.font_path":    func(s *ekyc.Settings) { s.SDK["font_path"] = map[string]any{"bold": 1} },
		"settings.texts.ocr_id.<b>": func(s *ekyc.Settings) { s.Texts = ekyc.Texts{ekyc.GroupID: {"<b>": {}}} },
		"settings.policy.types[0]":  func(s *ekyc.Settings) { s.Policy.Types = []document.Type{"napkin"} },
	} {
		s := ekyc.DefaultSettings()
		change(&s)
		if err := s.Validate(nil); !fault.Has(err, fault.Invalid) || fault.PlaceOf(err) != path {
			t.Errorf("%s: %v", path, err)
		}
	}
}
