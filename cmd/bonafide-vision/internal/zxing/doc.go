// Package zxing reads bar codes with zxing-cpp (1.4, as Debian 12 has it) through a small C interface of its own. It is compiled with
// the build tag vision and cgo only, and needs libzxing-dev and a C++17 compiler.
package zxing
