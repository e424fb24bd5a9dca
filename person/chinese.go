package person

import "strings"

// traditional pairs: traditional (or Japanese) form, then the simplified one. The characters frequent in personal and
// company names only.
const traditional = `諸诸國国華华偉伟張张陳陈劉刘楊杨趙赵黃黄周周吳吴孫孙馬马鄭郑謝谢韓韩馮冯許许鄧邓蕭萧葉叶盧卢蔣蒋賈贾鐘钟鍾钟譚谭陸陆範范龍龙萬万錢钱湯汤
賴赖龔龚嚴严倫伦莊庄顏颜歐欧羅罗鳳凤麗丽蘭兰紅红飛飞軍军傑杰強强濤涛豐丰寶宝貴贵賢贤義义慶庆榮荣東东曉晓雲云霞霞靜静潔洁嬋婵瓊琼蓮莲蘇苏齊齐寧宁學学
禮礼愛爱進进達达運运遠远鵬鹏鴻鸿銘铭鋒锋鑫鑫鎮镇鈞钧銳锐錦锦鳴鸣麟麟黨党駿骏驍骁騰腾驥骥顯显順顺須须領领頤颐頌颂預预題题類类顧顾風风養养
餘余館馆駱骆鮑鲍魯鲁鳥鸟麥麦齡龄龐庞聶聂聰聪聖圣職职聲声肅肃勝胜興兴舉举艷艳藝艺蔭荫薩萨薦荐蘊蕴虛虚號号蟲虫裝装製制複复見见規规視视覺觉觀观訓训記记設设
詠咏詩诗誠诚話话語语說说調调論论諾诺謙谦講讲證证識识譯译議议護护變变讓让豔艳豬猪貝贝財财貢贡貿贸賀贺賓宾賞赏質质贊赞趕赶躍跃車车軒轩輝辉輪轮輯辑轉转
辦办農农連连週周遊游選选遙遥適适遷迁還还邊边鄒邹鄔邬鄭郑醫医釋释釗钊銀银銅铜鋼钢錄录鐵铁鑒鉴長长門门開开閃闪閆闫閔闵閱阅間间閣阁關关陽阳陰阴隊队階阶隨随際际
險险隱隐雙双雖虽雞鸡離离難难電电霧雾靈灵韋韦響响頁页項项嘉嘉嚐尝圖图團团園园圍围場场塊块壇坛壯壮壽寿夢梦夾夹奧奥奪夺奮奋婦妇媽妈嫻娴嬌娇孌娈孟孟寬宽實实審审導导將将專专尋寻對对
岡冈島岛峽峡崗岗嶽岳嶺岭巖岩帥帅師师帶带幣币幫帮庫库廠厂廣广廳厅張张彌弥彎弯後后徑径從从復复徵征德德憂忧憲宪懷怀戀恋戰战戲戏戶户換换揚扬擁拥擇择據据
斌斌斐斐書书會会業业極极構构槍枪樂乐樓楼標标樣样樹树機机橋桥檔档檢检權权歡欢歲岁歸归氣气漢汉湧涌溫温滬沪滿满漁渔潤润瀟潇瀾澜災灾煒炜煥焕熱热燁烨燈灯營营燦灿爭争
爺爷狀状獻献獨独瑋玮瑤瑶瑩莹璽玺環环產产畢毕畫画當当發发盛盛監监盤盘眾众碩硕確确禎祯禪禅種种稱称穎颖穩稳積积筆笔節节簡简籃篮糧粮紀纪約约純纯紗纱紙纸級级紋纹納纳
紫紫細细終终組组結结絕绝絲丝絡络給给統统經经綠绿維维綱纲網网綺绮緒绪線线緣缘練练緯纬縣县總总績绩繁繁織织繼继續续纖纤羨羡習习翹翘聯联肖肖臨临 亞亚產产價价優优億亿儀仪備备傳传傷伤債债
傾倾僑侨儒儒兒儿內内兩两冊册凍冻凱凯別别劍剑劇剧劃划創创務务動动勞劳勢势勛勋勳勋勵励勻匀區区協协單单卻却厲厉參参吳吴員员問问啟启喬乔喪丧嚮向壞坏姍姗婭娅媛媛澤泽沢泽広广桜樱浜滨
斎斋斉齐徳德髙高﨑崎嵜崎濵浜渕渊淵渊嶋岛齋斋齊齐冨富桒桑埜野國国櫻樱條条條条恵惠栄荣鉄铁駅驿県县竜龙滝泷渋涩渡渡辺边邉边邊边壱壹弐贰戸户塩盐
為为爲为術术軟软訊讯爾尔茲兹萊莱蘋苹匯汇滙汇銷销貨货陝陕濱滨瓏珑薔蔷璿璇嶸嵘崢峥鈺钰鈴铃錕锟鏡镜韻韵頻频顥颢駕驾彥彦晉晋暉晖曄晔棟栋橫横歷历濟济潁颍滄沧濰潍熾炽璉琏祿禄綸纶荊荆蒼苍衛卫衞卫賜赐贇赟軾轼轅辕閩闽闕阙
馳驰騫骞鶴鹤鷹鹰瀅滢灝灏廬庐應应曠旷欽钦俠侠侶侣倉仓儲储勁劲呂吕嘯啸堅坚塗涂娛娱婁娄嬰婴宮宫峯峰嵐岚崑昆嶼屿巒峦惲恽愷恺憶忆懇恳暢畅樸朴鄺邝鄒邹繆缪紹绍紘纮緹缇`

