package person

import "strings"

// Classes of legal forms. A form may belong to several, where it is customarily translated by any of them; two forms agree
// when they share one. National forms with no customary translation have a class of their own: GmbH is not AG.
const (
	classLimited     uint32 = 1 << iota // private limited company: Ltd
	classLLC                            // limited liability company
	classCoLtd                          // Co., Ltd. as used in East Asia
	classInc                            // Incorporated
	classCorp                           // Corporation
	classJSC                            // joint stock company
	classPLC                            // public limited company
	classGmbH                           // Gesellschaft mit beschränkter Haftung
	classAG                             // Aktiengesellschaft
	classUG                             // Unternehmergesellschaft
	classSA                             // société anonyme, sociedad anónima
	classSAS                            // société par actions simplifiée and its sisters
	classSARL                           // société à responsabilité limitée and its sisters
	classBV                             // besloten vennootschap
	classNV                             // naamloze vennootschap
	classLP                             // limited partnership
	classLLP                            // limited liability partnership
	classPartnership                    // general partnership
	classKG                             // Kommanditgesellschaft
	classGmbHKG                         // GmbH & Co. KG
	classAB                             // aktiebolag
	classAS                             // aksjeselskap, aktieselskab and their small sisters
	classOy                             // osakeyhtiö
	classFoundation                     // foundation, Stiftung
	classAssociation                    // registered association
	classSole                           // sole proprietor
	classPT                             // perseroan terbatas

	// Forms of one country are told apart although their translations overlap.
	nativeStock
	nativeLimited
	nativeVietnamese // says no class; the name beside it is Vietnamese

	native   = nativeStock | nativeLimited
	classAny = ^uint32(0) // "company" alone: says nothing about the class
)

// legalForm is one line of the table: the classes, whether the form also stands before the name, and its spellings without
// marks, as fold leaves them ("&" is "and", "S.A.R.L." is sarl, Cyrillic in its scientific transliteration), parted by bars.
type legalForm struct {
	classes   uint32
	prefix    bool
	spellings string
}

