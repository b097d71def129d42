import { makeStateDirectory } from '../gate/state-directory.ts';
import type { Host } from '../transport/host.ts';
import { manifestPath } from './manifest.ts';

/** The lock and the journal lie below $EUCALYPTUS; the directories made for them are ours from the first moment. */
export async function claimDirectories(host: Host, eucalyptus: string): Promise<void> {
	await makeStateDirectory(host, eucalyptus, manifestPath(eucalyptus));
}
