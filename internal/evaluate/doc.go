// Package evaluate measures the product on labelled data: it reads a manifest, runs the code a node runs on every row, and counts.
//
// A manifest is CSV with a header, UTF-8, paths relative to it. What cannot be processed is counted, never dropped; how the figures came
// about (version, models, settings) stands beside them. A figure that has no denominator is null in JSON and a dash in the table, never 0.
package evaluate