var simplified = indexTraditional()

func indexTraditional() map[rune]rune {
	m := make(map[rune]rune, 512)
	var before rune
	for _, r := range traditional {
		switch {
		case r == '\n' || r == ' ':
		case before == 0:
			before = r
		default:
			if before != r {
				m[before] = r
			}
			before = 0
		}
	}
	return m
}

// simplify writes Han characters in their simplified form.
func simplify(s string) string {
	s = expandMark(s)
	return strings.Map(func(r rune) rune {
		if t, ok := simplified[r]; ok {
			return t
		}
		return r
	}, s)
}

// hanReadings: Mandarin reading in pinyin without tones, then simplified characters with it. Characters frequent in names of people and companies;
// about 1400 are covered, and a name with a character outside the table cannot be compared with a Latin spelling.
const hanReadings = `a阿 ai爱艾蔼瑷皑 an安岸 ang昂 ao敖奥傲 ba巴芭 bai白柏百 ban班般颁 bang邦榜 bao包宝保鲍豹葆 bei贝北蓓备 ben本奔 bi毕碧璧必 bian卞边辩 biao彪标 bin斌彬宾滨 bing冰兵丙秉炳并
bo波博伯勃柏帛渤播 bu卜步布 cai蔡才彩财采材菜 can灿参璨粲 cang苍 cao曹操 ce策 cen岑 chai柴 chan婵禅产 chang常昌长畅敞嫦倡厂 chao超朝晁潮 che车彻澈 chen陈晨辰宸琛沉臣忱谌
cheng程成诚承城澄丞呈乘骋晟铖 chi迟池驰赤炽尺 chong崇冲充宠 chou仇筹 chu楚初储褚处出础 chuan川传 chuang创 chun春纯淳椿 ci慈次 cong从聪丛琮淙 cui崔翠 cun存村 da大达 dai戴代岱黛
dan丹单旦淡诞 dang党当 dao道刀稻蹈 de德得 deng邓登灯 di狄迪帝地弟笛第棣 dian典电殿甸 die蝶 ding丁定鼎顶 dong董东冬栋动洞 dou窦斗 du杜都度督笃独 duan段端 dun敦 duo多铎朵 e鄂娥峨额 en恩
er尔儿 fa发法 fan范樊凡帆繁泛番璠 fang方芳房放访 fei费飞菲非斐妃霏翡 fen芬奋汾 feng冯丰封凤峰锋枫风奉逢烽沣 fu傅付福富符甫夫芙复服扶辅赋弗伏 gai盖 gan甘干敢 gang刚钢岗纲港 gao高皋 ge葛戈歌格阁 gen根
geng耿庚赓更 gong龚宫公功恭巩贡工弓共 gou苟 gu顾古谷固鼓故股 gua瓜 guan关管官冠观贯莞 guang光广 gui桂贵归圭瑰珪 guo郭国果帼 hai海 han韩汉涵寒晗含翰瀚函 hang航杭行 hao郝浩豪昊好皓灏号颢
he何贺和河荷赫禾鹤合核 hei黑 heng恒衡亨横珩 hong洪红宏弘鸿虹泓 hou侯厚后 hu胡虎湖护户壶琥瑚 hua华花化桦骅 huai怀淮 huan欢环桓焕涣寰 huang黄皇煌晃璜凰 hui惠慧辉会卉汇晖徽绘蕙荟 huo霍火获活
ji季吉纪姬计继基济积冀骥记及机极集际既玑霁稷技 jia贾家佳嘉加甲珈驾稼 jian简建健剑坚鉴见荐渐兼件 jiang江姜蒋疆将讲 jiao焦娇皎教蛟 jie杰洁捷节婕介界结阶解 jin金晋靳锦进今瑾津劲缙 jing景静京晶敬井菁靖璟婧竞镜净兢境惊经荆
jiong炯 jiu久九玖救 ju居菊巨举鞠聚具据 juan娟卷隽鹃 jue觉珏 jun军俊君钧均峻骏郡竣珺 kai凯开楷恺铠 kan阚侃 kang康亢慷 ke柯可克科珂轲 ken恳 kong孔空控 kou口 ku库 kuan宽款 kuang匡邝
kui奎魁葵 kun坤昆琨鲲 lai赖来 lan兰蓝岚澜览 lang郎朗琅浪 lao劳老 le乐 lei雷蕾磊 leng冷 li李黎力丽莉立利理礼厉历励俐梨离里厘骊栗 lian连廉莲练联涟恋怜 liang梁良亮两凉 liao廖辽料 lie烈
lin林琳霖麟临凛 ling凌玲灵令岭领菱铃翎零绫 liu刘柳六流留琉 long龙隆珑 lou娄楼 lu卢陆鲁路露璐禄录鹿芦 luan栾鸾 lun伦论 luo罗骆洛络珞 lv吕绿旅 ma马麻 mai麦 man满曼 mang莽 mao毛茅茂懋贸
mei梅美媚眉枚玫妹媒 men门 meng孟蒙梦萌 mi米密觅弥 mian冕绵棉 miao苗妙淼 min闵敏民旻珉岷 ming明鸣铭名茗溟命 mo莫墨默陌 mou牟谋 mu穆木沐慕牧睦 na娜纳那 nai乃 nan南楠男难 neng能 ni倪妮尼
nian年念 ning宁凝甯 niu牛 nong农浓 nuo诺 nv女 ou欧 pan潘盘盼磐 pang庞 pei裴沛佩培 peng彭鹏朋蓬 pi皮 pin品聘 ping平萍苹屏坪凭 po坡 pu蒲朴普浦璞 qi齐祁戚奇琪琦启其七淇绮岐麒祈棋企契汽
qian钱谦千倩乾迁茜潜 qiang强蔷锵 qiao乔桥巧俏翘 qin秦琴勤钦沁芹 qing青清庆晴卿倾顷 qiong琼 qiu邱秋丘仇裘球求 qu曲屈瞿渠趣 quan全权泉荃铨券 que阙鹊 qun群 ran冉然 rang让 rao饶
ren任仁人忍韧 ri日 rong荣容蓉戎融绒嵘溶 rou柔 ru茹如儒 ruan阮软 rui瑞锐睿蕊芮 run润 ruo若 sa萨 sai赛 san三 sang桑 se瑟 sen森 sha沙莎 shan山珊单善闪姗杉 shang尚商上赏
shao邵少绍韶 she佘舍社设 shen沈申深慎神审莘 sheng盛生胜升圣声昇笙晟 shi石史施时师诗世士实仕是示识始适轼食 shou寿守售 shu舒树淑书叔殊恕曙姝数 shuai帅 shuang双爽霜 shui水 shun顺舜 shuo硕朔
si司思斯丝四嗣 song宋松颂嵩 su苏素粟宿肃溯 sui隋岁遂穗 sun孙 suo索 ta塔 tai太泰台 tan谭谈覃坦檀 tang唐汤堂棠 tao陶涛桃韬 te特 teng滕腾藤 ti题 tian田天甜添 tiao条 tie铁
ting婷庭廷亭挺霆 tong童佟通同桐统 tou头投 tu涂屠图 tuan团 tuo拓 wan万婉晚宛湾皖琬莞 wang王汪旺望网 wei魏韦卫伟维薇威微巍为炜玮蔚唯未惟纬苇 wen文温闻雯稳汶 weng翁 wo沃 wu吴武伍邬巫五午梧悟舞无雾物
xi席习西希喜熙曦溪夕禧锡细惜羲栖玺息 xia夏霞侠暇 xian先贤仙宪显娴咸闲弦线 xiang向项祥香翔湘想响象享 xiao肖萧晓小笑孝潇霄骁筱啸销 xie谢解协偕谐燮械 xin辛新心欣鑫信馨昕芯薪 xing邢兴星行杏幸荇 xiong熊雄
xiu秀修绣 xu徐许须旭绪续煦叙诩栩 xuan宣轩璇萱玄炫绚煊暄瑄 xue薛学雪 xun荀勋训迅寻循巡洵珣熏讯 ya亚雅娅芽 yan严颜阎闫燕言岩彦艳焱妍研延炎雁琰晏 yang杨阳洋扬羊养央漾 yao姚尧瑶耀遥药曜 ye叶业野烨
yi易伊义艺毅怡依仪亿一亦宜逸奕以益忆翼谊议衣熠轶贻祎翊弈懿颐屹医 yin尹殷银音寅印胤茵荫 ying英应莹颖盈瑛营映迎婴樱鹰滢萦 yong永勇咏雍涌用泳 you尤游友佑优由幼右攸 yu于余俞喻玉宇雨愉瑜育虞语煜郁钰羽裕予渔御豫昱域渝瑀妤毓遇誉
yuan袁元原远苑园媛缘源渊圆愿沅 yue岳月悦越跃乐玥 yun云运芸韵允昀赟耘蕴 zai在载 zan昝赞 zang臧 zao枣早造 ze泽则择 zeng曾增 zha查扎 zhai翟 zhan詹占展湛战 zhang张章彰璋掌漳樟 zhao赵兆昭照钊召
zhe哲喆浙 zhen甄珍真振震镇贞臻祯桢圳 zheng郑正政征争峥铮证 zhi志智之芝直治知枝支植致质只祉芷稚帜执制 zhong钟仲中忠众重 zhou周州洲舟 zhu朱祝竹珠诸柱筑铸助著 zhuan专 zhuang庄壮 zhui追 zhun准
zhuo卓灼琢 zi子紫自梓姿资字兹 zong宗总综 zou邹 zu祖 zun尊遵 zuo左佐作`

