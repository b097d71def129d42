import { join } from 'node:path';
import * as z from 'zod';
import { messageOf } from '../../common/errors.ts';
import { installerErrors } from '../errors.ts';
import { once, onceOf } from './once.ts';

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

const schema = z.strictObject({
	version: z.literal(1),
	/** The run that made the host what this says, and when it began. */
	generation: z.strictObject({ run: z.string(), time: z.string() }).optional(),
	/** What services must have been started with, see StartedWith. */
	services: z.strictObject({ restart: z.string(), reload: z.string() }).optional(),
	/** Paths that this program made on the host, and nothing else: what uninstall takes away. */
	entries: z.record(z.string(), entry),
});

export type ManifestEntry = z.output<typeof entry>;
export type Manifest = z.output<typeof schema>;

export const EMPTY_MANIFEST: Manifest = { version: 1, entries: {} };

export function manifestPath(eucalyptus: string): string {
	return join(eucalyptus, 'var/eucalyptus/manifest.json');
}

/** The list of everything we put on a host; empty if there is none yet. */
export function parseManifest(text: string, host: string, eucalyptus: string): Manifest {
	if (text.trim() === '') {
		return EMPTY_MANIFEST;
	}

	try {
		return onceOf('manifest', text, () => withSharedEntries(schema.parse(JSON.parse(text))));
	} catch (error) {
		const path = manifestPath(eucalyptus);
		throw installerErrors('MANIFEST_DAMAGED', { host, path, problem: messageOf(error) }, { cause: error });
	}
}

/** Hosts whose lists differ have most entries in common. */
function withSharedEntries(manifest: Manifest): Manifest {
	const entries = Object.entries(manifest.entries).map(([path, each]) => [
		path,
		once(JSON.stringify(each), () => each),
	]);
	return { ...manifest, entries: Object.fromEntries(entries) };
}

export function printManifest(manifest: Manifest): string {
	const sorted = Object.fromEntries(Object.entries(manifest.entries).sort(([a], [b]) => (a < b ? -1 : Number(a > b))));
	return `${JSON.stringify({ ...manifest, entries: sorted }, undefined, '\t')}\n`;
}
