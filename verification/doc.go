// Package verification says what the evidence about one person comes to: it holds what was read and measured (package document) against rules and
// decision lines, and returns findings. It asks nobody and keeps nothing; day and policy are arguments.
package verification