// chineseSurnames: the spellings of family names outside Mandarin pinyin: Wade-Giles where no rule gives it, Cantonese,
// Hokkien and Teochew as in Hong Kong, Taiwan, Singapore, Malaysia and Viet Nam. Simplified characters.
var chineseSurnames = map[string]string{
	"王": "wong ong heng vuong", "李": "lee ly", "张": "cheung chang teo truong cheong", "刘": "lau liu low luu liew", "陈": "chan chen tan tran chin",
	"杨": "yeung yang yeo duong yong", "黄": "wong huang ng ooi hoang huynh", "赵": "chiu chao chew trieu", "吴": "ng wu goh ngo go",
	"周": "chow chou chew chau", "徐": "tsui hsu chee tu chui", "孙": "suen sun soon ton", "马": "ma beh", "朱": "chu choo chue",
	"胡": "wu hu woo ho oh", "郭": "kwok kuo quek kuok quach", "何": "ho hor", "高": "ko kao kow cao", "林": "lam lin lim lum",
	"郑": "cheng tay chang teh trinh", "罗": "law lo loh la", "梁": "leung liang neo luong leong", "谢": "tse hsieh chia ta cheah",
	"宋": "sung tong", "唐": "tong tang duong", "许": "hui hsu khoo koh hua", "韩": "hon han", "冯": "fung feng phung foong",
	"邓": "tang teng dang", "曹": "tso tsao cho", "彭": "pang peng phang banh", "曾": "tsang tseng chan tang chang", "萧": "siu hsiao siew tieu",
	"田": "tin tien", "董": "tung dong", "潘": "poon pan phua phan", "袁": "yuen vien", "蔡": "choi tsai chua thai choy", "蒋": "cheung chiang tuong",
	"余": "yu yee du", "于": "yu", "杜": "to tu do", "叶": "yip yeh yap diep ip", "程": "ching cheng", "魏": "ngai wei nguy", "苏": "so su soh to",
	"吕": "lui lu leu lyu la", "丁": "ting", "任": "yam jen nham", "卢": "lo lu loh lou", "姚": "yiu yao", "沈": "shum shen sim tham",
	"钟": "chung cheong", "姜": "keung chiang", "谭": "tam tan tham", "陆": "luk lu loke luc", "范": "fan pham", "汪": "wong wang", "石": "shek shih",
	"廖": "liu liao lieu", "黎": "lai li le", "方": "fong fang hong phuong", "邱": "yau chiu khoo", "侯": "hau hou hau", "江": "kong chiang giang kang",
	"龙": "lung long", "关": "kwan kuan quan", "欧阳": "auyeung auyang owyang auyong", "司马": "szema", "司徒": "szeto seto", "诸葛": "chuko", "上官": "sheungkwun",
	"阮": "yuen juan nguyen", "武": "mo vu vo", "简": "kan chien", "温": "wan wen", "伍": "ng wu", "区": "au ou", "欧": "au ow", "施": "sze shih si",
	"颜": "ngan yen gan", "庄": "chong chuang chng", "赖": "lai", "甘": "kam kan", "詹": "chim chan", "邵": "shiu shao", "麦": "mak", "莫": "mok mo",
	"洪": "hung ang", "白": "pak pai peh bach", "毛": "mo mao", "严": "yim yen nghiem", "翁": "yung ung", "柯": "or ko kua quah", "戴": "tai tay",
	"冼": "sin", "岑": "shum sam", "霍": "fok", "文": "man", "游": "yau", "倪": "ngai", "雷": "lui", "康": "hong", "凌": "ling", "容": "yung", "招": "chiu", "屈": "wat", "尹": "wan",
	"利": "lee", "骆": "lok", "柳": "lau", "史": "sze", "顾": "koo ku", "龚": "kung", "贺": "ho", "殷": "yan", "甄": "yan", "秦": "chun chin", "薛": "sit", "阎": "yim", "章": "cheung chang",
	"尤": "yau", "卓": "cheuk toh", "古": "koo", "纪": "kei", "祝": "chuk", "童": "tung", "符": "foo", "聂": "nip", "辛": "san", "鲍": "pau", "韦": "wai", "崔": "chui tsui", "鲁": "lo", "连": "lin",
}

