package vision_test

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/bonafide-id/bonafide/fault"
	"github.com/bonafide-id/bonafide/internal/vision"
	"github.com/bonafide-id/bonafide/internal/vision/visiontest"
	"github.com/bonafide-id/bonafide/internal/vision/wire"
)

// logged is a log and the events of a client.
type logged struct {
	mu     sync.Mutex
	text   bytes.Buffer
	events []string
}

func (l *logged) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *logged) VisionJob(do, outcome string, _ time.Duration) { l.event(do + " " + outcome) }

func (l *logged) VisionRestart(why string) { l.event("restart " + why) }

func (l *logged) event(text string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.events = append(l.events, text)
}

func (l *logged) all() (text string, events []string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String(), slices.Clone(l.events)
}

// started is a client of a scripted worker.
type started struct {
	*vision.Client
	t   *testing.T
	log *logged
}

func start(t *testing.T, change func(*vision.Options)) started {
	t.Helper()
	s := started{t: t, log: &logged{}}
	opt := vision.Options{Path: visiontest.Program(t), JobTime: 20 * time.Second, Log: slog.New(slog.NewTextHandler(s.log, nil)), Events: s.log}
	if change != nil {
		change(&opt)
	}
	var err error
	if s.Client, err = vision.Start(t.Context(), opt); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = s.Close()
		if text, _ := s.log.all(); t.Failed() {
			t.Log(text)
		}
	})
	return s
}

func (s started) ready() {
	s.t.Helper()
	ctx, cancel := context.WithTimeout(s.t.Context(), 30*time.Second)
	defer cancel()
	if err := s.Ready(ctx); err != nil {
		s.t.Fatal(err)
	}
}

// read sends a script and returns the reply.
func (s started) read(lines ...string) (wire.Reply, error) {
	reply, _, err := s.Do(s.t.Context(), wire.Request{Do: wire.DoDocument}, visiontest.Picture(lines...))
	return reply, err
}

// want sends a script that must end with code; "" is success.
func (s started) want(code fault.Code, lines ...string) {
	s.t.Helper()
	if _, err := s.read(lines...); fault.CodeOf(err) != code {
		s.t.Errorf("%q: %v, want code %q", lines, err, code)
	}
}

// until waits for a condition, ten seconds at most.
func until(t *testing.T, what string, condition func() bool) {
	t.Helper()
	for deadline := time.Now().Add(10 * time.Second); !condition(); time.Sleep(2 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("not within ten seconds: %s", what)
		}
	}
}

func exists(path string) bool { _, err := os.Stat(path); return err == nil }

func (s started) busyPID() (pid int) {
	s.t.Helper()
	until(s.t, "a busy worker", func() bool {
		for _, w := range s.Status().Workers {
			if w.State == vision.Busy {
				pid = w.PID
			}
		}
		return pid != 0
	})
	return pid
}

func TestAnswers(t *testing.T) {
	s := start(t, nil)
	s.ready()
	reply, err := s.read("ok")
	if err != nil {
		t.Fatal(err)
	}
	want := visiontest.Document()
	if diff := cmp.Diff(&want, reply.Document); diff != "" {
		t.Errorf("document (-want +got):\n%s", diff)
	}
	reply, _, err = s.Do(t.Context(), wire.Request{Do: wire.DoFaces}, visiontest.Picture("ok"))
	list := visiontest.FaceList()
	if diff := cmp.Diff(&list, reply.Faces); diff != "" || err != nil {
		t.Errorf("faces (-want +got), %v:\n%s", err, diff)
	}
	hello, ok := s.Hello()
	if diff := cmp.Diff(visiontest.Hello(), hello); diff != "" || !ok {
		t.Errorf("hello (-want +got), %t:\n%s", ok, diff)
	}
	s.want(fault.PictureBroken, "error picture.broken")
	s.want(fault.ModelMissing, "error model.missing")
	s.want(fault.VisionFailed, "panic")
	s.want(fault.PictureFormat, "whatever this is")
	if _, _, err := s.Do(t.Context(), wire.Request{Do: "dance"}, nil); fault.CodeOf(err) != fault.VisionProtocol {
		t.Errorf("a request that is none: %v", err)
	}
	if status := s.Status(); status.Restarts != 0 || status.Workers[0].Jobs != 6 || !status.Ready() {
		t.Errorf("%+v", status)
	}
}

