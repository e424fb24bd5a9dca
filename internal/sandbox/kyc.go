package sandbox

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/bonafide-id/bonafide/fault"
	"github.com/bonafide-id/bonafide/internal/app"
	"github.com/bonafide-id/bonafide/internal/app/submission"
	"github.com/bonafide-id/bonafide/internal/durable"
)

// Vision is what reads pictures for the sandbox's nodes.
type Vision struct {
	Engine submission.Engine // shared by the nodes; nil: not configured
	Path   string            // of the worker, for the configuration files the sandbox leaves; empty: none
	Models string            // of the worker's models, for the same; empty: beside it
	Why    string            // why there is none, and what to do about it
}

// VisionReady is KYC.Vision when pictures are read; anything else begins with "not configured: ".
const VisionReady = "ready"

func (v Vision) state() string {
	switch {
	case v.Engine != nil:
		return VisionReady
	case v.Why == "":
		return "not configured: no vision worker was named"
	}
	return "not configured: " + v.Why
}

// KYC is where an exchange verifies people: a project of the submission API and its key.
type KYC struct {
	ProjectID string `json:"projectId"`
	APIKey    string `json:"apiKey"`
	Vision    string `json:"vision"` // "ready", or "not configured: ..." and why
}

// project is the KYC project of an exchange. It decides by itself where everything agrees, asks for another picture when one cannot be read,
// and leaves the rest to a person.
func (s sampleVASP) project() submission.Project {
	settings := submission.DefaultSettings()
	settings.MRZCheck, settings.IDValidation = true, true
	if s.countryCode == "KR" {
		// The issuer is a simulator, which answers by the last character of what it is asked (internal/issuer).
		settings.IssuerCheck, settings.CollectFullRRN = "warning", true
	}
	return submission.Project{ID: s.key + "-kyc", Account: s.key, Name: s.name, Settings: settings}
}

// seedKYC adds the exchange's project once, and returns its key, which is kept in a file beside the configuration: the node itself keeps
// only a hash.
func seedKYC(ctx context.Context, use *submission.Service, dir string, s sampleVASP) (KYC, error) {
	ctx = app.WithActor(ctx, "sandbox", "")
	p := s.project()
	if _, err := use.ProjectByID(ctx, p.ID); fault.Has(err, fault.NotFound) {
		_, err = use.SaveProject(ctx, p)
		if err != nil {
			return KYC{}, err
		}
	} else if err != nil {
		return KYC{}, err
	}
	path := filepath.Join(dir, s.key+".project-key")
	key, err := knownKey(ctx, use, path, p.ID)
	if err != nil || key != "" {
		return KYC{ProjectID: p.ID, APIKey: key}, err
	}
	key, _, err = use.AddKey(ctx, p.ID, "sandbox")
	if err != nil {
		return KYC{}, err
	}
	return KYC{ProjectID: p.ID, APIKey: key}, durable.WriteFile(path, []byte(key+"\n"), 0o600)
}

// knownKey reads the key of an earlier start; "" when there is none, or the database does not know it any more.
func knownKey(ctx context.Context, use *submission.Service, path, project string) (string, error) {
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	key := strings.TrimSpace(string(text))
	caller, err := use.Authenticate(ctx, key)
	if fault.Has(err, fault.Forbidden) || err == nil && caller.Project.ID != project {
		return "", nil
	}
	return key, err
}
