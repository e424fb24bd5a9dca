package ekyc

import (
	"fmt"
	"strings"
	"time"

	"github.com/bonafide-id/bonafide/check"
	"github.com/bonafide-id/bonafide/document"
	"github.com/bonafide-id/bonafide/document/icao"
	"github.com/bonafide-id/bonafide/document/vn"
	"github.com/bonafide-id/bonafide/fault"
	"github.com/bonafide-id/bonafide/internal/app/ekyc"
)

// nothing stands where there is no value, and no score.
const nothing = "N/A"

// field is a field object (contract 2.3): all members are texts.
type field struct {
	Key    string `json:"key"`
	Name   string `json:"name"`
	Value  string `json:"value"`
	Score  string `json:"score"`
	Locale string `json:"locale"`
}

// column is a key of an answer and the field it shows.
type column struct {
	key, name string
	field     document.Field
}

var (
	columnNumber      = column{"ID", "Số/ No", document.Number}
	columnName        = column{"Name", "Họ và tên", document.Name}
	columnBirth       = column{"Date of birth", "Ngày sinh", document.DateOfBirth}
	columnSex         = column{"Sex", "Giới tính", document.Sex}
	columnNationality = column{"Nationality", "Quốc tịch", document.Nationality}
	columnHome        = column{"Home", "Quê quán", document.PlaceOfOrigin}
	columnAddress     = column{"Address", "Địa chỉ", document.PlaceOfResidence}
	columnExpiry      = column{"Expired Date", "Ngày hết hạn", document.DateOfExpiry}
	columnFeatures    = column{"Features", "Đặc điểm nhận dạng", document.Features}
	columnIssue       = column{"Issue Date", "Ngày cấp", document.DateOfIssue}
	columnIssuer      = column{"Issue Location", "Nơi cấp", document.Issuer}
	columnEthnicity   = column{"Ethnicity", "Dân tộc", document.Ethnicity}
	columnReligion    = column{"Religion", "Tôn giáo", document.Religion}
	columnBirthPlace  = column{"Place of birth", "Nơi sinh", document.PlaceOfBirth}
)

// columns are the keys of contract 2.3 by document and side, in its order. Keys whose value is no printed field (QRcode, Type, MRZ, the parts of an
// address) are added behind them.
var columns = map[document.Type]map[document.Side][]column{
	document.CMND9: {document.Front: {columnNumber, columnName, columnBirth, columnHome, columnAddress},
		document.Back: {columnEthnicity, columnReligion, columnFeatures, columnIssue, columnIssuer}},
	document.CMND12: {document.Front: {columnNumber, columnName, columnBirth, columnSex, {"Nationality", "Quốc tịch", document.Ethnicity}, columnHome, columnAddress,
		columnExpiry}, document.Back: {columnFeatures, columnIssue, columnIssuer}},
	document.CCCDBarcode: citizen, document.CCCDChip: citizen,
	document.CanCuoc2024: {document.Front: {columnNumber, columnName, columnBirth, columnSex, columnNationality},
		document.Back: {columnAddress, columnBirthPlace, columnIssue, columnExpiry, columnIssuer}},
	document.VNLicence: {document.Front: {{"ID", "Số/ No", document.Number}, columnName, columnBirth, columnNationality, columnAddress,
		{"Issue Location", "Nơi cấp", document.PlaceOfIssue}, columnIssue, columnExpiry, {"Class", "Hạng", document.Class}}},
	document.VNPassport: passport, document.Passport: passport,
}

var citizen = map[document.Side][]column{
	document.Front: {columnNumber, columnName, columnBirth, columnSex, columnNationality, columnHome, columnAddress, columnExpiry},
	document.Back:  {columnFeatures, columnIssue, columnIssuer},
}

var passport = map[document.Side][]column{
	document.Data: {{"Passport Number", "Số hộ chiếu", document.Number}, columnName, columnBirth, columnBirthPlace, columnSex, columnNationality,
		{"ID", "Số/ No", document.PersonalNumber}, columnIssue, columnExpiry, columnIssuer},
}

// percent is a confidence as the contract writes scores: a percentage with two decimals.
func percent(confidence float64) string { return fmt.Sprintf("%.2f", 100*confidence) }

func orNothing(value string) string {
	if value == "" {
		return nothing
	}
	return value
}

// score of a reading; one of nothing has none.
func score(r document.Reading) string {
	if r.Value == "" {
		return nothing
	}
	return percent(r.Confidence)
}

func plain(key, name, value string) field { return field{key, name, orNothing(value), nothing, "vn"} }

// fieldsOf are the field objects of the sides that are there, the front's first (decision A-04).
func fieldsOf(a ekyc.Answer) []field {
	out := []field{}
	for _, page := range []*document.Page{a.Front, a.Back} {
		if page != nil {
			out = append(out, fieldsOfPage(*page, a.Settings)...)
		}
	}
	return out
}

