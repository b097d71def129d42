import pLimit from 'p-limit';
import type { Clock } from '../../../common/clock.ts';
import { EucaError } from '../../../common/errors.ts';
import { createSoapClient, type Identity, type SoapClient } from '../../wire/client.ts';
import { ccService } from '../../wire/contracts/cc/service.ts';
import type { InstanceType, InstanceTypes } from '../engine/instance-types.ts';
import type { StoredCluster } from '../store/clusters.ts';
import type { Timings } from '../timings.ts';
import { ADMIN_NAME } from '../users/admin.ts';
import { PromisedPlaces } from './promised-places.ts';

export type ClusterClient = SoapClient<typeof ccService>;

/** The administrator's requests travel under this name, which sees and may end every instance (spec §5.2). */
export const ADMIN_USER_ID = 'eucalyptus';

export interface ResourceReport {
	/** By name of the type. */
	readonly places: ReadonlyMap<string, { readonly free: number; readonly max: number }>;
	/** URLs of the node controllers. */
	readonly nodes: readonly string[];
}

/** Requests that start or end instances on one cluster at a time; more wait here instead of there. */
const ACTS_AT_ONCE = 16;

/**
 * A report that crossed requests to start instances may count them or not. Together with their promises they would be
 * counted twice, and somebody refused though there is room: the report before it is as good for so long, in ms.
 */
const CLEAR_FOR_MS = 10_000;

/** One cluster controller as the cloud sees it: how to call it, and what it last said. */
export class ClusterLink {
	readonly cluster: StoredCluster;
	readonly client: ClusterClient;
	readonly promised = new PromisedPlaces();
	readonly limitActs = pLimit(ACTS_AT_ONCE);
	/** Ends the polling of this cluster. */
	readonly stopped = new AbortController();
	/** The last answer; kept while the cluster is silent, for its list of nodes. */
	report: ResourceReport | undefined;
	/** Why the last question got no answer. */
	problem: string | undefined = 'not asked yet';
	/** When the last report was asked for that crossed no request. */
	#clearAt = Number.NEGATIVE_INFINITY;
	readonly #wakeUps = new Set<() => void>();

	constructor(cluster: StoredCluster, identity: Identity | undefined, timings: Timings) {
		this.cluster = cluster;
		this.client = createSoapClient(ccService, {
			url: `http://${cluster.host}:${cluster.port}/${ccService.path}`,
			...(identity === undefined ? {} : { identity, trustedCertificates: [cluster.certificate] }),
			timeoutMs: timings.pollTimeoutMs,
		});
	}

	get isUp(): boolean {
		return this.problem === undefined;
	}

	/** Places of the type that may be promised now; none while the cluster is silent. */
	free(type: InstanceType): number {
		const reported = this.isUp ? (this.report?.places.get(type.name)?.free ?? 0) : 0;
		return Math.max(0, reported - this.promised.taken(type));
	}

	max(type: InstanceType): number {
		return this.isUp ? (this.report?.places.get(type.name)?.max ?? 0) : 0;
	}

	/** Asks for places and nodes. Throws when there is no good answer. */
	async askResources(types: InstanceTypes, clock: Clock): Promise<void> {
		const askedAt = clock.now();
		const answer = await this.client.DescribeResources(
			{
				userId: ADMIN_USER_ID,
				instanceTypes: types.all().map(asVirtualMachineType),
			},
			{ signal: this.stopped.signal },
		);
		const places = new Map<string, { free: number; max: number }>();
		for (const { instanceType, availableInstances, maxInstances } of answer.resources) {
			places.set(instanceType.name ?? '', { free: availableInstances, max: maxInstances });
		}

		const nodes = answer.serviceTags;
		const isClear = !this.promised.overlap(askedAt);
		if (!isClear && this.isUp && this.report !== undefined && askedAt - this.#clearAt < CLEAR_FOR_MS) {
			this.report = { places: this.report.places, nodes };
			return;
		}

		this.report = { places, nodes };
		this.promised.seenBy(askedAt);
		if (isClear) {
			this.#clearAt = askedAt;
		}
	}

	/** Lets a poller that pauses go on at once. */
	wake(): void {
		for (const wakeUp of this.#wakeUps) {
			wakeUp();
		}
	}

	/** Registers a pausing poller; answers how to take it off again. */
	onWake(wakeUp: () => void): () => void {
		this.#wakeUps.add(wakeUp);
		return () => this.#wakeUps.delete(wakeUp);
	}

	close(): void {
		this.stopped.abort();
		this.client.close();
	}
}

/** A type as the clusters' messages write it. */
export function asVirtualMachineType({ name, cores, memoryMb, diskGb }: InstanceType) {
	return { name, cores, memory: memoryMb, disk: diskGb };
}

/** The user id that requests for an owner's instances travel under, and back. */
export const userIdOf = (owner: string): string => (owner === ADMIN_NAME ? ADMIN_USER_ID : owner);
export const ownerOf = (userId: string): string => (userId === ADMIN_USER_ID ? ADMIN_NAME : userId);

/** The reason that the cluster gave, if it answered and said no; undefined if there was no good answer. */
export function refusalOf(error: unknown): string | undefined {
	return error instanceof EucaError && error.code === 'REMOTE_FAILED'
		? String(error.values['reason'] ?? error.message)
		: undefined;
}
