import { open } from 'node:fs/promises';
import { rpmErrors } from './errors.ts';

/** A value of a header, as its type says. */
export type TagValue = readonly number[] | readonly string[] | Buffer;

/** One header structure: values by tag number. */
export interface RpmHeader {
	readonly tags: ReadonlyMap<number, TagValue>;
	/** Data types that occur in it. */
	readonly types: ReadonlySet<number>;
	/** Bytes of index and data. */
	readonly size: number;
}

/** What stands in front of the payload. */
export interface Rpm {
	/** `name-version-release` as the lead cuts it. */
	readonly lead: string;
	readonly signature: RpmHeader;
	readonly header: RpmHeader;
	/** First bytes of the payload: they tell how it is compressed. */
	readonly payload: Buffer;
	/** Where the header begins, which signature and digests are of. */
	readonly start: number;
}

/** Tags of the main header that we ask for. */
export const TAG = {
	name: 1000,
	version: 1001,
	release: 1002,
	summary: 1004,
	description: 1005,
	buildTime: 1006,
	buildHost: 1007,
	size: 1009,
	license: 1014,
	group: 1016,
	os: 1021,
	arch: 1022,
	preIn: 1023,
	postIn: 1024,
	preUn: 1025,
	postUn: 1026,
	fileModes: 1030,
	fileDigests: 1035,
	fileFlags: 1037,
	fileOwners: 1039,
	fileGroups: 1040,
	sourceRpm: 1044,
	provideName: 1047,
	requireFlags: 1048,
	requireName: 1049,
	requireVersion: 1050,
	triggers: 1065,
	preInProgram: 1085,
	postInProgram: 1086,
	preUnProgram: 1087,
	postUnProgram: 1088,
	obsoletes: 1090,
	triggerPrograms: 1092,
	prefixes: 1098,
	provideVersion: 1113,
	directoryIndexes: 1116,
	baseNames: 1117,
	directoryNames: 1118,
	payloadFormat: 1124,
	payloadCompressor: 1125,
	preTransaction: 1151,
	postTransaction: 1152,
	preTransactionProgram: 1153,
	postTransactionProgram: 1154,
	fileDigestAlgorithm: 5011,
} as const;

const LEAD = 96;
const INTRO = 16;
const ENTRY = 16;
/** A header that is larger than this is damage, not a package of ours. */
const MOST = 16 * 1024 * 1024;

/** Reads an RPM's headers. Own code, so that it shows what an old rpm sees, not what a new one makes of it. */
export async function readRpm(path: string): Promise<Rpm> {
	const file = await open(path, 'r');
	const bytes = async (position: number, length: number) => {
		const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, position);
		if (bytesRead < length) {
			throw rpmErrors('NOT_AN_RPM', { path, problem: 'it ends too early' });
		}

		return buffer;
	};
	try {
		const lead = await bytes(0, LEAD);
		if (lead.readUInt32BE(0) !== 0xedabeedb) {
			throw rpmErrors('NOT_AN_RPM', { path, problem: 'it does not begin with the mark of one' });
		}

		const signature = await readHeader(path, bytes, LEAD);
		// the signature is filled up to a multiple of 8
		const start = LEAD + Math.ceil((INTRO + signature.size) / 8) * 8;
		const header = await readHeader(path, bytes, start);
		const payload = await bytes(start + INTRO + header.size, 6);
		return { lead: text(lead, 10), signature, header, payload, start };
	} catch (error) {
		throw error instanceof RangeError
			? rpmErrors('NOT_AN_RPM', { path, problem: 'its header names data that it does not hold' }, { cause: error })
			: error;
	} finally {
		await file.close();
	}
}

/** The strings of a tag; none if the tag is absent. */
export function strings({ tags }: RpmHeader, tag: number): readonly string[] {
	const value = tags.get(tag) ?? [];
	return Buffer.isBuffer(value) ? [] : value.map(String);
}

/** The numbers of a tag; none if the tag is absent. */
export function numbers({ tags }: RpmHeader, tag: number): readonly number[] {
	const value = tags.get(tag) ?? [];
	return Buffer.isBuffer(value) ? [] : value.map(Number);
}

/** Absolute paths of everything that the package lays down. */
export function pathsOf(header: RpmHeader): readonly string[] {
	const directories = strings(header, TAG.directoryNames);
	const indexes = numbers(header, TAG.directoryIndexes);
	return strings(header, TAG.baseNames).map((name, at) => `${directories[indexes[at] ?? -1] ?? ''}${name}`);
}

/** Bytes that the package takes on a host. */
export function installedSize({ header }: Rpm): number {
	return numbers(header, TAG.size)[0] ?? 0;
}

type Bytes = (position: number, length: number) => Promise<Buffer>;

async function readHeader(path: string, bytes: Bytes, start: number): Promise<RpmHeader> {
	const intro = await bytes(start, INTRO);
	if (intro.readUInt32BE(0) !== 0x8eade801) {
		throw rpmErrors('NOT_AN_RPM', { path, problem: `there is no header at byte ${start}` });
	}

	const count = intro.readUInt32BE(8);
	const size = count * ENTRY + intro.readUInt32BE(12);
	if (size > MOST) {
		throw rpmErrors('NOT_AN_RPM', { path, problem: `its header claims ${size} bytes` });
	}

	const all = await bytes(start + INTRO, size);
	const data = all.subarray(count * ENTRY);
	const tags = new Map<number, TagValue>();
	const types = new Set<number>();
	for (let at = 0; at < count * ENTRY; at += ENTRY) {
		const type = all.readUInt32BE(at + 4);
		types.add(type);
		tags.set(all.readUInt32BE(at), tagValue(data, type, all.readUInt32BE(at + 8), all.readUInt32BE(at + 12)));
	}

	return { tags, types, size };
}

const WIDTHS: Readonly<Record<number, number>> = { 1: 1, 2: 1, 3: 2, 4: 4, 5: 8 };

function tagValue(data: Buffer, type: number, offset: number, count: number): TagValue {
	const width = WIDTHS[type];
	if (width !== undefined) {
		return Array.from({ length: count }, (_, index) => numberAt(data, offset + index * width, width));
	}

	if (type === 7) {
		return data.subarray(offset, offset + count);
	}

	const found: string[] = [];
	for (let at = offset; found.length < (type === 6 ? 1 : count) && at <= data.length; ) {
		const value = text(data, at);
		found.push(value);
		at += Buffer.byteLength(value, 'latin1') + 1;
	}

	return found;
}

function numberAt(data: Buffer, at: number, width: number): number {
	return width === 8 ? Number(data.readBigUInt64BE(at)) : data.readUIntBE(at, width);
}

function text(data: Buffer, start: number): string {
	const end = data.indexOf(0, start);
	return data.toString('latin1', start, end === -1 ? data.length : end);
}
