#!/bin/sh
# Installs what is missing: setup.sh run (what running needs) or setup.sh test (what testing needs). Quick when all is there.
set -eu
cd "$(dirname "$0")/.."
purpose=${1:-test}

say() { printf '%s\n' "setup: $*"; }

command -v go >/dev/null 2>&1 || { say "Go is missing: install Go $(awk '$1 == "go" {print $2}' go.mod) or newer and put it on PATH"; exit 1; }
want=$(awk '$1 == "go" {print $2}' go.mod)
have=$(go env GOVERSION | sed 's/^go//')
if [ "$(printf '%s\n%s\n' "$want" "$have" | sort -V | head -n 1)" != "$want" ]; then
	say "Go $have is too old: this project needs $want or newer"
	exit 1
fi

# Go modules: asked for once, and again when go.sum changes.
mkdir -p .make
sum=$(cksum < go.sum)
if [ "$(cat .make/modules 2>/dev/null || true)" != "$sum" ]; then
	say "downloading Go modules"
	go mod download
	printf '%s' "$sum" > .make/modules
fi

[ "$purpose" = test ] || exit 0

has_postgres() {
	command -v initdb >/dev/null 2>&1 && command -v postgres >/dev/null 2>&1 && return 0
	for each in /usr/lib/postgresql/*/bin/postgres; do [ -x "$each" ] && return 0; done
	return 1
}

if has_postgres || [ -n "${BONAFIDE_TEST_POSTGRES_URL:-}" ] || [ "${BONAFIDE_TEST_POSTGRES:-}" = skip ]; then
	exit 0
fi
packages=$(sed -e 's/#.*//' scripts/debian-packages.txt | xargs)
as_root=
[ "$(id -u)" = 0 ] || as_root="sudo -n"
if command -v apt-get >/dev/null 2>&1 && { [ -z "$as_root" ] || sudo -n true 2>/dev/null; }; then
	say "installing $packages"
	# The tests make clusters of their own; the system's is not wanted.
	if [ ! -e /etc/postgresql-common/createcluster.conf ]; then
		$as_root mkdir -p /etc/postgresql-common
		printf 'create_main_cluster = false\n' | $as_root tee /etc/postgresql-common/createcluster.conf >/dev/null
	fi
	$as_root env DEBIAN_FRONTEND=noninteractive apt-get update -qq
	$as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $packages >/dev/null
	has_postgres && exit 0
fi
say "missing: $packages. Install them (apt-get install $packages), or name a server with BONAFIDE_TEST_POSTGRES_URL,"
say "or leave the PostgreSQL tests out with BONAFIDE_TEST_POSTGRES=skip"
exit 1
