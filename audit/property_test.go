package audit_test

import (
	"maps"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/bonafide-id/bonafide/audit"
)

func entries() *rapid.Generator[[]audit.Entry] {
	text := rapid.StringN(0, 8, -1)
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) audit.Entry {
		return audit.Entry{
			ID: rapid.StringN(1, 8, -1).Draw(t, "id"), At: time.UnixMilli(rapid.Int64Range(-1e12, 1e13).Draw(t, "at")),
			Actor: text.Draw(t, "actor"), Action: rapid.SampledFrom(audit.Actions()).Draw(t, "action"), SubjectKind: text.Draw(t, "kind"),
			Subject: text.Draw(t, "subject"), RequestID: text.Draw(t, "request"), Digest: rapid.SliceOfN(rapid.Byte(), 0, 32).Draw(t, "digest"),
			Details: rapid.MapOfN(text, text, 0, 4).Draw(t, "details"),
		}
	}), 1, 12)
}

// changed returns text unlike text.
func changed(t *rapid.T, text string) string {
	return rapid.OneOf(rapid.Just(text+"x"), rapid.Just(""), rapid.Just("x"+text), rapid.String()).
		Filter(func(other string) bool { return other != text }).Draw(t, "changed")
}

// alter changes exactly one member of l.
func alter(t *rapid.T, l *audit.Link) {
	switch rapid.IntRange(0, 12).Draw(t, "member") {
	case 0:
		l.ID = changed(t, l.ID)
	case 1:
		l.At = l.At.Add(time.Duration(rapid.SampledFrom([]int{-1, 1, 1000, 86_400_000}).Draw(t, "ms")) * time.Millisecond)
	case 2:
		l.Actor = changed(t, l.Actor)
	case 3:
		l.Action = changed(t, l.Action)
	case 4:
		l.SubjectKind = changed(t, l.SubjectKind)
	case 5:
		l.Subject = changed(t, l.Subject)
	case 6:
		l.RequestID = changed(t, l.RequestID)
	case 7:
		l.Digest = []byte(changed(t, string(l.Digest)))
	case 8: // the value of a detail changed, or one added where there is none
		l.Details = maps.Clone(l.Details)
		if len(l.Details) == 0 {
			l.Details = map[string]string{"k": "v"}
			return
		}
		name := slices.Sorted(maps.Keys(l.Details))[0]
		l.Details[name] = changed(t, l.Details[name])
	case 9: // a detail removed, or one added where there is none
		l.Details = maps.Clone(l.Details)
		if len(l.Details) == 0 {
			l.Details = map[string]string{"": ""}
			return
		}
		delete(l.Details, slices.Sorted(maps.Keys(l.Details))[0])
	case 10:
		l.Seq = rapid.Uint64().Filter(func(seq uint64) bool { return seq != l.Seq }).Draw(t, "seq")
	case 11:
		l.Prev[rapid.IntRange(0, 31).Draw(t, "byte")] ^= 1 << rapid.IntRange(0, 7).Draw(t, "bit")
	case 12:
		l.Hash[rapid.IntRange(0, 31).Draw(t, "byte")] ^= 1 << rapid.IntRange(0, 7).Draw(t, "bit")
	}
}

// TestAnySingleChangeIsFound: whatever is done to one place of a trail whose end is signed, the verifier finds it.
func TestAnySingleChangeIsFound(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		links := audit.Chain(audit.Head{}, entries().Draw(t, "entries"))
		signed := []audit.Checkpoint{audit.SignCheckpoint(links[len(links)-1].Head(), start, signer(1))}
		if r := verify(links, signed); !r.Whole() || r.SignedSeq != uint64(len(links)) {
			t.Fatalf("an untouched trail: %+v", r)
		}
		at := rapid.IntRange(0, len(links)-1).Draw(t, "at")
		what := rapid.SampledFrom([]string{"alter", "alter and hash again", "remove", "cut off", "swap", "insert", "repeat"}).Draw(t, "what")
		switch what {
		case "alter":
			alter(t, &links[at])
		case "alter and hash again":
			e := links[at].Entry
			e.Actor = changed(t, e.Actor)
			links[at] = audit.Chain(audit.Head{Seq: links[at].Seq - 1, Hash: links[at].Prev}, []audit.Entry{e})[0]
		case "remove":
			links = slices.Delete(links, at, at+1)
		case "cut off":
			links = links[:at]
		case "swap":
			if len(links) == 1 {
				t.Skip("one entry")
			}
			other := (at + rapid.IntRange(1, len(links)-1).Draw(t, "other")) % len(links)
			links[at], links[other] = links[other], links[at]
		case "insert":
			before := audit.Head{}
			if at > 0 {
				before = links[at-1].Head()
			}
			forged := audit.Chain(before, []audit.Entry{{ID: "forged", At: start, Action: audit.DenyRemoved}})
			if rapid.Bool().Draw(t, "all after it linked anew") {
				var rest []audit.Entry
				for _, l := range links[at:] {
					rest = append(rest, l.Entry)
				}
				forged = append(forged, audit.Chain(forged[0].Head(), rest)...)
				links = links[:at]
			}
			links = slices.Insert(links, at, forged...)
		case "repeat":
			links = slices.Insert(links, at, links[at])
		}
		if verify(links, signed).Whole() {
			t.Fatalf("%s at %d was not found: %+v", what, at, links)
		}
	})
}

// TestAnyOrderOfCalls: nothing that is fed to a verifier makes it panic or list more than it may.
func TestAnyOrderOfCalls(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		links := audit.Chain(audit.Head{}, entries().Draw(t, "entries"))
		v := audit.NewVerifier(nil, audit.RememberSubjects())
		n := rapid.IntRange(0, 40).Draw(t, "calls")
		for range n {
			l := rapid.SampledFrom(links).Draw(t, "link")
			if rapid.Bool().Draw(t, "altered") {
				alter(t, &l)
			}
			if rapid.Bool().Draw(t, "link or checkpoint") {
				v.Link(l)
			} else {
				v.Checkpoint(audit.SignCheckpoint(l.Head(), start, signer(1)))
			}
		}
		if r := v.Report(); r.Entries+r.Checkpoints != uint64(n) || len(r.Findings) > audit.MaxFindings {
			t.Fatalf("%d calls: %+v", n, r)
		}
	})
}
