package picture

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/jpeg"
	"image/png"

	"golang.org/x/image/bmp"
	"golang.org/x/image/tiff"
	"golang.org/x/image/webp"

	"github.com/bonafide-id/bonafide/fault"
)

// Formats, as Picture.Format says them.
const (
	JPEG = "jpeg"
	PNG  = "png"
	WebP = "webp"
	HEIC = "heic"
	TIFF = "tiff"
	BMP  = "bmp"
)

// Settings are the limits of Decode.
type Settings struct {
	MaxBytes  int // of the file. Default 30 MiB
	MaxPixels int // width times height; a pixel of more than 8 bits a channel counts twice. Default 50,000,000
	MaxSide   int // pixels. Default 20,000
	MinSide   int // pixels. Default 32
	MaxScans  int // of a progressive JPEG: each costs time, and few bytes. Default 100
	// HEIC decodes a HEIC file whose header was within the limits; nil: HEIC is not read. It is handed in because its decoder is large:
	// see package heif.
	HEIC func(data []byte) (image.Image, error)
}

// Default returns the limits a worker uses, without HEIC.
func Default() Settings {
	return Settings{MaxBytes: 30 << 20, MaxPixels: 50_000_000, MaxSide: 20_000, MinSide: 32, MaxScans: 100}
}

// Picture is a decoded picture. It is not safe for use by several goroutines.
type Picture struct {
	Format string // one of the constants above
	Width  int    // pixels, after the turn
	Height int

	source image.Image // as decoded: before the turn; *image.YCbCr, *image.Gray or *image.RGBA
	turn   int         // EXIF orientation, 1 to 8
	steps  *[64]uint16 // see Steps
	gray   *image.Gray // made once
}

// Decode reads one picture. Errors: fault.PictureFormat for what is none of the six formats or a kind of one that is not read,
// fault.PictureTooLarge and PictureTooSmall by the header, fault.PictureBroken for what begins as a picture and cannot be decoded.
func Decode(data []byte, s Settings) (*Picture, error) {
	head, err := s.inspect(data)
	if err != nil {
		return nil, err
	}
	source, err := s.decoder(head.format)(data)
	if err != nil {
		return nil, decodeFault(head.format, err)
	}
	return newPicture(head, source)
}

// inspect reads the header and holds it against the limits.
func (s Settings) inspect(data []byte) (header, error) {
	if len(data) > s.MaxBytes {
		return header{}, fault.Newf(fault.PictureTooLarge, "bytes", "%d bytes, at most %d", len(data), s.MaxBytes)
	}
	head, err := sniff(data)
	if err != nil {
		return header{}, err
	}
	if head.format == HEIC && s.HEIC == nil {
		return header{}, fault.Newf(fault.PictureFormat, HEIC, "this program reads no HEIC")
	}
	return head, s.within(head)
}

// within checks what the header says. Products are made in 64 bits: sides come from 32-bit fields.
func (s Settings) within(h header) error {
	pixels := int64(h.width) * int64(h.height)
	if h.deep {
		pixels *= 2
	}
	switch {
	case h.width <= 0 || h.height <= 0:
		return fault.Newf(fault.PictureBroken, "size", "%s of %dx%d", h.format, h.width, h.height)
	case h.width > s.MaxSide || h.height > s.MaxSide || pixels > int64(s.MaxPixels):
		return fault.Newf(fault.PictureTooLarge, "pixels", "%s of %dx%d; at most %d a side and %d in all", h.format, h.width, h.height, s.MaxSide, s.MaxPixels)
	case h.frames > 1:
		return fault.Newf(fault.PictureTooLarge, "frames", "%s with more than one picture", h.format)
	case h.scans > s.MaxScans:
		return fault.Newf(fault.PictureTooLarge, "scans", "%d scans, at most %d", h.scans, s.MaxScans)
	case min(h.width, h.height) < s.least(h.format):
		return fault.Newf(fault.PictureTooSmall, "pixels", "%s of %dx%d; at least %d a side", h.format, h.width, h.height, s.least(h.format))
	}
	return nil
}

// minHEIC: the decoder lays out the colour of smaller pictures otherwise than it reads it back.
const minHEIC = 128

func (s Settings) least(format string) int {
	if format == HEIC {
		return max(s.MinSide, minHEIC)
	}
	return s.MinSide
}

func (s Settings) decoder(format string) func([]byte) (image.Image, error) {
	return map[string]func([]byte) (image.Image, error){
		JPEG: func(b []byte) (image.Image, error) { return jpeg.Decode(bytes.NewReader(b)) },
		PNG:  func(b []byte) (image.Image, error) { return png.Decode(bytes.NewReader(b)) },
		WebP: func(b []byte) (image.Image, error) { return guarded(b, decodeWebP) },
		TIFF: func(b []byte) (image.Image, error) {
			return guarded(b, func(b []byte) (image.Image, error) { return tiff.Decode(bytes.NewReader(b)) })
		},
		BMP: func(b []byte) (image.Image, error) {
			return guarded(b, func(b []byte) (image.Image, error) { return bmp.Decode(bytes.NewReader(b)) })
		},
		HEIC: func(b []byte) (image.Image, error) { return guarded(b, s.HEIC) },
	}[format]
}

