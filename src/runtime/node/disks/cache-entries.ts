import { mkdir, readdir, readFile, rm, rmdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';

const digestFile = z.object({ sha256: z.string(), bytes: z.int() });
export type Digest = z.output<typeof digestFile>;

export interface CacheEntry {
	/** `<cache>/<imageId>/<kind>` */
	readonly path: string;
	/** What it takes on disk, holes not counted. */
	readonly storedBytes: number;
	/** Milliseconds since 1970. */
	readonly usedAt: number;
}

/** What an entry holds; undefined if it is not complete. */
export async function readDigest(entry: string): Promise<Digest | undefined> {
	try {
		const digest = digestFile.parse(JSON.parse(await readFile(`${entry}-digest`, 'utf8')));
		return (await stat(entry)).size === digest.bytes ? digest : undefined;
	} catch {
		return undefined;
	}
}

/** At the start of the node: what a killed process left half done goes away. */
export async function removeIncomplete(cache: string): Promise<void> {
	await mkdir(cache, { recursive: true, mode: 0o711 });
	for (const imageId of await readdir(cache)) {
		const directory = join(cache, imageId);
		for (const name of await namesIn(directory)) {
			const owner = join(directory, name.replace(/(-digest|-staging|\.meta|-staging\.meta)$/, ''));
			if (name.includes('-staging') || name.endsWith('.tmp') || (await readDigest(owner)) === undefined) {
				await rm(join(directory, name), { force: true, recursive: true });
			}
		}

		await rmdir(directory).catch(() => {}); // not empty, as a rule
	}
}

export async function listEntries(cache: string): Promise<CacheEntry[]> {
	const entries: CacheEntry[] = [];
	for (const imageId of await namesIn(cache)) {
		const directory = join(cache, imageId);
		for (const name of (await namesIn(directory)).filter((each) => each.endsWith('-digest'))) {
			const path = join(directory, name.replace(/-digest$/, ''));
			const [digest, ...files] = await Promise.all([
				stat(`${path}-digest`).catch(() => undefined),
				storedBytes(path),
				storedBytes(`${path}.meta`),
			]);
			if (digest !== undefined) {
				entries.push({ path, storedBytes: files[0] + files[1], usedAt: digest.mtimeMs });
			}
		}
	}

	return entries;
}

async function storedBytes(path: string): Promise<number> {
	return stat(path).then(
		({ blocks }) => blocks * 512,
		() => 0,
	);
}

async function namesIn(directory: string): Promise<string[]> {
	return readdir(directory).catch(() => []);
}
