package main

import (
	"context"
	"os"

	"github.com/bonafide-id/bonafide/internal/cli"
	"github.com/bonafide-id/bonafide/internal/telemetry"
	"github.com/bonafide-id/bonafide/internal/vision"
)

// visionFlags say where the vision worker is, for the commands that cannot do without one.
type visionFlags struct {
	Vision string `placeholder:"PATH" help:"The vision worker. Default: what BONAFIDE_VISION names, else bonafide-vision beside this program."`
	Models string `type:"existingdir" placeholder:"FOLDER" help:"Its models. Default: the folder models beside the worker."`
}

func (f visionFlags) start(ctx context.Context) (*vision.Client, error) {
	return f.startSeveral(ctx, 1)
}

func (f visionFlags) startSeveral(ctx context.Context, workers int) (*vision.Client, error) {
	return cli.StartVision(ctx, f.Vision, f.Models, workers, telemetry.Logger(os.Stderr, "error", "text"))
}
