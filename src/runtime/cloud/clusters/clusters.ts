import { X509Certificate } from 'node:crypto';
import * as z from 'zod';
import type { Clock } from '../../../common/clock.ts';
import { messageOf } from '../../../common/errors.ts';
import { HOST_NAME } from '../../../common/host-name.ts';
import type { Logger } from '../../../common/log.ts';
import type { Identity } from '../../wire/client.ts';
import type { InstanceType, InstanceTypes } from '../engine/instance-types.ts';
import type { Zone, Zones } from '../engine/zones.ts';
import { cloudErrors } from '../errors.ts';
import { allClusters, deleteCluster, type StoredCluster, upsertCluster } from '../store/clusters.ts';
import { countInZone } from '../store/instances.ts';
import type { Store } from '../store/open-store.ts';
import type { Timings } from '../timings.ts';
import { ClusterLink } from './cluster-link.ts';
import { pollCluster } from './poll.ts';

export interface ClustersOptions {
	readonly store: Store;
	readonly instanceTypes: InstanceTypes;
	/** Whose key signs the requests; absent when ENABLE_WS_SECURITY=N. */
	readonly identity: Identity | undefined;
	readonly timings: Timings;
	readonly clock: Clock;
	readonly log: Logger;
}

/** How long a start, or somebody who adds a cluster, waits for its first answer. */
const FIRST_ANSWER_MS = 3000;

const clusterSchema = z.strictObject({
	name: z
		.string()
		.regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/, 'its name must consist of letters, digits, dots and hyphens'),
	host: z.string().regex(HOST_NAME, 'its host must be a name or an address'),
	port: z.int('its port must be a number').min(1, 'its port must be 1 to 65535').max(65_535, 'its port is above 65535'),
	certificate: z.string().refine(isCertificate, 'its certificate is not a certificate in PEM form'),
});

/** The clusters, each of them a zone: records, links and their polling. */
export class Clusters implements Zones {
	readonly #options: ClustersOptions;
	readonly #links = new Map<string, ClusterLink>();
	readonly #listeners: ((link: ClusterLink) => void)[] = [];
	#turn: Promise<unknown> = Promise.resolve();

	private constructor(options: ClustersOptions) {
		this.#options = options;
	}

