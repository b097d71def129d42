import { expect, test } from 'vitest';
import { readFirstLook } from '../../../src/installer/probe/gather.ts';
import { PROBE_NAMES } from '../../../src/installer/probe/index.ts';
import { judge } from '../../../src/installer/probe/judge.ts';
import type { Wish } from '../../../src/installer/probe/probe.ts';
import { told, wishFor } from './support.ts';

function look(more: Readonly<Record<string, readonly string[]>>, changes: Partial<Wish> = {}) {
	const { facts } = readFirstLook('here', told('here', 1, { more }));
	const ids = judge('here', facts, wishFor(['cloud', 'cluster', 'node'], changes)).map(({ id }) => id);
	return { facts, ids };
}

test.each([
	['ss of today', 'LISTEN 0 128 0.0.0.0:8775 0.0.0.0:* users:(("python3",pid=42,fd=3))'],
	[
		'ss of CentOS 6',
		'LISTEN     0      128                      :::8775                    :::*      users:(("python3",42,3))',
	],
	['netstat', 'tcp        0      0 0.0.0.0:8775            0.0.0.0:*               LISTEN      42/python3'],
])('who has a port is read from %s', (_, line) => {
	const ports = [
		`line=${line}`,
		'commands===> /dev/null <== ==> /proc/42/cmdline <== python3 -m http.server ==> /proc/43/cmdline <== other',
	];
	const { facts, ids } = look({ ports }, { ports: [{ port: 8775, what: 'node controller', option: '--node-port' }] });
	expect(facts.ports.listener).toEqual([
		expect.objectContaining({ port: 8775, pid: 42, command: 'python3 -m http.server' }),
	]);
	expect(ids).toEqual(['PORT_TAKEN']);
});

test('a port that a process of the installation itself has is not taken', () => {
	const ports = [
		'line=LISTEN 0 128 *:8775 *:* users:(("httpd",pid=42,fd=3))',
		'commands===> /proc/42/cmdline <== apache2 -f /opt/eucalyptus-1.1/var/run/x.conf',
	];
	expect(look({ ports }, { ports: [{ port: 8775, what: 'x', option: '--x' }] }).ids).toEqual([]);
});

test.each([
	[
		'nft with a policy',
		['rule=type filter hook input priority filter; policy drop;', 'rule=tcp dport 22 accept'],
		true,
	],
	[
		'iptables of CentOS',
		[
			'rule=:INPUT ACCEPT [0:0]',
			'rule=-A INPUT -p tcp --dport 22 -j ACCEPT',
			'rule=-A INPUT -j REJECT --reject-with icmp-host-prohibited',
		],
		true,
	],
	['the port let in', ['rule=:INPUT DROP [0:0]', 'rule=-A INPUT -p tcp --dport 8775 -j ACCEPT'], false],
	[
		'a range let in',
		['rule=type filter hook input priority 0; policy drop;', 'rule=tcp dport 8000-9000 accept'],
		false,
	],
	['nothing refused', ['rule=type filter hook input priority filter; policy accept;'], false],
	['only forwarding refused', ['rule=:INPUT ACCEPT [0:0]', 'rule=:FORWARD DROP [0:0]'], false],
])('a firewall is read: %s', (_, firewall, shut) => {
	const ports = [{ port: 8775, what: 'node controller', option: '--node-port' }];
	expect(look({ firewall }, { ports }).ids).toEqual(shut ? ['FIREWALL_CLOSED'] : []);
});

test.each([
	['1.6.0_45', [], ['JAVA_LIMITED']],
	['1.6.0_45', ['allPermission=Y'], []],
	['1.8.0_150', [], ['JAVA_LIMITED']],
	['1.8.0_161', [], []],
	['17.0.2', ['policy=limited'], ['JAVA_LIMITED']],
])('Java %s with %j', (version, more, expected) => {
	const text = told('here', 1).replace('version=17.0.1', [`version=${version}`, ...more].join('\n'));
	const { facts } = readFirstLook('here', text);
	expect(judge('here', facts, wishFor(['node'])).map(({ id }) => id)).toEqual(expected);
});

