package sandbox

import (
	"github.com/bonafide-id/bonafide/internal/app"
)

// Ids of the sandbox's members. They are fixed, so that examples can be pasted.
const (
	SeoulID    = "1152921504606847001"
	HanoiID    = "9007199254740993017"
	RobotID    = "4611686018427387905"
	InactiveID = "2305843009213693953"
	SilentID   = "3458764513820540929"
	UnknownID  = "8070450532247928833" // no member
)

// sampleVASP is one exchange of the sandbox. Its people are invented and its addresses belong to nobody: they are computed
// from fixed texts.
type sampleVASP struct {
	key, id, name, legalName, country, countryCode, city, street, postcode, registration string
	assets                                                                               map[string][]string
	customers                                                                            []app.CustomerData
	denied                                                                               []app.DenyData
}

func natural(id, primary, secondary string, local *app.PersonName, accounts ...app.AccountData) app.CustomerData {
	return app.CustomerData{ID: id, Kind: "natural", KYC: app.KYCApproved, Accounts: accounts,
		Profile: app.CustomerProfile{Name: app.PersonName{Primary: primary, Secondary: secondary}, LocalName: local, Representatives: []app.Representative{}}}
}

func local(primary, secondary string) *app.PersonName {
	return &app.PersonName{Primary: primary, Secondary: secondary}
}

func born(c app.CustomerData, date, place, nationality string) app.CustomerData {
	c.Profile.DateOfBirth, c.Profile.PlaceOfBirth, c.Profile.Nationality, c.Profile.CountryOfResidence = date, place, nationality, nationality
	return c
}

func withKYC(c app.CustomerData, state app.KYCState) app.CustomerData { c.KYC = state; return c }

func onDenyList(c app.CustomerData) app.CustomerData { c.Denied = true; return c }

func legal(id, name string, localName *app.PersonName, country string, representatives []app.Representative, accounts ...app.AccountData) app.CustomerData {
	return app.CustomerData{ID: id, Kind: "legal", KYC: app.KYCApproved, Accounts: accounts,
		Profile: app.CustomerProfile{Name: app.PersonName{Primary: name}, LocalName: localName, Representatives: representatives, CountryOfResidence: country}}
}

// samples are the exchanges of the sandbox: the Korean one first, the Vietnamese one second, then the robot.
func samples() []sampleVASP {
	return []sampleVASP{
		{
			key: "seoul", id: SeoulID, name: "Hangang Exchange", legalName: "Hangang Digital Assets Co., Ltd.", country: "Republic of Korea", countryCode: "KR",
			city: "Seoul", street: "12 Sample-ro, Jung-gu", postcode: "04520", registration: "110111-0000001",
			assets: map[string][]string{"BTC": {"Bitcoin"}, "ETH": {"Ethereum"}, "XRP": {"XRP"}, "SOL": {"Solana"}, "TRX": {"Tron"}, "USDT": {"Ethereum", "Tron"}},
			customers: []app.CustomerData{
				born(natural("kr-minjun", "Kim", "Min-jun", local("김", "민준"), on("ETH", "Ethereum", "kr-minjun"), on("USDT", "Ethereum", "kr-minjun-usdt"),
					on("USDT", "Tron", "kr-minjun-usdt"), on("BTC", "Bitcoin", "kr-minjun")), "1991-04-17", "Seoul", "KR"),
				born(natural("kr-seoyeon", "Yoon", "Seo-yeon", local("윤", "서연"), on("XRP", "XRP", "kr-seoyeon"), on("SOL", "Solana", "kr-seoyeon")), "1988-11-02", "Busan", "KR"),
				withKYC(natural("kr-jiho", "Park", "Ji-ho", local("박", "지호"), on("ETH", "Ethereum", "kr-jiho")), app.KYCPending),
				onDenyList(natural("kr-doyun", "Choi", "Do-yun", local("최", "도윤"), on("ETH", "Ethereum", "kr-doyun"))),
				legal("kr-orchard", "Mirae Orchard Co., Ltd.", local("주식회사 미래과수원", ""), "KR",
					[]app.Representative{{Name: app.PersonName{Primary: "Namgung", Secondary: "Hyun"}, LocalName: local("남궁", "현")}},
					on("ETH", "Ethereum", "kr-orchard"), on("USDT", "Tron", "kr-orchard")),
			},
			denied: []app.DenyData{{Kind: "person", Name: app.PersonName{Primary: "Badactor", Secondary: "Sandbox"}, Reason: "sample entry"}},
		},
		{
			key: "hanoi", id: HanoiID, name: "Hoan Kiem Exchange", legalName: "Hoan Kiem Digital Assets JSC", country: "Viet Nam", countryCode: "VN",
			city: "Ha Noi", street: "9 Pho Mau", postcode: "11000", registration: "0100000001",
			assets: map[string][]string{"BTC": {"Bitcoin"}, "ETH": {"Ethereum"}, "XRP": {"XRP"}, "SOL": {"Solana"}, "TRX": {"Tron"}, "USDT": {"Ethereum", "Tron"}},
			customers: []app.CustomerData{
				born(natural("vn-hong", "Nguyen", "Thi Hong", local("Nguyễn", "Thị Hồng"), on("ETH", "Ethereum", "vn-hong"), on("USDT", "Ethereum", "vn-hong-usdt"),
					on("USDT", "Tron", "vn-hong-usdt"), on("BTC", "Bitcoin", "vn-hong")), "1993-08-25", "Ha Noi", "VN"),
				born(natural("vn-duc", "Tran", "Van Duc", local("Trần", "Văn Đức"), on("XRP", "XRP", "vn-duc"), on("SOL", "Solana", "vn-duc")), "1985-02-11", "Da Nang", "VN"),
				withKYC(natural("vn-lan", "Le", "Thi Lan", local("Lê", "Thị Lan"), on("ETH", "Ethereum", "vn-lan")), app.KYCRejected),
				onDenyList(natural("vn-quang", "Pham", "Minh Quang", local("Phạm", "Minh Quang"), on("ETH", "Ethereum", "vn-quang"))),
				legal("vn-sen", "Sen Vang Company Limited", local("Công ty TNHH Sen Vàng", ""), "VN",
					[]app.Representative{{Name: app.PersonName{Primary: "Vo", Secondary: "Thi Mai"}, LocalName: local("Võ", "Thị Mai")},
						{Name: app.PersonName{Primary: "Dang", Secondary: "Quoc Huy"}, LocalName: local("Đặng", "Quốc Huy")}},
					on("ETH", "Ethereum", "vn-sen"), on("USDT", "Ethereum", "vn-sen-usdt")),
			},
			denied: []app.DenyData{{Kind: "person", Name: app.PersonName{Primary: "Badactor", Secondary: "Sandbox"}, Reason: "sample entry"}},
		},
		{
			key: robotKey, id: RobotID, name: "Robot Exchange", legalName: "Robot Exchange Pte. Ltd.", country: "Singapore", countryCode: "SG",
			city: "Singapore", street: "1 Test Lane", postcode: "018900", registration: "200000001R",
			assets:    map[string][]string{"ETH": {"Ethereum"}, "XRP": {"XRP"}},
			customers: robotCustomers(),
		},
	}
}

// SampleAccount is a verified natural person's account at a sandbox exchange, for trying things out: false when the id is not
// one of the sandbox's.
func SampleAccount(vaspID string) (account app.AccountData, name app.PersonName, ok bool) {
	for _, s := range samples() {
		if s.id == vaspID {
			return s.customers[0].Accounts[0], s.customers[0].Profile.Name, true
		}
	}
	return app.AccountData{}, app.PersonName{}, false
}
