package requirements

import (
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/bonafide-id/bonafide/api"
	"github.com/bonafide-id/bonafide/fault"
	"github.com/bonafide-id/bonafide/travelrule/directory"
	"github.com/bonafide-id/bonafide/travelrule/ivms101"
	"github.com/bonafide-id/bonafide/travelrule/requirements"
)

func TestEveryFaultHasAnAnswer(t *testing.T) {
	for _, code := range fault.All() {
		p, answered := catalogue[code]
		if answered == internalCode(code) && code != fault.MemberNotFound && code != fault.DirectoryEmpty {
			t.Errorf("%s must be answered or be internal (answered: %v)", code, answered)
		}
		if answered && (p.status < 400 || p.status > 599 || p.text == "") {
			t.Errorf("%s becomes %+v", code, p)
		}
	}
	known := fault.All()
	for code := range catalogue {
		found := false
		for _, each := range known {
			found = found || each == code
		}
		if !found {
			t.Errorf("the catalogue names %s, which is no code", code)
		}
	}
}

func members(vaspID string) (directory.Member, error) {
	switch vaspID {
	case "1":
		return directory.Member{VaspID: "1", CountryCode: "KR"}, nil
	case "2":
		return directory.Member{VaspID: "2", CountryCode: "VN"}, nil
	case "3":
		return directory.Member{VaspID: "3", CountryCode: "XX"}, nil
	case "9":
		return directory.Member{}, fault.New(fault.DirectoryEmpty, "directory")
	}
	return directory.Member{}, fault.New(fault.MemberNotFound, "vaspId")
}

func surface(token, self string) *Surface {
	return New(Options{Log: slog.New(slog.DiscardHandler), Clock: func() time.Time { return time.Date(2026, 11, 27, 0, 0, 0, 0, time.UTC) }, Token: token, VaspID: self, Member: members,
		Counterparties: map[string]requirements.Extra{"2": {Originator: []ivms101.Field{ivms101.FieldNaturalPersonNationality}}}, OpenAPI: api.Requirements})
}

func ask(t *testing.T, s *Surface, method, target, body, token string) (int, map[string]any) {
	t.Helper()
	mux := http.NewServeMux()
	s.Register(mux)
	request := httptest.NewRequest(method, target, strings.NewReader(body))
	request.Header.Set("Authorization", "Bearer "+token)
	recorder := httptest.NewRecorder()
	mux.ServeHTTP(recorder, request)
	text, _ := io.ReadAll(recorder.Body)
	var answer map[string]any
	if err := json.Unmarshal(text, &answer); err != nil {
		t.Fatalf("%s %s: %s", method, target, text)
	}
	return recorder.Code, answer
}

func TestGet(t *testing.T) {
	status, answer := ask(t, surface("", "1"), "GET", "/bonafide/v1/requirements?beneficiaryVaspId=2&symbol=XRP&network=xrp&tradePrice=1500000&tradeCurrency=KRW&value=USD:1100", "", "")
	if status != 200 || answer["memo"] != "required" || answer["mustExceedThreshold"] != true {
		t.Fatalf("%d %v", status, answer)
	}
	asset := answer["asset"].(map[string]any)
	if asset["chain"] != "xrpl:0" || asset["id"] != "xrpl:0/slip44:144" {
		t.Errorf("asset %v", asset)
	}
	first, second := answer["jurisdictions"].([]any)[0].(map[string]any), answer["jurisdictions"].([]any)[1].(map[string]any)
	if first["rule"] != "KR" || first["reached"] != "yes" || second["rule"] != "VN" || second["country"] != "VN" || second["reached"] != "yes" {
		t.Errorf("jurisdictions %v %v", first, second)
	}
	if info := answer["requiredBeneficiaryInfo"].(map[string]any); info["legal"] != "ACCOUNT_NUMBER,LEGAL_PERSON_NAME,CORPORATE_REPRESENTATIVE_NAME" {
		t.Errorf("codes %v", info)
	}
	text, _ := json.Marshal(answer["originator"])
	if !strings.Contains(string(text), `{"anyOf":[["NATURAL_PERSON_NATIONALITY"]],"sources":["counterparty"]}`) {
		t.Errorf("what the counterparty asks besides is not there: %s", text)
	}
	schema := answer["schema"].(map[string]any)
	if schema["$schema"] != "https://json-schema.org/draft/2020-12/schema" || schema["title"] != "POST /v1/verifications" {
		t.Errorf("schema %v", schema["$schema"])
	}
	status, answer = ask(t, surface("", "1"), "GET", "/bonafide/v1/requirements?symbol=BTC&step=account&beneficiaryCountry=kr&tradePrice=1&tradeCurrency=KRW", "", "")
	if status != 200 || answer["step"] != "account" || answer["memo"] != "none" || len(answer["beneficiary"].(map[string]any)["natural"].([]any)) != 0 {
		t.Errorf("%d %v", status, answer)
	}
}

