import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { copyImageFile } from '../../../src/tools/euca/copy-image-file.ts';

let root: string;
beforeAll(async () => {
	root = await mkdtemp(join(tmpdir(), 'euca-copy-'));
});
afterAll(async () => rm(root, { recursive: true, force: true }));

const never = new AbortController().signal;
const ignore = () => {};

test.each([0, 1, 65_535, 65_536, 5_000_000, 8 * 1024 * 1024])('a copy of %i random bytes is the same', async (size) => {
	const content = randomBytes(size);
	const [source, target] = [join(root, `s${size}`), join(root, `t${size}`)];
	await writeFile(source, content);
	const copied = await copyImageFile(source, target, never, ignore);
	expect(await readFile(target)).toEqual(content);
	expect(copied).toEqual({
		path: target,
		sizeBytes: size,
		sha256: createHash('sha256').update(content).digest('hex'),
	});
});

test('zeros take no room, at the end neither', async () => {
	const [source, target] = [join(root, 'sparse'), join(root, 'sparse-copy')];
	await writeFile(source, randomBytes(100_000));
	await truncate(source, 100 * 1024 * 1024);
	const seen: number[] = [];
	const { sizeBytes } = await copyImageFile(source, target, never, (bytes) => seen.push(bytes));
	expect(sizeBytes).toBe(100 * 1024 * 1024);
	expect(seen.at(-1)).toBe(sizeBytes);
	expect((await stat(target)).blocks * 512).toBeLessThan(1024 * 1024);
	expect((await readFile(target)).equals(await readFile(source))).toBe(true);
});

test('an aborted copy says why', async () => {
	const source = join(root, 'aborted');
	await writeFile(source, randomBytes(10));
	const signal = AbortSignal.abort(new Error('ended by SIGINT'));
	await expect(copyImageFile(source, join(root, 'aborted-copy'), signal, ignore)).rejects.toThrow('ended by SIGINT');
});
