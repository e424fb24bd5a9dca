package ekyc

import (
	"slices"
	"strconv"
	"strings"

	"github.com/bonafide-id/bonafide/check"
	"github.com/bonafide-id/bonafide/fault"
	"github.com/bonafide-id/bonafide/internal/app/ekyc"
)

// Row is one row of the catalogue (contract section 3): what a fault or a finding becomes on this surface.
type Row struct {
	Section    string // of the vendor's page: 1, 2.1 to 2.5, 3; empty: the contract adds it
	Status     int    // HTTP
	Code       string
	English    string // verbatim, the vendor's spelling included (decision A-36)
	Vietnamese string
	Fault      fault.Code   // that becomes this row; empty: none
	Reason     check.Reason // that becomes this row; empty: none
	Detail     string       // tells rows of one status and code apart for machines (decision A-15)
	Later      string       // why no call ends in it yet; empty: one does
}

// Key names a row among those of its groups in a project's texts: the code, or status and code where the code alone means several things
// (decision A-16).
func (r Row) Key() string {
	if r.Status == 200 {
		return r.Code
	}
	return strconv.Itoa(r.Status) + "/" + r.Code
}

// Why a row is not produced yet.
const (
	chipStep = "chip step"
	faceStep = "face step"
	tokens   = "bearer tokens"
	never    = "face step; W104 is sent instead (decision A-13)"
)

