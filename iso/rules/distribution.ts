import type { Roll } from '../open-roll.ts';
import { BASE_NODE, baseProfile, type HostKind, hostView } from '../rocks/base-profile.ts';
import { generateSections, type LooseOrder, type Profile } from '../rocks/generate.ts';
import { graphOf, reachedNodes } from '../rocks/graph.ts';
import type { Section } from '../rocks/node-file.ts';
import { distributionNodes } from './distribution-nodes.ts';

/** The roll beside those of Rocks itself, as they lie together in a distribution. */
export function profileWith(roll: Roll): Profile {
	const base = baseProfile(roll.rocks);
	return {
		nodes: new Map([
			...distributionNodes(roll.rocks).map((name) => [name, BASE_NODE] as const),
			...roll.nodes.map(({ path, text }) => [nodeName(path), text] as const),
		]),
		graphs: [base.graph, ...roll.graphs.flatMap(({ root }) => (root === undefined ? [] : [root]))],
		includes: new Map(
			[...(roll.profile ?? [])]
				.filter(([path]) => path.startsWith('include/'))
				.map(([path, { content }]) => [path.slice('include/'.length), content.toString('latin1')]),
		),
	};
}

/** Node files of the roll that a host of this kind reaches. Throws where a condition cannot be read. */
export function ownReached(roll: Roll, kind: HostKind): readonly string[] {
	const own = roll.nodes.map(({ path }) => nodeName(path));
	const reached = reachedNodes(graphOf(profileWith(roll).graphs), hostView(roll.rocks, roll.arch, kind));
	return reached.filter((name) => own.includes(name));
}

/** What Rocks would make for such a host of the roll's own nodes. `<eval>`s are not run, a word stands for each: nothing of a roll is run here. */
export function ownSections(roll: Roll, kind: HostKind, loose: LooseOrder): readonly Section[] {
	const own = roll.nodes.map(({ path }) => nodeName(path));
	const options = { evaluate: () => ':', loose };
	return generateSections(profileWith(roll), hostView(roll.rocks, roll.arch, kind), options).filter(({ node }) =>
		own.includes(node),
	);
}

/** The same, or nothing where it cannot be made: the rule "generation" says why. */
export function ownSectionsOrNone(roll: Roll, kind: HostKind): readonly Section[] {
	try {
		return ownSections(roll, kind, kind === 'frontend' ? 'as reached' : 'alphabetical');
	} catch {
		return [];
	}
}

export function nodeName(path: string): string {
	return path.replace(/^nodes\/|\.xml$/g, '');
}
