#!/bin/sh
# Can this host run the Node that lies beside this script? Says why not and ends with 1; changes nothing.
# A kernel that is too old shows itself only when something is started, so one line is: it needs randomness, threads,
# pipes and a child.
PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
LC_ALL=C
export PATH LC_ALL
unset NODE_OPTIONS NODE_EXTRA_CA_CERTS NODE_PATH
here=$(cd "$(dirname "$0")" && pwd) || exit 1
LIMIT=${EUCA_CHECK_LIMIT:-10}
LINE='require("crypto").randomBytes(8, function () { require("child_process").execFile("/bin/sh", ["-c", "echo ok"], function (error, out) { process.stdout.write(error ? String(error) : out); }); });'

if [ -e "$here/lib/ld-linux.so.2" ]; then
	loader=$here/lib/ld-linux.so.2 needs='2 6 39'
else
	loader=$here/lib/ld-linux-x86-64.so.2 needs='2 6 32'
fi

# Prints what the program says, then how it ended; a program that does not end is killed.
try() {
	"$loader" --library-path "$here/lib" "$here/bin/node" -e "$LINE" 2>&1 < /dev/null &
	tried=$!
	(
		trap 'kill $!; wait; exit' TERM
		sleep "$LIMIT" &
		wait $!
		kill -9 $tried
	) > /dev/null 2>&1 < /dev/null &
	watching=$!
	wait $tried
	ended=$?
	kill $watching 2> /dev/null
	# An installer unmounts what this runs in: nothing may be left of it.
	wait $watching 2> /dev/null
	echo
	echo "$ended"
}

is_older() {
	set -- $(echo "$kernel" | sed 's/[^0-9.].*//; s/\./ /g') 0 0 0 -- $needs
	have1=$1 have2=$2 have3=$3
	while [ "$1" != -- ]; do shift; done
	[ "$have1" -ne "$2" ] && { [ "$have1" -lt "$2" ]; return; }
	[ "$have2" -ne "$3" ] && { [ "$have2" -lt "$3" ]; return; }
	[ "$have3" -lt "$4" ]
}

said=$(try 2> /dev/null)
case $said in ok*0) exit 0 ;; esac

kernel=$(cat /proc/sys/kernel/osrelease)
if is_older; then
	reason="its kernel is $kernel, and $(echo $needs | tr ' ' .) or newer is needed"
elif [ "$(echo "$said" | tail -n 1)" = 137 ]; then
	entropy=$(cat /proc/sys/kernel/random/entropy_avail 2> /dev/null || echo unknown)
	if [ "$entropy" != unknown ] && [ "$entropy" -lt 64 ]; then
		reason="its kernel has gathered no randomness yet (entropy_avail is $entropy, 64 is needed): start rngd or haveged"
	else
		reason="Node did not answer within $LIMIT seconds on kernel $kernel (entropy_avail is $entropy)"
	fi
else
	reason="Node ends on kernel $kernel with: $(echo "$said" | sed '/^$/d' | sed '$d' | sed -n 1p)"
fi
echo "eucalyptus: this host cannot run its own Node: $reason" >&2
exit 1
