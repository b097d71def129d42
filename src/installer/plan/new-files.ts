import type { Difference, ShownInFull } from '../gate/gate.ts';
import { unifiedDiff } from './diff.ts';

/** With more lines than this that differ, a file is better shown by itself. */
const FEW_LINES = 12;
/** Sorts of one file that are kept to compare others with: hosts of a site have few. */
const FEW_SORTS = 8;

/**
 * A file that will be made, as a difference from nothing. Most hosts get what one before them gets, but for a line or
 * two: then those lines are all that is shown.
 */
export function newFile(path: string, content: string, host: string, shown: ShownInFull): Difference {
	const sorts = shown.get(path) ?? [];
	for (const known of sorts) {
		if (known.content === content) {
			return known.difference;
		}

		const labels = { before: `${path} as on ${known.host}`, after: path, context: 0 };
		const text = unifiedDiff(known.content, content, labels);
		if (text.split('\n').length <= FEW_LINES) {
			return { path, text, kind: 'new' };
		}
	}

	const text = unifiedDiff('', content, { before: '/dev/null', after: path });
	const difference: Difference = { path, text, kind: 'new' };
	if (sorts.length < FEW_SORTS) {
		shown.set(path, [...sorts, { host, content, difference }]);
	}

	return difference;
}
