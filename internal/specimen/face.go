package specimen

import (
	"image"
	"time"

	"github.com/bonafide-id/bonafide/internal/specimen/head"
)

// Head is a head for the holder: of her sex and about her age, with features and hair of where her name comes from. The same document
// gives the same head, so a selfie can be drawn of it as well.
func (d Document) Head() head.Params {
	sex := head.Female
	if d.Holder.Sex == "M" {
		sex = head.Male
	}
	hints := head.Hints{Sex: sex, Region: regionOf[d.Holder.Nationality], AgeYears: min(80, int(d.Today.Sub(d.Holder.Born).Hours()/24/365.25))}
	if hints.Region == head.EastAsia {
		hints.HairTone = 0.05
	}
	return head.PersonLike(d.Seed, hints)
}

// regionOf is where the names of a culture come from; others are left to the seed.
var regionOf = map[string]head.Region{
	"VNM": head.EastAsia, "KOR": head.EastAsia, "D": head.Europe, "FRA": head.Europe, "POL": head.Europe, "ESP": head.Europe, "TUR": head.Europe,
	"NGA": head.Africa, "IND": head.SouthAsia,
}

// Portrait draws the holder's head for Render, width pixels wide and of 3:4.
func (d Document) Portrait(width int) (image.Image, error) {
	view := head.Facing()
	view.Camera.Distance, view.Camera.Focal = 1300, 132 // crown to chin are about 70 % of the height, as ICAO 9303-3 wants it
	view.Background.Color = [3]uint8{226, 231, 236}
	picture, err := head.Render(d.Head(), view, width, width*4/3)
	if err != nil {
		return nil, err
	}
	return picture.Image, nil
}

// dayOf is the day of t, UTC.
func dayOf(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC)
}
