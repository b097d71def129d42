import { rocksErrors } from './errors.ts';

/** One line of a table that Rocks printed: who it is of, and its cells by heading. Cells of dashes are ''. */
export interface RocksLine {
	/** Undefined where Rocks left the column out, because all lines are of one owner. */
	readonly owner: string | undefined;
	readonly cells: ReadonlyMap<string, string>;
}

/**
 * What `rocks list …` prints, of any release: cells stand below their headings and may hold blanks, so a cell is what
 * stands between the start of its heading and the next one. The first column names the owner and ends in a colon; Rocks
 * leaves it out where it says nothing. Silence is a table without lines. Throws ROCKS_REFUSED, ROCKS_NOT_UNDERSTOOD.
 */
export function parseTable(text: string, { command, owner }: { command: string; owner: string }): readonly RocksLine[] {
	const [heading = '', ...lines] = text.split('\n').filter((line) => line.trim() !== '');
	if (/^error\b/i.test(heading)) {
		throw rocksErrors('ROCKS_REFUSED', { command, problem: heading.trim() });
	}

	const columns = [...heading.matchAll(/\S+/g)].map(({ 0: name, index }) => ({ name, from: index }));
	if (columns.some(({ name }) => !/^[A-Z]+$/.test(name))) {
		throw rocksErrors('ROCKS_NOT_UNDERSTOOD', { command, line: heading.trim() });
	}

	const isNamed = columns[0]?.name === owner;
	return lines.map((line) => {
		const name = isNamed ? /^([^\s:]+):/.exec(line)?.[1] : undefined;
		if (isNamed && name === undefined) {
			throw rocksErrors('ROCKS_NOT_UNDERSTOOD', { command, line: line.trim() });
		}

		const cells = columns.slice(isNamed ? 1 : 0).map(({ name: key, from }, index, all) => {
			const cell = line.slice(from, all[index + 1]?.from).trim();
			return [key, /^-+$/.test(cell) ? '' : cell] as const;
		});
		return { owner: name, cells: new Map(cells) };
	});
}
