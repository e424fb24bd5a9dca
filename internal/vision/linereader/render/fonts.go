package render

import (
	"fmt"
	"os"
	"path/filepath"

	sheets "github.com/bonafide-id/bonafide/internal/vision/mrzreader/render"
)

// fontFiles are below /usr/share/fonts, of the Debian packages fonts-noto-core, fonts-noto-extra, fonts-dejavu-core, fonts-dejavu-extra,
// fonts-liberation, fonts-roboto-unhinted, fonts-freefont-ttf, fonts-linuxlibertine, fonts-cantarell and fonts-inter.
var fontFiles = []string{
	"truetype/noto/NotoSans-Regular.ttf", "truetype/noto/NotoSans-Bold.ttf", "truetype/noto/NotoSans-Medium.ttf", "truetype/noto/NotoSans-SemiCondensed.ttf",
	"truetype/noto/NotoSans-CondensedMedium.ttf", "truetype/noto/NotoSans-CondensedBold.ttf", "truetype/noto/NotoSans-Italic.ttf",
	"truetype/noto/NotoSerif-Regular.ttf", "truetype/noto/NotoSerif-Bold.ttf", "truetype/noto/NotoSerif-SemiCondensedMedium.ttf",
	"truetype/noto/NotoSansDisplay-SemiBold.ttf", "truetype/noto/NotoSansMono-Medium.ttf",
	"truetype/dejavu/DejaVuSans.ttf", "truetype/dejavu/DejaVuSans-Bold.ttf", "truetype/dejavu/DejaVuSansCondensed.ttf", "truetype/dejavu/DejaVuSansCondensed-Bold.ttf",
	"truetype/dejavu/DejaVuSerif.ttf", "truetype/dejavu/DejaVuSerifCondensed-Bold.ttf",
	"truetype/liberation/LiberationSans-Regular.ttf", "truetype/liberation/LiberationSans-Bold.ttf", "truetype/liberation/LiberationSerif-Regular.ttf",
	"truetype/liberation/LiberationSerif-Bold.ttf", "truetype/liberation/LiberationSansNarrow-Regular.ttf", "truetype/liberation/LiberationSansNarrow-Bold.ttf",
	"truetype/roboto/unhinted/RobotoTTF/Roboto-Regular.ttf", "truetype/roboto/unhinted/RobotoTTF/Roboto-Bold.ttf", "truetype/roboto/unhinted/RobotoCondensed-Regular.ttf",
	"truetype/roboto/unhinted/RobotoCondensed-Bold.ttf",
	"truetype/freefont/FreeSans.ttf", "truetype/freefont/FreeSansBold.ttf", "truetype/freefont/FreeSerif.ttf", "truetype/freefont/FreeSerifBold.ttf",
	"opentype/linux-libertine/LinBiolinum_R.otf", "opentype/linux-libertine/LinLibertine_RB.otf", "opentype/cantarell/Cantarell-Bold.otf", "opentype/inter/Inter-Regular.otf", "opentype/inter/Inter-SemiBold.otf",
}

// heldFiles are of fonts-open-sans and fonts-lato: the net has never seen them when it is measured.
var heldFiles = []string{
	"truetype/open-sans/OpenSans-Regular.ttf", "truetype/open-sans/OpenSans-Semibold.ttf", "truetype/open-sans/OpenSans-Bold.ttf", "truetype/open-sans/OpenSans-CondBold.ttf",
	"truetype/lato/Lato-Regular.ttf", "truetype/lato/Lato-Bold.ttf",
}

// specimenFiles are the fonts in which specimens are printed.
var specimenFiles = []string{"truetype/noto/NotoSans-Regular.ttf", "truetype/noto/NotoSans-Bold.ttf", "truetype/noto/NotoSerif-Bold.ttf"}

// Sets of fonts.
const (
	Practice  = "practice"  // to learn from
	Held      = "held"      // kept from practice
	Specimens = "specimens" // those of package specimen, which are practised as well
)

// LoadFonts draws the characters of a set of fonts, of files below folder.
func LoadFonts(folder, set string, characters []rune) ([]*sheets.Font, error) {
	files := map[string][]string{Practice: fontFiles, Held: heldFiles, Specimens: specimenFiles}[set]
	if files == nil {
		return nil, fmt.Errorf("no set of fonts %q", set)
	}
	var all []*sheets.Font
	for _, file := range files {
		data, err := os.ReadFile(filepath.Join(folder, file))
		if err != nil {
			return nil, err
		}
		f, err := sheets.ParseFontOf(filepath.Base(file), data, characters)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		all = append(all, f)
	}
	return all, nil
}