// Rows is the whole catalogue, in the order of the vendor's page: the one place where this surface decides what a code becomes. Where the page gives no
// text, or an explanation in its place, the contract's decisions stand.
func Rows() []Row {
	return []Row{
		{Section: "1", Status: 500, Code: "-1", English: "There is something wrong. Please try again.", Vietnamese: "Có lỗi xảy ra. Vui lòng thử lại.", Fault: fault.Internal},
		{Section: "1", Status: 200, Code: "400", English: "api-key must be provided", Vietnamese: "Thiếu hoặc sai API key", Fault: fault.EKYCKey, Detail: "api_key_missing"},
		{Section: "1", Status: 200, Code: "400", English: "document-type header must be provided", Vietnamese: "Thiếu thông tin về loại giấy tờ. Các giá trị cho phép bao gồm \"idr\" / \"dlr\" / \"passport\"", Fault: fault.EKYCFamilyMissing, Detail: "document_type_missing"},
		{Section: "1", Status: 200, Code: "400", English: "document-type value is invalid", Vietnamese: "Thông tin về loại giấy tờ đã được cung cấp nhưng không nằm trong các giá trị cho phép. Các giá trị cho phép bao gồm \"idr\" / \"dlr\" / \"passport\"", Fault: fault.EKYCFamily, Detail: "document_type_invalid"},
		{Section: "1", Status: 401, Code: "401", English: "Invalid token", Vietnamese: "Token không hợp lệ", Fault: fault.EKYCToken, Later: tokens},
		{Section: "1", Status: 403, Code: "403", English: "Session expired", Vietnamese: "Phiên làm việc đã hết hạn", Fault: fault.EKYCSessionGone},
		{Section: "1", Status: 200, Code: "400", English: "uuid must be provided", Vietnamese: "Thiếu thông tin về session id", Fault: fault.EKYCSessionMissing, Detail: "session_id_missing"},
		{Section: "1", Status: 200, Code: "400", English: "country code value is invalid", Vietnamese: "Thông tin về mã quốc gia không hợp lệ. Giá trị cho phép là \"vi\"", Fault: fault.EKYCCountry, Detail: "country_invalid"},
		{Section: "1", Status: 200, Code: "E101", English: "Front picture must be taken first", Vietnamese: "Sai thứ tự chụp ảnh. Vui lòng chụp mặt trước rồi đến mặt sau", Fault: fault.EKYCFrontFirst},
		{Section: "1", Status: 200, Code: "E102", English: "Document type is not supported", Vietnamese: "Loại giấy tờ không được hỗ trợ", Fault: fault.EKYCFamilyRefused, Reason: check.TypeRefused},
		{Section: "1", Status: 200, Code: "E103", English: "Please capture your rear document", Vietnamese: "Vui lòng chụp mặt sau giấy tờ", Fault: fault.EKYCFrontDone},
		{Section: "1", Status: 200, Code: "E104", English: "Please ensure that you request the correct number of files", Vietnamese: "Vui lòng upload số lượng file đúng yêu cầu", Fault: fault.EKYCFileCount},
		{Section: "1", Status: 200, Code: "E105", English: "Your age is not within the permitted range", Vietnamese: "Tuổi của bạn không nằm trong phạm vi cho phép", Reason: check.AgeOutOfRange},
		{Section: "1", Status: 403, Code: "-1", English: "Session expired", Vietnamese: "Phiên làm việc đã hết hạn"},
		{Section: "1", Status: 403, Code: "0", English: "Invalid hash", Vietnamese: "Mã băm không hợp lệ", Fault: fault.EKYCHash},
		{Section: "1", Status: 403, Code: "1", English: "Please capure your document first", Vietnamese: "Hãy thực hiện bước chụp ảnh giấy tờ trước", Fault: fault.EKYCDocumentFirst},
		{Section: "1", Status: 403, Code: "2", English: "Retry limit exceeded", Vietnamese: "Quá số lần thử cho phép", Fault: fault.EKYCTries},
		{Section: "1", Status: 403, Code: "3", English: "Session is not complete", Vietnamese: "Phiên làm việc chưa hoàn thành", Fault: fault.EKYCIncomplete},
		{Section: "2.1", Status: 200, Code: "1", English: "Invalid Parameters or Values!", Vietnamese: "Giá trị tham số không hợp lệ", Fault: fault.EKYCParameters},
		{Section: "2.1", Status: 200, Code: "3", English: "Unable to find the selected document in the image", Vietnamese: "Không tìm thấy tài liệu đã chọn trong ảnh"},
		{Section: "2.1", Status: 200, Code: "7", English: "Invalid image file", Vietnamese: "File ảnh không đúng định dạng", Fault: fault.EKYCPicture},
		{Section: "2.2", Status: 200, Code: "QC00", English: "Unable to find the selected document in the image", Vietnamese: "Không tìm thấy tài liệu đã chọn trong ảnh", Reason: check.DocumentNotFound},
		{Section: "2.2", Status: 200, Code: "QC01", English: "Image resolution is too low", Vietnamese: "Ảnh có độ phân giải quá thấp", Reason: check.ResolutionLow},
		{Section: "2.2", Status: 200, Code: "QC02", English: "Image has bright spot(s)", Vietnamese: "Ảnh bị bóng sáng", Reason: check.Glare},
		{Section: "2.2", Status: 200, Code: "QC03", English: "Image is blurry", Vietnamese: "Ảnh bị mờ", Reason: check.Blurred},
		{Section: "2.2", Status: 200, Code: "QC04", English: "Image has bad luminance", Vietnamese: "Ảnh bị quá sáng hoặc quá tối", Reason: check.LuminanceBad},
		{Section: "2.2", Status: 200, Code: "QC05", English: "The image's document size is too small compared to the image", Vietnamese: "Ảnh bị kích thước tài liệu quá nhỏ so với ảnh", Reason: check.DocumentSmall},
		{Section: "2.3", Status: 200, Code: "FC01", English: "Document is black-and-white photocopy", Vietnamese: "Giấy tờ là bản photocopy đen trắng", Reason: check.Photocopied},
		{Section: "2.3", Status: 200, Code: "FC02", English: "Document has been re-captured from LCD screen", Vietnamese: "Giấy tờ là bản chụp lại từ màn hình LCD", Reason: check.Recaptured},
		{Section: "2.3", Status: 200, Code: "FC03", English: "Document has been edited or is colored photocopy", Vietnamese: "Giấy tờ đã bị chỉnh sửa hoặc bản photocopy màu", Reason: check.Edited},
		{Section: "2.3", Status: 200, Code: "FC04", English: "Document has been cornered", Vietnamese: "Giấy tờ bị cắt góc", Reason: check.CornerCut},
		{Section: "2.3", Status: 200, Code: "FC05", English: "Missing face on front side of document", Vietnamese: "Thiếu khuôn mặt trên mặt trước của giấy tờ", Reason: check.PortraitMissing},
		{Section: "2.3", Status: 200, Code: "FC06", English: "Missing QRcode on front side of document", Vietnamese: "Thiếu QRcode trên mặt trước của giấy tờ", Reason: check.QRMissing},
		{Section: "2.3", Status: 200, Code: "FC07", English: "Missing MRZ on back side of document", Vietnamese: "Thiếu MRZ trên mặt sau của giấy tờ", Reason: check.MRZMissing},
		{Section: "2.3", Status: 200, Code: "FC08", English: "Missing emblem on front side of document", Vietnamese: "Thiếu quốc huy trên mặt trước của giấy tờ", Reason: check.EmblemMissing},
		{Section: "2.3", Status: 200, Code: "FC09", English: "Missing headline on front side of document", Vietnamese: "Thiếu tiêu ngữ trên mặt trước của giấy tờ", Reason: check.HeadlineMissing},
		{Section: "2.3", Status: 200, Code: "FC10", English: "Missing title on front side of document", Vietnamese: "Thiếu tiêu đề trên mặt trước của giấy tờ", Reason: check.TitleMissing},
		{Section: "2.3", Status: 200, Code: "FC11", English: "Missing fingerprint on back side of document", Vietnamese: "Thiếu vân tay trên mặt sau của giấy tờ", Reason: check.FingerprintMissing},
		{Section: "2.3", Status: 200, Code: "FC12", English: "Missing stamp on back side of document", Vietnamese: "Thiếu con dấu trên mặt sau của giấy tờ", Reason: check.StampMissing},
		{Section: "2.3", Status: 200, Code: "FC13", English: "Missing chip on back side of document", Vietnamese: "Thiếu chip trên mặt sau của giấy tờ", Reason: check.ChipMissing},
		{Section: "2.3", Status: 200, Code: "FC14", English: "OCR result is uncertain", Vietnamese: "Kết quả OCR không chắc chắn", Reason: check.ReadingUncertain},
		{Section: "2.3", Status: 200, Code: "FC15", English: "ID is uncertain", Vietnamese: "Kết quả OCR của trường ID không chắc chắn", Reason: check.NumberUncertain},
		{Section: "2.3", Status: 200, Code: "FC16", English: "Front side and back side are not from the same background", Vietnamese: "Mặt trước và mặt sau có nền không giống nhau", Reason: check.BackgroundsDiffer},
		{Section: "2.3", Status: 200, Code: "FC17", English: "Missing barcode on back side of document", Vietnamese: "Thiếu mã vạch trên mặt sau của giấy tờ", Reason: check.BarcodeMissing},
		{Section: "2.3", Status: 200, Code: "FC18", English: "Missing Anti-counterfeiting stamps on back side of document", Vietnamese: "Thiếu tem chống hàng giả trên mặt sau của giấy tờ", Reason: check.HologramMissing},
		{Section: "2.3", Status: 200, Code: "FC19", English: "Document has been watermark", Vietnamese: "Giấy tờ bị đóng dấu mờ", Reason: check.Watermarked},
		{Section: "2.3", Status: 200, Code: "FC20", English: "Document has been perforated", Vietnamese: "Giấy tờ bị đục lỗ", Reason: check.Perforated},
		{Section: "2.4", Status: 200, Code: "E-1", English: "Cannot do postcheck", Vietnamese: "Không thể thực hiện postcheck", Reason: check.RulesFailed},
		{Section: "2.4", Status: 200, Code: "E01", English: "There is a blank field", Vietnamese: "Có một hoặc nhiều trường bị trống", Reason: check.FieldBlank},
		{Section: "2.4", Status: 200, Code: "E02", English: "ID format is not correct", Vietnamese: "Cấu trúc ID sai", Reason: check.NumberFormat},
		{Section: "2.4", Status: 200, Code: "E03", English: "DoB format is not correct", Vietnamese: "Cấu trúc ngày sinh sai", Reason: check.BirthFormat},
		{Section: "2.4", Status: 200, Code: "E04", English: "DoB is later than today", Vietnamese: "Ngày sinh không thể sau ngày hôm nay", Reason: check.BirthFuture},
		{Section: "2.4", Status: 200, Code: "E05", English: "Current age cannot be smaller than 14", Vietnamese: "Tuổi hiện tại không thể dưới 14", Reason: check.AgeUnder14},
		{Section: "2.4", Status: 200, Code: "E06", English: "Nationality is not correct", Vietnamese: "Quốc tịch không đúng", Reason: check.NationalityWrong},
		{Section: "2.4", Status: 200, Code: "E07", English: "Year in DoB does not match with ID number", Vietnamese: "Năm sinh không khớp với số ID", Reason: check.NumberBirthYear},
		{Section: "2.4", Status: 200, Code: "E08", English: "Gender code does not match", Vietnamese: "Mã giới tính không khớp với số ID", Reason: check.NumberSex},
		{Section: "2.4", Status: 200, Code: "E09", English: "DoE format is not correct", Vietnamese: "Cấu trúc ngày hết hạn không đúng", Reason: check.ExpiryFormat},
		{Section: "2.4", Status: 200, Code: "E10", English: "ID card has been expired", Vietnamese: "Giấy tờ hết hạn", Reason: check.DocumentExpired},
		{Section: "2.4", Status: 200, Code: "E11", English: "DoE cannot be KHÔNG THỜI HẠN", Vietnamese: "Ngày hết hạn không thể là không thời hạn", Reason: check.ExpiryUnlimited},
		{Section: "2.4", Status: 200, Code: "E12", English: "DoI format is not correct", Vietnamese: "Cấu trúc ngày cấp không đúng", Reason: check.IssueFormat},
		{Section: "2.4", Status: 200, Code: "E13", English: "DoI is later than today", Vietnamese: "Ngày cấp không thể sau ngày hôm nay", Reason: check.IssueFuture},
		{Section: "2.4", Status: 200, Code: "E15", English: "Please send images of the front and the back side of same type ID (old or new ID)", Vietnamese: "Hai mặt của giấy tờ không khớp", Reason: check.SidesDiffer},
		{Section: "2.4", Status: 200, Code: "E16", English: "There is a blank field in the front side", Vietnamese: "Có một hoặc nhiều trường bị trống ở mặt trước", Reason: check.FrontBlank},
		{Section: "2.4", Status: 200, Code: "E17", English: "Age at issue date cannot be smaller than 14", Vietnamese: "Tuổi trên giấy tờ dưới 14 ở thời điểm cấp", Reason: check.IssueUnder14},
		{Section: "2.4", Status: 200, Code: "E18", English: "DoE should be DoI + 15 years", Vietnamese: "Ngày hết hạn phải là ngày cấp cộng thêm 15 năm", Reason: check.ExpiryNot15Years},
		{Section: "2.4", Status: 200, Code: "E19", English: "DoE should be birthday at 25 years old", Vietnamese: "Ngày hết hạn phải là ngày sinh nhật 25 tuổi", Reason: check.ExpiryNot25},
		{Section: "2.4", Status: 200, Code: "E20", English: "DoE should be birthday at 40 years old", Vietnamese: "Ngày hết hạn phải là ngày sinh nhật 40 tuổi", Reason: check.ExpiryNot40},
		{Section: "2.4", Status: 200, Code: "E21", English: "DoE should be birthday at 60 years old", Vietnamese: "Ngày hết hạn phải là ngày sinh nhật 60 tuổi", Reason: check.ExpiryNot60},
		{Section: "2.4", Status: 200, Code: "E22", English: "DoE should be KHÔNG THỜI HẠN", Vietnamese: "Ngày hết hạn phải là không thời hạn", Reason: check.ExpiryNotUnlimited},
		{Section: "2.4", Status: 200, Code: "E30", English: "Front side and back side are not from the same card", Vietnamese: "Mặt trước và mặt sau giấy tờ không khớp", Reason: check.CardsDiffer},
		{Section: "2.4", Status: 200, Code: "E31", English: "Issue location does not match issue date", Vietnamese: "Nơi cấp không khớp với ngày cấp", Reason: check.IssuerDate},
		{Section: "2.4", Status: 200, Code: "E32", English: "Type of document does not match issue date", Vietnamese: "Loại giấy tờ không khớp với ngày cấp", Reason: check.TypeDate},
		{Section: "2.4", Status: 200, Code: "E33", English: "DoE should be birthday at 14 years old", Vietnamese: "Ngày hết hạn phải là ngày sinh nhật 14 tuổi", Reason: check.ExpiryNot14},
		{Section: "2.4", Status: 200, Code: "E36", English: "Current age cannot smaller than 6", Vietnamese: "Tuổi hiện tại không thể dưới 6", Reason: check.AgeUnder6},
		{Section: "2.4", Status: 200, Code: "E37", English: "Age at issue date cannot smaller than 6", Vietnamese: "Tuổi trên giấy tờ dưới 6 ở thời điểm cấp đối với Căn cước 2024", Reason: check.IssueUnder6},
		{Section: "2.4", Status: 200, Code: "E110", English: "Wrong side-type of document", Vietnamese: "Sai mặt giấy tờ", Reason: check.SideWrong},
		{Section: "2.4", Status: 200, Code: "QR01", English: "QR code does not match OCR result", Vietnamese: "QR code không khớp với kết quả OCR", Reason: check.QRMismatch},
		{Section: "2.4", Status: 200, Code: "QR02", English: "QR code format is not correct", Vietnamese: "QR code không đúng định dạng", Fault: fault.EKYCQRFormat, Reason: check.QRFormat},
		{Section: "2.4", Status: 200, Code: "MRZ01", English: "MRZ format error", Vietnamese: "Lỗi định dạng MRZ", Reason: check.MRZShape},
		{Section: "2.4", Status: 200, Code: "MRZ02", English: "MRZ contains invalid characters", Vietnamese: "MRZ chứa ký tự không hợp lệ", Reason: check.MRZCharacters},
		{Section: "2.4", Status: 200, Code: "MRZ03", English: "Info fields in MRZ mismatch with OCR", Vietnamese: "Trường thông tin trong MRZ không khớp với dữ liệu OCR", Reason: check.MRZMismatch},
		{Section: "2.4", Status: 200, Code: "MRZ04", English: "Info fields in MRZ have invalid formats", Vietnamese: "Định dạng trường thông tin trong MRZ không hợp lệ", Reason: check.MRZFields},
		{Section: "2.4", Status: 200, Code: "MRZ05", English: "Info fields in MRZ have invalid check digits", Vietnamese: "Mã kiểm tra của các trường thông tin trong MRZ không đúng", Reason: check.MRZDigits},
		{Section: "2.5", Status: 200, Code: "0", English: "Check chip successfully", Vietnamese: "Check chip thành công", Later: chipStep},
		{Section: "2.5", Status: 200, Code: "CC01", English: "Data is not integrity", Vietnamese: "Dữ liệu trong chip không toàn vẹn", Later: chipStep},
		{Section: "2.5", Status: 200, Code: "CC02", English: "Data is clone", Vietnamese: "Dữ liệu bị sao chép", Later: chipStep},
		{Section: "2.5", Status: 200, Code: "CC03", English: "C06 authentication failed", Vietnamese: "Xác thực BCA thất bại", Later: chipStep},
		{Section: "3", Status: 200, Code: "200", English: "request successful", Vietnamese: "Không có lỗi", Later: faceStep},
		{Section: "3", Status: 200, Code: "301", English: "Face in video is spoof", Vietnamese: "Kiểm tra thực thể sống không thành công", Later: faceStep},
		{Section: "3", Status: 200, Code: "302", English: "Video seems like deepfake", Vietnamese: "Video có dấu hiệu chỉnh sửa", Later: faceStep},
		{Section: "3", Status: 200, Code: "303", English: "Face is not matching with document", Vietnamese: "Khuôn mặt không khớp với giấy tờ", Later: faceStep},
		{Section: "3", Status: 200, Code: "406", English: "Face quality is not good enough (covered, too dark/bright..)", Vietnamese: "Chất lượng video không đạt (khuôn mặt bị che, ngược sáng,..)", Later: faceStep},
		{Section: "3", Status: 200, Code: "407", English: "No face/More than 1 face in document", Vietnamese: "Không tìm thấy hoặc có nhiều hơn 1 khuôn mặt trong giấy tờ", Later: faceStep},
		{Section: "3", Status: 200, Code: "408", English: "More than 1 face in the video", Vietnamese: "Xuất hiện nhiều hơn 1 khuôn mặt trong khung hình", Later: faceStep},
		{Section: "3", Status: 200, Code: "409", English: "No video uploaded/Wrong extension/Video is too short/Invalid input", Vietnamese: "Video quá ngắn", Later: faceStep},
		{Section: "3", Status: 200, Code: "410", English: "No face/Lost face in the video", Vietnamese: "Mất dấu khuôn mặt trong quá trình quay video", Later: faceStep},
		{Section: "3", Status: 200, Code: "411", English: "The face is too small", Vietnamese: "Khuôn mặt quá nhỏ, vui lòng đưa lại gần màn hình hơn", Later: faceStep},
		{Section: "3", Status: 200, Code: "412", English: "The face is too blurry", Vietnamese: "Video quá mờ", Later: faceStep},
		{Section: "3", Status: 200, Code: "413", English: "Video is still image", Vietnamese: "Video trông giống ảnh", Later: faceStep},
		{Section: "3", Status: 200, Code: "422", English: "No frontal face in video", Vietnamese: "Không xuất hiện khuôn mặt thẳng trong khung hình", Later: faceStep},
		{Section: "3", Status: 200, Code: "423", English: "Face is out of frame during video", Vietnamese: "Khuôn mặt bị ra khỏi khung hình", Later: faceStep},
		{Section: "3", Status: 200, Code: "424", English: "The requested face pose is not valid", Vietnamese: "Quay trái phải không hợp lệ", Later: faceStep},
		{Section: "3", Status: 200, Code: "W100", English: "Please do not close your eyes", Vietnamese: "Vui lòng không nhắm mắt", Later: faceStep},
		{Section: "3", Status: 200, Code: "W103", English: "Please do not close your eyes", Vietnamese: "Vui lòng không nhắm mắt", Later: faceStep},
		{Section: "3", Status: 200, Code: "W104", English: "Please do not close your eyes", Vietnamese: "Vui lòng không nhắm mắt", Later: faceStep},
		{Section: "3", Status: 200, Code: "W105", English: "Please do not close your eyes", Vietnamese: "Vui lòng không nhắm mắt", Later: never},

		// What the contract says beyond the page.
		{Status: 401, Code: "401", English: "get api key info failed", Vietnamese: "Thiếu hoặc sai API key", Detail: "api_key_missing"},                                             // init, 2.2
		{Status: 400, Code: "400", English: "device type must be provided", Vietnamese: "Thiếu thông tin về loại thiết bị", Fault: fault.EKYCDevice, Detail: "device_type_missing"}, // init, 2.2
		{Status: 429, Code: "429", English: "Quota exceeded", Vietnamese: "Đã hết hạn mức sử dụng", Fault: fault.EKYCQuota},
		{Status: 404, Code: "404", English: "Not found", Vietnamese: "Không tìm thấy", Fault: fault.NotFound},
	}
}

