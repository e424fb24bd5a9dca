package main

import (
	"bufio"
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/bonafide-id/bonafide/internal/cli"
	"github.com/bonafide-id/bonafide/internal/demo"
	"github.com/bonafide-id/bonafide/internal/sandbox"
	"github.com/bonafide-id/bonafide/internal/telemetry"
)

type demoCmd struct {
	Sandbox  string `placeholder:"FOLDER" help:"A running sandbox on this machine: its data folder, or a file with what bonafide sandbox --json printed (- for standard input). Default: one is started for the demo and ended with it."`
	Document string `enum:"cccd,passport" default:"cccd" help:"What she shows: cccd (Vietnamese citizen card, both sides) or passport."`
	Portrait string `type:"existingfile" placeholder:"FILE" help:"Your own portrait (JPEG or PNG, upright) to print into the specimen; with --selfie."`
	Selfie   string `type:"existingfile" placeholder:"FILE" help:"Your own selfie (JPEG or PNG of at most 2 MB); with --portrait."`
	Keep     string `type:"path" placeholder:"FOLDER" help:"Keep the pictures here, and the data of the sandbox if it was started for the demo."`
	Vision   string `placeholder:"PATH" help:"The vision worker, or off. Default: what BONAFIDE_VISION names, else bonafide-vision beside this program."`
	Models   string `type:"existingdir" placeholder:"FOLDER" help:"Its models. Default: the folder models beside the worker."`
}

func (demoCmd) Help() string {
	return `Tells one story with real calls to two exchanges and prints each: an invented woman sends her document and a selfie, is verified and becomes a customer,
gets a wallet; another exchange asks whether wallet and name are hers, sends both parties' data sealed, and both prove their records. Where no vision
worker is there, the story says so and begins with a customer who is imported. The exit status is 1 when a step does not answer as it should.

  bonafide demo
  bonafide demo --keep pictures
  bonafide sandbox --dir data        (in another window), then: bonafide demo --sandbox data`
}

func (c demoCmd) Run(ctx context.Context) error {
	own, err := c.own()
	if err != nil {
		return err
	}
	world, finish, remove, err := c.world(ctx)
	if err != nil {
		return err
	}
	defer remove()
	if finish != nil {
		defer finish(context.WithoutCancel(ctx))
	}
	o := demo.Options{World: world, Out: os.Stdout, Run: newRun(), Audit: demo.VerifyAudit, Finish: finish}
	if world.Exchanges[1].KYC.Vision == sandbox.VisionReady {
		fmt.Fprintln(os.Stderr, "drawing her document and her face ...")
		if o.Pictures, err = demo.Specimen(c.Document, time.Now(), own); err != nil {
			o.NoPictures = err.Error()
		} else if err := c.keep(o.Pictures); err != nil {
			return err
		}
	}
	return demo.Tell(ctx, o)
}

// newRun tells one telling from another: eight letters and digits.
func newRun() string { return rand.Text()[:8] }

// own are the user's pictures; nil when none are named.
func (c demoCmd) own() (*demo.Own, error) {
	switch {
	case c.Portrait == "" && c.Selfie == "":
		return nil, nil
	case c.Portrait == "" || c.Selfie == "":
		return nil, errors.New("--portrait and --selfie belong together: two pictures of one person")
	}
	portrait, err := readPortrait(c.Portrait)
	if err != nil {
		return nil, err
	}
	selfie, err := os.ReadFile(c.Selfie)
	if err != nil {
		return nil, err
	}
	if len(selfie) > 2<<20 {
		return nil, fmt.Errorf("--selfie %s has %.1f MB, and the submission API takes 2: make it smaller", c.Selfie, float64(len(selfie))/(1<<20))
	}
	return &demo.Own{Portrait: portrait, Selfie: selfie}, nil
}

// world is the sandbox that was named, whose finish is nil, or one of the demo's own: finish stops it, once, and remove takes away what was not to
// be kept.
func (c demoCmd) world(ctx context.Context) (d sandbox.Description, finish func(context.Context) error, remove func(), err error) {
	if c.Sandbox != "" {
		d, err = readWorld(c.Sandbox)
		return d, nil, func() {}, err
	}
	kept := ""
	if c.Keep != "" {
		kept = filepath.Join(c.Keep, "sandbox")
	}
	dir, remove, err := sandbox.Folder(kept)
	if err != nil {
		return d, nil, nil, err
	}
	log := telemetry.Logger(os.Stderr, "error", "text")
	fmt.Fprintln(os.Stderr, "starting a sandbox ...")
	readers, world, err := startWorld(ctx, sandbox.Options{Dir: dir, Log: log, Version: version}, c.Vision, c.Models, log)
	if err != nil {
		remove()
		return d, nil, nil, err
	}
	var once sync.Once
	return world.Description, func(ctx context.Context) (err error) {
		once.Do(func() {
			ctx, cancel := context.WithTimeout(ctx, stopTime)
			defer cancel()
			err = world.Stop(ctx)
			readers.Close()
		})
		return err
	}, remove, nil
}

// startTime is how long a sandbox waits for its vision worker before it says that everything answers.
const startTime = 1500 * time.Millisecond

// startWorld starts a sandbox whose nodes share one vision worker, if one is found.
func startWorld(ctx context.Context, o sandbox.Options, worker, models string, log *slog.Logger) (*cli.Readers, *sandbox.World, error) {
	readers := cli.StartReaders(ctx, worker, models, log)
	readers.Settle(ctx, startTime)
	o.Vision = readers.Vision
	world, err := sandbox.Start(ctx, o)
	if err != nil {
		readers.Close()
		return nil, nil, err
	}
	return readers, world, nil
}

// readWorld reads a sandbox's description from its folder, from a file, or from standard input.
func readWorld(from string) (d sandbox.Description, err error) {
	var text []byte
	switch info, statErr := os.Stat(from); {
	case from == "-":
		text, err = bufio.NewReader(io.LimitReader(os.Stdin, 16<<20)).ReadBytes('\n')
		if errors.Is(err, io.EOF) {
			err = nil
		}
	case statErr != nil:
		return d, fmt.Errorf("--sandbox %s: there is no such folder or file", from)
	case info.IsDir():
		from = filepath.Join(from, sandbox.DescriptionFile)
		text, err = os.ReadFile(from)
	default:
		text, err = os.ReadFile(from)
	}
	if err != nil {
		return d, fmt.Errorf("--sandbox: %w (a sandbox leaves its description in its data folder: bonafide sandbox --dir FOLDER)", err)
	}
	if err := json.NewDecoder(bytes.NewReader(text)).Decode(&d); err != nil || len(d.Exchanges) < 2 {
		return d, fmt.Errorf("--sandbox %s: not what bonafide sandbox --json prints", from)
	}
	return d, nil
}

// keep writes the pictures where the user wants them.
func (c demoCmd) keep(p *demo.Pictures) error {
	if c.Keep == "" {
		return nil
	}
	if err := os.MkdirAll(c.Keep, 0o700); err != nil {
		return err
	}
	for name, picture := range map[string][]byte{"front.jpg": p.Front, "back.jpg": p.Back, "selfie.jpg": p.Selfie} {
		if picture == nil {
			continue
		}
		if err := os.WriteFile(filepath.Join(c.Keep, name), picture, 0o600); err != nil {
			return err
		}
	}
	return nil
}
