import { chmod, copyFile, mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { bindToLoader } from './bind-to-loader.ts';
import { runtimePackages, unpackPackages } from './debian-packages.ts';
import { writeLicences } from './licences.ts';
import { defaultRuntime } from './x86-64.ts';

const LOADER = 'ld-linux.so.2';
const LIBC = [LOADER, 'libc.so.6', 'libm.so.6', 'libdl.so.2', 'libpthread.so.0', 'librt.so.1'];
const OTHERS =
	/^lib(node|uv|brotlicommon|brotlidec|brotlienc|cares|nghttp2|crypto|ssl|icui18n|icuuc|icudata|stdc\+\+|gcc_s|z)\.so\.\d+$/;

/** Parts of Node that Debian keeps in files of their own; libnode knows them by these paths and no others. */
export const BUILTINS = [
	'acorn/dist/acorn.js',
	'acorn-walk/dist/walk.js',
	'cjs-module-lexer/lexer.js',
	'cjs-module-lexer/dist/lexer.js',
	'undici/undici-fetch.js',
];
/** Where libnode looks for them. */
export const BUILTINS_DIRECTORY = '/usr/share/nodejs';

/**
 * Debian's Node 18 for i386, the last there is, for kernels from 2.6.39 on. `nodejs/` holds what has to lie in
 * /usr/share/nodejs of the host.
 */
export async function makeI386(target: string): Promise<void> {
	const unpacked = join(target, 'unpacked');
	await unpackPackages('i386', await runtimePackages('i386'), unpacked);
	await mkdir(join(target, 'lib'));
	for (const folder of ['lib/i386-linux-gnu', 'usr/lib/i386-linux-gnu']) {
		for (const name of await readdir(join(unpacked, folder))) {
			if (LIBC.includes(name) || OTHERS.test(name)) {
				await copyFile(join(unpacked, folder, name), join(target, 'lib', name));
			}
		}
	}

	await chmod(join(target, 'lib', LOADER), 0o755);
	await mkdir(join(target, 'bin'));
	const node = join(target, 'bin/node');
	await copyFile(join(unpacked, 'usr/bin/node'), node);
	await bindToLoader(node, join(defaultRuntime(), 'lib', LOADER));
	await chmod(node, 0o755);
	for (const file of BUILTINS) {
		await mkdir(join(target, 'nodejs', file, '..'), { recursive: true });
		await copyFile(join(unpacked, BUILTINS_DIRECTORY, file), join(target, 'nodejs', file));
	}

	await copyFile(join(import.meta.dirname, 'check.sh'), join(target, 'check'));
	await chmod(join(target, 'check'), 0o755);
	await writeLicences(target, { unpacked, arch: 'i386' });
	await rm(unpacked, { recursive: true });
}