// Short forms that are also ordinary initials stand here only after the name, or only in their own letters: АО is a form,
// the A. O. of a name in Latin letters is not.
var legalFormTable = []legalForm{
	{classAny, false, "company|co|compania|compagnie|cie|and co|and company|and cie|firma"},
	{nativeVietnamese, true, "cong ty|cty"},
	{classLimited, false, "ltd|limited|pty ltd|pty limited|proprietary limited|pte ltd|pte limited|private limited|pvt ltd|pvt limited|" +
		"private ltd|sdn bhd|sendirian berhad|ltda|limitada"},
	{classLimited | classCoLtd, false, "company limited|company ltd|co limited|co ltd|coltd|corp ltd|corporation limited|corporation ltd"},
	{classLLC, true, "llc|limited liability company|limited liability co|company with limited liability"},
	{classInc, false, "inc|incorporated|incorporation"},
	{classCorp, false, "corp|corporation"},
	{classJSC, true, "jsc|ojsc|pjsc|cjsc|oao|pao|zao|ао|joint stock company|joint stock co|open joint stock company|" +
		"public joint stock company|closed joint stock company|private joint stock company"},
	{classJSC, true, "akcionernoe obscestvo|otkrytoe akcionernoe obscestvo|publicnoe akcionernoe obscestvo|" +
		"zakrytoe akcionernoe obscestvo|aktsionernoe obshchestvo|publichnoe aktsionernoe obshchestvo"},
	{classPLC, true, "plc|public limited company"},
	{classPLC, false, "bhd|berhad|pcl|public company limited|public co ltd"},
	{classGmbH, false, "gmbh|mbh|gesellschaft mit beschrankter haftung|gesellschaft mit beschraenkter haftung"},
	{classUG, false, "ug|ug haftungsbeschrankt|ug haftungsbeschraenkt|unternehmergesellschaft|unternehmergesellschaft haftungsbeschrankt|" +
		"unternehmergesellschaft haftungsbeschraenkt"},
	{classGmbHKG, false, "gmbh and co kg|gmbh und co kg|gmbh co kg|gmbh cokg|gmbh and co kommanditgesellschaft|gmbh und co kommanditgesellschaft"},
	{classAG, false, "ag|aktiengesellschaft"},
	{classAG | classPartnership, false, "kgaa"},
	{classPartnership, false, "ohg|gbr|offene handelsgesellschaft|gesellschaft burgerlichen rechts|snc|societe en nom collectif|partnership|general partnership"},
	{classKG, false, "kg|kommanditgesellschaft"},
	{classSAS, false, "sas|sasu|societe par actions simplifiee|societe par actions simplifiee unipersonnelle|sociedad por acciones simplificada"},
	{classSA, false, "sa|spa|sae|saog|sa de cv|societe anonyme|sociedad anonima|societa per azioni|sociedade anonima|" +
		"sociedad anonima de capital variable"},
	{classSARL, false, "sarl|srl|sl|sprl|lda|s de rl|s de rl de cv|societe a responsabilite limitee|" +
		"societa a responsabilita limitata|sociedad limitada|sociedad de responsabilidad limitada"},
	{classSARL | classLLC, true, "societatea cu raspundere limitata|societate cu raspundere limitata"},
	{classSARL | classLLC, false, "sp zoo|spzoo|sp z oo|spolka z ograniczona odpowiedzialnoscia|sro|spol sro|doo|kft|eood|ood|uab|sia|ou|mchj"},
	{classBV, false, "bv|besloten vennootschap"},
	{classNV, false, "nv|naamloze vennootschap"},
	{classLP, false, "lp|limited partnership"},
	{classLLP, false, "llp|limited liability partnership"},
	{classAB, false, "ab|aktiebolag|publ|ab publ|aktiebolag publ"},
	{classAS, false, "as|asa|aksjeselskap|allmennaksjeselskap|aktieselskab|aps|anpartsselskab"},
	{classOy, false, "oy|oyj|osakeyhtio|julkinen osakeyhtio"},
	{classFoundation, false, "foundation|stiftung|stichting|fondation|fundacion"},
	{classAssociation, false, "ev|eingetragener verein"},
	{classPT, true, "pt|perseroan terbatas"},
	{classPT, false, "tbk"},
	{classLLC | classLimited, true, "ooo|tov|тов|тоо|obscestvo s ogranicennoj otvetstvennostju|" +
		"obshchestvo s ogranichennoy otvetstvennostyu|obshchestvo s ogranichennoi otvetstvennostyu"},
	{classSole, true, "ип|individualnyj predprinimatel"},

	{classLLC | classLimited | classCoLtd | nativeLimited | nativeVietnamese, true, "cong ty tnhh|cong ty trach nhiem huu han|cty tnhh|tnhh|cong ty tnhh mtv|cty tnhh mtv|" +
		"cong ty tnhh mot thanh vien|cong ty trach nhiem huu han mot thanh vien|cty tnhh mot thanh vien|cong ty tnhh hai thanh vien tro len|cong ty trach nhiem huu han hai thanh vien tro len"},
	{classLLC | classLimited | classCoLtd, true, "one member limited liability company|one member co ltd|one member company limited"},
	{classJSC | classCorp | nativeStock | nativeVietnamese, true, "cong ty co phan|cty co phan|cong ty cp|cty cp|ctcp|tong cong ty co phan"},
	{classCorp | nativeVietnamese, true, "tong cong ty"},
	{classPartnership | nativeVietnamese, true, "cong ty hop danh"},
	{classSole | nativeVietnamese, true, "doanh nghiep tu nhan|dntn|ho kinh doanh"},
	{classSole, true, "private enterprise"},

	{classCoLtd | classInc | classCorp | classLimited | classJSC | nativeStock, true, "jusikhoesa|chusik hoesa|jusik hoesa|kabushiki kaisha|kabushiki gaisha|kabushikigaisha|kabushikikaisha|주식회사|주식 회사|주|" +
		"株式会社|株式會社|株|股份有限公司|股份公司|集团股份有限公司"},
	{classLLC | classLimited | classCoLtd | nativeLimited, true, "유한회사|유한책임회사|유|yuhan hoesa|godo kaisha|goudou kaisha|yugen kaisha|有限会社|合同会社|" +
		"有限公司|有限责任公司|有限責任公司"},
	{classCoLtd | classInc | classCorp | classLimited | classJSC | nativeStock, false, "gufen youxian gongsi|gufen gongsi|jituan gufen youxian gongsi"},
	{classLLC | classLimited | classCoLtd | nativeLimited, false, "youxian gongsi|youxian zeren gongsi"},
	{classPartnership, true, "합자회사|합명회사"},
	{classCoLtd | classInc | classCorp | classLimited | classJSC | nativeStock, false, "kk"},
	{classLLC | classLimited | classCoLtd | nativeLimited, false, "gk|yk"},
	{classFoundation, true, "재단법인|財団法人|재단"},
	{classAssociation, true, "사단법인|社団法人|사"},
}

var legalForms = indexLegalForms()

func indexLegalForms() map[string]*legalForm {
	m := make(map[string]*legalForm, 256)
	for i := range legalFormTable {
		for spelled := range strings.SplitSeq(legalFormTable[i].spellings, "|") {
			m[spelled] = &legalFormTable[i]
		}
	}
	return m
}

// maxFormWords is the length of the longest form in the table.
const maxFormWords = 11

// glued are the forms that East Asian companies write onto the name without a space, longer ones first.
var glued = [...]string{"유한책임회사", "주식회사", "유한회사", "합자회사", "합명회사", "재단법인", "사단법인", "集团股份有限公司", "股份有限公司", "股份公司",
	"有限责任公司", "有限責任公司", "有限公司", "株式会社", "株式會社", "有限会社", "合同会社", "財団法人", "社団法人"}