func TestRefusals(t *testing.T) {
	for _, row := range []struct {
		self, target string
		status       int
		code, place  string
	}{
		{"1", "?", 422, "input.missing", "symbol"},
		{"1", "?symbol=" + strings.Repeat("x", 17), 422, "input.invalid", "symbol"},
		{"1", "?symbol=BTC&network=Atlantis", 422, "network.unknown", "network"},
		{"1", "?symbol=BTC&tradePricee=1", 422, "input.invalid", "tradePricee"},
		{"1", "?symbol=BTC&symbol=ETH", 422, "input.invalid", "symbol"},
		{"1", "?symbol=BTC&value=1", 422, "input.invalid", "value"},
		{"1", "?symbol=BTC" + strings.Repeat("&value=USD:1", 17), 422, "input.invalid", "value"},
		{"1", "?symbol=BTC&amount=" + strings.Repeat("1", 513), 413, "input.too_large", "amount"},
		{"1", "?symbol=BTC&amount=1e3", 422, "input.invalid", "amount"},
		{"1", "?symbol=BTC&step=x", 422, "input.invalid", "step"},
		{"1", "?symbol=BTC&originatorCountry=XYZ", 422, "input.invalid", "originatorCountry"},
		{"1", "?symbol=BTC&beneficiaryVaspId=7", 404, "directory.member_not_found", "vaspId"},
		{"1", "/nothing", 404, "not_found", "path"},
		{"9", "?symbol=BTC", 503, "directory.empty", "directory"},
	} {
		status, answer := ask(t, surface("", row.self), "GET", "/bonafide/v1/requirements"+row.target, "", "")
		place, _ := answer["place"].(string)
		if status != row.status || answer["code"] != row.code || place != row.place {
			t.Errorf("%s: %d %v", row.target, status, answer)
		}
	}
	if status, answer := ask(t, surface("s3cret", "1"), "GET", "/bonafide/v1/requirements?symbol=BTC", "", "wrong"); status != 401 || answer["code"] != "unauthenticated" {
		t.Errorf("a wrong token: %d %v", status, answer)
	}
	if status, _ := ask(t, surface("s3cret", "1"), "GET", "/bonafide/v1/requirements?symbol=BTC", "", "s3cret"); status != 200 {
		t.Errorf("the right token: %d", status)
	}
	if status, answer := ask(t, surface("", "5"), "GET", "/bonafide/v1/requirements?symbol=BTC&beneficiaryVaspId=3", "", ""); status != 200 || answer["jurisdictions"].([]any)[0].(map[string]any)["own"] != false {
		t.Errorf("a node that is not listed, towards a country of nobody: %d %v", status, answer)
	}
	if status, answer := ask(t, surface("", "1"), "POST", "/bonafide/v1/requirements/check", "[]", ""); status != 400 || answer["code"] != "input.malformed" {
		t.Errorf("a body that is none: %d %v", status, answer)
	}
	if status, answer := ask(t, surface("", "1"), "POST", "/bonafide/v1/requirements/check", `{"a":"`+strings.Repeat("x", maxBody)+`"}`, ""); status != 413 || answer["code"] != "input.too_large" {
		t.Errorf("a body over the limit: %d %v", status, answer)
	}
}

