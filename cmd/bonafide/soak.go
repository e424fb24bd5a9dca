package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"github.com/bonafide-id/bonafide/internal/soak"
)

type soakCmd struct {
	For     time.Duration `default:"10m" help:"How long the faults go on, 30s to 24h; what they left is then settled within four minutes."`
	Rate    int           `default:"30" help:"Verifications started a second, 1 to 1000."`
	Disk    string        `default:"2g" help:"Size of the file system that is filled. Making one needs root on Linux; otherwise that fault is not run."`
	Verbose bool          `short:"v" help:"Show the nodes' warnings: many, on purpose."`
}

// Run implements the command: a directory and two exchanges with back ends of their own, in this process and a temporary folder.
func (c soakCmd) Run(ctx context.Context) error {
	if c.For < 30*time.Second || c.For > 24*time.Hour || c.Rate < 1 || c.Rate > 1000 {
		return errors.New("--for takes 30s to 24h and --rate 1 to 1000")
	}
	dir, err := os.MkdirTemp("", "bonafide-soak")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	opt := soak.Options{Dir: dir, For: c.For, Rate: c.Rate, Log: slog.New(slog.DiscardHandler), Progress: os.Stdout}
	if c.Verbose {
		opt.Log = slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn}))
	}
	if unmount, err := ownDisk(filepath.Join(dir, "hanoi"), c.Disk); err != nil {
		fmt.Println("full disk: not run:", err)
	} else {
		defer unmount()
		opt.DiskFull = fillDisk
	}
	report, err := soak.Run(ctx, opt)
	fmt.Println(report.Text())
	if err == nil && !report.OK() {
		err = errors.New("something was lost, doubled, altered or grew")
	}
	return err
}

// ownDisk gives a node's folder a file system of its own.
func ownDisk(folder, size string) (unmount func(), err error) {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, err
	}
	if out, err := exec.Command("mount", "-t", "tmpfs", "-o", "mode=0700,size="+size, "tmpfs", folder).CombinedOutput(); err != nil {
		return nil, fmt.Errorf("mount: %w: %s", err, out)
	}
	return func() { _ = exec.Command("umount", "-l", folder).Run() }, nil
}

// fillDisk writes zeros until the file system has no room, and frees it by deleting them.
func fillDisk(folder string) (free func() error, err error) {
	path := filepath.Join(folder, "ballast")
	f, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	_, _ = io.Copy(f, zeros{}) // ends when there is no room
	return func() error { return os.Remove(path) }, nil
}

type zeros struct{}

// Read implements io.Reader.
func (zeros) Read(b []byte) (int, error) {
	clear(b)
	return len(b), nil
}
