package submission

import (
	"context"
	"time"
)

// Item is a submission in the clear, for its project.
type Item struct {
	Submission
	Private
}

// ListQuery are the filters of contract 2.4; empty ones ask for everything.
type ListQuery struct {
	SubmissionID, UserID, Email string
	From, To                    time.Time
	AfterID                     string // with AfterTime: the last element of the page before
	AfterTime                   time.Time
	Limit                       int
}

// List returns submissions of the caller's project, newest first, and whether there are more. An unknown id is an empty list.
func (s *Service) List(ctx context.Context, c Caller, q ListQuery) (items []Item, more bool, err error) {
	var rows []Submission
	err = s.Store.View(ctx, func(r Reader) (err error) {
		if q.SubmissionID != "" {
			row, err := r.Submission(ctx, q.SubmissionID)
			if err == nil && row.ProjectID == c.Project.ID {
				rows = append(rows, row)
			}
			return ignoreMissing(err)
		}
		f := Filter{ProjectID: c.Project.ID, UserIndex: s.userIndex(q.UserID), From: q.From, To: q.To, BeforeTime: q.AfterTime, BeforeID: q.AfterID, Limit: q.Limit + 1}
		if q.Email != "" {
			f.EmailIndex = s.emailIndex(q.Email)
		}
		rows, err = r.Submissions(ctx, f)
		return err
	})
	if err != nil {
		return nil, false, err
	}
	if q.SubmissionID == "" && len(rows) > q.Limit {
		rows, more = rows[:q.Limit], true
	}
	items = []Item{}
	for _, row := range rows {
		w, err := s.open(row)
		if err != nil {
			return nil, false, err
		}
		items = append(items, Item{w.row, w.data})
	}
	return items, more, nil
}
