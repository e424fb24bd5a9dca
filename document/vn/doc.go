// Package vn holds the rules of Vietnamese identity documents: identity cards of nine and twelve digits, citizen cards with a bar code and with a
// chip, the card of the law of 2023, driving licences and passports (eKYC contract, sections 3.5 and 4).
//
// Everything here is pure and dated: readings and a day go in, results come out. The day is one in Vietnam (UTC+7) and the caller's to know.
// Rules are a table (see [Rules]) read against the contract; [PostCheck] walks it. A rule about something that could not be read is inconclusive,
// one about a part of the reading that did not run is not run, and neither is a pass.
package vn
