import { open, stat } from 'node:fs/promises';
import { messageOf } from '../../common/errors.ts';
import { toolErrors } from '../errors.ts';

const HEAD = 2048;
const GZIP = 0x1f8b;
const ELF = 0x7f454c46;

/**
 * Refuses what cannot be an image before anything is copied: no regular file, empty, a file system or kernel that says
 * it is longer than the file. Returns the size. Throws TOOL_FILE.
 */
export async function inspectImageFile(path: string, kind: 'disk' | 'kernel' | 'ramdisk'): Promise<number> {
	const refuse = (problem: string, remedy: string) => toolErrors('TOOL_FILE', { path, problem, remedy });
	const entry = await stat(path).catch((error: unknown) => {
		throw refuse(`cannot be read: ${messageOf(error)}`, 'check the name of the file');
	});
	if (!entry.isFile()) {
		throw refuse('is not a regular file', `name the file of the ${kind} image`);
	}

	if (entry.size === 0) {
		throw refuse('is empty', 'make or download it again');
	}

	const head = await readHead(path).catch((error: unknown) => {
		throw refuse(`cannot be read: ${messageOf(error)}`, 'check its rights');
	});
	const needed = kind === 'disk' ? extSize(head) : kind === 'kernel' ? bzImageSize(head) : undefined;
	if (needed !== undefined && needed > entry.size) {
		throw refuse(
			`is truncated: it has ${entry.size} bytes, and its own header says ${needed}`,
			'make or download it again',
		);
	}

	return entry.size;
}

/** False for a file that no hypervisor will boot as a kernel, as far as its first bytes tell. */
export async function looksLikeKernel(path: string): Promise<boolean> {
	const head = await readHead(path);
	return isBzImage(head) || head.readUInt16BE(0) === GZIP || head.readUInt32BE(0) === ELF;
}

async function readHead(path: string): Promise<Buffer> {
	const file = await open(path, 'r');
	try {
		const head = Buffer.alloc(HEAD);
		await file.read(head, 0, HEAD, 0);
		return head;
	} finally {
		await file.close();
	}
}

/** Length that the super block of an ext2, ext3 or ext4 file system claims. */
function extSize(head: Buffer): number | undefined {
	const superBlock = 1024;
	if (head.readUInt16LE(superBlock + 56) !== 0xef53) {
		return undefined;
	}

	return head.readUInt32LE(superBlock + 4) * 1024 * 2 ** head.readUInt32LE(superBlock + 24);
}

function isBzImage(head: Buffer): boolean {
	return head.toString('latin1', 0x202, 0x206) === 'HdrS';
}

/** Set-up sectors, then the protected-mode part in units of 16 bytes (Linux boot protocol 2.04). */
function bzImageSize(head: Buffer): number | undefined {
	if (!isBzImage(head) || head.readUInt16LE(0x206) < 0x0204) {
		return undefined;
	}

	return ((head[0x1f1] || 4) + 1) * 512 + head.readUInt32LE(0x1f4) * 16;
}
