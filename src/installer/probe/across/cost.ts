import type { Comparison } from './comparison.ts';

export const SLOW_MS = 1000;

/** A host on which a command that does nothing takes long makes every step of an installation slow. */
export const cost: Comparison = {
	title: 'cost of a command that does nothing',
	compare: (hosts) =>
		hosts.flatMap(({ name, roundTripMs = 0 }) =>
			roundTripMs > SLOW_MS ? [[name, { id: 'SLOW', values: { ms: roundTripMs } }] as const] : [],
		),
};
