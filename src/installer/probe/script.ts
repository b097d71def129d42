import { PROBE_NAMES, PROBES } from './index.ts';

/** Longer than a trial guest may take; a program that hangs longer is ended, and what it had not said is unknown. */
const LIMIT_S = 20;

/**
 * The whole first look at a host, in one round trip: every probe in a subshell of its own, side by side, so that none can
 * stop, change or hold up another. Each reports its end through a pipe that the watchdog writes to as well. Plain POSIX
 * shell: no `timeout`, no job control, no fractions of a second, nothing that busybox or CentOS 5 lacks.
 */
export function firstLookScript(limitS = LIMIT_S): string {
	return `${FRAME}
eucalyptus=$1 system_root=$2 instance_path=$3 kernels=$4 shared=$5 token=$6
for d in /dev/shm /run /tmp /var/tmp ''; do
	[ -z "$d" ] || { d=$(mktemp -d "$d/euca-probe.XXXXXX" 2>/dev/null) && break; }
done
[ -n "$d" ] || { echo 'no directory for temporary files can be written' >&2; exit 1; }
trap 'rm -rf "$d"' EXIT
trap 'exit 1' HUP INT TERM
mkfifo "$d/ended" && exec 3<>"$d/ended" || exit 1
read -r up _ </proc/uptime
pids=
${PROBE_NAMES.map((name) => `(trap 'echo ${name} >&3' EXIT\n${PROBES[name].script}\n) >"$d/${name}" 2>/dev/null </dev/null &\npids="$pids ${name}:$!"`).join('\n')}
(trap 'kill "$s"; exit' TERM; sleep ${limitS} & s=$!; wait "$s"; echo late >&3) >/dev/null 2>&1 </dev/null & watchdog=$!
left=" ${PROBE_NAMES.join(' ')} "
while [ "$left" != ' ' ]; do
	read -r name <&3
	[ "$name" != late ] || break
	left="\${left%% $name *} \${left#* $name }"
done
kill "$watchdog"
for p in $pids; do
	case $left in *" \${p%%:*} "*) echo "late=\${p%%:*}"; end_tree "\${p#*:}" ;; esac
done
read -r down _ </proc/uptime
echo "uptime=$up $down"
cd "$d" && awk 'FNR == 1 { print "=== " FILENAME } { print }' ${PROBE_NAMES.join(' ')}
`;
}

/** What both looks begin with. */
export const FRAME = `
LC_ALL=C; export LC_ALL
limit() {
	if timeout 1 true 2>/dev/null; then timeout "$@"; else shift; "$@"; fi
}
end_tree() {
	kill -9 $(cat /proc/[0-9]*/stat 2>/dev/null | awk -v root="$1" '
		{ pid = $1; sub(/^.*\\) /, ""); parent[pid] = $2 }
		END {
			dies[root] = 1
			for (more = 1; more; ) {
				more = 0
				for (pid in parent) if ((parent[pid] in dies) && !(pid in dies)) { dies[pid] = 1; more = 1 }
			}
			for (pid in dies) print pid
		}') 2>/dev/null
}
`;
