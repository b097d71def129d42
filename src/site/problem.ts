export interface SiteProblem {
	/** Path of the key, `clusters[0].nodes[3]`. */
	readonly key: string;
	/** What is wrong and how to put it right. */
	readonly problem: string;
}

/** A problem for each value that was there before; `keys` are the keys of the values, asked for if there is one. */
export function repeated(
	values: readonly string[],
	keys: () => readonly string[],
	problem: (value: string, firstKey: string) => string,
): SiteProblem[] {
	if (new Set(values).size === values.length) {
		return [];
	}

	const known = keys();
	const first = new Map<string, string>();
	return values.flatMap((value, index) => {
		const [key = '', before] = [known[index], first.get(value)];
		if (before !== undefined) {
			return [{ key, problem: problem(value, before) }];
		}

		first.set(value, key);
		return [];
	});
}
