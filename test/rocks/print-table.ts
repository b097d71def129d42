export interface TableRow {
	readonly owner: string;
	readonly cells: readonly (string | number)[];
}

/**
 * As Rocks prints: columns as wide as their widest item, one blank between, trailing blanks kept, the owner with a colon,
 * empty cells as dashes that fill the column. Without rows nothing; the owner column only where owners differ, unless
 * `keepOwner`.
 */
export function printTable(
	header: readonly [owner: string, ...headings: string[]],
	rows: readonly TableRow[],
	keepOwner = false,
): string {
	if (rows.length === 0) {
		return '';
	}

	const showOwner = keepOwner || rows.some(({ owner }) => owner !== rows[0]?.owner);
	const [ownerHeading, ...headings] = header;
	const texts = rows.map(({ owner, cells }) => [...(showOwner ? [`${owner}:`] : []), ...cells.map(String)]);
	const names = [...(showOwner ? [ownerHeading] : []), ...headings];
	const widths = names.map((name, column) => Math.max(name.length, ...texts.map((line) => line[column]?.length ?? 0)));
	const line = (cells: readonly string[]) =>
		cells
			.map((cell, column) => (cell === '' ? '-'.repeat(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0)))
			.join(' ');
	return `${[names, ...texts].map(line).join('\n')}\n`;
}
