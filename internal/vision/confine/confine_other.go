//go:build !linux

package confine

// Self does nothing: only Linux is confined.
func Self() error { return nil }

// Process does nothing.
func Process(int) {}

// Missing says so.
func Missing(int) []string { return []string{"everything: processes are confined on Linux only"} }
