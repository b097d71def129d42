import { nodeSettings } from '../../site/hosts.ts';
import type { Site } from '../../site/schema.ts';
import type { Host } from '../transport/host.ts';
import { libvirtUri } from './libvirt-daemon.ts';
import type { Phase, PhaseTools } from './phase.ts';

/** What controllers leave running on purpose when they stop, and what a crash leaves: domains, bridge, rules, processes, links of init. */
export const remains: Phase = {
	id: 'remains',
	title: 'Instances, bridges and rules',
	async run({ site }, tools) {
		await tools.eachHost(async (host) => {
			await endDomains(site, host, tools);
			for (const { kind, name } of await findRemains(site, host)) {
				await tools.gate.change(host, `remove the ${kind} ${name}`, () =>
					host.script(REMOVE, { what: `removing ${kind} ${name}`, args: [kind, name] }),
				);
			}
		});
	},
};

export interface Remain {
	readonly kind: 'process' | 'bridge' | 'table' | 'domain' | 'link';
	/** Of a process: `pid command`. */
	readonly name: string;
}

/** Processes, bridge and address translation of this installation that are there now. */
export async function findRemains(site: Site, host: Host): Promise<readonly Remain[]> {
	const bridges = site.clusters.flatMap(({ host: head, network }) =>
		head === host.name && network.mode === 'STATIC' && network.nat ? [nodeSettings(site, host.name).bridge] : [],
	);
	const initLinks = site.systemRoot === '/' ? 'links' : '';
	const args = [site.eucalyptus, initLinks, ...bridges];
	const output = await host.script(FIND, { what: 'looking for what is left', args });
	return output.split('\n').flatMap((line): Remain[] => {
		const [kind, ...name] = line.split(' ');
		return kind === 'process' || kind === 'bridge' || kind === 'table' || kind === 'link'
			? [{ kind, name: name.join(' ') }]
			: [];
	});
}

/** Names of domains whose disks lie in our instance directory: not those of a second installation. */
export async function ourDomains(site: Site, host: Host): Promise<readonly string[]> {
	const { instancePath } = nodeSettings(site, host.name);
	const args = [libvirtUri(site, host.name), `${instancePath}/`];
	const output = await host.script(DOMAINS, { what: 'listing domains', args, timeoutMs: 60_000 });
	return output.split('\n').filter((name) => name !== '');
}

async function endDomains(site: Site, host: Host, { gate }: PhaseTools): Promise<void> {
	const uri = libvirtUri(site, host.name);
	for (const name of await ourDomains(site, host)) {
		await gate.change(host, `end the instance ${name}`, () =>
			host.exec(['virsh', '-c', uri, 'destroy', name], { timeoutMs: 60_000, okCodes: [0, 1] }),
		);
	}
}

const DOMAINS = `
command -v virsh >/dev/null || exit 0
for d in $(timeout 20 virsh -q -c "$1" list --all --name </dev/null 2>/dev/null); do
	case $d in i-????????) virsh -q -c "$1" dumpxml "$d" </dev/null 2>/dev/null | grep -qF "$2" && echo "$d" ;; esac
done
exit 0
`;

/** The installer itself runs from below $EUCALYPTUS when it was installed: it and its parents are left out. */
const FIND = `
e=$1 links=$2; shift 2
own=" $$ "; p=$PPID
while [ "\${p:-0}" -gt 1 ]; do own="$own$p "; p=$(awk '{ print $4 }' "/proc/$p/stat" 2>/dev/null); done
n=$(readlink /proc/self/ns/net)
for f in $(grep -lsF -e "$e/" /proc/[0-9]*/cmdline); do
	d=\${f%/cmdline} pid=\${f#/proc/} pid=\${pid%/cmdline}
	case $own in *" $pid "*) continue ;; esac
	[ "$(readlink "$d/ns/net")" = "$n" ] || continue
	c=$(tr '\\0\\n' '  ' <"$f" 2>/dev/null) || continue
	case $c in *"$e"/usr/lib/eucalyptus/programs/euca-setup.js*) ;;
	*"$e"/usr/lib/* | *"$e"/etc/eucalyptus/* | *"$e"/var/*) printf 'process %s %.100s\\n' "$pid" "$c" ;; esac
done
for b; do [ -d "/sys/class/net/$b/bridge" ] && echo "bridge $b"; done
for l in /etc/rc[0-6].d/[SK][0-9][0-9]eucalyptus /etc/rc.d/rc[0-6].d/[SK][0-9][0-9]eucalyptus; do
	[ -z "$links" ] || [ ! -L "$l" ] || echo "link $l"
done
command -v nft >/dev/null && nft list tables 2>/dev/null | sed -n 's/^table \\(.*euca.*\\)$/table \\1/p'
exit 0
`;

const REMOVE = `
case $1 in
process) p=\${2%% *}; kill "$p" 2>/dev/null; for _ in 1 2 3 4 5 6 7 8 9 10; do kill -0 "$p" 2>/dev/null || exit 0; sleep 0.3; done; kill -9 "$p" 2>/dev/null; exit 0 ;;
bridge) ip link delete "$2" type bridge ;;
table) nft delete table $2 ;;
link) rm -f -- "$2" ;;
esac
`;
