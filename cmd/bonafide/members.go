package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"text/tabwriter"
	"time"

	"github.com/bonafide-id/bonafide/internal/keyfile"
	"github.com/bonafide-id/bonafide/travelrule/directory"
)

// directoryAccess is how the member commands reach a running directory.
type directoryAccess struct {
	URL     string `name:"url" default:"http://127.0.0.1:21100" help:"The directory."`
	KeyFile string `type:"path" default:"directory-data/admin.key" help:"File with its administration key."`
}

// call does one administration call and returns the body of a 2xx answer.
func (a directoryAccess) call(ctx context.Context, method, path string, body any, query ...string) ([]byte, error) {
	key, err := keyfile.Token(a.KeyFile, nil)
	if err != nil {
		return nil, err
	}
	text, err := json.Marshal(body)
	if err != nil {
		return nil, err
	}
	target, err := url.JoinPath(a.URL, path)
	if err != nil {
		return nil, err
	}
	for i := 0; i+1 < len(query); i += 2 {
		target += "?" + url.Values{query[i]: {query[i+1]}}.Encode()
	}
	ctx, cancel := context.WithTimeout(ctx, 15*time.Second)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, method, target, bytes.NewReader(text))
	if err != nil {
		return nil, err
	}
	request.Header.Set("Authorization", "Bearer "+key)
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return nil, fmt.Errorf("the directory at %s does not answer: %w", a.URL, err)
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(io.LimitReader(response.Body, 64<<20))
	if err == nil && response.StatusCode/100 != 2 {
		err = fmt.Errorf("the directory answered %d: %.400s", response.StatusCode, answer)
	}
	return answer, err
}

type directoryListCmd struct{ directoryAccess }

func (c directoryListCmd) Run(ctx context.Context) error {
	text, err := c.call(ctx, http.MethodGet, "/directory/v1/members", nil)
	if err != nil {
		return err
	}
	var list struct {
		Members []directory.Member          `json:"members"`
		Health  map[string]directory.Health `json:"health"`
	}
	if err := json.Unmarshal(text, &list); err != nil {
		return err
	}
	table := tabwriter.NewWriter(os.Stdout, 0, 4, 2, ' ', 0)
	fmt.Fprintln(table, "VASP ID\tNAME\tCOUNTRY\tSTATUS\tHEALTH\tLAST SEEN\tENDPOINT")
	for _, m := range list.Members {
		health, seen := "-", "-"
		if h, probed := list.Health[m.VaspID]; probed {
			health = "DOWN"
			if h.Up {
				health = "UP"
			}
			if !h.LastSeen.IsZero() {
				seen = h.LastSeen.Format(time.RFC3339)
			}
		}
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\t%s\t%s\n", m.VaspID, m.Name, m.CountryCode, m.Status, health, seen, m.Endpoint)
	}
	return table.Flush()
}

type directoryAddCmd struct {
	directoryAccess
	File string `arg:"" type:"existingfile" help:"JSON from: bonafide keys member."`
}

func (c directoryAddCmd) Run(ctx context.Context) error {
	text, err := os.ReadFile(c.File)
	if err != nil {
		return err
	}
	var m directory.Member
	if err := json.Unmarshal(text, &m); err != nil {
		return fmt.Errorf("%s: %w", c.File, err)
	}
	if !directory.ValidVaspID(m.VaspID) {
		return fmt.Errorf("%s: vaspId must be 1 to 20 decimal digits within 64 bits", c.File)
	}
	if _, err := c.call(ctx, http.MethodPut, "/directory/v1/members/"+m.VaspID, m); err != nil {
		return err
	}
	fmt.Println(m.VaspID, m.Name, "is on the list")
	return nil
}

type directoryStatusCmd struct {
	directoryAccess
	VaspID string `arg:"" help:"The member."`
	Status string `arg:"" enum:"active,registered,suspended" help:"active, registered or suspended."`
}

func (c directoryStatusCmd) Run(ctx context.Context) error {
	if !directory.ValidVaspID(c.VaspID) {
		return fmt.Errorf("the VASP id must be 1 to 20 decimal digits within 64 bits")
	}
	_, err := c.call(ctx, http.MethodPut, "/directory/v1/members/"+c.VaspID+"/status", map[string]string{"status": c.Status})
	if err == nil {
		fmt.Println(c.VaspID, "is", c.Status)
	}
	return err
}

