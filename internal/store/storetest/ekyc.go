package storetest

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/bonafide-id/bonafide/audit"
	"github.com/bonafide-id/bonafide/check"
	"github.com/bonafide-id/bonafide/fault"
	"github.com/bonafide-id/bonafide/internal/app/ekyc"
	"github.com/bonafide-id/bonafide/internal/app/submission"
	"github.com/bonafide-id/bonafide/internal/store"
)

func oneSession(id string, minutes int) ekyc.Session {
	made := at.Add(time.Duration(minutes) * time.Minute)
	return ekyc.Session{ID: id, ProjectID: "p1", State: ekyc.Created, Device: ekyc.API, Sealed: []byte{1, 2}, WrappedKey: []byte{3}, Version: 1, CreatedAt: made,
		UpdatedAt: made, ExpiresAt: made.Add(30 * time.Minute), EraseAt: made.Add(30 * time.Minute)}
}

func sessions(t *testing.T, db store.DB, again func() store.DB) {
	ctx := t.Context()
	s := store.Sessions(db)
	put := func(row ekyc.Session) error {
		return s.InTx(ctx, func(tx ekyc.Tx) error { return tx.PutEKYCSession(ctx, row, entry(audit.EKYCOpened, row.ID)) })
	}
	err := store.Submissions(db).InTx(ctx, func(tx submission.Tx) error {
		return tx.PutProject(ctx, project("p1"), entry(audit.ProjectSaved, "p1"))
	})
	if err != nil {
		t.Fatal(err)
	}
	for i := range 5 {
		row := oneSession(fmt.Sprintf("s%d", i), i/2) // two share a time
		if i == 3 {
			row.ClientIndex = []byte("client")
		}
		if err := put(row); err != nil {
			t.Fatal(err)
		}
	}
	orphan := oneSession("orphan", 0)
	orphan.ProjectID = "none"
	if put(orphan) == nil {
		t.Error("a session of no project was stored")
	}
	if err := put(oneSession("s1", 0)); !fault.Has(err, fault.Conflict) {
		t.Errorf("the same id twice: %v", err)
	}
	gone := oneSession("gone", 0)
	gone.Version = 2
	if err := put(gone); !fault.Has(err, fault.NotFound) {
		t.Errorf("the second version of nothing: %v", err)
	}
	done := at.Add(time.Hour)
	ended := oneSession("s1", 0)
	ended.Version, ended.State, ended.Family, ended.OnlyEngine, ended.Review, ended.Code = 2, ekyc.Successful, ekyc.IdentityCard, true, true, string(check.Blurred)
	ended.Uploads, ended.PairFailures, ended.FaceTries, ended.CompletedAt, ended.UpdatedAt = 3, 2, 1, &done, done
	if err := put(ended); err != nil {
		t.Fatal(err)
	}
	if err := put(ended); !fault.Has(err, fault.Conflict) {
		t.Errorf("the same version twice: %v", err)
	}
	erased := oneSession("s0", 0)
	erased.Version, erased.State, erased.CompletedAt, erased.Sealed, erased.WrappedKey = 2, ekyc.Expired, &done, nil, nil
	if err := put(erased); err != nil {
		t.Fatal(err)
	}
	if err := put(oneSession("last", 600)); err != nil {
		t.Fatal(err)
	}
	readSessions(t, store.Sessions(again()), ended, erased)
}

