package evaluate

import "github.com/bonafide-id/bonafide/fault"

// later are measurements that design asks for and this version does not have, each with what it waits for.
var later = map[string]string{
	"chip": "chip evidence (EF.SOD and data groups) is not verified yet",
	"pad":  "presentation attacks are not detected yet",
}

// NotThereYet is the answer to a measurement that does not exist; code fault.Unsupported. It measures nothing, so no figure comes out of it.
func NotThereYet(kind string) error {
	return fault.Newf(fault.Unsupported, "eval "+kind, "not there yet: in this version %s, so there is nothing to measure", later[kind])
}