// good is the contract's example with what Viet Nam and the counterparty ask for.
const good = `{"keyType":"PerVerification","beneficiaryVaspId":"2","assetInfo":{"symbol":"XRP","network":"XRP","amount":"1875.5","tradePrice":"5120115","tradeCurrency":"KRW",
"tradeISODatetime":"2025-03-14T08:16:02.000Z","isExceedingThreshold":true},"requiredBeneficiaryInfo":"ACCOUNT_NUMBER,NATURAL_PERSON_NAME","payload":{"version":"1.0","ivms101":{
"originator":{"originatorPersons":[{"naturalPerson":{"name":{"nameIdentifier":[{"primaryIdentifier":"Lindqvist","nameIdentifierType":"LEGL"}]},"nationality":"SE",
"dateAndPlaceOfBirth":{"dateOfBirth":"1990-11-23","placeOfBirth":"Uppsala"}}}],"accountNumber":["a-1"]},
"beneficiary":{"beneficiaryPersons":[{"naturalPerson":{"name":{"nameIdentifier":[{"primaryIdentifier":"Okafor","nameIdentifierType":"LEGL"}]}}}],"accountNumber":["rHb9CJAWyB4rj91VRWn96DkukG4bwdtyTh:90271"]}}}}`

func TestCheckAndEnforce(t *testing.T) {
	s := surface("", "1")
	status, answer := ask(t, s, "POST", "/bonafide/v1/requirements/check", good, "")
	if status != 200 || answer["accepted"] != true || len(answer["faults"].([]any)) != 0 || s.Enforce([]byte(good)) != nil {
		t.Fatalf("%d %v, enforce %v", status, answer, s.Enforce([]byte(good)))
	}
	bad := strings.Replace(good, `,"nationality":"SE"`, "", 1)
	status, answer = ask(t, s, "POST", "/bonafide/v1/requirements/check", bad, "")
	if status != 200 || answer["accepted"] != false || answer["lacking"] != "NATURAL_PERSON_NATIONALITY" ||
		answer["faults"].([]any)[0].(map[string]any)["pointer"] != "/payload/ivms101/originator/originatorPersons/0/naturalPerson/nationality" {
		t.Errorf("%d %v", status, answer)
	}
	if text, _ := json.Marshal(answer); strings.Contains(string(text), "Lindqvist") || strings.Contains(string(text), "rHb9CJAW") {
		t.Errorf("the answer holds personal data: %s", text)
	}
	for _, row := range []struct {
		name, old, new string
		code           fault.Code
		place          string
	}{
		{"no nationality", `,"nationality":"SE"`, "", fault.Missing, "payload.ivms101.originator.originatorPersons[0].naturalPerson.nationality"},
		{"no tag", ":90271", "", fault.Missing, "payload.ivms101.beneficiary.accountNumber[0]"},
		{"a wrong address", "rHb9", "rHb8", fault.Invalid, "payload.ivms101.beneficiary.accountNumber[0]"},
		{"the flag", `"isExceedingThreshold":true`, `"isExceedingThreshold":false`, fault.Invalid, "assetInfo.isExceedingThreshold"},
		{"an unknown network", `"network":"XRP"`, `"network":"Atlantis"`, fault.Invalid, "assetInfo.network"},
		{"a VASP nobody knows is the use case's", `"beneficiaryVaspId":"2"`, `"beneficiaryVaspId":"7"`, "", ""},
		{"no JSON", good, "[]", fault.Malformed, "body"},
	} {
		err := s.Enforce([]byte(strings.Replace(good, row.old, row.new, 1)))
		if fault.CodeOf(err) != row.code || fault.PlaceOf(err) != row.place {
			t.Errorf("%s: %v", row.name, err)
		}
	}
}

// The document names what is there.
func TestOpenAPI(t *testing.T) {
	var doc struct {
		Paths map[string]map[string]any `json:"paths"`
	}
	if err := json.Unmarshal(api.Requirements, &doc); err != nil || len(doc.Paths) != 3 {
		t.Fatalf("%d paths, %v", len(doc.Paths), err)
	}
	for path, methods := range doc.Paths {
		for method := range methods {
			if status, answer := ask(t, surface("", "1"), strings.ToUpper(method), path, "{}", ""); status == 404 || status == 405 || status >= 500 {
				t.Errorf("%s %s: %d %v", method, path, status, answer)
			}
		}
	}
}