// takeForms takes the legal forms off both ends of an entity's name, as long as something is left, and drops the words
// that carry nothing.
func (s *side) takeForms() {
	if s.scripts&(hangul|han) != 0 {
		s.unglue()
	}
	for len(s.tokens) > 1 && (s.take(len(s.tokens), true) || s.take(0, false)) {
		continue
	}
	kept := make([]token, 0, len(s.tokens))
	for i := range s.tokens {
		switch s.tokens[i].plain {
		case "the", "and", "und", "et", "va":
		default:
			kept = append(kept, s.tokens[i])
		}
	}
	if len(kept) > 0 {
		s.tokens = kept
	}
	if s.masks&nativeVietnamese != 0 {
		s.shorten()
	}
}

// vietnameseTrades are words for what a company does that registers write out and everybody shortens.
var vietnameseTrades = map[string]string{
	"thuong mai": "tm", "dich vu": "dv", "xay dung": "xd", "san xuat": "sx", "dau tu": "dt", "xuat nhap": "xn", "cong nghe": "cn",
	"phat trien": "pt", "van tai": "vt", "du lich": "dl",
}

// shorten writes the trades of a Vietnamese company in their short forms. "xnk" is xuất nhập khẩu.
func (s *side) shorten() {
	out := s.tokens[:0:0]
	for i := 0; i < len(s.tokens); i++ {
		if i+1 < len(s.tokens) {
			if short, ok := vietnameseTrades[s.tokens[i].plain+" "+s.tokens[i+1].plain]; ok {
				i++
				if short == "xn" && i+1 < len(s.tokens) && s.tokens[i+1].plain == "khau" {
					short = "xnk"
					i++
				}
				out = append(out, folded(short, latin))
				continue
			}
		}
		out = append(out, s.tokens[i])
	}
	s.tokens = out
}

// unglue parts the forms that are written onto a name from it, and takes those that then stand inside.
func (s *side) unglue() {
	out := make([]token, 0, len(s.tokens)+2)
	for _, t := range s.tokens {
		rest, form := t.text, ""
		for _, g := range glued {
			if len(rest) > len(g) && (strings.HasPrefix(rest, g) || strings.HasSuffix(rest, g)) {
				rest, form = strings.TrimSuffix(strings.TrimPrefix(rest, g), g), g
				break
			}
		}
		if form == "" || rest == "" {
			out = append(out, t)
			continue
		}
		s.masks |= legalForms[form].classes
		s.forms = append(s.forms, written(form))
		out = append(out, written(rest))
	}
	s.tokens = out
}

func folded(text string, in script) token {
	t := token{text: text, script: in}
	t.fold()
	return t
}

// take takes the longest form at the end or at the start. "Company" beside a form with a class adds nothing.
func (s *side) take(at int, atEnd bool) bool {
	for n := min(maxFormWords, len(s.tokens)-1); n > 0; n-- {
		words, rest := s.tokens[:n], s.tokens[n:]
		if atEnd {
			words, rest = s.tokens[at-n:], s.tokens[:at-n]
		}
		f := lookForm(words)
		if f == nil || !atEnd && !f.prefix {
			continue
		}
		if f.classes != classAny {
			s.masks |= f.classes
		}
		s.forms = append(s.forms, words...)
		s.tokens = rest
		return true
	}
	return false
}

// lookForm finds the form that the words are, or nil.
func lookForm(words []token) *legalForm {
	if len(words) == 1 {
		if f := legalForms[words[0].text]; f != nil && words[0].script == cyrillic {
			return f
		}
		return legalForms[words[0].plain]
	}
	var buffer [128]byte
	b := buffer[:0]
	for i := range words {
		if i > 0 {
			b = append(b, ' ')
		}
		b = append(b, words[i].plain...)
	}
	return legalForms[string(b)]
}

// formsAgree: at least one side states no form, or they share a class and are not two native forms.
func formsAgree(a, b *side) bool {
	x, y := a.masks&^nativeVietnamese, b.masks&^nativeVietnamese
	if x == 0 || y == 0 {
		return true
	}
	if x&native != 0 && y&native != 0 {
		return x&y&native != 0
	}
	return x&y != 0
}

// wordKey folds spelling habits of English and the number words, for entities.
func wordKey(s string) string {
	if n, ok := numbers[s]; ok {
		return n
	}
	if len(s) < 5 {
		return s
	}
	return wordFolds.Replace(s)
}

// brandLetters is how long a word must be before doubled letters and y for i count as spelling in an entity's name.
const brandLetters = 8

// brandKey folds doubled letters and y and i in long words.
func brandKey(s string) string {
	if len(s) < brandLetters || hasDigit(s) {
		return s
	}
	return singled(strings.ReplaceAll(s, "y", "i"))
}

var (
	wordFolds = strings.NewReplacer("isation", "ization", "labour", "labor", "centre", "center", "harbour", "harbor",
		"defence", "defense", "colour", "color", "programme", "program", "theatre", "theater", "ise", "ize")
	numbers = map[string]string{"one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7",
		"eight": "8", "nine": "9", "ten": "10"}
)
