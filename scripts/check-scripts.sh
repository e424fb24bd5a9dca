#!/bin/sh
# Every shell script parses, and none asks for more than its first line says.
set -eu
cd "$(dirname "$0")/.."
bad=0
for script in scripts/*.sh; do
	sh -n "$script" || bad=1
	[ "$(head -n 1 "$script")" = '#!/bin/sh' ] || { echo "$script: the first line is not #!/bin/sh" >&2; bad=1; }
	if grep -nE '\[\[|<<<|\bjq\b|\bpython3?\b' "$script" | grep -v 'grep -nE'; then
		echo "$script: more than POSIX sh, make, git and Go" >&2
		bad=1
	fi
done
bash -n .ci/run 2>/dev/null || ! command -v bash >/dev/null 2>&1 || { echo ".ci/run does not parse" >&2; bad=1; }
exit "$bad"
