import { ec2Errors } from '../errors.ts';

/** Parameters by the parts of their names: `Filter.1.Name` is `Name` below `1` below `Filter`. */
export interface ParameterNode {
	/** The whole name, for messages. */
	readonly name: string;
	value: string | undefined;
	readonly children: Map<string, ParameterNode>;
}

export interface ParameterTree {
	readonly root: ParameterNode;
	/** Every node that has a value, in the order of arrival. */
	readonly leaves: readonly ParameterNode[];
}

/** No parameter of EC2 has more parts; a longer name is refused before it can build a deep tree. */
const DEEPEST_NAME = 12;

export function parameterTree(pairs: Iterable<readonly [string, string]>): ParameterTree {
	const root: ParameterNode = { name: '', value: undefined, children: new Map() };
	const leaves: ParameterNode[] = [];
	for (const [name, value] of pairs) {
		const node = reach(root, name);
		node.value = value;
		leaves.push(node);
	}

	return { root, leaves };
}

/** `Placement.HostId` or `NetworkInterface`, for all that follows: `network interfaces`. */
export type NotOffered = Readonly<Record<string, string>>;

/** Throws for the first value that no definition has read: NOT_OFFERED if it is known what it asks for, else PARAMETER_UNKNOWN. */
export function refuseUnused(tree: ParameterTree, used: ReadonlySet<ParameterNode>, notOffered: NotOffered = {}): void {
	const unused = tree.leaves.find((leaf) => !used.has(leaf));
	if (unused === undefined) {
		return;
	}

	const plain = unused.name.replace(/\.\d+(?=\.|$)/g, '.N');
	const feature = Object.entries(notOffered).find(([start]) => plain === start || plain.startsWith(`${start}.`));
	if (feature !== undefined) {
		throw ec2Errors('NOT_OFFERED', { feature: `${feature[1]} (${unused.name.slice(0, 255)})` });
	}

	throw ec2Errors('PARAMETER_UNKNOWN', { name: unused.name.slice(0, 255) });
}

function reach(root: ParameterNode, name: string): ParameterNode {
	const parts = name.split('.', DEEPEST_NAME + 1);
	if (parts.length > DEEPEST_NAME) {
		throw ec2Errors('PARAMETER_UNKNOWN', { name: name.slice(0, 255) });
	}

	let node = root;
	for (const part of parts) {
		let next = node.children.get(part);
		if (next === undefined) {
			next = { name: node === root ? part : `${node.name}.${part}`, value: undefined, children: new Map() };
			node.children.set(part, next);
		}

		node = next;
	}

	return node;
}
