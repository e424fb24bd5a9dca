package evaluate

import (
	"context"
	"maps"
	"slices"
	"time"

	"github.com/bonafide-id/bonafide/fault"
	"github.com/bonafide-id/bonafide/internal/vision/wire"
)

// Vision reads pictures; *vision.Client is one.
type Vision interface {
	// Do sends one picture. An error is one of the codes of package fault.
	Do(ctx context.Context, request wire.Request, picture []byte) (wire.Reply, []byte, error)
}

// Worker is what a vision worker says of itself at its start.
type Worker struct {
	Engines map[string]wire.Part // what is there, and why the rest is not; nil: not known
	Models  []wire.Model
}

// restarts is how often a picture waits for a worker that is being started again, before the measurement is given up.
const restarts = 10

// looker sends the pictures of a manifest to the worker, each once, and counts what could not be processed.
type looker struct {
	m      *manifest
	o      Options
	about  *About
	want   wire.Request
	seen   map[string]*look
	times  []time.Duration
	stages map[string][]time.Duration
}

// look is what came of one picture. err says why nothing did; that is counted already.
type look struct {
	reply wire.Reply
	err   error
}

// newLooker says at once when the engine that is to be measured is not there: there is nothing to measure then. Codes: fault.VisionDown,
// fault.ModelMissing.
func newLooker(m *manifest, o Options, a *About, want wire.Request, engine string) (*looker, error) {
	if o.Vision == nil {
		return nil, fault.Newf(fault.VisionDown, "vision", "no vision worker is configured")
	}
	if part, said := o.Worker.Engines[engine]; o.Worker.Engines != nil && !part.Ran {
		why := part.Why
		if !said {
			why = "this worker does not know it"
		}
		return nil, fault.Newf(fault.ModelMissing, "engine "+engine, "there is nothing to measure: %s", why)
	}
	a.Models = map[string]string{}
	for _, model := range o.Worker.Models {
		a.Models[model.Slot] = model.SHA256
	}
	return &looker{m: m, o: o, about: a, want: want, seen: map[string]*look{}, stages: map[string][]time.Duration{}}, nil
}

// at sends the picture of a row, or returns what came of it before. ran is the engine of the reply that must have run. An error ends the
// measurement: the caller gave up, or there is no worker.
func (l *looker) at(ctx context.Context, row int, file string, ran func(wire.Reply) (wire.Part, bool)) (*look, error) {
	if seen, ok := l.seen[file]; ok {
		return seen, nil
	}
	picture, err := l.m.readFile(file)
	result := &look{err: err}
	if err == nil {
		if result.reply, result.err, err = l.send(ctx, file, picture); err != nil {
			return nil, err
		}
	}
	if result.err == nil {
		if part, ok := ran(result.reply); !ok {
			result.err = fault.Newf(fault.VisionProtocol, file, "the reply holds no such part")
		} else if !part.Ran {
			result.err = fault.Newf(fault.VisionTimeout, file, "not run: %s", part.Why)
		}
	}
	if result.err != nil {
		l.about.failed(row, file, result.err)
	}
	l.seen[file] = result
	return result, nil
}

// send sorts the errors: of this picture, and of the whole measurement.
func (l *looker) send(ctx context.Context, file string, picture []byte) (reply wire.Reply, ofPicture, ofAll error) {
	for try := 1; ; try++ {
		begin := l.o.Now()
		reply, _, err := l.o.Vision.Do(ctx, l.want, picture)
		took := l.o.Now().Sub(begin)
		switch {
		case ctx.Err() != nil:
			return wire.Reply{}, nil, ctx.Err()
		case fault.Has(err, fault.VisionDown) && try < restarts:
			select {
			case <-ctx.Done():
			case <-time.After(l.o.RestartWait):
			}
			continue
		case fault.Has(err, fault.VisionDown):
			return wire.Reply{}, nil, err
		case err != nil:
			return wire.Reply{}, err, nil
		case reply.Error != nil:
			return wire.Reply{}, fault.Newf(fault.Code(reply.Error.Code), file, "%s", reply.Error.Detail), nil
		}
		l.times = append(l.times, took)
		for stage, ms := range reply.MS {
			l.stages[stage] = append(l.stages[stage], time.Duration(ms*float64(time.Millisecond)))
		}
		return reply, nil, nil
	}
}

// Timing is how long one picture takes from request to reply, with the worker's own stages within. Pictures that could not be processed
// are not in it.
type Timing struct {
	P50    *float64            `json:"ms_p50"`
	P95    *float64            `json:"ms_p95"`
	Stages map[string]*float64 `json:"stage_ms_p50,omitempty"`
}

func (l *looker) timing() Timing {
	t := Timing{P50: quantile(l.times, .5, time.Millisecond), P95: quantile(l.times, .95, time.Millisecond), Stages: map[string]*float64{}}
	for stage, times := range l.stages {
		t.Stages[stage] = quantile(times, .5, time.Millisecond)
	}
	return t
}

func (t Timing) rows() [][]string {
	rows := [][]string{{"p50 of one picture", millis(t.P50)}, {"p95 of one picture", millis(t.P95)}}
	for _, stage := range slices.Sorted(maps.Keys(t.Stages)) {
		rows = append(rows, []string{"p50 of stage " + stage, millis(t.Stages[stage])})
	}
	return rows
}

// documentRan finds one engine's part in the reply about a document.
func documentRan(engine string) func(wire.Reply) (wire.Part, bool) {
	return func(r wire.Reply) (wire.Part, bool) {
		if r.Document == nil {
			return wire.Part{}, false
		}
		part, ok := r.Document.Ran[engine]
		return part, ok
	}
}

func facesRan(r wire.Reply) (wire.Part, bool) {
	if r.Faces == nil {
		return wire.Part{}, false
	}
	part, ok := r.Faces.Ran[wire.Faces]
	return part, ok
}
