package ekyc

import (
	"slices"
	"testing"

	"github.com/bonafide-id/bonafide/fault"
)

// Every state and event: what follows, as contract 1.3 draws it; "" cannot happen.
func TestStates(t *testing.T) {
	events := []Event{FrontAccepted, DocumentAccepted, DocumentSufficed, FrontDropped, QRAccepted, ChipAccepted, FaceAccepted, FaceRefused, FaceExhausted, LifetimeOver}
	if !slices.Equal(events, Events()) {
		t.Fatal("the events are not those of the table")
	}
	table := map[State][10]State{
		Created:     {FrontDone, DocDone, Successful, "", "", "", "", "", "", Expired},
		FrontDone:   {"", DocDone, Successful, Created, "", "", "", "", "", Expired},
		DocDone:     {"", DocDone, Successful, Created, QRDone, ChipDone, Successful, FacePending, Failed, Expired},
		QRDone:      {"", DocDone, Successful, Created, QRDone, ChipDone, Successful, FacePending, Failed, Expired},
		ChipDone:    {"", DocDone, Successful, Created, ChipDone, ChipDone, Successful, FacePending, Failed, Expired},
		FacePending: {"", DocDone, Successful, Created, FacePending, FacePending, Successful, FacePending, Failed, Expired},
		Successful:  {}, Failed: {}, Expired: {},
	}
	for _, state := range States() {
		row, listed := table[state]
		if !listed {
			t.Errorf("%s is not in the table", state)
		}
		for i, event := range events {
			next, err := state.On(event)
			switch {
			case row[i] == "" && (!fault.Has(err, fault.Conflict) || next != state):
				t.Errorf("%s in %s: %s, %v", event, state, next, err)
			case row[i] != "" && (next != row[i] || err != nil):
				t.Errorf("%s in %s: %s, %v, want %s", event, state, next, err, row[i])
			}
		}
		if ends := row == [10]State{}; state.Complete() != ends {
			t.Errorf("%s: complete %t", state, state.Complete())
		}
	}
}

// From every state an end can be reached, and every state from the first.
func TestStatesAreReached(t *testing.T) {
	seen := map[State]bool{Created: true}
	for range States() {
		for _, state := range States() {
			if !seen[state] {
				continue
			}
			for _, next := range transitions[state] {
				seen[next] = true
			}
		}
	}
	for _, state := range States() {
		if !seen[state] {
			t.Errorf("%s is never reached", state)
		}
		if !state.Complete() && transitions[state][LifetimeOver] != Expired {
			t.Errorf("%s does not expire", state)
		}
	}
}
