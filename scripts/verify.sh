#!/bin/sh
# Generated files are what their sources make, go.mod is tidy, and the modules are those of go.sum. Changes that are not committed
# yet do not disturb: what counts is whether generating changes anything.
set -eu
cd "$(dirname "$0")/.."
GO=${GO:-go}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
state() { git diff --binary HEAD; git ls-files -o --exclude-standard -z | xargs -0 -r cksum; }

bad=0
state >"$work/before"
"$GO" generate ./...
state >"$work/after"
cmp -s "$work/before" "$work/after" || {
	echo "verify: generated files are out of date; this is what 'go generate ./...' has changed now:" >&2
	diff "$work/before" "$work/after" >&2 || true
	bad=1
}
"$GO" mod tidy -diff >"$work/tidy" 2>&1 || { echo "verify: go.mod is not tidy (go mod tidy):" >&2; cat "$work/tidy" >&2; bad=1; }
"$GO" mod verify >"$work/modules" 2>&1 || { cat "$work/modules" >&2; bad=1; }
[ "$bad" = 0 ] || exit 1
echo "verify: generated files, go.mod and go.sum are up to date"
