package audit

// Known actions, in the form subject.what. They are stored, so their text never changes.
const (
	VerificationCreated  = "verification.created"
	VerificationAnswered = "verification.answered"
	VerificationUpdated  = "verification.updated"
	VerificationDeleted  = "verification.deleted" // its time was over; it carries no digest
	DeliveryReplayed     = "delivery.replayed"
	RiskAsked            = "risk.asked"
	RiskAssessed         = "risk.assessed"
	AccountAnswered      = "account.answered" // told another VASP whether an account is ours
	MessageAnswered      = "message.answered" // told another VASP something else
	KeyCreated           = "key.created"
	KeyRevoked           = "key.revoked"
	ProjectSaved         = "project.saved"
	ProjectKeyAdded      = "projectkey.added"
	ProjectKeyRemoved    = "projectkey.removed"
	SubmissionCreated    = "submission.created"
	SubmissionTried      = "submission.tried"
	SubmissionDecided    = "submission.decided"
	SubmissionNotRun     = "submission.notrun" // a check of a step was not run: the engine or the picture was at fault
	SubmissionViewed     = "submission.viewed" // an administrator opened its personal part
	EKYCSettingsSaved    = "ekyc.settings"
	EKYCOpened           = "ekyc.opened"
	EKYCTried            = "ekyc.tried" // a document call reached the engine and was counted
	EKYCJudged           = "ekyc.judged"
	EKYCNotRun           = "ekyc.notrun" // a call ended without a judgement: the engine was at fault
	EKYCEnded            = "ekyc.ended"  // by the end of its lifetime
	EKYCErased           = "ekyc.erased" // the personal part and its key are gone
	EKYCViewed           = "ekyc.viewed" // an administrator opened its personal part
	CustomerCreated      = "customer.created"
	CustomerUpdated      = "customer.updated"
	CustomerDeleted      = "customer.deleted"
	KYCChanged           = "kyc.changed"
	AccountAdded         = "account.added"
	AccountRemoved       = "account.removed"
	DenyAdded            = "deny.added"
	DenyRemoved          = "deny.removed"
	MemberChanged        = "member.changed"
	NodeStarted          = "node.started"
	DirectoryAlarm       = "directory.alarm"        // a key in our name that is not ours, or two key logs
	DirectoryAlarmSeen   = "directory.acknowledged" // an administrator has looked into it
)

// Actions returns every known action. A trail may hold others, written by a later version.
func Actions() []string {
	return []string{
		VerificationCreated, VerificationAnswered, VerificationUpdated, VerificationDeleted, DeliveryReplayed, RiskAsked, RiskAssessed, AccountAnswered, MessageAnswered, KeyCreated,
		KeyRevoked, ProjectSaved, ProjectKeyAdded, ProjectKeyRemoved, SubmissionCreated, SubmissionTried, SubmissionDecided, SubmissionNotRun,
		SubmissionViewed, EKYCSettingsSaved, EKYCOpened, EKYCTried, EKYCJudged, EKYCNotRun, EKYCEnded, EKYCErased, EKYCViewed, CustomerCreated, CustomerUpdated, CustomerDeleted, KYCChanged, AccountAdded, AccountRemoved, DenyAdded,
		DenyRemoved, MemberChanged, NodeStarted, DirectoryAlarm, DirectoryAlarmSeen,
	}
}
