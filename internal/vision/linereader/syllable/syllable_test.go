package syllable

import (
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"
)

func TestInventory(t *testing.T) {
	all := Inventory()
	seen := map[string]bool{}
	for _, each := range all {
		if seen[each] || norm.NFC.String(each) != each || strings.ToLower(each) != each {
			t.Errorf("%q is there twice, or not composed", each)
		}
		seen[each] = true
	}
	for _, word := range strings.Fields(`nguyễn trần lê phạm huỳnh võ vũ đặng đỗ ngô dương lý hòa hoà thúy thuý thủy quỳnh quốc quý giang giới nghĩa nghiêm ngọc
		người thường được khuya khuỷu uống yêu yến tuyết thoại xoáy chiếc kỳ ghế gì`) {
		if !slices.Contains(all, word) {
			t.Errorf("%q is missing", word)
		}
	}
	for _, word := range strings.Fields("nguyên̂ cê ka\u0323c ngi ghá tàch học\u0301 bàt thà̀ kuan") {
		if seen[word] {
			t.Errorf("%q is no syllable", word)
		}
	}
}

func TestPlausible(t *testing.T) {
	s := NewSet()
	for word, want := range map[string]bool{
		"NGUYỄN": true, "Nguyên,": true, "H'leo": true, "12/3": true, "Smith": true, "NGUYẼM̃": false, "TRẤNG": true, "Đcà": false, "tràt": false, "": true,
	} {
		if got := s.Plausible(word); got != want {
			t.Errorf("%q: %v", word, got)
		}
	}
}
