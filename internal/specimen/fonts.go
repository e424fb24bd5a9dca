package specimen

import (
	"fmt"
	"os"
	"path/filepath"

	"golang.org/x/image/font/sfnt"
)

// Face is a typeface the layouts use.
type Face uint8

// The faces. Each is one exact file, so that two machines with the same packages draw the same specimens.
const (
	Sans Face = iota
	SansBold
	SerifBold
	OCRB
	Hangul
	HangulBold
	faceCount
)

// faceFiles says where Debian has them. Font files are not part of this repository. Of the package's cuts of OCR-B only those with
// sharp ends can be read whole: x/image/font/sfnt does not know the operator flex1 (Adobe Technical Note 5177 §4.2), which draws the
// '<' and the 8 of the round ones.
var faceFiles = [faceCount]struct{ file, debian string }{
	Sans:       {"truetype/noto/NotoSans-Regular.ttf", "fonts-noto-core"},
	SansBold:   {"truetype/noto/NotoSans-Bold.ttf", "fonts-noto-core"},
	SerifBold:  {"truetype/noto/NotoSerif-Bold.ttf", "fonts-noto-core"},
	OCRB:       {"opentype/ocr-b/OCRBS.otf", "fonts-ocr-b"},
	Hangul:     {"truetype/nanum/NanumGothic.ttf", "fonts-nanum"},
	HangulBold: {"truetype/nanum/NanumGothicBold.ttf", "fonts-nanum"},
}

// FontFolders are where LoadFonts looks when it is given no folder, in this order.
func FontFolders() []string {
	return []string{"/usr/share/fonts", "/usr/local/share/fonts"}
}

// MissingFont says which font is not on this machine. No other font is taken in its place: it might draw boxes where a letter should be.
type MissingFont struct {
	File   string // below a folder of fonts
	Debian string // the package that has it
}

func (e *MissingFont) Error() string {
	return fmt.Sprintf("the font %s is not installed: apt-get install %s", filepath.Base(e.File), e.Debian)
}

// Fonts are the parsed faces. They are safe for use by several goroutines.
type Fonts struct{ faces [faceCount]*sfnt.Font }

// LoadFonts reads every face, from the first of folders that has it; without folders, FontFolders. The error is a *MissingFont, or
// says which file cannot be read.
func LoadFonts(folders ...string) (*Fonts, error) {
	if len(folders) == 0 {
		folders = FontFolders()
	}
	var fonts Fonts
	for i, each := range faceFiles {
		data, err := readFirst(folders, each.file)
		if err != nil {
			return nil, err
		}
		if data == nil {
			return nil, &MissingFont{File: each.file, Debian: each.debian}
		}
		if fonts.faces[i], err = sfnt.Parse(data); err != nil {
			return nil, fmt.Errorf("font %s: %w", each.file, err)
		}
	}
	return &fonts, nil
}

// readFirst returns nil when no folder has the file.
func readFirst(folders []string, file string) ([]byte, error) {
	for _, folder := range folders {
		data, err := os.ReadFile(filepath.Join(folder, file))
		if err == nil || !os.IsNotExist(err) {
			return data, err
		}
	}
	return nil, nil
}
