/** What the system use fields of one directory record say (SUSP, Rock Ridge). */
export interface SystemUse {
	readonly name: string | undefined;
	readonly mode: number | undefined;
	readonly isLink: boolean;
	/** Only in the root's own record: bytes that every other record has before its fields. */
	readonly skip: number | undefined;
}

type ReadBlock = (block: number, offset: number, length: number) => Buffer;

/** Reads the fields and where they are continued elsewhere (CE). Fields that nobody asks for are passed over. */
export function readSystemUse(fields: Buffer, readBlock: ReadBlock): SystemUse {
	let name: string | undefined;
	let mode: number | undefined;
	let isLink = false;
	let skip: number | undefined;
	let next: Buffer | undefined = fields;
	for (let areas = 0; next !== undefined && areas < 16; areas += 1) {
		const area: Buffer = next;
		next = undefined;
		for (let at = 0; at + 4 <= area.length; ) {
			const signature = area.toString('latin1', at, at + 2);
			const length = area[at + 2] ?? 0;
			const field = area.subarray(at, at + length);
			if (length < 4 || signature === 'ST') {
				break;
			}

			if (signature === 'NM' && ((field[4] ?? 0) & 6) === 0) {
				name = (name ?? '') + field.toString('utf8', 5);
			} else if (signature === 'PX') {
				mode = field.readUInt32LE(4);
			} else if (signature === 'SL') {
				isLink = true;
			} else if (signature === 'SP' && field[4] === 0xbe && field[5] === 0xef) {
				skip = field[6] ?? 0;
			} else if (signature === 'CE') {
				next = readBlock(field.readUInt32LE(4), field.readUInt32LE(12), field.readUInt32LE(20));
			}

			at += length;
		}
	}

	return { name, mode, isLink, skip };
}
