import type { ClusterCore } from '../core.ts';
import type { Change } from './load.ts';

/**
 * For what was found out in the background: memory has it at once, and a disk that refuses it is told to the log only,
 * because the next change writes everything again.
 */
export async function remember(core: ClusterCore, changes: readonly Change[]): Promise<void> {
	try {
		await core.store.commit(changes);
	} catch (error) {
		core.log.error({ err: error }, 'what the nodes told cannot be written down');
	}
}
