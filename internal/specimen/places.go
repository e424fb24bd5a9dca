package specimen

import "strings"

// province is a Vietnamese province or city of the list in force from 2004 to 2025, with the first three digits of citizen numbers registered
// there, a place in it, and the province it was merged into on 1 July 2025 (empty: it goes on under its name).
type province struct {
	code, name, district, commune, now string
}

// current is the province's name since the merger.
func (p province) current() string {
	if p.now != "" {
		return p.now
	}
	return p.name
}

// short is the name as an office has it: "TỈNH NAM ĐỊNH", "TP HÀ NỘI".
func (p province) short() string {
	switch p.code {
	case "001", "031", "048", "079", "092":
		return "TP " + strings.ToUpper(strings.TrimPrefix(p.name, "Thành phố "))
	}
	return "TỈNH " + strings.ToUpper(p.name)
}

var provinces = []province{
	{"001", "Hà Nội", "Ba Đình", "Phúc Xá", ""}, {"001", "Hà Nội", "Đông Anh", "Cổ Loa", ""}, {"001", "Hà Nội", "Thanh Trì", "Tứ Hiệp", ""},
	{"002", "Hà Giang", "Vị Xuyên", "Đạo Đức", "Tuyên Quang"}, {"004", "Cao Bằng", "Hòa An", "Nam Tuấn", ""}, {"010", "Lào Cai", "Bát Xát", "Quang Kim", ""},
	{"014", "Sơn La", "Mai Sơn", "Hát Lót", ""}, {"015", "Yên Bái", "Trấn Yên", "Hưng Khánh", "Lào Cai"}, {"017", "Hòa Bình", "Lương Sơn", "Nhuận Trạch", "Phú Thọ"},
	{"019", "Thái Nguyên", "Phổ Yên", "Tân Hương", ""}, {"022", "Quảng Ninh", "Đông Triều", "Bình Khê", ""}, {"024", "Bắc Giang", "Lục Ngạn", "Phượng Sơn", "Bắc Ninh"},
	{"025", "Phú Thọ", "Lâm Thao", "Tứ Xã", ""}, {"026", "Vĩnh Phúc", "Vĩnh Tường", "Thổ Tang", "Phú Thọ"}, {"030", "Hải Dương", "Kinh Môn", "Hiệp Sơn", "Hải Phòng"},
	{"031", "Hải Phòng", "Lê Chân", "An Biên", ""}, {"031", "Hải Phòng", "Thủy Nguyên", "Lập Lễ", ""}, {"033", "Hưng Yên", "Khoái Châu", "Dạ Trạch", ""},
	{"034", "Thái Bình", "Tiền Hải", "Đông Lâm", "Hưng Yên"}, {"036", "Nam Định", "Hải Hậu", "Hải Minh", "Ninh Bình"}, {"036", "Nam Định", "Ý Yên", "Yên Thắng", "Ninh Bình"},
	{"037", "Ninh Bình", "Kim Sơn", "Phát Diệm", ""}, {"038", "Thanh Hóa", "Quảng Xương", "Quảng Giao", ""}, {"038", "Thanh Hóa", "Thọ Xuân", "Xuân Trường", ""},
	{"040", "Nghệ An", "Diễn Châu", "Diễn Kỷ", ""}, {"040", "Nghệ An", "Yên Thành", "Hợp Thành", ""}, {"042", "Hà Tĩnh", "Kỳ Anh", "Kỳ Phú", ""},
	{"044", "Quảng Bình", "Lệ Thủy", "Phong Thủy", "Quảng Trị"}, {"046", "Thừa Thiên Huế", "Phú Vang", "Phú Thượng", "Huế"}, {"048", "Đà Nẵng", "Sơn Trà", "An Hải Đông", ""},
	{"049", "Quảng Nam", "Điện Bàn", "Điện Hòa", "Đà Nẵng"}, {"051", "Quảng Ngãi", "Mộ Đức", "Đức Chánh", ""}, {"052", "Bình Định", "Tuy Phước", "Phước Hiệp", "Gia Lai"},
	{"054", "Phú Yên", "Tuy An", "An Mỹ", "Đắk Lắk"}, {"056", "Khánh Hòa", "Diên Khánh", "Suối Hiệp", ""}, {"060", "Bình Thuận", "Hàm Thuận Bắc", "Hồng Sơn", "Lâm Đồng"},
	{"064", "Gia Lai", "Chư Sê", "Ia Blang", ""}, {"066", "Đắk Lắk", "Krông Pắc", "Ea Yông", ""}, {"068", "Lâm Đồng", "Đức Trọng", "Liên Nghĩa", ""},
	{"074", "Bình Dương", "Thuận An", "Lái Thiêu", "Thành phố Hồ Chí Minh"}, {"075", "Đồng Nai", "Trảng Bom", "Hố Nai 3", ""}, {"079", "Thành phố Hồ Chí Minh", "Quận 3", "Võ Thị Sáu", ""},
	{"079", "Thành phố Hồ Chí Minh", "Bình Tân", "Bình Hưng Hòa A", ""}, {"079", "Thành phố Hồ Chí Minh", "Gò Vấp", "Phường 17", ""}, {"080", "Long An", "Cần Giuộc", "Phước Lý", "Tây Ninh"},
	{"082", "Tiền Giang", "Cái Bè", "Mỹ Đức Tây", "Đồng Tháp"}, {"083", "Bến Tre", "Chợ Lách", "Vĩnh Thành", "Vĩnh Long"}, {"087", "Đồng Tháp", "Cao Lãnh", "Mỹ Thọ", ""},
	{"089", "An Giang", "Tịnh Biên", "Thới Sơn", ""}, {"091", "Kiên Giang", "Rạch Giá", "Vĩnh Lạc", "An Giang"}, {"092", "Cần Thơ", "Ninh Kiều", "Xuân Khánh", ""},
	{"094", "Sóc Trăng", "Mỹ Xuyên", "Thạnh Phú", "Cần Thơ"}, {"096", "Cà Mau", "Năm Căn", "Hàm Rồng", ""},
}

var (
	hamlets = []string{"Thôn Đoài", "Tổ 7", "Xóm Mới", "Ấp Bình Hòa", "Thôn Trung Nghĩa", "Khu phố 4", "12 ngõ Cây Dừa", "Số 8 đường Hoa Sữa",
		"Đội 5", "Xóm 12", "Ấp 3", "Thôn Phú Lễ", "Tổ dân phố 9", "Buôn Kniết", "Số 214 đường Bờ Sông", "Thôn Ngọc Động"}
	features = []string{"Sẹo chấm C:1,5cm dưới trước đuôi mắt trái", "Nốt ruồi C:2cm trên sau mép phải", "Sẹo chấm C:3cm trên trước đầu mày phải", "Nốt ruồi C:1cm dưới sau cánh mũi trái",
		"Sẹo chấm C:2cm trên trước đuôi mày trái", "Nốt ruồi C:0,5cm dưới trước mép trái", "Sẹo dài C:3cm giữa trán", "Nốt ruồi C:4cm trước tai phải"}
	ethnicities = []string{"Kinh", "Kinh", "Kinh", "Kinh", "Tày", "Mường", "Khmer", "Thái", "Nùng", "Hoa"}
	religions   = []string{"Không", "Không", "Không", "Phật giáo", "Công giáo", "Cao Đài"}
)
