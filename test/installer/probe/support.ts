import type { HostLook } from '../../../src/installer/probe/cluster-look.ts';
import { readFirstLook } from '../../../src/installer/probe/gather.ts';
import type { Wish } from '../../../src/installer/probe/probe.ts';
import type { Role } from '../../../src/site/hosts.ts';

export interface Told {
	readonly machineId?: string;
	readonly hostName?: string;
	readonly address?: string;
	readonly mac?: string;
	readonly mtu?: number;
	/** Further lines of a section, `network`, `ports`, … */
	readonly more?: Readonly<Record<string, readonly string[]>>;
}

/** What firstLookScript prints on a host where all is well, with the differences that a test wants. */
export function told(name: string, index: number, changes: Told = {}): string {
	const hex = index.toString(16).padStart(4, '0');
	const { machineId = `id-${index}`, hostName = name, mtu = 1500 } = changes;
	const {
		address = `10.1.${index >> 8}.${(index & 255) + 1}`,
		mac = `02:00:00:00:${hex.slice(0, 2)}:${hex.slice(2)}`,
	} = changes;
	const more = (section: string) => (changes.more?.[section] ?? []).map((line) => `${line}\n`).join('');
	return `=== 
uptime=100.00 100.10
end=Y
=== system
os=debian
osVersion=12
osTitle=Debian GNU/Linux 12 (bookworm)
hostName=${hostName}
architecture=x86_64
kernel=6.1.0
glibc=2.36
memoryMb=8000
freeMemoryMb=7000
cores=4
processor=Test
pid1=systemd
systemd=Y
root=Y
packageManager=apt-get
ownAddress=${address}
machineId=${machineId}
${more('system')}=== disk
programsWritable=Y
instancesWritable=Y
fs=4096 23040000 12800000 ext2/ext3
fs=4096 23040000 12800000 ext2/ext3
=== hypervisor
virtualization=
qemu=/usr/bin/qemu-system-x86_64
qemuVersion=7.2.0
=== libvirt
library=0.9000.0
virsh=Y
daemon=Y
socket=/run/libvirt/libvirt-sock
=== network
device=lo 00:00:00:00:00:00 65536 unknown -
device=eth0 ${mac} ${mtu} up -
device=xenbr0 ${mac} ${mtu} up bridge
port=xenbr0 eth0
ip=Y
address=lo 127.0.0.1/8
address=xenbr0 ${address}/16
route=xenbr0 00000000 0100010A 0003 0 00000000
resolver=10.1.0.1
tun=Y
${more('network')}=== ports
told=ss
${more('ports')}=== apache
program=/usr/sbin/apache2
version=2.4.62
proxy=Y
=== node
ours=v24.0.0
=== java
path=/usr/bin/java
version=17.0.1
=== rsync
version=3.2.7
=== clock
now=1795537589.5
uptime=100.05
keptBy=chronyd
${more('clock')}${Object.entries(changes.more ?? {})
	.filter(([section]) => !['system', 'network', 'ports', 'clock'].includes(section))
	.map(([section, lines]) => `=== ${section}\n${lines.join('\n')}\n`)
	.join('')}`;
}

export function wishFor(roles: readonly Role[], changes: Partial<Wish> = {}): Wish {
	return {
		roles,
		alone: false,
		ownLibraries: false,
		eucalyptus: '/opt/eucalyptus-1.1',
		systemRoot: '/',
		instancePath: '/srv/instances',
		bridge: '',
		ports: [],
		kernels: [],
		hypervisor: 'qemu',
		...changes,
	};
}

/** A cluster of a front-end and so many nodes, all well, as it was seen. */
export function seenCluster(
	nodes: number,
	changes: (index: number) => Partial<HostLook> & { readonly told?: Told } = () => ({}),
): readonly HostLook[] {
	const names = ['head', ...Array.from({ length: nodes }, (_, index) => `node${index + 1}`)];
	const asked = names.length <= 128 ? names : names.slice(0, 1);
	const resolved = asked.map((name, index) => `name=${name} 10.1.${index >> 8}.${(index & 255) + 1}`);
	return names.map((name, index) => {
		const { told: differs, ...rest } = changes(index);
		return {
			name,
			wish: wishFor(index === 0 ? ['cloud', 'cluster'] : ['node']),
			facts: readFirstLook(name, told(name, index, { ...differs, more: { names: resolved, ...differs?.more } })).facts,
			roundTripMs: 5,
			clock: { offsetMs: 0, uncertaintyMs: 50 },
			late: [],
			found: [],
			...rest,
		};
	});
}
