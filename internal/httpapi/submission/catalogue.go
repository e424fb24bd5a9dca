package submission

import (
	"net/http"
	"strings"

	"github.com/bonafide-id/bonafide/fault"
	"github.com/bonafide-id/bonafide/internal/httpapi/web"
)

// Row is one row of the contract's error table (section 3): what a code becomes at a step.
type Row struct {
	ID        string // S1-01 ... S2-17, X-01; "-" for what is produced in front of the application
	Step      int    // 1, 2; 0: any call
	Code      fault.Code
	Status    int
	ErrorCode string
	Message   string // verbatim; {email} is replaced by the address sent
}

// Rows is the catalogue: the one place where this surface decides what a code becomes. The messages are the seed's to the byte.
func Rows() []Row {
	return []Row{
		{"S1-01", 1, fault.SubmissionParse, 400, "parse_failed", "failed to parse the input data"},
		{"S1-02", 1, fault.SubmissionIDImage, 400, "invalid_id_image", "invalid id image"},
		{"S1-03", 1, fault.SubmissionMissing, 400, "missing_required_parameters", "missing required parameters"},
		{"S1-04", 1, fault.SubmissionIDType, 400, "invalid_id_type", "invalid id type : id type must be passport, government_id or drivers_license"},
		{"S1-05", 1, fault.SubmissionEmail, 400, "invalid_email_format", "invalid email address format"},
		{"S1-06", 1, fault.SubmissionIDEngine, 500, "id_image_engine_error", "id image processing error"},
		{"S1-07", 1, fault.SubmissionDataStore, 500, "data_store_error", "data processing error"},
		{"S1-08", 1, fault.SubmissionIDStore, 500, "id_image_store_error", "id image processing error"},
		{"S1-09", 1, fault.SubmissionDuplicate, 400, "duplicate_approved",
			"{email} had submitted another KYC and is already approved; therefore, this submission is not accepted to avoid duplicate submissions."},
		{"S1-10", 1, fault.SubmissionProject, 400, "project_not_found", "failed to find the project"},

		{"S2-01", 2, fault.SubmissionParse, 400, "parse_failed", "failed to parse the input data"},
		{"S2-02", 2, fault.SubmissionFaceImage, 400, "invalid_face_image", "invalid face image"},
		{"S2-03", 2, fault.SubmissionProof, 400, "invalid_address_image", "invalid or missing an address image"},
		{"S2-04", 2, fault.SubmissionAddress, 400, "missing_address_data", "missing address data parameters"},
		{"S2-05", 2, fault.SubmissionID, 400, "invalid_submission_id", "invalid submission id"},
		{"S2-06", 2, fault.SubmissionProcessed, 400, "already_processed", "this submission is already processed"},
		{"S2-07", 2, fault.SubmissionIdentity, 400, "missing_identity_parameters", "missing required parameters for identity verification"},
		{"S2-08", 2, fault.SubmissionIssuer, 400, "identity_verification_failed", "identity verification failed"},
		{"S2-09", 2, fault.SubmissionFaceEngine, 500, "face_detection_error", "face detection error"},
		{"S2-10", 2, fault.SubmissionNoFace, 400, "no_face", "no face detected: the face image should a face"},
		{"S2-11", 2, fault.SubmissionManyFaces, 400, "multiple_faces_in_image", "face image should have only one face"},
		{"S2-12", 2, fault.SubmissionMismatch, 400, "face_mismatch", "face compare error"},
		{"S2-13", 2, fault.SubmissionLiveness, 400, "liveness_failed", "liveness check failed"},
		{"S2-14", 2, fault.SubmissionManyMatch, 400, "multiple_matching_faces", "multiple faces detected: the face image should have only one face"},
		{"S2-15", 2, fault.SubmissionFinal, 500, "finalisation_error", "error processing the submission"},
		{"S2-16", 2, fault.SubmissionGone, 500, "submission_data_missing", "could not find the submission"},
		{"S2-17", 2, fault.SubmissionProject, 400, "project_not_found", "failed to find the project"},
		{"X-01", 2, fault.SubmissionOtherKey, 400, "api_key_mismatch", "invalid api key"},

		{"-", 0, fault.SubmissionPictureGone, 404, "image_not_found", "image not found"},
		{"-", 0, fault.Forbidden, 403, "forbidden", "Forbidden"},
		{"-", 0, fault.TooLarge, 413, "request_too_large", "Request Entity Too Large"},
		{"-", 0, fault.Invalid, 400, "invalid_query", "Invalid Query String parameters"},
		{"-", 0, fault.NotFound, 404, "not_found", "Not Found"},
		{"-", 0, fault.Canceled, 499, "canceled", "Client Closed Request"},
		{"-", 0, fault.NotReady, 503, "unavailable", "Service Unavailable"},
		{"-", 0, fault.RateLimited, 429, "too_many_requests", "Too Many Requests"},
	}
}

// internalRow is what everything else becomes: ours to repair, never shown in detail.
var internalRow = Row{"-", 0, fault.Internal, 500, "internal_error", "Internal Server Error"}

// rowOf finds what code becomes at a step. A code of the other step keeps that step's row (an id sent with a step 1 retry). A database that
// does not answer is the step's own row.
func rowOf(step int, code fault.Code) Row {
	if code == fault.Unavailable || code == fault.TimedOut || code == fault.Corrupt {
		switch step {
		case 1:
			code = fault.SubmissionDataStore
		case 2:
			code = fault.SubmissionFinal
		}
	}
	found := internalRow
	for _, row := range Rows() {
		if row.Code != code {
			continue
		}
		if row.Step == step {
			return row
		}
		if found.Code == fault.Internal {
			found = row
		}
	}
	return found
}

// problem is the body of every error: a superset of the shapes the vendor used (contract 2.0).
type problem struct {
	StatusCode   int    `json:"statusCode"`
	ErrorCode    string `json:"errorCode"`
	Message      string `json:"message"`
	TraceID      string `json:"traceId"`
	SubmissionID string `json:"submissionId,omitempty"`
}

func write(w http.ResponseWriter, r *http.Request, row Row, email, id string) error {
	return web.WriteJSON(w, row.Status, problem{StatusCode: row.Status, ErrorCode: row.ErrorCode,
		Message: strings.Replace(row.Message, "{email}", email, 1), TraceID: web.RequestID(r.Context()), SubmissionID: id})
}
