// Package face compares descriptions of faces. Finding and describing faces is the vision worker's; here are distances, what they
// mean, and error rates in the terms of ISO/IEC 19795-1.
package face
