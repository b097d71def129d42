import { join } from 'node:path';
import type { Site } from '../../site/schema.ts';
import { installerErrors } from '../errors.ts';
import { type Interrupted, interruptedIn } from '../gate/journal.ts';
import { statePaths } from '../gate/state-directory.ts';
import type { Host } from '../transport/host.ts';
import type { ByPath } from './by-path.ts';
import { type Manifest, manifestPath, parseManifest } from './manifest.ts';
import { textOnce } from './once.ts';
import { BEFORE, type Present, parsePresent } from './present.ts';

/** LSB exit codes of `status`: all services of the host run, or none, or only some. */
export type ServiceState = 'running' | 'stopped' | 'partly';

/** What the services that run now were started with. */
export interface StartedWith {
	/** Of all that needs a restart when it changes. */
	readonly restart: string;
	/** Of what the cluster controller reads again when it is told to: NODES. */
	readonly reload: string;
}

/** All that a plan has to know of a host, as it is now: one round trip. */
export interface Survey {
	readonly isRoot: boolean;
	/** `Debian GNU/Linux 12`, for messages. */
	readonly osTitle: string;
	readonly packageManager: string;
	readonly systemd: boolean;
	/** Which of the programs that were asked for are there. */
	readonly programs: ReadonlySet<string>;
	readonly present: ByPath<Present>;
	/** What is ours; follows what this run does. */
	manifest: Manifest;
	/** Of the lock, '' if nobody has it. */
	readonly lock: string;
	readonly interrupted: Interrupted | undefined;
	/** Names of the generations that can be returned to, the oldest first. */
	readonly generations: readonly string[];
	readonly service: ServiceState;
	/** The init script's own words, a line per service. */
	readonly serviceLines: readonly string[];
	/** Undefined where nothing can be started at boot, or /etc is not the system's. */
	readonly atBoot: boolean | undefined;
	readonly started: StartedWith | undefined;
	/** What the cloud controller says of its clusters, as `euca list_clusters --json`; only on its host. */
	readonly clusters: string;
}

export interface SurveyQuestion {
	readonly site: Pick<Site, 'eucalyptus' | 'systemRoot'>;
	/** Paths to look at, in pieces that many hosts have in common. */
	readonly paths: readonly (readonly string[])[];
	readonly programs: readonly string[];
	/** Ask the cloud controller as well. */
	readonly isCloud: boolean;
}

export async function surveyHost(host: Host, question: SurveyQuestion): Promise<Survey> {
	const { site, paths, programs, isCloud } = question;
	const { eucalyptus } = site;
	const { directory } = statePaths(eucalyptus);
	const init = join(site.systemRoot, 'etc/init.d/eucalyptus');
	const boot = site.systemRoot === '/' ? 'Y' : 'N';
	const cloud = isCloud ? 'Y' : 'N';
	const asked = paths.flatMap((piece) => [BEFORE, ...piece]);
	const args = [eucalyptus, directory, manifestPath(eucalyptus), init, boot, cloud, programs.join(' '), ...asked];
	const output = await host.script(SURVEY, { what: 'looking at what is installed', args, timeoutMs: 120_000 });
	const sections = splitSections(output);
	if (!sections.has('end')) {
		const problem = 'the answer is not complete';
		throw installerErrors('HOST_COMMAND', { host: host.name, what: 'looking at what is installed', problem });
	}

	const of = (name: string) => sections.get(name) ?? '';
	const lines = (name: string) =>
		of(name)
			.split('\n')
			.filter((line) => line !== '');
	const kept = (name: string) => lines(name).map(textOnce);
	const [uid = '', packageManager = '', systemd = '', service = '', atBoot = ''] = lines('facts');
	return {
		isRoot: uid === '0',
		osTitle: kept('os')[0] ?? '',
		packageManager: textOnce(packageManager),
		systemd: systemd === 'Y',
		programs: new Set(kept('programs')),
		present: parsePresent(of('present'), lines('read')),
		manifest: parseManifest(of('manifest'), host.name, eucalyptus),
		lock: textOnce(of('lock').trimEnd()),
		interrupted: interruptedIn(lines('journal')),
		generations: kept('generations').sort(),
		service: service === '0' ? 'running' : service === '3' ? 'stopped' : 'partly',
		serviceLines: kept('service'),
		atBoot: atBoot === 'on' ? true : atBoot === 'off' ? false : undefined,
		started: startedWith(of('started')),
		clusters: textOnce(of('clusters').trim()),
	};
}

