// Package tesseract reads printed lines with libtesseract through its C interface. Pictures go in from memory; nothing is written anywhere.
// It is compiled with the build tag vision and cgo only, and needs libtesseract-dev.
package tesseract
