package ekyc

import (
	"context"

	"github.com/bonafide-id/bonafide/audit"
	"github.com/bonafide-id/bonafide/fault"
)

// Item is a session in the clear.
type Item struct {
	Session
	Private
}

// Result is the newest session of a client_uuid when it is complete (contract 2.8). fault.EKYCSessionMissing, EKYCIncomplete; EKYCSessionGone when there is
// none, or it is erased.
func (s *Service) Result(ctx context.Context, c Caller, uuid string) (Item, error) {
	if uuid == "" {
		return Item{}, fault.New(fault.EKYCSessionMissing, "uuid")
	}
	var rows []Session
	err := s.Store.View(ctx, func(r Reader) (err error) {
		rows, err = r.EKYCSessions(ctx, Filter{ProjectID: c.ProjectID, ClientIndex: s.clientIndex(c.ProjectID, uuid), Limit: 1})
		return err
	})
	switch {
	case err != nil:
		return Item{}, err
	case len(rows) == 0 || !s.now().Before(rows[0].EraseAt):
		return Item{}, fault.New(fault.EKYCSessionGone, "uuid")
	}
	row := rows[0]
	if !row.State.Complete() && !s.now().Before(row.ExpiresAt) {
		row.State = Expired // the next round writes it down
	}
	if !row.State.Complete() {
		return Item{}, fault.New(fault.EKYCIncomplete, "uuid")
	}
	w, err := s.open(row)
	if err != nil {
		return Item{}, err
	}
	return Item{w.row, w.data}, nil
}

// List lists sessions of all projects without their personal part, newest first.
func (s *Service) List(ctx context.Context, f Filter) (rows []Session, err error) {
	err = s.Store.View(ctx, func(r Reader) (err error) {
		rows, err = r.EKYCSessions(ctx, f)
		return err
	})
	return rows, err
}

// Inspect opens one session for an administrator, and leaves an entry in the audit trail. One that is erased has its facts only. fault.NotFound.
func (s *Service) Inspect(ctx context.Context, id string) (Item, error) {
	row, err := s.read(ctx, id)
	if err != nil {
		return Item{}, err
	}
	if row.Erased() {
		return Item{Session: row}, nil
	}
	w, err := s.open(row)
	if err != nil {
		return Item{}, err
	}
	return Item{w.row, w.data}, s.viewed(ctx, id, map[string]string{"state": string(row.State)})
}

// InspectPicture returns a picture of a session, and leaves an entry in the audit trail; fault.NotFound.
func (s *Service) InspectPicture(ctx context.Context, id, kind string) ([]byte, error) {
	row, err := s.read(ctx, id)
	if err != nil {
		return nil, err
	}
	if row.Erased() {
		return nil, fault.New(fault.NotFound, "kind")
	}
	w, err := s.open(row)
	if err != nil {
		return nil, err
	}
	key, there := w.data.Pictures[kind]
	if !there {
		return nil, fault.New(fault.NotFound, "kind")
	}
	sealed, err := s.Blobs.Get(ctx, key)
	if err != nil {
		return nil, err
	}
	if err := s.viewed(ctx, id, map[string]string{"picture": kind}); err != nil {
		return nil, err
	}
	return w.key.Open(picturePlace(key), sealed)
}

func (s *Service) viewed(ctx context.Context, id string, details map[string]string) error {
	entry := s.entry(ctx, audit.EKYCViewed, id)
	entry.Details = details
	return s.Store.InTx(ctx, func(tx Tx) error { return tx.AppendAudit(ctx, entry) })
}

// SettingsOf are a project's settings, or the defaults; fault.NotFound when there is no such project.
func (s *Service) SettingsOf(ctx context.Context, projectID string) (stored Stored, err error) {
	err = s.Store.View(ctx, func(r Reader) error {
		if _, err := r.Project(ctx, projectID); err != nil {
			return err
		}
		stored, err = settingsOf(ctx, r, projectID)
		return err
	})
	return stored, err
}

// maxSecret and minSecret bound the secret of file hashes, in bytes.
const minSecret, maxSecret = 16, 1024

// SaveSettings replaces a project's settings. A nil secret leaves the one there is, an empty one takes it away. fault.NotFound, fault.Invalid with the
// member's path, fault.Conflict when somebody else changed them meanwhile.
func (s *Service) SaveSettings(ctx context.Context, projectID string, settings Settings, secret *string) (Stored, error) {
	if err := settings.Validate(s.Known); err != nil {
		return Stored{}, err
	}
	next, err := s.SettingsOf(ctx, projectID)
	if err != nil {
		return Stored{}, err
	}
	next.Settings, next.Version, next.UpdatedAt = settings, next.Version+1, s.now()
	switch {
	case secret == nil:
	case *secret == "":
		next.Secret = nil
	case len(*secret) < minSecret || len(*secret) > maxSecret:
		return Stored{}, fault.New(fault.Invalid, "hashSecret")
	default:
		if next.Secret, err = s.Keyring.SealNode(s.Rand, secretPlace(projectID), []byte(*secret)); err != nil {
			return Stored{}, err
		}
	}
	entry := s.entry(ctx, audit.EKYCSettingsSaved, projectID)
	entry.SubjectKind = "project"
	return next, s.Store.InTx(ctx, func(tx Tx) error { return tx.PutEKYCSettings(ctx, next, entry) })
}
