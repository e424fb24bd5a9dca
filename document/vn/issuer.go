package vn

import (
	"strings"

	"github.com/bonafide-id/bonafide/document"
	"github.com/bonafide-id/bonafide/document/calendar"
	"github.com/bonafide-id/bonafide/document/compare"
)

// Issuer is an authority that signs cards (contract 4.5).
type Issuer string

// The authorities.
const (
	ResidencePolice Issuer = "residence"    // Cục Cảnh sát đăng ký quản lý cư trú và dữ liệu quốc gia về dân cư
	OrderPolice     Issuer = "social_order" // Cục Cảnh sát quản lý hành chính về trật tự xã hội
	Ministry        Issuer = "ministry"     // Bộ Công an
	LocalPolice     Issuer = "local"        // Công an of a province or city
)

// titles are the authorities' names, folded and without the title of who signs.
var titles = []struct {
	issuer Issuer
	words  string
}{
	{ResidencePolice, "CANH SAT DANG KY QUAN LY CU TRU VA DU LIEU QUOC GIA VE DAN CU"},
	{OrderPolice, "CANH SAT QUAN LY HANH CHINH VE TRAT TU XA HOI"},
	{Ministry, "BO CONG AN"},
	{Ministry, "MINISTRY OF PUBLIC SECURITY"},
	{Ministry, "BO CONG AN MINISTRY OF PUBLIC SECURITY"},
}

// abbreviations as cards print them.
var abbreviations = strings.NewReplacer(" DKQL ", " DANG KY QUAN LY ", " QLHC ", " QUAN LY HANH CHINH ", " TTXH ", " TRAT TU XA HOI ",
	" DLQG ", " DU LIEU QUOC GIA ", " CS ", " CANH SAT ", " CA ", " CONG AN ")

// From likelyTitle on a title is taken for the authority's that may have signed, from sureTitle on for another's; under noTitle it is nobody's.
// Between them the reading does not tell.
const (
	sureTitle   = 0.75
	likelyTitle = 0.6
	noTitle     = 0.45
)

// FindIssuer tells whose title a text is, and how alike they are, 0 to 1. Empty: no authority's of the table.
func FindIssuer(text string) (Issuer, float64) {
	words := issuerWords(text)
	best, most := Issuer(""), 0.0
	for _, t := range titles {
		if alike := compare.Overlap(words, strings.Fields(t.words)); alike > most {
			best, most = t.issuer, alike
		}
	}
	if len(words) > 2 && words[0] == "CONG" && words[1] == "AN" && most < sureTitle {
		return LocalPolice, 1 // and the name of a province
	}
	if most < noTitle {
		return "", most
	}
	return best, most
}

// issuerWords leaves out who signs: the director (cục trưởng, giám đốc), his deputy, and the English beside it.
func issuerWords(text string) []string {
	key := " " + strings.Join(compare.Tokens(text), " ") + " "
	for range 2 { // neighbours share the blank between them
		key = abbreviations.Replace(key)
	}
	for _, signer := range []string{" PHO CUC TRUONG ", " CUC TRUONG ", " PHO GIAM DOC ", " GIAM DOC ", " KT ", " TL ", " CUC "} {
		key = strings.ReplaceAll(key, signer, " ")
	}
	return strings.Fields(key)
}

// switchover is the day on which the second authority took the cards over. Printed stock went on for a while: see Options.IssuerSlackDays.
var switchover = calendar.Day{Year: 2018, Month: 10, Day: 10}

// issuers are those that may have signed a card of the type on a day (contract 4.5); nil: not checked.
func issuers(t document.Type, issued calendar.Day, slack int) []Issuer {
	switch t {
	case document.CCCDBarcode:
		switch {
		case issued.Before(switchover.AddDays(-slack)):
			return []Issuer{ResidencePolice}
		case issued.After(switchover.AddDays(slack)):
			return []Issuer{OrderPolice}
		}
		return []Issuer{ResidencePolice, OrderPolice}
	case document.CCCDChip:
		return []Issuer{OrderPolice}
	case document.CanCuoc2024:
		return []Issuer{Ministry}
	}
	return nil
}
