package app

import (
	"context"
	"encoding/json"
	"regexp"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/bonafide-id/bonafide/audit"
	"github.com/bonafide-id/bonafide/fault"
	"github.com/bonafide-id/bonafide/pii/seal"
	"github.com/bonafide-id/bonafide/travelrule"
	"github.com/bonafide-id/bonafide/travelrule/address"
	"github.com/bonafide-id/bonafide/travelrule/ivms101"
)

// PersonName is a name as the administration API takes and gives it. A legal person's whole name stands in Primary.
type PersonName struct {
	Primary   string `json:"primaryIdentifier"`
	Secondary string `json:"secondaryIdentifier"`
}

// Representative is a natural person who acts for a legal one.
type Representative struct {
	Name      PersonName  `json:"name"`
	LocalName *PersonName `json:"localName,omitempty"`
}

// CustomerProfile is the personal part of a customer. It exists in the clear only on its way in or out.
type CustomerProfile struct {
	Name               PersonName       `json:"name"`
	LocalName          *PersonName      `json:"localName,omitempty"`
	Representatives    []Representative `json:"representatives"`
	DateOfBirth        string           `json:"dateOfBirth,omitempty"`  // YYYY-MM-DD
	PlaceOfBirth       string           `json:"placeOfBirth,omitempty"` // up to 70 characters
	Nationality        string           `json:"nationality,omitempty"`  // ISO 3166-1 alpha-2
	CountryOfResidence string           `json:"countryOfResidence,omitempty"`
}

// CustomerData is a customer in the clear, with its accounts.
type CustomerData struct {
	ID      string   `json:"id"`
	Kind    string   `json:"kind"`
	KYC     KYCState `json:"kyc"`
	Denied  bool     `json:"denied"`
	Profile CustomerProfile
	// Accounts of the customer; on writing they are added to those there are.
	Accounts  []AccountData
	CreatedAt time.Time
	UpdatedAt time.Time
}

// AccountData is one address in the clear.
type AccountData struct {
	ID      string `json:"id,omitempty"`
	Symbol  string `json:"symbol"`
	Network string `json:"network"`
	Address string `json:"address"`
}

// DenyData is an entry of the deny list in the clear: an address on a network, or a person's name.
type DenyData struct {
	ID        string
	Kind      string // "address" or "person"
	Network   string
	Address   string
	Name      PersonName
	Reason    string
	CreatedAt time.Time
}

var customerID = regexp.MustCompile(`^[A-Za-z0-9._:-]{1,64}$`)

// Limits of a customer.
const (
	maxNameLength       = 100 // characters, as IVMS101 limits them
	maxRepresentatives  = 20
	maxAccountsPerWrite = 1000
	maxDeniedPersons    = 10000
)

// SaveCustomer adds a customer, or replaces the profile and state of the one with the same id; accounts are added to those
// there are, and an account the customer has already is left alone. It returns whether the customer was new.
//
// Errors: fault.Missing and Invalid with the member's path, fault.Conflict when an address belongs to somebody else.
func (n *Node) SaveCustomer(ctx context.Context, data CustomerData) (created bool, err error) {
	if data.ID == "" {
		data.ID = n.NewID()
	}
	created, write, err := n.prepareCustomer(ctx, data, false)
	if err != nil {
		return false, err
	}
	return created, n.Store.InTx(ctx, func(tx Tx) error { return write(ctx, tx) })
}

// CustomerTx is what writing a customer needs of a transaction.
type CustomerTx interface {
	PutCustomer(ctx context.Context, c Customer, entry audit.Entry) error
	PutAccount(ctx context.Context, a Account, entry audit.Entry) error
	AccountByIndex(ctx context.Context, symbol, network string, index []byte) (Account, error)
}

// PrepareCustomer is SaveCustomer in two steps: it checks and seals, and returns the write, so that a customer can be written in one
// transaction with what made it one. A customer on the deny list stays there. The write returns fault.Conflict when the customer was changed
// since.
func (n *Node) PrepareCustomer(ctx context.Context, data CustomerData) (write func(context.Context, CustomerTx) error, err error) {
	_, write, err = n.prepareCustomer(ctx, data, true)
	return write, err
}

