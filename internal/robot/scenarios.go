package robot

import (
	"encoding/json"
	"time"

	"github.com/bonafide-id/bonafide/client"
)

// Scenario is a row of the table: how to provoke something, and what must come of it. The list that GET /robot/v1/scenarios gives and what the
// robot does are both made from it; a test provokes every row.
type Scenario struct {
	ID        string    `json:"id"`
	Direction Direction `json:"direction"`
	About     string    `json:"about"`
	// Ask is what to ask the robot, when it is the beneficiary; AccountRequest and UserRequest are the whole bodies of contract 2.3 and 2.4.
	Ask            *Ask            `json:"ask,omitempty"`
	AccountRequest json.RawMessage `json:"accountRequest,omitempty"`
	UserRequest    json.RawMessage `json:"userRequest,omitempty"`
	// Run is the call that makes the robot ask, when it is the originator; its body is a Target.
	Run string `json:"run,omitempty"`
	// Account and User are the answers to the account question and the outcome of the user verification; nil: there is none.
	Account *Expect `json:"account,omitempty"`
	User    *Expect `json:"user,omitempty"`
	After   string  `json:"after,omitempty"` // what follows

	user string // who the robot sends as
	then then
}

// Ask is what a question is made of.
type Ask struct {
	VaspID      client.VaspID   `json:"beneficiaryVaspId"`
	Symbol      string          `json:"symbol"`
	Network     string          `json:"network"`
	Address     string          `json:"address"`
	Originator  json.RawMessage `json:"originatorPersons"`
	Beneficiary json.RawMessage `json:"beneficiaryPersons,omitempty"` // none: the account question asks about the address alone
	Require     string          `json:"requiredBeneficiaryInfo"`
	Threshold   bool            `json:"isExceedingThreshold"`
}

// Expect is an answer. Status is HTTP, 200 unless it says otherwise; then Code is the contract's.
type Expect struct {
	Status  int           `json:"status"`
	Code    string        `json:"code,omitempty"`
	Result  client.Result `json:"result,omitempty"`
	Reason  client.Reason `json:"reason,omitempty"`
	Message string        `json:"message,omitempty"`
}

// then is what follows a good result in which the robot is the originator.
type then string

const (
	nothing     then = ""
	askOnly     then = "ask-only"
	report      then = "report"
	reportTwice then = "report-twice"
	reportLate  then = "report-late"
	reportNever then = "report-never"
	reportBatch then = "report-batch"
	staySilent  then = "stay-silent" // no report, and no answer to an inquiry
	giveUp      then = "give-up"
	dropQuietly then = "drop-quietly" // no report, and CANCELED to an inquiry
)

// Who asks in the rows that do not say otherwise: a name and a birth, which is all that the robot needs to screen an originator.
var asker = []client.Person{client.Natural("Kim", "Min-jun").Born("1991-04-17", "Seoul")}

// robbins is the name of nearly every user.
var robbins = []client.Person{client.Natural("Robbins", "Taylor")}

const usual = "ACCOUNT_NUMBER,NATURAL_PERSON_NAME"

func verified() *Expect { return &Expect{Status: 200, Result: client.Verified, Reason: client.OK} }

func refusal(reason client.Reason, message string) *Expect {
	return &Expect{Status: 200, Result: client.Denied, Reason: reason, Message: message}
}

func failed(reason client.Reason) *Expect {
	return &Expect{Status: 200, Result: client.Failed, Reason: reason}
}

// receiving is a row in which the robot is the beneficiary, before it is written out.
type receiving struct {
	id, about        string
	user             string // whose address; "": nobody's
	symbol, network  string // default ETH on its network
	beneficiary      []client.Person
	originator       []client.Person
	require          string
	below            bool
	account, outcome *Expect
	after            string
}

func (r *Robot) table() []Scenario {
	var out []Scenario
	for _, row := range r.receivings() {
		out = append(out, r.written(row))
	}
	for _, s := range sendings() {
		s.Direction, s.Run = Sends, "POST /robot/v1/scenarios/"+s.ID
		out = append(out, s)
	}
	return out
}

