#!/bin/sh
# From a checkout to a running instance on this machine. Each step says what it does and how long it took.
set -eu
cd "$(dirname "$0")/.."
: "${PREFIX:=/opt/eucalyptus-1.1}" "${SYSTEM_ROOT:=/}" "${SITE:=site.yaml}"
image=ttylinux
begin=$(date +%s%N)

seconds_since() { awk -v a="$1" -v b="$(date +%s%N)" 'BEGIN { printf "%.1f s", (b - a) / 1e9 }'; }

step() {
	title=$1
	shift
	start=$(date +%s%N)
	printf '== %s\n' "$title"
	"$@" || {
		status=$?
		printf '== %s FAILED after %s\n' "$title" "$(seconds_since "$start")" >&2
		exit "$status"
	}
	printf '== %s: %s\n' "$title" "$(seconds_since "$start")"
}

probe() {
	# 2 = warnings: they were printed, and do not stop anybody.
	bin/euca-setup --probe --yes --site "$SITE" --prefix "$PREFIX" --system-root "$SYSTEM_ROOT" || [ $? -eq 2 ]
}

register_image() {
	"$PREFIX/usr/sbin/euca" list_images | grep -qw "$image" && return
	dir=build/test-image
	"$PREFIX/usr/sbin/euca" add_image --disk-image "$dir/ttylinux.img" --kernel-image "$dir/vmlinuz" \
		--ramdisk-image "$dir/initrd.img" --image-name "$image"
}

[ "$(id -u)" = 0 ] || { echo 'make cloud changes this machine and needs root' >&2; exit 1; }
step 'Debian packages' scripts/install-packages.sh run image build
step 'npm packages' make --no-print-directory deps
step 'test image' make --no-print-directory test-image
step 'programs' make --no-print-directory build
[ -e "$SITE" ] || step 'probe' probe
step 'setup' bin/euca-setup apply --yes --site "$SITE"
step 'image' register_image
printf '== from RunInstances to ssh\n'
printf '   (everything before took %s)\n' "$(seconds_since "$begin")"
exec "$PREFIX/usr/sbin/euca" try_image "$image" --key-dir "$PREFIX/var/eucalyptus/try"
