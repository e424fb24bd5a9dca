package document

// Measures of quality. Lengths are pixels of the picture; Y is luminance 0 to 255; shares are 0 to 1. Everything of the document itself is
// measured on it set upright at 1000 pixels of width.
const (
	LongSide     Measure = "quality.long_side"   // px, longer side of the picture
	ShortSide    Measure = "quality.short_side"  // px
	CardWidth    Measure = "quality.card_width"  // px, longer side of the document in the picture
	AreaShare    Measure = "quality.area"        // share of the picture that the document covers
	GlareShare   Measure = "quality.glare"       // share of the document in bright spots; place: the largest
	GlareOnField Measure = "quality.glare_field" // 1 when a bright spot covers a field, else 0; place: the field
	Sharpness    Measure = "quality.sharpness"   // 500 over the width in pixels of the sharpest edges of print, that way in which they are softest; at most 250
	Direction    Measure = "quality.direction"   // energy of the steepest edges, the way in which they are sharpest to that in which they are softest: motion blur
	Luminance    Measure = "quality.luminance"   // mean Y
	Clipped      Measure = "quality.clipped"     // share of pixels at either end
	Dark         Measure = "quality.dark"        // share of pixels at the dark end
	Found        Measure = "quality.found"       // 0 to 1, how sure it is that the picture shows a document at all
)

// Measures of forgery. A score is 0 to 1 and higher is more suspicious.
const (
	Chroma        Measure = "forgery.chroma"         // mean CIELAB chroma of the document
	ChromaP95     Measure = "forgery.chroma_p95"     // its 95th percentile
	Screen        Measure = "forgery.screen"         // score: photographed from a screen
	Edited        Measure = "forgery.edited"         // score: altered after printing; place: where
	ColourCopy    Measure = "forgery.colour_copy"    // score: printed with a halftone
	CornerTL      Measure = "forgery.corner_tl"      // share of the corner's patch that is missing
	CornerTR      Measure = "forgery.corner_tr"      //
	CornerBR      Measure = "forgery.corner_br"      //
	CornerBL      Measure = "forgery.corner_bl"      //
	Watermark     Measure = "forgery.watermark"      // score
	Perforated    Measure = "forgery.perforated"     // score: holes in or beside the zone
	PhotocopyLook Measure = "forgery.photocopy_look" // score: tones of a copier, for pictures whose light is coloured
)

// Measures of print.
const (
	NumberPrint Measure = "print.number" // share of the number's characters that are one piece of ink each, 0 to 1
)

// Measures of elements that a side must show: 0 to 1, how much the place looks like it should. Which are wanted is said by the layout.
const (
	Portrait    Measure = "element.portrait"
	QR          Measure = "element.qr"
	MRZ         Measure = "element.mrz"
	Emblem      Measure = "element.emblem"
	Headline    Measure = "element.headline" // similarity of the text
	Title       Measure = "element.title"
	FingerLeft  Measure = "element.finger_left"
	FingerRight Measure = "element.finger_right"
	Stamp       Measure = "element.stamp"
	Chip        Measure = "element.chip"
	Barcode     Measure = "element.barcode"
	Hologram    Measure = "element.hologram" // the stamp against counterfeiting
)

// Measures returns all measures.
func Measures() []Measure {
	return []Measure{LongSide, ShortSide, CardWidth, AreaShare, GlareShare, GlareOnField, Sharpness, Direction, Luminance, Clipped, Dark, Found,
		Chroma, ChromaP95, Screen, Edited, ColourCopy, CornerTL, CornerTR, CornerBR, CornerBL, Watermark, Perforated, PhotocopyLook, NumberPrint,
		Portrait, QR, MRZ, Emblem, Headline, Title, FingerLeft, FingerRight, Stamp, Chip, Barcode, Hologram}
}
