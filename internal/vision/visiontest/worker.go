package visiontest

import (
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"net"
	"os"
	"os/signal"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/bonafide-id/bonafide/internal/vision/confine"
	"github.com/bonafide-id/bonafide/internal/vision/wire"
)

// work is a worker's main. Its flags say how it starts; those of the true worker are taken and left alone.
func work(arguments []string) int {
	flags := flag.NewFlagSet(name, flag.ContinueOnError)
	hello := flags.String("hello", "", "how to go wrong at the start: version, garbage, huge, silent, die, late (by 300 ms)")
	once := flags.String("once", "", "folder to make; when it is there already, -hello does not apply")
	deaf := flags.Bool("deaf", false, "does not end when its input does")
	flags.String("models", "", "")
	flags.String("lib", "", "")
	if err := flags.Parse(arguments); err != nil {
		return 2
	}
	if *deaf {
		signal.Ignore(syscall.SIGTERM)
	}
	if *once != "" && os.Mkdir(*once, 0o777) != nil {
		*hello = ""
	}
	if code, done := strange(*hello); done {
		return code
	}
	if err := confine.Self(); err != nil {
		fmt.Fprintln(os.Stderr, err)
	}
	w := &worker{}
	err := wire.Serve(context.Background(), os.Stdin, os.Stdout, wire.Handler{Hello: w.hello(*hello), Handle: w.handle})
	if *deaf {
		time.Sleep(time.Hour)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return 0
}

// strange starts that are no starts.
func strange(how string) (code int, done bool) {
	switch how {
	case "garbage":
		fmt.Print("Usage: this is not a worker at all, it only prints something")
	case "huge":
		_, _ = os.Stdout.Write([]byte{0x7f, 0xff, 0xff, 0xff, 0, 0, 0, 0})
	case "silent":
		time.Sleep(time.Hour)
	case "die":
		fmt.Fprintln(os.Stderr, "a library is missing")
		return 3, true
	case "late":
		time.Sleep(300 * time.Millisecond)
		return 0, false
	default:
		return 0, false
	}
	_, _ = io.Copy(io.Discard, os.Stdin)
	return 0, true
}

type worker struct {
	jobs     int
	entering func(engine string) // of the request under way
}

// mapPopulate is MAP_POPULATE of Linux: the pages are there at once.
const mapPopulate = 0x8000

func (w *worker) hello(how string) wire.Hello {
	h := Hello()
	if how == "version" {
		h.Version++
	}
	return h
}

func (w *worker) handle(ctx context.Context, request wire.Request, picture []byte, entering func(engine string)) (wire.Reply, []byte) {
	w.jobs, w.entering = w.jobs+1, entering
	for _, line := range strings.Split(strings.TrimPrefix(string(picture), head), "\n") {
		verb, argument, _ := strings.Cut(line, " ")
		do, ok := steps[verb]
		if !ok {
			return problem("picture.format", "no such step: "+verb), nil
		}
		if reply := do(w, ctx, request, argument); reply != nil {
			return *reply, nil
		}
	}
	if request.Do == wire.DoMask { // this worker paints nothing
		return wire.Reply{Masked: &wire.Masked{Width: 1600, Height: 1100, Painted: len(request.Hide)}}, picture
	}
	return w.usual(request), nil
}

func (w *worker) usual(request wire.Request) wire.Reply {
	if request.Do == wire.DoFaces {
		list := FaceList()
		return wire.Reply{Faces: &list, MS: map[string]float64{"faces": 1}}
	}
	d := Document()
	return wire.Reply{Document: &d, MS: map[string]float64{"decode": 1}}
}

func problem(code, detail string) wire.Reply {
	return wire.Reply{Error: &wire.Error{Code: code, Detail: detail}}
}

type step func(w *worker, ctx context.Context, request wire.Request, argument string) *wire.Reply

// steps are what a script may say. A step that returns nil goes on to the next; behind the last stands the usual answer.
var steps = map[string]step{
	// ok goes on.
	"ok": func(*worker, context.Context, wire.Request, string) *wire.Reply { return nil },
	// once FOLDER: the rest of the script is done by the first who makes the folder; others give the usual answer.
	"once": func(w *worker, _ context.Context, request wire.Request, folder string) *wire.Reply {
		if os.Mkdir(folder, 0o777) == nil {
			return nil
		}
		reply := w.usual(request)
		return &reply
	},
	// mark FOLDER makes a folder, for a test that waits for this moment.
	"mark": func(_ *worker, _ context.Context, _ wire.Request, folder string) *wire.Reply {
		_ = os.MkdirAll(folder, 0o777)
		return nil
	},
	// wait FOLDER waits until a folder is there.
	"wait": func(_ *worker, _ context.Context, _ wire.Request, folder string) *wire.Reply {
		for _, err := os.Stat(folder); err != nil; _, err = os.Stat(folder) {
			time.Sleep(2 * time.Millisecond)
		}
		return nil
	},
	// slow DURATION takes its time.
	"slow": func(_ *worker, _ context.Context, _ wire.Request, argument string) *wire.Reply {
		d, _ := time.ParseDuration(argument)
		time.Sleep(d)
		return nil
	},
	// obedient answers at the request's deadline that nothing ran.
	"obedient": func(w *worker, ctx context.Context, request wire.Request, _ string) *wire.Reply {
		<-ctx.Done()
		reply := w.usual(request)
		reply.Document.Zones = nil
		reply.Document.Ran[wire.MRZ] = wire.Part{Why: "no time was left"}
		return &reply
	},
	"reply": scripted,
	// error CODE.
	"error": func(_ *worker, _ context.Context, _ wire.Request, code string) *wire.Reply {
		reply := problem(code, "as the script says")
		return &reply
	},
	"panic": func(*worker, context.Context, wire.Request, string) *wire.Reply { panic("as the script says") },
	"crash": func(*worker, context.Context, wire.Request, string) *wire.Reply {
		_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
		select {}
	},
	"exit": func(_ *worker, _ context.Context, _ wire.Request, code string) *wire.Reply {
		n, _ := strconv.Atoi(code)
		os.Exit(n)
		return nil
	},
	// enter ENGINE: it is about to run. One that the request does not want is not, and the rest of the script is not done.
	"enter": func(w *worker, _ context.Context, request wire.Request, engine string) *wire.Reply {
		if len(request.Want) > 0 && !slices.Contains(request.Want, engine) {
			reply := w.usual(request)
			delete(reply.Document.Ran, engine)
			return &reply
		}
		w.entering(engine)
		return nil
	},
	// say TEXT to the log.
	"say": func(_ *worker, _ context.Context, _ wire.Request, text string) *wire.Reply {
		fmt.Fprintln(os.Stderr, text)
		return nil
	},
	// babble N lines of 4 KiB to the log.
	"babble": func(_ *worker, _ context.Context, _ wire.Request, count string) *wire.Reply {
		n, _ := strconv.Atoi(count)
		for range n {
			fmt.Fprintln(os.Stderr, strings.Repeat("bla\t", 1024))
		}
		return nil
	},
	// garbage instead of a frame.
	"garbage": func(*worker, context.Context, wire.Request, string) *wire.Reply {
		fmt.Print("garbage garbage garbage garbage garbage")
		time.Sleep(time.Hour)
		return nil
	},
	// raw HEADER: a frame with this header, whatever it is.
	"raw": func(_ *worker, _ context.Context, _ wire.Request, header string) *wire.Reply {
		_, _ = os.Stdout.Write(append(sizes(len(header), 0), header...))
		time.Sleep(time.Hour)
		return nil
	},
	// announce HEADER PAYLOAD: lengths of a frame that does not come.
	"announce": func(_ *worker, _ context.Context, _ wire.Request, lengths string) *wire.Reply {
		var header, payload int
		_, _ = fmt.Sscan(lengths, &header, &payload)
		_, _ = os.Stdout.Write(sizes(header, payload))
		time.Sleep(time.Hour)
		return nil
	},
	// short: a frame that breaks off with the process.
	"short": func(*worker, context.Context, wire.Request, string) *wire.Reply {
		_, _ = os.Stdout.Write(append(sizes(100, 0), "{"...))
		os.Exit(0)
		return nil
	},
	// stray answers twice.
	"stray": func(w *worker, _ context.Context, request wire.Request, _ string) *wire.Reply {
		reply := w.usual(request)
		reply.ID = request.ID
		_ = wire.NewWriter(os.Stdout, wire.Limits{}).WriteReply(reply, nil)
		return &reply
	},
	// leak MIB of memory, a tenth at a time, and keep it. It is the system's, not Go's: its size does not depend on how the test is built.
	"leak": func(_ *worker, _ context.Context, _ wire.Request, mib string) *wire.Reply {
		n, _ := strconv.Atoi(mib)
		for range 10 {
			_, err := syscall.Mmap(-1, 0, n<<20/10, syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_ANON|syscall.MAP_PRIVATE|mapPopulate)
			if err != nil {
				os.Exit(9)
			}
			time.Sleep(20 * time.Millisecond)
		}
		return nil
	},
	"describe": describe,
}

func sizes(header, payload int) []byte {
	return binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, uint32(header)), uint32(payload))
}

