import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { constants, copyFile, mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { INTERPRETER_ROOM, interpreterBytes, interpreterOf } from '../../common/interpreter.ts';
import { installerErrors } from '../errors.ts';

/**
 * The Node of a bundle names its loader by an absolute path: that of the default installation. For one elsewhere this
 * makes a copy which names the loader there, and keeps it below `from` for the next run.
 *
 * @returns where the copy is and its checksum; undefined if the program serves as it is
 */
export async function boundNode(
	from: string,
	node: { readonly path: string; readonly sha256: string },
	lib: string,
): Promise<{ readonly path: string; readonly sha256: string } | undefined> {
	const program = join(from, node.path);
	const named = await interpreterOf(program);
	// Any other program, such as a Node that uses the loader of its host, has no such room.
	if (named === undefined || named.size !== INTERPRETER_ROOM) {
		return undefined;
	}

	const loader = join(lib, 'node/lib', basename(named.path));
	if (loader === named.path) {
		return undefined;
	}

	const bytes = interpreterBytes(loader, named.size);
	if (bytes === undefined) {
		throw installerErrors('PATH_TOO_LONG', { path: lib, most: INTERPRETER_ROOM });
	}

	const digest = createHash('sha256').update(node.sha256).update(loader).digest('hex');
	const copy = join(from, '.node-elsewhere', digest);
	if (!(await exists(copy))) {
		await makeCopy(program, copy, named.offset, bytes);
	}

	return { path: copy, sha256: await sha256Of(copy) };
}

async function makeCopy(program: string, copy: string, offset: number, bytes: Buffer): Promise<void> {
	await mkdir(dirname(copy), { recursive: true, mode: 0o700 });
	const work = `${copy}.${process.pid}`;
	try {
		await copyFile(program, work, constants.COPYFILE_FICLONE);
		const file = await open(work, 'r+');
		await file.write(bytes, 0, bytes.length, offset);
		await file.close();
		await rename(work, copy);
	} finally {
		await rm(work, { force: true });
	}
}

async function exists(path: string): Promise<boolean> {
	return stat(path).then(
		() => true,
		() => false,
	);
}

async function sha256Of(path: string): Promise<string> {
	const hash = createHash('sha256');
	await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), hash);
	return hash.digest('hex');
}