func (r *Robot) receivings() []receiving {
	nobody := r.cfg.Address("ETH", "Ethereum", "nobody at all")
	ada, other := r.userByID("robot-ada").accounts, "NATURAL_PERSON_NATIONALITY"
	company := []client.Person{client.Legal("Robot Parts Pte. Ltd."), robbins[0]}
	companyInfo := "ACCOUNT_NUMBER,LEGAL_PERSON_NAME,CORPORATE_REPRESENTATIVE_NAME"
	good := func(id, user, about string, outcome *Expect) receiving {
		return receiving{id: id, user: user, about: about, account: verified(), outcome: outcome}
	}
	return []receiving{
		good("verified", "robot-ada", "The right name and address of a natural person.", verified()),
		{id: "verified-xrp", user: "robot-ada", symbol: "XRP", about: "The same on XRP, where the tag tells the customer apart.", account: verified(), outcome: verified()},
		{id: "verified-company", user: "robot-company", beneficiary: company, require: companyInfo, about: "A company and its representative.", account: verified(), outcome: verified()},
		{id: "below-threshold", user: "robot-ada", beneficiary: []client.Person{client.Natural("Somebody", "Else")}, below: true,
			about: "Below the legal amount the account question has no name, and the user question's is not looked at.", account: verified(), outcome: verified()},
		{id: "unknown-symbol", user: "robot-ada", symbol: "BTC", network: "Bitcoin", about: "Any asset but ETH and XRP.", account: refusal(client.UnknownSymbol, ""), outcome: refusal(client.UnknownSymbol, "BTC")},
		{id: "unknown-network", user: "robot-ada", network: "Polygon", about: "A network on which the robot does not take the asset.",
			account: refusal(client.UnknownNetwork, "'network' is necessary"), outcome: refusal(client.UnknownNetwork, "Polygon")},
		{id: "unknown-address", about: "Any other address.", account: refusal(client.UnknownAddress, ""), outcome: refusal(client.UnknownAddress, nobody)},
		{id: "mismatched-name", user: "robot-ada", beneficiary: []client.Person{client.Natural("Somebody", "Else")}, about: "The right address with another name.",
			account: refusal(client.MismatchedName, ""), outcome: refusal(client.MismatchedName, "")},
		{id: "company-without-representative", user: "robot-company", beneficiary: company[:1], require: companyInfo, about: "A company's representative must be named too.",
			account: refusal(client.MismatchedName, ""), outcome: refusal(client.MismatchedName, "")},
		good("unverified-kyc", "robot-unverified", "A user who has not passed KYC; the account question does not look at that.", refusal(client.UnverifiedKYC, "")),
		{id: "unavailable-information", user: "robot-ada", require: usual + "," + other, about: "Asks for anything but name and account.", account: verified(), outcome: refusal(client.UnavailableInformation, other)},
		{id: "lack-of-information", user: "robot-ada", originator: []client.Person{client.Natural("Kim", "Min-jun")}, about: "An originator without dateAndPlaceOfBirth.",
			account: verified(), outcome: refusal(client.LackOfInformation, "NATURAL_PERSON_DATE_AND_PLACE_OF_BIRTH")},
		{id: "blacklisted-originator", user: "robot-ada", originator: []client.Person{client.Natural(deniedPrimary, deniedSecondary).Born(deniedBirth, birthPlace)},
			about: "The one originator on the deny list: " + deniedPrimary + ", " + deniedSecondary + ", born " + deniedBirth + ".", account: verified(), outcome: refusal(client.Blacklisted, "originator")},
		{id: "not-blacklisted", user: "robot-ada", originator: []client.Person{client.Natural(deniedPrimary, deniedSecondary).Born("1991-04-17", "Seoul")},
			about: "The same name with another birth date is another person.", account: verified(), outcome: verified()},
		good("blacklisted-beneficiary", "robot-denied", "A user on the robot's own deny list; the account question does not look at that.", refusal(client.Blacklisted, "beneficiary")),
		good("not-allowed", "robot-refused", "A user for whom internal policy refuses transfers.", refusal(client.NotAllowed, "The robot does not take transfers for this user.")),
		good("unknown-result", "robot-unknown", "A back end of the older edition, which says UNKNOWN where others deny.",
			&Expect{Status: 200, Result: client.Unknown, Reason: client.UnknownAddress, Message: r.userByID("robot-unknown").accounts["ETH"]}),
		good("too-much-data", "robot-too-much", "The back end returns more than was asked for; the rest does not arrive.", verified()),
		good("other-account", "robot-other-account", "The back end verifies another account ("+ada["ETH"]+") than it was asked for.", failed(client.AccountNotMatched)),
		{id: "garbage", user: "robot-garbage", about: "The back end answers what is no answer of the contract.", account: refusal(client.UndefinedError, ""), outcome: failed(client.UndefinedError)},
		{id: "silence", user: "robot-silent", about: "The back end never answers.", account: refusal(client.UndefinedError, ""), outcome: failed(client.RequestTimeout)},
		good("delay", "robot-slow", "The back end answers late, and within the contract's limits.", verified()),
		{id: "broken-signature", user: "robot-broken-answer", about: "The signature of the robot's answers is broken. Nobody takes them.",
			account: &Expect{Status: 408, Code: client.CodeRequestTimeout}, outcome: failed(client.RequestTimeout)},
		{id: "wrong-key", user: "robot-stranger-answer", about: "The robot's answers are signed with a key the directory does not list. Nobody takes them.",
			account: &Expect{Status: 408, Code: client.CodeRequestTimeout}, outcome: failed(client.RequestTimeout)},
		{id: "unreported", user: "robot-ada", about: "Verified, and then no report: the robot inquires by and by.", account: verified(), outcome: verified(),
			after: "The robot inquires until it learns a transaction id, an error report comes or an hour has passed."},
		{id: "asks-twice", user: "robot-asks-twice", about: "Each inquiry of the robot comes two times at once.", account: verified(), outcome: verified(),
			after: "Both inquiries are answered alike."},
	}
}

