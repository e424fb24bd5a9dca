#!/bin/sh
# Installs what is missing, and takes well under a second when nothing is.
#   setup.sh run            what building and running bonafide need: Go, and the Go modules
#   setup.sh test           that, and what the tests need (test in scripts/debian-packages.txt)
#   setup.sh vision         what bonafide-vision needs: Debian packages (vision in that list), and models (scripts/models.sh)
#   setup.sh models         what scripts/models.sh needs to fetch them (models in that list)
#   setup.sh vision-check   installs nothing: ends with 1 and says what is missing for building bonafide-vision
# BONAFIDE_TEST_POSTGRES_URL (a server to use) or BONAFIDE_TEST_POSTGRES=skip make the postgresql package unnecessary.
set -eu
cd "$(dirname "$0")/.."
purpose=${1:-test}
GO=${GO:-go}

say() { printf 'setup: %s\n' "$*"; }
stop() { say "$*" >&2; exit 1; }

case $purpose in run | test | vision | models | vision-check) ;; *) stop "say run, test, vision, models or vision-check, not $purpose" ;; esac

# not_older HAVE WANT compares dotted numbers; what follows the numbers (rc1, -devel) does not count.
not_older() {
	printf '%s %s\n' "$1" "$2" | awk '{
		n = split($1, have, "."); m = split($2, want, ".")
		for (i = 1; i <= (n > m ? n : m); i++) {
			if (have[i] + 0 > want[i] + 0) exit 0
			if (have[i] + 0 < want[i] + 0) exit 1
		}
	}'
}

check_go() {
	want=$(awk '$1 == "go" { print $2; exit }' go.mod)
	command -v "$GO" >/dev/null 2>&1 ||
		stop "Go is missing. Install Go $want or newer (https://go.dev/dl/) and put it on PATH, or name it: make GO=/path/to/go"
	# With GOTOOLCHAIN=auto an older Go would fetch the one that go.mod asks for; what counts is which one answers here.
	version=$("$GO" env GOVERSION 2>&1) || stop "Go $want or newer is needed, and this one says: $version"
	have=$(printf '%s' "$version" | sed -e 's/^go//' -e 's/[^0-9.].*//')
	[ -n "$have" ] || return 0 # a development version: it knows what it is doing
	not_older "$have" "$want" ||
		stop "Go $have is too old. Install Go $want or newer (https://go.dev/dl/), or name another: make GO=/path/to/go"
}

# count_modules shows how many modules have come, and hands on what is no progress message.
count_modules() {
	awk -v terminal="$1" '
		/^# get .*\.zip: 200/ { n++; if (terminal) printf "\rsetup: downloading Go modules: %d", n; fflush(); next }
		/^#/ { next }
		seen[$0]++ { next }
		{ if (n && terminal) printf "\n"; print; fflush() }
		END { if (n) printf "%ssetup: %d Go modules downloaded\n", (terminal ? "\r" : ""), n }'
}

get_modules() {
	terminal=
	[ ! -t 1 ] || terminal=1
	mkdir -p .make
	rm -f .make/failed
	# All there: this takes some hundredths of a second and asks nobody.
	{ "$GO" mod download -x 2>&1 || : >.make/failed; } | count_modules "$terminal"
	[ ! -e .make/failed ] || stop "the Go modules cannot be downloaded (see above); 'go env GOPROXY' says from where they come"
}

