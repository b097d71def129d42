import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { run } from '../../src/common/run.ts';
import { directory, type Entry, file, link, sorted } from './entries.ts';
import type { Kernel } from './kernel-package.ts';

const BUSYBOX = '/bin/busybox';
const DROPBEAR = '/usr/sbin/dropbear';
const DROPBEARKEY = '/usr/bin/dropbearkey';
const DISK_DRIVERS = [
	'drivers/virtio/virtio',
	'drivers/virtio/virtio_ring',
	'drivers/virtio/virtio_pci_legacy_dev',
	'drivers/virtio/virtio_pci_modern_dev',
	'drivers/virtio/virtio_pci',
	'drivers/block/virtio_blk',
	'drivers/block/xen-blkfront',
	'drivers/char/hw_random/virtio-rng',
];
const OTHER_DRIVERS = [
	'net/core/failover',
	'drivers/net/net_failover',
	'drivers/net/virtio_net',
	'drivers/net/xen-netfront',
	'drivers/input/evdev',
	'drivers/acpi/button',
];

/** The ramdisk: the kernel's disk drivers are modules, so something must load them before the root disk can be read. */
export async function ramdiskContents(kernel: Kernel): Promise<readonly Entry[]> {
	return sorted([
		...['/proc', '/sys', '/dev', '/root'].map((path) => directory(path)),
		file('/bin/busybox', await readFile(BUSYBOX), 0o755),
		file('/init', await shipped('ramdisk-init'), 0o755),
		...(await modules(kernel, DISK_DRIVERS, '/mod')),
	]);
}

/** The root file system: busybox and dropbear of this machine, and a handful of settings. */
export async function rootContents(kernel: Kernel): Promise<readonly Entry[]> {
	return sorted([
		...['/proc', '/sys', '/dev', '/mnt', '/var/run', '/var/log', '/etc/dropbear'].map((path) => directory(path)),
		directory('/tmp', 0o1777),
		directory('/root', 0o700),
		directory('/root/.ssh', 0o700),
		...(await programs()),
		...(await modules(kernel, OTHER_DRIVERS, '/lib/modules')),
		...(await settings(kernel)),
	]);
}

async function programs(): Promise<Entry[]> {
	const { stdout } = await run(BUSYBOX, ['--list']);
	const applets = stdout
		.trim()
		.split('\n')
		.filter((applet) => applet !== 'busybox');
	const libraries = (await run('ldd', [DROPBEAR])).stdout.matchAll(/(\/\S+) \(0x/g);
	return [
		file('/bin/busybox', await readFile(BUSYBOX), 0o755),
		...applets.map((applet) => link(`/bin/${applet}`, 'busybox')),
		// The kernel itself calls these three by path.
		...['init', 'poweroff', 'reboot'].map((applet) => link(`/sbin/${applet}`, '/bin/busybox')),
		file(DROPBEAR, await readFile(DROPBEAR), 0o755),
		file(DROPBEARKEY, await readFile(DROPBEARKEY), 0o755),
		...(await Promise.all([...libraries].map(async ([, path = '']) => file(path, await readFile(path), 0o755)))),
	];
}

async function settings(kernel: Kernel): Promise<Entry[]> {
	const password = (await run(BUSYBOX, ['mkpasswd', '-m', 'sha512', '-S', 'ttylinux', 'root'])).stdout.trim();
	return [
		file('/etc/passwd', `root:${password}:0:0:root:/root:/bin/sh\n`),
		file('/etc/group', 'root:x:0:\n'),
		file('/etc/shells', '/bin/sh\n'),
		file('/etc/hostname', 'ttylinux\n'),
		file('/etc/hosts', '127.0.0.1 localhost ttylinux\n'),
		file('/etc/issue', 'ttylinux \\l\n'),
		file('/etc/release', `ttylinux for Eucalyptus, Debian kernel ${kernel.release}\n`),
		file('/etc/inittab', await shipped('inittab')),
		file('/etc/init.d/rcS', await shipped('rcS'), 0o755),
		file('/etc/acpi/PWRF/00000080', await shipped('power-button'), 0o755),
		file('/usr/share/udhcpc/default.script', await shipped('udhcpc.script'), 0o755),
	];
}

async function modules(kernel: Kernel, paths: readonly string[], target: string): Promise<Entry[]> {
	return Promise.all(paths.map(async (path) => file(`${target}/${basename(path)}.ko`, await kernel.module(path))));
}

async function shipped(name: string): Promise<Buffer> {
	return readFile(join(import.meta.dirname, 'files', name));
}
