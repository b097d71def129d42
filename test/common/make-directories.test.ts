import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeDirectories } from '../../src/common/make-directories.ts';

let root: string;
beforeAll(async () => {
	root = await mkdtemp(join(tmpdir(), 'euca-directories-'));
});
afterAll(async () => rm(root, { recursive: true, force: true }));

test('makes what is missing, with the mode, and accepts what is there', async () => {
	const path = join(root, 'a/b/c');
	await makeDirectories(path, 0o700);
	await makeDirectories(path, 0o700);
	expect((await stat(path)).mode & 0o777).toBe(0o700);
});

test('a file in the way is an error', async () => {
	await writeFile(join(root, 'file'), '');
	await expect(makeDirectories(join(root, 'file'), 0o755)).rejects.toThrow('EEXIST');
	await expect(makeDirectories(join(root, 'file/below'), 0o755)).rejects.toThrow('ENOTDIR');
});

test('a file system that cannot hold it is an error, not an endless try', async () => {
	await expect(makeDirectories('/proc/nothing/here', 0o755)).rejects.toThrow('ENOENT');
});
