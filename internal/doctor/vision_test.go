package doctor_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/bonafide-id/bonafide/internal/config"
	"github.com/bonafide-id/bonafide/internal/doctor"
	"github.com/bonafide-id/bonafide/internal/vision/visiontest"
)

func TestMain(m *testing.M) {
	visiontest.Main()
	os.Exit(m.Run())
}

// What the doctor says of the worker: not configured, not there, and there with something missing.
func TestVision(t *testing.T) {
	for _, row := range []struct {
		name, path string
		want       []string // state and a part of the text or of what to do
	}{
		{"not configured", "", []string{"vision|not configured|engine error", "vision|not configured|set kyc.vision"}},
		{"not there", filepath.Join(t.TempDir(), "bonafide-vision"), []string{"vision|ATTENTION|no such file", "vision|ATTENTION|make build"}},
		{"there", visiontest.Program(t), []string{"vision|ok|bonafide-visiontest", "vision engines|ok|border, faces, fields, forgery, kind, mrz, quality, text", "vision engines|ATTENTION|codes is not there: this worker reads no codes",
			"vision models|ok|face.describe: a test's, sha256 " + strings.Repeat("c", 64)}},
	} {
		t.Run(row.name, func(t *testing.T) {
			cfg := config.DefaultNode()
			cfg.Data, cfg.KYC.Vision = t.TempDir(), row.path
			cfg.Directory.URL, cfg.Listen.Private = "http://127.0.0.1:9", "127.0.0.1:9"
			cfg.Database = "sqlite:" + filepath.Join(cfg.Data, "bonafide.db")
			findings := doctor.Examine(t.Context(), cfg)
			for _, want := range row.want {
				if !said(findings, strings.Split(want, "|")) {
					t.Errorf("not said: %s\n%s", want, doctor.Text(findings))
				}
			}
		})
	}
}

func said(findings []doctor.Finding, want []string) bool {
	for _, f := range findings {
		if f.What == want[0] && string(f.State) == want[1] && strings.Contains(f.Text+f.Do, want[2]) {
			return true
		}
	}
	return false
}