func (n *Node) prepareCustomer(ctx context.Context, data CustomerData, keepDenied bool) (created bool, write func(context.Context, CustomerTx) error, err error) {
	if err := data.validate(); err != nil {
		return false, nil, err
	}
	places, err := n.locateAll(data.Accounts)
	if err != nil {
		return false, nil, err
	}
	profile, err := data.encodeProfile()
	if err != nil {
		return false, nil, err
	}
	now := n.now()
	c := Customer{ID: data.ID, Kind: data.Kind, KYC: data.KYC, Denied: data.Denied, Version: 1, CreatedAt: now, UpdatedAt: now}
	before, err := n.customer(ctx, data.ID)
	created = fault.Has(err, fault.NotFound)
	switch {
	case err == nil:
		c.Version, c.CreatedAt, c.WrappedKey = before.Version+1, before.CreatedAt, before.WrappedKey
		if keepDenied {
			c.Denied, c.DenyReason = before.Denied, before.DenyReason
		}
	case !created:
		return false, nil, err
	}
	key, err := n.customerKey(&c)
	if err != nil {
		return false, nil, err
	}
	if c.Profile, err = key.Seal(n.Rand, profilePlace(c.ID), profile); err != nil {
		return false, nil, err
	}
	accounts, err := n.sealAccounts(c.ID, key, data.Accounts, places)
	if err != nil {
		return false, nil, err
	}
	return created, func(ctx context.Context, tx CustomerTx) error {
		if err := tx.PutCustomer(ctx, c, n.customerEntry(ctx, c, created)); err != nil {
			return err
		}
		return n.addAccounts(ctx, tx, c.ID, accounts)
	}, nil
}

func (n *Node) customer(ctx context.Context, id string) (c Customer, err error) {
	err = n.Store.View(ctx, func(r Reader) (err error) {
		c, err = r.Customer(ctx, id)
		return err
	})
	return c, err
}

func (n *Node) customerEntry(ctx context.Context, c Customer, created bool) audit.Entry {
	action := audit.CustomerUpdated
	if created {
		action = audit.CustomerCreated
	}
	entry := n.entry(ctx, action, "customer", c.ID)
	entry.Digest = c.Digest()
	entry.Details = map[string]string{"kyc": string(c.KYC)}
	return entry
}

// Digest is the SHA-256 that the audit trail keeps of a customer as it is stored.
func (c Customer) Digest() []byte {
	denied := []byte{0}
	if c.Denied {
		denied[0] = 1
	}
	digest := audit.Digest([]byte("bonafide/customer/v1"), []byte(c.ID), []byte(c.Kind), []byte(c.KYC), denied, []byte(c.DenyReason), c.Profile)
	return digest[:]
}

// customerKey opens the data key of c, making one for a new customer.
func (n *Node) customerKey(c *Customer) (seal.DataKey, error) {
	if c.WrappedKey != nil {
		return n.Keyring.Unwrap(customerSubject(c.ID), c.WrappedKey)
	}
	key, wrapped, err := n.Keyring.NewDataKey(n.Rand, customerSubject(c.ID))
	c.WrappedKey = wrapped
	return key, err
}

func (d CustomerData) validate() error {
	if !customerID.MatchString(d.ID) {
		return fault.New(fault.Invalid, "id")
	}
	switch d.Kind {
	case "natural", "legal":
	case "":
		return fault.New(fault.Missing, "kind")
	default:
		return fault.New(fault.Invalid, "kind")
	}
	if err := validKYC(d.KYC); err != nil {
		return err
	}
	if len(d.Accounts) > maxAccountsPerWrite {
		return fault.New(fault.TooLarge, "accounts")
	}
	return d.Profile.validate(d.Kind)
}

func validKYC(state KYCState) error {
	for _, each := range KYCStates() {
		if state == each {
			return nil
		}
	}
	if state == "" {
		return fault.New(fault.Missing, "kyc")
	}
	return fault.New(fault.Invalid, "kyc")
}

