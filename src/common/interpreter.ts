import { type FileHandle, open } from 'node:fs/promises';

/** Room for the path of the loader inside the bundled Node: an installation may lie elsewhere than where it was built for. */
export const INTERPRETER_ROOM = 256;

const PT_INTERP = 3;
const HEADERS = 4096;

/** Where a program names its loader: offset and size of the path with its closing zero; undefined if it names none. */
export async function interpreterOf(path: string): Promise<{ offset: number; size: number; path: string } | undefined> {
	const file = await open(path, 'r');
	try {
		const place = placeOf(await bytesAt(file, 0, HEADERS));
		if (place === undefined) {
			return undefined;
		}

		const text = (await bytesAt(file, place.offset, place.size)).toString('latin1');
		return { ...place, path: text.slice(0, text.indexOf('\0')) };
	} finally {
		await file.close();
	}
}

/** The path as it is written into a place of this size; undefined if it is too long for it. */
export function interpreterBytes(interpreter: string, size: number): Buffer | undefined {
	if (Buffer.byteLength(interpreter) >= size) {
		return undefined; // the kernel wants a closing zero
	}

	const bytes = Buffer.alloc(size);
	bytes.write(interpreter);
	return bytes;
}

function placeOf(headers: Buffer): { offset: number; size: number } | undefined {
	if (headers.toString('latin1', 0, 4) !== '\x7fELF') {
		return undefined;
	}

	const is64 = headers[4] === 2;
	const first = is64 ? Number(headers.readBigUInt64LE(32)) : headers.readUInt32LE(28);
	const size = headers.readUInt16LE(is64 ? 54 : 42);
	const count = headers.readUInt16LE(is64 ? 56 : 44);
	for (let at = first; at < first + count * size && at + size <= headers.length; at += size) {
		if (headers.readUInt32LE(at) === PT_INTERP) {
			return is64
				? { offset: Number(headers.readBigUInt64LE(at + 8)), size: Number(headers.readBigUInt64LE(at + 32)) }
				: { offset: headers.readUInt32LE(at + 4), size: headers.readUInt32LE(at + 16) };
		}
	}

	return undefined;
}

async function bytesAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
	const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, position);
	return buffer.subarray(0, bytesRead);
}
