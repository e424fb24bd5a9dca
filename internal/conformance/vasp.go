package conformance

import (
	"fmt"
	"strings"
)

// vasp is what the kit's back end is by default: it handles a few assets, and answers for the customers it was given.
type vasp struct {
	assets    map[string]map[string]bool // networks in small letters
	elsewhere map[string]bool            // accounts the enclave answers for itself: all that can be asked here is what the enclave does not have
	customers map[string]ownCustomer
	sanctions map[string]bool // originators by name
}

// ownCustomer is an account the back end answers for.
type ownCustomer struct {
	Customer
	denied, unverified bool
}

func newVASP() vasp {
	return vasp{assets: map[string]map[string]bool{"ETH": {"ethereum": true}}, elsewhere: map[string]bool{}, customers: map[string]ownCustomer{}, sanctions: map[string]bool{}}
}

// invented are the customers of a world nobody described: the kit answers for them itself.
func (s *session) inventWorld(vaspID string) {
	w := &s.world
	account := func(symbol, network, name string) Account {
		return Account{symbol, network, invent(name + "-" + s.run)}
	}
	customer := func(n Name) *Customer { return &Customer{Name: n, Account: account("ETH", "Ethereum", n.Primary)} }
	w.Counterparty = vaspID
	w.Person, w.Unverified, w.Denied = customer(Name{"Okafor", "Ngozi"}), customer(Name{"Haldane", "Rufus"}), customer(Name{"Varga", "Ilka"})
	w.Company = customer(Name{Primary: "Mirae Orchards Ltd"})
	w.Company.Representatives = []Name{{"Okonkwo", "Adaeze"}, {"Brandt", "Elias"}}
	ambiguous, tagged := account("USDT", "Tron", "ambiguous"), account("XRP", "XRP", "tagged")
	tagged.Address += ":4410"
	w.Ambiguous, w.Tagged = &ambiguous, &tagged
	w.DeniedSender, w.Unavailable = &Name{"Grimsby", "Ottoline"}, "NATURAL_PERSON_NATIONALITY"
}

// learn takes a world: its customers are the back end's own when it answers for them, else the enclave's.
func (v *vasp) learn(w World, answers bool) {
	for _, a := range w.accounts() {
		if v.assets[a.Symbol] == nil {
			v.assets[a.Symbol] = map[string]bool{}
		}
		v.assets[a.Symbol][strings.ToLower(a.Network)] = true
		v.elsewhere[a.Address] = !answers
	}
	if w.Ambiguous != nil {
		v.assets[w.Ambiguous.Symbol]["another"] = true // it is on several, whatever they are called
	}
	if !answers {
		return
	}
	for _, c := range []*Customer{w.Person, w.Company, w.Unverified, w.Denied} {
		v.customers[c.Address] = ownCustomer{Customer: *c, denied: c == w.Denied, unverified: c == w.Unverified}
	}
	for _, a := range []*Account{w.Ambiguous, w.Tagged} {
		v.customers[a.Address] = ownCustomer{Customer: Customer{Name: w.Person.Name, Account: *a}}
	}
	v.sanctions[w.DeniedSender.text()] = true
}

func (n Name) text() string { return strings.TrimSpace(n.Primary + " " + n.Secondary) }

// answer is the reply to a call no case waits for.
func (v *vasp) answer(a arrival, now string) reply {
	switch a.call {
	case accountCall:
		reason, message := v.judge(claimOf(a.body, a.body))
		if reason == "" {
			return ok(object{"accountVerificationResult": "VERIFIED", "verifiedAt": now})
		}
		return ok(denial(object{"accountVerificationResult": "DENIED", "reason": reason, "verifiedAt": now}, message))
	case userCall:
		return ok(v.user(a.body))
	case transactionCall:
		uuid, _ := a.body["verificationUuid"].(string)
		return ok(object{"verificationUuid": uuid, "transactionStatus": "PENDING"})
	}
	return ok(object{"result": true})
}

func denial(body object, message string) object {
	if message != "" {
		body["message"] = message
	}
	return body
}

