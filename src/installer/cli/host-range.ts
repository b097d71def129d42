/** `node[001-064], head`: names that differ in their last number alone stand together, as pdsh writes them. */
export function hostRange(names: readonly string[]): string {
	const padded = new Set(
		names
			.map(partsOf)
			.filter(({ digits }) => /^0\d/.test(digits))
			.map(widthOf),
	);
	const groups = Map.groupBy(new Set(names), (name) => {
		const parts = partsOf(name);
		// 7 and 07 are different names, 7 and 10 belong together; so do 07 and 10.
		const family = padded.has(widthOf(parts)) ? widthOf(parts) : `${parts.before}\0${parts.after}`;
		return parts.digits === '' ? name : family;
	});
	const together = [...groups.values()].map((all) => (all.length === 1 ? (all[0] ?? '') : rangesOf(all)));
	return together.join(', ');
}

interface Parts {
	readonly before: string;
	readonly digits: string;
	readonly after: string;
}

function partsOf(name: string): Parts {
	const [, before = name, digits = '', after = ''] = /^(.*?)(\d+)(\D*)$/.exec(name) ?? [];
	return /^[\d.]+$/.test(name) ? { before: name, digits: '', after: '' } : { before, digits, after };
}

function widthOf({ before, digits, after }: Parts): string {
	return `${before}\0${after}\0${digits.length}`;
}

function rangesOf(names: readonly string[]): string {
	const all = names.map(partsOf).sort((a, b) => Number(a.digits) - Number(b.digits));
	const { before = '', after = '' } = all[0] ?? {};
	const ranges: { from: string; to: string }[] = [];
	for (const { digits } of all) {
		const last = ranges.at(-1);
		if (last !== undefined && Number(digits) === Number(last.to) + 1) {
			last.to = digits;
		} else {
			ranges.push({ from: digits, to: digits });
		}
	}

	return `${before}[${ranges.map(({ from, to }) => (from === to ? from : `${from}-${to}`)).join(',')}]${after}`;
}
