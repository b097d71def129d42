import { FRAME } from './frame.ts';
import { PROBE_NAMES, PROBES, type ProbeName } from './index.ts';
import type { Probe, Reading } from './probe.ts';

/** Longer than a trial guest may take; a program that hangs longer is ended, and what it had not said is unknown. */
const LIMIT_S = 20;
/** What else hangs is ended that much later. */
const FURTHER_S = 5;

export interface LookScriptOptions {
	readonly only?: readonly ProbeName[];
	readonly limitS?: number;
}

/**
 * The whole first look at a host, in one round trip. To start a process costs a host more than all that it is asked, so
 * one shell asks everything, one awk reads all files, and one grep finds the versions of all packages; only what may wait
 * for a file server that is gone has a process of its own. The watchdog ends what hangs, tells the shell, and it goes on.
 * Plain POSIX shell: no `timeout`, no job control, no fractions of a second, nothing that busybox or CentOS 5 lacks.
 */
export function firstLookScript({ only = PROBE_NAMES, limitS = LIMIT_S }: LookScriptOptions = {}): string {
	const probes = only.map((name) => [name, PROBES[name] as Probe<unknown>] as const);
	return `${FRAME}
eucalyptus=$1 system_root=$2 instance_path=$3 kernels=$4 shared=$5 token=$6 nonce=$7 wanted_ports=$8
[ $# -lt 8 ] || shift 8
nl='
'
now= late= known= versions=
begin() { now=$1; echo "=== $nonce$1"; }
find_program() {
	rest=$PATH:
	case $1 in */*) rest=: ;; esac
	while [ -n "$rest" ]; do
		program=\${rest%%:*}; program=\${program:+$program/}$1; rest=\${rest#*:}
		[ ! -f "$program" ] || [ ! -x "$program" ] || return 0
	done
	program=
	return 1
}
packaged() {
	case $versions in *" $1="*) ;; *) version=; return 1 ;; esac
	version=\${versions#*" $1="}; version=\${version%% *}; version=\${version#*:}; version=\${version%%[!0-9.]*}
}
${probes.map(([name, { script = '' }]) => `look_at_${name}() {\n${script}\n:\n}`).join('\n')}
read -r up _ </proc/uptime
sleep ${limitS} >/dev/null 2>&1 </dev/null & sleeper=$!
(
	trap 'late="$late $now"' USR1
	exec 2>/dev/null </dev/null
	now='${probes
		.filter(([, { reads }]) => reads !== undefined)
		.map(([name]) => name)
		.join(' ')}'
	${fileScript(probes)}
	${packageScript(probes)}
	${only.map((name) => `now=${name}; echo "=== \${nonce}${name}\${nl}begun=Y"; look_at_${name} "$@"`).join('\n\t')}
	begin ''
	echo "late=$late"
	echo end=Y
	kill "$sleeper"
) & look=$!
rounds=0
while wait "$sleeper" 2>/dev/null && kill -0 "$look" 2>/dev/null; do
	rounds=$((rounds + 1))
	[ $rounds -lt 8 ] || { end_below "$look"; kill -9 "$look"; break; }
	kill -USR1 "$look"; end_below "$look"
	sleep ${FURTHER_S} >/dev/null 2>&1 </dev/null & sleeper=$!
done
wait "$look" 2>/dev/null
read -r down _ </proc/uptime
echo "=== $nonce"
echo "uptime=$up $down"
exit 0
`;
}

type Named = readonly (readonly [ProbeName, Probe<unknown>])[];

/** What files say, into $said: it is printed, and what a program has to be asked only if no file says it is looked up there. */
function fileScript(probes: Named): string {
	const readings = probes.flatMap(([name, { reads = [] }]) => reads.map((reading) => ({ name, ...reading })));
	if (readings.length === 0) {
		return 'said=';
	}

	const rule = ({ awk }: Reading, index: number) => `reading == ${index} { ${awk}\nnext }`;
	const last = ({ name, end }: Reading & { name: string }) => (end === undefined ? '' : `section("${name}")\n${end}`);
	const operands = readings.map(
		({ name, files }, index) => `set -- "$@" section_name=${name} reading=${index}
	for f in ${files}; do [ ! -r "$f" ] || [ -d "$f" ] || set -- "$@" "$f"; done`,
	);
	return `read_files() {
	names=$*
	set --
	${operands.join('\n\t')}
	exec awk -v host="$host_name" -v names="$names" -v shared="$shared" -v nonce="$nonce" '
		function section(name) { if (name != printed) { printed = name; print "=== " nonce name } }
		FNR == 1 { section(section_name) }
		${readings.map(rule).join('\n\t\t')}
		END { ${readings.map(last).join('\n')} }' "$@"
	}
	host_name=; read -r host_name </proc/sys/kernel/hostname
	said=$(read_files "$@")
	printf '%s\\n' "$said"`;
}

function packageScript(probes: Named): string {
	const wanted = probes.flatMap(([, { packages = [] }]) => packages);
	const patterns = wanted.map((name) => `-e 'Package: ${name}'`).join(' ');
	return wanted.length === 0
		? ''
		: `[ ! -r /var/lib/dpkg/status ] || known=$(grep -x -A 12 ${patterns} /var/lib/dpkg/status)
	set -f; IFS=$nl
	for l in $known; do
		case $l in
		'Package: '*) p=\${l#Package: } ;;
		'Version: '*) versions="$versions $p=\${l#Version: } "; p= ;;
		esac
	done
	unset IFS; set +f`;
}
