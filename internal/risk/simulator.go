package risk

import (
	"context"
	"encoding/json"
	"strings"

	"github.com/bonafide-id/bonafide/internal/app"
	"github.com/bonafide-id/bonafide/travelrule"
)

// Simulator answers by fixed rules and says in every answer that it is one: an address that ends in "bad" (or, in hex, "bad0") is on its list, a transfer of
// such an address has an alert, a person called Blocked matches. Nothing it says is about anybody.
type Simulator struct{}

var _ app.RiskProvider = Simulator{}

// simulated is the name of its list.
const simulated = "bonafide simulator"

// Assess implements app.RiskProvider.
func (Simulator) Assess(_ context.Context, q app.RiskQuestion) (app.RiskFinding, error) {
	address := strings.ToLower(q.Address.Reveal())
	listed := strings.HasSuffix(address, "bad") || strings.HasSuffix(address, "bad0")
	switch q.Kind {
	case "ADDRESS":
		if listed {
			return app.RiskFinding{State: "SANCTION", ListName: simulated, Description: "Listed by the simulator's rule: the address ends in bad.", URL: "https://example.invalid/simulator"}, nil
		}
		return app.RiskFinding{State: "NOHIT"}, nil
	case "ATTEMPT", "TRANSFER":
		finding := app.RiskFinding{State: "PROCESSED", ExternalID: simulated + " " + q.RequestID}
		if listed {
			finding.Alerts = []app.RiskAlert{{ID: "1", Level: "MEDIUM", Category: "simulated", Service: simulated, ExposureType: "DIRECT", Amount: q.Amount, CreatedAt: travelrule.FormatInstant(q.TradeTime)}}
		}
		return finding, nil
	}
	finding := app.RiskFinding{State: "PROCESSED", ExternalID: simulated + " " + q.RequestID, Summary: json.RawMessage(`{"source":"` + simulated + `","resultCount":0}`)}
	for _, p := range q.Persons {
		if strings.Contains(strings.ToLower(p.Name.Reveal()), "blocked") {
			finding.MatchStrength, finding.Summary = "EXACT", json.RawMessage(`{"source":"`+simulated+`","resultCount":1}`)
		}
	}
	return finding, nil
}