	/** Links all known clusters; resolves when each has answered its first question, failed to, or taken too long. */
	static async open(options: ClustersOptions): Promise<Clusters> {
		const clusters = new Clusters(options);
		const known = await allClusters(options.store.db);
		await Promise.all(known.map((cluster) => clusters.#link(cluster)));
		return clusters;
	}

	links(): readonly ClusterLink[] {
		return [...this.#links.values()];
	}

	link(name: string): ClusterLink | undefined {
		return this.#links.get(name);
	}

	/** Calls back for each link, now and later: to begin what is done per cluster. */
	forEachLink(listener: (link: ClusterLink) => void): void {
		this.#listeners.push(listener);
		for (const link of this.links()) {
			listener(link);
		}
	}

	/** Adds a zone or replaces the entry of that name. Answers whether anything changed. Throws CLUSTER_INVALID. */
	add(cluster: StoredCluster): Promise<{ readonly link: ClusterLink; readonly changed: boolean }> {
		return this.#inTurn(() => this.#add(cluster));
	}

	/** Throws CLUSTER_UNKNOWN, CLUSTER_IN_USE. */
	remove(name: string): Promise<void> {
		return this.#inTurn(() => this.#remove(name));
	}

	/**
	 * The zone of the request, else the one with most free places, the first by name of equal ones (spec §8 row 21).
	 * Throws ZONE_UNKNOWN; undefined if there is no cluster.
	 */
	choose(zone: string | undefined, type: InstanceType): ClusterLink | undefined {
		if (zone !== undefined) {
			const link = this.#links.get(zone);
			if (link === undefined) {
				throw cloudErrors('ZONE_UNKNOWN', { zone });
			}

			return link;
		}

		const byName = this.links().toSorted((a, b) => (a.cluster.name < b.cluster.name ? -1 : 1));
		return byName.toSorted((a, b) => b.free(type) - a.free(type))[0];
	}

	all(): Promise<readonly Zone[]> {
		return Promise.resolve(this.links().map((link) => this.#zone(link)));
	}

	close(): void {
		for (const link of this.links()) {
			link.close();
		}
	}

	async #add(cluster: StoredCluster): Promise<{ readonly link: ClusterLink; readonly changed: boolean }> {
		const parsed = clusterSchema.safeParse(cluster);
		if (!parsed.success) {
			const problem = parsed.error.issues.map(({ message }) => message).join('; ');
			throw cloudErrors('CLUSTER_INVALID', { name: cluster.name, problem });
		}

		const existing = this.#links.get(cluster.name);
		if (existing !== undefined && isSame(existing.cluster, parsed.data)) {
			return { link: existing, changed: false };
		}

		await upsertCluster(this.#options.store.db, parsed.data, this.#options.clock.now());
		existing?.close();
		this.#options.log.info({ zone: cluster.name, host: cluster.host, port: cluster.port }, 'cluster added');
		return { link: await this.#link(parsed.data), changed: true };
	}

	async #remove(name: string): Promise<void> {
		await this.#options.store.transaction(async (tx) => {
			if (!(await deleteCluster(tx, name))) {
				throw cloudErrors('CLUSTER_UNKNOWN', { name });
			}

			const count = await countInZone(tx, name);
			if (count > 0) {
				throw cloudErrors('CLUSTER_IN_USE', { name, count });
			}
		});
		this.#links.get(name)?.close();
		this.#links.delete(name);
		this.#options.log.info({ zone: name }, 'cluster deleted');
	}

	#zone(link: ClusterLink): Zone {
		return {
			name: link.cluster.name,
			up: link.isUp,
			host: link.cluster.host,
			capacity: this.#options.instanceTypes
				.all()
				.map((type) => ({ type, free: Math.min(link.free(type), link.max(type)), max: link.max(type) })),
			nodes: link.report?.nodes ?? [],
		};
	}

	async #link(cluster: StoredCluster): Promise<ClusterLink> {
		const { identity, timings, clock } = this.#options;
		const link = new ClusterLink(cluster, identity, timings);
		this.#links.set(cluster.name, link);
		const firstAnswer = this.#askResources(link);
		void firstAnswer
			.then(() => clock.sleep(timings.resourcePollMs, link.stopped.signal).catch(() => undefined))
			.then(() =>
				pollCluster(link, { clock, timings }, async () => {
					await this.#askResources(link);
					return timings.resourcePollMs;
				}),
			);
		for (const listener of this.#listeners) {
			listener(link);
		}

		const patience = new AbortController();
		await Promise.race([firstAnswer, clock.sleep(FIRST_ANSWER_MS, patience.signal).catch(() => undefined)]);
		patience.abort();
		return link;
	}

	#inTurn<T>(work: () => Promise<T>): Promise<T> {
		const result = this.#turn.then(work);
		this.#turn = result.catch(() => undefined);
		return result;
	}

	async #askResources(link: ClusterLink): Promise<void> {
		const before = link.problem;
		try {
			await link.askResources(this.#options.instanceTypes, this.#options.clock);
			link.problem = undefined;
		} catch (error) {
			link.problem = messageOf(error);
		}

		if (before !== link.problem && !link.stopped.signal.aborted) {
			const fields = { zone: link.cluster.name, host: link.cluster.host, problem: link.problem };
			this.#options.log[link.isUp ? 'info' : 'warn'](fields, link.isUp ? 'cluster is up' : 'cluster is down');
		}
	}
}

function isSame(a: StoredCluster, b: StoredCluster): boolean {
	return a.host === b.host && a.port === b.port && a.certificate.trim() === b.certificate.trim();
}

function isCertificate(pem: string): boolean {
	try {
		return new X509Certificate(pem).publicKey.asymmetricKeyType === 'rsa';
	} catch {
		return false;
	}
}
