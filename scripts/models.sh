#!/bin/sh
# Puts the face nets into bin/models and the ONNX Runtime library into bin/lib, and takes well under a second when they are there.
# They come from two pinned npm packages (scripts/models/package-lock.json), about 145 MB to download; no script of a package is run. What is kept of
# them: the library of this machine, and in .make/face-api the weights (7 MB), which are converted again when the converter changes.
set -eu
cd "$(dirname "$0")/.."
GO=${GO:-go}

say() { printf 'models: %s\n' "$*"; }
stop() { say "$*" >&2; exit 1; }

lock=scripts/models/package-lock.json
weights=.make/face-api
library=bin/lib/libonnxruntime.so.1
nets='face_recognition_model face_landmark_68_model tiny_face_detector_model'
stamp=bin/models/.made-from

# made_from says what the models are made of: another sum, and they are made again.
made_from() {
	cat "$lock" scripts/models.sh internal/vision/convert/*.go internal/vision/slots/*.go internal/vision/onnx/*.go face/*.go | cksum
}

all_there() {
	[ -s "$library" ] && [ -f "$stamp" ] || return 1
	for file in face-detect face-landmarks face-describe; do
		[ -s "bin/models/$file.onnx" ] && [ -s "bin/models/$file.json" ] || return 1
	done
	[ "$(cat "$stamp")" = "$1" ]
}

# machine is the name that the package gives to this machine's architecture.
machine() {
	case $(uname -s)/$(uname -m) in
	Linux/x86_64 | Linux/amd64) echo x64 ;;
	Linux/aarch64 | Linux/arm64) echo arm64 ;;
	*) stop "there is no ONNX Runtime library for $(uname -s) on $(uname -m): faces are not read here (go on with VISION=0)" ;;
	esac
}

packages_there() {
	[ -s "$library" ] && [ "$(cat "$weights/.lock" 2>/dev/null)" = "$(cksum <"$lock")" ] || return 1
	for net in $nets; do
		[ -s "$weights/$net.bin" ] && [ -s "$weights/$net-weights_manifest.json" ] || return 1
	done
}

get_packages() {
	packages_there && return 0
	command -v npm >/dev/null 2>&1 || sh scripts/setup.sh models || stop "npm is missing: the face nets come from npm packages"
	say "downloading the face nets and ONNX Runtime (npm, about 145 MB)"
	folder=.make/npm
	rm -rf "$folder" "$weights"
	mkdir -p "$folder" "$weights" bin/lib
	cp scripts/models/package.json "$lock" "$folder/"
	(cd "$folder" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error) >"$folder/npm.log" 2>&1 </dev/null || {
		cat "$folder/npm.log" >&2
		stop "npm could not install the packages (see above); 'npm config get registry' says from where they come"
	}
	for net in $nets; do
		cp "$folder/node_modules/@vladmandic/face-api/model/$net.bin" "$folder/node_modules/@vladmandic/face-api/model/$net-weights_manifest.json" "$weights/"
	done
	cp "$folder/node_modules/@vladmandic/face-api/LICENSE" "$weights/"
	cp "$folder/node_modules/onnxruntime-node/bin/napi-v6/linux/$(machine)/libonnxruntime.so.1" "$library.new"
	mv "$library.new" "$library"
	rm -rf "$folder"
	cksum <"$lock" >"$weights/.lock"
}

convert() {
	mkdir -p bin/models
	"$GO" run -buildvcs=false ./internal/vision/convert/tfjs2onnx "$weights" bin/models || {
		rm -f "$weights/.lock"
		stop "the face nets could not be converted (see above); the next run downloads them again"
	}
}

# verify runs the nets on a made-up picture whose results are known.
verify() {
	if ! command -v "$("$GO" env CC)" >/dev/null 2>&1; then
		say "not verified: there is no C compiler ($("$GO" env CC))"
		return 0
	fi
	CGO_ENABLED=1 "$GO" run -buildvcs=false ./cmd/bonafide-vision/internal/nets -models bin/models -lib "$library" verify ||
		stop "the converted nets do not give the results that are known of them (see above)"
}

want=$(made_from)
! all_there "$want" || exit 0
machine >/dev/null
get_packages
convert
verify
printf '%s' "$want" >"$stamp"
say "bin/models and bin/lib are ready"