func readSessions(t *testing.T, s ekyc.Store, ended, erased ekyc.Session) {
	ctx := t.Context()
	ids := func(rows []ekyc.Session, err error) (ids []string) {
		if err != nil {
			t.Error(err)
		}
		for _, row := range rows {
			ids = append(ids, row.ID)
		}
		return ids
	}
	err := s.View(ctx, func(r ekyc.Reader) error {
		for _, want := range []ekyc.Session{ended, erased} {
			have, err := r.EKYCSession(ctx, want.ID)
			if diff := cmp.Diff(want, have); diff != "" || err != nil {
				t.Errorf("%v %s", err, diff)
			}
		}
		if _, err := r.EKYCSession(ctx, "none"); !fault.Has(err, fault.NotFound) {
			t.Errorf("no session: %v", err)
		}
		for name, row := range map[string]struct {
			filter ekyc.Filter
			want   []string
		}{
			"newest first":        {ekyc.Filter{Limit: 10, ProjectID: "p1"}, []string{"last", "s4", "s3", "s2", "s1", "s0"}},
			"a page":              {ekyc.Filter{Limit: 2}, []string{"last", "s4"}},
			"the next page":       {ekyc.Filter{Limit: 2, BeforeTime: at.Add(time.Minute), BeforeID: "s3"}, []string{"s2", "s1"}},
			"by client":           {ekyc.Filter{Limit: 10, ClientIndex: []byte("client")}, []string{"s3"}},
			"by state":            {ekyc.Filter{Limit: 10, State: ekyc.Successful}, []string{"s1"}},
			"to be looked at":     {ekyc.Filter{Limit: 10, Review: true}, []string{"s1"}},
			"of nobody's project": {ekyc.Filter{Limit: 10, ProjectID: "p2"}, nil},
		} {
			if got := ids(r.EKYCSessions(ctx, row.filter)); !cmp.Equal(got, row.want) {
				t.Errorf("%s: %v, want %v", name, got, row.want)
			}
		}
		if n, err := r.EKYCSessionsSince(ctx, "p1", at.Add(time.Minute)); n != 4 || err != nil {
			t.Errorf("since a minute after: %d, %v", n, err)
		}
		if got, want := ids(r.EKYCOver(ctx, at.Add(32*time.Minute), 10)), []string{"s2", "s3", "s4"}; !cmp.Equal(got, want) {
			t.Errorf("over: %v", got)
		}
		if got, want := ids(r.EKYCErasable(ctx, at.Add(31*time.Minute), 10)), []string{"s1"}; !cmp.Equal(got, want) {
			t.Errorf("to be erased: %v", got)
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}

func ekycSettings(t *testing.T, db store.DB, again func() store.DB) {
	ctx := t.Context()
	s := store.Sessions(db)
	put := func(row ekyc.Stored) error {
		return s.InTx(ctx, func(tx ekyc.Tx) error {
			return tx.PutEKYCSettings(ctx, row, entry(audit.EKYCSettingsSaved, row.ProjectID))
		})
	}
	err := store.Submissions(db).InTx(ctx, func(tx submission.Tx) error {
		return tx.PutProject(ctx, project("p1"), entry(audit.ProjectSaved, "p1"))
	})
	if err != nil {
		t.Fatal(err)
	}
	row := ekyc.Stored{ProjectID: "p1", Settings: ekyc.DefaultSettings(), Version: 1, UpdatedAt: at}
	row.Settings.SDK = map[string]any{"font_path": map[string]any{"bold": "x"}}
	row.Settings.Texts = ekyc.Texts{ekyc.GroupID: {"QC03": {Vietnamese: "Ảnh mờ"}}}
	if err := put(row); err != nil {
		t.Fatal(err)
	}
	if err := put(row); !fault.Has(err, fault.Conflict) {
		t.Errorf("a second first version: %v", err)
	}
	row.Version, row.Secret, row.Settings.Lifetime = 2, []byte("sealed"), 60
	if err := errors.Join(put(row)); err != nil {
		t.Fatal(err)
	}
	if err := put(row); !fault.Has(err, fault.Conflict) {
		t.Errorf("the same version twice: %v", err)
	}
	remember := func(number string, reason check.Reason, now, until time.Time) {
		err := s.InTx(ctx, func(tx ekyc.Tx) error { return tx.RememberForgery(ctx, "p1", []byte(number), reason, now, until) })
		if err != nil {
			t.Error(err)
		}
	}
	remember("one", check.Photocopied, at, at.Add(time.Hour))
	remember("one", check.Recaptured, at, at.Add(2*time.Hour))
	err = store.Sessions(again()).View(ctx, func(r ekyc.Reader) error {
		have, err := r.EKYCSettings(ctx, "p1")
		if diff := cmp.Diff(row, have); diff != "" || err != nil {
			t.Errorf("%v %s", err, diff)
		}
		if _, err := r.EKYCSettings(ctx, "p2"); !fault.Has(err, fault.NotFound) {
			t.Errorf("another project's: %v", err)
		}
		if reason, err := r.EKYCForgery(ctx, "p1", []byte("one"), at.Add(time.Hour)); reason != check.Recaptured || err != nil {
			t.Errorf("remembered: %s, %v", reason, err)
		}
		for name, row := range map[string]struct {
			project, number string
			at              time.Time
		}{"past": {"p1", "one", at.Add(2 * time.Hour)}, "another number": {"p1", "two", at}, "another project": {"p2", "one", at}} {
			if _, err := r.EKYCForgery(ctx, row.project, []byte(row.number), row.at); !fault.Has(err, fault.NotFound) {
				t.Errorf("%s: %v", name, err)
			}
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}
