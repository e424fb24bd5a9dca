package enclave

import (
	"strings"
	"time"

	"github.com/bonafide-id/bonafide/fault"
	"github.com/bonafide-id/bonafide/internal/app"
	"github.com/bonafide-id/bonafide/pii"
	"github.com/bonafide-id/bonafide/travelrule"
	"github.com/bonafide-id/bonafide/travelrule/directory"
	"github.com/bonafide-id/bonafide/travelrule/ivms101"
)

// readAccount reads the body of POST /v1/verifications/account (contract 2.3): members in the order of the field table, all
// missing ones before wrong values.
func readAccount(body []byte, now time.Time) (app.AccountQuestion, error) {
	root, state, err := readObject(body)
	if err != nil {
		return app.AccountQuestion{}, err
	}
	var q app.AccountQuestion
	q.KeyType = keyType(root)
	q.BeneficiaryVASP = vaspID(root)
	q.Symbol = root.text("symbol", travelrule.MaxSymbol)
	q.Network = root.optionalText("network", travelrule.MaxNetwork)
	if payload := root.child("payload"); payload.ok() {
		q.Version = version(payload)
		if document := payload.child("ivms101"); document.ok() {
			if beneficiary := document.child("beneficiary"); beneficiary.ok() {
				// One call per account (contract 6.28).
				if accounts := beneficiary.texts("accountNumber", 1, travelrule.MaxAccount); len(accounts) == 1 {
					q.Account = pii.New(accounts[0])
				}
				beneficiary.list("beneficiaryPersons", false)
				// Only the part the question is about goes on its way.
				q.IVMS101 = pii.New(wrap("beneficiary", payloadMember(document, "beneficiary")))
			}
			checkDocument(document, ivms101.EnclaveReading().AccountStep(), now)
		}
	}
	return q, state.err()
}

// readUser reads the body of POST /v1/verifications (contract 2.4).
func readUser(body []byte, now time.Time) (app.UserQuestion, error) {
	root, state, err := readObject(body)
	if err != nil {
		return app.UserQuestion{}, err
	}
	var q app.UserQuestion
	q.KeyType = keyType(root)
	q.BeneficiaryVASP = vaspID(root)
	q.RequiredInfo = requiredInfo(root)
	if asset := root.child("assetInfo"); asset.ok() {
		q.Asset = assetInfo(asset)
	}
	if payload := root.child("payload"); payload.ok() {
		q.Version = version(payload)
		if document := payload.child("ivms101"); document.ok() {
			q.Originator, q.OriginatorAccount = party(document, "originator", "originatorPersons")
			q.Beneficiary, q.BeneficiaryAccount = party(document, "beneficiary", "beneficiaryPersons")
			checkDocument(document, ivms101.EnclaveReading(), now)
		}
	}
	return q, state.err()
}

func keyType(root object) travelrule.KeyType {
	text := root.text("keyType", 64)
	if text == "" {
		return ""
	}
	typ, err := travelrule.ParseKeyType(text)
	if err != nil {
		root.state.wrong("keyType")
	}
	return typ
}

func vaspID(root object) string {
	id := root.text("beneficiaryVaspId", 64)
	if id != "" && !directory.ValidVaspID(id) {
		root.state.wrong("beneficiaryVaspId")
	}
	return id
}

func version(payload object) string {
	text := payload.text("version", 16)
	if text != "" && text != app.MessageVersion {
		payload.state.wrong(payload.at("version"))
	}
	return text
}

func requiredInfo(root object) string {
	text := root.text("requiredBeneficiaryInfo", 2048)
	if text == "" {
		return ""
	}
	fields, err := ivms101.ParseFields(text)
	if err != nil {
		root.state.wrong("requiredBeneficiaryInfo")
		return ""
	}
	return ivms101.JoinFields(fields)
}

// assetInfo reads table 4.4. The currency is a text without a rule: the seed's own example says "123".
func assetInfo(o object) travelrule.AssetInfo {
	info := travelrule.AssetInfo{
		Symbol: o.text("symbol", travelrule.MaxSymbol), Network: o.optionalText("network", travelrule.MaxNetwork),
		Amount: decimal(o, "amount"), ExceedsThreshold: o.flag("isExceedingThreshold"),
		TradeCurrency: o.text("tradeCurrency", travelrule.MaxAmount), TradePrice: decimal(o, "tradePrice"),
	}
	name := "tradeISODatetime"
	if o.raw(name) == nil && o.raw("tradeISODateTime") != nil { // the other spelling of the documents (contract 6.7)
		name = "tradeISODateTime"
	}
	if text := o.text(name, 64); text != "" {
		at, ok := travelrule.ParseInstant(text)
		if !ok {
			o.state.wrong(o.at(name))
		}
		info.TradeTime = at
	}
	return info
}

func decimal(o object, name string) string {
	text := o.text(name, travelrule.MaxAmount)
	if text != "" && !travelrule.IsDecimal(text) {
		o.state.wrong(o.at(name))
	}
	return text
}

// party reads originator or beneficiary of a user verification, both with persons and account.
func party(document object, name, persons string) (text pii.Bytes, account pii.String) {
	o := document.child(name)
	if !o.ok() {
		return text, account
	}
	o.list(persons, true)
	if accounts := o.texts("accountNumber", 100, travelrule.MaxAccount); len(accounts) > 0 {
		account = pii.New(accounts[0])
	}
	return pii.New([]byte(payloadMember(document, name))), account
}

// checkDocument holds the whole ivms101 member against a profile and reports the first fault at its place.
func checkDocument(document object, profile ivms101.Profile, now time.Time) {
	if document.state.err() != nil {
		return
	}
	identity, err := ivms101.Parse(compact(document.whole))
	if err != nil {
		document.state.wrong(document.path + pointerPath(fault.PlaceOf(err)))
		return
	}
	for _, v := range identity.Validate(profile, now) {
		if v.Severity != ivms101.Error && !incorporation(v) {
			continue
		}
		path := document.path + pointerPath(v.Pointer)
		switch v.Rule {
		case ivms101.RuleRequired, ivms101.RuleName, ivms101.RuleBeneficiaryPersons, ivms101.RuleOriginatorPersons, ivms101.RuleAccountNumber:
			document.state.miss(path)
		default:
			document.state.wrong(path)
		}
	}
}

// incorporation says whether a violation is a date of incorporation that is none: the one value of an identity that is refused where others are read
// leniently (contract 2.4, since release 1.5.4).
func incorporation(v ivms101.Violation) bool {
	return v.Rule == ivms101.RuleDate && strings.HasSuffix(v.Pointer, "/dateOfIncorporation")
}

// pointerPath writes a JSON pointer as the paths of this surface: /0/naturalPerson becomes [0].naturalPerson.
func pointerPath(pointer string) string {
	var b strings.Builder
	for _, step := range strings.Split(strings.TrimPrefix(pointer, "/"), "/") {
		switch {
		case step == "":
		case strings.Trim(step, "0123456789") == "":
			b.WriteString("[" + step + "]")
		default:
			b.WriteString("." + step)
		}
	}
	return b.String()
}

// payloadMember is a member as it was sent, compacted: what is stored and shown again is this text.
func payloadMember(o object, name string) []byte { return compact(o.raw(name)) }

func wrap(name string, value []byte) []byte {
	out := append([]byte(`{"`+name+`":`), value...)
	return append(out, '}')
}
