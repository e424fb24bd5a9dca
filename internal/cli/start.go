package cli

import (
	"context"
	"log/slog"

	"github.com/bonafide-id/bonafide/internal/config"
	"github.com/bonafide-id/bonafide/internal/node"
	"github.com/bonafide-id/bonafide/internal/vision"
)

// startWorkers starts the worker at path, as often as workers says (0: once), as a node would whose configuration names nothing else but, unless empty, a folder
// of models.
func startWorkers(ctx context.Context, path, models string, workers int, log *slog.Logger) (*vision.Client, error) {
	opt := node.VisionOptions(config.KYC{Vision: path, Models: models, VisionWorkers: workers})
	opt.Log = log
	return vision.Start(ctx, opt)
}

// StartVision finds the worker as FindWorker says, starts it as often as workers says (0: once), and waits until one can take pictures. The caller closes the
// client. Codes: fault.VisionDown; fault.Config for more workers than there may be.
func StartVision(ctx context.Context, flag, models string, workers int, log *slog.Logger) (*vision.Client, error) {
	path, err := Worker(flag)
	if err != nil {
		return nil, err
	}
	client, err := startWorkers(ctx, path, models, workers, log)
	if err != nil {
		return nil, err
	}
	if err := client.Ready(ctx); err != nil {
		_ = client.Close()
		return nil, err
	}
	return client, nil
}
