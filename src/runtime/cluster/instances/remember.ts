import type { ClusterCore } from '../core.ts';
import type { Change } from './load.ts';

/**
 * For what has already happened, whether or not it can be written down: memory has it at once, and the next change that
 * the disk takes writes everything again. False (and a line in the log) if the disk did not take it.
 */
export async function remember(core: ClusterCore, changes: readonly Change[]): Promise<boolean> {
	try {
		await core.store.commit(changes);
		return true;
	} catch (error) {
		core.log.error({ err: error }, 'what happened cannot be written down');
		return false;
	}
}
