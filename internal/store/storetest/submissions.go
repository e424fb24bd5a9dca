package storetest

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/bonafide-id/bonafide/audit"
	"github.com/bonafide-id/bonafide/fault"
	"github.com/bonafide-id/bonafide/internal/app"
	"github.com/bonafide-id/bonafide/internal/app/submission"
	"github.com/bonafide-id/bonafide/internal/store"
)

func project(id string) submission.Project {
	return submission.Project{ID: id, Account: "acme", Name: "Sample " + id, Settings: submission.DefaultSettings(), Version: 1, Created: at, Updated: at}
}

func oneSubmission(id string, minutes int) submission.Submission {
	made := at.Add(time.Duration(minutes) * time.Minute)
	return submission.Submission{ID: id, ProjectID: "p1", Status: submission.Incomplete, EmailIndex: []byte("mail"), Sealed: []byte{1, 2}, WrappedKey: []byte{3},
		Version: 1, CreatedAt: made, UpdatedAt: made}
}

func projects(t *testing.T, db store.DB, _ func() store.DB) {
	ctx := t.Context()
	s := store.Submissions(db)
	put := func(p submission.Project) error {
		return s.InTx(ctx, func(tx submission.Tx) error { return tx.PutProject(ctx, p, entry(audit.ProjectSaved, p.ID)) })
	}
	for _, id := range []string{"p1", "p2"} {
		if err := put(project(id)); err != nil {
			t.Fatal(err)
		}
	}
	if err := put(project("p1")); !fault.Has(err, fault.Conflict) {
		t.Errorf("a second first version: %v", err)
	}
	next := project("p1")
	next.Version, next.Settings.AgeLimit, next.Settings.AcceptedIDs = 2, 18, map[string][]string{"KOR": {"passport"}}
	if err := errors.Join(put(next)); err != nil {
		t.Fatal(err)
	}
	if err := put(next); !fault.Has(err, fault.Conflict) {
		t.Errorf("the same version twice: %v", err)
	}
	key := submission.ProjectKey{Hash: []byte("hash"), ProjectID: "p1", Label: "back end", CreatedAt: at}
	err := s.InTx(ctx, func(tx submission.Tx) error { return tx.PutProjectKey(ctx, key, entry(audit.ProjectKeyAdded, "p1")) })
	if err != nil {
		t.Fatal(err)
	}
	err = s.View(ctx, func(r submission.Reader) error {
		have, err := r.ProjectOfKey(ctx, []byte("hash"))
		if diff := cmp.Diff(next, have); diff != "" || err != nil {
			t.Errorf("by its key: %v %s", err, diff)
		}
		if _, err := r.ProjectOfKey(ctx, []byte("other")); !fault.Has(err, fault.NotFound) {
			t.Errorf("another key: %v", err)
		}
		keys, err := r.ProjectKeys(ctx, "p1")
		if diff := cmp.Diff([]submission.ProjectKey{key}, keys); diff != "" || err != nil {
			t.Errorf("keys: %v %s", err, diff)
		}
		if keys, err := r.ProjectKeys(ctx, "p2"); len(keys) != 0 || err != nil {
			t.Errorf("keys of another project: %v %v", keys, err)
		}
		list, err := r.Projects(ctx, app.Page{After: "p1", Limit: 5})
		if len(list) != 1 || list[0].ID != "p2" {
			t.Errorf("a page: %v %v", list, err)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
	remove := func() error {
		return s.InTx(ctx, func(tx submission.Tx) error {
			return tx.DeleteProjectKey(ctx, []byte("hash"), entry(audit.ProjectKeyRemoved, "p1"))
		})
	}
	if err := remove(); err != nil {
		t.Error(err)
	}
	if err := remove(); !fault.Has(err, fault.NotFound) {
		t.Errorf("a key removed twice: %v", err)
	}
}

func submissions(t *testing.T, db store.DB, again func() store.DB) {
	ctx := t.Context()
	s := store.Submissions(db)
	put := func(row submission.Submission) error {
		return s.InTx(ctx, func(tx submission.Tx) error {
			return tx.PutSubmission(ctx, row, entry(audit.SubmissionCreated, row.ID))
		})
	}
	err := s.InTx(ctx, func(tx submission.Tx) error {
		return tx.PutProject(ctx, project("p1"), entry(audit.ProjectSaved, "p1"))
	})
	if err != nil {
		t.Fatal(err)
	}
	for i := range 5 {
		row := oneSubmission(fmt.Sprintf("s%d", i), i/2) // two share a time
		if i == 3 {
			row.UserIndex = []byte("user")
		}
		if err := put(row); err != nil {
			t.Fatal(err)
		}
	}
	if err := put(submission.Submission{ID: "orphan", ProjectID: "none", EmailIndex: []byte("m"), Sealed: []byte{1}, WrappedKey: []byte{1}, Version: 1, CreatedAt: at, UpdatedAt: at}); err == nil {
		t.Error("a submission of no project was stored")
	}
	if err := put(oneSubmission("s1", 0)); !fault.Has(err, fault.Conflict) {
		t.Errorf("the same id twice: %v", err)
	}
	gone := oneSubmission("gone", 0)
	gone.Version = 2
	if err := put(gone); !fault.Has(err, fault.NotFound) {
		t.Errorf("the second version of nothing: %v", err)
	}
	decided := oneSubmission("s1", 0)
	result := at.Add(time.Hour)
	decided.Version, decided.Status, decided.Reviewer, decided.ResultAt, decided.FaceTried, decided.Attempts = 2, submission.Approved, "system", &result, true, 1
	decided.UpdatedAt = result
	if err := put(decided); err != nil {
		t.Fatal(err)
	}
	if err := put(decided); !fault.Has(err, fault.Conflict) {
		t.Errorf("the same version twice: %v", err)
	}
	tried := oneSubmission("s2", 1)
	tried.Version, tried.FaceTried = 2, true
	if err := put(tried); err != nil {
		t.Fatal(err)
	}
	if err := s.InTx(ctx, func(tx submission.Tx) error {
		return errors.Join(
			tx.LogRequest(ctx, submission.Request{At: at, ProjectID: "p1", Endpoint: "step1", Row: "S1-03", TraceID: "t"}),
			tx.AddIssuerRefusal(ctx, []byte("number"), at), tx.AddIssuerRefusal(ctx, []byte("number"), at.Add(time.Hour)), tx.AddIssuerRefusal(ctx, []byte("another"), at))
	}); err != nil {
		t.Error(err)
	}
	readSubmissions(t, store.Submissions(again()), decided, result)
}

func readSubmissions(t *testing.T, s submission.Store, decided submission.Submission, result time.Time) {
	ctx := t.Context()
	ids := func(r submission.Reader, f submission.Filter) (ids []string) {
		f.ProjectID = "p1"
		rows, err := r.Submissions(ctx, f)
		if err != nil {
			t.Error(err)
		}
		for _, row := range rows {
			ids = append(ids, row.ID)
		}
		return ids
	}
	err := s.View(ctx, func(r submission.Reader) error {
		have, err := r.Submission(ctx, "s1")
		if diff := cmp.Diff(decided, have); diff != "" || err != nil {
			t.Errorf("%v %s", err, diff)
		}
		for name, row := range map[string]struct {
			filter submission.Filter
			want   []string
		}{
			"newest first":  {submission.Filter{Limit: 10}, []string{"s4", "s3", "s2", "s1", "s0"}},
			"a page":        {submission.Filter{Limit: 2}, []string{"s4", "s3"}},
			"the next page": {submission.Filter{Limit: 2, BeforeTime: at.Add(time.Minute), BeforeID: "s3"}, []string{"s2", "s1"}},
			"by user":       {submission.Filter{Limit: 10, UserIndex: []byte("user")}, []string{"s3"}},
			"by email":      {submission.Filter{Limit: 10, EmailIndex: []byte("other")}, nil},
			"by status":     {submission.Filter{Limit: 10, Status: submission.Approved}, []string{"s1"}},
			"by time":       {submission.Filter{Limit: 10, From: at.Add(time.Minute), To: at.Add(2 * time.Minute)}, []string{"s3", "s2"}},
		} {
			if got := ids(r, row.filter); !cmp.Equal(got, row.want) {
				t.Errorf("%s: %v, want %v", name, got, row.want)
			}
		}
		approved, err := r.LastApproved(ctx, "p1", []byte("mail"))
		if !approved.Equal(result) || err != nil {
			t.Errorf("approved at %v, %v", approved, err)
		}
		if _, err := r.LastApproved(ctx, "p1", []byte("other")); !fault.Has(err, fault.NotFound) {
			t.Errorf("another email: %v", err)
		}
		for since, want := range map[time.Time]int{at.Add(-time.Minute): 2, at: 1, at.Add(time.Hour): 0} {
			if n, err := r.IssuerRefusals(ctx, []byte("number"), since); n != want || err != nil {
				t.Errorf("refusals since %s: %d, %v", since, n, err)
			}
		}
		overdue, err := r.Overdue(ctx, at.Add(time.Hour), 10)
		if len(overdue) != 1 || overdue[0].ID != "s2" {
			t.Errorf("overdue: %v", overdue)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}
