// Package glyph tells what stands in one cell of a machine readable zone: how a cell is cut out of a picture, the small convolutional net that
// looks at it, and how that net learns.
//
// A picture of a cell is Width × Height numbers, row by row, with the character in the middle, half a neighbour on either side, mean 0 and a
// spread of about 1: dark is negative. One character's pitch is Pitch of these pixels and a capital's height is Cap of them, whatever the
// proportions in the picture.
package glyph

// Size of a cell, in pixels of the net's input.
const (
	Width  = 20
	Height = 24
	Pitch  = 14
	Cap    = 15
)

// Alphabet lists the characters of a zone in the order of the net's answers. Behind them come None, Blank and Foreign.
const Alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ<"

// Classes of a cell in which none of a zone's characters stands. None is what is no cell of a line: between two characters, upside down, running
// text. Blank is a cell without ink. Foreign is one that holds another character than zones have: a sign, a small letter, a letter with an accent.
// Classes is the number of answers.
const (
	None    = len(Alphabet)
	Blank   = None + 1
	Foreign = None + 2
	Classes = None + 3
)

// ClassOf is the index of c in Alphabet, None when it is not there.
func ClassOf(c byte) int {
	switch {
	case c >= '0' && c <= '9':
		return int(c - '0')
	case c >= 'A' && c <= 'Z':
		return int(c-'A') + 10
	case c == '<':
		return None - 1
	}
	return None
}
