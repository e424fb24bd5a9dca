#!/bin/sh
# Runs every fuzz target of the module, or of the packages named: fuzz.sh [TIME [PACKAGE...]]; TIME (10s) is for each target.
# A target that fails does not keep the others from running; Go writes its input to testdata/fuzz, where it joins the seeds.
set -eu
cd "$(dirname "$0")/.."
GO=${GO:-go}
time=${1:-10s}
[ $# = 0 ] || shift
[ $# -gt 0 ] || set -- ./...

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM

"$GO" test -list '^Fuzz' "$@" >"$work/list" || { cat "$work/list"; exit 1; }
# The names of a package's targets come before the line that names the package.
awk '/^Fuzz/ { names[++n] = $1 } /^ok/ { for (i = 1; i <= n; i++) print $2, names[i]; n = 0 }' "$work/list" >"$work/targets"
all=$(awk 'END { print NR }' "$work/targets")
[ "$all" -gt 0 ] || { echo "fuzz: no targets in $*" >&2; exit 1; }
echo "fuzz: $all targets, $time each"

# out_of_time: when the time is up in the middle of an input, the go command calls that a failure, without an input that fails.
out_of_time() { grep -q 'context deadline exceeded' "$work/out" && ! grep -qE 'Failing input|panic' "$work/out"; }

count=0
failed=
while read -r package target; do
	count=$((count + 1))
	if "$GO" test -run '^$' -fuzz "^$target\$" -fuzztime "$time" -fuzzminimizetime 1x "$package" >"$work/out" 2>&1 </dev/null ||
		out_of_time; then
		echo "fuzz: [$count/$all] $package $target: $(sed -n 's/^fuzz: elapsed: [^,]*, //p' "$work/out" | tail -n 1)"
	else
		echo "fuzz: [$count/$all] $package $target: FAILED"
		cat "$work/out"
		failed="$failed $package.$target"
	fi
done <"$work/targets"

[ -z "$failed" ] || { echo "fuzz: failed:$failed" >&2; exit 1; }
echo "fuzz: $all targets, none failed"
