package requirements

import (
	"slices"
	"sync"
	"time"

	"github.com/bonafide-id/bonafide/travelrule/ivms101"
)

// Group is one thing a rule asks for: one of its alternatives, each of which is the data of all its codes (contract 4.8).
type Group [][]ivms101.Field

// Party is what a rule asks about one party, by what it is.
type Party struct {
	Natural, Legal []Group
}

// Fields are what a rule asks about both.
type Fields struct {
	Originator, Beneficiary Party
}

// Money is an exact amount of a currency (ISO 4217).
type Money struct {
	Amount   string `json:"amount"`
	Currency string `json:"currency"`
}

// Rule is what the law of one jurisdiction asks to travel with a transfer, from a day on.
type Rule struct {
	ID        string   // "KR", "EU", "FATF"
	Countries []string // ISO 3166-1 alpha-2; none: the default
	Title     string
	Source    string // law and clause
	From      string // the first day it is in force, YYYY-MM-DD
	Until     string // the first day it is not any more; empty: open
	// Threshold holds the amount in each currency the law names; empty: every amount.
	Threshold []Money
	Exceeds   bool // the amount must be exceeded; otherwise it is enough to reach it
	Abroad    bool // Above is asked only when the other side is in another country
	Below     Fields
	Above     Fields
	Note      string // what a reader should know of the row; may be empty
}

// Words for the table below.
var (
	natural = ivms101.FieldNaturalPersonName
	legal   = ivms101.FieldLegalPersonName

	naturalAddress  = ivms101.FieldNaturalPersonGeographicAddress
	naturalID       = ivms101.FieldNaturalPersonNationalIdentification
	naturalCustomer = ivms101.FieldNaturalPersonCustomerIdentification
	birth           = ivms101.FieldNaturalPersonBirth

	legalAddress  = ivms101.FieldHeadOffice
	legalID       = ivms101.FieldLegalPersonNationalIdentification
	legalCustomer = ivms101.FieldLegalPersonCustomerIdentification
	incorporation = ivms101.FieldLegalPersonDateOfIncorporation
)

// all asks for every one of fields, oneOf for one of them.
func all(fields ...ivms101.Field) []Group {
	var groups []Group
	for _, f := range fields {
		groups = append(groups, Group{{f}})
	}
	return groups
}

func oneOf(fields ...ivms101.Field) []Group {
	var group Group
	for _, f := range fields {
		group = append(group, []ivms101.Field{f})
	}
	return []Group{group}
}

func join(lists ...[]Group) []Group { return slices.Concat(lists...) }

// names are both parties' names: what every rule asks at least.
func names() Fields {
	party := Party{Natural: all(natural), Legal: all(legal)}
	return Fields{Originator: party, Beneficiary: party}
}

// identified are the names, and of the originator one of what tells it from others.
func identified(naturals, legals []Group) Fields {
	f := names()
	f.Originator = Party{Natural: join(all(natural), naturals), Legal: join(all(legal), legals)}
	return f
}

// fatf is what INR.16 paragraph 6 lists.
func fatf() Fields {
	return identified(oneOf(naturalAddress, naturalID, naturalCustomer, birth), oneOf(legalAddress, legalID, legalCustomer))
}

// represented are names, and of a company that of its representative too.
func represented() Fields {
	party := Party{Natural: all(natural), Legal: all(legal, ivms101.FieldRepresentativeName)}
	return Fields{Originator: party, Beneficiary: party}
}

func addressed() Fields { return identified(all(naturalAddress), all(legalAddress)) }

// bothAddressed are names and addresses of both.
func bothAddressed() Fields {
	f := addressed()
	f.Beneficiary = f.Originator
	return f
}

// european are the bundles of Regulation (EU) 2023/1113, article 14(1)(d).
func european() Fields {
	return identified([]Group{{{naturalAddress, naturalID, naturalCustomer}, {birth}}}, all(legalAddress, legalID, legalCustomer))
}

// Default is the id of the rule of countries that have none of their own here.
const Default = "FATF"

// Rules returns every rule there is, newest last within a jurisdiction. Their slices are shared: they are read and not written.
func Rules() []Rule { return slices.Clone(rules()) }

