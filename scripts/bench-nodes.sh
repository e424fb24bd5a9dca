#!/bin/sh
# Puts load on a sandbox and prints a table: bench-nodes.sh [postgres] ; SECONDS_EACH=15 CALLERS="1 64".
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
sandbox= ; cluster=
stop() {
	[ -z "$sandbox" ] || { kill "$sandbox" 2>/dev/null || true; wait "$sandbox" 2>/dev/null || true; }
	[ -z "$cluster" ] || kill "$cluster" 2>/dev/null || true
	rm -rf "$work"
}
trap stop EXIT INT TERM
options= ; name=sqlite
if [ "${1:-}" = postgres ]; then
	name=postgres
	go run ./internal/store/pgtest/cluster > "$work/url" &
	cluster=$!
	for _ in $(seq 100); do [ -s "$work/url" ] && break; sleep 0.2; done
	options="--postgres $(head -n 1 "$work/url")"
fi
# shellcheck disable=SC2086
bin/bonafide sandbox --json --ports auto --dir "$work/data" $options > "$work/out" &
sandbox=$!
for _ in $(seq 150); do [ -s "$work/out" ] && break; sleep 0.2; done
url=$(sed -n '1s/.*"exchanges":\[{[^}]*"enclaveUrl":"\([^"]*\)".*/\1/p' "$work/out")
[ -n "$url" ] || { echo "the sandbox did not start" >&2; exit 1; }
field() { sed -n "s/.*\"$1\":\([0-9.]*\).*/\1/p"; }
printf '%-9s %-8s %8s %12s %8s %9s %9s\n' store kind callers per_second failed p50_ms p99_ms
for kind in account user lookup; do
	for callers in ${CALLERS:-1 64}; do
		out=$(bin/bonafide bench "$kind" --url "$url" --callers "$callers" --seconds "${SECONDS_EACH:-15}" --json 2>/dev/null)
		printf '%-9s %-8s %8s %12.0f %8s %9.2f %9.2f\n' "$name" "$kind" "$callers" "$(echo "$out" | field per_second)" \
			"$(echo "$out" | field failed)" "$(echo "$out" | field p50_ms)" "$(echo "$out" | field p99_ms)"
	done
done
