package sandbox

import (
	"strings"

	"github.com/bonafide-id/bonafide/internal/config"
)

// WithBackend is an Options.Configure with which both exchanges call the software below a base URL (enclave contract, section 3) about addresses that
// none of their customers has, and screen with the simulators; "" leaves them as they are.
func WithBackend(base string) func(key string, cfg *config.Node) {
	base = strings.TrimSuffix(base, "/")
	return func(key string, cfg *config.Node) {
		if base == "" || key == "robot" {
			return
		}
		cfg.Backend = config.Backend{Decision: "registry-then-callback", Account: base + "/account", User: base + "/user", Transaction: base + "/transaction", Callback: base + "/callback"}
		simulator := config.Provider{URL: "simulator"}
		cfg.Risk = config.Risk{Sanction: simulator, KYT: simulator, WCO: simulator}
	}
}
