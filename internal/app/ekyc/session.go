package ekyc

import (
	"context"
	"slices"
	"time"
	"unicode/utf8"

	"github.com/bonafide-id/bonafide/audit"
	"github.com/bonafide-id/bonafide/fault"
)

// Init is a call of session/init (contract 2.2).
type Init struct {
	Device     Device
	ClientUUID string
	Hash       string // of ClientUUID
	OnlyEngine bool
	SDKVersion string
	Phone      Phone
}

// Opened is a session that was begun.
type Opened struct {
	ID       string
	Settings Settings
}

// Open begins a session. fault.EKYCDevice, EKYCHash, EKYCQuota, EKYCParameters.
func (s *Service) Open(ctx context.Context, c Caller, in Init) (Opened, error) {
	switch {
	case !slices.Contains(Devices(), in.Device):
		return Opened{}, fault.New(fault.EKYCDevice, "device-type")
	case utf8.RuneCountInString(in.ClientUUID) > maxName || !utf8.ValidString(in.ClientUUID):
		return Opened{}, fault.New(fault.EKYCParameters, "client_uuid")
	}
	if err := c.Settings.Hash.checkClient(in.ClientUUID, in.Hash); err != nil {
		return Opened{}, err
	}
	now := s.now()
	if err := s.quota(ctx, c, now); err != nil {
		return Opened{}, err
	}
	w, err := s.begin(c, in, now)
	if err != nil {
		return Opened{}, err
	}
	return Opened{w.row.ID, c.Settings}, s.save(ctx, w, audit.EKYCOpened, nil)
}

// maxName is how many characters a name that a caller gives may have.
const maxName = 200

func (s *Service) quota(ctx context.Context, c Caller, now time.Time) error {
	if c.Settings.DailyLimit == 0 {
		return nil
	}
	var n int
	err := s.Store.View(ctx, func(r Reader) (err error) {
		n, err = r.EKYCSessionsSince(ctx, c.ProjectID, now.Truncate(24*time.Hour))
		return err
	})
	if err == nil && n >= c.Settings.DailyLimit {
		err = fault.New(fault.EKYCQuota, "project")
	}
	return err
}

func (s *Service) begin(c Caller, in Init, now time.Time) (*work, error) {
	id := s.NewID()
	key, wrapped, err := s.Keyring.NewDataKey(s.Rand, subject(id))
	if err != nil {
		return nil, err
	}
	expires := now.Add(time.Duration(c.Settings.Lifetime) * time.Second)
	return &work{key: key,
		row: Session{ID: id, ProjectID: c.ProjectID, State: Created, Device: in.Device, OnlyEngine: in.OnlyEngine, ClientIndex: s.clientIndex(c.ProjectID, in.ClientUUID),
			WrappedKey: wrapped, CreatedAt: now, ExpiresAt: expires, EraseAt: expires.AddDate(0, 0, c.Settings.Retention)},
		data: Private{ClientUUID: in.ClientUUID, Phone: in.Phone, SDKVersion: in.SDKVersion, Calls: []Call{}, Pictures: map[string]string{}, Settings: c.Settings}}, nil
}

// happen moves the session on; its ends get their time.
func (w *work) happen(e Event, now time.Time) error {
	next, err := w.row.State.On(e)
	if err != nil {
		return err
	}
	w.row.State = next
	if next.Complete() {
		w.row.CompletedAt = &now
	}
	return nil
}

// expireAtOnce is how many sessions one round ends or erases.
const expireAtOnce = 100

// Expire ends sessions past their lifetime and erases what is past its retention; it returns how many of each.
func (s *Service) Expire(ctx context.Context) (ended, erased int, err error) {
	now := s.now()
	var over, old []Session
	err = s.Store.View(ctx, func(r Reader) (err error) {
		if over, err = r.EKYCOver(ctx, now, expireAtOnce); err == nil {
			old, err = r.EKYCErasable(ctx, now, expireAtOnce)
		}
		return err
	})
	if err != nil {
		return 0, 0, err
	}
	for _, row := range over {
		if err := s.end(ctx, row, now); err != nil && !fault.Has(err, fault.Conflict) {
			return ended, erased, err
		}
		ended++
	}
	for _, row := range old {
		if err := s.erase(ctx, row); err != nil && !fault.Has(err, fault.Conflict) {
			return ended, erased, err
		}
		erased++
	}
	return ended, erased, nil
}

func (s *Service) end(ctx context.Context, row Session, now time.Time) error {
	next, err := row.State.On(LifetimeOver)
	if err != nil {
		return err
	}
	row.State, row.CompletedAt, row.UpdatedAt = next, &now, now
	row.Version++
	return s.put(ctx, row, audit.EKYCEnded, nil)
}

// erase removes what is personal: the pictures, then the text with the key that opens both. Pictures that could not be removed cannot be opened after it.
func (s *Service) erase(ctx context.Context, row Session) error {
	w, err := s.open(row)
	if err == nil {
		for _, key := range w.data.Pictures {
			s.drop(ctx, key)
		}
	}
	row.ClientIndex, row.Sealed, row.WrappedKey = nil, nil, nil
	row.UpdatedAt = s.now()
	row.Version++
	return s.put(ctx, row, audit.EKYCErased, nil)
}

// LiveCall names a session and who calls.
type LiveCall struct {
	SessionID string
	Device    Device
}

// Later is a step that is not there yet: the chip and the face. What a client did wrong before it is answered rightly already: a session that is over
// (fault.EKYCSessionGone), a document step that is not done, or a chip that the flow demands first (EKYCDocumentFirst), no tries left (EKYCTries). Behind
// them it is fault.EKYCStepUnavailable.
func (s *Service) Later(ctx context.Context, c Caller, in LiveCall, face bool) error {
	if in.SessionID == "" {
		return fault.New(fault.EKYCSessionMissing, "session-id")
	}
	w, err := s.live(ctx, c, in.SessionID, in.Device)
	switch {
	case err != nil:
		return err
	case !w.row.State.Documented():
		return fault.New(fault.EKYCDocumentFirst, "session-id")
	case face && w.data.Settings.needsChip() && w.row.State != ChipDone && w.row.State != FacePending:
		return fault.New(fault.EKYCDocumentFirst, "chip")
	case face && w.row.FaceTries >= w.data.Settings.faceTries(w.row.Device):
		return fault.New(fault.EKYCTries, "session-id")
	}
	return fault.New(fault.EKYCStepUnavailable, "step")
}