func (p CustomerProfile) validate(kind string) error {
	if strings.TrimSpace(p.Name.Primary) == "" {
		return fault.New(fault.Missing, "name.primaryIdentifier")
	}
	if kind == "natural" && len(p.Representatives) > 0 || len(p.Representatives) > maxRepresentatives {
		return fault.New(fault.Invalid, "representatives")
	}
	for path, text := range map[string]string{"name.primaryIdentifier": p.Name.Primary, "name.secondaryIdentifier": p.Name.Secondary, "placeOfBirth": p.PlaceOfBirth} {
		if utf8.RuneCountInString(text) > maxNameLength {
			return fault.New(fault.TooLarge, path)
		}
	}
	if p.DateOfBirth != "" {
		if _, err := time.Parse(time.DateOnly, p.DateOfBirth); err != nil {
			return fault.New(fault.Invalid, "dateOfBirth")
		}
	}
	for path, country := range map[string]string{"nationality": p.Nationality, "countryOfResidence": p.CountryOfResidence} {
		if country != "" && !ivms101.IsCountry(country) {
			return fault.New(fault.Invalid, path)
		}
	}
	for _, r := range p.Representatives {
		if strings.TrimSpace(r.Name.Primary) == "" {
			return fault.New(fault.Missing, "representatives.name.primaryIdentifier")
		}
	}
	return nil
}

// encodeProfile writes the profile as the IVMS101 persons it stands for.
func (d CustomerData) encodeProfile() ([]byte, error) {
	p := d.Profile
	var persons []ivms101.Person
	if d.Kind == "legal" {
		legal := &ivms101.LegalPerson{Name: ivms101.LegalPersonName{NameIdentifier: legalIDs(&p.Name), LocalNameIdentifier: legalIDs(p.LocalName)},
			CountryOfRegistration: p.CountryOfResidence}
		persons = append(persons, ivms101.Person{LegalPerson: legal})
		for _, r := range p.Representatives {
			persons = append(persons, ivms101.Person{NaturalPerson: &ivms101.NaturalPerson{Name: naturalName(&r.Name, r.LocalName)}})
		}
	} else {
		natural := &ivms101.NaturalPerson{Name: naturalName(&p.Name, p.LocalName), Nationality: p.Nationality, CountryOfResidence: p.CountryOfResidence}
		if p.DateOfBirth != "" {
			natural.DateAndPlaceOfBirth = &ivms101.DateAndPlaceOfBirth{DateOfBirth: p.DateOfBirth, PlaceOfBirth: p.PlaceOfBirth}
		}
		natural.CustomerIdentification = d.ID
		persons = append(persons, ivms101.Person{NaturalPerson: natural})
	}
	profile := ivms101.Beneficiary{Persons: persons}
	return profile.EncodeEnclave()
}

func naturalName(name, local *PersonName) ivms101.NaturalPersonName {
	return ivms101.NaturalPersonName{NameIdentifier: naturalIDs(name), LocalNameIdentifier: naturalIDs(local)}
}

func naturalIDs(name *PersonName) []ivms101.NaturalPersonNameID {
	if name == nil || name.Primary == "" {
		return nil
	}
	return []ivms101.NaturalPersonNameID{{PrimaryIdentifier: name.Primary, SecondaryIdentifier: name.Secondary, NameIdentifierType: "LEGL"}}
}

func legalIDs(name *PersonName) []ivms101.LegalPersonNameID {
	if name == nil || name.Primary == "" {
		return nil
	}
	return []ivms101.LegalPersonNameID{{LegalPersonName: name.Primary, LegalPersonNameIdentifierType: "LEGL"}}
}

// decodeProfile is the reverse of encodeProfile.
func decodeProfile(persons []ivms101.Person) CustomerProfile {
	profile := CustomerProfile{Representatives: []Representative{}}
	for i, p := range persons {
		switch {
		case i == 0 && p.LegalPerson != nil:
			profile.Name = PersonName{Primary: first(p.LegalPerson.Name.NameIdentifier).LegalPersonName}
			if local := first(p.LegalPerson.Name.LocalNameIdentifier).LegalPersonName; local != "" {
				profile.LocalName = &PersonName{Primary: local}
			}
			profile.CountryOfResidence = p.LegalPerson.CountryOfRegistration
		case i == 0 && p.NaturalPerson != nil:
			profile.Name, profile.LocalName = readName(p.NaturalPerson.Name)
			profile.Nationality, profile.CountryOfResidence = p.NaturalPerson.Nationality, p.NaturalPerson.CountryOfResidence
			if birth := p.NaturalPerson.DateAndPlaceOfBirth; birth != nil {
				profile.DateOfBirth, profile.PlaceOfBirth = birth.DateOfBirth, birth.PlaceOfBirth
			}
		case p.NaturalPerson != nil:
			var r Representative
			r.Name, r.LocalName = readName(p.NaturalPerson.Name)
			profile.Representatives = append(profile.Representatives, r)
		}
	}
	return profile
}

