// Command tfjs2onnx writes the face nets of the npm package @vladmandic/face-api as ONNX files: tfjs2onnx <package>/model <folder>.
package main

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/bonafide-id/bonafide/internal/vision/convert"
)

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: tfjs2onnx <folder of the package's models> <folder to write to>")
		os.Exit(2)
	}
	if err := run(os.Args[1], os.Args[2]); err != nil {
		fmt.Fprintln(os.Stderr, "tfjs2onnx:", err)
		os.Exit(1)
	}
}

func run(from, to string) error {
	if err := os.MkdirAll(to, 0o755); err != nil {
		return err
	}
	read := func(name string) ([]byte, error) { return os.ReadFile(filepath.Join(from, name)) }
	for _, slot := range convert.Slots() {
		files, err := convert.Net(slot, read)
		if err != nil {
			return err
		}
		for _, file := range files { // the model before its manifest: a slot is filled by a manifest
			if err := replace(filepath.Join(to, file.Name), file.Data); err != nil {
				return err
			}
		}
	}
	return nil
}

// replace writes beside the file and renames, so that nobody reads half a model.
func replace(path string, data []byte) error {
	if err := os.WriteFile(path+".new", data, 0o644); err != nil {
		return err
	}
	return os.Rename(path+".new", path)
}