var rules = sync.OnceValue(func() []Rule {
	return []Rule{
		{ID: Default, Title: "FATF Recommendation 16", Source: "FATF Recommendation 15, INR.15 paragraph 7(b); INR.16 paragraph 6", From: "2019-06-21",
			Threshold: []Money{{"1000", "USD"}, {"1000", "EUR"}}, Below: names(), Above: fatf(),
			Note: "for countries that are not listed; paragraph 5 allows names and accounts alone below the amount"},
		{ID: "AE", Countries: []string{"AE"}, Title: "Dubai: VARA", Source: "Compliance and Risk Management Rulebook, Part III, G", From: "2023-02-07",
			Threshold: []Money{{"3500", "AED"}}, Exceeds: true, Above: addressed(), Note: "of the Emirates' authorities, that of Dubai"},
		{ID: "AU", Countries: []string{"AU"}, Title: "Australia", Source: "AML/CTF Act 2006, sections 64 to 66; AML/CTF Rules 2025, Part 8", From: "2026-07-01",
			Above: identified(oneOf(birth, naturalAddress, naturalCustomer, naturalID), oneOf(legalAddress, legalCustomer, legalID))},
		{ID: "CA", Countries: []string{"CA"}, Title: "Canada", Source: "PCMLTF Regulations, section 124.1", From: "2021-06-01", Above: bothAddressed(),
			Note: "the only row that asks for the beneficiary's address"},
		{ID: "CH", Countries: []string{"CH"}, Title: "Switzerland", Source: "AMLO-FINMA, article 10; FINMA Guidance 02/2019", From: "2019-08-26",
			Above: identified(oneOf(naturalAddress, birth, naturalCustomer, naturalID), oneOf(legalAddress, legalCustomer, legalID))},
		{ID: "EU", Countries: []string{"AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IT", "LT", "LU", "LV", "MT", "NL", "PL",
			"PT", "RO", "SE", "SI", "SK"}, Title: "European Union", Source: "Regulation (EU) 2023/1113, article 14", From: "2024-12-30", Above: european(),
			Note: "an LEI is asked for where the customer gave it, which this table cannot know"},
		{ID: "GB", Countries: []string{"GB"}, Title: "United Kingdom", Source: "Money Laundering Regulations 2017 (SI 2017/692), regulation 64C", From: "2023-09-01",
			Threshold: []Money{{"1000", "EUR"}}, Abroad: true, Below: names(),
			Above: identified(oneOf(naturalCustomer, naturalAddress, naturalID, birth), oneOf(legalCustomer, legalAddress, legalID)),
			Note:  "between firms of the United Kingdom the rest is handed over when asked for"},
		{ID: "HK", Countries: []string{"HK"}, Title: "Hong Kong", Source: "AMLO (Cap. 615), Schedule 2, section 13A", From: "2023-06-01",
			Threshold: []Money{{"8000", "HKD"}}, Below: names(),
			Above: identified(oneOf(naturalAddress, naturalCustomer, naturalID, birth), oneOf(legalAddress, legalCustomer, legalID))},
		{ID: "JP", Countries: []string{"JP"}, Title: "Japan", Source: "Act on Prevention of Transfer of Criminal Proceeds, article 10-5", From: "2023-06-01",
			Above: identified(oneOf(naturalAddress, naturalCustomer), oneOf(legalAddress, legalCustomer)),
			Note:  "towards the countries its authority names"},
		{ID: "KR", Countries: []string{"KR"}, Title: "Korea", Source: "Act on Reporting and Using Specified Financial Transaction Information, Enforcement Decree, article 10-10",
			From: "2022-03-25", Threshold: []Money{{"1000000", "KRW"}}, Above: represented(),
			Note: "the originator's registration number is handed over within three working days when asked for; that smaller amounts are to follow was announced in December 2025 and is not in this table"},
		{ID: "SG", Countries: []string{"SG"}, Title: "Singapore", Source: "MAS Notice PSN02, paragraphs 13.4 and 13.6", From: "2020-01-28",
			Threshold: []Money{{"1500", "SGD"}}, Exceeds: true, Below: names(),
			Above: identified(oneOf(naturalAddress, naturalID, birth), oneOf(legalAddress, legalID, incorporation))},
		{ID: "US", Countries: []string{"US"}, Title: "United States", Source: "31 CFR 1010.410(f); FinCEN FIN-2019-G001", From: "2019-05-09",
			Threshold: []Money{{"3000", "USD"}}, Above: addressed()},
		{ID: "VN", Countries: []string{"VN"}, Title: "Viet Nam", Source: "Law 14/2022/QH15 on Anti-Money Laundering; Circular 09/2023/TT-NHNN; Resolution 05/2025/NQ-CP", From: "2025-09-09",
			Threshold: []Money{{"1000", "USD"}}, Below: names(), Above: fatf(),
			Note: "the resolution asks for the law against money laundering to be followed and lists no fields of its own: those of the FATF are asked for"},
	}
})

// RuleOf finds the rule of a country (ISO 3166-1 alpha-2) on a day. A country without one of its own gets the default; own is false then.
func RuleOf(country string, at time.Time) (rule Rule, own bool) {
	day := at.UTC().Format(time.DateOnly)
	for _, r := range slices.Backward(rules()) {
		if !r.inForce(day) {
			continue
		}
		if slices.Contains(r.Countries, country) {
			return r, true
		}
		if r.ID == Default && rule.ID == "" {
			rule = r
		}
	}
	return rule, false
}

func (r Rule) inForce(day string) bool { return r.From <= day && (r.Until == "" || day < r.Until) }
