package specimen

// given is a given name in the holder's script and in Latin letters; local is empty where both are one.
type given struct{ local, latin string }

// culture is where a person's name comes from. The tables hold common names only: no combination is meant to be anybody.
type culture struct {
	state    string // nationality, as in a machine readable zone
	families []given
	middle   map[string][]string // by sex; Vietnamese middle names
	given    map[string][]given  // by sex
	second   float64             // share of people with a second given name
	places   []string            // of birth
}

var vietnamese = culture{
	state: "VNM",
	families: []given{{latin: "Nguyễn"}, {latin: "Trần"}, {latin: "Lê"}, {latin: "Phạm"}, {latin: "Hoàng"}, {latin: "Huỳnh"}, {latin: "Phan"}, {latin: "Vũ"},
		{latin: "Võ"}, {latin: "Đặng"}, {latin: "Bùi"}, {latin: "Đỗ"}, {latin: "Hồ"}, {latin: "Ngô"}, {latin: "Dương"}, {latin: "Lý"}, {latin: "Đinh"}, {latin: "Trịnh"}},
	middle: map[string][]string{
		"M": {"Văn", "Đức", "Hữu", "Minh", "Quang", "Thanh", "Xuân", "Công", "Đình", "Ngọc"},
		"F": {"Thị", "Ngọc", "Thu", "Thị Hồng", "Minh", "Thanh", "Khánh", "Diệu", "Thị Bích", "Phương"},
	},
	given: map[string][]given{
		"M": {{latin: "Anh"}, {latin: "Bình"}, {latin: "Cường"}, {latin: "Dũng"}, {latin: "Đạt"}, {latin: "Hải"}, {latin: "Hiếu"}, {latin: "Hùng"}, {latin: "Khoa"},
			{latin: "Long"}, {latin: "Nghĩa"}, {latin: "Phúc"}, {latin: "Quân"}, {latin: "Sơn"}, {latin: "Thắng"}, {latin: "Tuấn"}, {latin: "Việt"}, {latin: "Vượng"}},
		"F": {{latin: "An"}, {latin: "Châu"}, {latin: "Dung"}, {latin: "Giang"}, {latin: "Hạnh"}, {latin: "Hiền"}, {latin: "Hương"}, {latin: "Lan"}, {latin: "Linh"},
			{latin: "Mai"}, {latin: "Nga"}, {latin: "Nhung"}, {latin: "Oanh"}, {latin: "Quỳnh"}, {latin: "Thảo"}, {latin: "Trang"}, {latin: "Tuyết"}, {latin: "Yến"}},
	},
}

var korean = culture{
	state: "KOR",
	families: []given{{"김", "KIM"}, {"이", "LEE"}, {"박", "PARK"}, {"최", "CHOI"}, {"정", "JUNG"}, {"강", "KANG"}, {"조", "CHO"}, {"윤", "YOON"}, {"장", "JANG"},
		{"임", "LIM"}, {"한", "HAN"}, {"오", "OH"}, {"서", "SEO"}, {"신", "SHIN"}, {"권", "KWON"}, {"황", "HWANG"}, {"남궁", "NAMGUNG"}, {"선우", "SUNWOO"}},
	given: map[string][]given{
		"M": {{"길동", "GILDONG"}, {"영수", "YEONGSU"}, {"정호", "JEONGHO"}, {"상훈", "SANGHUN"}, {"성민", "SEONGMIN"}, {"준서", "JUNSEO"}, {"도윤", "DOYUN"},
			{"현우", "HYEONWOO"}, {"태식", "TAESIK"}, {"병철", "BYEONGCHEOL"}, {"광수", "GWANGSU"}, {"재혁", "JAEHYEOK"}},
		"F": {{"영희", "YEONGHUI"}, {"순자", "SUNJA"}, {"미경", "MIGYEONG"}, {"지현", "JIHYEON"}, {"서연", "SEOYEON"}, {"하은", "HAEUN"}, {"은주", "EUNJU"},
			{"수빈", "SUBIN"}, {"경숙", "GYEONGSUK"}, {"혜원", "HYEWON"}, {"보람", "BORAM"}, {"유진", "YUJIN"}},
	},
	places: []string{"SEOUL", "BUSAN", "INCHEON", "DAEGU", "GWANGJU"},
}