// user answers 3.3: with the account number and the name where they are asked for, and with nothing else, since the customers have nothing else.
func (v *vasp) user(body object) object {
	asset, _ := body["assetInfo"].(object)
	c := claimOf(body, asset)
	if flag, isFlag := asset["isExceedingThreshold"].(bool); isFlag && !flag {
		c.names = nil
	}
	reason, message := v.judge(c)
	if reason == "" && v.sanctions[firstName(body, "ivms101.originator.originatorPersons")] {
		reason, message = "BLACKLISTED", "originator"
	}
	required, _ := body["requiredBeneficiaryInfo"].(string)
	if missing := unavailable(required); missing != "" && (reason == "" || v.elsewhere[c.account]) {
		reason, message = "UNAVAILABLE-INFORMATION", missing
	}
	if reason != "" {
		return denial(object{"result": "DENIED", "reason": reason, "version": "1.0"}, message)
	}
	beneficiary := object{}
	if strings.Contains(required, "ACCOUNT_NUMBER") {
		beneficiary["accountNumber"] = []any{c.account}
	}
	if strings.Contains(required, "NATURAL_PERSON_NAME") {
		beneficiary["beneficiaryPersons"] = v.customers[c.account].persons()
	}
	return object{"result": "VERIFIED", "reason": "OK", "message": "", "version": "1.0", "ivms101": object{"beneficiary": beneficiary}}
}

// unavailable are the codes that are asked for and cannot be given.
func unavailable(required string) string {
	var missing []string
	for _, code := range strings.Split(required, ",") {
		switch code = strings.TrimSpace(code); code {
		case "", "ACCOUNT_NUMBER", "NATURAL_PERSON_NAME":
		default:
			missing = append(missing, code)
		}
	}
	return strings.Join(missing, ",")
}

// claim is what is asked about.
type claim struct {
	symbol, network, account string
	names                    []string // of the persons, in their order; nil: none are asked about
}

func claimOf(body, asset object) claim {
	text := func(o object, path string) string {
		value, _ := at(o, path)
		s, _ := value.(string)
		return s
	}
	c := claim{symbol: text(asset, "symbol"), network: text(asset, "network"), account: text(body, "ivms101.beneficiary.accountNumber.0")}
	persons, _ := at(body, "ivms101.beneficiary.beneficiaryPersons")
	list, _ := persons.([]any)
	for i := range list {
		c.names = append(c.names, nameAt(body, fmt.Sprintf("ivms101.beneficiary.beneficiaryPersons.%d", i)))
	}
	return c
}

func firstName(body object, persons string) string { return nameAt(body, persons+".0") }

// nameAt is the name of the person at a path.
func nameAt(body object, path string) string {
	part := func(rest string) string {
		value, _ := at(body, path+rest)
		s, _ := value.(string)
		return s
	}
	if name := part(".legalPerson.name.nameIdentifier.0.legalPersonName"); name != "" {
		return name
	}
	id := ".naturalPerson.name.nameIdentifier.0."
	return Name{part(id + "primaryIdentifier"), part(id + "secondaryIdentifier")}.text()
}

// judge goes in the order asset, network, address, name, deny list, KYC; "" is nothing wrong.
func (v *vasp) judge(c claim) (reason, message string) {
	networks, handled := v.assets[c.symbol]
	switch {
	case !handled:
		return "UNKNOWN-SYMBOL", c.symbol
	case c.network == "" && len(networks) > 1, c.network != "" && !networks[strings.ToLower(c.network)]:
		return "UNKNOWN-NETWORK", "'network' is necessary"
	}
	owner, known := v.customers[c.account]
	switch {
	case !known:
		return "UNKNOWN-ADDRESS", ""
	case !owner.isCalled(c.names):
		return "MISMATCHED-NAME", ""
	case owner.denied:
		return "BLACKLISTED", ""
	case owner.unverified:
		return "UNVERIFIED-KYC", ""
	}
	return "", ""
}

// isCalled compares names as they are written: the person's, or the company's and one of its representatives'.
func (c ownCustomer) isCalled(names []string) bool {
	switch {
	case len(names) == 0:
		return true
	case names[0] != c.Name.text() || len(names) > 1 && len(c.Representatives) == 0:
		return false
	case len(c.Representatives) == 0:
		return true
	}
	for _, name := range names[1:] {
		for _, representative := range c.Representatives {
			if name == representative.text() {
				return true
			}
		}
	}
	return false
}
