import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createPace } from '../../../../src/runtime/cloud/instances/pace.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
afterEach(() => void vi.useRealTimers());

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

async function turns(count: number): Promise<void> {
	for (let i = 0; i < count; i++) {
		await nextTurn();
	}
}

it('does much at once while nobody asks', async () => {
	const work = manyAt(createPace(), 50);
	await turns(100);
	expect(work.running()).toBe(50);
	await work.end();
});

it('lets the sockets have their turn between the beginnings of two', async () => {
	const work = manyAt(createPace(), 50);
	await turns(10);
	expect(work.running()).toBeGreaterThan(0);
	expect(work.running()).toBeLessThanOrEqual(10);
	await turns(100);
	await work.end();
});

it('does little while requests come in, and all of it when they have stopped', async () => {
	const pace = createPace();
	pace.hurry();
	const work = manyAt(pace, 50);
	vi.advanceTimersByTime(60);
	pace.hurry();
	vi.advanceTimersByTime(60);
	await turns(100);
	expect(work.running()).toBeLessThan(5);
	vi.advanceTimersByTime(60);
	await turns(100);
	expect(work.running()).toBe(50);
	await work.end();
});