func first[T any](list []T) (t T) {
	if len(list) > 0 {
		t = list[0]
	}
	return t
}

func readName(name ivms101.NaturalPersonName) (PersonName, *PersonName) {
	id, local := first(name.NameIdentifier), first(name.LocalNameIdentifier)
	if local.PrimaryIdentifier == "" {
		return PersonName{id.PrimaryIdentifier, id.SecondaryIdentifier}, nil
	}
	return PersonName{id.PrimaryIdentifier, id.SecondaryIdentifier}, &PersonName{local.PrimaryIdentifier, local.SecondaryIdentifier}
}

// locate returns the keyed hash under which an address of a network is stored and searched; false when the text cannot be
// an address of that network. Where the network's addresses cannot be checked the text is taken as it stands.
func (n *Node) locate(network address.Network, text string) ([]byte, bool) {
	var canonical, memo string
	switch checked := address.Check(network, text); checked.Validity {
	case address.Invalid:
		return nil, false
	case address.Valid:
		canonical, memo = checked.Canonical, checked.Memo
	default:
		canonical, memo = address.Canonical(network, text)
	}
	if canonical == "" {
		return nil, false
	}
	index := n.Keyring.Index("address", network.Name, canonical, memo)
	return index[:], true
}

type place struct {
	network address.Network
	index   []byte
}

func (n *Node) locateAll(accounts []AccountData) ([]place, error) {
	places := make([]place, len(accounts))
	for i, a := range accounts {
		if a.Symbol == "" {
			return nil, fault.New(fault.Missing, "accounts.symbol")
		}
		if a.Address == "" {
			return nil, fault.New(fault.Missing, "accounts.address")
		}
		if len([]rune(a.Symbol)) > travelrule.MaxSymbol {
			return nil, fault.New(fault.Invalid, "accounts.symbol")
		}
		network, ok := address.LookupNetwork(a.Network)
		if !ok {
			return nil, fault.New(fault.Invalid, "accounts.network")
		}
		index, ok := n.locate(network, a.Address)
		if !ok {
			return nil, fault.New(fault.Invalid, "accounts.address")
		}
		places[i] = place{network, index}
	}
	return places, nil
}

func accountPlace(customerID, accountID string) string {
	return "accounts/address/" + customerID + "/" + accountID
}

func (n *Node) sealAccounts(customerID string, key seal.DataKey, accounts []AccountData, places []place) ([]Account, error) {
	sealed := make([]Account, len(accounts))
	for i, a := range accounts {
		id := n.NewID()
		text, err := key.Seal(n.Rand, accountPlace(customerID, id), []byte(a.Address))
		if err != nil {
			return nil, err
		}
		sealed[i] = Account{ID: id, CustomerID: customerID, Symbol: strings.ToUpper(a.Symbol), Network: places[i].network.Name, Index: places[i].index,
			Sealed: text, CreatedAt: n.now()}
	}
	return sealed, nil
}

// addAccounts adds accounts; one the customer has already is left alone, one of somebody else is fault.Conflict.
func (n *Node) addAccounts(ctx context.Context, tx CustomerTx, customerID string, accounts []Account) error {
	for _, a := range accounts {
		have, err := tx.AccountByIndex(ctx, a.Symbol, a.Network, a.Index)
		switch {
		case err == nil && have.CustomerID == customerID:
			continue
		case err == nil:
			return fault.New(fault.Conflict, "accounts.address")
		case !fault.Has(err, fault.NotFound):
			return err
		}
		entry := n.entry(ctx, audit.AccountAdded, "account", a.ID)
		entry.Details = map[string]string{"customer": customerID, "symbol": a.Symbol, "network": a.Network}
		if err := tx.PutAccount(ctx, a, entry); err != nil {
			return err
		}
	}
	return nil
}

