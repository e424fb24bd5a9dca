// Package document says what was seen of an identity document: which side of which document a picture shows, what stands in its fields, its
// machine readable parts, and what was measured on the picture. Whoever looked fills in a Page; package verification judges it. Nothing here
// decides anything.
package document
