import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { layout } from '../../../../src/common/layout.ts';
import { Namespaces } from '../helpers/namespaces.ts';
import { makePrefix } from '../helpers/prefix.ts';

const MAC = 'd0:0d:00:00:00:01';
const BRIDGE = 'eucabr0';
const main = join(import.meta.dirname, '../../../../src/runtime/cluster/main.ts');

const machines = new Namespaces();
let prefix = '';
let head = '';
let guest = '';
let outside = '';
const children: ChildProcess[] = [];

beforeEach(async () => {
	prefix = await mkdtemp(join(tmpdir(), 'euca-nat-'));
	head = await machines.add('head');
	guest = await machines.add('guest');
	outside = await machines.add('out');
	await machines.wire(
		{ in: head, name: 'eth0', address: '192.0.2.1/24' },
		{ in: outside, name: 'eth0', address: '192.0.2.2/24' },
	);
});

afterEach(async () => {
	for (const child of children.splice(0)) {
		child.kill('SIGTERM');
		await ended(child);
	}

	await machines.removeAll();
	await rm(prefix, { recursive: true, force: true });
});

const configure = (daemon: string) =>
	makePrefix(prefix, {
		NODES: '127.0.0.1:18775',
		LOGLEVEL: 'DEBUG',
		VNET_MODE: 'STATIC',
		VNET_NAT: 'Y',
		VNET_BRIDGE: BRIDGE,
		VNET_DHCPDAEMON: daemon,
		VNET_SUBNET: '10.9.0.0',
		VNET_NETMASK: '255.255.255.0',
		VNET_BROADCAST: '10.9.0.255',
		VNET_ROUTER: '10.9.0.1',
		VNET_DNS: '10.9.0.2',
		VNET_MACMAP: `d0:0d:00:00:00:07=10.9.0.17 ${MAC}=10.9.0.11`,
	});

/** The cluster controller on the head, ready. */
async function startMain(): Promise<ChildProcess> {
	const conf = join(layout(prefix).etc, 'eucalyptus.conf');
	const child = spawn('ip', ['netns', 'exec', head, process.execPath, main, '-c', conf], {
		stdio: ['ignore', 'inherit', 'inherit'],
	});
	children.push(child);
	await vi.waitFor(
		async () => {
			const pid = Number(await readFile(join(layout(prefix).run, 'euca-cc.pid'), 'utf8'));
			expect([pid, child.exitCode]).toEqual([child.pid, null]);
			expect(await log()).toContain(`"pid":${pid},"msg":"euca-cc runs"`);
		},
		{ timeout: 60_000, interval: 50 },
	);
	return child;
}

async function stopMain(child: ChildProcess, signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
	child.kill(signal);
	await ended(child);
	return child.exitCode;
}

async function ended(child: ChildProcess): Promise<void> {
	if (child.exitCode === null && child.signalCode === null) {
		await once(child, 'exit');
	}
}

async function plugGuestIn(): Promise<void> {
	await machines.wire({ in: head, name: 'vif1' }, { in: guest, name: 'eth0', mac: MAC });
	await machines.exec(head, 'ip', ['link', 'set', 'vif1', 'master', BRIDGE]);
}

/** Asks for an address as a guest does, and uses it. */
async function leaseAddress(): Promise<{ ip: string; router: string; dns: string; mask: string }> {
	const script = join(prefix, 'udhcpc.sh');
	await writeFile(script, `#!/bin/sh\n[ "$1" = bound ] && echo "$ip $router $dns $subnet" > ${prefix}/lease\nexit 0\n`);
	await chmod(script, 0o755);
	await machines.exec(guest, 'busybox', [
		'udhcpc',
		'-i',
		'eth0',
		'-n',
		'-q',
		'-f',
		'-t',
		'10',
		'-T',
		'1',
		'-s',
		script,
	]);
	const [ip = '', router = '', dns = '', mask = ''] = (await readFile(join(prefix, 'lease'), 'utf8')).trim().split(' ');
	await machines.exec(guest, 'ip', ['address', 'add', `${ip}/24`, 'dev', 'eth0']);
	await machines.exec(guest, 'ip', ['route', 'add', 'default', 'via', router]);
	return { ip, router, dns, mask };
}

/** A page outside that tells who asked for it. */
const startOutside = () => startPage(outside, '192.0.2.2', 80);

async function startPage(where: string, address: string, port: number): Promise<void> {
	const code = `require('http').createServer((q, a) => a.end(q.socket.remoteAddress)).listen(${port}, '${address}', () => console.log('up'))`;
	const child = spawn('ip', ['netns', 'exec', where, process.execPath, '-e', code], {
		stdio: ['ignore', 'pipe', 'inherit'],
	});
	children.push(child);
	await once(child.stdout ?? child, 'data');
}

/** What the cloud controller's port sees of a guest that asks the well-known address. */
const askMetadata = () =>
	machines.exec(guest, 'busybox', ['wget', '-q', '-O', '-', 'http://169.254.169.254/latest/meta-data/']);

const log = () => readFile(join(layout(prefix).log, 'cc.log'), 'utf8');
const links = () => machines.exec(head, 'ip', ['-br', 'link']);
const tables = () => machines.exec(head, 'nft', ['list', 'tables']);
const dhcpPid = async () => Number(await readFile(join(layout(prefix).net, 'euca-dhcp.pid'), 'utf8'));
const commandLine = (pid: number) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');

