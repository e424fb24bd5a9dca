package app

import "github.com/bonafide-id/bonafide/travelrule/envelope"

// Mischief makes the node of a test counterparty misbehave towards other nodes. Nothing in a configuration leads here: only a program that starts
// such a node hands it in.
type Mischief struct {
	// Frame returns what leaves instead of frame, a question or the answer to one. question is the body of the question, opened. It must not wait.
	Frame func(h envelope.Header, question, frame []byte) []byte
	// Peers goes around the way to other nodes.
	Peers func(Peers) Peers
}

// spoil is what leaves: in any other node, frame as it is.
func (n *Node) spoil(h envelope.Header, question, frame []byte) []byte {
	if n.Mischief == nil || n.Mischief.Frame == nil {
		return frame
	}
	return n.Mischief.Frame(h, question, frame)
}
