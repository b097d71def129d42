import { messageOf } from '../../src/common/errors.ts';
import type { Roll } from '../open-roll.ts';
import { HOST_KINDS, type HostKind } from '../rocks/base-profile.ts';
import { cycles, type Edge, type Graph, graphOf } from '../rocks/graph.ts';
import { elementsOf } from '../rocks/xml.ts';
import { ROLL_NAME } from '../target.ts';
import { nodeName, ownReached, ownSections } from './distribution.ts';
import { distributionNodes } from './distribution-nodes.ts';
import type { Rule } from './rule.ts';

/** Row 12: where the nodes hang. */
export const graphRules: readonly Rule[] = [
	{
		id: 'edge-names',
		row: 12,
		reason: 'Rocks does not trim the names in <to>: " x " is another node than "x"',
		fix: 'write <to>x</to> without blanks and line ends',
		check: (roll) =>
			[...new Set(ends(roll).filter((name) => name !== name.trim()))].map((name) => JSON.stringify(name)),
	},
	{
		id: 'edge-targets',
		row: 12,
		reason: 'a node that is reached without a node file ends the generation for every host of the appliance',
		fix: 'ship nodes/<name>.xml, or remove the edge',
		check: (roll) =>
			ownEdges(roll)
				.filter(({ to }) => to === to.trim() && !knownNodes(roll).has(to))
				.map(({ from, to }) => `${from} leads to ${to}, which has no node file`),
	},
	{
		id: 'edge-sources',
		row: 12,
		reason: 'an edge from a node that nobody has reaches nobody, with no word said',
		fix: '5.0: hang on "server" and "vm-container"; 6.2 and 7.0: on "server", and on "client" with a condition',
		check: (roll) =>
			ownEdges(roll)
				.filter(({ from }) => !knownNodes(roll).has(from))
				.map(({ from, to }) => `no node ${from} exists in Rocks ${roll.rocks} (edge to ${to})`),
	},
	{
		id: 'order-cycle',
		row: 12,
		reason: 'Rocks does not look for cycles: which node comes first would be chance',
		fix: 'remove one of these <order> lines',
		check: (roll) => cycles(ownGraph(roll)).map((names) => names.join(' before ')),
	},
	{
		id: 'condition-place',
		row: 12,
		reason: 'cond on <to> below an <edge> without one is a SyntaxError that ends the generation for the whole cluster',
		fix: 'put cond on <edge>',
		check: ({ graphs }) =>
			graphs.flatMap(({ path, root }) =>
				root === undefined
					? []
					: elementsOf(root, 'edge').flatMap((edge) =>
							elementsOf(edge)
								.filter(({ attributes }) => 'cond' in attributes)
								.map(({ line }) => `${path}, line ${line}`),
						),
			),
	},
	{
		id: 'condition',
		row: 12,
		reason: 'a condition is an expression of Python over attributes of hosts; another ends the generation',
		fix: "write such as appliance == 'vm-container'",
		check(roll) {
			try {
				ownReached(roll, 'vm-container');
				return [];
			} catch (error) {
				return [messageOf(error)];
			}
		},
	},
	{
		id: 'reached-by-front-end',
		row: 12,
		reason: 'without it kroll prints an empty script',
		fix: 'an edge from "server" to the node of the front-end',
		check: (roll) => missing(roll, 'frontend', 'the front-end reaches none of the nodes'),
	},
	{
		id: 'reached-by-vm-containers',
		row: 12,
		reason: 'without it no VM container gets a node controller',
		fix: '5.0: an edge from "vm-container"; later: from "client" with cond="appliance == \'vm-container\'"',
		check: (roll) => missing(roll, 'vm-container', 'VM containers reach none of the nodes'),
	},
	{
		id: 'not-on-compute',
		row: 12,
		reason: 'ordinary compute nodes run jobs, and have no hypervisor',
		fix: 'hang on VM containers only',
		check: (roll) => (isOurs(roll) ? reached(roll, 'compute') : []).map((node) => `compute nodes reach ${node}`),
	},
	{
		id: 'generation',
		row: 12,
		reason: 'where Rocks ends with a traceback, no host of the kind can be installed and build.sh is empty',
		fix: 'put right what the message names',
		check: (roll) =>
			hasProfile(roll)
				? HOST_KINDS.flatMap((kind) => {
						try {
							ownSections(roll, kind, 'alphabetical');
							return [];
						} catch (error) {
							return [`${kind}: ${messageOf(error).split('\n')[0]}`];
						}
					})
				: [],
	},
];

function ownGraph(roll: Roll): Graph {
	return graphOf(roll.graphs.flatMap(({ root }) => (root === undefined ? [] : [root])));
}

function ownEdges(roll: Roll): readonly Edge[] {
	return ownGraph(roll).edges;
}

function ends(roll: Roll): readonly string[] {
	return ownEdges(roll).flatMap(({ from, to }) => [from, to]);
}

function knownNodes(roll: Roll): ReadonlySet<string> {
	return new Set([...distributionNodes(roll.rocks), ...roll.nodes.map(({ path }) => nodeName(path))]);
}

/** Where nodes have to hang is known of the roll of Eucalyptus; others hang where they like. */
export function isOurs({ name }: Roll): boolean {
	return name === ROLL_NAME;
}

/** False where another rule says why nothing can be seen of what the front-end would be given. */
export function isGenerated(roll: Roll): boolean {
	try {
		return hasProfile(roll) && ownSections(roll, 'frontend', 'as reached').length > 0;
	} catch {
		return false;
	}
}

/** False where the reason that nothing is reached has been said already. */
function hasProfile({ nodes, graphs }: Roll): boolean {
	return nodes.length > 0 && graphs.some(({ root }) => root !== undefined);
}

function reached(roll: Roll, kind: HostKind): readonly string[] {
	try {
		return ownReached(roll, kind);
	} catch {
		return [];
	}
}

function missing(roll: Roll, kind: HostKind, problem: string): readonly string[] {
	try {
		return !isOurs(roll) || !hasProfile(roll) || ownReached(roll, kind).length > 0 ? [] : [problem];
	} catch {
		return [];
	}
}
