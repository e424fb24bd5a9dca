package robot

import (
	"github.com/bonafide-id/bonafide/travelrule/address"
	"github.com/bonafide-id/bonafide/travelrule/ivms101"
)

// Trick is what goes wrong with a user, on purpose.
type Trick string

// Tricks of answers to the other side: the user is the beneficiary.
const (
	None           Trick = ""
	Silence        Trick = "silence"         // the back end never answers
	Delay          Trick = "delay"           // it answers late, and in time
	Garbage        Trick = "garbage"         // it answers what is no answer of the contract
	OtherAccount   Trick = "other-account"   // it verifies another account than it was asked for
	TooMuch        Trick = "too-much"        // it returns more data than was asked for
	UnknownResult  Trick = "unknown-result"  // it says UNKNOWN where others deny
	BrokenAnswer   Trick = "broken-answer"   // the node's answer has a broken signature
	StrangerAnswer Trick = "stranger-answer" // the node's answer is signed with a key the directory does not list
	AsksTwice      Trick = "asks-twice"      // an inquiry comes two times at once
)

// Tricks of questions of our own: the user is the originator.
const (
	BrokenQuestion   Trick = "broken-question"
	StrangerQuestion Trick = "stranger-question"
	SendsTwice       Trick = "sends-twice" // every message is delivered two times
)

// user is a customer of the robot exchange.
type user struct {
	id                 string
	primary, secondary string // natural person; of a company, its representative
	company            string
	unverified         bool // has not passed KYC
	denied             bool // is on the robot's own deny list
	refused            bool // is refused by internal policy
	trick              Trick
	accounts           map[string]string // by symbol
}

// users are the robot's customers. Except for those who are about names, all have the same one, so that an address is all that changes.
func users() []user {
	who := func(id string, more func(*user)) user {
		u := user{id: id, primary: "Robbins", secondary: "Taylor"}
		if more != nil {
			more(&u)
		}
		return u
	}
	tricky := func(id string, t Trick) user { return who(id, func(u *user) { u.trick = t }) }
	return []user{
		who("robot-ada", nil),
		who("robot-company", func(u *user) { u.company = "Robot Parts Pte. Ltd." }),
		who("robot-unverified", func(u *user) { u.unverified = true }),
		who("robot-denied", func(u *user) { u.denied = true }),
		who("robot-refused", func(u *user) { u.refused = true }),
		tricky("robot-silent", Silence),
		tricky("robot-slow", Delay),
		tricky("robot-garbage", Garbage),
		tricky("robot-other-account", OtherAccount),
		tricky("robot-too-much", TooMuch),
		tricky("robot-unknown", UnknownResult),
		tricky("robot-broken-answer", BrokenAnswer),
		tricky("robot-stranger-answer", StrangerAnswer),
		tricky("robot-asks-twice", AsksTwice),
		tricky("robot-broken-question", BrokenQuestion),
		tricky("robot-stranger-question", StrangerQuestion),
		tricky("robot-sends-twice", SendsTwice),
		who("robot-badactor", func(u *user) { u.primary, u.secondary = "Badactor", "Sandbox" }),
	}
}

// The one well-known originator on the deny list: both must fit (appendix A).
const (
	deniedPrimary   = "Badactor"
	deniedSecondary = "Sandbox"
	deniedBirth     = "1970-01-01"
)

// The birth of every user, as originator, but for the one on the deny list.
const (
	birthDate  = "1990-11-23"
	birthPlace = "Singapore"
)

// persons are the user in IVMS101: a natural person, or a company and its representative.
func (u user) persons() []ivms101.Person {
	natural := ivms101.Person{NaturalPerson: &ivms101.NaturalPerson{Name: ivms101.NaturalPersonName{NameIdentifier: []ivms101.NaturalPersonNameID{
		{PrimaryIdentifier: u.primary, SecondaryIdentifier: u.secondary, NameIdentifierType: ivms101.LEGL}}}}}
	if u.company == "" {
		return []ivms101.Person{natural}
	}
	legal := ivms101.Person{LegalPerson: &ivms101.LegalPerson{Name: ivms101.LegalPersonName{NameIdentifier: []ivms101.LegalPersonNameID{
		{LegalPersonName: u.company, LegalPersonNameIdentifierType: ivms101.LEGL}}}}}
	return []ivms101.Person{legal, natural}
}

// place is an account for comparison: the canonical address and the tag, not the text.
type place struct{ network, canonical, memo string }

// locate reads an account of a network as a live exchange would; false when it is none.
func locate(network, text string) (place, bool) {
	n, ok := address.LookupNetwork(network)
	if !ok {
		return place{}, false
	}
	checked := address.Check(n, text)
	return place{n.Name, checked.Canonical, checked.Memo}, checked.Validity == address.Valid
}

// Customer is a user of the robot as a sandbox shows it.
type Customer struct {
	ID, Primary, Secondary, Company string // of a company, the names are its representative's
	Verified, Denied                bool
	Accounts                        []Account
}

// Account is where a user receives an asset.
type Account struct{ Symbol, Network, Address string }

// Customers lists the robot's users, with the addresses that a Config's Address makes.
func Customers(address func(symbol, network, seed string) string) []Customer {
	var out []Customer
	for _, u := range users() {
		c := Customer{ID: u.id, Primary: u.primary, Secondary: u.secondary, Company: u.company, Verified: !u.unverified, Denied: u.denied}
		for _, symbol := range symbols {
			c.Accounts = append(c.Accounts, Account{symbol, Network(symbol), address(symbol, Network(symbol), u.id)})
		}
		out = append(out, c)
	}
	return out
}

// Network is where the robot takes an asset; "" for an asset it does not handle.
func Network(symbol string) string { return assets[symbol] }

func (r *Robot) userByID(id string) *user {
	for i := range r.users {
		if r.users[i].id == id {
			return &r.users[i]
		}
	}
	return nil
}
