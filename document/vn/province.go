package vn

import (
	"strings"

	"github.com/bonafide-id/bonafide/document/compare"
)

// Province is a province or a city of that rank, of the list in force until the mergers of 1 July 2025.
type Province struct {
	Code  string // first three digits of numbers of people whose birth was registered there (contract 4.2)
	Name  string
	City  bool   // thành phố trực thuộc trung ương
	Since string // the province it is part of since July 2025; its own name where it stayed
}

// Provinces returns the 63 of them, by code. A table for reading: contract 4.2 for code and name, resolution 202/2025/QH15 for the mergers.
func Provinces() []Province {
	return []Province{
		{"001", "Hà Nội", true, "Hà Nội"}, {"002", "Hà Giang", false, "Tuyên Quang"}, {"004", "Cao Bằng", false, "Cao Bằng"},
		{"006", "Bắc Kạn", false, "Thái Nguyên"}, {"008", "Tuyên Quang", false, "Tuyên Quang"}, {"010", "Lào Cai", false, "Lào Cai"},
		{"011", "Điện Biên", false, "Điện Biên"}, {"012", "Lai Châu", false, "Lai Châu"}, {"014", "Sơn La", false, "Sơn La"},
		{"015", "Yên Bái", false, "Lào Cai"}, {"017", "Hòa Bình", false, "Phú Thọ"}, {"019", "Thái Nguyên", false, "Thái Nguyên"},
		{"020", "Lạng Sơn", false, "Lạng Sơn"}, {"022", "Quảng Ninh", false, "Quảng Ninh"}, {"024", "Bắc Giang", false, "Bắc Ninh"},
		{"025", "Phú Thọ", false, "Phú Thọ"}, {"026", "Vĩnh Phúc", false, "Phú Thọ"}, {"027", "Bắc Ninh", false, "Bắc Ninh"},
		{"030", "Hải Dương", false, "Hải Phòng"}, {"031", "Hải Phòng", true, "Hải Phòng"}, {"033", "Hưng Yên", false, "Hưng Yên"},
		{"034", "Thái Bình", false, "Hưng Yên"}, {"035", "Hà Nam", false, "Ninh Bình"}, {"036", "Nam Định", false, "Ninh Bình"},
		{"037", "Ninh Bình", false, "Ninh Bình"}, {"038", "Thanh Hóa", false, "Thanh Hóa"}, {"040", "Nghệ An", false, "Nghệ An"},
		{"042", "Hà Tĩnh", false, "Hà Tĩnh"}, {"044", "Quảng Bình", false, "Quảng Trị"}, {"045", "Quảng Trị", false, "Quảng Trị"},
		{"046", "Thừa Thiên Huế", false, "Huế"}, {"048", "Đà Nẵng", true, "Đà Nẵng"}, {"049", "Quảng Nam", false, "Đà Nẵng"},
		{"051", "Quảng Ngãi", false, "Quảng Ngãi"}, {"052", "Bình Định", false, "Gia Lai"}, {"054", "Phú Yên", false, "Đắk Lắk"},
		{"056", "Khánh Hòa", false, "Khánh Hòa"}, {"058", "Ninh Thuận", false, "Khánh Hòa"}, {"060", "Bình Thuận", false, "Lâm Đồng"},
		{"062", "Kon Tum", false, "Quảng Ngãi"}, {"064", "Gia Lai", false, "Gia Lai"}, {"066", "Đắk Lắk", false, "Đắk Lắk"},
		{"067", "Đắk Nông", false, "Lâm Đồng"}, {"068", "Lâm Đồng", false, "Lâm Đồng"}, {"070", "Bình Phước", false, "Đồng Nai"},
		{"072", "Tây Ninh", false, "Tây Ninh"}, {"074", "Bình Dương", false, "Hồ Chí Minh"}, {"075", "Đồng Nai", false, "Đồng Nai"},
		{"077", "Bà Rịa-Vũng Tàu", false, "Hồ Chí Minh"}, {"079", "Hồ Chí Minh", true, "Hồ Chí Minh"}, {"080", "Long An", false, "Tây Ninh"},
		{"082", "Tiền Giang", false, "Đồng Tháp"}, {"083", "Bến Tre", false, "Vĩnh Long"}, {"084", "Trà Vinh", false, "Vĩnh Long"},
		{"086", "Vĩnh Long", false, "Vĩnh Long"}, {"087", "Đồng Tháp", false, "Đồng Tháp"}, {"089", "An Giang", false, "An Giang"},
		{"091", "Kiên Giang", false, "An Giang"}, {"092", "Cần Thơ", true, "Cần Thơ"}, {"093", "Hậu Giang", false, "Cần Thơ"},
		{"094", "Sóc Trăng", false, "Cần Thơ"}, {"095", "Bạc Liêu", false, "Cà Mau"}, {"096", "Cà Mau", false, "Cà Mau"},
	}
}

// ProvinceOfCode finds a province by its code.
func ProvinceOfCode(code string) (Province, bool) {
	for _, p := range Provinces() {
		if p.Code == code {
			return p, true
		}
	}
	return Province{}, false
}

// FindProvince finds a province by its name as written in an address: with or without Tỉnh, Thành phố, TP in front, tones not counting.
func FindProvince(name string) (Province, bool) {
	want := provinceKey(name)
	if want == "" {
		return Province{}, false
	}
	for _, p := range Provinces() {
		if compare.Letters(p.Name) == want {
			return p, true
		}
	}
	return Province{}, false
}

// provinceKey is the name without rank, in letters; the ways a few names are also written lead to the name of the table.
func provinceKey(name string) string {
	words := compare.Tokens(name)
	for _, rank := range [][]string{{"THANH", "PHO"}, {"TINH"}, {"TP"}, {"T", "P"}, {"T"}} {
		if len(words) > len(rank) && strings.Join(words[:len(rank)], " ") == strings.Join(rank, " ") {
			words = words[len(rank):]
			break
		}
	}
	key := strings.Join(words, "")
	switch strings.TrimPrefix(key, "TP") {
	case "HCM", "HOCHIMINH":
		return "HOCHIMINH"
	case "HUE":
		return "THUATHIENHUE"
	case "DAKLAK", "DACLAC":
		return "DAKLAK"
	case "DAKNONG", "DACNONG":
		return "DAKNONG"
	case "VUNGTAU":
		return "BARIAVUNGTAU"
	}
	return key
}
