import { makeStateDirectory } from '../gate/state-directory.ts';
import type { Host } from '../transport/host.ts';
import { readManifest, writeManifest } from './manifest.ts';

/** The lock and the journal lie below $EUCALYPTUS; the directories made for them are ours from the first moment. */
export async function claimDirectories(host: Host, eucalyptus: string): Promise<void> {
	const made = await makeStateDirectory(host, eucalyptus);
	if (made.length === 0) {
		return;
	}

	const manifest = await readManifest(host, eucalyptus);
	const entries = Object.fromEntries(
		made.map((path) => [path, { kind: 'directory' as const, part: 'files' as const }]),
	);
	await writeManifest(host, eucalyptus, { ...manifest, entries: { ...manifest.entries, ...entries } });
}
