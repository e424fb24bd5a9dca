package cli

import (
	"context"
	"log/slog"

	"github.com/bonafide-id/bonafide/internal/config"
	"github.com/bonafide-id/bonafide/internal/node"
	"github.com/bonafide-id/bonafide/internal/vision"
)

// startWorker starts the worker at path as a node would whose configuration names nothing but it and, unless empty, a folder of models.
func startWorker(ctx context.Context, path, models string, log *slog.Logger) (*vision.Client, error) {
	opt := node.VisionOptions(config.KYC{Vision: path, Models: models})
	opt.Log = log
	return vision.Start(ctx, opt)
}

// StartVision finds the worker as FindWorker says, starts it, and waits until it can take pictures. The caller closes the client. Code
// fault.VisionDown.
func StartVision(ctx context.Context, flag, models string, log *slog.Logger) (*vision.Client, error) {
	path, err := Worker(flag)
	if err != nil {
		return nil, err
	}
	client, err := startWorker(ctx, path, models, log)
	if err != nil {
		return nil, err
	}
	if err := client.Ready(ctx); err != nil {
		_ = client.Close()
		return nil, err
	}
	return client, nil
}
