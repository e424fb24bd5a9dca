package picture

import (
	"bytes"
	"encoding/binary"
	"image/color"

	"golang.org/x/image/bmp"

	"github.com/bonafide-id/bonafide/fault"
)

// header is what is known of a file before it is decoded.
type header struct {
	format string
	width  int
	height int
	frames int  // 1, or 2 for "more than one"
	scans  int  // of a JPEG
	deep   bool // more than 8 bits a channel
	turn   int  // EXIF orientation, 1 to 8

	tables [4]*[64]uint16 // quantisers of a JPEG, by number
	steps  *[64]uint16    // that of its brightness, row by row
}

// kinds of files that are read, by their first bytes.
var kinds = []struct {
	is   func([]byte) bool
	read func([]byte) (header, error)
}{
	{begins("\xff\xd8\xff"), readJPEG},
	{begins("\x89PNG\r\n\x1a\n"), readPNG},
	{func(b []byte) bool { return len(b) >= 12 && string(b[:4]) == "RIFF" && string(b[8:12]) == "WEBP" }, readWebP},
	{func(b []byte) bool { return len(b) >= 12 && string(b[4:8]) == "ftyp" && heicBrands[string(b[8:12])] }, readHEIC},
	{begins("II*\x00"), readTIFF},
	{begins("MM\x00*"), readTIFF},
	{begins("BM"), readBMP},
}

// others are kinds of files that are not read, so that the log can say what came instead of a picture.
var others = []struct {
	is   func([]byte) bool
	name string
}{
	{func(b []byte) bool { return len(b) == 0 }, "empty"},
	{begins("%PDF"), "pdf"},
	{begins("GIF8"), "gif"},
	{begins("PK\x03\x04"), "zip"},
	{begins("\x1f\x8b"), "gzip"},
	{begins("\x1a\x45\xdf\xa3"), "matroska video"},
	{func(b []byte) bool { return len(b) >= 12 && string(b[:4]) == "RIFF" && string(b[8:12]) == "AVI " }, "avi video"},
	{func(b []byte) bool { return len(b) >= 12 && string(b[4:8]) == "ftyp" && string(b[8:11]) == "avi" }, "avif"},
	{func(b []byte) bool { return len(b) >= 8 && string(b[4:8]) == "ftyp" }, "mp4 video"},
	{begins("<"), "markup"},
}

func begins(magic string) func([]byte) bool {
	return func(b []byte) bool { return bytes.HasPrefix(b, []byte(magic)) }
}

// sniff finds out the kind of a file and reads its header.
func sniff(data []byte) (header, error) {
	for _, kind := range kinds {
		if kind.is(data) {
			return kind.read(data)
		}
	}
	for _, other := range others {
		if other.is(data) {
			return header{}, fault.New(fault.PictureFormat, other.name)
		}
	}
	return header{}, fault.New(fault.PictureFormat, "unknown")
}

func brokenHeader(format, detail string) error {
	return fault.Newf(fault.PictureBroken, format, "header: %s", detail)
}

// readPNG walks the chunks (PNG 3rd edition, 5.2): IHDR comes first, eXIf and acTL anywhere before the end.
func readPNG(data []byte) (header, error) {
	h := header{format: PNG, frames: 1, turn: 1}
	rest := data[8:]
	for first := true; len(rest) >= 12; first = false {
		size, name := int64(binary.BigEndian.Uint32(rest)), string(rest[4:8])
		if size > int64(len(rest))-12 {
			break // the decoder says what is missing
		}
		body := rest[8 : 8+size]
		switch {
		case first && (name != "IHDR" || size != 13):
			return header{}, brokenHeader(PNG, "no IHDR")
		case first:
			h.width, h.height = side32(binary.BigEndian.Uint32(body)), side32(binary.BigEndian.Uint32(body[4:]))
			h.deep = body[8] > 8
		case name == "acTL" && size >= 4 && binary.BigEndian.Uint32(body) > 1:
			h.frames = 2
		case name == "eXIf":
			h.turn = orientation(body)
		}
		rest = rest[12+size:]
	}
	if h.width == 0 {
		return header{}, brokenHeader(PNG, "no IHDR")
	}
	return h, nil
}

// side32 keeps a 32-bit side positive where an int has 32 bits as well.
func side32(v uint32) int { return int(min(v, 1<<31-1)) }

// readWebP walks the chunks of the RIFF container (RFC 9649, 2.3 to 2.7).
func readWebP(data []byte) (header, error) {
	h := header{format: WebP, frames: 1, turn: 1}
	rest := data[12:]
	for len(rest) >= 8 {
		name, size := string(rest[:4]), int64(binary.LittleEndian.Uint32(rest[4:]))
		body := rest[8:]
		body = body[:min(size, int64(len(body)))]
		switch {
		case name == "VP8X" && len(body) >= 10:
			h.grow(1+uint24(body[4:]), 1+uint24(body[7:]))
		case name == "VP8 " && len(body) >= 10:
			h.grow(int(binary.LittleEndian.Uint16(body[6:])&0x3fff), int(binary.LittleEndian.Uint16(body[8:])&0x3fff))
		case name == "VP8L" && len(body) >= 5:
			bits := binary.LittleEndian.Uint32(body[1:])
			h.grow(int(bits&0x3fff)+1, int(bits>>14&0x3fff)+1)
		case name == "ANIM" || name == "ANMF":
			h.frames = 2
		case name == "EXIF":
			h.turn = orientation(bytes.TrimPrefix(body, []byte("Exif\x00\x00")))
		}
		next := 8 + size + size&1
		if next > int64(len(rest)) {
			break
		}
		rest = rest[next:]
	}
	if h.width == 0 || h.height == 0 {
		return header{}, brokenHeader(WebP, "no VP8, VP8L or VP8X")
	}
	return h, nil
}

func uint24(b []byte) int { return int(b[0]) | int(b[1])<<8 | int(b[2])<<16 }

// grow keeps the larger of sizes that a file says in several places.
func (h *header) grow(w, ht int) { h.width, h.height = max(h.width, w), max(h.height, ht) }

func readBMP(data []byte) (header, error) {
	c, err := bmp.DecodeConfig(bytes.NewReader(data))
	if err != nil {
		return header{}, decodeFault(BMP, err)
	}
	return header{format: BMP, width: c.Width, height: c.Height, frames: 1, turn: 1}, nil
}

func readTIFF(data []byte) (header, error) {
	c, err := guardedConfig(data)
	if err != nil {
		return header{}, decodeFault(TIFF, err)
	}
	h := header{format: TIFF, width: c.Width, height: c.Height, frames: 1, turn: orientation(data)}
	switch c.ColorModel {
	case color.Gray16Model, color.RGBA64Model, color.NRGBA64Model:
		h.deep = true
	}
	if pages(data) > 1 {
		h.frames = 2
	}
	return h, nil
}
