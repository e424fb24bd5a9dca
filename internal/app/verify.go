package app

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"fmt"
	"strings"

	"github.com/bonafide-id/bonafide/audit"
)

// AuditReport is what VerifyAudit found.
type AuditReport struct {
	Entries       uint64          `json:"entries"`
	Checkpoints   uint64          `json:"checkpoints"`
	LastSeq       uint64          `json:"lastSeq"`
	LastHash      string          `json:"lastHash"`
	SignedSeq     uint64          `json:"signedSeq"` // the chain is signed up to this entry
	More          uint64          `json:"more"`      // findings beyond those listed
	Unchained     int64           `json:"unchained"` // appended within the last moments of the copy: not covered yet
	Verifications int64           `json:"verifications"`
	Unproven      int64           `json:"unproven"` // verifications whose last change is not chained yet
	Findings      []audit.Finding `json:"findings"`
}

// RecordDiffers is the kind of a finding about a stored record that is not as its last audit entry says.
const RecordDiffers audit.Kind = "record"

// maxFindings bounds a report.
const maxFindings = 1000

// Text is the report for a person.
func (r AuditReport) Text() string {
	var b strings.Builder
	fmt.Fprintf(&b, "audit entries    %d, the last is %d (%s)\n", r.Entries, r.LastSeq, r.LastHash)
	fmt.Fprintf(&b, "checkpoints      %d, signed up to entry %d\n", r.Checkpoints, r.SignedSeq)
	fmt.Fprintf(&b, "verifications    %d compared with the trail\n", r.Verifications)
	if r.Unchained > 0 {
		fmt.Fprintf(&b, "not chained yet  %d entries, %d verifications depend on them\n", r.Unchained, r.Unproven)
	}
	for _, f := range r.Findings {
		fmt.Fprintf(&b, "FINDING          entry %d, %s: %s\n", f.Seq, f.Kind, f.Text)
	}
	switch {
	case len(r.Findings) > 0:
	case r.SignedSeq == 0:
		b.WriteString("nothing is proven yet: the chain fits, and no checkpoint signs it\n")
	default:
		b.WriteString("unaltered: every link, every checkpoint and every record fits\n")
	}
	return b.String()
}

// VerifyAudit walks the chain and its checkpoints, and compares every stored verification with the digest of its last
// entry. It needs no sealing key and changes nothing, so a copy can be checked anywhere.
func VerifyAudit(ctx context.Context, store Store, keys []ed25519.PublicKey) (AuditReport, error) {
	verifier := audit.NewVerifier(keys, audit.RememberSubjects())
	var report AuditReport
	err := store.View(ctx, func(r Reader) error {
		if err := walkChain(ctx, r, verifier); err != nil {
			return err
		}
		report.Findings = nil
		return compareVerifications(ctx, r, verifier, &report)
	})
	if err != nil {
		return AuditReport{}, err
	}
	chain := verifier.Report()
	report.Entries, report.Checkpoints, report.LastSeq = chain.Entries, chain.Checkpoints, chain.LastSeq
	report.SignedSeq, report.More = chain.SignedSeq, chain.More
	report.LastHash = fmt.Sprintf("%x", chain.LastHash)
	report.Findings = append(chain.Findings, report.Findings...)
	if report.Findings == nil {
		report.Findings = []audit.Finding{}
	}
	return report, nil
}

// walkChain feeds links and checkpoints in the order of their numbers.
func walkChain(ctx context.Context, r Reader, verifier *audit.Verifier) error {
	checkpoints, err := allCheckpoints(ctx, r)
	if err != nil {
		return err
	}
	next := 0
	for after := uint64(0); ; {
		links, err := r.AuditLinks(ctx, after, 5000)
		if err != nil {
			return err
		}
		for _, link := range links {
			for next < len(checkpoints) && checkpoints[next].Seq < link.Seq {
				verifier.Checkpoint(checkpoints[next])
				next++
			}
			verifier.Link(link)
			after = link.Seq
		}
		if len(links) < 5000 {
			break
		}
	}
	for ; next < len(checkpoints); next++ { // of the last link, or past it when something was cut off
		verifier.Checkpoint(checkpoints[next])
	}
	return nil
}

func allCheckpoints(ctx context.Context, r Reader) (all []audit.Checkpoint, err error) {
	for after := uint64(0); ; {
		page, err := r.AuditCheckpoints(ctx, after, 5000)
		if err != nil {
			return nil, err
		}
		all = append(all, page...)
		if len(page) < 5000 {
			return all, nil
		}
		after = page[len(page)-1].Seq
	}
}

// compareVerifications looks for rows that are not as the trail says.
func compareVerifications(ctx context.Context, r Reader, verifier *audit.Verifier, report *AuditReport) error {
	find := func(uuid, text string) {
		if len(report.Findings) < maxFindings {
			report.Findings = append(report.Findings, audit.Finding{Kind: RecordDiffers, Text: "verification " + uuid + " " + text})
		}
	}
	subjects, seen, unchained := verifier.Subjects(), map[string]bool{}, map[audit.Subject]bool{}
	waiting, err := r.AuditUnchainedSubjects(ctx)
	if err != nil {
		return err
	}
	report.Unchained = int64(len(waiting))
	for _, subject := range waiting {
		unchained[subject] = true
	}
	for after := int64(0); ; {
		rows, err := r.VerificationsAfter(ctx, after, 1000)
		if err != nil {
			return err
		}
		for _, v := range rows {
			after = v.ID
			report.Verifications++
			seen[v.UUID] = true
			last, known := subjects[audit.Subject{Kind: "verification", ID: v.UUID}]
			switch {
			case known && last.Action == audit.VerificationDeleted:
				find(v.UUID, "was deleted, and is stored")
			case known && bytes.Equal(last.Digest[:], v.Digest()):
			case unchained[audit.Subject{Kind: "verification", ID: v.UUID}]:
				report.Unproven++
			case !known:
				find(v.UUID, "is stored, and the trail does not know it")
			default:
				find(v.UUID, "is not stored as the trail says")
			}
		}
		if len(rows) < 1000 {
			break
		}
	}
	for subject, last := range subjects {
		if subject.Kind == "verification" && !seen[subject.ID] && last.Action != audit.VerificationDeleted && !unchained[subject] {
			find(subject.ID, "is in the trail and no longer stored")
		}
	}
	return nil
}
