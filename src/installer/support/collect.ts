import type { Site } from '../../site/schema.ts';
import { FRAME } from '../probe/frame.ts';
import type { Host } from '../transport/host.ts';

/** One file of the archive. */
export interface SupportItem {
	readonly name: string;
	readonly text: string;
}

/** Most of one item that is taken: the end of it. */
const TAIL_LINES = 400;

/** What is asked of a host: a file's name in the archive and a command; nothing of these reads keys or the data base. */
const ITEMS: readonly (readonly [name: string, command: string])[] = [
	[
		'system.txt',
		'uname -a; uptime; cat /etc/os-release /etc/redhat-release /etc/rocks-release; df -Pk; free -m; mount',
	],
	['processes.txt', 'ps -eo pid,ppid,user,etime,args || ps'],
	[
		'network.txt',
		'ip addr || ifconfig -a; ip route || route -n; cat /etc/resolv.conf /etc/hosts; brctl show; ip -d link',
	],
	['firewall.txt', 'nft list ruleset; [ -s /proc/net/ip_tables_names ] && iptables-save'],
	['ports.txt', 'ss -ltnup || netstat -ltnup'],
	['libvirt.txt', 'virsh version; virsh list --all; virsh nodeinfo'],
	['kernel-messages.txt', 'dmesg | tail -n 100'],
	[
		'installation.txt',
		'cat "$e/usr/lib/eucalyptus/version"; ls -lR "$e/etc" "$e/var" "$e/usr/sbin" | grep -v "keys:$"; ls -l /etc/default/eucalyptus /etc/init.d/eucalyptus',
	],
	['eucalyptus.conf', 'cat "$r/etc/default/eucalyptus" "$e/etc/eucalyptus/eucalyptus.conf"'],
	['journal.txt', 'tail -n 200 "$e"/var/eucalyptus/journal.jsonl "$e"/var/eucalyptus/*/journal.jsonl'],
];

/** Everything of one host, in one round trip. What it lacks is left out; a command that hangs is ended. */
export async function collectFrom(
	host: Host,
	{ eucalyptus, systemRoot }: Pick<Site, 'eucalyptus' | 'systemRoot'>,
): Promise<readonly SupportItem[]> {
	const script = `${FRAME}
e=$1 r=$2
head_of() { printf '\\n=== %s\\n' "$1"; }
${ITEMS.map(([name, command]) => `head_of '${name}'\n{ limit 15 /bin/sh -c 'e=$1 r=$2; ${command.replaceAll("'", `'\\''`)}' sh "$e" "$r" 2>&1 | tail -n ${TAIL_LINES}; } </dev/null`).join('\n')}
for f in "$e"/var/log/eucalyptus/* /var/log/libvirt/qemu/*.log; do
	[ -f "$f" ] && { head_of "logs/\${f##*/}"; tail -n ${TAIL_LINES} "$f"; }
done
exit 0
`;
	const output = await host.script(script, {
		what: 'collecting what a helper needs to know',
		args: [eucalyptus, systemRoot.replace(/\/$/, '')],
		timeoutMs: 180_000,
	});
	return output
		.split(/^=== /m)
		.slice(1)
		.flatMap((part) => {
			const end = part.indexOf('\n');
			const name = part.slice(0, end).replace(/[^A-Za-z0-9._/-]/g, '_');
			const text = part.slice(end + 1).trimEnd();
			return text === '' || name.includes('..') || name.startsWith('/') ? [] : [{ name, text: `${text}\n` }];
		});
}