func TestDeath(t *testing.T) {
	s := start(t, nil)
	once := filepath.Join(t.TempDir(), "once")
	s.want("", "once "+once, "crash")
	s.want(fault.VisionDied, "crash")
	s.want(fault.VisionDied, "exit 7")
	s.want(fault.VisionDied, "short")
	s.want("", "ok")
	text, events := s.log.all()
	want := []string{"restart died", "document done", "restart died", "restart died", "document vision.died", "restart died", "restart died",
		"document vision.died", "restart died", "restart died", "document vision.died", "document done"}
	if diff := cmp.Diff(want, events); diff != "" {
		t.Errorf("events (-want +got):\n%s", diff)
	}
	if !strings.Contains(text, "signal: killed") || !strings.Contains(text, "exit status 7") {
		t.Error("the log does not say how the worker ended")
	}
}

// A worker is killed from outside in the middle of a job: the job is done by the next. The second time it is not.
func TestKilledInMidJob(t *testing.T) {
	for _, row := range []struct {
		name  string
		kills int
		code  fault.Code
	}{{"once", 1, ""}, {"twice", 2, fault.VisionDied}} {
		t.Run(row.name, func(t *testing.T) {
			s := start(t, nil)
			go func() {
				for last := 0; row.kills > 0; row.kills-- {
					pid := last
					until(t, "another worker at work", func() bool {
						w := s.Status().Workers[0]
						pid = w.PID
						return w.State == vision.Busy && pid != last
					})
					_ = syscall.Kill(pid, syscall.SIGKILL)
					last = pid
				}
			}()
			s.want(row.code, "slow 500ms")
		})
	}
}

// A picture that ends the worker in an engine is read by the next without that engine. A worker that somebody else killed tells nothing about the engine, and
// where only one is wanted there is nothing to do without it.
func TestDiesInEngine(t *testing.T) {
	for _, row := range []struct {
		name   string
		want   []string
		script []string
		code   fault.Code
		why    string // that codes did not run
	}{
		{"all engines", nil, []string{"enter codes", "exit 2"}, "", "the worker died in it"},
		{"after another engine", nil, []string{"enter mrz", "enter codes", "exit 2"}, "", "the worker died in it"},
		{"two engines wanted", []string{wire.MRZ, wire.Codes}, []string{"enter codes", "exit 2"}, "", "the worker died in it"},
		{"that one alone", []string{wire.Codes}, []string{"enter codes", "exit 2"}, fault.VisionDied, ""},
		{"killed by somebody", nil, []string{"enter codes", "crash"}, fault.VisionDied, ""},
		{"in another engine", nil, []string{"enter mrz", "say here", "exit 2", "ok"}, "", "this worker reads no codes"},
		{"an engine nobody knows", nil, []string{"enter dance", "ok"}, fault.VisionProtocol, ""},
	} {
		t.Run(row.name, func(t *testing.T) {
			s := start(t, nil)
			reply, _, err := s.Do(t.Context(), wire.Request{Do: wire.DoDocument, Want: row.want}, visiontest.Picture(row.script...))
			if fault.CodeOf(err) != row.code {
				t.Fatalf("%v, want code %q", err, row.code)
			}
			if err == nil && reply.Document.Ran[wire.Codes] != (wire.Part{Why: row.why}) {
				t.Errorf("codes: %+v", reply.Document.Ran[wire.Codes])
			}
		})
	}
}

func TestDiesIdle(t *testing.T) {
	s := start(t, nil)
	s.want("", "ok")
	_ = syscall.Kill(s.Status().Workers[0].PID, syscall.SIGKILL)
	until(t, "a restart", func() bool { return s.Status().Restarts == 1 })
	s.want("", "ok")
}

