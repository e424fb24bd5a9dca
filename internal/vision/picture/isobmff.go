package picture

import "encoding/binary"

// heicBrands are the major brands of still pictures in HEVC, and of sequences, which are refused by their number of frames.
// mif1 says only "a still picture"; one that is not in HEVC is told by its decoder.
var heicBrands = map[string]bool{"heic": true, "heix": true, "heim": true, "heis": true, "mif1": true, "hevc": true, "hevx": true, "msf1": true}

var heicSequences = map[string]bool{"hevc": true, "hevx": true, "msf1": true}

// Boxes of ISO/IEC 14496-12 and 23008-12 on the way to a picture's size; "full" ones have 4 bytes of version and flags before their content.
var (
	heicPath   = map[string]int{"meta": 4, "iprp": 0, "ipco": 0}
	maxHEICBox = 4096
)

// readHEIC takes the largest size that any item of the file has: a grid's own, not its tiles'. The decoder turns the picture by itself.
func readHEIC(data []byte) (header, error) {
	h := header{format: HEIC, frames: 1, turn: 1}
	if heicSequences[string(data[8:12])] {
		h.frames = 2
	}
	left := maxHEICBox
	h.boxes(data, &left)
	if h.width == 0 || h.height == 0 {
		return header{}, brokenHeader(HEIC, "no size (ispe)")
	}
	return h, nil
}

// boxes walks boxes and those in them; left bounds how many in all.
func (h *header) boxes(data []byte, left *int) {
	for len(data) >= 8 && *left > 0 {
		*left--
		size, head := int64(binary.BigEndian.Uint32(data)), int64(8)
		name := string(data[4:8])
		switch {
		case size == 1 && len(data) >= 16:
			size, head = int64(binary.BigEndian.Uint64(data[8:])), 16
		case size == 0:
			size = int64(len(data))
		}
		if size < head || size > int64(len(data)) {
			return
		}
		body := data[head:size]
		if skip, onTheWay := heicPath[name]; onTheWay && len(body) >= skip {
			h.boxes(body[skip:], left)
		}
		if name == "ispe" && len(body) >= 12 {
			if w, ht := side32(binary.BigEndian.Uint32(body[4:])), side32(binary.BigEndian.Uint32(body[8:])); int64(w)*int64(ht) > int64(h.width)*int64(h.height) {
				h.width, h.height = w, ht
			}
		}
		data = data[size:]
	}
}
