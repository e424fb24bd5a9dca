// Package archtest holds tests that read the source of the whole module and fail when a rule of its shape is broken: who may
// import whom, what a pure package may touch, what every package must say about itself. It has nothing to import.
package archtest
