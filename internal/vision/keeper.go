package vision

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"time"

	"github.com/bonafide-id/bonafide/fault"
	"github.com/bonafide-id/bonafide/internal/vision/wire"
)

// Waits before a worker is started again: they double from the first to the last, and vary by a quarter so that several do not go in step.
const (
	firstWait = 100 * time.Millisecond
	lastWait  = 30 * time.Second
	// deathWait is the longest wait after a worker that did start: whoever sends pictures that end workers must not be able to close the service
	// for everybody.
	deathWait = time.Second
	// goodbye is how long a worker whose input was closed may take to end.
	goodbye = 5 * time.Second
	// answerTime is how long before its end a worker should be done: a tenth of a try's time, and no less than this unless that is half of it.
	answerTime = 500 * time.Millisecond
)

// keeper keeps one worker running and hands it jobs.
type keeper struct {
	client   *Client
	index    int
	guard    *guard
	log      *slog.Logger
	failures int // since the last job that was done
}

func (k *keeper) run(ctx context.Context) {
	for ctx.Err() == nil {
		k.client.set(k.index, WorkerStatus{State: Starting})
		p, err := k.start(ctx)
		if ctx.Err() != nil {
			return
		}
		if err != nil {
			k.failures++
			wait := backOff(k.failures, lastWait)
			k.log.ErrorContext(ctx, "the vision worker did not start; it is tried again", "error", err.Error(), "wait", wait.Round(time.Millisecond).String())
			k.client.restarted("start", nil)
			k.client.fell(k.index, err)
			sleep(ctx, wait)
			continue
		}
		k.client.up(k.index, p)
		k.logHello(ctx, p)
		end := k.serve(ctx, p)
		p.end()
		if ctx.Err() != nil {
			return
		}
		k.ended(ctx, p, end)
	}
}

// ending is why a worker is replaced.
type ending struct {
	reason string // as in Events.VisionRestart; empty: the worker goes on
	err    error  // nil: nothing is wrong
	settle func() // tells the job that was under way, when the ending is on record; nil: there was none
	engine string // in which it died by its own fault; empty: in none, by somebody else's, or nobody knows
}

func (k *keeper) ended(ctx context.Context, p *process, end ending) {
	k.client.restarted(end.reason, end.err)
	k.client.set(k.index, WorkerStatus{State: Starting})
	if end.settle != nil {
		end.settle()
	}
	if end.err == nil {
		k.log.InfoContext(ctx, "the vision worker is replaced", "reason", end.reason, "jobs", p.jobs)
		return
	}
	k.failures++
	wait := time.Duration(0) // the first is replaced at once
	if k.failures > 1 {
		wait = backOff(k.failures-1, deathWait)
	}
	k.log.WarnContext(ctx, "the vision worker ended and is replaced", "reason", end.reason, "engine", end.engine, "error", end.err.Error(), "jobs", p.jobs,
		"wait", wait.Round(time.Millisecond).String())
	sleep(ctx, wait)
}

// start starts a process and reads its hello.
func (k *keeper) start(ctx context.Context) (*process, error) {
	p, err := k.guard.launch(ctx, k.log)
	if err != nil {
		return nil, err
	}
	k.client.set(k.index, WorkerStatus{State: Starting, PID: p.pid})
	timer := time.NewTimer(k.client.opt.StartTime)
	defer timer.Stop()
	select {
	case h := <-p.hellos:
		if h.err == nil {
			p.hello = h.hello
			k.guard.inspect(ctx, p, k.log)
			return p, nil
		}
		err = fmt.Errorf("its first frame: %w", h.err)
		if streamEnded(h.err) {
			p.kill()
			err = fmt.Errorf("it ended before it said hello: %w", p.wait())
		}
	case <-timer.C:
		err = fmt.Errorf("it said no hello within %s", k.client.opt.StartTime)
	case <-ctx.Done():
		err = ctx.Err()
	}
	p.kill()
	p.end()
	return nil, err
}

func (k *keeper) logHello(ctx context.Context, p *process) {
	there, missing := []string{}, []string{}
	for engine, part := range p.hello.Engines {
		if part.Ran {
			there = append(there, engine)
		} else {
			missing = append(missing, engine+": "+part.Why)
		}
	}
	k.log.InfoContext(ctx, "the vision worker is ready", "pid", p.pid, "program", p.hello.Program, "engines", there, "missing", missing, "models", len(p.hello.Models),
		"user", p.isolation.User, "network", p.isolation.Network)
}

