package picture

import (
	"bytes"
	"encoding/binary"
)

// Markers of a JPEG file (ITU-T T.81, table B.1).
const (
	markerSOI  = 0xd8
	markerEOI  = 0xd9
	markerSOS  = 0xda
	markerDQT  = 0xdb
	markerAPP1 = 0xe1
)

// readJPEG walks the marker segments up to the end of the first picture, counting its scans; what follows that (previews, videos of
// phones) is not looked at.
func readJPEG(data []byte) (header, error) {
	h := header{format: JPEG, frames: 1, turn: 1}
	rest := data[2:]
	for len(rest) >= 2 {
		if rest[0] != 0xff {
			// Rubbish between segments, or the coded data after a scan's header: the next marker is what counts.
			next := bytes.IndexByte(rest, 0xff)
			if next < 0 {
				break
			}
			rest = rest[next:]
			continue
		}
		marker := rest[1]
		switch {
		case marker == 0xff: // fill byte
			rest = rest[1:]
			continue
		case marker == 0 || marker == 1 || marker >= 0xd0 && marker <= markerSOI: // stuffed byte, or a marker without a segment
			rest = rest[2:]
			continue
		case marker == markerEOI:
			return h.seen()
		}
		if len(rest) < 4 {
			break
		}
		size := int(binary.BigEndian.Uint16(rest[2:]))
		if size < 2 || size > len(rest)-2 {
			break // the decoder says what is missing
		}
		h.segment(marker, rest[4:2+size])
		rest = rest[2+size:]
	}
	return h.seen()
}

// segment takes from a segment what is needed: size, turn, number of scans.
func (h *header) segment(marker byte, body []byte) {
	switch {
	case isFrameHeader(marker) && len(body) >= 6:
		h.grow(int(binary.BigEndian.Uint16(body[3:])), int(binary.BigEndian.Uint16(body[1:])))
		h.deep = h.deep || body[0] > 8
		if len(body) >= 9 {
			h.steps = h.tables[body[8]&3] // of the first component, the brightness
		}
	case marker == markerDQT:
		h.quantisers(body)
	case marker == markerSOS:
		h.scans++
	case marker == markerAPP1 && h.turn == 1 && bytes.HasPrefix(body, []byte("Exif\x00\x00")):
		h.turn = orientation(body[6:])
	}
}

// zigzag is where the coefficients of a block stand, in the order of the file (T.81, figure A.6).
var zigzag = [64]uint8{
	0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7, 14, 21, 28,
	35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63,
}

// quantisers takes the tables of a DQT segment (T.81, B.2.4.1): each a byte of precision and number, then 64 numbers of one or two bytes.
func (h *header) quantisers(body []byte) {
	for len(body) > 0 {
		wide, number := int(body[0]>>4)+1, body[0]&15
		if wide > 2 || number > 3 || len(body) < 1+64*wide {
			return // the decoder says what is wrong
		}
		table := new([64]uint16)
		for i, at := range zigzag {
			if wide == 1 {
				table[at] = uint16(body[1+i])
			} else {
				table[at] = binary.BigEndian.Uint16(body[1+2*i:])
			}
		}
		h.tables[number] = table
		body = body[1+64*wide:]
	}
}

// isFrameHeader: SOF0 to SOF15 without DHT, JPG and DAC, which stand among them.
func isFrameHeader(marker byte) bool {
	return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc
}

func (h header) seen() (header, error) {
	if h.width == 0 || h.height == 0 {
		return header{}, brokenHeader(JPEG, "no frame header, or one without a size")
	}
	return h, nil
}