func TestTimeout(t *testing.T) {
	s := start(t, func(o *vision.Options) { o.JobTime = 300 * time.Millisecond })
	s.ready()
	s.want(fault.VisionTimeout, "slow 1h")
	until(t, "a restart", func() bool { return s.Status().Restarts == 1 })
	s.ready()
	reply, err := s.read("obedient") // it is told less than it has
	if err != nil || reply.Document.Ran[wire.MRZ].Ran {
		t.Errorf("%+v, %v", reply, err)
	}
}

// The caller's deadline is the worker's too; a caller who leaves is not waited for, and its worker goes on.
func TestCallerLeaves(t *testing.T) {
	s := start(t, nil)
	s.ready()
	ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	if _, _, err := s.Do(ctx, wire.Request{Do: wire.DoFaces}, visiontest.Picture("slow 1h")); fault.CodeOf(err) != fault.VisionTimeout {
		t.Errorf("deadline: %v", err)
	}
	until(t, "the worker's end", func() bool { return s.Status().Restarts == 1 })
	s.ready()
	folder := filepath.Join(t.TempDir(), "go on")
	ctx, leave := context.WithCancel(t.Context())
	left := make(chan error)
	go func() {
		_, _, err := s.Do(ctx, wire.Request{Do: wire.DoFaces}, visiontest.Picture("wait "+folder))
		left <- err
	}()
	s.busyPID()
	leave()
	if err := <-left; fault.CodeOf(err) != fault.Canceled {
		t.Errorf("cancelled: %v", err)
	}
	_ = os.Mkdir(folder, 0o777)
	s.want("", "ok")
	if s.Status().Restarts != 1 {
		t.Error("a worker was ended for a caller who left")
	}
}

func TestProtocol(t *testing.T) {
	s := start(t, func(o *vision.Options) { o.JobTime = 10 * time.Second })
	s.ready()
	wrongID := visiontest.Reply(wire.Reply{ID: 1 << 60, Error: &wire.Error{Code: "picture.broken"}})
	tall := visiontest.Document()
	tall.Height = 1 << 20
	n := 0
	for _, script := range []string{
		"garbage", "announce 2147483647 0", "announce 2 2147483647", `raw {"id":1`, "raw []", `raw {"id":"one"}`, wrongID,
		visiontest.Reply(wire.Reply{}), visiontest.Reply(wire.Reply{Document: &tall}), visiontest.Reply(wire.Reply{Faces: &wire.FaceList{Width: 1, Height: 1}}),
		visiontest.Reply(wire.Reply{Error: &wire.Error{Code: "internal"}}),
	} {
		s.want(fault.VisionProtocol, script)
		if n++; s.Status().Restarts != n {
			t.Errorf("%q: %d restarts, want %d", script, s.Status().Restarts, n)
		}
		s.want("", "ok")
	}
	// A frame nobody asked for is found at once or when the worker is idle; the job it came with is not to blame.
	s.want("", "stray")
	until(t, "the stray's end", func() bool { return s.Status().Restarts == n+1 })
	s.want("", "ok")
}

func TestRecycling(t *testing.T) {
	s := start(t, func(o *vision.Options) { o.RecycleAfter, o.Workers, o.Queue = 3, 2, 100 })
	var wg sync.WaitGroup
	pids, mu := map[string]int{}, sync.Mutex{}
	for range 30 {
		wg.Go(func() {
			reply, err := s.read("describe")
			if err != nil {
				t.Error(err)
				return
			}
			pid, _, _ := strings.Cut(reply.Document.Lines[0].Text, " jobs")
			mu.Lock()
			pids[pid]++
			mu.Unlock()
		})
	}
	wg.Wait()
	for pid, jobs := range pids {
		if jobs > 3 {
			t.Errorf("%s did %d jobs", pid, jobs)
		}
	}
	if len(pids) < 10 {
		t.Errorf("%v", pids)
	}
	_, events := s.log.all()
	for _, e := range events {
		if e != "document done" && e != "restart recycled" {
			t.Errorf("event %q", e)
		}
	}
}

