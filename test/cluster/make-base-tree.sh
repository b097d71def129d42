#!/bin/bash
# Prints the directory of the Debian tree that all test hosts share read-only; makes it first if it is not there.
# It is kept outside of the checkout, under a name made of all that it depends on, so that every checkout shares it.
set -euo pipefail
here=$(dirname "$(readlink -f "$0")")
cache=${EUCA_TEST_TREES:-/var/cache/euca-test-trees}
packages=$(sed 's/#.*//' "$here"/../../packages/debian-{run,run-sysv,host}.txt | xargs | tr ' ' ',')
sources=$(grep -lsE 'debian\.org|/debian' /etc/apt/sources.list /etc/apt/sources.list.d/debian* || true)
key=$({ echo "$packages"; cat "$here/make-base-tree.sh" "$here"/base-tree/*; } | sha256sum | cut -c1-16)
tree=$cache/$key
mkdir -p "$cache"
exec 9>"$cache/.lock"
flock 9 # several checkouts may ask at once: one makes it, the others wait
if [ ! -d "$tree" ]; then
	echo "making the hosts' Debian tree in $tree, once" >&2
	rm -rf "$tree.tmp"
	log=$cache/$key.log
	# shellcheck disable=SC2086 # a list of files
	if ! SOURCE_DATE_EPOCH=1700000000 mmdebstrap --mode=root --variant=minbase --format=directory --include="$packages" \
		--aptopt='APT::Install-Recommends "false"' --dpkgopt=force-unsafe-io \
		--dpkgopt=path-exclude=/usr/share/man/* --dpkgopt=path-exclude=/usr/share/doc/* --dpkgopt=path-exclude=/usr/share/locale/* \
		bookworm "$tree.tmp" $sources >"$log" 2>&1; then
		tail -n 20 "$log" >&2
		rm -rf "$tree.tmp"
		exit 1
	fi
	"$here/base-tree/finish.sh" "$tree.tmp"
	# Trees that no checkout has asked for in a week go.
	find "$cache" -mindepth 1 -maxdepth 1 -type d -mtime +7 -exec rm -rf {} +
	mv "$tree.tmp" "$tree"
fi
touch "$tree"
echo "$tree"
