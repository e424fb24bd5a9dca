package travelrule

import (
	"fmt"
	"strings"

	"github.com/bonafide-id/bonafide/check"
	"github.com/bonafide-id/bonafide/travelrule/address"
)

// NetworkNecessary is the text that goes with an insufficient or unhandled network (account verification seed).
const NetworkNecessary = "'network' is necessary"

// Assets is what a VASP handles: for each symbol the networks on which it can be deposited. It does not change after it
// was made.
type Assets struct {
	networks map[string][]address.Network // by symbol in upper case
}

// NewAssets reads symbols and the names of their networks. An unknown network name or an empty list is an error.
func NewAssets(list map[string][]string) (Assets, error) {
	assets := Assets{networks: make(map[string][]address.Network, len(list))}
	for symbol, names := range list {
		if symbol == "" || len([]rune(symbol)) > MaxSymbol {
			return Assets{}, fmt.Errorf("assets: symbol %q must have 1 to %d characters", symbol, MaxSymbol)
		}
		if len(names) == 0 {
			return Assets{}, fmt.Errorf("assets: %s has no network", symbol)
		}
		for _, name := range names {
			network, ok := address.LookupNetwork(name)
			if !ok {
				return Assets{}, fmt.Errorf("assets: %s: %q is not a network name of the list", symbol, name)
			}
			key := strings.ToUpper(symbol)
			assets.networks[key] = append(assets.networks[key], network)
		}
	}
	return assets, nil
}

// Resolve finds the network an asset is asked for. Without a network name the asset's only network is meant; an asset on
// several networks needs one (contract 3.2: inferring is the beneficiary's policy, and here it is allowed only where
// nothing can be confused). The reason is check.OK, check.AssetUnknown or check.NetworkUnknown.
func (a Assets) Resolve(symbol, network string) (address.Network, check.Reason) {
	handled, ok := a.networks[strings.ToUpper(symbol)]
	if !ok {
		return address.Network{}, check.AssetUnknown
	}
	if network == "" {
		if len(handled) == 1 {
			return handled[0], check.OK
		}
		return address.Network{}, check.NetworkUnknown
	}
	wanted, ok := address.LookupNetwork(network)
	if !ok {
		return address.Network{}, check.NetworkUnknown
	}
	for _, each := range handled {
		if each.Name == wanted.Name {
			return each, check.OK
		}
	}
	return address.Network{}, check.NetworkUnknown
}
