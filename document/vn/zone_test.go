package vn

import "github.com/bonafide-id/bonafide/document/mrz"

func checkDigit(text string) string {
	d, _ := mrz.CheckDigit(text)
	return string(d)
}
