/** One thing in a file system or archive, owned by root. */
export type Entry =
	| { readonly kind: 'directory'; readonly path: string; readonly mode: number }
	| { readonly kind: 'file'; readonly path: string; readonly mode: number; readonly content: Buffer }
	| { readonly kind: 'link'; readonly path: string; readonly target: string };

export const directory = (path: string, mode = 0o755): Entry => ({ kind: 'directory', path, mode });
export const file = (path: string, content: Buffer | string, mode = 0o644): Entry => ({
	kind: 'file',
	path,
	mode,
	content: Buffer.from(content),
});
export const link = (path: string, target: string): Entry => ({ kind: 'link', path, target });

/** The entries and every directory above them, parents first, each once, in an order that never varies. */
export function sorted(entries: readonly Entry[]): readonly Entry[] {
	const byPath = new Map<string, Entry>();
	for (const entry of entries) {
		const parts = entry.path.split('/').slice(1, -1);
		parts.forEach((_, index) => {
			const path = `/${parts.slice(0, index + 1).join('/')}`;
			byPath.set(path, byPath.get(path) ?? directory(path));
		});
		byPath.set(entry.path, entry);
	}

	return [...byPath.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
}
