package e2e

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/bonafide-id/bonafide/internal/app"
	"github.com/bonafide-id/bonafide/internal/cli"
	"github.com/bonafide-id/bonafide/internal/demo"
	"github.com/bonafide-id/bonafide/internal/sandbox"
)

// seeing starts a sandbox whose nodes read pictures with v. stop ends it once, as the demo does before it proves the records.
func seeing(t *testing.T, v sandbox.Vision) (w *sandbox.World, stop func(context.Context) error) {
	t.Helper()
	w, err := sandbox.Start(context.Background(), sandbox.Options{Dir: t.TempDir(), Log: testLog(t), Version: "test", Vision: v})
	if err != nil {
		t.Fatal(err)
	}
	stopped := false
	stop = func(ctx context.Context) error {
		if stopped {
			return nil
		}
		stopped = true
		return w.Stop(ctx)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
		defer cancel()
		if err := stop(ctx); err != nil {
			t.Errorf("stop: %v", err)
		}
	})
	return w, stop
}

// scriptedPictures are what the scripted engine reads: the specimen of ICAO 9303-4 and the same face.
func scriptedPictures(document, selfie string) *demo.Pictures {
	return &demo.Pictures{About: "a script", IssuingCountry: "SWE", IDType: "passport", Document: "passport", Front: picture(document), Selfie: picture(selfie),
		Person: demo.Person{Name: "Anna Maria Eriksson", DateOfBirth: "1974-08-12", DocumentNumber: "L898902C3"}}
}

// inOrder says that a text holds every one of several texts, one after the other.
func inOrder(t *testing.T, text string, want ...string) {
	t.Helper()
	rest := text
	for _, each := range want {
		_, after, found := strings.Cut(rest, each)
		if !found {
			t.Fatalf("does not say %q (in this order):\n%s", each, text)
		}
		rest = after
	}
}

// The whole story with a scripted engine: everything else is the whole program.
func TestDemo(t *testing.T) {
	w, stop := seeing(t, sandbox.Vision{Engine: &scripted{}})
	var out bytes.Buffer
	err := demo.Tell(t.Context(), demo.Options{World: w.Description, Pictures: scriptedPictures("passport", "same"), Out: &out, Run: "one", Audit: demo.VerifyAudit, Finish: stop})
	if err != nil {
		t.Fatalf("%v\n%s", err, out.String())
	}
	inOrder(t, out.String(), "idImage = a picture", `"submissionId"`, "ANNA MARIA ERIKSSON, born 1974-08-12, number L898902C3", "faceImage = a picture", `"kycStatus":"approved"`,
		`"kyc":"approved"`, "Verified name: ERIKSSON ANNA MARIA", "/accounts", "on Ethereum is hers", `"accountVerificationResult":"VERIFIED"`, "MISMATCHED-NAME",
		`"verificationUuid"`, `"result":"VERIFIED"`, `"result":"VERIFIED"`, "unaltered: every link", "unaltered: every link", "Every step answered as it should.")
	if strings.Contains(out.String(), w.Description.Exchanges[1].AdminKey) || strings.Contains(out.String(), w.Description.Exchanges[1].KYC.APIKey) {
		t.Error("the story shows a key")
	}
}

// Twice on one sandbox that runs on, and once by the description it left in its folder's file.
func TestDemoAgain(t *testing.T) {
	w, _ := seeing(t, sandbox.Vision{Engine: &scripted{}})
	for _, run := range []string{"one", "two"} {
		var out bytes.Buffer
		err := demo.Tell(t.Context(), demo.Options{World: w.Description, Pictures: scriptedPictures("passport", "same"), Out: &out, Run: run, Audit: demo.VerifyAudit})
		if err != nil {
			t.Fatalf("%s: %v\n%s", run, err, out.String())
		}
		inOrder(t, out.String(), "demo-"+run+"@example.com", "/admin/v1/audit/checkpoint", "unaltered: every link", "/admin/v1/audit/checkpoint", "unaltered: every link", "Every step answered as it should.")
	}
	if text, err := os.ReadFile(filepath.Join(w.Description.Dir, sandbox.DescriptionFile)); err != nil || !bytes.Contains(text, []byte(w.Description.Exchanges[1].KYC.APIKey)) {
		t.Errorf("the description in the folder: %v, %s", err, text)
	}
}