describe.each([{ daemon: '/usr/sbin/dnsmasq' }, { daemon: '/usr/sbin/dhcpd' }])(
	'a single machine with $daemon',
	({ daemon }) => {
		it('gives a guest the address of its card and leads it outside, and leaves nothing behind', async () => {
			await configure(daemon);
			await machines.exec(head, 'nft', ['add', 'table', 'ip', 'sites_own']);
			await machines.exec(head, 'sysctl', ['-q', 'net.ipv4.ip_forward=0']);
			const cc = await startMain();
			await plugGuestIn();
			expect(await leaseAddress()).toEqual({
				ip: '10.9.0.11',
				router: '10.9.0.1',
				dns: '10.9.0.2',
				mask: '255.255.255.0',
			});
			await startOutside();
			expect(await machines.exec(guest, 'busybox', ['wget', '-q', '-O', '-', 'http://192.0.2.2/'])).toBe('192.0.2.1');
			await startPage(head, '0.0.0.0', 8773);
			expect(await askMetadata()).toBe('10.9.0.11');
			const server = await dhcpPid();
			expect(await commandLine(server)).toMatch(/euca-dhcp/);

			expect(await stopMain(cc)).toBe(0);
			expect(await commandLine(server)).toBe('');
			expect(await tables()).toBe('table ip sites_own\n');
			expect(await links()).toContain(BRIDGE); // the guest is still plugged in
			expect(await machines.exec(head, 'sysctl', ['-n', 'net.ipv4.ip_forward'])).toBe('0\n');

			const again = await startMain();
			expect(await machines.exec(guest, 'busybox', ['wget', '-q', '-O', '-', 'http://192.0.2.2/'])).toBe('192.0.2.1');
			await machines.exec(head, 'ip', ['link', 'delete', 'vif1']);
			expect(await stopMain(again)).toBe(0);
			expect(await links()).not.toContain(BRIDGE);
			expect(await tables()).toBe('table ip sites_own\n');
		});

		it('starts the server again when it dies, and ends the one that a killed predecessor left', async () => {
			await configure(daemon);
			const cc = await startMain();
			const first = await dhcpPid();
			process.kill(first, 'SIGKILL');
			await vi.waitFor(async () => expect(await dhcpPid()).not.toBe(first), { timeout: 60_000 });
			await stopMain(cc, 'SIGKILL');
			const second = await dhcpPid();
			expect(await commandLine(second)).toMatch(/euca-dhcp/);
			await startMain();
			expect(await commandLine(second)).toBe('');
			await plugGuestIn();
			expect(await leaseAddress()).toMatchObject({ ip: '10.9.0.11' });
		});
	},
);

it('translates with chains of its own where there is no nft, and leaves the others alone', async () => {
	const nat = (verb: string) =>
		machines.exec(head, process.execPath, [join(import.meta.dirname, '../helpers/euca-iptables.ts'), verb, BRIDGE]);
	const rules = async () => (await machines.exec(head, 'iptables-save', [])).replace(/^(#|:|\*|COMMIT).*\n/gm, '');
	await machines.exec(head, 'iptables', ['-A', 'FORWARD', '-s', '203.0.113.1/32', '-j', 'DROP']);
	const before = await rules();
	await machines.exec(head, 'ip', ['link', 'add', BRIDGE, 'type', 'bridge']);
	await machines.exec(head, 'ip', ['address', 'add', '10.9.0.1/24', 'dev', BRIDGE]);
	await machines.exec(head, 'ip', ['link', 'set', BRIDGE, 'up']);
	await machines.exec(head, 'sysctl', ['-q', 'net.ipv4.ip_forward=1']);
	await plugGuestIn();
	await machines.exec(guest, 'ip', ['address', 'add', '10.9.0.11/24', 'dev', 'eth0']);
	await machines.exec(guest, 'ip', ['route', 'add', 'default', 'via', '10.9.0.1']);
	await startOutside();
	await nat('add');
	const once = await rules();
	await nat('add');
	expect(await rules()).toBe(once);
	expect(once).toContain('203.0.113.1');
	expect(await machines.exec(guest, 'busybox', ['wget', '-q', '-O', '-', 'http://192.0.2.2/'])).toBe('192.0.2.1');
	await startPage(head, '0.0.0.0', 8773);
	expect(await askMetadata()).toBe('10.9.0.11');
	await nat('remove');
	await nat('remove');
	expect(await rules()).toBe(before);
});

it('makes do with the iptables of 2010, which cannot wait and cannot look for a rule', async () => {
	const old = join(prefix, 'iptables-1.4.7');
	const real = join(prefix, 'iptables');
	await writeFile(
		old,
		`#!/bin/sh
case " $* " in
*" -w "* | *" -C "*) echo "iptables v1.4.7: unknown option" >&2; exit 2 ;;
*" --version "*) echo 'iptables v1.4.7'; exit ;;
esac
exec ${real} "$@"
`,
		{ mode: 0o755 },
	);
	const helper = join(import.meta.dirname, '../helpers/euca-iptables.ts');
	const nat = (verb: string) => {
		const script =
			'touch "$1" && mount --bind /usr/sbin/iptables "$1" && mount --bind "$2" /usr/sbin/iptables && shift 2 && exec "$@"';
		return machines.exec(head, 'sh', ['-c', script, 'sh', real, old, process.execPath, helper, verb, BRIDGE]);
	};
	const rules = async () => (await machines.exec(head, 'iptables-save', [])).replace(/^(#|:|\*|COMMIT).*\n/gm, '');
	const before = await rules();
	await nat('add');
	const once = await rules();
	expect(once).toContain('-j EUCA-FORWARD');
	await nat('add');
	expect(await rules()).toBe(once);
	await nat('remove');
	expect(await rules()).toBe(before);
});