func TestMemory(t *testing.T) {
	s := start(t, func(o *vision.Options) { o.MemoryMB = 600 })
	s.want(fault.VisionDied, "leak 4000")
	s.want("", "leak 460") // over three quarters: replaced before the next job
	until(t, "a recycling", func() bool { return s.Status().Restarts == 3 })
	s.want("", "ok")
	_, events := s.log.all()
	want := []string{"restart memory", "restart memory", "document vision.died", "document done", "restart recycled", "document done"}
	if !slices.Equal(events, want) && !slices.Equal(events, []string{want[0], want[1], want[2], want[4], want[3], want[5]}) {
		t.Errorf("%q", events)
	}
}

func TestQueue(t *testing.T) {
	s := start(t, func(o *vision.Options) { o.Queue = 2 })
	s.ready()
	folder := filepath.Join(t.TempDir(), "go on")
	var wg sync.WaitGroup
	wg.Go(func() { s.want("", "wait "+folder) })
	s.busyPID()
	for range 2 {
		wg.Go(func() { s.want("", "ok") })
	}
	until(t, "two waiting jobs", func() bool { return s.Status().Waiting == 2 })
	s.want(fault.VisionBusy, "ok")
	_ = os.Mkdir(folder, 0o777)
	wg.Wait()
	s.want("", "ok")
}

// Starts that are none: what Do and Ready say, and that it is tried again until it works.
func TestBadStarts(t *testing.T) {
	for _, row := range []struct{ how, why string }{
		{"die", "exit status 3"}, {"garbage", "vision.protocol at lengths"}, {"huge", "2147483647 and 0 bytes announced"}, {"version", "from one build"}, {"silent", "no hello within 300ms"},
	} {
		t.Run(row.how, func(t *testing.T) {
			once := filepath.Join(t.TempDir(), "once")
			s := start(t, func(o *vision.Options) {
				o.Args = []string{"-hello", row.how, "-once", once}
				if row.how == "silent" {
					o.StartTime = 300 * time.Millisecond
				}
			})
			err := s.Ready(t.Context())
			if fault.CodeOf(err) != fault.VisionDown || !strings.Contains(err.Error(), row.why) {
				t.Errorf("ready: %v", err)
			}
			until(t, "a worker", func() bool { return s.Status().Ready() })
			s.want("", "ok")
		})
	}
}

// A program that is not there is said to be missing, and found when it is installed while the server runs.
func TestNoProgram(t *testing.T) {
	program := visiontest.Program(t)
	s := start(t, func(o *vision.Options) { o.Path = filepath.Join(t.TempDir(), filepath.Base(program)) })
	until(t, "the failure", func() bool { return s.Status().LastFault != "" })
	s.want(fault.VisionDown, "ok")
	path := s.Options().Path
	if err := s.Ready(t.Context()); fault.CodeOf(err) != fault.VisionDown || !strings.Contains(err.Error(), path+": no such file") {
		t.Error(err)
	}
	if err := os.Symlink(program, path); err != nil {
		t.Fatal(err)
	}
	until(t, "a worker", func() bool { return s.Status().Ready() })
	s.want("", "ok")
}

// Who comes while the worker starts waits for it.
func TestWhileStarting(t *testing.T) {
	s := start(t, func(o *vision.Options) { o.Args = []string{"-hello", "late"} })
	s.want("", "ok")
}

func TestConcurrent(t *testing.T) {
	s := start(t, func(o *vision.Options) { o.Workers, o.Queue = 3, 200 })
	other := start(t, func(o *vision.Options) { o.Queue = 200 })
	var wg sync.WaitGroup
	folder := t.TempDir()
	for i := range 60 {
		wg.Go(func() {
			switch i % 10 {
			case 3:
				s.want("", fmt.Sprintf("once %s/%d", folder, i), "crash")
			case 7:
				s.want(fault.PictureTooSmall, "error picture.too_small")
			default:
				s.want("", "ok")
				other.want("", "ok")
			}
		})
	}
	wg.Wait()
}

