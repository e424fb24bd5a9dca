// Package public is the surface customers and their devices reach. The KYC surfaces are mounted here; until a part is set up it
// says so rather than pretending.
package public

import (
	"context"
	"log/slog"
	"net/http"
	"time"

	"github.com/bonafide-id/bonafide/fault"
	"github.com/bonafide-id/bonafide/internal/httpapi/web"
)

// UseCases is what this surface asks of the node.
type UseCases interface {
	Healthy(ctx context.Context) error
}

// Options of the surface.
type Options struct {
	Log      *slog.Logger
	Observer web.Observer
	Version  string
	// Verification says in words whether customers can be verified now. nil: not configured.
	Verification func() string
}

// Register mounts the surface on mux.
func Register(mux *http.ServeMux, use UseCases, opt Options) {
	surface := &web.Surface{Name: "public", Log: opt.Log, Observer: opt.Observer, MaxBody: 64 << 10, Timeout: 30 * time.Second,
		Fail: func(w http.ResponseWriter, r *http.Request, err error) { web.WriteFault(w, r, err) }}
	surface.Handle(mux, "GET /healthcheck", func(w http.ResponseWriter, r *http.Request) error {
		if err := use.Healthy(r.Context()); err != nil {
			return web.WriteJSON(w, http.StatusServiceUnavailable, map[string]string{"status": "DOWN"})
		}
		return web.WriteJSON(w, http.StatusOK, map[string]string{"status": "UP"})
	})
	surface.Handle(mux, "GET /{$}", func(w http.ResponseWriter, _ *http.Request) error {
		verification := "not configured: kyc.vision names no worker"
		if opt.Verification != nil {
			verification = opt.Verification()
		}
		return web.WriteJSON(w, http.StatusOK, map[string]string{"name": "bonafide", "version": opt.Version, "customerVerification": verification})
	})
	surface.Handle(mux, "/", func(http.ResponseWriter, *http.Request) error { return fault.New(fault.NotFound, "path") })
}
