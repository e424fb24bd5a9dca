#!/bin/sh
# Puts load on a sandbox (directory and exchanges in one process on this machine, with TLS between them) and prints a table.
#   bench-nodes.sh [sqlite|postgres]...     default: sqlite; postgres starts a throw-away server, or takes BONAFIDE_TEST_POSTGRES_URL
# Environment: SECONDS_EACH=15, CALLERS="1 64", KINDS="account user lookup". Ends with 1 when a call failed.
set -eu
cd "$(dirname "$0")/.."
GO=${GO:-go}
BIN=${BIN:-bin/bonafide}
[ -x "$BIN" ] || { echo "bench: $BIN is missing: make build" >&2; exit 1; }

work=$(mktemp -d)
sandbox=
cluster=
# end PID asks a process of ours to stop, waits for it, and after 20 s does not ask.
end() {
	[ -n "$1" ] && kill "$1" 2>/dev/null || return 0
	(sleep 20; kill -9 "$1" 2>/dev/null) &
	guard=$!
	wait "$1" 2>/dev/null || true
	kill "$guard" 2>/dev/null || true
	wait "$guard" 2>/dev/null || true
}
stop() {
	end "$sandbox"
	sandbox=
	end "$cluster"
	cluster=
}
trap 'stop; rm -rf "$work"' EXIT
trap 'exit 130' INT TERM

# line FILE PID prints the first line of FILE once it is whole; it fails when the process ends or a minute has gone by.
line() {
	tries=0
	while [ "$(wc -l <"$1")" -lt 1 ]; do
		tries=$((tries + 1))
		[ "$tries" -lt 300 ] && kill -0 "$2" 2>/dev/null || return 1
		sleep 0.2
	done
	head -n 1 "$1"
}

start_postgres() {
	[ -z "${BONAFIDE_TEST_POSTGRES_URL:-}" ] || { echo "$BONAFIDE_TEST_POSTGRES_URL"; return; }
	"$GO" build -buildvcs=false -o "$work/cluster" ./internal/store/pgtest/cluster
	: >"$work/cluster.out"
	# Started by itself and not by 'go run', which would leave it behind when it is ended.
	"$work/cluster" >"$work/cluster.out" 2>"$work/cluster.err" &
	cluster=$!
	line "$work/cluster.out" "$cluster" || { cat "$work/cluster.err" >&2; return 1; }
}

# start_sandbox STORE sets url to the enclave API of its first exchange.
start_sandbox() {
	set -- "$1" --json --ports auto --dir "$work/$1"
	case $1 in
	sqlite) ;;
	postgres)
		start_postgres >"$work/postgres.url" || { echo "bench: PostgreSQL did not start" >&2; exit 1; }
		set -- "$@" --postgres "$(cat "$work/postgres.url")"
		;;
	*) echo "bench: sqlite or postgres, not $1" >&2; exit 1 ;;
	esac
	shift
	: >"$work/sandbox.out"
	"$BIN" sandbox "$@" >"$work/sandbox.out" 2>"$work/sandbox.err" &
	sandbox=$!
	line "$work/sandbox.out" "$sandbox" >"$work/sandbox.json" ||
		{ echo "bench: the sandbox did not start:" >&2; cat "$work/sandbox.err" >&2; exit 1; }
	url=$(sed -n 's/.*"exchanges":\[{[^}]*"enclaveUrl":"\([^"]*\)".*/\1/p' "$work/sandbox.json")
	[ -n "$url" ] || { echo "bench: the sandbox printed no exchanges[0].enclaveUrl" >&2; exit 1; }
}

# field NAME prints a number of the JSON object that bench printed.
field() { sed -n "s/.*\"$1\":\([0-9.eE+-]*\).*/\1/p" "$work/result"; }

bad=0
# measure STORE KIND CALLERS prints a line of the table.
measure() {
	if ! "$BIN" bench "$2" --url "$url" --callers "$3" --seconds "${SECONDS_EACH:-15}" --json >"$work/result" 2>"$work/bench.err"; then
		printf '%-9s %-8s %8s  did not run: %s\n' "$1" "$2" "$3" "$(tail -n 1 "$work/bench.err")"
		bad=1
		return
	fi
	printf '%-9s %-8s %8s %12.0f %8s %9.2f %9.2f %9.2f\n' \
		"$1" "$2" "$3" "$(field per_second)" "$(field failed)" "$(field p50_ms)" "$(field p99_ms)" "$(field max_ms)"
	[ "$(field failed)" = 0 ] || {
		bad=1
		sed -n 's/.*"first_failure":\(".*"\).*/          first failure: \1/p' "$work/result"
	}
}

[ $# -gt 0 ] || set -- sqlite
echo "$("$BIN" version), $(getconf _NPROCESSORS_ONLN 2>/dev/null || echo '?') cores, ${SECONDS_EACH:-15} s each"
printf '%-9s %-8s %8s %12s %8s %9s %9s %9s\n' store kind callers per_second failed p50_ms p99_ms max_ms
for store in "$@"; do
	start_sandbox "$store"
	for kind in ${KINDS:-account user lookup}; do
		for callers in ${CALLERS:-1 64}; do
			measure "$store" "$kind" "$callers"
		done
	done
	stop
done
exit "$bad"
