import { hostname } from 'node:os';
import type { SiteChoices } from '../probe/propose-site.ts';
import { askRocks, type RocksCluster } from '../rocks/front-end.ts';
import { localHost } from '../transport/local.ts';
import { isThisMachine } from '../transport/open-host.ts';
import { type Answers, defaultAnswers } from './answers.ts';
import { askRest } from './ask.ts';
import type { CommandContext } from './command.ts';

interface Asked {
	readonly given: Answers;
	/** A site file exists: it stays, so nobody needs to be asked what it should say. */
	readonly hasSite: boolean;
	/** Take the default of everything that was not answered. */
	readonly yes: boolean;
}

/** From what was given, what Rocks knows, and, where a person sits at a terminal, what that person says. */
export async function chooseSite(
	{ given, hasSite, yes }: Asked,
	context: CommandContext,
): Promise<{ readonly choices: SiteChoices; readonly notes: readonly string[] }> {
	const refusals: string[] = [];
	const onRefusal = (words: string) =>
		void refusals.push(`Rocks: "rocks list host" says "${words}"; this machine is looked at as any other.`, '');
	const rocks = given.nodes === undefined ? await askRocks(localHost({ name: hostname() }), { onRefusal }) : undefined;
	const known = rocks === undefined ? given : { ...withRocks(rocks), ...given };
	const mayAsk = !yes && !hasSite && context.isTerminal && process.stdin.isTTY === true;
	const answers = defaultAnswers(mayAsk ? await askRest(known) : known);
	const { prefix, cloudPort, webPort, clusterPort, nodePort, frontEnd, nodes, systemRoot, ...rest } = answers;
	const choices: SiteChoices = {
		...rest,
		frontEnd,
		nodes: underOneName(nodes ?? [frontEnd], frontEnd),
		eucalyptus: prefix,
		systemRoot: systemRoot ?? '/',
		cloudPort: cloudPort ?? 8773,
		webPort: webPort ?? 8443,
		clusterPort: clusterPort ?? 8774,
		nodePort: nodePort ?? 8775,
		...(rocks === undefined ? {} : { known: rocks.known }),
	};
	return { choices, notes: rocks === undefined ? refusals : rocksNotes(rocks) };
}

/** The front-end may be named as a node by another of its names. */
function underOneName(nodes: readonly string[], frontEnd: string): readonly string[] {
	const isHere = isThisMachine(frontEnd);
	return [...new Set(nodes.map((node) => (isHere && isThisMachine(node) ? frontEnd : node)))];
}

function withRocks({ frontEnd, nodes }: RocksCluster): Answers {
	return { frontEnd, nodes: [...nodes], zone: frontEnd };
}

/** What Rocks said, for a person to compare with what is so. */
function rocksNotes({ frontEnd, nodes, rolls }: RocksCluster): readonly string[] {
	const own = rolls.filter(({ name }) => name === 'eucalyptus');
	const enabled = rolls.filter((roll) => roll.enabled).map(({ name, version }) => `${name} ${version}`);
	return [
		`Rocks: ${frontEnd} is the front-end; ${nodes.length === 0 ? 'no VM container' : `${nodes.length} VM ${nodes.length === 1 ? 'container' : 'containers'}: ${nodes.join(', ')}`}.`,
		...(rolls.length === 0 ? [] : [`Rocks: rolls that are enabled: ${enabled.join(', ') || 'none'}.`]),
		...(own.length > 0 && own.every((roll) => !roll.enabled)
			? ['Rocks: the eucalyptus roll is there but not enabled: "rocks enable roll eucalyptus".']
			: []),
		...(nodes.length === 0
			? ['Rocks: install VM containers with insert-ethers, then probe again; until then the cloud has no node.']
			: []),
		'',
	];
}
