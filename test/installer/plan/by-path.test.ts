import fc from 'fast-check';
import { expect, test } from 'vitest';
import { alike, layered, pairsOf } from '../../../src/installer/plan/by-path.ts';

/** The same pair is the same object on all hosts. */
const pool = ['/a', '/b', '/c', '/d', '/e', '/f', '/g', '/h'].map((path) =>
	[1, 2].map((value) => [path, value] as const),
);
const host = fc.subarray(pool).chain((paths) => fc.tuple(...paths.map((both) => fc.constantFrom(...both))));

test('whatever hosts came before, each is kept as it is', () => {
	fc.assert(
		fc.property(fc.array(host, { maxLength: 6 }), (hosts) => {
			const keep = alike<number>();
			const kept = hosts.map((pairs) => keep(pairs));
			expect(kept.map(pairsOf)).toEqual(hosts);
			for (const [path] of pool.flat()) {
				expect(kept.map((each) => each.get(path))).toEqual(hosts.map((pairs) => new Map(pairs).get(path)));
			}
		}),
	);
});

test('a host that differs in one of many paths is not kept as a whole', () => {
	const keep = alike<number>();
	const first = pool.flatMap(([one]) => (one === undefined ? [] : [one]));
	keep(first);
	const second = keep(first.with(3, ['/d', 2]));
	expect(second).not.toBeInstanceOf(Map);
	expect([second.get('/d'), second.get('/a'), second.get('/elsewhere')]).toEqual([2, 1, undefined]);
});

test('of two layers that know a path the first is believed', () => {
	const both = layered([
		new Map([['/a', 1]]),
		new Map([
			['/a', 2],
			['/b', 3],
		]),
	]);
	expect([both.get('/a'), both.get('/b'), both.get('/c')]).toEqual([1, 3, undefined]);
});
