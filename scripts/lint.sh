#!/bin/sh
# gofmt, go vet and scripts/check-*.sh: every fault is printed before it stops.
set -eu
cd "$(dirname "$0")/.."
GO=${GO:-go}
bad=0
gofmt=$("$GO" env GOROOT)/bin/gofmt
[ -x "$gofmt" ] || gofmt=gofmt
unformatted=$("$gofmt" -l .) || bad=1
[ -z "$unformatted" ] || { echo "not formatted (gofmt -w):"; echo "$unformatted"; bad=1; } >&2
"$GO" vet ./... || bad=1
for check in scripts/check-*.sh; do
	sh "$check" || { echo "$check failed" >&2; bad=1; }
done
[ "$bad" = 0 ] || exit 1
echo "lint: gofmt, go vet and scripts/check-*.sh found nothing"