// cantoneseReadings: readings of characters of given names as Hong Kong and Macau write them: the spelling, then the simplified
// characters with it. A given name is all in pinyin or Wade-Giles, or all in these.
const cantoneseReadings = `ah亚阿 chai柴仔 chak泽 cham湛 chan赞灿 chau秋洲周 cheong昌畅 cheuk卓绰 cheung祥翔昌长章彰璋 chi志智之芝治知枝子慈梓紫芷 chik植直 chin展前千 ching正青清晴静贞程靖呈澄政 chit哲 chiu朝昭潮兆超钊照 cho楚祖 choi彩财才采 chor楚初 choy才彩 chuen全泉传川存
chui翠 chuk竹 chun俊骏春进振津晋珍臻震秦 chung忠仲钟聪宗中松 fai辉晖 fan芬凡帆 fat发 fei飞菲 fong方芳 foon欢 fu富夫 fuk福 fun欢芬 fung凤峰锋枫丰风逢 ha霞夏 hak克赫 hang恒行幸杏衡 hay希 hei希熙喜曦禧 heung香向 him谦 hin显宪轩 hing兴庆卿 hiu晓
ho浩豪好可何河昊皓灏 hoi海凯恺开 hok学鹤 hon汉翰瀚 hong康航 huen萱 hung雄洪红鸿虹 ka家嘉佳 kai启继佳 kam金锦 kan勤根 kee基纪记 kei奇基琪其 keung强 ki琪基 kin健建坚 king景敬经琼 kit杰洁 kiu侨乔娇 ko高 kok国觉 kong江光刚 koon冠 kuen权娟 kung功 kwai贵桂葵
kwan君群坤均军 kwok国 kwong光广 lai丽励黎礼 lam林蓝霖 lan兰 lap立 lei莉 leung良亮梁 li莉利 lik力 lim廉 lin莲连 ling玲灵令菱龄凌 lo露 loi来 lok乐 long朗 luen联 lui蕾 luk禄 lun伦麟 lung龙隆 man文敏万民雯曼 mei美媚 ming明铭鸣名 miu妙苗 mo武 mui梅妹 mun敏满 nam南楠
nga雅 ngai艺毅 ngan雁颜 ngar雅 ngo傲 ngoi爱 nin年 ning宁 oi爱 on安 pak柏伯白 pan彬斌 pang鹏朋 pik碧 ping平萍炳 po宝保波普 pui佩培沛 sai世 sam三深心森 san新山珊 sau秀修寿 seung尚双 shan珊山 sheung尚双常 shing成城诚胜承盛升昇声 shiu少绍兆小韶 shu书树 shuen旋萱璇
shui水 shuk淑 shun信顺舜纯 si思诗斯施丝 sik锡 sin倩仙善 sing星胜声成 siu小少兆绍潇 so素 suet雪 sui瑞 suk淑 sum心深 sun新辛迅 sung崇嵩 sze思诗斯施丝士 tai大泰太 tak德 tan丹 tang腾 tat达 tim添 tin天田 ting庭婷廷定霆 to涛韬 tong棠堂唐 tsun俊进 tsz子梓芷慈紫 tuen端 tung东彤桐同冬童
wa华桦 wah华桦 wai伟慧惠威维炜玮卫蕙为 wan云允韵运 wang宏弘 wing永荣颖咏泳 wo和 wong煌 woon焕 yam钦 yan恩欣仁殷茵昕人 yat一日逸 yau有佑友 yee仪怡儿宜意依义 yeuk若 yeung扬阳洋 yi怡仪宜依 yik亦翼益奕 yim艳 yin燕贤言妍然彦 ying英盈莹影滢瑛 yiu耀尧瑶 yu宇如愉瑜雨羽余儒
yue渝 yuen远元源媛婉 yuet月悦越 yui蕊睿锐 yuk玉旭育煜钰毓郁 yun润 yung勇容蓉雍`

