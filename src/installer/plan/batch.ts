import { randomBytes } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { type TarEntry, tarOf, tarPieces } from '../../common/tar.ts';
import { installerErrors } from '../errors.ts';
import { statePaths } from '../gate/state-directory.ts';
import type { Host } from '../transport/host.ts';
import { BATCH } from './batch-script.ts';
import type { DesiredFile } from './desired.ts';
import { type Manifest, manifestPath, printManifest } from './manifest.ts';

/** One small act on a host. `was`: the checksum of what it replaces, `missing`, or `any` when that does not matter. */
export type Act =
	| { readonly act: 'directory'; readonly path: string; readonly mode: number | undefined }
	| { readonly act: 'link'; readonly path: string; readonly target: string }
	| { readonly act: 'put'; readonly file: DesiredFile; readonly was: string }
	/** As `put`, with a content that is not the desired one: a merge. */
	| { readonly act: 'merge'; readonly file: DesiredFile; readonly content: string; readonly was: string }
	| { readonly act: 'mode'; readonly path: string; readonly mode: number }
	| { readonly act: 'remove'; readonly path: string; readonly isDirectory: boolean };

/** What a person is told is one change: a sentence and what it takes. */
export interface BatchItem {
	readonly sentence: string;
	readonly acts: readonly Act[];
}

export interface Batch {
	readonly eucalyptus: string;
	readonly items: readonly BatchItem[];
	/** On the host before the first act, so that a killed run forgets nothing. */
	readonly manifest: Manifest;
	/** On the host after the last act, if that is another. */
	readonly finalManifest: Manifest;
	/** Name to keep the present manifest under, as a generation to return to. */
	readonly keepAs: string | undefined;
	/** Remember no generation, and forget this one: it is the one that is being returned to. */
	readonly forget?: string;
	readonly journalLine: (state: 'begin' | 'done', sentence: string) => string;
	readonly packs: Packs;
}

/** Does it all in one go, on the host: a connection that breaks leaves whole files and a journal that says which. */
export async function runBatch(host: Host, batch: Batch): Promise<void> {
	const { eucalyptus, items, packs, keepAs = '-', forget = '-' } = batch;
	const { directory } = statePaths(eucalyptus);
	const local = items.flatMap(({ acts }) => acts).flatMap((act) => localFile(act));
	const pack = local.length === 0 ? undefined : await packs.packOf(local);
	const packed = pack === undefined ? '-' : join(directory, 'pack');
	if (pack !== undefined) {
		await host.upload(pack, packed, 0o600);
	}

	const argv = ['/bin/sh', '-c', BATCH, 'euca-batch', directory, manifestPath(eucalyptus), packed, keepAs, forget];
	const options = { input: tarOf(textsOf(batch)), okCodes: [0, 1, 28, 29, 30], timeoutMs: 600_000 };
	const { exitCode, stderr } = await host.exec(argv, options);
	const path = stderr.trim().split('\n').at(-1) ?? '';
	switch (exitCode) {
		case 0:
			return;
		case 28:
			throw installerErrors('DISK_FULL', { host: host.name, path: path === '' ? eucalyptus : path });
		case 29:
			throw installerErrors('UPLOAD_DAMAGED', { host: host.name, path });
		case 30:
			throw installerErrors('CHANGED_MEANWHILE', { host: host.name, path });
		default:
			throw installerErrors('HOST_COMMAND', { host: host.name, what: 'writing files', problem: stderr.trim() });
	}
}

function localFile(act: Act): readonly DesiredFile[] {
	return act.act === 'put' && act.file.source.kind === 'local' ? [act.file] : [];
}

