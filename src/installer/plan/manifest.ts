import { join } from 'node:path';
import * as z from 'zod';
import { messageOf } from '../../common/errors.ts';
import { installerErrors } from '../errors.ts';
import type { Host } from '../transport/host.ts';

const entry = z.discriminatedUnion('kind', [
	z.strictObject({
		kind: z.literal('file'),
		mode: z.int(),
		sha256: z.string(),
		/** What we had written there before, while the new content may not have arrived yet (a run was killed). */
		previous: z.string().optional(),
		part: z.enum(['runtime', 'files', 'keys']),
		editable: z.boolean().optional(),
	}),
	z.strictObject({ kind: z.literal('directory'), part: z.enum(['runtime', 'files', 'keys']) }),
	z.strictObject({ kind: z.literal('link'), target: z.string(), part: z.enum(['runtime', 'files', 'keys']) }),
]);

const schema = z.strictObject({
	version: z.literal(1),
	/** Paths that this program made on the host, and nothing else: what uninstall takes away. */
	entries: z.record(z.string(), entry),
});

export type ManifestEntry = z.output<typeof entry>;
export type Manifest = z.output<typeof schema>;

export const EMPTY_MANIFEST: Manifest = { version: 1, entries: {} };

export function manifestPath(eucalyptus: string): string {
	return join(eucalyptus, 'var/eucalyptus/manifest.json');
}

/** The list of everything we put on the host; empty if there is none yet. */
export async function readManifest(host: Host, eucalyptus: string): Promise<Manifest> {
	const path = manifestPath(eucalyptus);
	const bytes = await host.read(path);
	if (bytes === undefined) {
		return EMPTY_MANIFEST;
	}

	try {
		return schema.parse(JSON.parse(bytes.toString('utf8')));
	} catch (error) {
		throw installerErrors('MANIFEST_DAMAGED', { host: host.name, path, problem: messageOf(error) }, { cause: error });
	}
}

export async function writeManifest(host: Host, eucalyptus: string, manifest: Manifest): Promise<void> {
	const sorted = Object.fromEntries(Object.entries(manifest.entries).sort(([a], [b]) => (a < b ? -1 : Number(a > b))));
	const text = `${JSON.stringify({ ...manifest, entries: sorted }, undefined, '\t')}\n`;
	await host.write(manifestPath(eucalyptus), text, 0o600);
}