// written gives a row its defaults and turns it into what the list shows.
func (r *Robot) written(row receiving) Scenario {
	if row.symbol == "" {
		row.symbol = "ETH"
	}
	if row.network == "" {
		row.network = Network(row.symbol)
	}
	if row.beneficiary == nil {
		row.beneficiary = robbins
	}
	if row.originator == nil {
		row.originator = asker
	}
	if row.require == "" {
		row.require = usual
	}
	address := r.cfg.Address("ETH", "Ethereum", "nobody at all")
	if u := r.userByID(row.user); u != nil {
		if address = u.accounts[row.symbol]; address == "" {
			address = u.accounts["ETH"]
		}
	}
	ask := Ask{VaspID: r.cfg.VaspID, Symbol: row.symbol, Network: row.network, Address: address, Originator: text(row.originator), Beneficiary: text(row.beneficiary),
		Require: row.require, Threshold: !row.below}
	s := Scenario{ID: row.id, Direction: Receives, About: row.about, Account: row.account, User: row.outcome, After: row.after, Ask: &ask}
	s.AccountRequest, s.UserRequest = ask.requests(row, r.cfg.Address("ETH", "Ethereum", "whoever asks"))
	return s
}

// requests are the bodies of both questions. Below the legal amount the account question has no name (contract 2.3).
func (a Ask) requests(row receiving, from string) (account, user json.RawMessage) {
	type payload struct {
		Version string                     `json:"version"`
		IVMS101 map[string]json.RawMessage `json:"ivms101"`
	}
	of := func(members map[string]json.RawMessage) payload { return payload{"1.0", members} }
	named := row.beneficiary
	if row.below {
		named = nil
	}
	account = text(struct {
		KeyType client.KeyType `json:"keyType"`
		VaspID  client.VaspID  `json:"beneficiaryVaspId"`
		Symbol  string         `json:"symbol"`
		Network string         `json:"network"`
		Payload payload        `json:"payload"`
	}{client.PerVASP, a.VaspID, a.Symbol, a.Network, of(map[string]json.RawMessage{"beneficiary": client.Beneficiary(a.Address, named...)})})
	user = text(struct {
		KeyType client.KeyType   `json:"keyType"`
		VaspID  client.VaspID    `json:"beneficiaryVaspId"`
		Asset   client.AssetInfo `json:"assetInfo"`
		Require string           `json:"requiredBeneficiaryInfo"`
		Payload payload          `json:"payload"`
	}{client.PerVASP, a.VaspID, client.AssetInfo{Symbol: a.Symbol, Network: a.Network, Amount: "1.5", Threshold: client.Bool(a.Threshold), Currency: "USD", Price: "4500",
		PricedAt: client.At(time.Date(2026, 1, 15, 8, 16, 2, 0, time.UTC))}, a.Require,
		of(map[string]json.RawMessage{"originator": client.Originator(from, row.originator...), "beneficiary": client.Beneficiary(a.Address, row.beneficiary...)})})
	return account, user
}

