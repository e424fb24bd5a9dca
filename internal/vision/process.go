package vision

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"sync"
	"syscall"
	"time"

	"github.com/bonafide-id/bonafide/internal/vision/wire"
)

// memoryEvery is how often a busy worker's memory is looked at.
const memoryEvery = 50 * time.Millisecond

// lastWords is how long a process's pipes are read after its end.
const lastWords = time.Second

// process is one worker process: two pipes, a goroutine that reads its frames, one that logs its words, and one that waits for its end.
type process struct {
	pid       int
	hello     wire.Hello
	isolation Isolation
	jobs      int // done

	in, out *os.File
	writer  *wire.Writer
	hellos  chan greeting // one
	frames  chan frame    // replies, and last the reason why there are no more
	cmd     *exec.Cmd

	mu      sync.Mutex
	reaped  bool
	exitErr error
	exited  chan struct{}
	left    chan struct{} // closed when nobody reads frames any more
	helpers sync.WaitGroup
}

type greeting struct {
	hello wire.Hello
	err   error
}

type frame struct {
	reply   wire.Reply
	payload []byte
	err     error
}

// streamEnded: there is nothing more to read, in good order or not.
func streamEnded(err error) bool {
	return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, os.ErrDeadlineExceeded)
}

// environment is all that a worker has of it. Half of its memory is for what Go collects; pictures and nets that are native need theirs.
func environment(opt Options) []string {
	return []string{"LANG=C.UTF-8", "OMP_THREAD_LIMIT=1", fmt.Sprintf("GOMEMLIMIT=%dMiB", max(opt.MemoryMB/2, 1))}
}

// launch starts a process and its goroutines.
func (g *guard) launch(ctx context.Context, log *slog.Logger) (*process, error) {
	if _, err := os.Stat(g.opt.Path); err != nil { // what starting it would say as another user is of no help
		return nil, err
	}
	var pipes [3]struct{ r, w *os.File }
	for i := range pipes {
		var err error
		if pipes[i].r, pipes[i].w, err = os.Pipe(); err != nil {
			for _, open := range pipes[:i] {
				_, _ = open.r.Close(), open.w.Close()
			}
			return nil, err
		}
	}
	stdin, stdout, stderr := pipes[0], pipes[1], pipes[2]
	p := &process{in: stdin.w, out: stdout.r, writer: wire.NewWriter(stdin.w, g.opt.Limits), hellos: make(chan greeting, 1), frames: make(chan frame),
		exited: make(chan struct{}), left: make(chan struct{})}
	err := g.start(p, func() *exec.Cmd {
		cmd := exec.Command(g.opt.Path, g.opt.Args...)
		cmd.Stdin, cmd.Stdout, cmd.Stderr = stdin.r, stdout.w, stderr.w
		cmd.Dir, cmd.Env = "/", environment(g.opt)
		return cmd
	})
	for _, theirs := range []*os.File{stdin.r, stdout.w, stderr.w} {
		_ = theirs.Close()
	}
	if err != nil {
		_, _, _ = stdin.w.Close(), stdout.r.Close(), stderr.r.Close()
		return nil, err
	}
	p.helpers.Go(func() { p.read(g.opt.Limits) })
	p.helpers.Go(func() { logLines(ctx, stderr.r, log) })
	p.helpers.Go(func() {
		<-p.exited
		_ = stdin.w.Close()
		// What it said is read to the end. Should somebody it left behind hold the other ends, not for ever.
		_, _ = stdout.r.SetReadDeadline(time.Now().Add(lastWords)), stderr.r.SetReadDeadline(time.Now().Add(lastWords))
	})
	return p, nil
}

// read delivers what the worker says until it says no more, or something that is no frame.
func (p *process) read(limits wire.Limits) {
	defer p.out.Close()
	r := wire.NewReader(p.out, limits)
	hello, err := r.ReadHello()
	p.hellos <- greeting{hello, err}
	for err == nil {
		var f frame
		f.reply, f.payload, f.err = r.ReadReply()
		err = f.err
		select {
		case p.frames <- f:
		case <-p.left:
			return
		}
	}
	close(p.frames)
}

// send writes a request; when the worker does not take it, the reply does not come either.
func (p *process) send(request wire.Request, picture []byte) {
	p.helpers.Go(func() { _ = p.writer.WriteRequest(request, picture) })
}

// waitGone waits, in the thread that started the process, until it has ended. The rest of its group goes with it.
func (p *process) waitGone() {
	if await(p.pid) {
		p.mu.Lock() // until the process is waited for its number is its own
		defer p.mu.Unlock()
		killProcess(p.cmd)
		p.exitErr = p.cmd.Wait()
	} else {
		err := p.cmd.Wait()
		p.mu.Lock()
		defer p.mu.Unlock()
		p.exitErr = err
	}
	p.reaped = true
	close(p.exited)
}

// kill ends the process and its group at once. It may be called at any time.
func (p *process) kill() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.reaped {
		killProcess(p.cmd)
	}
}

// wait waits until the process has ended and says how.
func (p *process) wait() error {
	<-p.exited
	if p.exitErr == nil {
		return errors.New("exit status 0")
	}
	return p.exitErr
}

// killed says that a process was ended from outside: by the system for want of memory, or by somebody. Engines end it by themselves.
func killed(how error) bool {
	var exit *exec.ExitError
	if !errors.As(how, &exit) {
		return false
	}
	status, ok := exit.Sys().(syscall.WaitStatus)
	return ok && status.Signaled() && status.Signal() == syscall.SIGKILL
}

// end lets the process end by itself, and ends it when it does not. Then nothing of it is left.
func (p *process) end() {
	close(p.left)
	_ = p.in.Close()
	timer := time.NewTimer(goodbye)
	defer timer.Stop()
	select {
	case <-p.exited:
	case <-timer.C:
		p.kill()
	}
	<-p.exited
	p.helpers.Wait()
}
