import { createHash } from 'node:crypto';
import {
	cpSync,
	existsSync,
	mkdirSync,
	mkdtempSync,
	readFileSync,
	rmSync,
	statSync,
	symlinkSync,
	writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { packageFile, runtimePackages } from '../../../scripts/runtime/debian-packages.ts';
import { run } from '../../../src/common/run.ts';

const top = resolve(import.meta.dirname, '../../..');

export interface Checkout {
	readonly directory: string;
	/** `make newer-libraries` there, on a machine whose mirror has these packages and no others. */
	newerLibraries(packages: readonly string[]): Promise<{ exitCode: number; stdout: string; stderr: string }>;
	/** Everything that is not as it was committed. */
	changes(): Promise<string>;
	remove(): void;
}

/** A checkout of its own, with the packages of x86-64 at hand. */
export async function ownCheckout(): Promise<Checkout> {
	const work = mkdtempSync(join(tmpdir(), 'euca-newer-'));
	const directory = join(work, 'checkout');
	const { stdout } = await run('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: top });
	for (const name of stdout.split('\0').filter((each) => each !== '' && existsSync(join(top, each)))) {
		cpSync(join(top, name), join(directory, name));
	}

	symlinkSync(join(top, 'node_modules'), join(directory, 'node_modules'));
	const cache = join(directory, 'build/cache/debian/x86_64');
	mkdirSync(cache, { recursive: true });
	for (const name of await runtimePackages('x86_64')) {
		const file = await packageFile('x86_64', name);
		cpSync(file, join(cache, basename(file)));
	}

	const git = (...words: readonly string[]) =>
		run('git', ['-C', directory, '-c', 'user.name=t', '-c', 'user.email=t@t', ...words]);
	await git('init', '-q');
	await git('add', '-A', '--', 'packages', 'scripts');
	await git('commit', '-qm', 'as it was');
	return {
		directory,
		changes: async () => (await git('status', '--porcelain', '--', 'packages', 'scripts')).stdout,
		remove: () => rmSync(work, { recursive: true }),
		async newerLibraries(packages) {
			const mirror = mkdtempSync(join(work, 'mirror-'));
			writeFileSync(join(mirror, 'Packages'), (await Promise.all(packages.map(entryOf))).join('\n'));
			for (const path of packages) {
				cpSync(path, join(mirror, basename(path)));
			}

			const words = [process.execPath, 'scripts/newer-libraries.ts'];
			return run('unshare', ['-m', 'sh', '-c', BEHIND_MIRROR, 'sh', mirror, ...words], {
				cwd: directory,
				okCodes: [0, 1],
				timeoutMs: 600_000,
			});
		},
	};
}

/** This machine's files, but another list of mirrors. */
const BEHIND_MIRROR = `
	mount --make-rprivate /
	mount -t tmpfs none /etc/apt/sources.list.d
	[ ! -e /etc/apt/sources.list ] || mount --bind /dev/null /etc/apt/sources.list
	echo "deb [trusted=yes] file:$1 ./" >/etc/apt/sources.list.d/mirror.list
	shift
	exec "$@"
`;

/** Of a mirror's list. */
async function entryOf(path: string): Promise<string> {
	const sha256 = createHash('sha256').update(readFileSync(path)).digest('hex');
	const { stdout } = await run('dpkg-deb', ['-f', path]);
	return `${stdout}Filename: ./${basename(path)}\nSize: ${statSync(path).size}\nSHA256: ${sha256}\n`;
}

/** A package in a later version, with one of its files changed. @returns its path in `into` */
export async function laterVersion(
	deb: string,
	{ version, file, change, into }: { version: string; file: string; change: (bytes: Buffer) => Buffer; into: string },
): Promise<string> {
	const tree = mkdtempSync(join(into, 'tree-'));
	await run('dpkg-deb', ['-R', deb, tree]);
	writeFileSync(join(tree, file), change(readFileSync(join(tree, file))));
	const control = join(tree, 'DEBIAN/control');
	writeFileSync(control, readFileSync(control, 'utf8').replace(/^Version: .*/m, `Version: ${version}`));
	const path = join(into, basename(deb).replace(/_[^_]*\.deb$/, `_${version}.deb`));
	await run('dpkg-deb', ['--root-owner-group', '-Znone', '-b', tree, path]);
	return path;
}
