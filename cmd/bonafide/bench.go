package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/bonafide-id/bonafide/internal/bench"
	"github.com/bonafide-id/bonafide/internal/keyfile"
	"github.com/bonafide-id/bonafide/internal/sandbox"
)

type benchCmd struct {
	Kind      string `arg:"" enum:"account,user,lookup" help:"account: is this address hers? user: both parties' data, until the answer is stored on both sides; lookup: one verification by its id."`
	URL       string `name:"url" required:"" placeholder:"URL" help:"Enclave API of the node to put load on."`
	Callers   int    `default:"64" help:"How many call at the same time, 1 to 4096."`
	Seconds   int    `default:"15" help:"How long, 1 to 3600."`
	JSON      bool   `name:"json" help:"Print one JSON object: per_second, failed, p50_ms, p99_ms and more."`
	Vasp      string `placeholder:"ID" help:"Beneficiary VASP; default: a sandbox exchange, when the node lists one."`
	Symbol    string `help:"Asset of the account asked for."`
	Network   string `help:"Its network."`
	Address   string `help:"The address asked for."`
	Name      string `placeholder:"PRIMARY,SECONDARY" help:"The owner's name; without one only the address is asked."`
	TokenFile string `type:"existingfile" help:"File with the node's bearer token, if it asks for one."`
}

func (c benchCmd) Run(ctx context.Context) error {
	if c.Callers < 1 || c.Callers > 4096 || c.Seconds < 1 || c.Seconds > 3600 {
		return fmt.Errorf("--callers takes 1 to 4096 and --seconds 1 to 3600")
	}
	opt := bench.Options{Kind: c.Kind, URL: c.URL, Callers: c.Callers, Duration: time.Duration(c.Seconds) * time.Second}
	if c.TokenFile != "" {
		token, err := keyfile.Token(c.TokenFile, nil)
		if err != nil {
			return err
		}
		opt.Token = token
	}
	var err error
	if opt.Target, err = c.target(ctx, opt.Token); err != nil {
		return err
	}
	opt.Progress = func(elapsed time.Duration, done, failed int64) {
		fmt.Fprintf(os.Stderr, "\r%s: %3.0f s of %d, %d done, %d failed  ", c.Kind, elapsed.Seconds(), c.Seconds, done, failed)
	}
	result, err := bench.Run(ctx, opt)
	fmt.Fprintln(os.Stderr)
	if err != nil {
		return err
	}
	if c.JSON {
		return json.NewEncoder(os.Stdout).Encode(result)
	}
	fmt.Printf("%s with %d callers for %.1f s: %.0f per second, %d failed; p50 %.1f ms, p95 %.1f ms, p99 %.1f ms, longest %.1f ms\n", result.Kind, result.Callers,
		result.Seconds, result.PerSecond, result.Failed, result.P50, result.P95, result.P99, result.Max)
	if result.FirstFailure != "" {
		fmt.Println("first failure:", result.FirstFailure)
	}
	return nil
}

// target is the account the flags name, or a sandbox exchange's sample customer.
func (c benchCmd) target(ctx context.Context, token string) (bench.Target, error) {
	primary, secondary, _ := strings.Cut(c.Name, ",")
	if c.Vasp != "" && c.Address != "" && c.Symbol != "" {
		return bench.Target{VaspID: c.Vasp, Symbol: c.Symbol, Network: c.Network, Address: c.Address, Primary: primary, Secondary: secondary}, nil
	}
	_, others, err := bench.Vasps(ctx, c.URL, token)
	if err != nil {
		return bench.Target{}, err
	}
	for _, preferred := range []string{sandbox.HanoiID, sandbox.SeoulID, sandbox.RobotID} {
		for _, id := range others {
			account, name, ok := sandbox.SampleAccount(id)
			if ok && id == preferred && (c.Vasp == "" || c.Vasp == id) {
				return bench.Target{VaspID: id, Symbol: account.Symbol, Network: account.Network, Address: account.Address, Primary: name.Primary, Secondary: name.Secondary}, nil
			}
		}
	}
	return bench.Target{}, fmt.Errorf("the node lists no sandbox exchange: say whom to ask about what with --vasp, --symbol, --network, --address and --name (listed: %s)", strings.Join(others, ", "))
}