var cantoneseReadingOf = indexReadings(cantoneseReadings)

// chineseCompounds are family names of two characters, simplified.
var chineseCompounds = setOf(`欧阳 司马 诸葛 上官 司徒 东方 独孤 南宫 夏侯 皇甫 尉迟 公孙 慕容 令狐 长孙 宇文 轩辕 端木 西门 申屠 钟离 澹台 万俟 赫连`)

var hanReadingOf = indexReadings(hanReadings)

func indexReadings(table string) map[rune]string {
	m := make(map[rune]string, 1500)
	for group := range strings.FieldsSeq(table) {
		n := strings.IndexFunc(group, func(r rune) bool { return r > 'z' })
		for _, r := range group[n:] {
			if m[r] != "" {
				m[r] += " " + group[:n]
			} else {
				m[r] = group[:n]
			}
		}
	}
	return m
}

// chineseLatin are the Latin spellings of Chinese family names: the keys of no table, so made from both.
var chineseLatin = indexChineseLatin()

func indexChineseLatin() map[string]bool {
	m := make(map[string]bool, 400)
	for han, spelled := range chineseSurnames {
		for w := range strings.FieldsSeq(spelled) {
			m[w] = true
		}
		pinyin := ""
		for _, r := range han {
			first, _, _ := strings.Cut(hanReadingOf[r], " ")
			pinyin += first
		}
		if pinyin != "" {
			m[pinyin] = true
		}
	}
	for _, w := range []string{"lyu", "ouyang", "sima", "zhuge", "shangguan", "situ"} {
		m[w] = true
	}
	return m
}

