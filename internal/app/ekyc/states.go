package ekyc

import "github.com/bonafide-id/bonafide/fault"

// State of a session (contract 1.3).
type State string

// The states. The last three are ends.
const (
	Created     State = "created"
	FrontDone   State = "front_done"
	DocDone     State = "doc_done"
	QRDone      State = "qr_done"
	ChipDone    State = "chip_done"
	FacePending State = "face_pending"
	Successful  State = "successful"
	Failed      State = "failed"
	Expired     State = "expired"
)

// States returns all states.
func States() []State {
	return []State{Created, FrontDone, DocDone, QRDone, ChipDone, FacePending, Successful, Failed, Expired}
}

// Event is what happens to a session.
type Event string

// The events.
const (
	FrontAccepted    Event = "front accepted"
	DocumentAccepted Event = "document accepted"  // its back, both sides at once, or a passport
	DocumentSufficed Event = "document sufficed"  // the same in a session that reads documents only
	FrontDropped     Event = "front dropped"      // its back was another card's too often (decision A-26)
	QRAccepted       Event = "QR accepted"        //
	ChipAccepted     Event = "chip accepted"      //
	FaceAccepted     Event = "face accepted"      //
	FaceRefused      Event = "face refused"       // tries are left
	FaceExhausted    Event = "face tries used up" //
	LifetimeOver     Event = "lifetime over"
)

// Events returns all events.
func Events() []Event {
	return []Event{FrontAccepted, DocumentAccepted, DocumentSufficed, FrontDropped, QRAccepted, ChipAccepted, FaceAccepted, FaceRefused, FaceExhausted, LifetimeOver}
}

// transitions is the machine of contract 1.3. Another back side sends a session that went on back to the end of the document step: what followed was
// compared with the old one.
var transitions = map[State]map[Event]State{
	Created:     {FrontAccepted: FrontDone, DocumentAccepted: DocDone, DocumentSufficed: Successful, LifetimeOver: Expired},
	FrontDone:   {DocumentAccepted: DocDone, DocumentSufficed: Successful, FrontDropped: Created, LifetimeOver: Expired},
	DocDone:     afterDocument(QRDone, ChipDone),
	QRDone:      afterDocument(QRDone, ChipDone),
	ChipDone:    afterDocument(ChipDone, ChipDone),
	FacePending: afterDocument(FacePending, FacePending),
}

func afterDocument(qr, chip State) map[Event]State {
	return map[Event]State{DocumentAccepted: DocDone, DocumentSufficed: Successful, FrontDropped: Created, QRAccepted: qr, ChipAccepted: chip,
		FaceAccepted: Successful, FaceRefused: FacePending, FaceExhausted: Failed, LifetimeOver: Expired}
}

// On returns the state after an event; fault.Conflict when it cannot happen in s.
func (s State) On(e Event) (State, error) {
	next, ok := transitions[s][e]
	if !ok {
		return s, fault.Newf(fault.Conflict, "state", "%s in %s", e, s)
	}
	return next, nil
}

// Complete says that the session has its result.
func (s State) Complete() bool { return s == Successful || s == Failed || s == Expired }

// Started says that a front side was accepted, or a passport.
func (s State) Started() bool { return s != Created && !s.Complete() }

// Documented says that the document step is done.
func (s State) Documented() bool {
	return s == DocDone || s == QRDone || s == ChipDone || s == FacePending || s == Successful
}

// External is the state as the contract's clients know it (1.3, decision A-07).
func (s State) External() string {
	switch s {
	case Successful:
		return "Successful"
	case Failed, Expired:
		return "Failed"
	}
	return "Incomplete"
}
