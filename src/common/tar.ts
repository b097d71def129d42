/** One file of an archive. */
export interface TarEntry {
	/** At most 100 bytes. */
	readonly name: string;
	/** Bytes. */
	readonly size: number;
	/** Pieces that are `size` bytes together. */
	content(): AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
}

const BLOCK = 512;

/** A POSIX tar archive (ustar) of plain files that only their owner may read, piece by piece. */
export async function* tarPieces(entries: Iterable<TarEntry>): AsyncGenerator<Uint8Array> {
	for (const entry of entries) {
		yield header(entry);
		yield* entry.content();
		yield new Uint8Array((BLOCK - (entry.size % BLOCK)) % BLOCK);
	}

	yield new Uint8Array(2 * BLOCK);
}

/** The same in one piece, for what is small. */
export function tarOf(files: ReadonlyMap<string, string | Uint8Array>): Buffer {
	const pieces = [...files].flatMap(([name, content]) => {
		const bytes = Buffer.from(content);
		return [header({ name, size: bytes.length }), bytes, new Uint8Array((BLOCK - (bytes.length % BLOCK)) % BLOCK)];
	});
	return Buffer.concat([...pieces, new Uint8Array(2 * BLOCK)]);
}

function header({ name, size }: Pick<TarEntry, 'name' | 'size'>): Uint8Array {
	if (Buffer.byteLength(name) > 100) {
		throw new Error(`${name}: too long a name for an archive`);
	}

	const block = Buffer.alloc(BLOCK);
	const octal = (value: number, at: number, digits: number) =>
		block.write(`${value.toString(8).padStart(digits, '0')}\0`, at, 'latin1');
	block.write(name, 0);
	octal(0o600, 100, 7); // mode
	octal(0, 108, 7); // owner
	octal(0, 116, 7); // group
	octal(size, 124, 11);
	octal(0, 136, 11); // time
	block.write('        0', 148, 'latin1'); // checksum counts as blanks; plain file
	block.write('ustar\0' + '00', 257, 'latin1');
	octal(
		block.reduce((sum, byte) => sum + byte, 0),
		148,
		6,
	);
	return block;
}