// romanisedChinese says whether the Latin tokens spell the Han name by pinyin or Wade-Giles, the family name also by a
// regional spelling, first or last.
func romanisedChinese(name []rune, tokens []token) bool {
	text, cuts, ok := joinPlain(tokens)
	if !ok || len(name) < 2 || len(name) > 8 {
		return false
	}
	family := 1
	if len(name) > 2 && chineseCompounds[string(name[:2])] {
		family = 2
	}
	for _, cantonese := range [...]bool{false, true} {
		if spelledChinese(text, &cuts, name[:family], name[family:], true, cantonese) ||
			spelledChinese(text, &cuts, name[:family], name[family:], false, cantonese) {
			return true
		}
	}
	return false
}

// soundsChinese: an entity's Han name written in pinyin, character by character.
func soundsChinese(name []rune, tokens []token) bool {
	text, cuts, ok := joinPlain(tokens)
	return ok && len(name) >= 2 && len(name) <= 16 && spelledChinese(text, &cuts, nil, name, true, false)
}

func spelledChinese(text string, cuts *positions, family, given []rune, familyFirst, cantonese bool) bool {
	var at positions
	at.add(0)
	if familyFirst {
		at = stepChineseFamily(text, at, family, cuts, cantonese)
	}
	for _, r := range given {
		if at = stepHan(text, at, r, cuts, cantonese); at.empty() {
			return false
		}
	}
	if !familyFirst {
		at = stepChineseFamily(text, at, family, cuts, cantonese)
	}
	return at.has(len(text))
}