// scripted gives a reply as it stands; one that wire.Serve would not let through is written past it. An id of 0 becomes the request's.
func scripted(_ *worker, _ context.Context, request wire.Request, text string) *wire.Reply {
	var reply wire.Reply
	if err := json.Unmarshal([]byte(text), &reply); err != nil {
		reply = problem("picture.format", "a reply that is no JSON")
	}
	if reply.ID == 0 {
		reply.ID = request.ID
	}
	if reply.Validate(request, nil) != nil {
		_ = wire.NewWriter(os.Stdout, wire.Limits{}).WriteReply(reply, nil)
		time.Sleep(time.Hour)
	}
	return &reply
}

// describe answers with lines of text: what this process can see and do.
func describe(w *worker, _ context.Context, request wire.Request, _ string) *wire.Reply {
	reply := w.usual(request)
	reply.Document.Lines = nil
	say := func(format string, args ...any) {
		reply.Document.Lines = append(reply.Document.Lines, wire.Line{Text: fmt.Sprintf(format, args...), Confidence: 1})
	}
	say("pid %d jobs %d", os.Getpid(), w.jobs)
	say("uid %d gid %d", os.Getuid(), os.Getgid())
	say("environment %s", strings.Join(os.Environ(), " "))
	folder, _ := os.Getwd()
	say("folder %s", folder)
	say("umask %03o", syscall.Umask(0o077))
	interfaces, err := net.Interfaces()
	for _, i := range interfaces {
		say("interface %s %s", i.Name, i.Flags)
	}
	if err != nil {
		say("interfaces %v", err)
	}
	_, err = net.DialTimeout("udp", "192.0.2.1:9", time.Second)
	say("dial %t", err == nil)
	say("write %t", canWrite())
	open, _ := fs.ReadDir(os.DirFS("/proc/self"), "fd")
	for _, fd := range open {
		target, err := os.Readlink("/proc/self/fd/" + fd.Name())
		if err == nil {
			say("fd %s %s", fd.Name(), target)
		}
	}
	status, _ := os.ReadFile("/proc/self/status")
	for line := range strings.Lines(string(status)) {
		if key, value, _ := strings.Cut(line, ":"); key == "NoNewPrivs" || key == "CapEff" || key == "CapPrm" {
			say("%s %s", key, strings.TrimSpace(value))
		}
	}
	return &reply
}

// canWrite says whether a byte can be put into a file.
func canWrite() bool {
	signal.Ignore(syscall.SIGXFSZ)
	file, err := os.CreateTemp("", "visiontest")
	if err != nil {
		return false
	}
	defer os.Remove(file.Name())
	defer file.Close()
	_, err = file.WriteString("x")
	return !errors.Is(err, syscall.EFBIG) && err == nil
}
