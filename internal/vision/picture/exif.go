package picture

import (
	"bytes"
	"encoding/binary"
	"image"

	"golang.org/x/image/tiff"
)

// Tags of TIFF 6.0 that are read, and limits of the walk.
const (
	tagNewSubfile  = 0x00fe
	tagOrientation = 0x0112
	maxEntries     = 512
	maxPages       = 64
)

// orientation reads the turn from the first directory of an EXIF block, which is a TIFF header (Exif 3.0, 4.6): 1 to 8; 1 when it is not
// said, or not said rightly. It looks at no more than maxEntries entries.
func orientation(block []byte) int {
	turn := 1
	walkDirectory(block, firstDirectory(block), func(order binary.ByteOrder, entry []byte) {
		if order.Uint16(entry) == tagOrientation && order.Uint16(entry[2:]) == 3 && order.Uint32(entry[4:]) == 1 {
			if v := int(order.Uint16(entry[8:])); v >= 1 && v <= 8 {
				turn = v
			}
		}
	})
	return turn
}

// byteOrder returns nil when block is no TIFF.
func byteOrder(block []byte) binary.ByteOrder {
	switch {
	case len(block) < 8:
		return nil
	case string(block[:4]) == "II*\x00":
		return binary.LittleEndian
	case string(block[:4]) == "MM\x00*":
		return binary.BigEndian
	}
	return nil
}

func firstDirectory(block []byte) int64 {
	if order := byteOrder(block); order != nil {
		return int64(order.Uint32(block[4:]))
	}
	return 0
}

// walkDirectory calls each with every entry (12 bytes) of the directory at offset, and returns the next directory's offset; 0: no more.
func walkDirectory(block []byte, offset int64, each func(order binary.ByteOrder, entry []byte)) int64 {
	order := byteOrder(block)
	if order == nil || offset < 8 || offset+2 > int64(len(block)) {
		return 0
	}
	count := int64(order.Uint16(block[offset:]))
	if count > maxEntries {
		return 0
	}
	entries := block[offset+2:]
	for ; count > 0 && len(entries) >= 12; count-- {
		each(order, entries[:12])
		entries = entries[12:]
	}
	if count > 0 || len(entries) < 4 {
		return 0
	}
	return int64(order.Uint32(entries))
}

// pages counts the pictures of a TIFF that are no reduced copies (NewSubfileType, bit 0) of another: at most maxPages.
func pages(data []byte) int {
	count := 0
	at := firstDirectory(data)
	for range maxPages {
		if at == 0 {
			break
		}
		reduced := false
		at = walkDirectory(data, at, func(order binary.ByteOrder, entry []byte) {
			reduced = reduced || order.Uint16(entry) == tagNewSubfile && order.Uint32(entry[8:])&1 == 1
		})
		if !reduced {
			count++
		}
	}
	return count
}

func guardedConfig(data []byte) (image.Config, error) {
	var c image.Config
	_, err := guarded(data, func(b []byte) (_ image.Image, err error) {
		c, err = tiff.DecodeConfig(bytes.NewReader(b))
		return nil, err
	})
	return c, err
}
