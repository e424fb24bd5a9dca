// Command bonafide-vision is the vision worker: it reads one picture after the other for a server that starts it, over its standard input
// and output (package wire), and holds everything native: a hostile picture that ends it costs one request.
//
// It opens no connection and writes no file. Its own words go to standard error.
package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"runtime"
	"runtime/debug"

	"github.com/bonafide-id/bonafide/document/layout"
	"github.com/bonafide-id/bonafide/internal/vision/analysis"
	"github.com/bonafide-id/bonafide/internal/vision/confine"
	"github.com/bonafide-id/bonafide/internal/vision/wire"
)

// version is set when building (Makefile).
var version = "dev"

// memoryLimit is what the Go heap is held to by collecting harder; the server sets the hard limit. The largest picture taken (50 million
// pixels) needs some 75 MB decoded, 50 MB gray and, in colour at full size, 200 MB.
const memoryLimit = 768 << 20

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "bonafide-vision:", err)
		os.Exit(1)
	}
}

// options are the flags.
type options struct {
	models       string
	library      string
	version      bool
	capabilities bool
}

func parse(arguments []string) (options, error) {
	var o options
	flags := flag.NewFlagSet("bonafide-vision", flag.ContinueOnError)
	flags.StringVar(&o.models, "models", "", "`folder` of model slots; by default models, beside this program")
	flags.StringVar(&o.library, "lib", "", "`path` of the ONNX Runtime library; by default lib/libonnxruntime.so.1, beside this program")
	flags.BoolVar(&o.version, "version", false, "print the version and end")
	flags.BoolVar(&o.capabilities, "capabilities", false, "print as JSON what this worker can do, and end")
	if err := flags.Parse(arguments); err != nil {
		return o, err
	}
	if flags.NArg() > 0 {
		return o, fmt.Errorf("%q is no flag", flags.Arg(0))
	}
	return o, nil
}

func run(arguments []string) error {
	o, err := parse(arguments)
	if err != nil {
		return err
	}
	if o.version {
		fmt.Println("bonafide-vision", version)
		return nil
	}
	out, err := reserveOutput()
	if err != nil {
		return err
	}
	if err := limit(); err != nil {
		return err
	}
	p := assemble(o)
	if o.capabilities {
		return printHello(out, p)
	}
	return wire.Serve(context.Background(), os.Stdin, out, wire.Handler{Hello: p.hello(), Handle: p.handle})
}

// limit holds this process to one core's worth of work: the server starts as many workers as it wants busy cores. It also gives up what it never
// needs, files first of all; where that is not allowed the server says so.
func limit() error {
	if err := confine.Self(); err != nil {
		fmt.Fprintln(os.Stderr, "bonafide-vision: not confined:", err)
	}
	runtime.GOMAXPROCS(1)
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(memoryLimit)
	}
	return os.Setenv("OMP_THREAD_LIMIT", "1")
}

// parts are the engines and what is to be told of them.
type parts struct {
	engines analysis.Engines
	models  []wire.Model
	about   []string
}

// assemble opens every engine that can be opened; the others say why not.
func assemble(o options) *parts {
	p := &parts{engines: analysis.Engines{Why: map[string]string{}}}
	p.native()
	p.learned(o)
	p.layouts()
	return p
}

// layouts adds the documents that are known. What needs them says why when they cannot be read.
func (p *parts) layouts() {
	known, err := layout.Builtin()
	if err != nil {
		p.engines.Why[wire.Kind] = err.Error()
		return
	}
	p.engines.Layouts = known
}

// hello is the capability report.
func (p *parts) hello() wire.Hello {
	there := map[string]bool{
		wire.Border:  true,
		wire.MRZ:     p.engines.MRZ != nil,
		wire.Text:    p.engines.Text != nil,
		wire.Codes:   p.engines.Codes != nil,
		wire.Faces:   p.engines.Faces != nil,
		wire.Kind:    len(p.engines.Layouts) > 0,
		wire.Fields:  len(p.engines.Lines) > 0,
		wire.Quality: true,
		wire.Forgery: true,
	}
	h := wire.Hello{Version: wire.Version, Program: "bonafide-vision " + version, Engines: map[string]wire.Part{}, Models: p.models}
	for engine, ok := range there {
		part := wire.Part{Ran: ok}
		if !ok {
			part.Why = p.engines.Why[engine]
		}
		h.Engines[engine] = part
	}
	return h
}

func printHello(out io.Writer, p *parts) error {
	encoder := json.NewEncoder(out)
	encoder.SetIndent("", "  ")
	return encoder.Encode(struct {
		wire.Hello
		Libraries []string `json:"libraries"`
	}{p.hello(), p.about})
}

func (p *parts) handle(ctx context.Context, request wire.Request, picture []byte, entering func(engine string)) (wire.Reply, []byte) {
	engines := p.engines
	engines.Entering = entering
	return analysis.Analyse(ctx, engines, request, picture)
}
