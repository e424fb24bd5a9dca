package submission

import (
	"strconv"
	"strings"
)

// Comment is the text of a reject code (contract 4.4). ageLimit is the project's, in years; a code nobody knows is its own text.
func Comment(code string, ageLimit int) string {
	text, ok := comments[code]
	if !ok {
		return code
	}
	return strings.ReplaceAll(text, "{age}", strconv.Itoa(max(ageLimit, 13)))
}

// comments are the reject codes, automatic ones and those of reviewers.
var comments = map[string]string{
	"id_image_invalidImage":       "ID document not detected. Please take a clear picture of your ID document.",
	"id_image_invalidId":          "Invalid ID document. Please resubmit with a valid ID document.",
	"id_image_error":              "Failed to upload the ID image. Please retry the KYC process.",
	"id_image_badImage":           "Unable to read the ID image. Please ensure the image is clear and resubmit.",
	"id_info_dataMismatch":        "Entered information does not match the ID document.",
	"id_info_blacklist":           "KYC is not accepted from country as per policy.",
	"id_info_notOfAge":            "KYC is not accepted for individuals under {age} years old.",
	"duplicate_user":              "A user has been duplicated as a result of identification.",
	"duplicated_user_PII_exact":   "A user's personal identity information has been duplicated as a result of identification.",
	"duplicated_face":             "A duplicate user has been identified through face matching.",
	"too_many_retry":              "Multiple invalid KYC attempts detected.",
	"timeout":                     "KYC rejected due to timeout",
	"blacklistCountry":            "KYC is not accepted from country as per policy.",
	"under_ageLimit":              "KYC is not accepted for individuals under {age} years old.",
	"invalid_acceptedID":          "Invalid ID type. Please resubmit with a valid ID document. Refer to the submission page for accepted IDs.",
	"no-date-of-birth":            "There is no date of birth information on the ID.",
	"expired_id":                  "ID cards have already expired.",
	"automatic_verification_fail": "Verification failed - submitted data didn't meet quality requirements. Try again with clear, well-lit shots, and contact support if issues continue.",
	"address_image_invalidImage":  "Invalid proof of address. It must include your full name and address. Examples: utility bill, bank statement, residency certificate.",
	"address_image_error":         "Failed to upload the proof of address image. Please retry.",
	"address_image_badImage":      "Unable to read the proof of address image. Please ensure the image is clear and resubmit.",
}
