package person_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/bonafide-id/bonafide/person"
	"github.com/bonafide-id/bonafide/pii"
)

func TestForms(t *testing.T) {
	form := func(primary, secondary string) person.Form {
		return person.Form{Primary: primary, Secondary: secondary}
	}
	for _, r := range []struct {
		shows          string
		claimed, known []person.Form
		want           person.Verdict
		reason         person.Reason
	}{
		{"split and whole", []person.Form{form("Nguyễn", "Thị Hồng")}, []person.Form{form("Nguyễn Thị Hồng", "")}, match, person.Identical},
		{"fields swapped", []person.Form{form("Thị Hồng", "Nguyễn")}, []person.Form{form("Nguyễn", "Thị Hồng")}, match, person.TokensAgree},
		{"fields swapped in Hangul", []person.Form{form("민준", "김")}, []person.Form{form("김", "민준")}, match, person.Identical},
		{"fields swapped, Latin to Hangul", []person.Form{form("Minjun", "Kim")}, []person.Form{form("김", "민준")}, match, person.Romanised},
		{"alias", []person.Form{form("Kim", "Johnny")}, []person.Form{form("김", "민준"), form("Kim", "Johnny")}, match, person.Identical},
		{
			"Hangul decides over equal Latin", []person.Form{form("김", "민정"), form("Kim", "Min")},
			[]person.Form{form("김", "민준"), form("Kim", "Min")}, no, person.ScriptDecides,
		},
		{
			"Han decides over equal Latin", []person.Form{form("王", "薇"), form("Wang", "Wei")},
			[]person.Form{form("王", "伟"), form("Wang", "Wei")}, no, person.ScriptDecides,
		},
		{
			"marks decide over a form without", []person.Form{form("Nguyễn", "Thị Hông")},
			[]person.Form{form("Nguyễn", "Thị Hồng"), form("Nguyen", "Thi Hong")}, close, person.MarksDiffer,
		},
		{"no forms", nil, []person.Form{form("Kim", "")}, no, person.Empty},
		{"one empty form among others", []person.Form{form("", ""), form("김", "민준")}, []person.Form{form("김", "민준")}, match, person.Identical},
		{"scripts without a way", []person.Form{form("محمد", "بن سلمان")}, []person.Form{form("Salman", "Mohammed")}, no, person.ScriptsDiffer},
		{"too many forms", make([]person.Form, person.MaxForms+1), []person.Form{form("Kim", "")}, no, person.TooLong},
		{"too many runes", []person.Form{form(strings.Repeat("김", person.MaxRunes+1), "")}, []person.Form{form("김", "")}, no, person.TooLong},
		{"too many tokens", []person.Form{form(strings.Repeat("a ", person.MaxTokens+1), "")}, []person.Form{form("a", "")}, no, person.TooLong},
		{"as many tokens as may be", []person.Form{form(strings.Repeat("ab ", person.MaxTokens), "")},
			[]person.Form{form(strings.Repeat("AB ", person.MaxTokens), "")}, match, person.Identical},
	} {
		t.Run(r.shows, func(t *testing.T) {
			got := person.Compare(person.Name{Forms: r.claimed}, person.Name{Forms: r.known}, person.Strict())
			if got.Verdict != r.want || got.Reason != r.reason {
				t.Errorf("%v (%v), want %v (%v)", got.Verdict, got.Reason, r.want, r.reason)
			}
		})
	}
	if got := person.Compare(person.NaturalName("Siemens"), person.LegalName("Siemens"), person.Screening()); got.Verdict != no || got.Reason != person.KindsDiffer {
		t.Errorf("kinds: %v (%v)", got.Verdict, got.Reason)
	}
}

