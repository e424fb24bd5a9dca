package person_test

import (
	"testing"

	"github.com/bonafide-id/bonafide/person"
)

func fields(primary, secondary string) person.Name {
	return person.Name{Kind: person.Natural, Forms: []person.Form{{Primary: primary, Secondary: secondary}}}
}

func TestNaturalStrict(t *testing.T) {
	rows := []struct {
		what                                       string
		primaryA, secondaryA, primaryB, secondaryB string
		want                                       person.Verdict
	}{
		{"Hangul, equal", "김", "민준", "김", "민준", match},
		{"Hangul, in one word", "김민준", "", "김", "민준", match},
		{"Hangul, fields swapped", "민준", "김", "김", "민준", match},
		{"Hangul, other given name", "김", "민준", "김", "민중", no},
		{"Hangul, other family name", "이", "민준", "김", "민준", no},
		{"Hangul and Latin", "김", "민준", "Kim", "Min-jun", match},
		{"Hangul and Latin, given first", "김", "민준", "Minjun", "Kim", match},
		{"Hangul and Latin, Revised Romanisation", "김", "민준", "Gim", "Minjun", match},
		{"Yoon, Yun, Youn", "윤", "서연", "Youn", "Seo Yeon", match},
		{"Seoyeon as Suh-yun", "윤", "서연", "Yoon", "Seoyeon", match},
		{"Lee is 이", "이", "지은", "Lee", "Ji-eun", match},
		{"Rhee is 이", "이", "지은", "Rhee", "Jieun", match},
		{"Park is 박", "박", "지호", "Park", "Ji Ho", match},
		{"Pak is 박", "박", "지호", "Pak", "Jiho", match},
		{"Choe is 최", "최", "도윤", "Choe", "Do-yun", match},
		{"compound family name", "남궁", "현", "Namgung", "Hyun", match},
		{"compound family name apart", "남궁", "현", "Nam Gung", "Hyun", match},
		{"another person", "김", "민준", "Kim", "Seo-yeon", no},
		{"Kim alone", "Kim", "", "Kim", "Min-jun", no},
		{"Latin, two spellings", "Kim", "Min-jun", "Gim", "Minjun", match},
		{"Latin, joon and jun", "Kim", "Minjoon", "Kim", "Min Jun", match},
		{"Latin, other family name", "Kim", "Min-jun", "Lee", "Min-jun", no},
		{"Vietnamese, equal", "Nguyễn", "Thị Hồng", "Nguyễn", "Thị Hồng", match},
		{"Vietnamese, without marks", "NGUYEN", "THI HONG", "Nguyễn", "Thị Hồng", match},
		{"Vietnamese, decomposed", "Nguye\u0302\u0303n", "Thi\u0323 Ho\u0302\u0300ng", "Nguyễn", "Thị Hồng", match},
		{"Vietnamese, given first", "Hồng Nguyễn", "Thị", "Nguyễn", "Thị Hồng", match},
		{"Vietnamese, given, middle, family", "Thi Hong", "Nguyen", "Nguyễn", "Thị Hồng", match},
		{"Vietnamese, Thị left out", "Nguyen", "Hong", "Nguyễn", "Thị Hồng", match},
		{"Vietnamese, other mark", "Nguyễn", "Thị Hổng", "Nguyễn", "Thị Hồng", close},
		{"Vietnamese, other given name", "Nguyễn", "Thị Hùng", "Nguyễn", "Thị Hồng", no},
		{"Vietnamese, other family name", "Trần", "Thị Hồng", "Nguyễn", "Thị Hồng", no},
		{"Vietnamese, family name alone", "Nguyễn", "", "Nguyễn", "Thị Hồng", no},
		{"Vietnamese, đ", "Tran", "Van Duc", "Trần", "Văn Đức", match},
		{"Vietnamese, words in another order", "Phạm", "Quang Minh", "Phạm", "Minh Quang", close},
		{"Vietnamese, another middle name", "Lê", "Minh Anh", "Lê", "Ngọc Anh", no},
		{"Latin, case and order", "ROBBINS", "Taylor", "Taylor", "Robbins", match},
		{"Latin, hyphen", "Smith-Jones", "Anna", "Smith Jones", "Anna", match},
		{"Latin, ß", "Strauß", "Jörg", "Strauss", "Joerg", match},
		{"Latin, ø", "Sørensen", "Lars", "Soerensen", "Lars", match},
		{"Latin, dotless i", "Yıldız", "Can", "Yildiz", "Can", match},
		{"Latin, particle", "de la Cruz", "Maria", "Cruz", "Maria", match},
		{"Latin, title", "Okafor", "Dr. Ngozi", "Okafor", "Ngozi", match},
		{"Latin, initial", "Okafor", "N.", "Okafor", "Ngozi", close},
		{"Latin, slip", "Lindqvist", "Maja", "Lindqvisk", "Maja", close},
		{"Latin, other given name", "Lindqvist", "Maja", "Lindqvist", "Anna", no},
		{"Latin, middle name left out", "Robbins", "Taylor", "Robbins", "Taylor James", close},
		{"Cyrillic", "Иванов", "Сергей", "Ivanov", "Sergei", match},
		{"Cyrillic, another scheme", "Щукин", "Юрий", "Shchukin", "Yuri", match},
		{"Mohammed", "Ali", "Mohammed", "Ali", "Muhammad", match},
		{"full width", "Ｋｉｍ", "Ｍｉｎｊｕｎ", "Kim", "Min-jun", match},
		{"invisible characters", "K\u200bim", "Min-\u2060jun", "Kim", "Min-jun", match},
		{"Han", "歐陽", "明", "歐陽", "明", match},
		{"Han, another", "歐陽", "明", "歐陽", "華", no},
		{"empty", "", "", "Kim", "Min-jun", no},
		{"blank", " ", "\u200b", "Kim", "Min-jun", no},
	}
	for _, row := range rows {
		a, b := fields(row.primaryA, row.secondaryA), fields(row.primaryB, row.secondaryB)
		got := person.Compare(a, b, person.Strict())
		if got.Verdict != row.want {
			t.Errorf("%s: %s (%s, %.2f), want %s", row.what, got.Verdict, got.Reason, got.Score, row.want)
		}
		if back := person.Compare(b, a, person.Strict()); back.Verdict != got.Verdict {
			t.Errorf("%s: %s one way and %s the other", row.what, got.Verdict, back.Verdict)
		}
	}
}

