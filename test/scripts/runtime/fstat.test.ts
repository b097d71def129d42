import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runtimePackages, unpackPackages } from '../../../scripts/runtime/debian-packages.ts';
import { useOldFstat, withOldFstat } from '../../../scripts/runtime/fstat.ts';

let work: string;
let libraries: string;
beforeAll(async () => {
	work = await mkdtemp(join(tmpdir(), 'euca-fstat-'));
	await unpackPackages('x86_64', await runtimePackages('x86_64'), join(work, 'debian'));
	libraries = join(work, 'debian/lib/x86_64-linux-gnu');
});
afterAll(async () => rm(work, { recursive: true, force: true }));

test.each(['libc.so.6', 'ld-linux-x86-64.so.2'])('%s is changed in ten bytes of one place', async (name) => {
	const path = join(work, name);
	await copyFile(join(libraries, name), path);
	const before = await readFile(path);
	await useOldFstat(path);
	const after = await readFile(path);
	const changed = [...before.keys()].filter((at) => before[at] !== after[at]);
	expect(after.length).toBe(before.length);
	expect((changed.at(-1) ?? 0) - (changed[0] ?? 0)).toBeLessThan(10);
	const first = changed[0] ?? 0;
	expect(after.subarray(first, first + 6).toString('hex')).toBe('b805000000e9');
});

test('a library that was not tested is refused, whatever is in it, and left alone', async () => {
	const path = join(work, 'libc.so.6');
	const other = Buffer.concat([await readFile(join(libraries, 'libc.so.6')), Buffer.from([0])]);
	await writeFile(path, other);
	await expect(useOldFstat(path)).rejects.toThrow('libc.so.6 is not the library that was tested on old kernels');
	expect(await readFile(path)).toEqual(other);
});

test('a library that was changed already is refused', async () => {
	const path = join(work, 'ld-linux-x86-64.so.2');
	await copyFile(join(libraries, 'ld-linux-x86-64.so.2'), path);
	await useOldFstat(path);
	await expect(useOldFstat(path)).rejects.toThrow('is not the library that was tested');
});

test('code that is absent, or there twice, is not guessed at', async () => {
	expect(() => withOldFstat(Buffer.alloc(10_000), 'none')).toThrow('occurs 0 times, expected 1');
	const library = await readFile(join(libraries, 'ld-linux-x86-64.so.2'));
	expect(() => withOldFstat(Buffer.concat([library, library]), 'double')).toThrow('occurs 2 times, expected 1');
});