// TestContradicts: a claim that names others as well in a script the known name has.
func TestContradicts(t *testing.T) {
	known := person.NaturalName("김민준", "Kim Minjun")
	for _, r := range []struct {
		shows   string
		claimed person.Name
		want    bool
	}{
		{"one spelling", person.NaturalName("김민준"), false},
		{"both scripts", person.NaturalName("김민준", "KIM MIN-JUN"), false},
		{"another spelling", person.NaturalName("김민준", "Gim Min Joon"), false},
		{"another in the same script", person.NaturalName("김민준", "Lee Seojun"), true},
		{"another Hangul", person.NaturalName("김민준", "이서준"), true},
		{"another script", person.NaturalName("김민준", "金民俊"), false},
		{"an empty one", person.NaturalName("김민준", ""), false},
		{"another kind", person.LegalName("김민준"), true},
		{"too long", person.NaturalName("김민준", strings.Repeat("김", person.MaxRunes+1)), true},
	} {
		if got := person.Contradicts(r.claimed, known, person.Strict()); got != r.want {
			t.Errorf("%s: %t", r.shows, got)
		}
	}
}

// TestAlignment: the tokens are put on the side they came from, each with its reason.
func TestAlignment(t *testing.T) {
	for _, r := range []struct {
		claimed, known, want string
	}{
		{"Hans J. Friedrich", "Friedrich, Hans Joachim", "friedrich=friedrich identical, hans=hans identical, j=joachim initial"},
		{"Mr Ludwig Beethoven", "Ludwig van Beethoven", "ludwig=ludwig identical, beethoven=beethoven identical, mr= title, =van particle"},
		{"Tran Binh", "Trần Văn Bình", "tran=trần marks_missing, binh=bình marks_missing, =văn omitted"},
		{"Jane Smith", "John Smith", "smith=smith identical, jane= tokens_differ, =john tokens_differ"},
		{"Мишустин", "Mishustin", "мишустин=mishustin folded"},
	} {
		t.Run(r.claimed, func(t *testing.T) {
			got := map[string]bool{}
			for _, a := range person.Compare(person.NaturalName(r.claimed), person.NaturalName(r.known), person.Strict()).Tokens {
				got[fmt.Sprintf("%s=%s %v", a.Claimed.Reveal(), a.Known.Reveal(), a.Reason)] = true
			}
			want := strings.Split(r.want, ", ")
			for _, w := range want {
				if !got[w] {
					t.Errorf("missing %q in %v", w, got)
				}
			}
			if len(got) != len(want) {
				t.Errorf("%v, want %v", got, want)
			}
		})
	}
}

func TestNothingShows(t *testing.T) {
	const secret = "Nguyễn Thị Hồng"
	name := person.NaturalName(secret)
	comparison := person.Compare(name, name, person.Strict())
	var printed strings.Builder
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
		for _, shape := range []any{name, &name, []person.Name{name}, struct{ N person.Name }{name}, name.Forms, name.Forms[0], comparison, comparison.Tokens} {
			fmt.Fprintf(&printed, verb+"\n", shape)
		}
	}
	for _, leak := range []string{secret, "guy", "hồng", fmt.Sprintf("%x", "hồng")} {
		if strings.Contains(printed.String(), leak) {
			t.Errorf("%q leaked", leak)
		}
	}
	if !strings.Contains(printed.String(), pii.Hidden) {
		t.Error("nothing was printed at all: this test would not notice a leak")
	}
	for _, v := range []any{name, name.Forms[0], comparison} {
		if _, err := json.Marshal(v); !errors.Is(err, pii.ErrMarshal) {
			t.Errorf("%T marshals: %v", v, err)
		}
	}
}

func TestReasonsHaveText(t *testing.T) {
	seen := map[string]bool{}
	for r := person.None; r <= person.TokensAgree; r++ {
		text := r.String()
		if text == "" || text == "invalid" || seen[text] {
			t.Errorf("reason %d: %q", r, text)
		}
		seen[text] = true
	}
	if person.Reason(250).String() != "invalid" || person.Verdict(9).String() != "invalid" || person.Kind(9).String() != "invalid" {
		t.Error("a value outside the set has no name")
	}
}

