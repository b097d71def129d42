import { ClusterNode, type NodeClient } from './node.ts';

export interface NodeAddress {
	readonly name: string;
	readonly url: string;
}

/** The node controllers of this cluster, in the order of NODES; then those taken out that still have instances. */
export class NodePool {
	readonly #nodes = new Map<string, ClusterNode>();
	readonly #connect: (url: string) => NodeClient;
	readonly #now: () => number;

	constructor(connect: (url: string) => NodeClient, now: () => number) {
		this.#connect = connect;
		this.#now = now;
	}

	/** Takes in new nodes and retires those that are not named any more; returns the new ones. */
	setNodes(addresses: readonly NodeAddress[]): readonly ClusterNode[] {
		const before = new Map(this.#nodes);
		const added: ClusterNode[] = [];
		this.#nodes.clear();
		for (const { name, url } of new Map(addresses.map((address) => [address.url, address])).values()) {
			const known = before.get(url);
			const node = known ?? this.#make(name, url);
			node.retired = false;
			this.#nodes.set(url, node);
			before.delete(url);
			if (known === undefined) {
				added.push(node);
			}
		}

		for (const node of before.values()) {
			node.retired = true;
			this.#nodes.set(node.url, node);
		}

		return added;
	}

	/** A node that is not in NODES but may still run something of ours. */
	addRetired(url: string): ClusterNode {
		const node = this.#make(URL.canParse(url) ? new URL(url).hostname : url, url);
		node.retired = true;
		this.#nodes.set(url, node);
		return node;
	}

	remove(node: ClusterNode): void {
		this.#nodes.delete(node.url);
		node.client.close();
	}

	has(node: ClusterNode): boolean {
		return this.#nodes.get(node.url) === node;
	}

	get(url: string): ClusterNode | undefined {
		return this.#nodes.get(url);
	}

	all(): readonly ClusterNode[] {
		return [...this.#nodes.values()];
	}

	/** Those named in NODES, dead or alive, in that order. */
	named(): readonly ClusterNode[] {
		return this.all().filter((node) => !node.retired);
	}

	close(): void {
		for (const node of this.#nodes.values()) {
			node.client.close();
		}
	}

	#make(name: string, url: string): ClusterNode {
		return new ClusterNode(name, url, this.#connect(url), this.#now());
	}
}
