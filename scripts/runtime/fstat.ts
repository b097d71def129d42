import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import * as z from 'zod';
import { runtimeErrors } from './errors.ts';

const sumsSchema = z.record(z.string(), z.object({ before: z.string(), after: z.string() }));

/** SHA-256 of each library before and after the change. */
export type TestedLibraries = z.output<typeof sumsSchema>;

/** Libraries that are not in there were never tried on an old kernel. */
export const TESTED_LIBRARIES = join(import.meta.dirname, 'tested-libraries.json');

export async function testedLibraries(): Promise<TestedLibraries> {
	return sumsSchema.parse(JSON.parse(await readFile(TESTED_LIBRARIES, 'utf8')));
}

/** What libraries that nobody has tried yet would have to have in that file. Throws FSTAT_NOT_FOUND. */
export async function sumsOf(paths: readonly string[]): Promise<TestedLibraries> {
	const sums = paths.map(async (path) => {
		const bytes = await readFile(path);
		const file = basename(path);
		return [file, { before: sha256(bytes), after: sha256(withOldFstat(bytes, file)) }] as const;
	});
	return Object.fromEntries(await Promise.all(sums));
}

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
	const tested = (await testedLibraries())[file];
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
