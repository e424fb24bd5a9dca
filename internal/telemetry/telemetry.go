// Package telemetry makes the log, the metrics and, when a collector is named, the traces of a process. Each node has its own
// metrics registry, so that several run in one process.
package telemetry

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	"go.opentelemetry.io/otel/sdk/resource"
	sdk "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace"
)

// Logger makes a logger. Level is debug, info, warn or error; format text or json.
func Logger(w io.Writer, level, format string) *slog.Logger {
	var at slog.Level
	_ = at.UnmarshalText([]byte(level))
	options := &slog.HandlerOptions{Level: at}
	if format == "json" {
		return slog.New(slog.NewJSONHandler(w, options))
	}
	return slog.New(slog.NewTextHandler(w, options))
}

// Metrics are a node's numbers. Labels hold routes, codes and outcomes, never ids.
type Metrics struct {
	registry      *prometheus.Registry
	requests      *prometheus.HistogramVec
	asked         *prometheus.CounterVec
	answered      *prometheus.CounterVec
	verifications *prometheus.CounterVec
	peerCalls     *prometheus.HistogramVec
	backendCalls  *prometheus.HistogramVec
	unreported    *prometheus.GaugeVec
	refusedLists  *prometheus.CounterVec
	foreignKeys   prometheus.Gauge
	vision        *prometheus.HistogramVec
	visionEnds    *prometheus.CounterVec
}

var buckets = []float64{.0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10}

// visionBuckets: reading a picture takes from a tenth of a second to the time allowed.
var visionBuckets = []float64{.025, .05, .1, .2, .3, .5, .75, 1, 1.5, 2, 3, 5, 10, 20, 40}

// NewMetrics makes the metrics of one node.
func NewMetrics() *Metrics {
	m := &Metrics{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "bonafide_request_seconds", Help: "Requests by surface, route and status.",
			Buckets: buckets}, []string{"surface", "route", "status"}),
		asked: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "bonafide_account_questions_total",
			Help: "Account questions put to other VASPs, by outcome or fault code."}, []string{"outcome"}),
		answered: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "bonafide_account_answers_total",
			Help: "Account questions of other VASPs answered, by reason."}, []string{"reason"}),
		verifications: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "bonafide_verifications_total",
			Help: "User verifications that reached their end, by direction, outcome and reason."}, []string{"direction", "outcome", "reason"}),
		peerCalls: prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "bonafide_peer_call_seconds",
			Help: "Calls to other nodes by kind and fault code (empty: answered).", Buckets: buckets}, []string{"kind", "fault"}),
		backendCalls: prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "bonafide_backend_call_seconds",
			Help: "Calls to the exchange's back end by kind and fault code (empty: answered).", Buckets: buckets}, []string{"call", "fault"}),
		unreported: prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: "bonafide_unreported_transfers",
			Help: "Verified transfers without a transaction id, past their time, by direction."}, []string{"direction"}),
		refusedLists: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "bonafide_directory_refused_total",
			Help: "Lists of members that were not taken into use, by fault code."}, []string{"fault"}),
		foreignKeys: prometheus.NewGauge(prometheus.GaugeOpts{Name: "bonafide_directory_foreign_keys",
			Help: "Keys the directory's log has for this VASP that it did not make: any is an alarm."}),
		vision: prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "bonafide_vision_job_seconds",
			Help: "Pictures given to the vision worker, waiting included, by what was asked and by outcome (done or a fault code).", Buckets: visionBuckets}, []string{"do", "outcome"}),
		visionEnds: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "bonafide_vision_restarts_total",
			Help: "Vision workers that were replaced, by why: died, timeout, protocol, memory, recycled, start (did not)."}, []string{"why"}),
	}
	m.registry.MustRegister(m.requests, m.asked, m.answered, m.verifications, m.peerCalls, m.backendCalls, m.unreported, m.refusedLists, m.foreignKeys, m.vision, m.visionEnds, collectors.NewGoCollector(),
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// Handler serves the metrics.
func (m *Metrics) Handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{})
}

// Request implements web.Observer.
func (m *Metrics) Request(surface, route, _ string, status int, took time.Duration) {
	m.requests.WithLabelValues(surface, route, strconv.Itoa(status)).Observe(took.Seconds())
}

// AccountAsked implements app.Events.
func (m *Metrics) AccountAsked(outcome string) { m.asked.WithLabelValues(outcome).Inc() }

// AccountAnswered implements app.Events.
func (m *Metrics) AccountAnswered(reason string) { m.answered.WithLabelValues(reason).Inc() }

// VerificationFinished implements app.Events.
func (m *Metrics) VerificationFinished(direction, outcome, reason string) {
	m.verifications.WithLabelValues(direction, outcome, reason).Inc()
}

// PeerCall implements app.Events.
func (m *Metrics) PeerCall(kind, outcome string, took time.Duration) {
	m.peerCalls.WithLabelValues(kind, outcome).Observe(took.Seconds())
}

// BackendCall implements app.Events.
func (m *Metrics) BackendCall(call, outcome string, took time.Duration) {
	m.backendCalls.WithLabelValues(call, outcome).Observe(took.Seconds())
}

// Unreported implements app.Events.
func (m *Metrics) Unreported(direction string, count int64) {
	m.unreported.WithLabelValues(direction).Set(float64(count))
}

// DirectoryRefused implements app.DirectoryEvents.
func (m *Metrics) DirectoryRefused(code string) { m.refusedLists.WithLabelValues(code).Inc() }

// ForeignKeys implements app.DirectoryEvents.
func (m *Metrics) ForeignKeys(count int) { m.foreignKeys.Set(float64(count)) }

// VisionJob implements vision.Events.
func (m *Metrics) VisionJob(do, outcome string, took time.Duration) {
	m.vision.WithLabelValues(do, outcome).Observe(took.Seconds())
}

// VisionRestart implements vision.Events.
func (m *Metrics) VisionRestart(why string) { m.visionEnds.WithLabelValues(why).Inc() }

// Tracer makes traces when url names an OTLP/HTTP collector; stop flushes them. Without one it does nothing.
type Tracer struct {
	tracer trace.Tracer
	stop   func(context.Context) error
}

// NewTracer connects to the collector.
func NewTracer(ctx context.Context, url, vaspID string) (*Tracer, error) {
	if url == "" {
		return nil, nil
	}
	exporter, err := otlptracehttp.New(ctx, otlptracehttp.WithEndpointURL(url))
	if err != nil {
		return nil, err
	}
	provider := sdk.NewTracerProvider(sdk.WithBatcher(exporter), sdk.WithResource(resource.NewSchemaless(
		attribute.String("service.name", "bonafide"), attribute.String("bonafide.vasp_id", vaspID))))
	return &Tracer{provider.Tracer("bonafide"), provider.Shutdown}, nil
}

// Wrap records a span for each request of h; a nil Tracer returns h itself. The span is named after the method alone: paths
// hold ids.
func (t *Tracer) Wrap(surface string, h http.Handler) http.Handler {
	if t == nil {
		return h
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx, span := t.tracer.Start(r.Context(), surface+" "+r.Method, trace.WithSpanKind(trace.SpanKindServer))
		defer span.End()
		h.ServeHTTP(w, r.WithContext(ctx))
	})
}

// Stop sends what is left.
func (t *Tracer) Stop(ctx context.Context) error {
	if t == nil {
		return nil
	}
	return t.stop(ctx)
}
