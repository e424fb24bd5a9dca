//go:build cgo

// Package ort runs neural nets with ONNX Runtime: one thread, nothing kept between runs but the net itself.
package ort

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/bonafide-id/bonafide/fault"
	"github.com/bonafide-id/bonafide/internal/vision/slots"
	runtime "github.com/yalue/onnxruntime_go"
)

// Open loads the library at path, once for the process: ONNX Runtime's own state is the process's. Without the file the code is
// fault.ModelMissing; one that does not load, fault.ModelWrong.
func Open(path string) (version string, err error) {
	full, err := filepath.Abs(path)
	if err != nil {
		return "", &fault.Error{Code: fault.ModelMissing, Place: "ONNX Runtime", Err: err}
	}
	if _, err := os.Stat(full); err != nil {
		return "", fault.Newf(fault.ModelMissing, "ONNX Runtime", "there is no library %s: make models", filepath.Base(full))
	}
	if !runtime.IsInitialized() {
		runtime.SetSharedLibraryPath(full)
		if err := runtime.InitializeEnvironment(runtime.WithLogLevelError()); err != nil {
			return "", &fault.Error{Code: fault.ModelWrong, Place: "ONNX Runtime", Err: err}
		}
	}
	return runtime.GetVersion(), nil
}

// Net is one model, ready to run. It implements analysis.Net and is not safe for use by several goroutines.
type Net struct {
	session *runtime.DynamicAdvancedSession
	outputs int
}

// New makes a net of a model. Open comes first. A model that ONNX Runtime refuses has code fault.ModelWrong.
func New(m *slots.Model) (*Net, error) {
	options, err := settings()
	if err != nil {
		return nil, refused(m, err)
	}
	defer options.Destroy()
	session, err := runtime.NewDynamicAdvancedSessionWithONNXData(m.Data, []string{m.Input.Name}, m.Outputs, options)
	if err != nil {
		return nil, refused(m, err)
	}
	return &Net{session, len(m.Outputs)}, nil
}

func refused(m *slots.Model, err error) error {
	return &fault.Error{Code: fault.ModelWrong, Place: m.File, Err: err}
}

// settings: one thread that does not spin, and memory given back after each run, so that a worker holds what its largest run needs and not
// what its runs ever needed.
func settings() (*runtime.SessionOptions, error) {
	o, err := runtime.NewSessionOptions()
	if err != nil {
		return nil, err
	}
	for _, set := range []func() error{
		func() error { return o.SetIntraOpNumThreads(1) },
		func() error { return o.SetInterOpNumThreads(1) },
		func() error { return o.SetExecutionMode(runtime.ExecutionModeSequential) },
		func() error { return o.SetCpuMemArena(false) },
		func() error { return o.SetMemPattern(false) },
		func() error { return o.SetGraphOptimizationLevel(runtime.GraphOptimizationLevelEnableAll) },
	} {
		if err := set(); err != nil {
			o.Destroy()
			return nil, err
		}
	}
	return o, nil
}

// Run implements analysis.Net. The run ends soon after ctx does. An input whose shape the model does not take has code fault.Invalid; any other failure,
// fault.Internal.
func (n *Net) Run(ctx context.Context, input []float32, shape []int64) ([][]float32, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	tensor, err := runtime.NewTensor(runtime.NewShape(shape...), input)
	if err != nil {
		return nil, &fault.Error{Code: fault.Invalid, Place: "input", Err: err}
	}
	defer tensor.Destroy()
	options, err := runtime.NewRunOptions()
	if err != nil {
		return nil, fmt.Errorf("run options: %w", err)
	}
	defer options.Destroy()
	stopped := make(chan struct{})
	stop := context.AfterFunc(ctx, func() {
		options.Terminate()
		close(stopped)
	})
	outputs := make([]runtime.Value, n.outputs)
	err = n.session.RunWithOptions([]runtime.Value{tensor}, outputs, options)
	if !stop() { // it has begun, and options must outlive it
		<-stopped
	}
	defer func() {
		for _, v := range outputs {
			if v != nil {
				v.Destroy()
			}
		}
	}()
	if cause := ctx.Err(); cause != nil {
		return nil, cause
	}
	if err != nil {
		return nil, fmt.Errorf("onnx runtime: %w", err)
	}
	return numbers(outputs)
}

func numbers(outputs []runtime.Value) ([][]float32, error) {
	all := make([][]float32, len(outputs))
	for i, v := range outputs {
		t, ok := v.(*runtime.Tensor[float32])
		if !ok {
			return nil, fault.Newf(fault.ModelWrong, "output", "output %d holds no float32", i)
		}
		all[i] = append([]float32(nil), t.GetData()...)
	}
	return all, nil
}

// Close frees the net.
func (n *Net) Close() error { return n.session.Destroy() }
