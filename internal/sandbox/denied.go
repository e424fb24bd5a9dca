package sandbox

import "github.com/bonafide-id/bonafide/internal/app"

// DeniedName is a name on the deny list of every exchange of the sandbox: that of an originator from whom nothing is taken.
func DeniedName() app.PersonName { return samples()[1].denied[0].Name }
