const CONTEXT = 3;

interface Line {
	readonly kind: ' ' | '-' | '+';
	readonly text: string;
}

export interface DiffOptions {
	/** Names of the two files in the heading. */
	readonly before: string;
	readonly after: string;
	/** Unchanged lines around each change. Default 3. */
	readonly context?: number;
}

/** A unified diff of two texts, '' if they are equal. Lines longer than a screen are cut: NODES may name thousands. */
export function unifiedDiff(before: string, after: string, options: DiffOptions): string {
	if (before === after) {
		return '';
	}

	const lines = lineDiff(linesOf(before), linesOf(after));
	const hunks = hunksOf(lines, options.context ?? CONTEXT).map((hunk) => printHunk(lines, hunk));
	return [`--- ${options.before}`, `+++ ${options.after}`, ...hunks].join('\n');
}

function linesOf(text: string): string[] {
	const lines = text.split('\n');
	return lines.at(-1) === '' ? lines.slice(0, -1) : lines;
}

/** Longest common subsequence between the common beginning and the common end. */
function lineDiff(a: readonly string[], b: readonly string[]): readonly Line[] {
	let start = 0;
	while (start < a.length && start < b.length && a[start] === b[start]) {
		start += 1;
	}

	let end = 0;
	while (end < a.length - start && end < b.length - start && a[a.length - 1 - end] === b[b.length - 1 - end]) {
		end += 1;
	}

	const same = (text: string): Line => ({ kind: ' ', text });
	return [
		...a.slice(0, start).map(same),
		...middle(a.slice(start, a.length - end), b.slice(start, b.length - end)),
		...a.slice(a.length - end).map(same),
	];
}

function middle(a: readonly string[], b: readonly string[]): Line[] {
	const width = b.length + 1;
	const common = new Uint32Array((a.length + 1) * width);
	const at = (i: number, j: number) => common[i * width + j] ?? 0;
	for (let i = a.length - 1; i >= 0; i -= 1) {
		for (let j = b.length - 1; j >= 0; j -= 1) {
			common[i * width + j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
		}
	}

	const lines: Line[] = [];
	let [i, j] = [0, 0];
	while (i < a.length || j < b.length) {
		const [left, right] = [a[i], b[j]];
		if (left !== undefined && left === right) {
			lines.push({ kind: ' ', text: left });
			i += 1;
			j += 1;
		} else if (left !== undefined && (right === undefined || at(i + 1, j) >= at(i, j + 1))) {
			lines.push({ kind: '-', text: left });
			i += 1;
		} else {
			lines.push({ kind: '+', text: right ?? '' });
			j += 1;
		}
	}

	return lines;
}

/** Ranges of lines that hold changes with some context; ranges that touch become one. */
function hunksOf(lines: readonly Line[], context: number): { start: number; end: number }[] {
	const hunks: { start: number; end: number }[] = [];
	for (const [index, { kind }] of lines.entries()) {
		if (kind === ' ') {
			continue;
		}

		const last = hunks.at(-1);
		const end = Math.min(index + context + 1, lines.length);
		if (last !== undefined && index - context <= last.end) {
			last.end = end;
		} else {
			hunks.push({ start: Math.max(index - context, 0), end });
		}
	}

	return hunks;
}

function printHunk(lines: readonly Line[], { start, end }: { start: number; end: number }): string {
	const count = (from: number, to: number, without: Line['kind']) =>
		lines.slice(from, to).filter(({ kind }) => kind !== without).length;
	const range = (without: Line['kind']) => {
		const length = count(start, end, without);
		return `${count(0, start, without) + (length === 0 ? 0 : 1)},${length}`;
	};
	const body = lines
		.slice(start, end)
		.map(({ kind, text }) => kind + (text.length > 160 ? `${text.slice(0, 157)}...` : text));
	return [`@@ -${range('+')} +${range('-')} @@`, ...body].join('\n');
}
