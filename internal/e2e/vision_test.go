package e2e

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/ncruces/go-sqlite3/driver"

	"github.com/bonafide-id/bonafide/internal/config"
	"github.com/bonafide-id/bonafide/internal/node"
	"github.com/bonafide-id/bonafide/internal/vision"
	"github.com/bonafide-id/bonafide/internal/vision/visiontest"
)

// withWorker lets a node start a vision worker, as its configuration says. Pictures hold that worker's scripts.
func withWorker(path string) func(*config.Node, *node.Options) {
	return func(cfg *config.Node, opt *node.Options) {
		opt.Engine = nil
		cfg.KYC.Vision = path
	}
}

// kills ends, from outside, so many workers that are at work, one after the other.
func (k *kyc) kills(times int) (done chan struct{}) {
	done = make(chan struct{})
	go func() {
		defer close(done)
		last := 0
		for deadline := time.Now().Add(20 * time.Second); times > 0 && time.Now().Before(deadline); time.Sleep(time.Millisecond) {
			w := k.node.Vision.Status().Workers[0]
			if w.State == vision.Busy && w.PID != last {
				_ = syscall.Kill(w.PID, syscall.SIGKILL)
				last = w.PID
				times--
			}
		}
	}()
	return done
}

// audited reads the details of the audit entries of an action.
func (k *kyc) audited(action string) (details []map[string]string) {
	k.t.Helper()
	db, err := driver.Open("file:" + filepath.Join(k.dir, "bonafide.db") + "?_pragma=busy_timeout(10000)")
	if err != nil {
		k.t.Fatal(err)
	}
	defer db.Close()
	rows, err := db.Query(`SELECT details FROM audit_entries WHERE action = ?`, action)
	if err != nil {
		k.t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var text string
		entry := map[string]string{}
		if err := rows.Scan(&text); err != nil {
			k.t.Fatal(err)
		}
		if err := json.Unmarshal([]byte(text), &entry); err != nil {
			k.t.Fatalf("%q: %v", text, err)
		}
		details = append(details, entry)
	}
	return details
}

// wantNotRun: the last record says which check was not run and why.
func (k *kyc) wantNotRun(count int, check, reason string) {
	k.t.Helper()
	entries := k.audited("submission.notrun")
	if len(entries) != count {
		k.t.Fatalf("%d records that something was not run, want %d: %v", len(entries), count, entries)
	}
	last := entries[count-1]
	if last["check"] != check || last["checkStatus"] != "not run" || !strings.Contains(last["reason"], reason) {
		k.t.Errorf("record: %v", last)
	}
}

func get(t *testing.T, url string) string {
	t.Helper()
	response, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	text, _ := io.ReadAll(response.Body)
	return string(text)
}

// TestVisionWorker: a whole node with a worker process. Killed in mid-job it costs nothing; killed twice it costs the engine rows of the contract,
// and the record says what was not run.
func TestVisionWorker(t *testing.T) {
	k := startKYC(t, withWorker(visiontest.Program(t)))
	ready, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	if err := k.node.Vision.Ready(ready); err != nil {
		t.Fatal(err)
	}
	first := step1.first("main").without("idImage")
	if a := k.do(k.begin("main", "idImage=ok").without("faceImage").with("faceImage=ok")); a.Status != "approved" {
		t.Fatalf("undisturbed: %s", a.text)
	}
	slow := func(c stepCall, name string) stepCall { return c.without(name).with(name + "=slow 300ms") }

	killed := k.kills(1)
	a := k.do(slow(first, "idImage"))
	<-killed
	if a.code != 200 || a.SubmissionID == "" {
		t.Fatalf("step 1, killed once: %s", a.text)
	}
	second := step2.with("submissionId=" + a.SubmissionID)
	killed = k.kills(2)
	a = k.do(slow(second, "faceImage"))
	<-killed
	if a.code != 500 || a.Message != "face detection error" || a.ErrorCode != "face_detection_error" {
		t.Errorf("step 2, killed twice: %s", a.text)
	}
	k.wantNotRun(1, "face.detection", "vision.died")
	killed = k.kills(1)
	a = k.do(slow(second, "faceImage"))
	<-killed
	if a.code != 200 || a.Status != "approved" || a.Retries != 0 {
		t.Errorf("step 2, killed once: %s", a.text)
	}
	killed = k.kills(2)
	a = k.do(slow(first, "idImage"))
	<-killed
	if a.code != 500 || a.Message != "id image processing error" || a.ErrorCode != "id_image_engine_error" {
		t.Errorf("step 1, killed twice: %s", a.text)
	}
	k.wantNotRun(2, "document.reading", "vision.died")

	for script, row := range map[string]struct{ message, reason string }{
		"error picture.broken": {"invalid id image", "picture.broken"}, "error model.missing": {"id image processing error", "model.missing"},
		"garbage": {"id image processing error", "vision.protocol"}, "panic": {"id image processing error", "vision.failed"},
	} {
		before := len(k.audited("submission.notrun"))
		if a := k.do(first.with("idImage=" + script)); a.Message != row.message {
			t.Errorf("%s: %s", script, a.text)
		}
		k.wantNotRun(before+1, "document.reading", row.reason)
	}
	metrics := get(t, k.node.PrivateURL()+"/metrics")
	for _, want := range []string{`bonafide_vision_job_seconds_count{do="faces",outcome="vision.died"} 1`, `bonafide_vision_job_seconds_count{do="document",outcome="done"}`,
		`bonafide_vision_restarts_total{why="died"} 6`, `bonafide_vision_restarts_total{why="protocol"} 1`} {
		if !strings.Contains(metrics, want) {
			t.Errorf("the metrics lack %s", want)
		}
	}
	until(t, "the worker that follows the last", func() bool { return strings.Contains(get(t, k.node.PublicURL()+"/"), `"customerVerification":"ready"`) })
}

func until(t *testing.T, what string, condition func() bool) {
	t.Helper()
	for deadline := time.Now().Add(10 * time.Second); !condition(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("not within ten seconds: %s", what)
		}
	}
}

// TestVisionWorkerMissing: the node starts without its worker, answers the contract's text, and says why in its record.
func TestVisionWorkerMissing(t *testing.T) {
	for _, row := range []struct{ name, path, reason, says string }{
		{"the program is not there", filepath.Join(t.TempDir(), "bonafide-vision"), "vision.down", "the vision worker is not ready"},
		{"none is configured", "", "not configured", "kyc.vision names no worker"},
	} {
		t.Run(row.name, func(t *testing.T) {
			k := startKYC(t, withWorker(row.path))
			if a := k.do(step1.first("main")); a.code != 500 || a.Message != "id image processing error" || a.ErrorCode != "id_image_engine_error" {
				t.Error(a.text)
			}
			k.wantNotRun(1, "document.reading", row.reason)
			if text := get(t, k.node.PublicURL()+"/"); !strings.Contains(text, row.says) {
				t.Error(text)
			}
		})
	}
}
