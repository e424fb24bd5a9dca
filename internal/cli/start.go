package cli

import (
	"context"
	"log/slog"
	"os"
	"path/filepath"

	"github.com/bonafide-id/bonafide/internal/vision"
)

// WorkerOptions are how the worker at path is started: with the models and the ONNX Runtime library that lie beside it, where they do.
// models names another folder of models; empty: models beside the worker.
func WorkerOptions(path, models string) vision.Options {
	folder := filepath.Dir(path)
	if models == "" {
		models = filepath.Join(folder, "models")
	}
	o := vision.Options{Path: path}
	if info, err := os.Stat(models); err == nil && info.IsDir() {
		o.Args, o.Reads = append(o.Args, "-models", models), append(o.Reads, models)
	}
	if found, err := filepath.Glob(filepath.Join(folder, "lib", "libonnxruntime.so*")); err == nil && len(found) > 0 {
		o.Args, o.Reads = append(o.Args, "-lib", found[0]), append(o.Reads, found[0])
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
