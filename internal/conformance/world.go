package conformance

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"github.com/bonafide-id/bonafide/travelrule/directory"
)

// World is what the kit is told about the enclave under test and its counterparties. Everything but the enclave's URL may be missing: then the
// cases that need it are not run. Its people end up in the report, so they must be invented.
type World struct {
	Caller Endpoint `json:"enclave"` // the enclave that is asked
	Peer   Endpoint `json:"peer"`    // the enclave of the counterparty, to see what arrives there

	Counterparty string    `json:"counterparty"`         // VASP id of the beneficiary whose customers follow
	Person       *Customer `json:"person,omitempty"`     // verified
	Company      *Customer `json:"company,omitempty"`    // verified, with representatives
	Unverified   *Customer `json:"unverified,omitempty"` // without KYC
	Denied       *Customer `json:"denied,omitempty"`     // on the counterparty's deny list
	Ambiguous    *Account  `json:"ambiguous,omitempty"`  // an account in an asset the counterparty handles on several networks
	Tagged       *Account  `json:"tagged,omitempty"`     // an account with tag or memo
	DeniedSender *Name     `json:"deniedSender,omitempty"`
	Unavailable  string    `json:"unavailable,omitempty"` // a code of table 4.8 the counterparty cannot give for Person

	Inactive string `json:"inactiveVaspId,omitempty"` // a member that is not active
	Unknown  string `json:"unknownVaspId,omitempty"`  // no member
	Silent   string `json:"silentVaspId,omitempty"`   // a member that never answers
}

// Endpoint is an enclave's API.
type Endpoint struct {
	URL       string `json:"url"`
	TokenFile string `json:"tokenFile,omitempty"` // with the bearer token it asks for
	token     string
}

// Name of a person; a company's name is all in Primary.
type Name struct {
	Primary   string `json:"primary"`
	Secondary string `json:"secondary,omitempty"`
}

// Account of a customer.
type Account struct {
	Symbol  string `json:"symbol"`
	Network string `json:"network"`
	Address string `json:"address"`
}

// Customer of the counterparty.
type Customer struct {
	Name            Name   `json:"name"`
	Representatives []Name `json:"representatives,omitempty"`
	Account
}

// unknownVASP is the highest id there can be, which no directory gives out.
const unknownVASP = "18446744073709551615"

// Validate joins everything that is wrong with a world.
func (w World) Validate() error {
	var faults []error
	for name, e := range map[string]Endpoint{"enclave": w.Caller, "peer": w.Peer} {
		u, err := url.Parse(e.URL)
		switch {
		case e.URL == "" && name == "peer":
		case err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https":
			faults = append(faults, fmt.Errorf("%s.url: the URL of an enclave, http or https", name))
		}
	}
	for name, id := range map[string]string{"counterparty": w.Counterparty, "inactiveVaspId": w.Inactive, "unknownVaspId": w.Unknown, "silentVaspId": w.Silent} {
		if id != "" && !directory.ValidVaspID(id) {
			faults = append(faults, fmt.Errorf("%s: not a VASP id", name))
		}
	}
	for name, c := range map[string]*Customer{"person": w.Person, "company": w.Company, "unverified": w.Unverified, "denied": w.Denied} {
		if c != nil && (c.Address == "" || c.Symbol == "") {
			faults = append(faults, fmt.Errorf("%s: address and symbol are needed", name))
		}
		if c != nil && w.Counterparty == "" {
			faults = append(faults, fmt.Errorf("%s: whose customer? counterparty is missing", name))
		}
	}
	return errors.Join(faults...)
}

// accounts are all that are named.
func (w World) accounts() (all []Account) {
	for _, c := range []*Customer{w.Person, w.Company, w.Unverified, w.Denied} {
		if c != nil {
			all = append(all, c.Account)
		}
	}
	for _, a := range []*Account{w.Ambiguous, w.Tagged} {
		if a != nil {
			all = append(all, *a)
		}
	}
	return all
}

// LoadTokens reads the files with tokens, and refuses an empty one.
func (w *World) LoadTokens() error {
	for _, e := range []*Endpoint{&w.Caller, &w.Peer} {
		if e.TokenFile == "" {
			continue
		}
		token, err := ReadToken(e.TokenFile)
		if err != nil {
			return err
		}
		e.token = token
	}
	return nil
}

// ReadToken reads a token from a file.
func ReadToken(path string) (string, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return "", err
	}
	token := strings.TrimSpace(string(text))
	if token == "" {
		return "", fmt.Errorf("%s is empty", path)
	}
	return token, nil
}

// ReadWorld reads a world's file; an unknown member is refused.
func ReadWorld(path string) (World, error) {
	file, err := os.Open(path)
	if err != nil {
		return World{}, err
	}
	defer file.Close()
	w, err := parseWorld(io.LimitReader(file, 1<<20))
	if err != nil {
		return World{}, fmt.Errorf("%s: %w", path, err)
	}
	for _, e := range []*Endpoint{&w.Caller, &w.Peer} {
		if e.TokenFile != "" && !filepath.IsAbs(e.TokenFile) {
			e.TokenFile = filepath.Join(filepath.Dir(path), e.TokenFile)
		}
	}
	return w, nil
}

func parseWorld(r io.Reader) (World, error) {
	var w World
	dec := json.NewDecoder(r)
	dec.DisallowUnknownFields()
	if err := dec.Decode(&w); err != nil {
		return World{}, err
	}
	return w, w.Validate()
}

// invent makes an Ethereum address from a text; nobody holds its key.
func invent(seed string) string {
	sum := sha256.Sum256([]byte("bonafide conformance address|" + seed))
	return "0x" + hex.EncodeToString(sum[:20])
}
