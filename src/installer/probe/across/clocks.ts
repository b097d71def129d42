import type { HostLook } from '../cluster-look.ts';
import type { Comparison } from './comparison.ts';

/** Messages are refused when they are five minutes off; half of it is as far as two clocks may part. */
const BLOCKS_MS = 150_000;
const WARNS_MS = 5_000;

/** Each clock against the median of all, so that one odd clock is the odd one, be it our own. */
export const clocks: Comparison = {
	title: 'clock against the median',
	compare(hosts) {
		const known = hosts.filter((host) => host.clock !== undefined);
		const median = medianOffset(known);
		return known.flatMap(({ name, clock }) => {
			if (clock === undefined) {
				return [];
			}

			const off = clock.offsetMs - median;
			const certain = Math.abs(off) - clock.uncertaintyMs;
			if (certain <= WARNS_MS) {
				return [];
			}

			const values = { off: spoken(Math.abs(off)), direction: off > 0 ? 'ahead of' : 'behind' };
			return [[name, { id: certain > BLOCKS_MS ? 'CLOCK_OFF' : 'CLOCK_DRIFTS', values }] as const];
		});
	},
};

/** Of an even number the one of the two middle values that is nearer to the first host's clock: with two hosts, its own. */
function medianOffset(hosts: readonly HostLook[]): number {
	const all = hosts.flatMap(({ clock }) => (clock === undefined ? [] : [clock.offsetMs]));
	const first = all[0] ?? 0;
	const sorted = all.toSorted((a, b) => a - b);
	const upper = sorted[Math.floor(sorted.length / 2)] ?? 0;
	const lower = sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
	return Math.abs(upper - first) < Math.abs(lower - first) ? upper : lower;
}

function spoken(ms: number): string {
	const seconds = Math.round(ms / 1000);
	if (seconds < 120) {
		return `${seconds} s`;
	}

	return seconds < 7200 ? `${Math.floor(seconds / 60)} min ${seconds % 60} s` : `${(seconds / 3600).toFixed(1)} h`;
}