type directoryRegistrationsCmd struct {
	directoryAccess
	State string `default:"pending" enum:"pending,approved,rejected" help:"pending, approved or rejected."`
}

func (c directoryRegistrationsCmd) Run(ctx context.Context) error {
	text, err := c.call(ctx, http.MethodGet, "/directory/v1/registrations", nil, "state", c.State)
	if err != nil {
		return err
	}
	var list struct {
		Registrations []directory.Registration `json:"registrations"`
	}
	if err := json.Unmarshal(text, &list); err != nil {
		return err
	}
	table := tabwriter.NewWriter(os.Stdout, 0, 4, 2, ' ', 0)
	fmt.Fprintln(table, "REGISTRATION\tSINCE\tNAME\tLEGAL NAME\tCOUNTRY\tENDPOINT\tVASP ID\tREASON")
	for _, r := range list.Registrations {
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n", r.ID, r.CreatedAt.Format(time.RFC3339), r.Member.Name, r.Member.LegalName, r.Member.CountryCode, r.Member.Endpoint, r.VaspID, r.Reason)
	}
	return table.Flush()
}

type directoryApproveCmd struct {
	directoryAccess
	ID     string `arg:"" help:"The registration."`
	VaspID string `placeholder:"ID" help:"The VASP id it gets; without it the one it asked for, or a new one."`
	Status string `default:"active" enum:"active,registered" help:"active or registered."`
}

func (c directoryApproveCmd) Run(ctx context.Context) error {
	text, err := c.call(ctx, http.MethodPost, "/directory/v1/registrations/"+url.PathEscape(c.ID)+"/approve", map[string]string{"vaspId": c.VaspID, "status": c.Status})
	if err != nil {
		return err
	}
	var m directory.Member
	if err := json.Unmarshal(text, &m); err != nil {
		return err
	}
	fmt.Println(m.VaspID, m.Name, "is", m.Status)
	return nil
}

type directoryRejectCmd struct {
	directoryAccess
	ID     string `arg:"" help:"The registration."`
	Reason string `required:"" help:"Why; the applicant reads it."`
}

func (c directoryRejectCmd) Run(ctx context.Context) error {
	_, err := c.call(ctx, http.MethodPost, "/directory/v1/registrations/"+url.PathEscape(c.ID)+"/reject", map[string]string{"reason": c.Reason})
	if err == nil {
		fmt.Println("rejected")
	}
	return err
}

type directoryConnectCmd struct {
	directoryAccess
	VaspID string `arg:"" help:"The one member."`
	Other  string `arg:"" help:"The other."`
}

func (c directoryConnectCmd) Run(ctx context.Context) error {
	if !directory.ValidVaspID(c.VaspID) || !directory.ValidVaspID(c.Other) {
		return errInvalidID
	}
	_, err := c.call(ctx, http.MethodPut, "/directory/v1/members/"+c.VaspID+"/connections/"+c.Other, nil)
	if err == nil {
		fmt.Println(c.VaspID, "and", c.Other, "are connected")
	}
	return err
}

type directoryDisconnectCmd struct{ directoryConnectCmd }

func (c directoryDisconnectCmd) Run(ctx context.Context) error {
	if !directory.ValidVaspID(c.VaspID) || !directory.ValidVaspID(c.Other) {
		return errInvalidID
	}
	_, err := c.call(ctx, http.MethodDelete, "/directory/v1/members/"+c.VaspID+"/connections/"+c.Other, nil)
	if err == nil {
		fmt.Println(c.VaspID, "and", c.Other, "are not connected")
	}
	return err
}

type directoryRevokeCmd struct {
	directoryAccess
	VaspID string `arg:"" help:"The member."`
	Key    string `arg:"" help:"Id of an identity key, or pin of a TLS key that is no longer the present one. Before one that begins with a hyphen stands --."`
}

func (c directoryRevokeCmd) Run(ctx context.Context) error {
	if !directory.ValidVaspID(c.VaspID) {
		return errInvalidID
	}
	_, err := c.call(ctx, http.MethodPost, "/directory/v1/members/"+c.VaspID+"/keys/revoke", map[string]string{"key": c.Key})
	if err == nil {
		fmt.Println(c.Key, "is revoked")
	}
	return err
}