func text(v any) json.RawMessage {
	out, err := json.Marshal(v)
	if err != nil {
		panic("robot: structs of texts always encode: " + err.Error())
	}
	return out
}

// sendings are the rows in which the robot is the originator. What they expect holds for a beneficiary whom the other exchange verifies.
func sendings() []Scenario {
	return []Scenario{
		{ID: "send-account", About: "The account question alone.", then: askOnly, user: "robot-ada", Account: verified()},
		{ID: "send-verified", About: "A user verification; the withdrawal is reported as soon as it is made.", then: report, user: "robot-ada", User: verified(),
			After: "TX_REPORT arrives; an inquiry is answered CONFIRMED."},
		{ID: "send-company", About: "The same, from a company with a representative.", then: report, user: "robot-company", User: verified(), After: "TX_REPORT arrives."},
		{ID: "send-canceled", About: "The customer gives up after the verification.", then: giveUp, user: "robot-ada", User: verified(),
			After: "ERROR_REPORT with USER-CANCELED arrives; an inquiry is answered CANCELED."},
		{ID: "send-dropped", About: "The transfer is given up, and nobody is told.", then: dropQuietly, user: "robot-ada", User: verified(),
			After: "No report; an inquiry is answered CANCELED."},
		{ID: "send-unreported", About: "A withdrawal whose report is suppressed.", then: reportNever, user: "robot-ada", User: verified(),
			After: "No report; an inquiry is answered WAIT-CONFIRM with the transaction id, which counts as reported from then on."},
		{ID: "send-late-report", About: "A withdrawal whose transaction id comes late.", then: reportLate, user: "robot-ada", User: verified(),
			After: "An inquiry is answered PROCESSING without a transaction id; later TX_REPORT arrives."},
		{ID: "send-silent", About: "No report, and no answer to an inquiry.", then: staySilent, user: "robot-ada", User: verified(),
			After: "An inquiry ends as 408 REQUEST-TIMEOUT."},
		{ID: "send-duplicate-report", About: "The report is made two times.", then: reportTwice, user: "robot-ada", User: verified(),
			After: "The transaction is stored once; TX_REPORT may arrive more than once and says the same."},
		{ID: "send-duplicate-message", About: "Every message of the robot's node is delivered two times.", then: report, user: "robot-sends-twice", User: verified(),
			After: "There is one verification, with one report."},
		{ID: "send-batch", About: "Two verifications, sent in one transaction.", then: reportBatch, user: "robot-ada", User: verified(),
			After: "Both are reported with the same txHash and a vout of their own."},
		{ID: "send-blacklisted", About: "The originator is on the sandbox exchanges' deny list.", user: "robot-badactor", User: refusal(client.Blacklisted, "originator")},
		{ID: "send-broken-signature", About: "The signature of the robot's question is broken.", user: "robot-broken-question", User: failed(client.UndefinedError),
			After: "The other side refuses the message and stores nothing."},
		{ID: "send-wrong-key", About: "The robot's question is signed with a key the directory does not list.", user: "robot-stranger-question", User: failed(client.UndefinedError),
			After: "The other side refuses the message and stores nothing."},
	}
}

// Scenarios returns the table.
func (r *Robot) Scenarios() []Scenario { return append([]Scenario{}, r.scenarios...) }

func (r *Robot) scenario(id string) *Scenario {
	for i := range r.scenarios {
		if r.scenarios[i].ID == id {
			return &r.scenarios[i]
		}
	}
	return nil
}
