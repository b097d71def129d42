import { join } from 'node:path';
import * as z from 'zod';
import { messageOf } from '../../common/errors.ts';
import { layout } from '../../common/layout.ts';
import { addressOf, hostEntry, rolesOf } from '../../site/hosts.ts';
import type { Site, SiteCluster } from '../../site/schema.ts';
import type { Host } from '../transport/host.ts';

/** One thing that must be true of a cloud that works. */
export interface Check {
	/** `the cluster controller answers describeResources` */
	readonly what: string;
	/** Throws an error that says what is wrong. */
	run(): Promise<void>;
}

/** What a host's services must answer, from outside (as users and controllers reach them) and with the test clients. */
export function checksOf(site: Site, host: Host): readonly Check[] {
	const entry = hostEntry(site, host.name);
	const { heads, memberOf } = entry ?? {};
	return [
		...(rolesOf(site, host.name).includes('cloud') ? [cloudAnswers(site, host)] : []),
		...(heads === undefined
			? []
			: [
					lists(site, host, heads.port, 'EucalyptusCC'),
					client(site, host, 'CCclient_full', heads.port, 'describeResources', 'the cluster controller answers'),
				]),
		...(memberOf === undefined
			? []
			: [
					lists(site, host, memberOf.nodePort, 'EucalyptusNC'),
					client(site, host, 'NCclient', memberOf.nodePort, 'describeResource', 'the node controller answers'),
				]),
	];
}

/** The zone of a cluster is shown as UP by the cloud controller. */
export function zoneIsUp(site: Site, cloud: Host, cluster: SiteCluster): Check {
	return {
		what: `the zone ${cluster.name} is UP`,
		async run() {
			const known = (await knownClusters(site, cloud)).find(({ name }) => name === cluster.name);
			if (known?.state !== 'UP') {
				throw new Error(known === undefined ? 'the cloud controller does not know it' : `it is ${known.state}`);
			}

			if (cluster.nodes.length > 0 && known.places === 0) {
				throw new Error(
					'it has no place for an instance: none of its nodes answers, or none has room for the smallest type',
				);
			}
		},
	};
}

/** True if the cloud controller has the cluster with this host and port. */
export async function isRegistered(site: Site, cloud: Host, cluster: SiteCluster): Promise<boolean> {
	const host = clusterAddress(site, cluster);
	const all = await knownClusters(site, cloud);
	return all.some((known) => known.name === cluster.name && known.host === host && known.port === cluster.port);
}

export async function register(site: Site, cloud: Host, cluster: SiteCluster): Promise<void> {
	const { name, port } = cluster;
	const args = ['add_cluster', '--name', name, '--host', clusterAddress(site, cluster), '--port', String(port)];
	await runTool(site, cloud, 'euca', args);
}

const clusterList = z.object({
	clusters: z.array(
		z.object({
			name: z.string(),
			host: z.string(),
			port: z.number(),
			state: z.string().default('not heard of yet'),
			places: z.number().default(0),
		}),
	),
});

async function knownClusters(site: Site, cloud: Host) {
	const { stdout } = await runTool(site, cloud, 'euca', ['list_clusters', '--json']);
	return clusterList.parse(JSON.parse(stdout)).clusters;
}

/** How the cloud controller reaches a cluster controller. */
function clusterAddress(site: Site, { host }: SiteCluster): string {
	return host === site.cloud.host ? '127.0.0.1' : (addressOf(site, host) ?? host);
}

function cloudAnswers(site: Site, host: Host): Check {
	const { port } = site.cloud;
	return {
		what: `the cloud controller answers on port ${port}`,
		run: async () => void (await get(site, host, port, 'services/')),
	};
}

function lists(site: Site, host: Host, port: number, service: string): Check {
	return {
		what: `http://${host.name}:${port}/axis2/services lists ${service}`,
		async run() {
			const page = await get(site, host, port, 'axis2/services');
			if (!page.includes(service)) {
				throw new Error('the page does not name the service');
			}
		},
	};
}

async function get(site: Site, host: Host, port: number, path: string): Promise<string> {
	const url = `http://${addressOf(site, host.name) ?? host.name}:${port}/${path}`;
	let response: Response;
	try {
		response = await fetch(url, { signal: AbortSignal.timeout(10_000), redirect: 'manual' });
	} catch (error) {
		throw new Error(`${url}: ${messageOf((error as Error).cause ?? error)}`);
	}

	const text = await response.text();
	if (response.status >= 500) {
		throw new Error(`${url} answers with status ${response.status}`);
	}

	return text;
}

function client(site: Site, host: Host, program: string, port: number, command: string, what: string): Check {
	return {
		what: `${what} ${command}`,
		run: async () => void (await runTool(site, host, program, [`localhost:${port}`, command])),
	};
}

async function runTool(site: Site, host: Host, program: string, args: readonly string[]) {
	const { eucalyptus } = site;
	return host.exec([join(layout(eucalyptus).sbin, program), ...args], {
		env: { EUCALYPTUS: eucalyptus },
		timeoutMs: 20_000,
	});
}
