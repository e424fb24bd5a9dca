package render

import "strings"

// Words that Vietnamese documents are full of; with them nobody is meant.
var (
	families = strings.Fields(`Nguyễn Trần Lê Phạm Hoàng Huỳnh Phan Vũ Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý Đinh Trịnh Đoàn Lâm Mai Tô Hà Cao Lương Tạ Phùng Châu Quách
		Thái Tống Vương Kiều Lưu Trương Tăng Doãn Chu Thạch Nghiêm Khổng La Lục Đàm Viên Mạc Âu Ông Giang Bạch Từ Cù Triệu Nông Ninh Hứa Văn Đào Lã Tôn Kim`)
	givens = strings.Fields(`Anh An Ánh Ân Bảo Bích Bình Châu Chi Chiến Chinh Công Cúc Cường Diễm Diệp Diệu Dung Dũng Duy Duyên Dương Đại Đạt Đăng Điệp Đình Định Đoan
		Đông Đức Giang Hà Hải Hân Hạnh Hằng Hiền Hiển Hiệp Hiếu Hoa Hòa Hoài Hoàn Hoàng Hồng Huệ Hùng Huy Huyền Hương Hường Hữu Hạ Khải Khang Khánh Khoa Khôi Khuê Kiên Kiệt Kim Kỳ
		Lam Lan Lâm Lệ Liên Liễu Linh Loan Long Lộc Lợi Luân Lương Ly Mạnh Mận Minh Mỹ My Mai Nam Nga Ngân Nghi Nghĩa Nghiêm Ngọc Nguyên Nguyệt Nhã Nhân Nhật Nhi Nhiên Như Nhung
		Oanh Phát Phong Phú Phúc Phụng Phước Phương Phượng Quang Quân Quế Quốc Quý Quyên Quyết Quỳnh Sang Sáng Sinh Sơn Sương Tài Tâm Tân Tấn Thạch Thái Thanh Thành Thảo Thắm Thắng
		Thế Thi Thị Thiên Thiện Thịnh Thoa Thọ Thông Thơ Thu Thủy Thúy Thuận Thục Thương Thư Tiên Tiến Tín Toàn Toản Trà Trang Trâm Trân Trí Trinh Trọng Trúc Trung Trường Tú Tuân Tuấn
		Tùng Tuyên Tuyền Tuyết Tường Tỵ Uyên Uyển Vân Văn Vi Việt Vinh Vĩnh Vũ Vượng Vy Xuân Xuyến Yên Yến Ý Ưng Ước Ẩn Ấn Đệ Đỉnh Đôn Đường Ngữ Lữ Lễ Kỷ Hỷ Cẩm Bửu Quảng Hợi Sửu Tỷ`)
	provinces = split(`An Giang|Bà Rịa - Vũng Tàu|Bắc Giang|Bắc Kạn|Bạc Liêu|Bắc Ninh|Bến Tre|Bình Định|Bình Dương|Bình Phước|Bình Thuận|Cà Mau|Cần Thơ|Cao Bằng|Đà Nẵng|Đắk Lắk|
		Đắk Nông|Điện Biên|Đồng Nai|Đồng Tháp|Gia Lai|Hà Giang|Hà Nam|Hà Nội|Hà Tĩnh|Hải Dương|Hải Phòng|Hậu Giang|Hòa Bình|Hưng Yên|Khánh Hòa|Kiên Giang|Kon Tum|Lai Châu|Lâm Đồng|
		Lạng Sơn|Lào Cai|Long An|Nam Định|Nghệ An|Ninh Bình|Ninh Thuận|Phú Thọ|Phú Yên|Quảng Bình|Quảng Nam|Quảng Ngãi|Quảng Ninh|Quảng Trị|Sóc Trăng|Sơn La|Tây Ninh|Thái Bình|
		Thái Nguyên|Thanh Hóa|Thừa Thiên Huế|Tiền Giang|TP. Hồ Chí Minh|Thành phố Hồ Chí Minh|TP Hồ Chí Minh|Trà Vinh|Tuyên Quang|Vĩnh Long|Vĩnh Phúc|Yên Bái`)
	places = split(`Ba Đình|Hoàn Kiếm|Tây Hồ|Long Biên|Cầu Giấy|Đống Đa|Hai Bà Trưng|Hoàng Mai|Thanh Xuân|Sóc Sơn|Đông Anh|Gia Lâm|Bình Thạnh|Gò Vấp|Phú Nhuận|Tân Bình|Thủ Đức|Củ Chi|
		Hóc Môn|Nhà Bè|Cần Giờ|Lê Chân|Ngô Quyền|Kiến An|Hải An|Đồ Sơn|Thủy Nguyên|Vĩnh Bảo|Tiên Lãng|Sơn Trà|Liên Chiểu|Ngũ Hành Sơn|Hòa Vang|Ninh Kiều|Bình Thủy|Cái Răng|Thốt Nốt|
		Phong Điền|Quỳnh Lưu|Diễn Châu|Yên Thành|Đô Lương|Nghi Lộc|Hưng Nguyên|Quảng Xương|Hậu Lộc|Hoằng Hóa|Thọ Xuân|Bỉm Sơn|Hải Hậu|Ý Yên|Vụ Bản|Mỹ Lộc|Giao Thủy|Xuân Trường|
		Krông Pắc|Buôn Đôn|Ea H'leo|Cư M'gar|Đức Trọng|Bảo Lộc|Di Linh|Trảng Bom|Long Thành|Nhơn Trạch|Biên Hòa|Thủ Dầu Một|Dĩ An|Thuận An|Cao Lãnh|Sa Đéc|Hồng Ngự|Mỹ Tho|Gò Công|
		Châu Đốc|Tịnh Biên|Rạch Giá|Phú Quốc|Năm Căn|Đầm Dơi|Ngọc Hiển|Phan Thiết|Tuy Phong|Cam Ranh|Vạn Ninh|Diên Khánh|Tuy Hòa|Sông Cầu|Quy Nhơn|Hoài Nhơn|Phù Cát|Tam Kỳ|Hội An|
		Điện Bàn|Duy Xuyên|Thăng Bình|Phú Vang|Hương Thủy|Đông Hà|Vĩnh Linh|Đồng Hới|Lệ Thủy|Bố Trạch|Kỳ Anh|Can Lộc|Hương Sơn|Mộc Châu|Mai Sơn|Thuận Châu|Sa Pa|Bát Xát|Mường Khương`)
	communes  = []string{"xã", "Xã", "phường", "Phường", "P.", "thị trấn", "TT", "Thị trấn", ""}
	districts = []string{"huyện", "Huyện", "quận", "Quận", "Q.", "thị xã", "TX", "TP", ""}
	cities    = []string{"tỉnh", "Tỉnh", "thành phố", "TP.", "", ""}
	labels    = split(`CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM|Độc lập - Tự do - Hạnh phúc|CĂN CƯỚC CÔNG DÂN|CĂN CƯỚC|GIẤY CHỨNG MINH NHÂN DÂN|GIẤY PHÉP LÁI XE|HỘ CHIẾU / PASSPORT|
		Họ và tên|Họ, chữ đệm và tên khai sinh|Họ và tên / Full name|Ngày sinh / Date of birth|Ngày, tháng, năm sinh|Giới tính / Sex|Giới tính|Nam|Nữ|Nam / M|Nữ / F|Quốc tịch / Nationality|
		Quốc tịch|Việt Nam|Viet Nam|Quê quán / Place of origin|Quê quán|Nơi thường trú / Place of residence|Nơi thường trú|Nơi cư trú|Nơi đăng ký khai sinh|Nơi sinh / Place of birth|
		Có giá trị đến|Có giá trị đến / Date of expiry|Không thời hạn|Không kỳ hạn|Đặc điểm nhân dạng / Personal identification|Dân tộc|Tôn giáo|Kinh|Không|Ngón trỏ trái|Ngón trỏ phải|
		Left index finger|Right index finger|Ngày, tháng, năm cấp|Ngày, tháng, năm / Date, month, year|Bộ Công an|BỘ CÔNG AN|BỘ NGOẠI GIAO|Cục Quản lý xuất nhập cảnh|GIÁM ĐỐC CA TỈNH|
		CỤC TRƯỞNG CỤC CẢNH SÁT|QUẢN LÝ HÀNH CHÍNH VỀ TRẬT TỰ XÃ HỘI|Sẹo chấm|Nốt ruồi|cách mũi trái|đuôi mắt phải|trên sau mép phải|dưới trước đầu mày trái|Hạng / Class|Địa chỉ / Address|
		Ngày trúng tuyển|Phương tiện được điều khiển|Xe ô tô chở người đến 9 chỗ ngồi|Mô tô hai bánh|SỞ GIAO THÔNG VẬN TẢI|Số / No.|Số|DRIVER'S LICENSE|Citizen Identity Card|IDENTITY CARD|
		SOCIALIST REPUBLIC OF VIET NAM|Independence - Freedom - Happiness|Date of issue|Place of issue|Nơi cấp|Ngày cấp / Date of issue|Số GCMND / ID card No.|Cơ quan cấp / Place of issue|
		Tày|Thái|Mường|Khmer|Hoa|Nùng|H'Mông|Phật giáo|Thiên chúa giáo|Cao đài|Hòa Hảo|Tin lành|REPUBLIC OF KOREA|Nationality|Surname|Given names|SPECIMEN|MẪU`)
)

func split(s string) []string {
	all := strings.Split(s, "|")
	for i, each := range all {
		all[i] = strings.TrimSpace(each)
	}
	return all
}
