package submission

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/bonafide-id/bonafide/document"
)

// What the fields of a layout come to, by type. The people are invented.
func TestFromLayout(t *testing.T) {
	page := func(typ document.Type, fields map[document.Field]string) *document.Page {
		p := &document.Page{Type: typ, Fields: map[document.Field]document.Reading{}}
		for f, value := range fields {
			p.Fields[f] = document.Reading{Value: value, Confidence: 0.99, Least: 0.98}
		}
		return p
	}
	unsure := page(document.Passport, map[document.Field]string{document.Surname: "ERIKSSON"})
	unsure.Fields[document.DateOfIssue] = document.Reading{Value: "12/03/2019", Confidence: 0.2, Least: 0.1}
	for _, row := range []struct {
		name string
		page *document.Page
		want Fields
	}{
		{"no page", nil, Fields{}},
		{"no type", page("", map[document.Field]string{document.Number: "1"}), Fields{}},
		{"a passport of another country", page(document.Passport, map[document.Field]string{document.Surname: "ERIKSSON", document.GivenNames: "ANNA MARIA", document.Number: "L898902C3",
			document.DateOfBirth: "12/08/1974", document.DateOfIssue: "16/04/2022", document.DateOfExpiry: "15/04/2032", document.Sex: "F", document.Nationality: "UTOPIA"}),
			Fields{Name: "ANNA MARIA ERIKSSON", FirstName: "ANNA MARIA", LastName: "ERIKSSON", DocumentNumber: "L898902C3", DateOfBirth: "1974-08-12", DateOfIssue: "2022-04-16",
				DateOfExpiry: "2032-04-15", Gender: "female"}},
		{"what was not read surely", unsure, Fields{Name: "ERIKSSON", LastName: "ERIKSSON"}},
		{"a visa prints the name in one", page(document.Visa, map[document.Field]string{document.Name: "ERIKSSON, ANNA"}), Fields{Name: "ERIKSSON, ANNA"}},
		{"a Korean passport", page(document.KRPassport, map[document.Field]string{document.Name: "홍길동", document.Surname: "HONG", document.GivenNames: "GILDONG",
			document.Number: "M123A4567", document.DateOfIssue: "07/03/2022"}),
			Fields{Name: "GILDONG HONG", LocalName: "홍길동", FirstName: "GILDONG", LastName: "HONG", DocumentNumber: "M123A4567", DateOfIssue: "2022-03-07"}},
		{"an alien card's front", page(document.KRAlien, map[document.Field]string{document.Name: "ERIKSSON ANNA", document.Number: "000101-6980000", document.DateOfIssue: "07/03/2022"}),
			Fields{Name: "ERIKSSON ANNA", IdentityNumber: "000101-6980000", DateOfBirth: "1900-01-01", Gender: "female", DateOfIssue: "2022-03-07"}},
		{"and its back", page(document.KRAlien, map[document.Field]string{document.SerialNumber: "9-900-000-0000", document.DateOfExpiry: "06/03/2025"}),
			Fields{SerialNumber: "9-900-000-0000", DateOfExpiry: "2025-03-06"}},
		{"a resident card", page(document.KRResident, map[document.Field]string{document.Name: "홍길동", document.Number: "120305-9000071", document.DateOfIssue: "07/03/2019"}),
			Fields{Name: "홍길동", LocalName: "홍길동", IdentityNumber: "120305-9000071", DateOfBirth: "1812-03-05", Gender: "male", DateOfIssue: "2019-03-07"}},
	} {
		if diff := cmp.Diff(row.want, fromLayout(row.page)); diff != "" {
			t.Errorf("%s: -want +got\n%s", row.name, diff)
		}
	}
}