func stepChineseFamily(text string, at positions, family []rune, cuts *positions, cantonese bool) (next positions) {
	if len(family) == 2 { // a compound is also written apart: Au Yeung
		cuts = new(positions)
	}
	for spelled := range strings.FieldsSeq(chineseSurnames[string(family)]) {
		stepSpelled(text, at, spelled, cuts, &next)
	}
	for _, r := range family {
		at = stepHan(text, at, r, cuts, cantonese)
	}
	for i := range next {
		next[i] |= at[i]
	}
	return next
}

func stepHan(text string, at positions, r rune, cuts *positions, cantonese bool) (next positions) {
	if cantonese {
		for spelled := range strings.FieldsSeq(cantoneseReadingOf[r]) {
			stepSpelled(text, at, spelled, cuts, &next)
		}
		return next
	}
	for pinyin := range strings.FieldsSeq(hanReadingOf[r]) {
		stepSpelled(text, at, pinyin, cuts, &next)
		if wade := wadeGiles(pinyin); wade != pinyin {
			stepSpelled(text, at, wade, cuts, &next)
		}
		if strings.HasPrefix(pinyin, "lv") || strings.HasPrefix(pinyin, "nv") {
			stepSpelled(text, at, pinyin[:1]+"u"+pinyin[2:], cuts, &next)
			stepSpelled(text, at, pinyin[:1]+"yu"+pinyin[2:], cuts, &next)
		}
	}
	return next
}

func stepSpelled(text string, at positions, spelled string, cuts, next *positions) {
	for i := 0; i < len(text); i++ {
		if at.has(i) && strings.HasPrefix(text[i:], spelled) {
			next.addWithin(i, i+len(spelled), cuts)
		}
	}
}

// wadeGiles writes a pinyin syllable in Wade-Giles as it is met in names: without apostrophes and umlauts.
func wadeGiles(pinyin string) string {
	for _, w := range wadeWhole {
		if w[0] == pinyin {
			return w[1]
		}
	}
	out := pinyin
	for _, w := range wadeInitials {
		if strings.HasPrefix(pinyin, w[0]) {
			out = w[1] + pinyin[len(w[0]):]
			break
		}
	}
	rest := strings.TrimLeft(pinyin, "bcdfghjklmnpqrstwxyz")
	head := out[:len(out)-len(rest)]
	switch rest {
	case "ong":
		rest = "ung"
	case "ian":
		rest = "ien"
	case "ie":
		rest = "ieh"
	case "ue":
		rest = "ueh"
	case "uo":
		if head != "k" && head != "h" && head != "sh" {
			rest = "o"
		}
	}
	return head + rest
}