# has PACKAGE looks for what the package brings, so that it counts however it came here; dpkg is asked when nothing tells.
has() {
	case $1 in
	postgresql)
		[ -z "${BONAFIDE_TEST_POSTGRES_URL:-}" ] && [ "${BONAFIDE_TEST_POSTGRES:-}" != skip ] || return 0
		for folder in /usr/lib/postgresql/*/bin; do
			[ ! -x "$folder/initdb" ] || [ ! -x "$folder/postgres" ] || return 0
		done
		command -v initdb >/dev/null 2>&1 && command -v postgres >/dev/null 2>&1
		;;
	ca-certificates)
		for file in /etc/ssl/certs/ca-certificates.crt /etc/pki/tls/certs/ca-bundle.crt /etc/ssl/cert.pem "${SSL_CERT_FILE:-}"; do
			[ ! -s "$file" ] || return 0
		done
		return 1
		;;
	curl | git | make | g++ | pkg-config | npm) command -v "$1" >/dev/null 2>&1 ;;
	libtesseract-dev) pkg-config --exists tesseract 2>/dev/null ;;
	libleptonica-dev) pkg-config --exists lept 2>/dev/null ;;
	libzxing-dev) pkg-config --exists zxing 2>/dev/null ;;
	tesseract-ocr-*)
		data=${1#tesseract-ocr-}
		[ "$data" != script-latn ] || data=Latin
		for folder in "${TESSDATA_PREFIX:-}" /usr/share/tesseract-ocr/*/tessdata /usr/share/tessdata; do
			[ ! -s "$folder/$data.traineddata" ] || return 0
		done
		return 1
		;;
	*) [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ] ;;
	esac
}

# missing_packages PURPOSE lists what is not there of scripts/debian-packages.txt.
missing_packages() {
	sed -e 's/#.*//' scripts/debian-packages.txt | while read -r need package; do
		[ "$need" != "$1" ] || has "$package" || printf '%s ' "$package"
	done
}

# as_root runs a command with root's rights, and fails when it cannot have them without asking.
as_root() {
	if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi
}

can_install() {
	command -v apt-get >/dev/null 2>&1 || return 1
	[ "$(id -u)" = 0 ] || { command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; }
}

# The tests make clusters of their own, so the installation need not make and start one. A choice made before stays.
no_main_cluster() {
	[ ! -e /etc/postgresql-common/createcluster.conf ] || return 0
	as_root mkdir -p /etc/postgresql-common
	printf 'create_main_cluster = false\n' | as_root tee /etc/postgresql-common/createcluster.conf >/dev/null
}

quiet_apt() {
	as_root env DEBIAN_FRONTEND=noninteractive UCF_FORCE_CONFFOLD=1 apt-get -q -o Dpkg::Use-Pty=0 -o DPkg::Lock::Timeout=120 "$@" \
		>.make/apt.log 2>&1 </dev/null || { cat .make/apt.log >&2; return 1; }
}

install() {
	say "installing Debian packages: $*"
	case " $* " in *" postgresql "*) no_main_cluster ;; esac
	quiet_apt update || say "apt-get update failed; trying with the lists there are"
	quiet_apt install -y --no-install-recommends "$@" || return 1
	say "installed"
}

# need PURPOSE installs the packages of a purpose, or says what is missing and how to go on.
need() {
	missing=$(missing_packages "$1")
	[ -n "$missing" ] || return 0
	# shellcheck disable=SC2086 # a list of words
	if can_install && install $missing; then
		missing=$(missing_packages "$1")
		[ -n "$missing" ] || return 0
	fi
	tell_missing "$1"
	return 1
}

tell_missing() {
	{
		say "missing: $missing"
		say "install with: sudo apt-get update && sudo apt-get install --no-install-recommends $missing"
		case " $missing" in *" postgresql "*)
			say "or name a PostgreSQL server for the tests with BONAFIDE_TEST_POSTGRES_URL=postgres://..."
			say "or leave the tests on PostgreSQL out: BONAFIDE_TEST_POSTGRES=skip" ;;
		esac
		[ "$1" != vision ] || say "or go on without reading documents and faces: VISION=0, as in make run VISION=0"
	} >&2
}

# get_models puts the nets into bin/models. Without them the worker runs, and says which engines are not configured.
get_models() {
	[ -f scripts/models.sh ] || return 0
	sh scripts/models.sh || say "no models (see above): the worker runs without faces and says so" >&2
}

case $purpose in
run)
	check_go
	get_modules
	;;
test)
	check_go
	get_modules
	need test
	;;
vision)
	need vision
	get_models
	;;
models) need models ;;
vision-check)
	missing=$(missing_packages vision)
	[ -z "$missing" ] || { tell_missing vision; exit 1; }
	;;
esac