// serve hands p jobs until it has to be replaced.
func (k *keeper) serve(ctx context.Context, p *process) ending {
	for {
		k.client.set(k.index, WorkerStatus{State: Idle, PID: p.pid, Jobs: p.jobs})
		j, end := k.next(ctx, p)
		if j == nil {
			return end
		}
		if j.abandoned() {
			continue
		}
		k.client.set(k.index, WorkerStatus{State: Busy, PID: p.pid, Jobs: p.jobs})
		if end := k.one(ctx, p, j); end.reason != "" {
			return end
		}
		k.failures = 0
		if p.jobs >= k.client.opt.RecycleAfter {
			return ending{reason: "recycled"}
		}
		if rss := residentMB(p.pid); rss > k.client.opt.MemoryMB*3/4 { // before a job has to pay for it
			return ending{reason: "recycled"}
		}
	}
}

// next waits for a job, retries first. Without one, p has to be replaced.
func (k *keeper) next(ctx context.Context, p *process) (*job, ending) {
	select {
	case j := <-k.client.retries:
		return j, ending{}
	default:
	}
	select {
	case j := <-k.client.retries:
		return j, ending{}
	case j := <-k.client.jobs:
		return j, ending{}
	case f, more := <-p.frames:
		if !more {
			f.err = io.EOF
		}
		return nil, k.unasked(p, f)
	case <-ctx.Done():
		return nil, ending{}
	}
}

// unasked is a frame that nobody asked for, or the end of an idle worker.
func (k *keeper) unasked(p *process, f frame) ending {
	p.kill()
	died := p.wait()
	if streamEnded(f.err) {
		return ending{reason: "died", err: fmt.Errorf("while idle: %w", died)}
	}
	return ending{reason: "protocol", err: fault.Newf(fault.VisionProtocol, "reply", "a frame that nobody asked for")}
}

// one runs a job on p. The ending's reason is empty when p can go on.
func (k *keeper) one(ctx context.Context, p *process, j *job) ending {
	j.tries++
	limit := k.client.opt.JobTime
	if !j.until.IsZero() {
		limit = min(limit, max(time.Until(j.until), time.Millisecond))
	}
	request := j.request
	told := limit - max(limit/10, min(answerTime, limit/2)) // so that it answers with what it has
	if most := max(int(told.Milliseconds()), 1); request.DeadlineMS == 0 || request.DeadlineMS > most {
		request.DeadlineMS = most
	}
	f, end := k.exchange(ctx, p, request, j.picture, limit)
	switch {
	case ctx.Err() != nil:
		p.kill()
		j.finish(result{err: fault.Newf(fault.VisionDown, "worker", "the server is stopping")})
		return ending{reason: "stopped"}
	case end.reason == "died", end.reason == "memory":
		j.leaveOut(end.engine)
		end.settle = func() { k.client.again(j, end.err) }
		return end
	case end.reason != "":
		end.settle = func() { j.finish(result{err: end.err}) }
		return end
	}
	p.jobs++
	k.client.set(k.index, WorkerStatus{State: Idle, PID: p.pid, Jobs: p.jobs})
	j.accountFor(f.reply)
	j.finish(result{reply: f.reply, payload: f.payload, hello: p.hello})
	return ending{}
}

// exchange sends one request and waits for its reply. When it fails the process has ended.
func (k *keeper) exchange(ctx context.Context, p *process, request wire.Request, picture []byte, limit time.Duration) (frame, ending) {
	p.send(request, picture)
	timer, look := time.NewTimer(limit), time.NewTicker(memoryEvery)
	defer timer.Stop()
	defer look.Stop()
	fail := func(reason string, code fault.Code, format string, args ...any) (frame, ending) {
		p.kill()
		_ = p.wait()
		return frame{}, ending{reason: reason, err: fault.Newf(code, "worker", format, args...)}
	}
	within := "" // the engine that runs
	for {
		select {
		case f, more := <-p.frames:
			if !more || streamEnded(f.err) {
				p.kill()
				how := p.wait()
				if killed(how) {
					within = ""
				}
				return frame{}, ending{reason: "died", err: fmt.Errorf("in the middle of a job: %w", how), engine: within}
			}
			if f.err == nil && f.reply.Entering != "" {
				if f.err = f.reply.ValidateEntering(request, f.payload); f.err == nil {
					within = f.reply.Entering
					continue
				}
			}
			if f.err == nil {
				f.err = f.reply.Validate(request, f.payload)
			}
			if f.err != nil {
				return fail("protocol", fault.VisionProtocol, "%v", f.err)
			}
			return f, ending{}
		case <-timer.C:
			return fail("timeout", fault.VisionTimeout, "not done within %s", limit.Round(time.Millisecond))
		case <-look.C:
			if rss := residentMB(p.pid); rss > k.client.opt.MemoryMB {
				return fail("memory", fault.VisionDied, "%d MiB of memory, at most %d", rss, k.client.opt.MemoryMB)
			}
		case <-ctx.Done():
			return frame{}, ending{}
		}
	}
}

// backOff is the wait after so many failures in a row.
func backOff(failures int, most time.Duration) time.Duration {
	wait := min(firstWait<<min(failures-1, 20), most)
	return wait - wait/4 + rand.N(wait/2)
}

func sleep(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}
