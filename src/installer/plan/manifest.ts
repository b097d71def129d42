import { join } from 'node:path';
import * as z from 'zod';
import { messageOf } from '../../common/errors.ts';
import { installerErrors } from '../errors.ts';
import { alike, type ByPath, layered, pairsOf } from './by-path.ts';
import { longMemory, memory } from './once.ts';

const part = z.enum(['runtime', 'files', 'keys']);
const entry = z.discriminatedUnion('kind', [
	z.strictObject({
		kind: z.literal('file'),
		mode: z.int(),
		sha256: z.string(),
		/** What we had written there before, while the new content may not have arrived yet (a run was killed). */
		previous: z.string().optional(),
		part: part,
		editable: z.boolean().optional(),
	}),
	z.strictObject({ kind: z.literal('directory'), part }),
	z.strictObject({ kind: z.literal('link'), target: z.string(), part }),
]);

const entries = z.record(z.string(), entry);
const head = z.strictObject({
	version: z.literal(1),
	/** The run that made the host what this says, and when it began. */
	generation: z.strictObject({ run: z.string(), time: z.string() }).optional(),
	/** What services must have been started with, see StartedWith. */
	services: z.strictObject({ restart: z.string(), reload: z.string() }).optional(),
});

export type ManifestEntry = z.output<typeof entry>;
export type Manifest = z.output<typeof head> & {
	/** Paths that this program made on the host, and nothing else: what uninstall takes away. */
	readonly entries: ByPath<ManifestEntry>;
};

export const EMPTY_MANIFEST: Manifest = { version: 1, entries: new Map() };

export function manifestPath(eucalyptus: string): string {
	return join(eucalyptus, 'var/eucalyptus/manifest.json');
}

/** The list of everything we put on a host; empty if there is none yet. */
export function parseManifest(text: string, host: string, eucalyptus: string): Manifest {
	if (text.trim() === '') {
		return EMPTY_MANIFEST;
	}

	try {
		return parsePieces(text) ?? parseWhole(text);
	} catch (error) {
		const path = manifestPath(eucalyptus);
		throw installerErrors('MANIFEST_DAMAGED', { host, path, problem: messageOf(error) }, { cause: error });
	}
}

/** JSON in one piece per part of the installation, for thousands of hosts have the same programs: a path a line, by name. */
export function printManifest({ entries: all, ...rest }: Manifest): string {
	const pieces = new Map<string, string[]>(part.options.map((name) => [name, []]));
	for (const [path, each] of pairsOf(all).sort(([a], [b]) => (a < b ? -1 : Number(a > b)))) {
		pieces.get(each.part)?.push(`${JSON.stringify(path)}:${JSON.stringify(each)}`);
	}

	const printed = [...pieces.values()].filter((lines) => lines.length > 0).map((lines) => lines.join(SEPARATOR));
	return `${JSON.stringify(rest).slice(0, -1)}${BEGIN}${printed.join(BETWEEN)}${END}\n`;
}

const BEGIN = ',"entries":{\n\n';
const SEPARATOR = ',\n';
const BETWEEN = ',\n\n';
const END = '\n\n}}';

const pieceOnce = longMemory<ByPath<ManifestEntry>>();
const lineOnce = memory<readonly [string, ManifestEntry]>();
const mapOf = alike<ManifestEntry>();

/** Undefined if it is not as printManifest prints it. */
function parsePieces(text: string): Manifest | undefined {
	const begin = text.indexOf(BEGIN);
	const end = text.trimEnd().length - END.length;
	if (begin < 0 || !text.startsWith(END, end)) {
		return undefined;
	}

	const rest = head.parse(JSON.parse(`${text.slice(0, begin)}}`));
	const listed = text.slice(begin + BEGIN.length, end);
	const pieces = listed === '' ? [] : listed.split(BETWEEN);
	return { ...rest, entries: layered(pieces.map((piece) => pieceOnce(piece, () => mapOf(pairsIn(piece))))) };
}

function pairsIn(piece: string): readonly (readonly [string, ManifestEntry])[] {
	return piece.split(SEPARATOR).map((line) => lineOnce(line, entryOf));
}

function entryOf(line: string): readonly [string, ManifestEntry] {
	const [pair, ...more] = Object.entries(entries.parse(JSON.parse(`{${line}}`)));
	if (pair === undefined || more.length > 0) {
		throw new Error('a line names no path, or several');
	}

	return pair;
}

const whole = head.extend({ entries });

function parseWhole(text: string): Manifest {
	const manifest = whole.parse(JSON.parse(text));
	return { ...manifest, entries: new Map(Object.entries(manifest.entries)) };
}
