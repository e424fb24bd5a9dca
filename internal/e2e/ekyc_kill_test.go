package e2e

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/bonafide-id/bonafide/document"
	"github.com/bonafide-id/bonafide/internal/sandbox"
	"github.com/bonafide-id/bonafide/internal/store/pgtest"
	"github.com/bonafide-id/bonafide/internal/vision/visiontest"
)

// TestEKYCKill kills a node at random moments under sessions. Whatever was answered with "0" stands afterwards, and nothing is done twice.
func TestEKYCKill(t *testing.T) {
	if testing.Short() {
		t.Skip("kills processes for a while")
	}
	bin := build(t)
	t.Run("sqlite", func(t *testing.T) { killUnderSessions(t, bin, nil) })
	t.Run("postgres", func(t *testing.T) {
		urls := map[string]string{}
		for _, key := range []string{"seoul", "hanoi", "robot"} {
			urls[key] = pgtest.Start(t)
		}
		killUnderSessions(t, bin, func(key string) string { return urls[key] })
	})
}

// caller is a client of one exchange's surface.
type caller struct {
	url, key string
}

// ask returns the code of the answer, or "" when there was none.
func (c caller) ask(path string, headers map[string]string, files ...[]byte) (code, session string) {
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for _, file := range files {
		part, _ := w.CreateFormFile("files", "p.jpg")
		_, _ = part.Write(file)
	}
	_ = w.Close()
	request, _ := http.NewRequest("POST", c.url+"/ekyc"+path, &body)
	if len(files) > 0 {
		request.Header.Set("Content-Type", w.FormDataContentType())
	}
	request.Header["api-key"], request.Header["device-type"] = []string{c.key}, []string{"api"}
	for name, value := range headers {
		request.Header[name] = []string{value}
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return "", ""
	}
	defer response.Body.Close()
	text, _ := io.ReadAll(response.Body)
	var a ekycAnswer
	if json.Unmarshal(text, &a) != nil {
		var result struct{ Code string }
		_ = json.Unmarshal(text, &result)
		return result.Code, ""
	}
	return a.code(), a.SessionID
}

// acknowledged is what a caller was told of a session.
type acknowledged struct {
	session, client string
	front, whole    bool
}

// capture runs a session to its end, or as far as the node lives.
func (c caller) capture(client string, front, back []byte) (a acknowledged) {
	code, id := c.ask("/session/init", map[string]string{"client_uuid": client, "only-engine": "1"})
	if code != "200" {
		return a
	}
	a = acknowledged{session: id, client: client}
	headers := map[string]string{"session-id": id, "document-type": "idr", "side-type": "front"}
	code, _ = c.ask("/ocr", headers, front)
	if a.front = code == "0"; !a.front {
		return a
	}
	headers["side-type"] = "back"
	code, _ = c.ask("/ocr", headers, back)
	a.whole = code == "0"
	return a
}

func killUnderSessions(t *testing.T, bin string, postgres func(string) string) {
	dir := t.TempDir()
	w, err := sandbox.Start(context.Background(), sandbox.Options{Dir: dir, Log: testLog(t), Postgres: postgres, Vision: sandbox.Vision{Path: visiontest.Program(t)}})
	if err != nil {
		t.Fatal(err)
	}
	stop, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	if err := w.Stop(stop); err != nil {
		t.Fatal(err)
	}
	exchange := w.Description.Exchanges[1]
	p := &process{t: t, bin: bin, args: []string{"serve", "--config", exchange.ConfigFile}, url: exchange.EnclaveURL}
	p.start()
	t.Cleanup(p.kill)
	c := caller{exchange.PublicURL, exchange.KYC.APIKey}
	told := sessionsWhileKilling(c, p)
	fronts, wholes := 0, 0
	for _, a := range told {
		switch {
		case a.whole:
			wholes++
			if code, _ := c.ask("/callback/get_result", map[string]string{"uuid": a.client}); code != "200" {
				t.Errorf("%s was answered as done, and its result is %q", a.session, code)
			}
		case a.front:
			fronts++
			code, _ := c.ask("/ocr", map[string]string{"session-id": a.session, "document-type": "idr", "side-type": "front"}, holder(document.CCCDChip).Shot(document.Front))
			if code != "E103" && code != "403" { // 403: its back was stored and the answer lost
				t.Errorf("%s was answered as having a front, and another one is answered %q", a.session, code)
			}
		}
	}
	if wholes < 20 {
		t.Errorf("%d sessions were done and %d begun: this test proves too little", wholes, fronts)
	}
	t.Logf("%d sessions were done, %d begun", wholes, fronts)
	stopGently(t, p)
	if out, err := exec.Command(bin, "audit", "verify", "--config", exchange.ConfigFile).CombinedOutput(); err != nil {
		t.Errorf("audit verify: %v: %s", err, strings.TrimSpace(string(out)))
	}
}

// sessionsWhileKilling runs sessions from several callers while the node is killed and started again.
func sessionsWhileKilling(c caller, victim *process) (told []acknowledged) {
	chip := visiontest.HolderOf(document.CCCDChip)
	front, back := chip.Shot(document.Front), chip.Shot(document.Back)
	ctx, cancel := context.WithTimeout(context.Background(), 8*time.Second)
	defer cancel()
	var mu sync.Mutex
	var wg sync.WaitGroup
	for n := range 4 {
		wg.Go(func() {
			for i := 0; ctx.Err() == nil; i++ {
				a := c.capture(fmt.Sprintf("killed-%d-%d", n, i), front, back)
				mu.Lock()
				told = append(told, a)
				mu.Unlock()
				if a.session == "" {
					time.Sleep(20 * time.Millisecond)
				}
			}
		})
	}
	for ctx.Err() == nil {
		time.Sleep(1500 * time.Millisecond)
		victim.kill()
		victim.start()
	}
	wg.Wait()
	return told
}
