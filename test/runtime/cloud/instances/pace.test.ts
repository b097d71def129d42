import { setTimeout as delay } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { createPace } from '../../../../src/runtime/cloud/instances/pace.ts';

/** Starts work that does not end by itself, and tells how much of it goes on. */
function manyAt(pace: ReturnType<typeof createPace>, count: number) {
	let running = 0;
	const end = Promise.withResolvers<void>();
	const all = Array.from({ length: count }, () =>
		pace.inTurn(async () => {
			running++;
			await end.promise;
		}),
	);
	return {
		running: () => running,
		end() {
			end.resolve();
			return Promise.all(all);
		},
	};
}

it('does much at once while nobody asks', async () => {
	const work = manyAt(createPace(), 50);
	await delay(1);
	expect(work.running()).toBe(50);
	await work.end();
});

it('does little while requests come in, and all of it when they have stopped', async () => {
	const pace = createPace();
	pace.hurry();
	const work = manyAt(pace, 50);
	await delay(60);
	pace.hurry();
	await delay(60);
	expect(work.running()).toBeLessThan(5);
	await expect.poll(work.running).toBe(50);
	await work.end();
});
