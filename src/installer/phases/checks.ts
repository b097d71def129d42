import { join } from 'node:path';
import * as z from 'zod';
import { describeError, messageOf } from '../../common/errors.ts';
import { layout } from '../../common/layout.ts';
import { addressOf, hostEntry, nodesInUse } from '../../site/hosts.ts';
import type { Site, SiteCluster } from '../../site/schema.ts';
import { installerErrors } from '../errors.ts';
import { message } from '../messages.ts';
import type { Host } from '../transport/host.ts';
import type { Installation, PhaseTools } from './phase.ts';

/** One thing that must be true of a cloud that works. */
export interface Check {
	/** `the cluster controller answers describeResources` */
	readonly what: string;
	/** Throws an error that says what is wrong. */
	run(): Promise<void>;
}

/**
 * What the services of a host must answer. The cloud controller asks cluster controllers and these ask their nodes, as they
 * do all day, for only they have the key that is believed; without them at hand (`--host`) nobody is asked.
 */
export function checksOf({ site, hosts, failed }: Installation, host: Host): readonly Check[] {
	const { heads, memberOf, roles = [] } = hostEntry(site, host.name) ?? {};
	const atHand = (wanted: string | undefined) => hosts.find(({ name }) => name === wanted && !failed.has(name));
	const [head, cloud] = [atHand(memberOf?.host), atHand(site.cloud.host)];
	return [
		...(roles.includes('cloud') ? [cloudAnswers(site, host)] : []),
		...(heads === undefined || nodesInUse(site, heads).length === 0
			? []
			: [
					lists(site, host, heads.port, 'EucalyptusCC'),
					...(cloud === undefined ? [] : [clusterAnswers(site, cloud, heads)]),
				]),
		...(memberOf === undefined
			? []
			: [
					lists(site, host, memberOf.nodePort, 'EucalyptusNC'),
					...(head === undefined ? [] : [nodeAnswers(site, head, host.name, memberOf.nodePort)]),
				]),
	];
}

function clusterAnswers(site: Site, cloud: Host, cluster: SiteCluster): Check {
	const words = ['CCclient_full', `${clusterAddress(site, cluster)}:${cluster.port}`, 'describeResources'];
	return asks(site, cloud, words, 'the cluster controller');
}

function nodeAnswers(site: Site, head: Host, node: string, port: number): Check {
	const address = head.name === node ? 'localhost' : (addressOf(site, node) ?? node);
	return asks(site, head, ['NCclient', `${address}:${port}`, 'describeResource'], `the node controller of ${node}`);
}

/** The zone of a cluster is shown as UP by the cloud controller. */
export function zoneIsUp(site: Site, cloud: Host, cluster: SiteCluster): Check {
	return {
		what: `the zone ${cluster.name} is UP`,
		async run() {
			const problem = zoneProblem(await knownClusters(site, cloud), cluster);
			if (problem !== undefined) {
				throw new Error(problem);
			}
		},
	};
}

/** What is wrong with the zone of a cluster by what the cloud controller says of it; undefined if nothing is. */
export function zoneProblem(clusters: readonly KnownCluster[], { name }: SiteCluster): string | undefined {
	const known = clusters.find((one) => one.name === name);
	if (known?.state !== 'UP') {
		return known === undefined ? 'the cloud controller does not know it' : `it is ${known.state}`;
	}

	return known.places === 0
		? 'it has no place for an instance: none of its nodes answers, or none has room for the smallest type (1 core, 128 MB of memory, 10 GB of disk at INSTANCE_PATH)'
		: undefined;
}

/** True if the cloud controller has the cluster with this host and port. */
export function isRegistered(site: Site, known: readonly KnownCluster[], cluster: SiteCluster): boolean {
	const host = clusterAddress(site, cluster);
	return known.some(({ name, host: at, port }) => name === cluster.name && at === host && port === cluster.port);
}

export async function register(site: Site, cloud: Host, cluster: SiteCluster): Promise<void> {
	const { name, port } = cluster;
	const args = ['add_cluster', '--name', name, '--host', clusterAddress(site, cluster), '--port', String(port)];
	await runTool(site, cloud, 'euca', args);
}

