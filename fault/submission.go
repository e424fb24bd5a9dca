package fault

// Codes of the KYC submission (kyc-submission contract, section 3). Step 1 and step 2 share those that mean the same.
const (
	SubmissionParse       Code = "submission.parse"            // the call could not be read, or two names of one datum disagree
	SubmissionProject     Code = "submission.project"          // no such project, another key's, or one that takes no submissions
	SubmissionIDImage     Code = "submission.id_image"         // the document picture is absent, empty, not a picture, or too large
	SubmissionMissing     Code = "submission.missing"          // a required parameter of step 1 did not arrive
	SubmissionIDType      Code = "submission.id_type"          // idType is empty or outside the list
	SubmissionEmail       Code = "submission.email"            // not the form of an email address
	SubmissionDuplicate   Code = "submission.duplicate"        // the email has an approved submission already
	SubmissionIDEngine    Code = "submission.id_engine"        // reading the document picture failed on our side
	SubmissionIDStore     Code = "submission.id_store"         // storing the document picture failed
	SubmissionDataStore   Code = "submission.data_store"       // storing the data of step 1 failed
	SubmissionID          Code = "submission.id"               // no submission of this account has this id, or its time is over
	SubmissionOtherKey    Code = "submission.other_key"        // the key belongs to another project of the same account
	SubmissionProcessed   Code = "submission.processed"        // it has a result, or waits for a reviewer
	SubmissionFaceImage   Code = "submission.face_image"       // the selfie is absent, empty, not a picture, or too large
	SubmissionAddress     Code = "submission.address"          // address data did not arrive, and the project collects it
	SubmissionProof       Code = "submission.proof_of_address" // the proof of address is absent or no picture, and the project collects it
	SubmissionIdentity    Code = "submission.identity"         // data the identity check needs did not arrive
	SubmissionIssuer      Code = "submission.issuer"           // the issuer says the data are not those of a valid document
	SubmissionFaceEngine  Code = "submission.face_engine"      // the face detector failed on our side
	SubmissionNoFace      Code = "submission.no_face"          // no face in the selfie
	SubmissionManyFaces   Code = "submission.many_faces"       // several faces of relevant size in the selfie
	SubmissionMismatch    Code = "submission.face_mismatch"    // the selfie is not the person of the portrait
	SubmissionLiveness    Code = "submission.liveness"         // liveness was not confirmed
	SubmissionManyMatch   Code = "submission.many_matches"     // several faces of the selfie match the portrait
	SubmissionFinal       Code = "submission.finalisation"     // the decision could not be stored
	SubmissionGone        Code = "submission.gone"             // the submission's data vanished while it was worked on
	SubmissionPictureGone Code = "submission.picture_gone"     // no such picture of this submission
)

func submissionCodes() []Code {
	return []Code{
		SubmissionParse, SubmissionProject, SubmissionIDImage, SubmissionMissing, SubmissionIDType, SubmissionEmail, SubmissionDuplicate,
		SubmissionIDEngine, SubmissionIDStore, SubmissionDataStore, SubmissionID, SubmissionOtherKey, SubmissionProcessed,
		SubmissionFaceImage, SubmissionAddress, SubmissionProof, SubmissionIdentity, SubmissionIssuer, SubmissionFaceEngine,
		SubmissionNoFace, SubmissionManyFaces, SubmissionMismatch, SubmissionLiveness, SubmissionManyMatch, SubmissionFinal,
		SubmissionGone, SubmissionPictureGone,
	}
}