// Success texts of the two envelopes.
const (
	initSuccess = "success"
	faceSuccess = "request successful"
)

// withoutCode are reasons of checks that the eKYC contract has no code for, and why: they are recorded for the reviewer and never answered.
var withoutCode = map[check.Reason]string{
	check.RRNFormat: korean, check.RRNCentury: korean, check.RRNCheckDigit: korean, check.LicenceRegion: korean, check.LicenceFormat: korean,
	check.SerialFormat: korean, check.HolderUnderage: "the contract names ages by document: E05, E36", check.RRNUnmaskable: korean,
}

const korean = "of a Korean document"

// CodeOf is the eKYC code of a reason, as a project with the quality gate on answers it; empty: there is none, or it is no reason of a document.
func CodeOf(reason check.Reason) string {
	row, _ := rowOfReason(reason, true)
	return row.Code
}

// notFoundUngated is the row of DocumentNotFound for projects whose quality gate is off (decision A-05).
const notFoundUngated = "3"

func rowOfReason(reason check.Reason, gate bool) (Row, bool) {
	for _, row := range Rows() {
		switch {
		case reason == check.DocumentNotFound && !gate:
			if row.Status == 200 && row.Code == notFoundUngated {
				return row, true
			}
		case reason != "" && row.Reason == reason:
			return row, true
		}
	}
	return Row{}, false
}