/** The archive's own files: texts by number, the list of acts, the lines of the journal, manifests, checksums. */
function textsOf({ items, manifest, finalManifest, journalLine }: Batch): ReadonlyMap<string, string | Uint8Array> {
	const texts = new Map<string, string | Uint8Array>();
	const acts: string[] = [];
	const journal: string[] = [];
	const sums: string[] = [];
	const written: string[] = [];
	const add = (content: string | Uint8Array) => {
		const name = `t${texts.size}`;
		texts.set(name, content);
		return name;
	};
	for (const { sentence, acts: some } of items) {
		acts.push('begin -');
		journal.push(journalLine('begin', sentence), journalLine('done', sentence));
		for (const act of some) {
			acts.push(actLine(act, add));
			if (act.act === 'put') {
				const { source, sha256, path } = act.file;
				written.push(`${path} ${sha256}`);
				if (source.kind === 'local') {
					sums.push(`${sha256}  ${sha256}`);
				}
			}
		}

		acts.push('done -');
	}

	const final = printManifest(finalManifest);
	const first = printManifest(manifest);
	return new Map<string, string | Uint8Array>([
		['acts', lines(acts)],
		['journal', lines(journal)],
		['sums', lines([...new Set(sums)])],
		['written', lines(written)],
		['manifest', first],
		...(final === first ? [] : [['final', final] as const]),
		...texts,
	]);
}

function actLine(act: Act, add: (content: string | Uint8Array) => string): string {
	switch (act.act) {
		case 'directory':
			return words('directory', act.path, act.mode?.toString(8) ?? '-');
		case 'link':
			return words('link', act.path, act.target);
		case 'mode':
			return words('mode', act.path, act.mode.toString(8));
		case 'remove':
			return words(act.isDirectory ? 'rmdir' : 'remove', act.path);
		case 'merge':
			return putLine(act.file, add(act.content), act.was, add);
		case 'put': {
			const { source, sha256 } = act.file;
			const from = source.kind === 'local' ? sha256 : source.kind === 'store' ? `store/${sha256}` : add(source.content);
			return putLine(act.file, from, act.was, add);
		}
	}
}

/** What the site would have in an editable file is kept beside it, to tell a hand edit from a change of ours. */
function putLine(file: DesiredFile, from: string, was: string, add: (content: string | Uint8Array) => string): string {
	const { path, mode, source, sha256, editable } = file;
	const keep = editable && source.kind === 'text' ? [sha256, add(source.content)] : ['-', '-'];
	return words('put', path, mode.toString(8), from, was, ...keep);
}

function words(...all: readonly string[]): string {
	const odd = all.find((word) => word === '' || /\s/.test(word));
	if (odd !== undefined) {
		throw new Error(`${JSON.stringify(odd)} cannot be written on a host: it is empty or holds a blank`);
	}

	return all.join(' ');
}

const lines = (all: readonly string[]) => all.map((line) => `${line}\n`).join('');

/** Archives of files of this machine, made once for all hosts that need the same. */
export interface Packs {
	/** Path of an archive that holds each file under its checksum. */
	packOf(files: readonly DesiredFile[]): Promise<string>;
	close(): Promise<void>;
}

export function openPacks(): Packs {
	const made = new Map<string, Promise<string>>();
	return {
		packOf(files) {
			const byHash = new Map(files.map((file) => [file.sha256, file]));
			const key = [...byHash.keys()].sort().join(' ');
			const known = made.get(key) ?? pack([...byHash.values()]);
			made.set(key, known);
			return known;
		},
		async close() {
			const paths = await Promise.allSettled(made.values());
			await Promise.all(paths.map((path) => path.status === 'fulfilled' && rm(path.value, { force: true })));
		},
	};
}

async function pack(files: readonly DesiredFile[]): Promise<string> {
	const path = join(tmpdir(), `euca-pack-${randomBytes(8).toString('hex')}`);
	const entries = files.map(({ sha256, source, size = 0 }): TarEntry => {
		const from = source.kind === 'local' ? source.path : '';
		return { name: sha256, size, content: () => createReadStream(from, { highWaterMark: 1 << 20 }) };
	});
	// The least effort that more than halves what has to travel.
	await pipeline(Readable.from(tarPieces(entries)), createGzip({ level: 1 }), createWriteStream(path, { mode: 0o600 }));
	return path;
}
