// Package reading makes sense of what engines found on a document: which side of which document it is, where exactly its corners lie, and what
// stands in each field of its layout. What a document looks like is data (package layout): nothing here knows a document by name.
//
// Three things are kept apart for every field: what stands there as read, what a second reader read, and who settled a doubt. A list of names,
// the zone and the code of the same side settle tones and single doubtful characters and nothing more: a field that says something else than
// they do must stay visible.
package reading
