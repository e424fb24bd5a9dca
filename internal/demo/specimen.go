package demo

import (
	"bytes"
	"fmt"
	"image"
	"image/jpeg"
	"slices"
	"time"

	"github.com/bonafide-id/bonafide/fault"
	"github.com/bonafide-id/bonafide/internal/specimen"
	"github.com/bonafide-id/bonafide/internal/specimen/camera"
	"github.com/bonafide-id/bonafide/internal/specimen/head"
)

// Own are the reader's own pictures in place of the drawn ones: a portrait to print into the specimen, and a selfie as it is sent.
type Own struct {
	Portrait image.Image
	Selfie   []byte // JPEG or PNG of at most 2 MB
}

// Sizes and seeds of the drawn pictures.
const (
	firstSeed  = 20         // of the search for a woman; any would do
	seeds      = 64         // that are looked through
	photoSide  = 1600       // pixels of the document's picture
	quality    = 88         // of JPEG
	maxPicture = 2<<20 - 64 // what the contract takes
)

// paper is how a kind of document is sent, and which of its entries the holder is asked for.
type paper struct {
	kind   specimen.Kind
	name   string  // for the reader
	idType string  // contract 2.1
	number string  // key of Fields
	dpi    float64 // about as many pixels as the picture will have
}

// papers she may have, by the words of the command line; the first is the default.
var papers = []paper{
	{specimen.CCCD, "identity card", "government_id", "citizen_number", 480},
	{specimen.Passport, "passport", "passport", "document_number", 330},
}

// Kinds are the documents there are, as Specimen takes them.
func Kinds() (kinds []string) {
	for _, p := range papers {
		kinds = append(kinds, string(p.kind))
	}
	return kinds
}

// Specimen invents a Vietnamese woman, draws a document for her (one of Kinds) and photographs its sides, and draws her selfie; own replaces her
// face, nil does not. The document is valid in the year of now, and the same year gives the same pictures. Code fault.Invalid for another
// kind; any other error says what this machine lacks, such as a font.
func Specimen(kind string, now time.Time, own *Own) (*Pictures, error) {
	at := slices.Index(Kinds(), kind)
	if at < 0 {
		return nil, fault.New(fault.Invalid, "kind")
	}
	hers := papers[at]
	today := time.Date(now.Year(), time.January, 1, 0, 0, 0, 0, time.UTC)
	d, seed, err := herDocument(hers.kind, today)
	if err != nil {
		return nil, err
	}
	fonts, err := specimen.LoadFonts()
	if err != nil {
		return nil, err
	}
	p := &Pictures{IssuingCountry: "VNM", IDType: hers.idType, Document: hers.name, About: "drawn by this program: a specimen of an invented woman, with a face that is nobody's",
		Person: Person{Name: d.Holder.Local, DateOfBirth: d.Fields["date_of_birth"]}}
	if number := d.Fields[hers.number]; hers.kind == specimen.CCCD {
		p.Person.IdentityNumber = number
	} else {
		p.Person.DocumentNumber = number
	}
	var portrait image.Image
	if own != nil {
		p.About = "a specimen drawn by this program, with your own portrait in it, and your own selfie"
		portrait, p.Selfie = own.Portrait, own.Selfie
	} else if portrait, p.Selfie, err = herFace(d, seed, today); err != nil {
		return nil, err
	}
	sides, err := photographed(d, fonts, hers.dpi, portrait, seed)
	if err != nil {
		return nil, err
	}
	p.Front = sides[0]
	if len(sides) > 1 {
		p.Back = sides[1]
	}
	return p, nil
}

// herDocument takes the first document of the seeds whose holder is a woman.
func herDocument(kind specimen.Kind, today time.Time) (specimen.Document, uint64, error) {
	for seed := uint64(firstSeed); seed < firstSeed+seeds; seed++ {
		o := specimen.Options{Seed: seed, Today: today}
		if kind == specimen.Passport {
			o.State = "VNM"
		}
		d, err := specimen.New(kind, o)
		if err != nil {
			return specimen.Document{}, 0, err
		}
		if d.Holder.Sex == "F" {
			return d, seed, nil
		}
	}
	return specimen.Document{}, 0, fmt.Errorf("no woman among %d specimens", seeds)
}

// herFace draws the portrait for the document and the selfie: one head, in other light, turned a little, from nearer.
func herFace(d specimen.Document, seed uint64, today time.Time) (portrait image.Image, selfie []byte, err error) {
	her := head.PersonLike(seed, head.Hints{Sex: head.Female, AgeYears: today.Year() - d.Holder.Born.Year(), Tone: 0.3, HairTone: 0.05})
	sitting := head.Facing()
	sitting.Camera.Focal = 92 // the head as high as a document's photograph has it
	printed, err := head.Render(her, sitting, 600, 800)
	if err != nil {
		return nil, nil, err
	}
	v := head.Facing()
	v.Yaw, v.Pitch, v.Smile = 6, -2, 0.15
	v.Light = head.Light{Azimuth: -30, Elevation: 25, Key: 0.7, Ambient: 0.55, Warm: 0.2}
	v.Camera = head.Camera{Distance: 700, Focal: 42, Blur: 0.6, Noise: 0.01, Exposure: 1, Seed: seed}
	v.Background = head.Background{Setting: head.Room, Color: [3]uint8{190, 180, 165}, Seed: seed}
	taken, err := head.Render(her, v, 960, 1280)
	if err != nil {
		return nil, nil, err
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, taken.Image, &jpeg.Options{Quality: quality}); err != nil {
		return nil, nil, err
	}
	return printed.Image, b.Bytes(), nil
}

// photographed are the document's sides on a desk, as an ordinary telephone takes them.
func photographed(d specimen.Document, fonts *specimen.Fonts, dpi float64, portrait image.Image, seed uint64) (sides [][]byte, err error) {
	pages, err := d.Render(fonts, dpi, portrait)
	if err != nil {
		return nil, err
	}
	shot, err := camera.Preset("good", seed)
	if err != nil {
		return nil, err
	}
	shot.LongSide, shot.Quality, shot.Surface = photoSide, quality, camera.Desk
	for _, page := range pages {
		photo, err := camera.Take(page, shot)
		if err != nil {
			return nil, err
		}
		if len(photo.Bytes) > maxPicture {
			return nil, fmt.Errorf("the picture of the specimen has %d bytes, and the contract takes 2 MB", len(photo.Bytes))
		}
		sides = append(sides, photo.Bytes)
	}
	return sides, nil
}
