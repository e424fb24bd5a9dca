package address_test

import (
	"strconv"
	"strings"
	"testing"

	"github.com/bonafide-id/bonafide/travelrule/address"
)

func TestEveryChainIDIsOne(t *testing.T) {
	seen, known := map[string]string{}, 0
	for _, n := range address.Networks() {
		if n.CAIP2 == "" {
			continue
		}
		known++
		if !address.ValidChainID(n.CAIP2) {
			t.Errorf("%s: %q is no CAIP-2 id", n.Name, n.CAIP2)
		}
		// Chiliz and Chiliz2 are two names of one chain in the contract's list.
		if other, twice := seen[n.CAIP2]; twice && n.Name != "Chiliz2" {
			t.Errorf("%s and %s have one id", n.Name, other)
		}
		seen[n.CAIP2] = n.Name
		if found, ok := address.LookupNetwork(n.CAIP2); !ok || found.CAIP2 != n.CAIP2 {
			t.Errorf("%s is not found", n.CAIP2)
		}
		if _, err := strconv.ParseUint(n.SLIP44, 10, 31); n.SLIP44 != "" && err != nil {
			t.Errorf("%s: %q is no coin type", n.Name, n.SLIP44)
		}
	}
	if known < 90 {
		t.Fatalf("only %d networks have a chain id: this test reads too little", known)
	}
}

// A token's reference is an address of its network: a wrong letter in the list is found here where the network has a checksum.
func TestEveryListedAsset(t *testing.T) {
	tokens := 0
	for _, a := range address.Assets() {
		n, ok := address.LookupNetwork(a.Network)
		if !ok || a.ID.Chain == "" {
			t.Fatalf("%s on %s: no network, or none with a chain id", a.Symbol, a.Network)
		}
		parsed, ok := address.ParseAssetID(a.ID.String())
		if !ok || parsed != a.ID {
			t.Errorf("%s on %s: %s reads as %+v, %v", a.Symbol, a.Network, a.ID, parsed, ok)
		}
		if found, ok := address.LookupAsset(strings.ToLower(a.Symbol), n); !ok || found != a.ID {
			t.Errorf("%s on %s is found as %v, %v", a.Symbol, a.Network, found, ok)
		}
		if a.ID.Namespace == "slip44" {
			// What is paid with on a second layer of Ethereum is ether.
			if own, ok := n.Own(); ok && own != a.ID {
				t.Errorf("%s: its own coin is %s, not %s", n.Name, own, a.ID)
			}
			continue
		}
		tokens++
		reference := a.ID.Reference
		switch a.ID.Namespace {
		case "asa":
			continue // a number
		case "asset":
			_, reference, _ = strings.Cut(reference, "-")
		}
		if got := address.Check(n, reference); got.Validity != address.Valid || a.ID.Namespace == "erc20" && got.Weak {
			t.Errorf("%s on %s: %s is no address: %+v", a.Symbol, a.Network, reference, got)
		}
	}
	if tokens < 15 {
		t.Fatalf("only %d tokens", tokens)
	}
	if _, ok := address.LookupAsset("USDT", network(t, "Polkadot")); ok {
		t.Error("an asset that is not listed was found")
	}
}

func network(t testing.TB, name string) address.Network {
	t.Helper()
	n, ok := address.LookupNetwork(name)
	if !ok {
		t.Fatalf("no network %s", name)
	}
	return n
}

// The examples of CAIP-19 and of its namespaces.
func TestParseAssetID(t *testing.T) {
	for text, want := range map[string]address.AssetID{
		"eip155:1/slip44:60": {Chain: "eip155:1", Namespace: "slip44", Reference: "60"},
		"eip155:1/erc721:0x06012c8cf97BEaD5deAe237070F9587f8E7A266d/771769": {Chain: "eip155:1", Namespace: "erc721", Reference: "0x06012c8cf97BEaD5deAe237070F9587f8E7A266d", Token: "771769"},
		"hedera:mainnet/nft:0.0.55492/12":                                   {Chain: "hedera:mainnet", Namespace: "nft", Reference: "0.0.55492", Token: "12"},
		"cosmos:Binance-Chain-Tigris/slip44:714":                            {Chain: "cosmos:Binance-Chain-Tigris", Namespace: "slip44", Reference: "714"},
	} {
		if got, ok := address.ParseAssetID(text); !ok || got != want || got.String() != text {
			t.Errorf("%s reads as %+v, %v", text, got, ok)
		}
	}
	for _, text := range []string{"", "eip155:1", "eip155:1/slip44", "eip155:1/slip44:", "EIP155:1/slip44:60", "eip155:1/slip44:60/", "eip155:1/slip44:6 0", "e:1/slip44:60"} {
		if got, ok := address.ParseAssetID(text); ok || got != (address.AssetID{}) {
			t.Errorf("%q was read as %+v", text, got)
		}
	}
	if text := (address.AssetID{}).String(); text != "" {
		t.Errorf("nothing is %q", text)
	}
}

func FuzzParseAssetID(f *testing.F) {
	for _, a := range address.Assets() {
		f.Add(a.ID.String())
	}
	f.Fuzz(func(t *testing.T, text string) {
		if id, ok := address.ParseAssetID(text); ok && id.String() != text || !ok && id != (address.AssetID{}) {
			t.Fatalf("%q reads as %+v", text, id)
		}
	})
}
