import { createHash } from 'node:crypto';
import { constants, type FileHandle, open, rm, statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { messageOf } from '../../../common/errors.ts';
import type { ImageFile } from './disks.ts';
import { diskErrors } from './errors.ts';
import type { ImageSource, OpenedImage } from './sources/source.ts';

export interface ImageLocation {
	readonly id: string;
	readonly url: URL;
	/** Lower-case hex. */
	readonly sha256: string;
}

const STALL_SECONDS = 60;

/** Takes a location apart and insists on its checksum. */
export function parseLocation(file: ImageFile): ImageLocation {
	if (!URL.canParse(file.url)) {
		throw diskErrors('IMAGE_URL', { id: file.id, url: file.url, problem: 'it is not a URL' });
	}

	const url = new URL(file.url);
	const sha256 = new URLSearchParams(url.hash.slice(1)).get('sha256')?.toLowerCase() ?? '';
	if (!/^[0-9a-f]{64}$/.test(sha256)) {
		throw diskErrors('IMAGE_URL', { id: file.id, url: file.url, problem: 'it has no #sha256= with 64 hex digits' });
	}

	url.hash = '';
	return { id: file.id, url, sha256 };
}

/**
 * Fetches an image into a new sparse file, verified by length and SHA-256 and flushed to disk. Whatever goes wrong, no
 * file is left.
 */
export async function download(
	location: ImageLocation,
	target: string,
	sources: readonly ImageSource[],
	signal: AbortSignal,
): Promise<{ readonly bytes: number }> {
	const { id, url } = location;
	const stalled = new AbortController();
	const both = AbortSignal.any([signal, stalled.signal]);
	const opened = await openSource(location, sources, both);
	opened.stream.on('error', () => {}); // also when nobody reads any more
	try {
		await expectRoom(target, id, opened.bytes);
		const { bytes, sha256 } = await store(opened, target, both, stalled);
		if (bytes !== opened.bytes) {
			throw diskErrors('IMAGE_TRUNCATED', { id, url: url.href, bytes, expected: opened.bytes });
		}

		if (sha256 !== location.sha256) {
			const values = { id, url: url.href, found: sha256, expected: location.sha256 };
			throw diskErrors('IMAGE_CORRUPT', values);
		}

		return { bytes };
	} catch (error) {
		await rm(target, { force: true });
		throw signal.aborted ? error : explain(error, location, stalled.signal);
	} finally {
		opened.stream.destroy();
	}
}

async function openSource(
	location: ImageLocation,
	sources: readonly ImageSource[],
	signal: AbortSignal,
): Promise<OpenedImage> {
	const { id, url } = location;
	const source = sources.find(({ protocols }) => protocols.includes(url.protocol));
	if (source === undefined) {
		throw diskErrors('IMAGE_URL', { id, url: url.href, problem: `images do not come from ${url.protocol}` });
	}

	try {
		return await source.open(url, signal);
	} catch (cause) {
		throw diskErrors('IMAGE_MISSING', { id, url: url.href, problem: messageOf(cause) }, { cause });
	}
}

/** Better told before than after half an hour of copying. Holes may save space, so a tight fit is not refused. */
async function expectRoom(target: string, what: string, needed: number): Promise<void> {
	const path = dirname(target);
	const { bavail, bsize } = await statfs(path);
	const free = bavail * bsize;
	if (free < Math.min(needed, 1_048_576)) {
		throw diskErrors('DISK_FULL', { path, what, needed, free });
	}
}

async function store(
	{ stream }: OpenedImage,
	target: string,
	signal: AbortSignal,
	stalled: AbortController,
): Promise<{ bytes: number; sha256: string }> {
	const hash = createHash('sha256');
	const file = await open(target, constants.O_CREAT | constants.O_EXCL | constants.O_WRONLY, 0o444);
	let bytes = 0;
	let timer = setTimeout(() => {}, 0);
	const watch = () => {
		clearTimeout(timer);
		timer = setTimeout(() => stalled.abort(), STALL_SECONDS * 1000);
	};
	signal.addEventListener('abort', () => stream.destroy(new Error('aborted')), { once: true });
	try {
		signal.throwIfAborted();
		watch();
		for await (const chunk of stream as AsyncIterable<Buffer>) {
			watch();
			hash.update(chunk);
			await writeSparse(file, chunk, bytes);
			bytes += chunk.length;
		}

		await file.truncate(bytes);
		await file.sync();
		return { bytes, sha256: hash.digest('hex') };
	} finally {
		clearTimeout(timer);
		await file.close();
	}
}

const HOLE_BYTES = 65_536;
const zeros = Buffer.alloc(HOLE_BYTES);

/** Runs of zeros are left out: most of a file system image is empty. */
async function writeSparse(file: FileHandle, chunk: Buffer, position: number): Promise<void> {
	for (let at = 0; at < chunk.length; ) {
		const begin = at;
		while (at < chunk.length && !isHole(chunk, at)) {
			at += HOLE_BYTES;
		}

		const end = Math.min(at, chunk.length);
		for (let from = begin; from < end; ) {
			const { bytesWritten } = await file.write(chunk, from, end - from, position + from);
			from += bytesWritten;
		}

		while (at < chunk.length && isHole(chunk, at)) {
			at += HOLE_BYTES;
		}
	}
}

function isHole(chunk: Buffer, at: number): boolean {
	const piece = chunk.subarray(at, at + HOLE_BYTES);
	return piece.equals(piece.length === HOLE_BYTES ? zeros : zeros.subarray(0, piece.length));
}

function explain(error: unknown, { id, url }: ImageLocation, stalled: AbortSignal): unknown {
	if (stalled.aborted) {
		return diskErrors('IMAGE_STALLED', { id, url: url.href, seconds: STALL_SECONDS }, { cause: error });
	}

	const code = error instanceof Error && 'code' in error ? error.code : undefined;
	if (code === 'ECONNRESET' || code === 'ERR_STREAM_PREMATURE_CLOSE') {
		const problem = 'the connection broke off';
		return diskErrors('IMAGE_MISSING', { id, url: url.href, problem }, { cause: error });
	}

	return error;
}
