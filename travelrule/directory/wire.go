package directory

import "time"

// What follows are the bodies of the directory's surface, as its members, its administration and the directory itself write and read them.

// RegistrationState is how far a registration has come.
type RegistrationState string

const (
	Pending  RegistrationState = "pending"
	Approved RegistrationState = "approved"
	Rejected RegistrationState = "rejected"
)

// RegistrationStates returns every state there is.
func RegistrationStates() []RegistrationState {
	return []RegistrationState{Pending, Approved, Rejected}
}

// Registration is a VASP's wish to become a member.
type Registration struct {
	ID        string            `json:"id"` // not to be guessed: who knows it may look at the registration
	State     RegistrationState `json:"state"`
	VaspID    string            `json:"vaspId"` // given with the approval; before it the one that was asked for, or empty
	Reason    string            `json:"reason,omitempty"`
	Member    Member            `json:"member"`
	CreatedAt time.Time         `json:"createdAt"`
	DecidedAt time.Time         `json:"decidedAt,omitzero"`
}

// Application is the body of a registration: the member as it would be listed, with one identity key, and the proof that its sender
// holds the TLS key. That it holds the identity key is proven by the signature of the call.
type Application struct {
	Member Member `json:"member"`
	TLS    Proof  `json:"tls"`
}

// ConnectionState is how two members stand, as one of them sees it.
type ConnectionState string

const (
	Connected ConnectionState = "connected" // both want it
	Asked     ConnectionState = "asked"     // this one wants it, the other has not said so
	AskedBy   ConnectionState = "askedBy"   // the other wants it, this one has not said so
)

// Connection is what one member has with another.
type Connection struct {
	VaspID string          `json:"vaspId"` // the other
	State  ConnectionState `json:"state"`
	Since  time.Time       `json:"since"` // of the newer of the two wishes
}

// Rotation asks for a new key beside the present ones. Those end after the overlap, so that nothing signed or connected with them fails
// meanwhile.
type Rotation struct {
	Proof          Proof `json:"proof"`
	OverlapSeconds int64 `json:"overlapSeconds"` // 0: a week; 60 s to 90 days
}

// Health is a member's health as the administration sees it.
type Health struct {
	Up       bool           `json:"up"`
	Since    time.Time      `json:"since,omitzero"`
	LastSeen time.Time      `json:"lastSeen,omitzero"`
	Changes  []HealthChange `json:"changes,omitempty"` // newest first
}

// HealthChange is one change of it.
type HealthChange struct {
	At time.Time `json:"at"`
	Up bool      `json:"up"`
}

// JournalLine is one change and who made it: "admin" or "vasp:<id>".
type JournalLine struct {
	ID     int64     `json:"id"`
	At     time.Time `json:"at"`
	Actor  string    `json:"actor"`
	Action string    `json:"action"`
	VaspID string    `json:"vaspId"`
	Detail string    `json:"detail,omitempty"`
}

// ListCopy is the signed list in force as it is handed out.
type ListCopy struct {
	Number       uint64
	Views        uint64 // changes whenever a member's view does
	Text, Zipped []byte // JSON of ListAnswer, plain and gzip
}

// ListAnswer is the body of GET /directory/v1/list: the signed list, or what changed since the number that was named.
type ListAnswer struct {
	Signed *Signed `json:"signed,omitempty"`
	Delta  *Delta  `json:"delta,omitempty"`
}

// Waiting is a question for its recipient.
type Waiting struct {
	Number     int64     `json:"number"` // names it when it is answered
	From       string    `json:"from"`
	ReceivedAt time.Time `json:"receivedAt"`
	ExpiresAt  time.Time `json:"expiresAt"`
	Relayed
}

// RelayStatus is what the relay keeps for one recipient.
type RelayStatus struct {
	VaspID   string    `json:"vaspId"`
	Waiting  int       `json:"waiting"`
	Answered int       `json:"answered"`
	Bytes    int64     `json:"bytes"`
	Oldest   time.Time `json:"oldest,omitzero"` // of those that wait
}

// Call is an HTTP call as far as its signature covers it.
type Call struct {
	Authorization, Method, Target string
	Body                          []byte
}
