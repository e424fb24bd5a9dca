// Package heif decodes HEIC pictures for package picture: libheif in WebAssembly, which reads no memory but its own.
package heif

import (
	"bytes"
	"image"

	"github.com/gen2brain/heic"
)

// Decode is for picture.Settings.HEIC. The decoder may write to standard output what it thinks of a file: a program that speaks a
// protocol there points os.Stdout elsewhere first.
func Decode(data []byte) (image.Image, error) { return heic.Decode(bytes.NewReader(data)) }
