/** Something that a host has at paths. Any Map is one. */
export interface ByPath<T> {
	get(path: string): T | undefined;
	forEach(visit: (value: T, path: string) => void): void;
}

export function pairsOf<T>(all: ByPath<T>): (readonly [path: string, value: T])[] {
	const pairs: (readonly [string, T])[] = [];
	all.forEach((value, path) => {
		pairs.push([path, value]);
	});
	return pairs;
}

/** Several seen as one; of two that know a path the first is believed. */
export function layered<T>(layers: readonly ByPath<T>[]): ByPath<T> {
	return {
		get(path) {
			for (const layer of layers) {
				const found = layer.get(path);
				if (found !== undefined) {
					return found;
				}
			}

			return undefined;
		},
		forEach(visit) {
			for (const layer of layers) {
				layer.forEach(visit);
			}
		},
	};
}

/**
 * Makes Maps of pairs, the same pair being the same object on all hosts. A host that has the paths of one before it, and
 * differs in few, is kept as these few: thousands of nodes differ in their name and address, and in no other file.
 */
export function alike<T>(): (pairs: readonly (readonly [string, T])[]) => ByPath<T> {
	let before: { readonly pairs: typeof none; readonly all: ReadonlyMap<string, T> } | undefined;
	const none: readonly (readonly [string, T])[] = [];
	return (pairs) => {
		const { pairs: like, all } = before ?? { pairs: none, all: new Map<string, T>() };
		const hasSamePaths = pairs.length === like.length && pairs.every(([path], index) => path === like[index]?.[0]);
		const own = hasSamePaths ? pairs.filter((pair, index) => pair !== like[index]) : pairs;
		if (own.length * 4 < pairs.length) {
			return except(all, new Map(own));
		}

		before = { pairs, all: new Map(pairs) };
		return before.all;
	};
}

function except<T>(all: ReadonlyMap<string, T>, own: ReadonlyMap<string, T>): ByPath<T> {
	return {
		get: (path) => own.get(path) ?? all.get(path),
		forEach(visit) {
			all.forEach((value, path) => {
				visit(own.get(path) ?? value, path);
			});
		},
	};
}
