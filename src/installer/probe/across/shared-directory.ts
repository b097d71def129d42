import { awaitsMount } from '../shared.ts';
import type { Comparison } from './comparison.ts';

/**
 * Written here, read there, answered, and read back: whatever kind of file system it is, that is sharing. A directory that
 * has only the same name everywhere is none.
 */
export const sharedDirectory: Comparison = {
	title: 'shared directory seen by all',
	compare([first, ...others]) {
		if (first?.facts?.shared.left !== true || awaitsMount(first.facts.shared, first.wish)) {
			return [];
		}

		return others.flatMap(({ name, wish, facts, second }, index) => {
			if (facts === undefined || second === undefined || !facts.shared.there || awaitsMount(facts.shared, wish)) {
				return [];
			}

			const values = { path: facts.shared.path, first: first.name };
			if (!second.sees) {
				return [[name, { id: 'SHARED_NOT_SEEN', values }] as const];
			}

			const returned = first.second?.answers.includes(String(index + 1)) !== false;
			return second.left && !returned ? [[name, { id: 'SHARED_NOT_SEEN', values }] as const] : [];
		});
	},
};