func fieldsOfPage(p document.Page, s ekyc.Settings) (out []field) {
	list := columns[p.Type][p.Side]
	for _, c := range list {
		r := readingOf(p, c.field)
		out = append(out, field{c.key, c.name, orNothing(r.Value), score(r), "vn"})
	}
	if hasQR(p.Type, p.Side) {
		out = append(out, plain("QRcode", "Mã QR", qrText(p)))
	}
	if p.Side == document.Front {
		out = append(out, plain("Type", "Loại", s.TypeNumbers[p.Type]))
	}
	if r, printed := p.Fields[document.PlaceOfResidence]; printed && r.Value != "" {
		a := addressOf(p)
		out = append(out, plain("Province", "Tỉnh/Thành Phố", a.Province), plain("District", "Quận/ Huyện", a.District), plain("Ward", "Phường/Xã", a.Ward),
			plain("Street", "Đường/Phố", a.Street))
	}
	if hasZone(p.Type, p.Side) {
		out = append(out, field{"MRZ", "MRZ", orNothing(zoneText(p)), zoneScore(p), "vn"})
	}
	return out
}

// readingOf is what was read in a field; of passports that print surname and given names apart, the whole name.
func readingOf(p document.Page, f document.Field) document.Reading {
	if r := p.Fields[f]; f != document.Name || r.Value != "" {
		return r
	}
	return icao.WholeName(p.Fields)
}

func hasQR(t document.Type, s document.Side) bool {
	return s == document.Front && (t == document.CCCDBarcode || t == document.CCCDChip) || s == document.Back && t == document.CanCuoc2024
}

func hasZone(t document.Type, s document.Side) bool {
	return s == document.Back && (t == document.CCCDChip || t == document.CanCuoc2024) || s == document.Data
}

func qrText(p document.Page) string {
	for _, code := range p.Codes {
		if code.Symbology == "QRCode" {
			return code.Text
		}
	}
	return ""
}

func zoneText(p document.Page) string {
	if p.Zone == nil {
		return ""
	}
	return strings.Join(p.Zone.Lines, "\n")
}

func zoneScore(p document.Page) string {
	if p.Zone == nil || len(p.Zone.Confidence) == 0 {
		return nothing
	}
	least := 1.0
	for _, c := range p.Zone.Confidence {
		least = min(least, c)
	}
	return percent(least)
}

// addressOf splits the address of a side; when the document was issued tells old addresses from those of two levels (contract 4.1).
func addressOf(p document.Page) vn.Address {
	issued, _ := vn.ParseDate(p.Fields[document.DateOfIssue].Value, 0)
	return vn.SplitAddress(p.Fields[document.PlaceOfResidence].Value, issued)
}

// item is one side in the result payload (contract 2.12 and 5): names and values, each with its _prob.
type item map[string]any

// itemField is a member of an item and the field it shows.
type itemField struct {
	name  string
	field document.Field
}

var itemFields = map[document.Type]map[document.Side][]itemField{
	document.CMND9: {document.Front: {{"id", document.Number}, {"name", document.Name}, {"dob", document.DateOfBirth}, {"home", document.PlaceOfOrigin},
		{"address", document.PlaceOfResidence}}, document.Back: oldBack},
	document.CMND12: {document.Front: {{"id", document.Number}, {"name", document.Name}, {"dob", document.DateOfBirth}, {"sex", document.Sex},
		{"nationality", document.Ethnicity}, {"home", document.PlaceOfOrigin}, {"address", document.PlaceOfResidence}, {"doe", document.DateOfExpiry}}, document.Back: oldBack},
	document.CCCDBarcode: {document.Front: citizenFront, document.Back: oldBack},
	document.CCCDChip: {document.Front: citizenFront, document.Back: {{"features", document.Features}, {"issue_date", document.DateOfIssue},
		{"issue_loc", document.Issuer}}},
	document.CanCuoc2024: {document.Front: {{"id", document.Number}, {"name", document.Name}, {"dob", document.DateOfBirth}, {"sex", document.Sex},
		{"nationality", document.Nationality}}, document.Back: {{"address", document.PlaceOfResidence}, {"pob", document.PlaceOfBirth},
		{"issue_date", document.DateOfIssue}, {"doe", document.DateOfExpiry}, {"issue_loc", document.Issuer}}},
	document.VNLicence: {document.Front: {{"id", document.Number}, {"name", document.Name}, {"dob", document.DateOfBirth}, {"nation", document.Nationality},
		{"address", document.PlaceOfResidence}, {"place_issue", document.PlaceOfIssue}, {"date", document.DateOfIssue}, {"class", document.Class}, {"doe", document.DateOfExpiry}}},
	document.VNPassport: {document.Data: passportItem}, document.Passport: {document.Data: passportItem},
}

var (
	citizenFront = []itemField{{"id", document.Number}, {"name", document.Name}, {"dob", document.DateOfBirth}, {"sex", document.Sex},
		{"nationality", document.Nationality}, {"home", document.PlaceOfOrigin}, {"address", document.PlaceOfResidence}, {"doe", document.DateOfExpiry}}
	oldBack = []itemField{{"ethnicity", document.Ethnicity}, {"religion", document.Religion}, {"features", document.Features}, {"issue_date", document.DateOfIssue},
		{"issue_loc", document.Issuer}}
	passportItem = []itemField{{"passport_number", document.Number}, {"name", document.Name}, {"dob", document.DateOfBirth}, {"pob", document.PlaceOfBirth},
		{"sex", document.Sex}, {"nationality", document.Nationality}, {"id_number", document.PersonalNumber}, {"doi", document.DateOfIssue}, {"doe", document.DateOfExpiry}}
)

