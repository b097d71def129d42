import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createPace, type Pace } from '../../../../src/runtime/cloud/instances/pace.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }));
afterEach(() => void vi.useRealTimers());

/** Starts work, as much on each of some clusters, that does not end by itself, and tells how much of it goes on. */
function manyAt(pace: Pace, clusters: number, each: number) {
	let running = 0;
	const end = Promise.withResolvers<void>();
	const all = Array.from({ length: clusters * each }, (_, index) =>
		pace.inTurn(`cluster${index % clusters}`, async () => {
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
	const work = manyAt(createPace(), 6, 8);
	await turns(100);
	expect(work.running()).toBe(48);
	await work.end();
});

it('does some of it at once on one cluster, which holds up no other', async () => {
	const pace = createPace();
	const slow = manyAt(pace, 1, 50);
	await turns(100);
	expect(slow.running()).toBe(24);
	await pace.inTurn('another', () => Promise.resolve());
	await slow.end();
	expect(slow.running()).toBe(50);
});

it('lets the sockets have their turn between the beginnings of two', async () => {
	const work = manyAt(createPace(), 6, 8);
	await turns(10);
	expect(work.running()).toBeGreaterThan(0);
	expect(work.running()).toBeLessThanOrEqual(10);
	await turns(100);
	await work.end();
});

/** Lets ms pass in small steps, and the event loop turn in each. */
async function pass(ms: number): Promise<void> {
	for (let passed = 0; passed < ms; passed += 10) {
		vi.advanceTimersByTime(10);
		await turns(5);
	}
}

/** So many requests at once, each accepted soon. */
async function hurry(pace: Pace, requests: number): Promise<void> {
	await Promise.all(Array.from({ length: requests }, () => pace.accept(() => nextTurn())));
}

/** So many rushes, each before the one before is over. */
async function keepHurrying(pace: Pace, rounds: number): Promise<void> {
	for (let round = 0; round < rounds; round++) {
		await pass(60);
		await hurry(pace, 20);
	}
}

it('begins little while many requests come in, and all of it when they have stopped', async () => {
	const pace = createPace();
	await hurry(pace, 20);
	const work = manyAt(pace, 6, 8);
	await turns(100);
	expect(work.running()).toBe(0);
	await keepHurrying(pace, 4);

	// none of it has ended, and it goes on all the same
	expect(work.running()).toBeGreaterThanOrEqual(3);
	expect(work.running()).toBeLessThanOrEqual(5);
	await pass(200);
	await turns(100);
	expect(work.running()).toBe(48);
	await work.end();
});

it('lets nothing wait longer than ten seconds in a rush that does not end', async () => {
	const pace = createPace();
	await hurry(pace, 20);
	const work = manyAt(pace, 100, 4);
	await keepHurrying(pace, 170);

	await turns(400);
	expect(work.running()).toBe(400);
	await work.end();
});

it('lets requests slow nothing down that come a few at once, or one after the other', async () => {
	const pace = createPace();
	await hurry(pace, 4);
	for (let request = 0; request < 20; request++) {
		await hurry(pace, 1);
	}

	const work = manyAt(pace, 6, 8);
	await turns(100);
	// no time has passed
	expect(work.running()).toBe(48);
	await work.end();
});

it('tells when a rush is over, or when somebody has waited long enough', async () => {
	const pace = createPace();
	await pace.calm(1000);
	await hurry(pace, 20);
	const told: string[] = [];
	const patient = pace.calm(1000).then(() => told.push('patient'));
	const impatient = pace.calm(60).then(() => told.push('impatient'));
	await pass(50);
	expect(told).toEqual([]);
	await pass(20);
	expect(told).toEqual(['impatient']);
	await pass(40);
	expect(told).toEqual(['impatient', 'patient']);
	await Promise.all([patient, impatient]);
});
