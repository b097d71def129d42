import { graphOf, reachedNodes, sortNodes } from './graph.ts';
import type { HostView } from './host-view.ts';
import { type Evaluate, type Section, sectionsOf } from './node-file.ts';
import type { XmlElement } from './xml.ts';

/** What all enabled rolls bring together: `build/nodes`, `build/graphs/default`. */
export interface Profile {
	/** Text of each node file by the name of the node. */
	readonly nodes: ReadonlyMap<string, string>;
	readonly graphs: readonly XmlElement[];
	/** Text of each file below `build/include`. */
	readonly includes: ReadonlyMap<string, string>;
}

/** In which order nodes without an order line come: by name in a kickstart file, as they are reached in kroll. */
export type LooseOrder = 'alphabetical' | 'as reached';

export interface GenerateOptions {
	readonly evaluate: Evaluate;
	readonly loose: LooseOrder;
}

/** The sections of every node that a host reaches, in order. Throws where Rocks ends the generation for the host. */
export function generateSections(profile: Profile, host: HostView, options: GenerateOptions): readonly Section[] {
	const graph = graphOf(profile.graphs);
	const reached = reachedNodes(graph, host);
	const nodes = options.loose === 'alphabetical' ? [...reached].sort() : reached;
	return sortNodes(graph, nodes).flatMap((node) => {
		const text = profile.nodes.get(node);
		if (text === undefined) {
			throw new Error(`cannot find node "${node}"`);
		}

		return sectionsOf(node, text, { host, evaluate: options.evaluate, includes: profile.includes });
	});
}
