#!/bin/sh
# Runs every fuzz target of the module for the given time each.
set -eu
cd "$(dirname "$0")/.."
time=${1:-10s}
go list ./... | while read -r package; do
	go test -list '^Fuzz' "$package" 2>/dev/null | grep '^Fuzz' | while read -r target; do
		echo "fuzz: $package $target"
		go test -run '^$' -fuzz "^$target\$" -fuzztime "$time" -fuzzminimizetime 1x "$package" </dev/null
	done
done
