package cli

import (
	"context"
	"log/slog"
	"os"
	"path/filepath"

	"github.com/bonafide-id/bonafide/internal/vision"
)

// WorkerOptions are how the worker at path is started. It takes the models and the ONNX Runtime library that lie beside it; models names another
// folder of models.
func WorkerOptions(path, models string) vision.Options {
	o := vision.Options{Path: path}
	folder := filepath.Dir(path)
	for _, beside := range []string{filepath.Join(folder, "models"), filepath.Join(folder, "lib")} {
		if info, err := os.Stat(beside); err == nil && info.IsDir() {
			o.Reads = append(o.Reads, beside)
		}
	}
	if models != "" {
		o.Args, o.Reads = []string{"-models", models}, append(o.Reads, models)
	}
	return o
}

// StartVision finds the worker as FindWorker says, starts it, and waits until it can take pictures. The caller closes the client. Code
// fault.VisionDown.
func StartVision(ctx context.Context, flag, models string, log *slog.Logger) (*vision.Client, error) {
	path, err := Worker(flag)
	if err != nil {
		return nil, err
	}
	opt := WorkerOptions(path, models)
	opt.Log = log
	client, err := vision.Start(ctx, opt)
	if err != nil {
		return nil, err
	}
	if err := client.Ready(ctx); err != nil {
		_ = client.Close()
		return nil, err
	}
	return client, nil
}