var (
	wadeWhole = [][2]string{
		{"zhi", "chih"}, {"chi", "chih"}, {"shi", "shih"}, {"ri", "jih"}, {"zi", "tzu"}, {"ci", "tzu"}, {"si", "szu"},
		{"yi", "i"}, {"you", "yu"}, {"ye", "yeh"}, {"yan", "yen"}, {"yong", "yung"}, {"ge", "ko"}, {"ke", "ko"}, {"he", "ho"}, {"e", "o"},
		{"er", "erh"}, {"gui", "kuei"}, {"kui", "kuei"}, {"xiong", "hsiung"}, {"jiong", "chiung"}, {"qiong", "chiung"}, {"rong", "jung"},
		{"ran", "jan"}, {"ren", "jen"}, {"ru", "ju"}, {"rui", "jui"}, {"xue", "hsueh"}, {"yue", "yueh"}, {"jue", "chueh"},
	}
	wadeInitials = [][2]string{
		{"zh", "ch"}, {"ch", "ch"}, {"sh", "sh"}, {"z", "ts"}, {"c", "ts"}, {"j", "ch"}, {"q", "ch"}, {"x", "hs"}, {"b", "p"},
		{"d", "t"}, {"g", "k"}, {"r", "j"},
	}
)

// isEastAsian: a Korean, Chinese or Vietnamese family name in Latin letters at either end, and syllables of such a shape
// in every token. In such names no token is a particle and none may be left out.
func (s *side) isEastAsian() bool {
	if s.scripts != latin || len(s.tokens) < 2 || len(s.tokens) > 5 {
		return false
	}
	first, last := s.tokens[0].plain, s.tokens[len(s.tokens)-1].plain
	if !isEastSurname(first) && !isEastSurname(last) {
		return false
	}
	for i := range s.tokens {
		if !isEastSurname(s.tokens[i].plain) && !isEastSyllables(s.tokens[i].plain) {
			return false
		}
	}
	return true
}

func isEastSurname(s string) bool {
	return len(koreanSurnameOf[s]) > 0 || chineseLatin[s] || vietnameseSurnames[s]
}

// isEastSyllables: the word can be cut into up to three syllables of the shape onset, vowels, coda that Korean, Chinese and
// Vietnamese spellings have. Most European words cannot.
func isEastSyllables(s string) bool {
	var at positions
	if len(s) == 0 || len(s) > 24 {
		return false
	}
	at.add(0)
	for syllables := 0; syllables < 3; syllables++ {
		var next positions
		for i := 0; i < len(s); i++ {
			if at.has(i) {
				addEastSyllable(s, i, &next)
			}
		}
		if next.has(len(s)) {
			return true
		}
		at = next
	}
	return false
}

func isOneEastSyllable(s string) bool {
	var next positions
	if len(s) > 24 {
		return false
	}
	addEastSyllable(s, 0, &next)
	return next.has(len(s))
}

func addEastSyllable(s string, from int, next *positions) {
	i := from
	for i < len(s) && i-from < 3 && strings.IndexByte("aeiou", s[i]) < 0 {
		i++
	}
	switch s[from:i] {
	case "", "b", "c", "d", "f", "g", "h", "j", "k", "l", "m", "n", "p", "q", "r", "s", "t", "v", "w", "x", "y", "z", "ch", "gh",
		"gy", "hs", "hw", "hy", "kh", "kw", "ky", "my", "ng", "nh", "ph", "py", "ry", "sh", "th", "tr", "ts", "tz", "zh", "by", "ny", "gw", "jw", "kk":
	default:
		return
	}
	vowelAt := i
	for i < len(s) && i-vowelAt < 3 && strings.IndexByte("aeiouy", s[i]) >= 0 {
		i++
		next.add(i)
		for _, coda := range [...]string{"n", "ng", "nh", "m", "k", "g", "p", "t", "l", "c", "ch", "h"} {
			if strings.HasPrefix(s[i:], coda) {
				next.add(i + len(coda))
			}
		}
	}
}
