// Package mrz reads and writes the text of machine readable zones: TD1, TD2 and TD3 documents and the visas MRV-A and
// MRV-B (ICAO 9303-3 to 9303-7).
//
// Three things are kept apart. [Parse] reads the lines as they are: a check digit that does not fit is a check.Failed in the
// reading, not an error, and nothing is corrected. [Repair] and [RepairWith] propose other lines, and list every character
// they changed; the reading before repair stays the evidence. [Build] writes the lines of a specimen from its fields.
//
// Lines and columns are numbered from 0 everywhere in this package, ranges are half-open; only the Place of a fault counts
// from 1 ("line2.column7"), as the standard does.
//
// Check digits do not cover names, states or sex: a reading can be Valid with a nonsense name.
//
// The French identity card issued until 2021 has two lines of 36 characters in an order of its own that is not ICAO's. It is
// told from a TD2 by what only it has (see [IsFrenchCard]), and Parse answers it with fault.MRZNotICAO.
package mrz
