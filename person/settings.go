package person

import "github.com/bonafide-id/bonafide/pii"

// Verdict is the outcome of a comparison. The zero value is NoMatch.
type Verdict uint8

const (
	NoMatch Verdict = iota // another name, or nothing to judge by
	Close                  // alike, and not alike enough to act on; what follows is the caller's policy
	Match                  // the same name as far as spelling can tell
)

func (v Verdict) String() string {
	switch v {
	case NoMatch:
		return "no match"
	case Close:
		return "close"
	case Match:
		return "match"
	}
	return "invalid"
}

// Reason says why a comparison, or one pair of tokens in it, came out as it did. Its text is stable.
type Reason uint8

const (
	None          Reason = iota // no reason was set
	Identical                   // equal after normalisation
	Empty                       // one side has no letter or digit
	TooLong                     // one side is over MaxForms, MaxRunes or MaxTokens; nothing was compared
	KindsDiffer                 // one is a natural, the other a legal person
	ScriptsDiffer               // no way is known from one script to the other
	ScriptDecides               // a shared script contradicts what another pair of forms says
	Folded                      // equal but for case, ligatures or letters such as ß/ss, ø/oe, ä/ae
	MarksMissing                // one side is written entirely without marks (Nguyen for Nguyễn)
	MarksDiffer                 // equal letters, different marks (Hồng, Hông)
	Romanised                   // a customary Latin spelling of the other script's characters
	Variant                     // two customary spellings of one name (Mohammed, Muhammad; Sergey, Sergei)
	Simplified                  // simplified and traditional forms of the same Han characters
	Initial                     // one side has the first letter only
	Slip                        // one or a few typing slips apart
	Reordered                   // the same tokens in an order that makes another name of them
	Omitted                     // a token one side leaves out
	Particle                    // a particle (de, van, al) one side leaves out
	Title                       // a title (Mr, Dr) one side leaves out
	Patronymic                  // a patronymic one side leaves out
	Repeated                    // a token one side writes twice
	TokensDiffer                // each side has a token the other has not
	TooLittle                   // what is equal says too little (a frequent family name alone)
	FormRemoved                 // a legal form, compared by its class
	FormsDiffer                 // legal forms of different classes (GmbH, AG)
	WholeAlike                  // token by token different, as a whole only a few typing slips apart
	MixedScripts                // one word mixes the letters of several alphabets
	Ambiguous                   // the spellings may be those of one name and may be those of two (Sung: 성, 승; Yuki: Yuki, Yūki)
	Doubtful                    // two differences, each of which alone would be Close
	TokensAgree                 // every token that counts has its partner
)

var reasonText = [...]string{
	None: "none", Identical: "identical", Empty: "empty", TooLong: "too_long", KindsDiffer: "kinds_differ",
	ScriptsDiffer: "scripts_differ", ScriptDecides: "script_decides", Folded: "folded", MarksMissing: "marks_missing",
	MarksDiffer: "marks_differ", Romanised: "romanised", Variant: "variant", Simplified: "simplified",
	Initial: "initial", Slip: "slip", Reordered: "reordered", Omitted: "omitted", Particle: "particle", Title: "title",
	Patronymic: "patronymic", Repeated: "repeated", TokensDiffer: "tokens_differ", TooLittle: "too_little",
	FormRemoved: "form_removed", FormsDiffer: "forms_differ", WholeAlike: "whole_alike",
	MixedScripts: "mixed_scripts", Ambiguous: "ambiguous", Doubtful: "doubtful", TokensAgree: "tokens_agree",
}

func (r Reason) String() string {
	if int(r) < len(reasonText) {
		return reasonText[r]
	}
	return "invalid"
}

// Settings say how much difference a Match may have. The zero value is stricter than Strict: nothing may be left out.
type Settings struct {
	// Slips is how many typing slips (a letter more, less, other, or two swapped) a Match may have in all, 0 to 3.
	Slips int
	// Omitted is how many middle names one side may leave out in a Match, besides titles, particles, patronymics and
	// the Vietnamese Thị and Văn. Never applied to Korean and Chinese names, where every syllable tells people apart.
	Omitted int
	// Loose lets a Match have initials, other orders, differing marks, tokens left out at either end, and digits for letters.
	Loose bool
}

// Strict is for answering a counterparty: precision first. A typing slip, an initial, a different mark or order is Close.
func Strict() Settings { return Settings{Omitted: 2} }

// Screening is for finding candidates that a human or a further check will look at: recall first.
func Screening() Settings { return Settings{Slips: 2, Omitted: 3, Loose: true} }

// Limits on one name. A name over one of them is NoMatch with reason TooLong: nothing is cut off, because a name that
// was cut could match somebody else.
const (
	MaxForms  = 16  // spellings of one name
	MaxRunes  = 512 // characters of one form, Primary and Secondary together, before normalisation
	MaxTokens = 24  // words of one form after normalisation
)

// Aligned is one token of each side put together, or a token one side leaves out (the other is not set then).
type Aligned struct {
	Claimed, Known pii.String // normalised tokens, boxed
	Reason         Reason
	Score          float64 // 0 to 1
}

// Comparison is the outcome for the best pair of forms.
type Comparison struct {
	Verdict Verdict
	Score   float64 // 0 to 1, higher is more alike; not a probability, and only comparable within one Verdict and script
	Tokens  []Aligned
	Reason  Reason
}
