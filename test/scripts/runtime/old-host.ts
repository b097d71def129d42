import { cpSync, linkSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { run } from '../../../src/common/run.ts';

/** A root directory with a shell and nothing else but what the test puts there; the runtime lies where RPMs put it. */
export interface OldHost {
	readonly root: string;
	/** Runs a program there, under a kernel of that version or under this machine's. */
	run(kernel: string | undefined, command: readonly string[], env?: Readonly<Record<string, string>>): Promise<Said>;
	remove(): void;
}

export interface Said {
	readonly exitCode: number;
	readonly stdout: string;
	readonly stderr: string;
}

export const LIB = '/opt/eucalyptus-1.1/usr/lib/eucalyptus';
export const NODE = `${LIB}/node/bin/node`;
const APPLETS = ['sh', 'cat', 'dirname', 'echo', 'head', 'sed', 'sleep', 'tail', 'tr', 'wget'];

/**
 * @param tree what lies at LIB: `npm run build` of an architecture
 */
export async function makeOldHost(tree: string): Promise<OldHost> {
	const root = mkdtempSync(join(tmpdir(), 'euca-old-host-'));
	for (const folder of ['bin', 'dev', 'etc', 'proc', 'tmp', 'usr/share', dirname(LIB)]) {
		mkdirSync(join(root, folder), { recursive: true });
	}

	cpSync('/bin/busybox', join(root, 'bin/busybox'));
	for (const name of APPLETS) {
		symlinkSync('busybox', join(root, 'bin', name));
	}

	writeFileSync(join(root, 'etc/hosts'), '127.0.0.1 localhost frontend\n');
	linkTree(tree, join(root, LIB));
	const builtins = join(tree, 'node/nodejs');
	if (readdirSync(join(tree, 'node')).includes('nodejs')) {
		linkTree(builtins, join(root, 'usr/share/nodejs'));
	}

	const source = join(import.meta.dirname, 'old-kernel/old-kernel.c');
	await run('cc', ['-O2', '-Wall', '-Werror', '-static', '-o', join(root, 'bin/old-kernel'), source]);
	return {
		root,
		run: (kernel, command, env = {}) => {
			const words = kernel === undefined ? command : ['/bin/old-kernel', kernel, ...command];
			const options = { env, okCodes: ANY, timeoutMs: 60_000 };
			return run('unshare', ['-m', '-n', '-i', 'sh', '-c', ENTER, root, ...words], options);
		},
		remove: () => rmSync(root, { recursive: true, force: true }),
	};
}

const ANY = Array.from({ length: 256 }, (_, code) => code);
const ENTER = `set -e
ip link set lo up
mount --make-rprivate /
mount -t proc proc "$0/proc"
mount -t tmpfs dev "$0/dev"
for device in null:3 random:8 urandom:9; do mknod -m 666 "$0/dev/\${device%:*}" c 1 "\${device#*:}"; done
[ ! -e "$0/no-randomness" ] || { rm "$0/dev/random"; mkfifo "$0/dev/random"; echo 3 > "$0/entropy"; mount --bind "$0/entropy" "$0/proc/sys/kernel/random/entropy_avail"; }
[ ! -e "$0/kernel" ] || mount --bind "$0/kernel" "$0/proc/sys/kernel/osrelease"
exec chroot "$0" "$@"`;

function linkTree(from: string, to: string): void {
	mkdirSync(to, { recursive: true });
	for (const entry of readdirSync(from, { withFileTypes: true })) {
		const [source, target] = [join(from, entry.name), join(to, entry.name)];
		if (entry.isDirectory()) {
			linkTree(source, target);
		} else {
			try {
				linkSync(source, target);
			} catch {
				cpSync(source, target); // another file system
			}
		}
	}
}
