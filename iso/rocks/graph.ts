import { holds } from './condition.ts';
import { type HostView, listFits } from './host-view.ts';
import { elementsOf, textOf, type XmlElement } from './xml.ts';

export interface Edge {
	readonly from: string;
	readonly to: string;
	/** The roll whose file it stands in; undefined where the file does not say. */
	readonly roll: string | undefined;
	readonly arch: string | undefined;
	readonly cond: string | undefined;
}

interface Order {
	readonly head: string;
	readonly tail: string;
}

/** All graph files of a distribution, merged. */
export interface Graph {
	readonly edges: readonly Edge[];
	readonly orders: readonly Order[];
}

/** Where the nodes stand that no order line names. */
const TAIL = 'TAIL';

export function graphOf(files: readonly XmlElement[]): Graph {
	return { edges: files.flatMap(edgesOf), orders: files.flatMap(ordersOf) };
}

/** Both ends as attributes, or one as attribute and the others as children. Names are not trimmed: Rocks does not either. */
function edgesOf(file: XmlElement): readonly Edge[] {
	const { roll } = file.attributes;
	return elementsOf(file, 'edge').flatMap((edge): Edge[] => {
		const { from, to, arch, cond } = edge.attributes;
		if (from !== undefined && to !== undefined) {
			return [{ from, to, roll, arch, cond }];
		}

		return elementsOf(edge).flatMap((child): Edge[] => {
			const own = { roll, arch: child.attributes['arch'] ?? arch, cond };
			if (child.name === 'to' && from !== undefined) {
				return [{ ...own, from, to: textOf(child) }];
			}

			return child.name === 'from' && to !== undefined ? [{ ...own, from: textOf(child), to }] : [];
		});
	});
}

function ordersOf(file: XmlElement): readonly Order[] {
	return elementsOf(file, 'order').flatMap((order): Order[] => {
		const { head, tail, gen } = order.attributes;
		if (gen !== undefined && gen !== 'kgen') {
			return [];
		}

		if (head !== undefined && tail !== undefined) {
			return [{ head, tail }];
		}

		return elementsOf(order).flatMap((child): Order[] => {
			if (child.name === 'tail' && head !== undefined) {
				return [{ head, tail: textOf(child) }];
			}

			return child.name === 'head' && tail !== undefined ? [{ head: textOf(child), tail }] : [];
		});
	});
}

/** Every node that a host reaches, its root first, in the order of the walk. */
export function reachedNodes(graph: Graph, host: HostView): readonly string[] {
	const reached = new Set<string>();
	const visit = (node: string) => {
		if (reached.has(node)) {
			return;
		}

		reached.add(node);
		for (const edge of graph.edges) {
			if (edge.from === node && edgeHolds(edge, host)) {
				visit(edge.to);
			}
		}
	};
	visit(host.root);
	return [...reached];
}

function edgeHolds({ arch, cond }: Edge, host: HostView): boolean {
	// Rocks V knows no conditions: the edge counts for everybody.
	return listFits(arch, host.arch) && (cond === undefined || host.rocks === '5.0' || holds(cond, host.attributes));
}

/**
 * The order in which the nodes are put into a kickstart file: those that an order line names and that do not follow TAIL,
 * then all that no line names, then those that follow TAIL.
 */
export function sortNodes(graph: Graph, nodes: readonly string[]): readonly string[] {
	const after = followers(graph, TAIL);
	const named = new Set(graph.orders.flatMap(({ head, tail }) => [head, tail]));
	const present = new Set(nodes);
	const early = [...named].filter((name) => present.has(name) && !after.has(name));
	const late = [...named].filter((name) => present.has(name) && after.has(name));
	const loose = nodes.filter((name) => !named.has(name));
	return [...topological(graph, early), ...loose, ...topological(graph, late)];
}

function followers(graph: Graph, start: string): ReadonlySet<string> {
	const found = new Set<string>();
	const visit = (name: string) => {
		for (const { head, tail } of graph.orders) {
			if (head === name && !found.has(tail)) {
				found.add(tail);
				visit(tail);
			}
		}
	};
	visit(start);
	return found;
}

function topological(graph: Graph, names: readonly string[]): readonly string[] {
	const sorted: string[] = [];
	const seen = new Set<string>();
	const visit = (name: string) => {
		if (seen.has(name)) {
			return;
		}

		seen.add(name);
		for (const { head, tail } of graph.orders) {
			if (tail === name && names.includes(head)) {
				visit(head);
			}
		}

		sorted.push(name);
	};
	for (const name of names) {
		visit(name);
	}

	return sorted;
}

/** Nodes that each come before the next, and the last before the first: one such list for each node that leads to itself. */
export function cycles({ orders }: Graph): readonly (readonly string[])[] {
	const found: (readonly string[])[] = [];
	const done = new Set<string>();
	const visit = (name: string, path: readonly string[]) => {
		const at = path.indexOf(name);
		if (at >= 0) {
			found.push([...path.slice(at), name]);
		} else if (!done.has(name)) {
			for (const { tail } of orders.filter(({ head }) => head === name)) {
				visit(tail, [...path, name]);
			}

			done.add(name);
		}
	};
	for (const { head } of orders) {
		visit(head, []);
	}

	return found;
}