// AddAccounts registers addresses for a customer and returns its accounts.
func (n *Node) AddAccounts(ctx context.Context, id string, accounts []AccountData) error {
	c, err := n.customer(ctx, id)
	if err != nil {
		return err
	}
	places, err := n.locateAll(accounts)
	if err != nil {
		return err
	}
	key, err := n.customerKey(&c)
	if err != nil {
		return err
	}
	sealed, err := n.sealAccounts(id, key, accounts, places)
	if err != nil {
		return err
	}
	return n.Store.InTx(ctx, func(tx Tx) error { return n.addAccounts(ctx, tx, id, sealed) })
}

// RemoveAccount takes an address away from a customer.
func (n *Node) RemoveAccount(ctx context.Context, customerID, accountID string) error {
	entry := n.entry(ctx, audit.AccountRemoved, "account", accountID)
	entry.Details = map[string]string{"customer": customerID}
	return n.Store.InTx(ctx, func(tx Tx) error { return tx.DeleteAccount(ctx, customerID, accountID, entry) })
}

// CustomerByID returns a customer in the clear with its accounts; fault.NotFound.
func (n *Node) CustomerByID(ctx context.Context, id string) (CustomerData, error) {
	var c Customer
	var accounts []Account
	err := n.Store.View(ctx, func(r Reader) (err error) {
		if c, err = r.Customer(ctx, id); err != nil {
			return err
		}
		accounts, err = r.Accounts(ctx, id)
		return err
	})
	if err != nil {
		return CustomerData{}, err
	}
	return n.openCustomer(c, accounts)
}

func (n *Node) openCustomer(c Customer, accounts []Account) (CustomerData, error) {
	persons, err := n.openPersons(c)
	if err != nil {
		return CustomerData{}, err
	}
	key, err := n.Keyring.Unwrap(customerSubject(c.ID), c.WrappedKey)
	if err != nil {
		return CustomerData{}, err
	}
	data := CustomerData{ID: c.ID, Kind: c.Kind, KYC: c.KYC, Denied: c.Denied, Profile: decodeProfile(persons), Accounts: []AccountData{},
		CreatedAt: c.CreatedAt, UpdatedAt: c.UpdatedAt}
	for _, a := range accounts {
		text, err := key.Open(accountPlace(c.ID, a.ID), a.Sealed)
		if err != nil {
			return CustomerData{}, err
		}
		data.Accounts = append(data.Accounts, AccountData{ID: a.ID, Symbol: a.Symbol, Network: a.Network, Address: string(text)})
	}
	return data, nil
}

