// Package person compares the names of natural and legal persons across scripts and spellings.
//
// A form is normalised (NFKC, case, width, invisible characters), cut into words, and compared in the same script where that is
// possible: Hangul and Han exactly but for spaces and order, alphabetic scripts word by word. From Hangul to Latin letters a name
// is spelled out through tables of the customary spellings of family names and syllables (윤: Yoon, Yun, Youn); from Han through
// pinyin, Wade-Giles and regional spellings of family names. Vietnamese names may lack all their marks at little cost, and never
// differ in them in a strict match; Thị and Văn may be left out. Legal persons are compared without their legal forms, and the
// forms by class when both are written.
//
// Strict is for answering a counterparty: a slip, an initial, another order of Vietnamese words is Close, which the caller turns
// into a refusal. Screening is for finding candidates.
//
// Limits, said plainly: about 1,000 Han characters have readings here; Arabic, Thai, Devanagari and Ethiopic names are only
// compared with names written alike; Japanese kanji are not read; nicknames are not known. What the tables leave out costs a
// Close or a NoMatch, never a Match. Hashes of names are no substitute and no privacy: a dictionary undoes them.
package person
