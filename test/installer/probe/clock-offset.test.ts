import { expect, test } from 'vitest';
import { lookAtHosts } from '../../../src/installer/probe/look.ts';
import type { Host } from '../../../src/installer/transport/host.ts';
import { told, wishFor } from './support.ts';

/** What `told` says the clock showed. */
const SHOWN_MS = 1_795_537_589_500;

/** A host that reads its clock so many seconds after it began, of 30; its answers travel for 10 ms in all. */
async function offsetOf(readAfterS: number): Promise<number | undefined> {
	const host = {
		name: 'node1',
		script: async (_: string, { args = [] }: { args?: readonly string[] }) =>
			told('node1', 1)
				.replaceAll(/^=== /gm, `=== ${args[6]}`)
				.replace('uptime=100.00 100.10', 'uptime=100.00 130.00')
				.replace('uptime=100.05', `uptime=${(100 + readAfterS).toFixed(2)}`),
		close: async () => {},
	} as unknown as Host;
	const before = SHOWN_MS - readAfterS * 1000 - 5;
	const times = [before, before + 30_010];
	const look = await lookAtHosts([{ name: 'node1', wish: wishFor(['node']), open: async () => host }], {
		now: () => times.shift() ?? 0,
	});
	return look.hosts[0]?.clock?.offsetMs;
}

test.each([0.01, 1, 20, 29.9])(
	'a clock that is right is so when it was read %d s after a look of 30 s began',
	async (seconds) => {
		expect(Math.abs((await offsetOf(seconds)) ?? Number.NaN)).toBeLessThanOrEqual(10);
	},
);
