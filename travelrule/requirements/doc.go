// Package requirements says what a verification of a transfer must carry: the rules of both VASPs' jurisdictions with their clause and date, what
// the counterparty asks besides, the memo its network needs, and the members the enclave contract itself demands.
//
// [For] takes a transfer and gives back what is [Required]. From it come a JSON Schema (2020-12) of the request's body, for software that fills
// forms, and Check, which holds a body against the same tree and reports every fault at once, each with a JSON pointer, the codes of contract 4.8
// that are missing and who asks for them. The schema accepts a body exactly when Check finds nothing; the one thing a schema cannot say is
// whether an address is one, which stands there as the format "address", for a validator that knows it.
//
// Rules are data (rules.go). They are reference data for people who build a product, and no legal advice: a country that is not listed gets the
// recommendation of the FATF, and the answer says so. What a value is worth in the currency of a threshold must be said by the caller: without it
// the stricter half of the rule is asked for.
package requirements
