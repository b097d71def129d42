import { chmod, copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { interpreterOf } from '../../../src/common/interpreter.ts';
import { run } from '../../../src/common/run.ts';
import { boundNode } from '../../../src/installer/plan/bound-node.ts';
import { sha256 } from '../../../src/installer/plan/desired.ts';

// /bin/true stands for Node: what counts is how a program finds its loader.
let work: string;
let node: { path: string; sha256: string };
beforeAll(async () => {
	work = await mkdtemp(join(tmpdir(), 'euca-bound-node-'));
	await mkdir(join(work, 'node/bin'), { recursive: true });
	node = await bundled('/opt/eucalyptus-1.1/usr/lib/eucalyptus/node/lib/ld-linux-x86-64.so.2');
});
afterAll(async () => rm(work, { recursive: true, force: true }));

async function bundled(loader: string) {
	const { bindToLoader } = await import('../../../scripts/runtime/bind-to-loader.ts');
	const path = join(work, 'node/bin/node');
	await copyFile('/bin/true', path);
	await chmod(path, 0o755);
	await bindToLoader(path, loader);
	return { path: 'node/bin/node', sha256: sha256(await readFile(path)) };
}

test('an installation elsewhere gets a program that starts with the loader there', async () => {
	const lib = join(work, 'elsewhere');
	await mkdir(join(lib, 'node/lib'), { recursive: true });
	await copyFile('/lib64/ld-linux-x86-64.so.2', join(lib, 'node/lib/ld-linux-x86-64.so.2'));
	await chmod(join(lib, 'node/lib/ld-linux-x86-64.so.2'), 0o755);
	const bound = await boundNode(work, node, lib);
	expect(bound).toBeDefined();
	expect((await interpreterOf(bound?.path ?? ''))?.path).toBe(join(lib, 'node/lib/ld-linux-x86-64.so.2'));
	expect(sha256(await readFile(bound?.path ?? ''))).toBe(bound?.sha256);
	await chmod(bound?.path ?? '', 0o755);
	await run(bound?.path ?? '', []);
});

test('an installation where the program was built for gets it as it is', async () => {
	expect(await boundNode(work, node, '/opt/eucalyptus-1.1/usr/lib/eucalyptus')).toBeUndefined();
});

test('a program that uses the loader of its host is left alone', async () => {
	await copyFile('/bin/true', join(work, 'plain'));
	expect(await boundNode(work, { path: 'plain', sha256: '' }, join(work, 'elsewhere'))).toBeUndefined();
	await writeFile(join(work, 'script'), '#!/bin/sh\n');
	expect(await boundNode(work, { path: 'script', sha256: '' }, join(work, 'elsewhere'))).toBeUndefined();
});

test('a directory with too long a name is refused', async () => {
	await expect(boundNode(work, node, `/${'x'.repeat(250)}`)).rejects.toThrow('is too long a path');
});
