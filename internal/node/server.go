package node

import (
	"crypto/tls"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"time"
)

// run serves h on l until Stop.
func (n *Node) run(name string, l net.Listener, h http.Handler, tlsConfig any) {
	server := NewServer(h, n.log)
	n.servers = append(n.servers, server)
	config, secured := tlsConfig.(*tls.Config)
	n.running.Add(1)
	go func() {
		defer n.running.Done()
		var err error
		if secured {
			err = server.Serve(tls.NewListener(l, config))
		} else {
			err = server.Serve(l)
		}
		if !errors.Is(err, http.ErrServerClosed) {
			n.log.Error("a listener ended", "listener", name, "error", err.Error())
			select {
			case n.failed <- err:
			default:
			}
		}
	}()
}

// NewServer makes a server with a limit on everything a caller can send slowly or at length.
func NewServer(h http.Handler, log *slog.Logger) *http.Server {
	return &http.Server{Handler: h, ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 30 * time.Second, WriteTimeout: 90 * time.Second,
		IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 16 << 10, ErrorLog: slog.NewLogLogger(quiet{log.Handler()}, slog.LevelDebug)}
}
