package sandbox

import (
	"crypto/rand"
	"crypto/tls"
	"net"
	"net/http"
	"time"

	"github.com/bonafide-id/bonafide/internal/config"
	"github.com/bonafide-id/bonafide/internal/keyfile"
	"github.com/bonafide-id/bonafide/internal/node"
	"github.com/bonafide-id/bonafide/internal/peer"
	"github.com/bonafide-id/bonafide/travelrule/directory"
)

// silentMember is an active member whose node takes every connection and question and never says anything.
type silentMember struct {
	member directory.Member
	server *http.Server
	done   chan struct{}
}

func startSilent(folder, addr string) (*silentMember, error) {
	keys, _, err := keyfile.LoadOrCreate(folder, rand.Reader)
	if err != nil {
		return nil, err
	}
	certificate, err := peer.Certificate(keys.TLS, rand.Reader)
	if err != nil {
		return nil, err
	}
	listener, err := net.Listen("tcp", addr)
	if err != nil {
		return nil, err
	}
	s := &silentMember{done: make(chan struct{})}
	s.member, err = node.Member(config.Node{VaspID: SilentID}, keys, "https://"+listener.Addr().String(), time.Now())
	if err != nil {
		return nil, err
	}
	m := &s.member
	m.Name, m.LegalName, m.Country, m.CountryCode, m.Jurisdiction, m.LicensedStatus = "Silent Exchange", "Silent Exchange Ltd.", "Singapore", "SG", "Singapore", "Regulated"
	s.server = &http.Server{ReadHeaderTimeout: 5 * time.Second, Handler: http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		select {
		case <-r.Context().Done():
		case <-s.done:
		}
	})}
	go func() { _ = s.server.Serve(tls.NewListener(listener, peer.ServerTLS(certificate))) }()
	return s, nil
}

func (s *silentMember) stop() {
	close(s.done)
	_ = s.server.Close()
}
