package submission

import (
	"context"
	"encoding/base64"
	"io"
	"regexp"

	"github.com/bonafide-id/bonafide/audit"
	"github.com/bonafide-id/bonafide/fault"
	"github.com/bonafide-id/bonafide/internal/app"
)

var goodProjectID = regexp.MustCompile(`^[A-Za-z0-9_-]{1,64}$`)

// SaveProject adds a project or replaces the one with the same id; it returns the stored one. fault.Missing and Invalid with the
// member's path; fault.Conflict when somebody else changed it meanwhile.
func (s *Service) SaveProject(ctx context.Context, p Project) (Project, error) {
	switch {
	case !goodProjectID.MatchString(p.ID):
		return Project{}, fault.New(fault.Invalid, "id")
	case p.Name == "":
		return Project{}, fault.New(fault.Missing, "name")
	case len(p.Name) > 200 || len(p.Account) > 64:
		return Project{}, fault.New(fault.TooLarge, "name")
	}
	if err := p.Settings.Validate(); err != nil {
		return Project{}, err
	}
	before, err := s.ProjectByID(ctx, p.ID)
	p.Version, p.Created, p.Updated = 1, s.now(), s.now()
	switch {
	case err == nil:
		p.Version, p.Created = before.Version+1, before.Created
	case !fault.Has(err, fault.NotFound):
		return Project{}, err
	}
	entry := s.entry(ctx, audit.ProjectSaved, "project", p.ID)
	return p, s.Store.InTx(ctx, func(tx Tx) error { return tx.PutProject(ctx, p, entry) })
}

// ProjectByID returns one project; fault.NotFound.
func (s *Service) ProjectByID(ctx context.Context, id string) (p Project, err error) {
	err = s.Store.View(ctx, func(r Reader) (err error) {
		p, err = r.Project(ctx, id)
		return err
	})
	return p, err
}

// ListProjects lists by id.
func (s *Service) ListProjects(ctx context.Context, page app.Page) (list []Project, err error) {
	err = s.Store.View(ctx, func(r Reader) (err error) {
		list, err = r.Projects(ctx, page)
		return err
	})
	return list, err
}

// AddKey makes an API key for a project. It is returned once and kept as a hash; its id names it from then on. fault.NotFound.
func (s *Service) AddKey(ctx context.Context, projectID, label string) (key, id string, err error) {
	if len(label) > 100 {
		return "", "", fault.New(fault.TooLarge, "label")
	}
	raw := make([]byte, 32)
	if _, err := io.ReadFull(s.Rand, raw); err != nil {
		return "", "", err
	}
	key = base64.RawURLEncoding.EncodeToString(raw)
	made := ProjectKey{Hash: HashKey(key), ProjectID: projectID, Label: label, CreatedAt: s.now()}
	entry := s.entry(ctx, audit.ProjectKeyAdded, "project", projectID)
	return key, made.ID(), s.Store.InTx(ctx, func(tx Tx) error {
		if _, err := tx.Project(ctx, projectID); err != nil {
			return err
		}
		return tx.PutProjectKey(ctx, made, entry)
	})
}

// ListKeys lists a project's keys, the oldest first; fault.NotFound when there is no such project.
func (s *Service) ListKeys(ctx context.Context, projectID string) (keys []ProjectKey, err error) {
	err = s.Store.View(ctx, func(r Reader) (err error) {
		if _, err = r.Project(ctx, projectID); err != nil {
			return err
		}
		keys, err = r.ProjectKeys(ctx, projectID)
		return err
	})
	return keys, err
}

// RemoveKey takes an API key back, by its id; fault.NotFound.
func (s *Service) RemoveKey(ctx context.Context, projectID, id string) error {
	entry := s.entry(ctx, audit.ProjectKeyRemoved, "project", projectID)
	return s.Store.InTx(ctx, func(tx Tx) error {
		keys, err := tx.ProjectKeys(ctx, projectID)
		if err != nil {
			return err
		}
		for _, key := range keys {
			if key.ID() == id {
				return tx.DeleteProjectKey(ctx, key.Hash, entry)
			}
		}
		return fault.New(fault.NotFound, "key")
	})
}