const knownCluster = z.object({
	name: z.string(),
	host: z.string(),
	port: z.number(),
	state: z.string().default('not heard of yet'),
	/** For the smallest instance, of all. */
	freePlaces: z.number().default(0),
	places: z.number().default(0),
});

export type KnownCluster = z.output<typeof knownCluster>;

export async function knownClusters(site: Site, cloud: Host): Promise<readonly KnownCluster[]> {
	const { stdout } = await runTool(site, cloud, 'euca', ['list_clusters', '--json']);
	return parseClusters(stdout);
}

/** What `euca list_clusters --json` prints; nothing where the cloud controller does not answer. */
export function parseClusters(text: string): readonly KnownCluster[] {
	return text === '' ? [] : z.object({ clusters: z.array(knownCluster) }).parse(JSON.parse(text)).clusters;
}

/** How the cloud controller reaches a cluster controller. */
function clusterAddress(site: Site, { host }: SiteCluster): string {
	return host === site.cloud.host ? '127.0.0.1' : (addressOf(site, host) ?? host);
}

export function cloudAnswers(site: Site, host: Host): Check {
	const { port } = site.cloud;
	return {
		what: `the cloud controller answers on port ${port}`,
		run: async () => void (await get(site, host, `http://127.0.0.1:${port}/services/`)),
	};
}

function lists(site: Site, host: Host, port: number, service: string): Check {
	const path = `:${port}/axis2/services`;
	return {
		what: `http://${host.name}${path} lists ${service}`,
		async run() {
			if (!(await get(site, host, `http://127.0.0.1${path}`)).includes(service)) {
				throw new Error('the page does not name the service');
			}
		},
	};
}

/** On the host itself, with the Node that we brought: Apache lets in who has to call, and we need not be one of them. */
async function get(site: Site, host: Host, url: string): Promise<string> {
	const node = join(layout(site.eucalyptus).lib, 'node/bin/node');
	return host.script('exec "$1" --eval "$2" "$3"', {
		what: `asking ${url}`,
		args: [node, GET, url],
		timeoutMs: 20_000,
	});
}

const GET = `
fetch(process.argv[1], { redirect: 'manual', signal: AbortSignal.timeout(10000) }).then(
	async (answer) => {
		process.stdout.write(await answer.text());
		if (answer.status >= 500) { console.error('status ' + answer.status); process.exitCode = 1; }
	},
	(error) => { console.error(String(error.cause ?? error)); process.exitCode = 1; },
);
`;

function asks(site: Site, host: Host, [program = '', ...args]: readonly string[], whom: string): Check {
	return { what: `${whom} answers ${args.at(-1)}`, run: async () => void (await runTool(site, host, program, args)) };
}

async function runTool(site: Site, host: Host, program: string, args: readonly string[]) {
	const { eucalyptus } = site;
	return host.exec([join(layout(eucalyptus).sbin, program), ...args], {
		env: { EUCALYPTUS: eucalyptus },
		timeoutMs: 20_000,
	});
}

/** Controllers that have just been started need a moment (on an old machine a minute), nodes are polled every few seconds. */
const PATIENCE_MS = 180_000;

/** Repeats a check until it passes or time is up. */
export async function awaitCheck(
	host: Host,
	{ what, run }: Check,
	eucalyptus: string,
	tools: PhaseTools,
): Promise<void> {
	const { clock, reporter, signal } = tools;
	const deadline = clock.now() + PATIENCE_MS;
	for (;;) {
		try {
			await run();
			reporter.notify(message('CHECK_PASSED', { what }, host.name));
			return;
		} catch (error) {
			signal.throwIfAborted();
			if (clock.now() > deadline) {
				reporter.notify(message('CHECK_FAILED', { what, problem: describeError(error) }, host.name));
				const values = { host: host.name, what, problem: messageOf(error), log: layout(eucalyptus).log };
				throw installerErrors('NOT_HEALTHY', values);
			}
		}

		reporter.notify(message('WAITING', { what }, host.name));
		await clock.sleep(500, signal);
	}
}
