import { isListKey } from '../../conf/keys.ts';
import { assignments } from '../../conf/parse.ts';
import { withValue } from '../../conf/with-value.ts';

export interface Merged {
	readonly text: string;
	/** Keys whose value was set by hand and kept. */
	readonly keptKeys: readonly string[];
}

/**
 * Three-way merge of a configuration file by key. The text that a person edited stays as it is, comments, order and
 * quotes too; only values that differ between `base` (our last version) and `next` (our new version) are brought in,
 * unless the person set them. Lists are merged word by word. Undefined if a text is not made of assignments.
 */
export function mergeConf(base: string, byHand: string, next: string): Merged | undefined {
	if (byHand === base) {
		return { text: next, keptKeys: [] };
	}

	try {
		return merge(readText(base), readText(byHand), readText(next));
	} catch {
		return undefined;
	}
}

interface Text {
	readonly lines: readonly string[];
	/** Of every key; a shell believes the last one. */
	readonly values: ReadonlyMap<string, string>;
	/** Index into the lines. */
	readonly places: ReadonlyMap<string, number>;
}

function readText(text: string): Text {
	const all = [...assignments(text, '')];
	return {
		lines: text.split('\n'),
		values: new Map(all.map(({ key, value }) => [key, value])),
		places: new Map(all.map(({ key, line }) => [key, line - 1])),
	};
}

function merge(base: Text, byHand: Text, next: Text): Merged {
	const lines = byHand.lines.map((line) => [line]);
	followHeading(lines, base, byHand, next);
	const kept = new Set<string>();
	let above: string | undefined;
	for (const [key, wanted] of next.values) {
		const [was, found] = [base.values.get(key), byHand.values.get(key)];
		if (found === undefined && was === undefined) {
			addBlock(lines, blockOf(next, key), above === undefined ? undefined : byHand.places.get(above));
			continue;
		}

		const value = found === undefined ? undefined : mergedValue(key, was, found, wanted);
		if (value !== wanted) {
			kept.add(key);
		}

		const place = byHand.places.get(key);
		if (value !== undefined && place !== undefined) {
			above = key;
			lines[place] = [value === found ? (byHand.lines[place] ?? '') : withValue(byHand.lines[place] ?? '', value)];
		}
	}

	for (const [key, found] of byHand.values) {
		if (next.values.has(key)) {
			continue;
		}

		if (found === base.values.get(key)) {
			removeBlock(lines, byHand, key, blockOf(base, key));
		} else {
			kept.add(key);
		}
	}

	return { text: lines.flat().join('\n'), keptKeys: [...kept] };
}

/** The comment at the top, if it is still ours. */
function followHeading(lines: string[][], base: Text, byHand: Text, next: Text): void {
	const [was, wanted] = [headingOf(base), headingOf(next)];
	if (was.length > 0 && wanted.length > 0 && was.every((line, index) => line === byHand.lines[index])) {
		was.forEach((_, index) => {
			lines[index] = index === 0 ? [...wanted] : [];
		});
	}
}

/** Nothing if the first comment belongs to a key. */
function headingOf({ lines }: Text): readonly string[] {
	const end = lines.findIndex((line) => !line.startsWith('#'));
	return end > 0 && lines[end] === '' ? lines.slice(0, end) : [];
}

/** What a person changed stays, all else follows us. */
function mergedValue(key: string, was: string | undefined, found: string, wanted: string): string {
	if (found === was || found === wanted) {
		return wanted;
	}

	return was !== undefined && wanted !== was && isListKey(key) ? mergedList(was, found, wanted) : found;
}

function mergedList(was: string, found: string, wanted: string): string {
	const [before, present, after] = [was, found, wanted].map((text) => text.split(/\s+/).filter((word) => word !== ''));
	const gone = before?.filter((word) => !after?.includes(word));
	const added = after?.filter((word) => !before?.includes(word) && !present?.includes(word)) ?? [];
	return [...(present?.filter((word) => !gone?.includes(word)) ?? []), ...added].join(' ');
}

/** The assignment with the comment that stands right above it. */
function blockOf({ lines, places }: Text, key: string): readonly string[] {
	const end = places.get(key) ?? 0;
	let begin = end;
	while (begin > 0 && lines[begin - 1]?.startsWith('#') === true) {
		begin -= 1;
	}

	return lines.slice(begin, end + 1);
}

/** Below the key that it follows, else at the end. */
function addBlock(lines: string[][], block: readonly string[], above: number | undefined): void {
	if (above !== undefined) {
		lines[above]?.push('', ...block);
		return;
	}

	const end = lines.at(-1);
	if (end?.at(-1) === '') {
		end.pop();
	}

	end?.push('', ...block, '');
}

/** With its comment and the blank line above, where those are still ours. */
function removeBlock(lines: string[][], { lines: found, places }: Text, key: string, block: readonly string[]): void {
	const place = places.get(key) ?? 0;
	const begin = place - block.length + 1;
	const isOurs = block.slice(0, -1).every((line, index) => line === found[begin + index]);
	const first = isOurs ? (found[begin - 1] === '' ? begin - 1 : begin) : place;
	for (let index = first; index <= place; index += 1) {
		lines[index] = [];
	}
}
