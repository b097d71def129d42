import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What is known of the cluster that `make cluster-up` made from this checkout. */
export const directory = join(import.meta.dirname, '../../build/cluster');

/** The process that keeps it, or undefined if there is none. */
export function keeper(): number | undefined {
	try {
		const pid = Number(readFileSync(join(directory, 'pid'), 'utf8'));
		return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(join(import.meta.dirname, 'keep.ts'))
			? pid
			: undefined;
	} catch {
		return undefined;
	}
}