func TestLegalStrict(t *testing.T) {
	rows := []struct {
		a, b string
		want person.Verdict
	}{
		{"A Company", "A Company", match},
		{"Sen Vang Company Limited", "Sen Vang Co., Ltd.", match},
		{"Công ty TNHH Sen Vàng", "Sen Vang Company Limited", match},
		{"CÔNG TY CỔ PHẦN SEN VÀNG", "Sen Vang JSC", match},
		{"주식회사 미래과수원", "㈜미래과수원", match},
		{"주식회사미래과수원", "미래과수원 (주)", match},
		{"Mirae Orchards Incorporated", "Mirae Orchards, Inc.", match},
		{"Mirae Orchards", "Mirae Orchards Ltd", match},
		{"Nordlicht GmbH", "Nordlicht AG", close},
		{"Nordlicht GmbH", "Südlicht GmbH", no},
		{"Mirae Orchards Ltd", "Mirae Vineyards Ltd", no},
		{"Smith & Sons Ltd", "Smith and Sons Limited", match},
		{"", "A Company", no},
	}
	for _, row := range rows {
		if got := person.Compare(person.LegalName(row.a), person.LegalName(row.b), person.Strict()); got.Verdict != row.want {
			t.Errorf("%q, %q: %s (%s, %.2f), want %s", row.a, row.b, got.Verdict, got.Reason, got.Score, row.want)
		}
	}
	if got := person.Compare(person.LegalName("Kim Min-jun"), fields("Kim", "Min-jun"), person.Strict()); got.Verdict != no || got.Reason != person.KindsDiffer {
		t.Errorf("a company is not a person: %s", got.Reason)
	}
}

func TestTheSharedScriptDecides(t *testing.T) {
	known := person.Name{Kind: person.Natural, Forms: []person.Form{{Primary: "Kim", Secondary: "Min-jun"}, {Primary: "김", Secondary: "민준"}}}
	claimed := person.Name{Kind: person.Natural, Forms: []person.Form{{Primary: "Kim", Secondary: "Min-jun"}, {Primary: "김", Secondary: "민중"}}}
	if got := person.Compare(claimed, known, person.Strict()); got.Verdict != no {
		t.Errorf("the Hangul says another name: %s", got.Verdict)
	}
}
