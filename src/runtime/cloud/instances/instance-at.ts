import type { Instance } from '../engine.ts';
import { type InstanceBook, UNKNOWN_ADDRESS } from './instance-book.ts';

/** The live instance that has the address; the one that was started last if a cluster reports two. */
export function instanceAt(book: Pick<InstanceBook, 'all'>, address: string): Instance | undefined {
	if (address === UNKNOWN_ADDRESS) {
		return undefined;
	}

	let found: Instance | undefined;
	for (const instance of book.all()) {
		const has = instance.privateAddress === address || instance.publicAddress === address;
		if (has && instance.state !== 'terminated') {
			found = instance;
		}
	}

	return found;
}
