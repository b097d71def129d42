import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { runtimeErrors } from './errors.ts';

/** SHA-256 of each library before and after the change. A library that is not here was never tested on an old kernel. */
const TESTED: Readonly<Record<string, { readonly before: string; readonly after: string }>> = {
	'libc.so.6': {
		before: '6b4a45352fd0c540a9c7c718f35ce8c8e46a4e482f9d3885a910c32d1a0e1421',
		after: '8970c779e4e42c3a0407b95f6d9d933b700463890a3350be714093d1176f8c1b',
	},
	'ld-linux-x86-64.so.2': {
		before: '02bcda52c1a5dfc236f94d9e5255b4a0e26347d8a372a5223b650e31f291ce3c',
		after: '912ea6372eb316b5d11536a10282f61fb469591f5d5d888f7c461bc82d26fae3',
	},
};

const BEFORE = Buffer.from('4889f285ff78', 'hex'); // mov rdx,rsi; test edi,edi; js (bad descriptor)
const FLAG = Buffer.from('b900100000488d35', 'hex'); // mov ecx,AT_EMPTY_PATH; lea rsi,[rip+...] ("")
const FSTATAT = Buffer.from('4189cab8060100000f05', 'hex'); // mov r10d,ecx; mov eax,262; syscall
const FSTAT = Buffer.from('b805000000e9', 'hex'); // mov eax,5; jmp to that syscall instruction

/**
 * The one change to a library that we ship. Since glibc 2.33 fstat(fd) is fstatat(fd, "", AT_EMPTY_PATH), a flag that
 * kernels before 2.6.39 refuse, and the loader calls it on every library. On x86-64 the two calls fill the same struct, so
 * fstat may as well make the old call 5: ten bytes, in place, inside fstat itself; harmless on new kernels.
 *
 * @throws RuntimeError unless the file is a tested one, the code occurs exactly once, and the result is the tested one
 */
export async function useOldFstat(path: string): Promise<void> {
	const file = basename(path);
	const bytes = await readFile(path);
	const tested = TESTED[file];
	const found = sha256(bytes);
	if (tested?.before !== found) {
		throw runtimeErrors('LIBRARY_UNEXPECTED', { file, found, expected: tested?.before ?? 'none' });
	}

	const changed = withOldFstat(bytes, file);
	const result = sha256(changed);
	if (tested.after !== result) {
		throw runtimeErrors('RESULT_UNEXPECTED', { file, found: result, expected: tested.after });
	}

	await writeFile(path, changed);
}

/** A copy of a libc or loader whose fstat makes system call 5. */
export function withOldFstat(library: Buffer, file: string): Buffer {
	const places = placesOf(library);
	const [place] = places;
	if (place === undefined || places.length !== 1) {
		throw runtimeErrors('FSTAT_NOT_FOUND', { file, count: places.length });
	}

	const changed = Buffer.from(library);
	FSTAT.copy(changed, place.at);
	changed.writeInt32LE(place.syscall - (place.at + FSTAT.length + 4), place.at + FSTAT.length);
	return changed;
}

interface Place {
	/** Offset of "load the flag". */
	readonly at: number;
	/** Offset of fstatat's system call instruction. */
	readonly syscall: number;
}

function placesOf(library: Buffer): readonly Place[] {
	const places: Place[] = [];
	for (let start = library.indexOf(BEFORE); start !== -1; start = library.indexOf(BEFORE, start + 1)) {
		const at = start + BEFORE.length + 1; // behind the operand of the short jump
		const jump = at + FLAG.length + 4;
		if (!library.subarray(at, at + FLAG.length).equals(FLAG) || library[jump] !== 0xe9) {
			continue;
		}

		const target = jump + 5 + library.readInt32LE(jump + 1);
		if (library.subarray(target, target + FSTATAT.length).equals(FSTATAT)) {
			places.push({ at, syscall: target + FSTATAT.length - 2 });
		}
	}

	return places;
}

function sha256(bytes: Buffer): string {
	return createHash('sha256').update(bytes).digest('hex');
}