// guarded makes an error of a decoder's panic: these decoders are younger than the standard library's.
func guarded(data []byte, decode func([]byte) (image.Image, error)) (m image.Image, err error) {
	defer func() {
		if p := recover(); p != nil {
			m, err = nil, fmt.Errorf("the decoder panicked: %v", p)
		}
	}()
	return decode(data)
}

// decodeFault tells a kind of picture that the decoder does not know (12-bit JPEG, BMP with palettes of its own) from a broken one.
func decodeFault(format string, err error) error {
	var (
		unsupportedJPEG jpeg.UnsupportedError
		unsupportedPNG  png.UnsupportedError
		unsupportedTIFF tiff.UnsupportedError
	)
	code := fault.PictureBroken
	if errors.As(err, &unsupportedJPEG) || errors.As(err, &unsupportedPNG) || errors.As(err, &unsupportedTIFF) || errors.Is(err, bmp.ErrUnsupported) {
		code = fault.PictureFormat
	}
	return &fault.Error{Code: code, Place: format, Detail: "cannot be decoded", Err: err}
}

func newPicture(head header, source image.Image) (*Picture, error) {
	size := source.Bounds().Size()
	if size.X != head.width || size.Y != head.height {
		// HEIC's turn is in its properties, so its sides may have changed places; nothing else may differ from what was checked.
		if head.format != HEIC || size.X*size.Y > 2*head.width*head.height {
			return nil, fault.Newf(fault.PictureBroken, "size", "the header says %dx%d, the picture is %v", head.width, head.height, size)
		}
	}
	p := &Picture{Format: head.format, Width: size.X, Height: size.Y, source: plain(source), turn: head.turn, steps: head.steps}
	if swapsSides(p.turn) {
		p.Width, p.Height = size.Y, size.X
	}
	return p, nil
}

// plain reduces the many kinds of image to three.
func plain(m image.Image) image.Image {
	switch m := m.(type) {
	case *image.YCbCr, *image.Gray, *image.RGBA:
		if m, ok := m.(*image.RGBA); ok && !m.Opaque() {
			return overWhite(m)
		}
		return m
	case *image.Gray16:
		return gray16(m)
	case *image.NRGBA:
		return whitened(m)
	}
	return overWhite(m)
}

// Gray returns the picture's brightness after the turn. The caller may read it and must not change it.
func (p *Picture) Gray() *image.Gray {
	if p.gray == nil {
		p.gray = Turn(ToGray(p.source), p.turn)
	}
	return p.gray
}

// RGBA returns the picture after the turn, opaque, scaled down so that its longer side has at most maxSide pixels; 0 leaves it at its size.
func (p *Picture) RGBA(maxSide int) *image.RGBA {
	w, h := Fit(p.source.Bounds().Dx(), p.source.Bounds().Dy(), maxSide)
	return TurnRGBA(scaledRGBA(p.source, w, h), p.turn)
}

// Steps are by how much each frequency of a block of 8 by 8 pixels was rounded when the file was written, row by row, and so what its brightness still
// tells of earlier writing; nil for what is no JPEG, or was turned since, so that Gray is not the file's own raster.
func (p *Picture) Steps() *[64]uint16 {
	if p.turn > 1 {
		return nil
	}
	return p.steps
}

// IsGray says that the picture holds no colour: see IsGray of the package.
func (p *Picture) IsGray() bool { return IsGray(p.source) }

// Fit returns the size of a picture of w x h when its longer side is to have at most maxSide pixels: never larger than it is, never 0.
// A maxSide of 0 is no limit.
func Fit(w, h, maxSide int) (int, int) {
	longer := max(w, h)
	if maxSide <= 0 || longer <= maxSide {
		return w, h
	}
	shrink := func(side int) int { return max(1, (side*maxSide+longer/2)/longer) }
	return shrink(w), shrink(h)
}

// decodeWebP widens the values of the lossy kind: VP8 keeps brightness in 16 to 235 and colour in 16 to 240, image.YCbCr in 0 to 255.
func decodeWebP(data []byte) (image.Image, error) {
	m, err := webp.Decode(bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	switch m := m.(type) {
	case *image.YCbCr:
		widen(m)
	case *image.NYCbCrA:
		widen(&m.YCbCr)
	}
	return m, nil
}

func widen(m *image.YCbCr) {
	var bright, colour [256]byte
	for i := range 256 {
		bright[i] = clamp8((i-16)*255*2/219, 2)
		colour[i] = clamp8((i-128)*255*2/224+256, 2)
	}
	for i, v := range m.Y {
		m.Y[i] = bright[v]
	}
	for i := range m.Cb {
		m.Cb[i], m.Cr[i] = colour[m.Cb[i]], colour[m.Cr[i]]
	}
}

// clamp8 divides and rounds.
func clamp8(v, by int) byte { return byte(min(max((v+by/2)/by, 0), 255)) }