// call is where a row is answered: some codes mean another row at another call.
type call struct {
	init    bool // session/init: a missing key is HTTP 401 there (decision A-31)
	expired bool // the project answers 403/-1 for a session that is over (decision A-01)
}

// faultOf are codes of other subjects that become a row of this one.
var faultOf = map[fault.Code]fault.Code{
	fault.Forbidden:       fault.EKYCKey,
	fault.TooLarge:        fault.EKYCPicture, // a body over the limit holds a picture over it
	fault.PictureFormat:   fault.EKYCPicture,
	fault.PictureBroken:   fault.EKYCPicture,
	fault.PictureTooLarge: fault.EKYCPicture,
	fault.Malformed:       fault.EKYCParameters,
	fault.Missing:         fault.EKYCParameters,
	fault.Invalid:         fault.EKYCParameters,
}

// rowOf finds what code becomes. What is not in the table is ours to repair: HTTP 500, -1.
func rowOf(code fault.Code, at call) Row {
	if other, ok := faultOf[code]; ok {
		code = other
	}
	all := Rows()
	for _, row := range all {
		switch {
		case at.init && code == fault.EKYCKey:
			if row.Status == 401 && row.Section == "" {
				return row
			}
		case at.expired && code == fault.EKYCSessionGone:
			if row.Status == 403 && row.Code == "-1" {
				return row
			}
		case code != "" && row.Fault == code:
			return row
		}
	}
	return all[0]
}

