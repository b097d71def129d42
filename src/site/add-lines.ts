export interface NewNode {
	readonly node: string;
	/** Name of the cluster that it joins. */
	readonly cluster: string;
	readonly address?: string | undefined;
}

/**
 * The text with a node added as the lines that a person would write, found by looking at indentation alone: what the rest
 * of the file holds costs nothing. Undefined where the file is written in another way (lists in brackets, a host that has
 * settings already). It is a guess: whoever calls compares what both texts say.
 */
export function addLines(text: string, { node, cluster, address }: NewNode): string | undefined {
	const lines = text.split('\n');
	const nodes = nodesOf(lines, cluster);
	const last = nodes === undefined ? undefined : lines[nodes.last];
	if (nodes === undefined || last === undefined) {
		return undefined;
	}

	const insertions = [{ behind: nodes.last, added: [`${last.slice(0, indentOf(last))}- ${node}`] }];
	if (address !== undefined) {
		const hosts = hostsEntry(lines, node, address);
		if (hosts === undefined) {
			return undefined;
		}

		insertions.push(hosts);
	}

	// From the end, so that the numbers of the lines before it stay right.
	for (const { behind, added } of insertions.sort((a, b) => b.behind - a.behind)) {
		lines.splice(behind + 1, 0, ...added);
	}

	return lines.join('\n');
}

/** Line numbers of a key and of the last line of what belongs to it. */
interface Block {
	readonly key: number;
	readonly last: number;
}

function nodesOf(lines: readonly string[], cluster: string): Block | undefined {
	const clusters = blockOf(lines, 'clusters', 0, { key: -1, last: lines.length - 1 });
	const starts = clusters === undefined ? [] : itemsOf(lines, clusters);
	const isName = (line: string) => /^[ -]*name: +(.*?) *(#.*)?$/.exec(line)?.[1] === cluster;
	for (const [index, start] of starts.entries()) {
		const item = { key: start - 1, last: (starts[index + 1] ?? (clusters?.last ?? 0) + 1) - 1 };
		const column = columnOfKey(lines[start] ?? '');
		const isWanted = lines.slice(start, item.last + 1).some((line) => isName(line) && columnOfKey(line) === column);
		const nodes = isWanted ? blockOf(lines, 'nodes', column, item) : undefined;
		if (nodes !== undefined && itemsOf(lines, nodes).length > 0) {
			return nodes;
		}
	}

	return undefined;
}

function hostsEntry(lines: readonly string[], node: string, address: string) {
	const hosts = blockOf(lines, 'hosts', 0, { key: -1, last: lines.length - 1 });
	if (hosts === undefined) {
		return lines.some((line) => line.startsWith('hosts:'))
			? undefined
			: { behind: lastLine(lines, lines.length - 1), added: ['hosts:', `  ${node}:`, `    address: ${address}`] };
	}

	const indent = indentOf(lines[hosts.key + 1] ?? '');
	const blanks = ' '.repeat(indent);
	return { behind: hosts.last, added: [`${blanks}${node}:`, `${blanks}${blanks}address: ${address}`] };
}

/** A key with nothing behind it, and the lines below it that are further in, or items of its list. */
function blockOf(lines: readonly string[], name: string, column: number, within: Block): Block | undefined {
	const pattern = new RegExp(`^[ -]*${name}: *(#.*)?$`);
	for (let key = within.key + 1; key <= within.last; key += 1) {
		const line = lines[key] ?? '';
		if (pattern.test(line) && columnOfKey(line) === column) {
			let end = key + 1;
			while (end <= within.last && isInside(lines[end] ?? '', column)) {
				end += 1;
			}

			const last = lastLine(lines, end - 1);
			return last > key ? { key, last } : undefined;
		}
	}

	return undefined;
}

function isInside(line: string, column: number): boolean {
	const indent = indentOf(line);
	return isEmpty(line) || indent > column || (indent === column && line[indent] === '-');
}

/** The first lines of the items of a list. */
function itemsOf(lines: readonly string[], { key, last }: Block): readonly number[] {
	const first = lines.findIndex((line, index) => index > key && !isEmpty(line));
	const indent = indentOf(lines[first] ?? '');
	const starts: number[] = [];
	for (let index = first; index <= last; index += 1) {
		const line = lines[index] ?? '';
		if (line[indent] === '-' && indentOf(line) === indent) {
			starts.push(index);
		}
	}

	return starts;
}

/** That line, or the one before it that is not empty and no comment. */
function lastLine(lines: readonly string[], from: number): number {
	let at = from;
	while (at >= 0 && isEmpty(lines[at] ?? '')) {
		at -= 1;
	}

	return at;
}

function isEmpty(line: string): boolean {
	return /^\s*(#|$)/.test(line);
}

function indentOf(line: string): number {
	return line.length - line.trimStart().length;
}

/** Where the key of `  - name: x` or `    name: x` begins. */
function columnOfKey(line: string): number {
	return /^ *(- +)?/.exec(line)?.[0].length ?? 0;
}