func TestClose(t *testing.T) {
	s := start(t, func(o *vision.Options) { o.Args = []string{"-deaf"} })
	s.ready()
	pid := s.Status().Workers[0].PID
	var wg sync.WaitGroup
	for range 3 {
		wg.Go(func() { s.want(fault.VisionDown, "slow 1h") })
	}
	s.busyPID()
	until(t, "two waiting jobs", func() bool { return s.Status().Waiting == 2 })
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	wg.Wait()
	if err := syscall.Kill(pid, 0); err == nil {
		t.Error("the worker is still there")
	}
	s.want(fault.VisionDown, "ok")
	_ = s.Close()
}

func TestLog(t *testing.T) {
	s := start(t, nil)
	s.want("", "say the first\x1b[31m word", "babble 500")
	_ = s.Close()
	text, _ := s.log.all()
	for _, want := range []string{`line="the first [31m word"`, "said more than is logged", "lines=401"} {
		if !strings.Contains(text, want) {
			t.Errorf("the log lacks %q", want)
		}
	}
	if len(text) > 200<<10 {
		t.Errorf("%d bytes of log", len(text))
	}
}

func TestOptions(t *testing.T) {
	for _, opt := range []vision.Options{{}, {Path: "x", Workers: 65}, {Path: "x", Workers: -1}, {Path: "x", Queue: 10001}, {Path: "x", JobTime: -1}, {Path: "x", MemoryMB: -1}} {
		if c, err := vision.Start(t.Context(), opt); fault.CodeOf(err) != fault.Config || c != nil {
			t.Errorf("%+v: %v", opt, err)
		}
	}
}

// Workers that die all the time, from inside and outside, with many callers: every call ends, with its answer or with the code for it, and nothing is
// left of the dead: no goroutine, no open file.
func TestNothingIsLeft(t *testing.T) {
	files := func() int {
		list, err := os.ReadDir("/proc/self/fd")
		if err != nil {
			t.Skip("no /proc")
		}
		return len(list)
	}
	open, running := files(), runtime.NumGoroutine()
	s := start(t, func(o *vision.Options) { o.Workers, o.Queue, o.RecycleAfter = 2, 100, 5 })
	s.ready()
	stop := make(chan struct{})
	var killer, callers sync.WaitGroup
	killer.Go(func() {
		for i := 0; ; i++ {
			select {
			case <-stop:
				return
			case <-time.After(20 * time.Millisecond):
			}
			if w := s.Status().Workers[i%2]; w.PID != 0 && w.State != vision.Starting {
				_ = syscall.Kill(w.PID, syscall.SIGKILL)
			}
		}
	})
	scripts := []string{"ok", "slow 5ms", "error picture.broken", "exit 1", "garbage", "stray"}
	for i := range 60 {
		callers.Go(func() {
			ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
			defer cancel()
			_, _, err := s.Do(ctx, wire.Request{Do: wire.DoDocument}, visiontest.Picture(scripts[i%len(scripts)]))
			switch code := fault.CodeOf(err); code {
			case "", fault.PictureBroken, fault.VisionDied, fault.VisionProtocol:
			default:
				t.Errorf("%s: %v", scripts[i%len(scripts)], err)
			}
		})
	}
	callers.Wait()
	close(stop)
	killer.Wait()
	_ = s.Close()
	until(t, "as many goroutines and open files as before", func() bool { return files() <= open+1 && runtime.NumGoroutine() <= running+1 })
}

// BenchmarkDo is what a worker process of its own costs a call: a picture to it, a short reply back.
func BenchmarkDo(b *testing.B) {
	c, err := vision.Start(b.Context(), vision.Options{Path: visiontest.Program(b), RecycleAfter: 1 << 30})
	if err != nil {
		b.Fatal(err)
	}
	defer c.Close()
	short := visiontest.Picture("error picture.broken")
	long := visiontest.Picture("error picture.broken", strings.Repeat("x", 2<<20))
	if err := c.Ready(b.Context()); err != nil {
		b.Fatal(err)
	}
	for name, data := range map[string][]byte{"short": short, "2MiB": long} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, _, err := c.Do(b.Context(), wire.Request{Do: wire.DoDocument}, data); fault.CodeOf(err) != fault.PictureBroken {
					b.Fatal(err)
				}
			}
		})
	}
}
