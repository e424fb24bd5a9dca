// Package kr holds the rules of Korean identity documents: resident registration cards, driver licences, alien registration cards and passports (KYC
// submission contract, section 7). It is pure and dated as document/vn is.
//
// A registration number names its holder's birth and sex and must be collected in full by nobody without a legal basis (7.5): results name places and
// never values, and a number printed or stored with its last six digits hidden is judged as far as it shows.
package kr
