export interface SiteProblem {
	/** Path of the key, `clusters[0].nodes[3]`. */
	readonly key: string;
	/** What is wrong and how to put it right. */
	readonly problem: string;
}

/** A problem for each value that was there before; `pairs` are value and key. */
export function repeated(
	pairs: readonly (readonly [string, string])[],
	problem: (value: string, firstKey: string) => string,
): SiteProblem[] {
	const seen = new Map<string, string>();
	return pairs.flatMap(([value, key]) => {
		const first = seen.get(value);
		if (first !== undefined) {
			return [{ key, problem: problem(value, first) }];
		}

		seen.set(value, key);
		return [];
	});
}
