import { hostname } from 'node:os';
import { isProgramMissing } from '../../common/run.ts';
import type { Host } from '../transport/host.ts';
import { parseHostList, type RocksHost, vmContainers } from './list-host.ts';
import { parseInterfaceList, type RocksInterface } from './list-interface.ts';
import { parseRollList, type RocksRoll } from './list-roll.ts';

/** What a Rocks front-end knows of its cluster. */
export interface RocksCluster {
	readonly frontEnd: string;
	/** The VM containers: they run instances. */
	readonly nodes: readonly string[];
	readonly hosts: readonly RocksHost[];
	readonly rolls: readonly RocksRoll[];
	/** Address and interface of each host on the private network. */
	readonly known: ReadonlyMap<string, { readonly address?: string; readonly interface?: string }>;
}

/** The program of every release. */
export const ROCKS = '/opt/rocks/bin/rocks';
/** Its commands read a data base and take a second or two each. */
const PATIENCE_MS = 60_000;

interface AskOptions {
	/** Told in what words it refuses, as on its nodes, or on a front-end whose data base is down. */
	readonly onRefusal?: (words: string) => void;
}

/**
 * Asks the Rocks of this machine. Undefined where there is none: no program, or, as on its nodes, one without a data base.
 * Throws ROCKS_NOT_UNDERSTOOD.
 */
export async function askRocks(host: Host, { onRefusal }: AskOptions = {}): Promise<RocksCluster | undefined> {
	const listed = await ask(host, ['list', 'host'], onRefusal);
	if (listed === undefined || listed.trim() === '') {
		return undefined;
	}

	const hosts = parseHostList(listed);
	const short = hostname().split('.')[0] ?? hostname();
	const frontEnd = hosts.find(({ membership }) => membership === 'Frontend')?.name ?? short;
	const interfaces = parseInterfaceList((await ask(host, ['list', 'host', 'interface'])) ?? '');
	const rolls = parseRollList((await ask(host, ['list', 'roll'])) ?? '');
	return { frontEnd, nodes: vmContainers(hosts), hosts, rolls, known: privateAddresses(interfaces, frontEnd) };
}

/** Undefined if there is no such program, or if it refuses. Errors of 5.0 end with 255, of later releases with 1. */
async function ask(
	host: Host,
	words: readonly string[],
	onRefusal?: (words: string) => void,
): Promise<string | undefined> {
	try {
		const answer = await host.exec([ROCKS, ...words], { timeoutMs: PATIENCE_MS, okCodes: [0, 1, 126, 127, 255] });
		if (answer.exitCode === 0) {
			return answer.stdout;
		}

		// Rocks itself speaks on standard output; a program that it lacks, on the other.
		onRefusal?.((answer.stdout.trim() || answer.stderr.trim()).split('\n').at(-1) ?? '');
		return undefined;
	} catch (error) {
		if (isProgramMissing(error) || isProgramMissing((error as Error).cause)) {
			return undefined;
		}

		throw error;
	}
}

function privateAddresses(interfaces: readonly RocksInterface[], frontEnd: string): RocksCluster['known'] {
	const inside = interfaces.filter(({ subnet, address }) => subnet === 'private' && address !== '');
	return new Map(
		inside.map(({ host, address, device }) => [
			host ?? frontEnd,
			{ address, ...(/^[A-Za-z0-9_.:-]{1,15}$/.test(device) ? { interface: device } : {}) },
		]),
	);
}
