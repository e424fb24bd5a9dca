package address

import (
	_ "embed"
	"regexp"
	"strings"
	"sync"
)

//go:embed assets.csv
var assetTable string

// The shapes of CAIP-2 and CAIP-19.
var (
	chainShape = regexp.MustCompile(`^[-a-z0-9]{3,8}:[-_a-zA-Z0-9]{1,32}$`)
	assetShape = regexp.MustCompile(`^([-a-z0-9]{3,8}:[-_a-zA-Z0-9]{1,32})/([-a-z0-9]{3,8}):([-.%a-zA-Z0-9]{1,128})(?:/([-.%a-zA-Z0-9]{1,78}))?$`)
)

// ValidChainID says whether text has the shape of a CAIP-2 chain id.
func ValidChainID(text string) bool { return chainShape.MatchString(text) }

// AssetID is a CAIP-19 asset id: a kind of asset on a chain, and with Token one of its kind.
type AssetID struct {
	Chain     string // CAIP-2
	Namespace string // slip44 for a chain's own coin; erc20, token, asset and others for what was issued on it
	Reference string // the coin type, contract or issuer
	Token     string // may be empty
}

// ParseAssetID reads a CAIP-19 text; false when it is none. Case is kept: references are case-sensitive.
func ParseAssetID(text string) (AssetID, bool) {
	parts := assetShape.FindStringSubmatch(text)
	if parts == nil {
		return AssetID{}, false
	}
	return AssetID{Chain: parts[1], Namespace: parts[2], Reference: parts[3], Token: parts[4]}, true
}

// String writes the CAIP-19 text; empty for the zero AssetID.
func (a AssetID) String() string {
	if a.Chain == "" {
		return ""
	}
	text := a.Chain + "/" + a.Namespace + ":" + a.Reference
	if a.Token != "" {
		text += "/" + a.Token
	}
	return text
}

// Own is the asset id of a network's own coin; false when its chain id or coin type is not known.
func (n Network) Own() (AssetID, bool) {
	if n.CAIP2 == "" || n.SLIP44 == "" {
		return AssetID{}, false
	}
	return AssetID{Chain: n.CAIP2, Namespace: "slip44", Reference: n.SLIP44}, true
}

// Listed is an asset of the embedded list.
type Listed struct {
	Symbol  string
	Network string // the contract's name
	ID      AssetID
}

var assets = sync.OnceValues(func() (list []Listed, at map[string]int) {
	at = map[string]int{}
	for line := range strings.SplitSeq(assetTable, "\n") {
		cells := strings.Split(line, ",")
		if strings.HasPrefix(line, "#") || len(cells) != 4 {
			continue
		}
		n, _ := LookupNetwork(cells[1])
		at[strings.ToUpper(cells[0])+" "+n.Name] = len(list)
		list = append(list, Listed{Symbol: cells[0], Network: n.Name, ID: AssetID{Chain: n.CAIP2, Namespace: cells[2], Reference: cells[3]}})
	}
	return list, at
})

// LookupAsset finds the asset id of a symbol on a network, without regard to the symbol's case. An asset that is not listed is not known:
// symbols name different assets on different networks, so nothing is guessed.
func LookupAsset(symbol string, n Network) (AssetID, bool) {
	list, at := assets()
	i, ok := at[strings.ToUpper(strings.TrimSpace(symbol))+" "+n.Name]
	if !ok {
		return AssetID{}, false
	}
	return list[i].ID, true
}

// Assets returns all listed assets.
func Assets() []Listed {
	list, _ := assets()
	return append([]Listed{}, list...)
}