// ListCustomers returns a page of customers, by id, each with its accounts.
func (n *Node) ListCustomers(ctx context.Context, page Page) ([]CustomerData, error) {
	var rows []Customer
	accounts := map[string][]Account{}
	err := n.Store.View(ctx, func(r Reader) (err error) {
		if rows, err = r.Customers(ctx, page); err != nil {
			return err
		}
		for _, c := range rows {
			if accounts[c.ID], err = r.Accounts(ctx, c.ID); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	list := make([]CustomerData, 0, len(rows))
	for _, c := range rows {
		data, err := n.openCustomer(c, accounts[c.ID])
		if err != nil {
			return nil, err
		}
		list = append(list, data)
	}
	return list, nil
}

// DeleteCustomer removes a customer with its key and accounts: what was sealed for it can be opened no more.
func (n *Node) DeleteCustomer(ctx context.Context, id string) error {
	return n.Store.InTx(ctx, func(tx Tx) error {
		return tx.DeleteCustomer(ctx, id, n.entry(ctx, audit.CustomerDeleted, "customer", id))
	})
}

// SetKYC changes how far a customer's identification has come.
func (n *Node) SetKYC(ctx context.Context, id string, state KYCState) error {
	if err := validKYC(state); err != nil {
		return err
	}
	return n.changeCustomer(ctx, id, audit.KYCChanged, func(c *Customer) { c.KYC = state })
}

// SetDenied puts a customer on the deny list or takes it off.
func (n *Node) SetDenied(ctx context.Context, id string, denied bool, reason string) error {
	if utf8.RuneCountInString(reason) > 256 {
		return fault.New(fault.TooLarge, "reason")
	}
	action := audit.DenyAdded
	if !denied {
		action, reason = audit.DenyRemoved, ""
	}
	return n.changeCustomer(ctx, id, action, func(c *Customer) { c.Denied, c.DenyReason = denied, reason })
}

func (n *Node) changeCustomer(ctx context.Context, id, action string, change func(*Customer)) error {
	return n.Store.InTx(ctx, func(tx Tx) error {
		c, err := tx.Customer(ctx, id)
		if err != nil {
			return err
		}
		change(&c)
		c.Version++
		c.UpdatedAt = n.now()
		entry := n.entry(ctx, action, "customer", id)
		entry.Digest = c.Digest()
		entry.Details = map[string]string{"kyc": string(c.KYC)}
		return tx.PutCustomer(ctx, c, entry)
	})
}

// denyText is what is sealed of a deny entry.
type denyText struct {
	Network string     `json:"network,omitempty"`
	Address string     `json:"address,omitempty"`
	Name    PersonName `json:"name"`
}

func denyPlace(id string) string { return "deny/" + id }

// AddDenyEntry puts an address or a person's name on the deny list and returns the entry's id.
func (n *Node) AddDenyEntry(ctx context.Context, d DenyData) (string, error) {
	entry := DenyEntry{ID: n.NewID(), Kind: d.Kind, Reason: d.Reason, CreatedAt: n.now()}
	if utf8.RuneCountInString(d.Reason) > 256 {
		return "", fault.New(fault.TooLarge, "reason")
	}
	switch d.Kind {
	case "address":
		network, ok := address.LookupNetwork(d.Network)
		if !ok {
			return "", fault.New(fault.Invalid, "network")
		}
		index, ok := n.locate(network, d.Address)
		if !ok {
			return "", fault.New(fault.Invalid, "address")
		}
		entry.Index = index
	case "person":
		if strings.TrimSpace(d.Name.Primary) == "" {
			return "", fault.New(fault.Missing, "name.primaryIdentifier")
		}
	default:
		return "", fault.New(fault.Invalid, "kind")
	}
	text, err := json.Marshal(denyText{d.Network, d.Address, d.Name})
	if err != nil {
		return "", err
	}
	if entry.Sealed, err = n.Keyring.SealNode(n.Rand, denyPlace(entry.ID), text); err != nil {
		return "", err
	}
	return entry.ID, n.Store.InTx(ctx, func(tx Tx) error {
		return tx.PutDenyEntry(ctx, entry, n.entry(ctx, audit.DenyAdded, "deny", entry.ID))
	})
}

// RemoveDenyEntry takes an entry off the deny list.
func (n *Node) RemoveDenyEntry(ctx context.Context, id string) error {
	return n.Store.InTx(ctx, func(tx Tx) error {
		return tx.DeleteDenyEntry(ctx, id, n.entry(ctx, audit.DenyRemoved, "deny", id))
	})
}

// ListDenyEntries returns a page of the deny list, by id.
func (n *Node) ListDenyEntries(ctx context.Context, kind string, page Page) ([]DenyData, error) {
	var rows []DenyEntry
	err := n.Store.View(ctx, func(r Reader) (err error) {
		rows, err = r.DenyEntries(ctx, kind, page)
		return err
	})
	if err != nil {
		return nil, err
	}
	list := make([]DenyData, 0, len(rows))
	for _, row := range rows {
		text, err := n.Keyring.OpenNode(denyPlace(row.ID), row.Sealed)
		if err != nil {
			return nil, err
		}
		var open denyText
		if err := json.Unmarshal(text, &open); err != nil {
			return nil, fault.New(fault.Corrupt, "deny list")
		}
		list = append(list, DenyData{ID: row.ID, Kind: row.Kind, Network: open.Network, Address: open.Address, Name: open.Name, Reason: row.Reason, CreatedAt: row.CreatedAt})
	}
	return list, nil
}

// deniedPersons opens the names on the deny list, at most maxDeniedPersons.
func (n *Node) deniedPersons(ctx context.Context) ([][]ivms101.Person, error) {
	var list [][]ivms101.Person
	for page := (Page{Limit: 1000}); len(list) < maxDeniedPersons; {
		entries, err := n.ListDenyEntries(ctx, "person", page)
		if err != nil {
			return nil, err
		}
		for _, entry := range entries {
			natural := ivms101.Person{NaturalPerson: &ivms101.NaturalPerson{Name: naturalName(&entry.Name, nil)}}
			list = append(list, []ivms101.Person{natural})
		}
		if len(entries) < page.Limit {
			break
		}
		page.After = entries[len(entries)-1].ID
	}
	return list, nil
}
