package fault

// Codes of the eKYC session (eKYC session contract, sections 1.8 and 3.1). What the checks of a document find out is not here: see package check.
const (
	EKYCKey             Code = "ekyc.api_key"               // no API key, or no project has it
	EKYCToken           Code = "ekyc.token"                 // the bearer token is wrong or over
	EKYCQuota           Code = "ekyc.quota"                 // the project's sessions of the day are used up
	EKYCDevice          Code = "ekyc.device_type"           // init names no device type, or one outside the list
	EKYCFamilyMissing   Code = "ekyc.document_type_missing" // no document-type
	EKYCFamily          Code = "ekyc.document_type"         // a document-type outside the list
	EKYCSessionMissing  Code = "ekyc.session_missing"       // no session id, or no uuid
	EKYCCountry         Code = "ekyc.country"               // a country outside the list
	EKYCSessionGone     Code = "ekyc.session"               // the session is unknown, over, or another device's
	EKYCHash            Code = "ekyc.hash"                  // a hash of a file or of the caller's id does not fit
	EKYCDocumentFirst   Code = "ekyc.document_first"        // the document step is not done
	EKYCTries           Code = "ekyc.tries"                 // no tries are left
	EKYCIncomplete      Code = "ekyc.incomplete"            // the session has no result yet
	EKYCFrontFirst      Code = "ekyc.front_first"           // a back side before its front
	EKYCFrontDone       Code = "ekyc.front_done"            // a front side where one was accepted already
	EKYCFileCount       Code = "ekyc.file_count"            // not as many files as the call needs
	EKYCFamilyRefused   Code = "ekyc.document_type_refused" // the project does not take this document-type
	EKYCParameters      Code = "ekyc.parameters"            // the call cannot be read, or a value is of a wrong kind
	EKYCPicture         Code = "ekyc.picture"               // not a picture that is taken: kind, size, broken, too many pixels
	EKYCQRFormat        Code = "ekyc.qr_format"             // the text of the scanned code is none of this document's
	EKYCEngine          Code = "ekyc.engine"                // reading the picture failed on our side
	EKYCStepUnavailable Code = "ekyc.step_unavailable"      // this step is not there
)

func ekycCodes() []Code {
	return []Code{
		EKYCKey, EKYCToken, EKYCQuota, EKYCDevice, EKYCFamilyMissing, EKYCFamily, EKYCSessionMissing, EKYCCountry, EKYCSessionGone, EKYCHash,
		EKYCDocumentFirst, EKYCTries, EKYCIncomplete, EKYCFrontFirst, EKYCFrontDone, EKYCFileCount, EKYCFamilyRefused, EKYCParameters, EKYCPicture,
		EKYCQRFormat, EKYCEngine, EKYCStepUnavailable,
	}
}
