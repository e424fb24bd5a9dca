package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"runtime/pprof"

	"github.com/bonafide-id/bonafide/internal/sandbox"
	"github.com/bonafide-id/bonafide/internal/telemetry"
)

type sandboxCmd struct {
	JSON     bool   `name:"json" help:"Print one JSON object with every URL, id and key on the first line, once everything answers."`
	Dir      string `type:"path" help:"Keep the data here; without it a temporary folder is used and removed at the end."`
	Ports    string `enum:"auto,fixed" default:"fixed" help:"fixed: 21117 and up; auto: free ones."`
	Postgres string `placeholder:"URL" help:"Server on which each exchange gets a database of its own (postgres://...); default: SQLite files."`
	Backend  string `placeholder:"URL" help:"Both exchanges call this back end (URL/account, /user, /transaction, /callback) about addresses they do not know; for bonafide conformance --listen."`
	Vision   string `placeholder:"PATH" help:"The vision worker, or off. Default: what BONAFIDE_VISION names, else bonafide-vision beside this program. Without one all but the reading of pictures works."`
	Models   string `type:"existingdir" placeholder:"FOLDER" help:"Its models. Default: the folder models beside the worker."`
	Profile  string `type:"path" placeholder:"FILE" help:"Write a CPU profile of the whole run, for go tool pprof."`
	LogLevel string `enum:"debug,info,warn,error" default:"warn" help:"What is logged to stderr."`
}

func (c sandboxCmd) Run(ctx context.Context) error {
	if c.Profile != "" {
		stop, err := cpuProfile(c.Profile)
		if err != nil {
			return err
		}
		defer stop()
	}
	dir, remove, err := sandbox.Folder(c.Dir)
	if err != nil {
		return err
	}
	defer remove()
	options := sandbox.Options{Dir: dir, FixedPorts: c.Ports == "fixed", Configure: sandbox.WithBackend(c.Backend), Log: telemetry.Logger(os.Stderr, c.LogLevel, "text"), Version: version}
	if c.Postgres != "" {
		if options.Postgres, err = sandbox.Databases(ctx, c.Postgres); err != nil {
			return err
		}
	}
	readers, world, err := startWorld(ctx, options, c.Vision, c.Models, options.Log)
	if err != nil {
		return err
	}
	defer readers.Close()
	if c.JSON {
		err = json.NewEncoder(os.Stdout).Encode(world.Description)
	} else {
		_, err = fmt.Print(world.Description.Text(os.Args[0]))
	}
	if err != nil {
		return err
	}
	return untilDone(ctx, world.Failed(), world.Stop)
}

// cpuProfile records until stop is called.
func cpuProfile(path string) (stop func(), err error) {
	file, err := os.Create(path)
	if err != nil {
		return nil, err
	}
	if err := pprof.StartCPUProfile(file); err != nil {
		_ = file.Close()
		return nil, err
	}
	return func() { pprof.StopCPUProfile(); _ = file.Close() }, nil
}
