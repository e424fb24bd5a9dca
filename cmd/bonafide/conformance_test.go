package main

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/bonafide-id/bonafide/internal/conformance"
)

// TestConformanceFlags: what fits together is taken, and what does not is refused with what to do.
func TestConformanceFlags(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		if r.URL.Path == "/v1/vasps/self" {
			_, _ = io.WriteString(w, `{"vaspId":"1"}`)
			return
		}
		_, _ = io.WriteString(w, `{"status":"UP"}`)
	}))
	defer server.Close()
	url := "--url=" + server.URL
	empty := write(t, "empty", "\n")
	world := write(t, "world.json", `{"enclave":{"url":"`+server.URL+`"},"counterparty":"7"}`)
	for _, row := range []struct{ line, want string }{
		{url + " --only health", ""},
		{"--world " + world + " --only health", ""},
		{url + " --only health --only vasps.protocol-unknown", "1 of 2 cases failed"},
		{url + " --only account.shape-1", "no case could be run"},
		{url + " --only nothing", `"nothing" is no case`},
		{url + " --only health --out report.pdf", "a report ends in"},
		{url + " --listen 127.0.0.1:0", "--listen needs --backend-of"},
		{url + " --backend-of http://b.invalid", "--backend-of needs --listen"},
		{url + " --listen 127.0.0.1:0 --peer-url http://b.invalid --backend-of http://c.invalid", "neither --url nor --peer-url"},
		{url + " --listen 127.0.0.1:0 --backend-of " + server.URL + " --backend-token-file " + empty, "is empty"},
		{url + " --token-file " + empty, "is empty"},
		{url + " --account 0x1", "counterparty is missing"},
		{"--world " + world + " --sandbox somewhere", "one of them"},
		{"--sandbox " + filepath.Join(t.TempDir(), "nothing"), "no such folder"},
	} {
		_, call, err := parse(t, append([]string{"conformance"}, strings.Fields(row.line)...)...)
		if err != nil {
			t.Errorf("%s: %v", row.line, err)
			continue
		}
		ctx := context.Background()
		call.BindTo(ctx, (*context.Context)(nil))
		err = call.Run()
		if row.want == "" && err != nil || row.want != "" && (err == nil || !strings.Contains(err.Error(), row.want)) {
			t.Errorf("%s: %v, want %q", row.line, err, row.want)
		}
	}
}

// TestConformanceReports: each ending gives its form, all of one run.
func TestConformanceReports(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { _, _ = io.WriteString(w, `{"status":"UP"}`) }))
	defer server.Close()
	folder := t.TempDir()
	line := []string{"conformance", "--url", server.URL, "--only", "health"}
	for _, ending := range []string{".html", ".json", ".txt"} {
		line = append(line, "--out", filepath.Join(folder, "report"+ending))
	}
	_, call, err := parse(t, line...)
	if err != nil {
		t.Fatal(err)
	}
	call.BindTo(context.Background(), (*context.Context)(nil))
	if err := call.Run(); err != nil {
		t.Fatal(err)
	}
	for ending, want := range map[string]string{".html": "<!DOCTYPE html>", ".json": `"passed": 1`, ".txt": "1 passed, 0 failed, 0 not run"} {
		text, err := os.ReadFile(filepath.Join(folder, "report"+ending))
		if err != nil || !strings.Contains(string(text), want) {
			t.Errorf("%s: %v, %s", ending, err, text)
		}
	}
	var report conformance.Report
	text, err := os.ReadFile(filepath.Join(folder, "report.json"))
	if err != nil || json.Unmarshal(text, &report) != nil || report.Results[0].ID != "health.up" {
		t.Errorf("%v: %+v", err, report)
	}
}
