// Package person compares the names of natural and legal persons across scripts and spellings.
//
// A form is normalised (NFKC, case, width, invisible characters), cut into words, and compared in the same script where that is
// possible: Hangul and Han exactly but for spaces and order, alphabetic scripts word by word. From Hangul to Latin letters a name
// is spelled out through tables of the customary spellings of family names and syllables (윤: Yoon, Yun, Youn); from Han through
// pinyin, Wade-Giles, Cantonese readings and regional spellings of family names; Cyrillic and Greek letter by letter through the
// schemes they are met in. Japanese reads alike in Hepburn and Kunrei; Kanji against their reading are Close at best. Vietnamese names
// may lack all their marks at little cost, and never differ in them in a strict match; Thị and Văn may be left out. Legal persons
// are compared without their legal forms, and the forms by class when both are written.
//
// Strict is for answering a counterparty: a slip, an initial, another order of Vietnamese words, a spelling that may be another
// name's is Close, which the caller turns into a refusal; two such differences are NoMatch. Screening is for finding candidates.
// Contradicts is for claims of several names, of which all are to be true.
//
// Limits, said plainly: nearly 1,500 Han characters have readings in Mandarin here, 470 in Cantonese and 280 in Japanese given
// names, beside 190 Japanese family names; Hanja are not read as Hangul; foreign names in katakana are not recognised; Arabic,
// Thai, Devanagari and Ethiopic names are only compared with names written alike; nicknames are not known. What the tables leave
// out costs a Close or a NoMatch, never a Match. A spelling in Latin letters may stand for several names of another script (Sung:
// 성, 승; Wang Wei: 王伟, 王薇): Match then says that it is a spelling of this one. Hashes of names are no substitute and no
// privacy: a dictionary undoes them.
package person