test('no finding about Java is more than good to know, and each says who needs it', () => {
	const { facts } = readFirstLook('here', told('here', 1).replace('path=/usr/bin/java', ''));
	const [finding] = judge('here', facts, wishFor(['node']));
	expect(finding).toMatchObject({ id: 'NO_JAVA', severity: 'info', why: expect.stringContaining('Amazon') });
});

test('libvirt says its version by the name of its library, old and new', () => {
	expect(look({}).facts.libvirt.library).toBe('9.0.0');
	const old = told('here', 1).replace('library=0.9000.0', 'library=0.10.2');
	expect(readFirstLook('here', old).facts.libvirt.library).toBe('0.10.2');
});

test('a kernel and a C library that cannot run our programs block', () => {
	const text = told('here', 1).replace('kernel=6.1.0', 'kernel=2.6.18-53.el5xen').replace('glibc=2.36', 'glibc=2.5');
	const { facts } = readFirstLook('here', text);
	const ids = judge('here', facts, wishFor(['node'])).map(({ id }) => id);
	expect(ids).toEqual(['KERNEL_OLD', 'C_LIBRARY']);
	const own = judge('here', facts, wishFor(['node'], { ownLibraries: true }));
	expect(own.map(({ id }) => id)).toEqual(['KERNEL_OLD']);
});

test('SELinux, a missing bridge and the processor that could virtualize are told', () => {
	expect(look({ selinux: ['enforcing=1'] }).ids).toEqual(['SELINUX_ENFORCING']);
	expect(look({}, { bridge: 'br7' }).ids).toEqual(['NO_BRIDGE']);
	const { facts } = readFirstLook('here', told('here', 1).replace('virtualization=', 'virtualization=vmx'));
	expect(judge('here', facts, wishFor(['node'], { hypervisor: undefined })).map(({ id }) => id)).toEqual(['KVM_OFF']);
});

test('a host that only bears controllers needs neither hypervisor nor bridge', () => {
	const text = told('here', 1).replace('qemu=/usr/bin/qemu-system-x86_64\n', '').replace('virsh=Y\n', '');
	const { facts } = readFirstLook('here', text);
	expect(judge('here', facts, wishFor(['cloud', 'cluster'], { bridge: 'br7' }))).toEqual([]);
});

test('the disks are read whatever the file systems are called', () => {
	expect(look({}).facts.disk).toMatchObject({
		programsFreeMb: 50_000,
		instancesFreeMb: 50_000,
		instancesTotalMb: 90_000,
	});
});

test('a process that calls itself like a heading is a process, and its words are kept apart by blanks', () => {
	const text = `=== n0-\nend=Y\n${told('here', 1).replace('=== \nuptime=100.00 100.10\nend=Y\n', '').replaceAll('=== ', '=== n0-')}`;
	const commands = '==> /dev/null <==\n\n==> /proc/42/cmdline <==\nx\0-f\n=== system\nos=plan9\0y';
	const port = '=== n0-ports\nline=LISTEN 0 128 *:8775 *:* users:(("x",pid=42,fd=3))\n';
	const { facts } = readFirstLook('here', `${text}${port}=== n0-ports:commands\n${commands}\n`, 'n0-');
	expect(facts.system.os).toBe('debian');
	expect(facts.ports.listener[0]?.command).toBe('x -f === system os=plan9 y');
});

test('where the look itself had to be ended, what it was at and what it had not come to is unknown, and no more', () => {
	const text = told('here', 1)
		.replace('end=Y\n', '')
		.replace(/^=== (system|disk|hypervisor|libvirt)$/gm, '$&\nbegun=Y');
	const { late } = readFirstLook('here', text);
	expect(late).toEqual(PROBE_NAMES.slice(PROBE_NAMES.indexOf('libvirt')));
});
