// Package jobs runs app.Job on River, for both databases.
package jobs

import (
	"context"
	"errors"
	"log/slog"
	"math/rand/v2"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"

	"github.com/bonafide-id/bonafide/internal/app"
)

// Options of the workers.
type Options struct {
	Workers int // default 64
	Logger  *slog.Logger
}

// args are a job's as River stores them: ids only.
type args struct {
	JobKind string `json:"kind"`
	Key     string `json:"key"`
}

// Kind implements river.JobArgs.
func (args) Kind() string { return "bonafide" }

// maxAttempts is far beyond what deadlines allow: a job ends when its handler says so.
const maxAttempts = 200

// timeout ends a handler that hangs.
const timeout = 20 * time.Second

// Params are what River inserts for a job.
func Params(job app.Job) river.InsertManyParams {
	return river.InsertManyParams{Args: args{job.Kind, job.Key}, InsertOpts: &river.InsertOpts{MaxAttempts: maxAttempts, ScheduledAt: job.RunAt}}
}

// worker calls the handler.
type worker struct {
	river.WorkerDefaults[args]
	handler func(context.Context, app.Job) error
}

// Work implements river.Worker.
func (w *worker) Work(ctx context.Context, job *river.Job[args]) error {
	err := w.handler(ctx, app.Job{Kind: job.Args.JobKind, Key: job.Args.Key})
	var later app.Later
	if errors.As(err, &later) {
		return river.JobSnooze(later.After)
	}
	return err
}

// backOff waits 0.2 s doubling to 30 s, with jitter.
type backOff struct{}

// NextRetry implements river.ClientRetryPolicy.
func (backOff) NextRetry(job *rivertype.JobRow) time.Time {
	pause := 200 * time.Millisecond << min(job.Attempt, 8)
	pause = min(pause, 30*time.Second)
	return time.Now().Add(pause/2 + rand.N(pause/2))
}

// Quiet passes on warnings and worse: River's own progress is not the operator's.
func Quiet(log *slog.Logger) *slog.Logger {
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	return slog.New(quiet{log.Handler()})
}

type quiet struct{ slog.Handler }

func (q quiet) Enabled(ctx context.Context, level slog.Level) bool {
	return level >= slog.LevelWarn && q.Handler.Enabled(ctx, level)
}

// InsertConfig is a client's that only inserts.
func InsertConfig(log *slog.Logger) *river.Config { return &river.Config{Logger: Quiet(log)} }

// Config is a client's that works. pollOnly is for a database without notifications.
func Config(handler func(context.Context, app.Job) error, opt Options, pollOnly bool) *river.Config {
	if opt.Workers == 0 {
		opt.Workers = 64
	}
	workers := river.NewWorkers()
	river.AddWorker(workers, &worker{handler: handler})
	return &river.Config{
		Logger: Quiet(opt.Logger), Workers: workers, Queues: map[string]river.QueueConfig{river.QueueDefault: {MaxWorkers: opt.Workers}},
		FetchCooldown: time.Millisecond, FetchPollInterval: 50 * time.Millisecond, PollOnly: pollOnly, JobTimeout: timeout, RescueStuckJobsAfter: 30 * time.Second,
		CompletedJobRetentionPeriod: time.Minute, RetryPolicy: backOff{}, MaxAttempts: maxAttempts,
	}
}

// stopper is a River client of either database.
type stopper interface {
	Stop(context.Context) error
	StopAndCancel(context.Context) error
}

// Stop lets the jobs under way end; those that do not are cancelled and run again later.
func Stop(ctx context.Context, client stopper) error {
	gentle, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	if err := client.Stop(gentle); err == nil {
		return nil
	}
	return client.StopAndCancel(ctx)
}
