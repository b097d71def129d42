import { changedAlgorithms } from './changed-algorithms.ts';
import { changedBodies } from './changed-bodies.ts';
import { changedKeys } from './changed-keys.ts';
import { changedReferences } from './changed-references.ts';
import { changedText } from './changed-text.ts';
import { exclusions } from './exclusions.ts';
import { hmacs } from './hmac.ts';
import type { Recorded, Variant } from './recorded.ts';
import { wrappedBodies } from './wrapped-bodies.ts';
import { wrappedTimestamps } from './wrapped-timestamps.ts';

const KINDS = [
	wrappedBodies,
	wrappedTimestamps,
	exclusions,
	changedReferences,
	changedAlgorithms,
	changedKeys,
	hmacs,
	changedBodies,
	changedText,
];

/** Every kind of attack on one message; a test at an endpoint runs them all. */
export function allVariants(recorded: Recorded): readonly Variant[] {
	return KINDS.flatMap((make) => make(recorded));
}