// Without a worker the story says so and verifies nobody by pictures.
func TestDemoWithoutVision(t *testing.T) {
	w, stop := seeing(t, sandbox.Vision{Why: "no worker in this test"})
	var out bytes.Buffer
	err := demo.Tell(t.Context(), demo.Options{World: w.Description, Pictures: scriptedPictures("passport", "same"), Out: &out, Run: "one", Audit: demo.VerifyAudit, Finish: stop})
	if err != nil {
		t.Fatalf("%v\n%s", err, out.String())
	}
	inOrder(t, out.String(), "Reading pictures is not configured: no worker in this test.", "nobody is verified by pictures", "brings a customer", "VERIFIED", "MISMATCHED-NAME",
		"Every step answered as it should.")
	if strings.Contains(out.String(), "submission/step1") {
		t.Error("a picture was sent all the same")
	}
}

// A step that does not answer as it should ends the story, and its error says which and why.
func TestDemoFails(t *testing.T) {
	w, _ := seeing(t, sandbox.Vision{Engine: &scripted{}})
	noAudit := func(context.Context, string) (app.AuditReport, error) {
		return app.AuditReport{}, errors.New("the copy is gone")
	}
	gone := w.Description
	gone.Exchanges = append([]sandbox.Exchange{}, gone.Exchanges...)
	gone.Exchanges[1].PublicURL = "http://127.0.0.1:1"
	for _, row := range []struct {
		name     string
		world    sandbox.Description
		pictures *demo.Pictures
		says     string
	}{
		{"a blank page", w.Description, scriptedPictures("blank", "same"), "step 1: another picture is asked for"},
		{"an engine that fails", w.Description, scriptedPictures("crash", "same"), "step 1: status 500"},
		{"somebody else's face", w.Description, scriptedPictures("passport", "other"), "step 2: another picture is asked for"},
		{"a face only alike", w.Description, scriptedPictures("passport", "alike"), `step 2: kycStatus is "pending", and should be "approved"`},
		{"records that are gone", w.Description, scriptedPictures("passport", "same"), "step 9: Hoan Kiem Exchange: the copy is gone"},
		{"no sandbox", gone, scriptedPictures("passport", "same"), "nothing answers at http://127.0.0.1:1"},
		{"half a sandbox", sandbox.Description{}, nil, "the story needs two"},
	} {
		t.Run(row.name, func(t *testing.T) {
			var out bytes.Buffer
			err := demo.Tell(t.Context(), demo.Options{World: row.world, Pictures: row.pictures, Out: &out, Run: strings.ReplaceAll(row.name, " ", "") + "x", Audit: noAudit})
			if err == nil || !strings.Contains(err.Error(), row.says) {
				t.Errorf("%v does not say %q\n%s", err, row.says, out.String())
			}
			if strings.Contains(out.String(), "Every step answered") {
				t.Error("the story claims to have gone well")
			}
		})
	}
}

// The story with the real worker and pictures that the program draws.
func TestDemoWithWorker(t *testing.T) {
	if testing.Short() {
		t.Skip("drawing and reading pictures takes half a minute")
	}
	path := realWorker(t)
	readers := cli.StartReaders(t.Context(), path, "", slog.New(slog.DiscardHandler))
	t.Cleanup(readers.Close)
	readers.Settle(t.Context(), time.Minute)
	if readers.Engine == nil {
		t.Fatal(readers.Why)
	}
	w, _ := seeing(t, readers.Vision)
	for _, kind := range demo.Kinds() {
		t.Run(kind, func(t *testing.T) {
			pictures := specimens(t, kind)
			var out bytes.Buffer
			if err := demo.Tell(t.Context(), demo.Options{World: w.Description, Pictures: pictures, Out: &out, Run: kind, Audit: demo.VerifyAudit}); err != nil {
				t.Fatalf("%v\n%s", err, out.String())
			}
			inOrder(t, out.String(), `"kycStatus":"approved"`, "Verified name: ", "VERIFIED", "MISMATCHED-NAME", "Every step answered as it should.")
		})
	}
}
