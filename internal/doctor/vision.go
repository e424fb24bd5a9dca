package doctor

import (
	"context"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/bonafide-id/bonafide/internal/config"
	"github.com/bonafide-id/bonafide/internal/node"
	"github.com/bonafide-id/bonafide/internal/vision"
	"github.com/bonafide-id/bonafide/internal/vision/wire"
)

// visionTime is how long a worker may take to start here.
const visionTime = 30 * time.Second

// slots without which a customer cannot be verified by her face.
var faceSlots = []string{"face.detect", "face.landmarks", "face.describe"}

// examineVision starts a worker as the node would, and lets it say what it can do.
func examineVision(ctx context.Context, cfg config.Node) []Finding {
	if cfg.KYC.Vision == "" {
		return []Finding{{What: "vision", State: NotConfigured, Text: "document and face calls answer the contract's engine error; the Travel Rule works without",
			Do: "make setup build, and set kyc.vision to the path of bonafide-vision"}}
	}
	opt := node.VisionOptions(cfg.KYC)
	opt.Workers = 1
	client, err := vision.Start(ctx, opt)
	if err != nil {
		return []Finding{{What: "vision", State: Attention, Text: err.Error(), Do: "correct kyc in the configuration"}}
	}
	defer client.Close()
	ctx, cancel := context.WithTimeout(ctx, visionTime)
	defer cancel()
	if err := client.Ready(ctx); err != nil {
		return []Finding{{What: "vision", State: Attention, Text: cfg.KYC.Vision + " does not start: " + err.Error(),
			Do: "run it by hand with -capabilities; make build builds it, make setup installs its libraries"}}
	}
	status := client.Status()
	findings := []Finding{{What: "vision", State: Good, Text: status.Hello.Program + ", " + cfg.KYC.Vision}}
	findings = append(findings, engineFindings(status.Hello)...)
	findings = append(findings, modelFindings(status.Hello)...)
	return append(findings, isolationFinding(status.Isolation))
}

func engineFindings(hello wire.Hello) (findings []Finding) {
	var there []string
	for _, engine := range slices.Sorted(maps.Keys(hello.Engines)) {
		if hello.Engines[engine].Ran {
			there = append(there, engine)
		}
	}
	findings = append(findings, Finding{What: "vision engines", State: Good, Text: strings.Join(there, ", ")})
	for _, engine := range wire.Engines() {
		if part := hello.Engines[engine]; !part.Ran {
			why := part.Why
			if why == "" {
				why = "the worker does not speak of it"
			}
			findings = append(findings, Finding{What: "vision engines", State: Attention, Text: engine + " is not there: " + why,
				Do: "make setup installs what is missing; until then this part of every verification is not run and goes to a person"})
		}
	}
	return findings
}

func modelFindings(hello wire.Hello) (findings []Finding) {
	var there []string
	for _, m := range hello.Models {
		there = append(there, m.Slot)
		findings = append(findings, Finding{What: "vision models", State: Good, Text: m.Slot + ": " + m.Name + ", sha256 " + m.SHA256})
	}
	for _, slot := range faceSlots {
		if !slices.Contains(there, slot) {
			findings = append(findings, Finding{What: "vision models", State: NotConfigured, Text: slot + " is empty: faces are not compared",
				Do: "make setup installs the face models; or set kyc.models to a folder with your own"})
		}
	}
	return findings
}

func isolationFinding(isolation vision.Isolation) Finding {
	f := Finding{What: "vision isolation", State: Good, Text: "user " + isolation.User + "; network " + isolation.Network + "; " + isolation.Privileges}
	if len(isolation.Notes) > 0 {
		f.State, f.Do = NotConfigured, strings.Join(isolation.Notes, "; ")
	}
	return f
}
