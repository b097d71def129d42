import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from '../../src/common/run.ts';

const META_PACKAGE = 'linux-image-cloud-amd64';

export interface Kernel {
	/** As `uname -r` says it. */
	readonly release: string;
	readonly image: Buffer;
	/** A module by its path below `kernel/`, without `.ko`. */
	module(path: string): Promise<Buffer>;
}

/** Debian's cloud kernel: fetched and unpacked once below `cache`, never installed on this machine. */
export async function fetchKernel(cache: string): Promise<Kernel> {
	const unpacked = await unpackedPackage(cache);
	const modules = join(unpacked, 'lib/modules');
	const release = (await readdir(modules)).at(0);
	if (release === undefined) {
		throw new Error(`${unpacked} holds no kernel modules: delete ${cache} and try again`);
	}

	return {
		release,
		image: await readFile(join(unpacked, 'boot', `vmlinuz-${release}`)),
		module: (path) => readFile(join(modules, release, 'kernel', `${path}.ko`)),
	};
}

async function unpackedPackage(cache: string): Promise<string> {
	await mkdir(cache, { recursive: true });
	const target = join(cache, await newestKernelPackage());
	if (existsSync(target)) {
		return target;
	}

	const work = `${target}.part`;
	await rm(work, { recursive: true, force: true });
	await mkdir(work);
	const name = target.slice(cache.length + 1).split('_')[0] ?? '';
	await run('apt-get', ['-o', 'APT::Sandbox::User=root', 'download', name], { cwd: work, timeoutMs: 600_000 });
	const archive = (await readdir(work)).find((file) => file.endsWith('.deb'));
	if (archive === undefined) {
		throw new Error(`apt-get download ${name} brought no package`);
	}

	await run('dpkg-deb', ['-x', join(work, archive), join(work, 'content')], { timeoutMs: 120_000 });
	await rename(join(work, 'content'), target);
	await rm(work, { recursive: true });
	return target;
}

/** `linux-image-<release>_<version>`: what the meta package stands for in the package lists of this machine. */
async function newestKernelPackage(): Promise<string> {
	let name = await dependency();
	if (name === undefined) {
		await run('apt-get', ['update'], { timeoutMs: 300_000 });
		name = await dependency();
	}

	if (name === undefined) {
		throw new Error(`no package ${META_PACKAGE} in the package lists: this needs Debian on amd64, and apt-get update`);
	}

	const { stdout } = await run('apt-cache', ['show', '--no-all-versions', name]);
	return `${name}_${/^Version: (.*)$/m.exec(stdout)?.[1] ?? 'unknown'}`;
}

async function dependency(): Promise<string | undefined> {
	const { stdout } = await run('apt-cache', ['depends', META_PACKAGE], { okCodes: [0, 100] });
	return /Depends: (linux-image-\S+)/.exec(stdout)?.[1];
}
