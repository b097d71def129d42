#!/bin/sh
# install-packages.sh LIST...   installs what packages/debian-LIST.txt names and the machine lacks; says what.
set -eu
here=$(cd "$(dirname "$0")/.." && pwd)
wanted=
for list in "$@"; do
	wanted="$wanted $(sed 's/#.*//' "$here/packages/debian-$list.txt")"
	sysv=$here/packages/debian-$list-sysv.txt
	if [ -f "$sysv" ] && [ ! -d /run/systemd/system ]; then
		wanted="$wanted $(sed 's/#.*//' "$sysv")"
	fi
done

missing=
for name in $wanted; do
	case $(dpkg-query -W -f '${db:Status-Status}' "$name" 2>/dev/null || true) in
	installed) ;;
	*) missing="$missing $name" ;;
	esac
done
[ -n "$missing" ] || exit 0

command -v apt-get >/dev/null || { echo "this machine has no apt-get; install by hand:$missing" >&2; exit 1; }
[ "$(id -u)" = 0 ] || { echo "installing packages needs root; missing:$missing" >&2; exit 1; }
echo "installing Debian packages:$missing"
export DEBIAN_FRONTEND=noninteractive
for list in "$@"; do
	before=$here/packages/debian-$list-before.sh
	[ ! -x "$before" ] || "$before"
done

log=$(mktemp)
trap 'rm -f "$log"' EXIT
# The package lists of a fresh machine may be empty or old: fetch them only if the first try fails.
# shellcheck disable=SC2086 # a list of words
if ! apt-get install -y --no-install-recommends $missing >"$log" 2>&1; then
	if ! { apt-get update && apt-get install -y --no-install-recommends $missing; } >"$log" 2>&1; then
		tail -n 20 "$log" >&2
		echo "could not install:$missing" >&2
		exit 1
	fi
fi
