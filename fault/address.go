package fault

// Codes of reading addresses and network names (package travelrule/address).
const (
	AddressInvalid     Code = "address.invalid"     // not an address of this network; Detail says which rule it breaks
	AddressUnsupported Code = "address.unsupported" // a listed network whose addresses we cannot check
	NetworkUnknown     Code = "network.unknown"     // not a name of the network list
)

func addressCodes() []Code {
	return []Code{AddressInvalid, AddressUnsupported, NetworkUnknown}
}