// itemTypes are type and type_new by document and side (contract 2.12).
var itemTypes = map[document.Type]map[document.Side][2]string{
	document.CMND9:       {document.Front: {"old", "cmnd_09_front"}, document.Back: {"old_back", "old_back"}},
	document.CMND12:      {document.Front: {"new", "cmnd_12_front"}, document.Back: {"new_back", "new_back"}},
	document.CCCDBarcode: {document.Front: {"new", "cccd_12_front"}, document.Back: {"new_back", "new_back"}},
	document.CCCDChip:    {document.Front: {"chip_front", "cccd_chip_front"}, document.Back: {"chip_back", "chip_back"}},
	document.CanCuoc2024: {document.Front: {"chip_front", "cc_2024_front"}, document.Back: {"chip_back", "cc_2024_back"}},
	document.VNLicence:   {document.Front: {"new", nothing}},
}

func itemOf(p document.Page) item {
	out := item{}
	sum, n := 0.0, 0
	for _, f := range itemFields[p.Type][p.Side] {
		r := readingOf(p, f.field)
		out[f.name], out[f.name+"_prob"] = orNothing(r.Value), score(r)
		if r.Value != "" {
			sum, n = sum+r.Confidence, n+1
		}
		if f.name == "address" {
			a := addressOf(p)
			out["address_entities"] = map[string]string{"province": a.Province, "district": a.District, "ward": a.Ward, "street": a.Street}
		}
	}
	out["overall_score"] = nothing
	if n > 0 {
		out["overall_score"] = percent(sum / float64(n))
	}
	if names, known := itemTypes[p.Type][p.Side]; known {
		out["type"], out["type_new"] = names[0], names[1]
	}
	if hasQR(p.Type, p.Side) {
		out["QRcode"] = orNothing(qrText(p))
	}
	if p.Side == document.Back || p.Side == document.Data {
		out["mrz"], out["mrz_prob"] = nothing, zoneScore(p)
		if p.Zone != nil {
			out["mrz"] = p.Zone.Lines
		}
	}
	return out
}

// outcome is the payload of callback and result API (contract 5), with what there is.
type outcome struct {
	UUID         string     `json:"uuid"`
	Code         string     `json:"code"`
	Message      string     `json:"message"`
	OCR          ocrOutcome `json:"ocr"`
	QRCode       *qrOutcome `json:"qrcode,omitempty"`
	SessionID    string     `json:"session-id"`
	DocumentType string     `json:"document_type"`
	DeviceType   string     `json:"device_type"`
	Status       string     `json:"status"`
	Review       bool       `json:"need_to_review"` // a check could not tell, did not run, or raised a flag
	CreatedAt    time.Time  `json:"created_at"`
	CompletedAt  *time.Time `json:"completed_at,omitempty"`
}

type ocrOutcome struct {
	Code    string `json:"code"`
	Message string `json:"message"`
	Data    []item `json:"data"`
}

type qrOutcome struct {
	Code    string `json:"code"`
	Message string `json:"message"`
	Data    string `json:"data"`
}

// outcomeOf writes a complete session. Its texts are English and lower case, as the vendor's sample has them.
func outcomeOf(i ekyc.Item) outcome {
	out := outcome{UUID: i.ClientUUID, Code: "200", Message: faceSuccess, OCR: ocrOutcome{Code: "200", Message: "ocr successful", Data: []item{}}, SessionID: i.ID,
		DocumentType: string(i.Family), DeviceType: string(i.Device), Status: i.State.External(), Review: i.Review, CreatedAt: i.CreatedAt, CompletedAt: i.CompletedAt}
	for _, page := range []*document.Page{i.Front, i.Back} {
		if page != nil {
			out.OCR.Data = append(out.OCR.Data, itemOf(*page))
		}
	}
	if i.QRText != "" {
		out.QRCode = &qrOutcome{"0", "", i.QRText}
	}
	if row, refused := lastRow(i); refused {
		out.OCR.Code, out.OCR.Message = row.Code, strings.ToLower(row.English)
	}
	if i.State == ekyc.Expired {
		row := rowOf(fault.EKYCSessionGone, call{})
		out.Code, out.Message = row.Code, strings.ToLower(row.English)
	}
	return out
}

// lastRow is what the last document call was refused with; false: it was accepted, or there was none.
func lastRow(i ekyc.Item) (Row, bool) {
	if i.Session.Code == "" {
		return Row{}, false
	}
	if row, known := rowOfReason(check.Reason(i.Session.Code), i.Settings.QualityGate); known {
		return row, true
	}
	return rowOf(fault.Code(i.Session.Code), call{}), true
}