func FuzzCompare(f *testing.F) {
	for _, table := range [][]row{korean, vietnamese, latin, eastAsian, legal} {
		for _, r := range table {
			f.Add(r.claimed, r.known, false)
		}
	}
	for _, rows := range readSets(f, false) {
		for _, r := range rows {
			f.Add(r.a, r.b, r.kind == person.Legal)
		}
	}
	f.Add("\u1100\u1161", "가", true)
	f.Add("ﷺ", "صلى الله عليه وسلم", true)
	f.Add("a\u0300\u0301\u0302", "\xff\xfe", false)
	f.Fuzz(func(t *testing.T, a, b string, isLegal bool) {
		name := person.NaturalName
		if isLegal {
			name = person.LegalName
		}
		x, y := name(a), name(b)
		for _, s := range []person.Settings{person.Strict(), person.Screening(), {}} {
			there, back := person.Compare(x, y, s), person.Compare(y, x, s)
			if there.Verdict != back.Verdict || there.Score != back.Score || there.Reason != back.Reason {
				t.Fatalf("%q, %q: %v %v %v, the other way round %v %v %v", a, b, there.Verdict, there.Reason, there.Score, back.Verdict, back.Reason, back.Score)
			}
			if !(there.Score >= 0 && there.Score <= 1) {
				t.Fatalf("%q, %q: score %v", a, b, there.Score)
			}
			if more := person.Compare(name(a+" Zebulonius"), y, s); !s.Loose && more.Verdict == person.Match && !strings.Contains(strings.ToLower(b), "zebulonius") {
				t.Fatalf("%q with a word more, %q: match (%v)", a, b, more.Reason)
			}
			_ = person.Contradicts(x, y, s)
			self := person.Compare(x, x, s)
			if self.Verdict != person.Match && self.Reason != person.Empty && self.Reason != person.TooLong {
				t.Fatalf("%q is not itself: %v (%v)", a, self.Verdict, self.Reason)
			}
			if self.Reason == person.Empty && strings.ContainsFunc(a, visibleLetter) {
				t.Fatalf("%q has a letter", a)
			}
			if self.Reason == person.TooLong && utf8.RuneCountInString(a) <= person.MaxTokens/8 {
				t.Fatalf("%q is not long", a)
			}
		}
	})
}

// visibleLetter: a letter that is drawn as something (the Hangul fillers are letters that are not).
func visibleLetter(r rune) bool { return unicode.IsLetter(r) && r < 0x1100 }

func BenchmarkCompare(b *testing.B) {
	for _, r := range []struct {
		name           string
		claimed, known person.Name
	}{
		{"Latin", person.NaturalName("Hans J. Friedrich"), person.NaturalName("Hans Joachim Friedrich")},
		{"Vietnamese", person.NaturalName("NGUYEN THI HONG"), person.NaturalName("Nguyễn Thị Hồng")},
		{"Hangul", person.NaturalName("김 민준"), person.NaturalName("김민준")},
		{"HangulLatin", person.NaturalName("Kim Min-jun"), person.NaturalName("김민준")},
		{"HanLatin", person.NaturalName("Mao Tse-tung"), person.NaturalName("毛泽东")},
		{"Cyrillic", person.NaturalName("Arkadii Romanovich Rotenberg"), person.NaturalName("Ротенберг Аркадий")},
		{"Legal", person.LegalName("TACTICAL MISSILES CORPORATION JOINT STOCK COMPANY"), person.LegalName("Tactical Missiles Corporation JSC")},
		{"TwoForms", person.NaturalName("Kim Minjun", "김민준"), person.NaturalName("김민준", "KIM MINJUN")},
		{"Longest", person.NaturalName(strings.Repeat("abcdefghijklmnopqrst ", 24)), person.NaturalName(strings.Repeat("abcdefghijklmnopqrsu ", 24))},
		{"LongestKorean", person.NaturalName("Kim seoseoseoseoseoseoseoseo susususususususususususu sososososososososososososo"), person.NaturalName("Kim seungseungseungseung seonseonseonseonseonson suhsuhsuhsuhsuhsuhsuhsuh")},
		{"LongestCyrillic", person.NaturalName(strings.Repeat("иеяюйьщишжчцхёїєыъ ", 24)), person.NaturalName(strings.Repeat("iyeieiiaiyujiyishch ", 24))},
		{"LongestKana", person.NaturalName(strings.Repeat("さとうしょうたろう ", 24)), person.NaturalName(strings.Repeat("satoushoutarousa ", 24))},
		{"LongestHangul", person.NaturalName("이" + strings.Repeat("수", 31)), person.NaturalName(strings.Repeat("suh", 80))},
	} {
		b.Run(r.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				person.Compare(r.claimed, r.known, person.Strict())
			}
		})
	}
}
