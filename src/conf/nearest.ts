/** The known word that somebody most likely meant: few letters differ, or only case and punctuation do. */
export function nearestWord(word: string, known: readonly string[]): string | undefined {
	const plain = (text: string) => text.toLowerCase().replace(/[^a-z0-9]/g, '');
	const wanted = plain(word).slice(0, 64);
	let best: { readonly word: string; readonly distance: number } | undefined;
	for (const candidate of known) {
		const distance = editDistance(wanted, plain(candidate));
		if (distance <= Math.min(3, Math.floor(wanted.length / 4)) && distance < (best?.distance ?? Infinity)) {
			best = { word: candidate, distance };
		}
	}

	return best?.word;
}

/** `; did you mean X?`, or nothing. */
export function didYouMean(word: string, known: readonly string[]): string {
	const close = nearestWord(word, known);
	return close === undefined ? '' : `; did you mean ${close}?`;
}

/** Letters added, removed, replaced or swapped with their neighbour; three rows of the table at a time. */
function editDistance(left: string, right: string): number {
	let before: readonly number[] = [];
	let row: readonly number[] = Array.from({ length: right.length + 1 }, (_, index) => index);
	for (let i = 1; i <= left.length; i += 1) {
		const next = [i];
		for (let j = 1; j <= right.length; j += 1) {
			const same = left[i - 1] === right[j - 1];
			const swapped = left[i - 1] === right[j - 2] && left[i - 2] === right[j - 1];
			next.push(
				Math.min(
					(row[j - 1] ?? 0) + (same ? 0 : 1),
					(row[j] ?? 0) + 1,
					(next[j - 1] ?? 0) + 1,
					swapped ? (before[j - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY,
				),
			);
		}

		before = row;
		row = next;
	}

	return row[right.length] ?? 0;
}