function startedWith(text: string): StartedWith | undefined {
	const [restart, reload] = text.trim().split(' ');
	return restart === undefined || restart === ''
		? undefined
		: { restart: textOnce(restart), reload: textOnce(reload ?? '') };
}

const MARK = '\n=== euca-survey ';

function splitSections(output: string): ReadonlyMap<string, string> {
	const [, ...parts] = output.split(MARK);
	return new Map(
		parts.map((part) => {
			const end = part.indexOf('\n');
			return end < 0 ? [part, ''] : [part.slice(0, end), part.slice(end + 1)];
		}),
	);
}

/**
 * Files that we wrote and nobody touched since are known by inode, size and time of change, so that an unchanged host
 * need not read 130 MB to say so; everything else is hashed. Nothing is written, not even a temporary file.
 */
const SURVEY = `
export LC_ALL=C
e=$1 d=$2 manifest=$3 init=$4 boot=$5 cloud=$6 programs=$7
shift 7
mark() { printf '${MARK}%s\\n' "$1"; }
mark facts
id -u
p=none
for m in apt-get dnf yum zypper; do command -v $m >/dev/null && { p=$m; break; }; done
echo "$p"
if [ -d /run/systemd/system ]; then echo Y; else echo N; fi
if [ -x "$init" ]; then words=$("$init" status 2>&1 </dev/null); s=$?; else words= s=3; fi
echo "$s"
if [ "$boot" = N ]; then echo -
elif [ -d /run/systemd/system ]; then if systemctl is-enabled -q eucalyptus 2>/dev/null; then echo on; else echo off; fi
elif command -v update-rc.d >/dev/null || command -v chkconfig >/dev/null; then
	b=off
	for l in /etc/rc2.d/S*eucalyptus /etc/rc.d/rc3.d/S*eucalyptus; do [ -L "$l" ] && b=on; done
	echo $b
else echo -
fi
mark service
printf '%s\\n' "$words"
mark os
sed -n 's/^PRETTY_NAME="\\{0,1\\}\\([^"]*\\)"\\{0,1\\}$/\\1/p' /etc/os-release 2>/dev/null || head -n 1 /etc/redhat-release 2>/dev/null
mark programs
PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
for q in $programs; do case $q in /*) [ -x "$q" ] ;; *) command -v "$q" ;; esac >/dev/null && echo "$q"; done
for f in manifest:"$manifest" lock:"$d/lock" started:"$d/started"; do
	mark "\${f%%:*}"
	[ ! -f "\${f#*:}" ] || cat "\${f#*:}"
done
mark journal
if [ -f "$d/journal.jsonl" ]; then
	l=$(tail -n 1 "$d/journal.jsonl")
	r=$(printf '%s\\n' "$l" | sed -n 's/.*\\("run":"[^"]*"\\).*/\\1/p')
	[ -z "$r" ] || grep -F -m 1 -e "$r" "$d/journal.jsonl"
	printf '%s\\n' "$l"
fi
mark generations
[ ! -d "$d/generations" ] || ls "$d/generations"
if [ $# -gt 0 ]; then
	stats=$(stat -c '%n|%i|%s|%z|%a|%F' -- "$@" 2>/dev/null)
	present=$({ [ ! -f "$d/index" ] || sed 's/^/i|/' "$d/index"; printf '%s\\n' "$stats" | sed 's/^/s|/'; } |
		awk -F'|' '{ k = $2 "|" $3 "|" $4 "|" $5 } $1 == "i" { sum[k] = $6; next } { print $2 "|" $6 "|" $7 "|" sum[k] }')
	mark present
	printf '%s\\n' "$present"
	mark read
	printf '%s\\n' "$present" | grep -E '\\|(symbolic link|regular( empty)? file)\\|$' | while IFS='|' read -r n _ k _; do
		case $k in
		symbolic*) v=-; [ ! -d "$n" ] || v=$(stat -L -c %a -- "$n"); v="$v $(readlink -- "$n")" ;;
		*) v=$(sha256sum <"$n" 2>/dev/null) || v=unreadable; v=\${v%% *} ;;
		esac
		printf '%s|%s\\n' "$n" "$v"
	done
fi
mark clusters
if [ "$cloud" = Y ] && [ "$s" != 3 ] && [ -x "$e/usr/sbin/euca" ]; then EUCALYPTUS=$e timeout 20 "$e/usr/sbin/euca" list_clusters --json 2>/dev/null </dev/null; fi
mark end
exit 0
`;