// groups are those a project may give a row's texts in, by the sections of the page (contract 1.9).
var groups = map[string][]ekyc.Group{
	"":    ekyc.Groups(),
	"1":   ekyc.Groups(),
	"2.1": {ekyc.GroupID, ekyc.GroupLicence, ekyc.GroupPassport, ekyc.GroupQR, ekyc.GroupChip},
	"2.2": {ekyc.GroupID, ekyc.GroupLicence, ekyc.GroupPassport},
	"2.3": {ekyc.GroupID, ekyc.GroupLicence, ekyc.GroupPassport},
	"2.4": {ekyc.GroupID, ekyc.GroupLicence, ekyc.GroupPassport, ekyc.GroupQR},
	"2.5": {ekyc.GroupChip},
	"3":   {ekyc.GroupLiveness},
}

// KnownText says whether a project may give a text for a key in a group.
func KnownText(group ekyc.Group, key string) bool {
	for _, row := range Rows() {
		if row.Key() != key {
			continue
		}
		if slices.Contains(groups[row.Section], group) {
			return true
		}
	}
	return false
}

// text is a row's text in a language, as the project words it for the group. Rows that share a key share the project's text, so those of code 400, which
// clients tell apart by their text (decision A-15), keep the catalogue's.
func (r Row) text(lang string, group ekyc.Group, texts ekyc.Texts) string {
	own := texts[group][r.Key()]
	if r.Detail != "" {
		own = ekyc.Text{}
	}
	switch {
	case strings.EqualFold(lang, "vi") && own.Vietnamese != "":
		return own.Vietnamese
	case strings.EqualFold(lang, "vi"):
		return r.Vietnamese
	case own.English != "":
		return own.English
	}
	return r.English
}
