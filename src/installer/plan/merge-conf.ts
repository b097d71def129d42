import { assignments } from '../../conf/parse.ts';

export interface Merged {
	readonly text: string;
	/** Keys whose value was set by hand and kept. */
	readonly keptKeys: readonly string[];
}

/**
 * Three-way merge of a configuration file by key: what a person changed against `base` (our last version) stays, all
 * else follows `next` (our new version). Undefined if one of the texts is not made of assignments.
 */
export function mergeConf(base: string, byHand: string, next: string): Merged | undefined {
	try {
		return merge(lineByKey(base), lineByKey(byHand), next);
	} catch {
		return undefined;
	}
}

type Lines = ReadonlyMap<string, string>;

function merge(base: Lines, byHand: Lines, next: string): Merged {
	const keptKeys: string[] = [];
	const inNext = lineByKey(next);
	const lines = next.split('\n').flatMap((line) => {
		const [key] = lineByKey(line).keys();
		if (key === undefined || byHand.get(key) === base.get(key)) {
			return [line];
		}

		const kept = byHand.get(key);
		if (kept !== line) {
			keptKeys.push(key);
		}

		return kept === undefined ? [] : [kept];
	});
	const added = [...byHand].filter(([key]) => !base.has(key) && !inNext.has(key));
	keptKeys.push(...added.map(([key]) => key));
	const end = added.length === 0 ? '' : `${added.map(([, line]) => line).join('\n')}\n`;
	return { text: lines.join('\n') + end, keptKeys };
}

function lineByKey(text: string): Lines {
	const lines = text.split('\n');
	return new Map([...assignments(text, '')].map(({ key, line }) => [key, lines[line - 1] ?? '']));
}
