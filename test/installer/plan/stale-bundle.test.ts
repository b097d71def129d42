import { mkdir, mkdtemp, rm, unlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { isStale, MADE_FROM, sourcesDigest } from '../../../src/installer/plan/stale-bundle.ts';

/** As a build leaves it; everything is an hour old. */
async function checkout(without?: string): Promise<string> {
	const root = await mkdtemp(join(tmpdir(), 'euca-checkout-'));
	onTestFinished(() => rm(root, { recursive: true, force: true }));
	const put = async (path: string, text: string) => {
		await mkdir(dirname(join(root, path)), { recursive: true });
		await writeFile(join(root, path), text);
	};
	for (const path of ['scripts/build.ts', 'src/a/a.ts', 'src/a/b.ts', 'templates/config/c.hbs', 'dist/bundle.json']) {
		await put(path, path);
	}

	await put(MADE_FROM, `${await sourcesDigest(root)}\n`);
	if (without !== undefined) {
		await rm(join(root, without), { recursive: true });
	}

	const past = Date.now() / 1000 - 3600;
	for (const path of [
		'src/a/a.ts',
		'src/a/b.ts',
		'src/a',
		'src',
		'templates/config/c.hbs',
		MADE_FROM,
		'dist/bundle.json',
	]) {
		await utimes(join(root, path), past, past).catch(() => {});
	}

	return root;
}

test('what was just built is what would be installed', async () => {
	expect(await isStale(await checkout())).toBe(false);
});

test('a source that changed since, came or went, makes the programs old', async () => {
	const changed = await checkout();
	await writeFile(join(changed, 'src/a/a.ts'), 'new');
	expect(await isStale(changed)).toBe(true);
	const more = await checkout();
	await writeFile(join(more, 'src/a/d.ts'), '');
	expect(await isStale(more)).toBe(true);
	const fewer = await checkout();
	await unlink(join(fewer, 'src/a/b.ts'));
	expect(await isStale(fewer)).toBe(true);
});

test('a source that is only younger, as after going to another branch and back, does not', async () => {
	const root = await checkout();
	await writeFile(join(root, 'src/a/a.ts'), 'src/a/a.ts');
	expect(await isStale(root)).toBe(false);
});

test('an installation, and a checkout that was never built, are not old', async () => {
	for (const without of ['scripts/build.ts', 'dist/bundle.json']) {
		const root = await checkout(without);
		await writeFile(join(root, 'src/a/a.ts'), 'new');
		expect(await isStale(root)).toBe(false);
	}
});