// others are the people of other passports: names that try the transliteration of ICAO 9303-3, and Utopia's.
var others = []culture{
	{state: "UTO", families: names("Eriksson", "Sample", "Novak-Ideal", "van der Muster", "O'Utopia"), second: 0.5, places: []string{"ZENITH", "AMAUROT"},
		given: map[string][]given{"M": names("Anders", "Thomas", "Raphael", "Quentin"), "F": names("Anna", "Maria", "Hythlodaea", "Beatrix")}},
	{state: "D", families: names("Mustermann", "Müller", "Schröder", "Groß", "Jäger"), second: 0.4, places: []string{"BERLIN", "KÖLN", "MÜNCHEN"},
		given: map[string][]given{"M": names("Jürgen", "Björn", "Matthias", "Lukas"), "F": names("Käthe", "Annemarie", "Ursula", "Sophie")}},
	{state: "FRA", families: names("Lefèvre", "Dupont", "Châtelain", "Bœuf", "Martin"), second: 0.6, places: []string{"PARIS", "LYON", "NÎMES"},
		given: map[string][]given{"M": names("François", "Jean-Luc", "Rémi", "Théo"), "F": names("Hélène", "Zoé", "Anaïs", "Chloé")}},
	{state: "POL", families: names("Kowalski", "Wójcik", "Zieliński", "Łukaszewicz", "Żak"), second: 0.3, places: []string{"WARSZAWA", "ŁÓDŹ"},
		given: map[string][]given{"M": names("Stanisław", "Paweł", "Łukasz"), "F": names("Małgorzata", "Agnieszka", "Zofia")}},
	{state: "ESP", families: names("García Núñez", "Ibáñez Ruiz", "Peña Soto", "López Vega"), second: 0.3, places: []string{"MADRID", "SEVILLA"},
		given: map[string][]given{"M": names("José María", "Iñigo", "Andrés"), "F": names("Begoña", "Inés", "Lucía")}},
	{state: "TUR", families: names("Yılmaz", "Şahin", "Öztürk", "Çelik", "Doğan"), second: 0.2, places: []string{"ANKARA", "İZMİR"},
		given: map[string][]given{"M": names("Mehmet", "Çağrı", "İsmail"), "F": names("Ayşe", "Gülşen", "Özge")}},
	{state: "USA", families: names("Traveler", "Doe-Smith", "Washington", "McSample"), second: 0.7, places: []string{"OHIO, U.S.A.", "TEXAS, U.S.A."},
		given: map[string][]given{"M": names("Happy", "John", "Tyrone", "Walter"), "F": names("Jane", "Ashley", "Dolores", "Mary-Lou")}},
	{state: "NGA", families: names("Okonkwo", "Adebayo", "Bello", "Eze"), second: 0.5, places: []string{"LAGOS", "KANO"},
		given: map[string][]given{"M": names("Chinedu", "Babatunde", "Ibrahim"), "F": names("Ngozi", "Folashade", "Amina")}},
	{state: "IND", families: names("Sharma", "Iyer", "Banerjee", "Patel", "Krishnamurthy"), second: 0.4, places: []string{"CHENNAI", "PUNE"},
		given: map[string][]given{"M": names("Arjun", "Venkataraghavan", "Ravi"), "F": names("Lakshmi", "Priyadarshini", "Meera")}},
}

func names(latin ...string) []given {
	all := make([]given, len(latin))
	for i, name := range latin {
		all[i] = given{latin: name}
	}
	return all
}

// district is a Korean place with the office that issues resident cards there and the licence region's number (kyc-submission 7.3).
type district struct {
	city, name, office, road string
	region                   int    // first group of licence numbers
	police                   string // who issues licences
}

var districts = []district{
	{"서울특별시", "종로구", "종로구청장", "견본로", 11, "서울특별시경찰청장"}, {"서울특별시", "마포구", "마포구청장", "가상길", 11, "서울특별시경찰청장"},
	{"부산광역시", "해운대구", "해운대구청장", "시범로", 12, "부산광역시경찰청장"}, {"경기도", "수원시 영통구", "영통구청장", "보기로", 13, "경기도남부경찰청장"},
	{"강원특별자치도", "춘천시", "춘천시장", "예시길", 14, "강원특별자치도경찰청장"}, {"대구광역시", "수성구", "수성구청장", "견본길", 22, "대구광역시경찰청장"},
	{"대전광역시", "유성구", "유성구청장", "가상로", 25, "대전광역시경찰청장"}, {"제주특별자치도", "제주시", "제주시장", "시범길", 21, "제주특별자치도경찰청장"},
	{"경기도", "고양시 일산동구", "일산동구청장", "보기길", 28, "경기도북부경찰청장"},
}
