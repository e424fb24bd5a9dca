package config_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/bonafide-id/bonafide/fault"
	"github.com/bonafide-id/bonafide/internal/config"
)

const needed = `vaspId: "1152921504606847001"
directory: {url: "http://127.0.0.1:9", keys: ["AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="]}
`

// load writes a file and reads it with an environment of NAME=value.
func load(t *testing.T, text string, environment ...string) (cfg config.Node, folder string, err error) {
	t.Helper()
	folder = t.TempDir()
	path := filepath.Join(folder, "node.yaml")
	if err := os.WriteFile(path, []byte(needed+text), 0o600); err != nil {
		t.Fatal(err)
	}
	cfg, err = config.Load(path, func(name string) string {
		for _, entry := range environment {
			if key, value, _ := strings.Cut(entry, "="); key == name {
				return value
			}
		}
		return ""
	})
	return cfg, folder, err
}

func TestKYC(t *testing.T) {
	cfg, folder, err := load(t, "")
	if diff := cmp.Diff(config.KYC{Blobs: "file:" + filepath.Join(folder, "data", "blobs")}, cfg.KYC); diff != "" || err != nil {
		t.Errorf("nothing said (-want +got), %v:\n%s", err, diff)
	}
	cfg, folder, err = load(t, `kyc: {vision: bin/bonafide-vision, models: /srv/models, visionRuntime: lib/x.so, visionWorkers: 2, visionQueue: 8, visionMemoryMB: 2048, visionJobTime: 10s, visionRecycle: 100}`,
		"BONAFIDE_KYC_VISION_WORKERS=4", "BONAFIDE_KYC_VISION_JOB_TIME=15s", "BONAFIDE_KYC_ISSUER=simulator", "BONAFIDE_KYC_BLOBS=file:pictures")
	want := config.KYC{Blobs: "file:" + filepath.Join(folder, "pictures"), Vision: filepath.Join(folder, "bin", "bonafide-vision"), Models: "/srv/models",
		VisionRuntime: filepath.Join(folder, "lib", "x.so"), VisionWorkers: 4, VisionQueue: 8, VisionMemoryMB: 2048, VisionJobTime: config.Duration(15 * time.Second),
		VisionRecycle: 100, Issuer: "simulator"}
	if diff := cmp.Diff(want, cfg.KYC); diff != "" || err != nil {
		t.Errorf("all said (-want +got), %v:\n%s", err, diff)
	}
}

func TestKYCRefuses(t *testing.T) {
	for key, text := range map[string]string{"kyc.visionWorkers": "kyc: {visionWorkers: 65}", "kyc.visionQueue": "kyc: {visionQueue: -1}", "kyc.visionMemoryMB": "kyc: {visionMemoryMB: 100}",
		"kyc.visionJobTime": "kyc: {visionJobTime: 3m}", "kyc.visionRecycle": "kyc: {visionRecycle: 1000001}"} {
		if _, _, err := load(t, text); fault.CodeOf(err) != fault.Config || !strings.Contains(err.Error(), key+":") {
			t.Errorf("%s: %v", key, err)
		}
	}
	for _, entry := range []string{"BONAFIDE_KYC_VISION_WORKERS=many", "BONAFIDE_KYC_VISION_JOB_TIME=long"} {
		name, _, _ := strings.Cut(entry, "=")
		if _, _, err := load(t, "", entry); fault.CodeOf(err) != fault.Config || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: %v", entry, err)
		}
	}
}
