import { createHash } from 'node:crypto';
import { constants, createReadStream } from 'node:fs';
import { chmod, copyFile, link, lstat, mkdir, open, realpath, rename, rm } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { syncDirectory } from '../../../common/atomic-file.ts';
import { messageOf } from '../../../common/errors.ts';
import type { ImageKind } from '../engine/images.ts';
import { cloudErrors } from '../errors.ts';

export interface ImageFile {
	/** Absolute, inside TEMPLATE_PATH. */
	readonly path: string;
	readonly sizeBytes: number;
	/** Lower-case hex. */
	readonly sha256: string;
}

const PART: Readonly<Record<ImageKind, string>> = { machine: 'root', kernel: 'kernel', ramdisk: 'ramdisk' };

/** Where the file of an image lies: `<registered>/<id>/root`, `kernel` or `ramdisk`. */
export function imagePath(registeredDir: string, image: { readonly id: string; readonly kind: ImageKind }): string {
	return join(registeredDir, image.id, PART[image.kind]);
}

/** Throws IMAGE_FILE unless the file is there, inside the directory, not empty, and what the tool said it is. */
export async function verifyImageFile(file: ImageFile, templateDir: string): Promise<void> {
	const refuse = (problem: string, cause?: unknown) =>
		cloudErrors('IMAGE_FILE', { path: file.path, problem }, cause === undefined ? {} : { cause });
	let size: number;
	try {
		const info = await lstat(file.path);
		if (!info.isFile()) {
			throw refuse('is not a regular file');
		}

		if (!(await realpath(file.path)).startsWith((await realpath(templateDir)) + sep)) {
			throw refuse(`is not inside ${templateDir}`);
		}

		size = info.size;
	} catch (error) {
		throw error instanceof Error && 'syscall' in error ? refuse(`cannot be read: ${messageOf(error)}`, error) : error;
	}

	if (size === 0) {
		throw refuse('is empty');
	}

	if (size !== file.sizeBytes) {
		throw refuse(`has ${size} bytes, expected were ${file.sizeBytes}`);
	}

	const found = await sha256Of(file.path);
	if (found !== file.sha256.toLowerCase()) {
		throw refuse(`is damaged: its SHA-256 is ${found}, expected was ${file.sha256}`);
	}
}

/** Puts the file to its registered place; on disk when it resolves. Readable by all: nodes may read as nobody over NFS. */
export async function placeImageFile(source: string, target: string): Promise<void> {
	const directory = dirname(target);
	const staging = `${target}.new`;
	await mkdir(directory, { recursive: true, mode: 0o755 });
	await rm(staging, { force: true });
	try {
		await link(source, staging);
	} catch {
		// Another file system, or one without hard links.
		await copyFile(source, staging, constants.COPYFILE_FICLONE | constants.COPYFILE_EXCL);
	}

	await chmod(staging, 0o644);
	await syncFile(staging);
	await rename(staging, target);
	await syncDirectory(directory);
	await syncDirectory(dirname(directory));
}

export async function removeImageFiles(registeredDir: string, id: string): Promise<void> {
	await rm(join(registeredDir, id), { recursive: true, force: true });
}

async function sha256Of(path: string): Promise<string> {
	const hash = createHash('sha256');
	await pipeline(createReadStream(path, { highWaterMark: 1024 * 1024 }), hash);
	return hash.digest('hex');
}

async function syncFile(path: string): Promise<void> {
	const file = await open(path, 'r');
	try {
		await file.sync();
	} finally {
		await file.close();
	}
}
