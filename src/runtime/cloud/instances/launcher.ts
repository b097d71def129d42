import type { Clock } from '../../../common/clock.ts';
import { messageOf } from '../../../common/errors.ts';
import type { Logger } from '../../../common/log.ts';
import { asVirtualMachineType, type ClusterLink, refusalOf, userIdOf } from '../clusters/cluster-link.ts';
import type { Clusters } from '../clusters/clusters.ts';
import type { InstanceTypes } from '../engine/instance-types.ts';
import type { StoredInstance } from '../store/instances.ts';
import type { Timings } from '../timings.ts';
import type { FindImageSources } from './image-sources.ts';
import type { InstanceBook, InstanceNews } from './instance-book.ts';
import { createPace } from './pace.ts';
import { eventOf, newsOf } from './reported-state.ts';

export interface LauncherParts {
	readonly book: InstanceBook;
	readonly clusters: Clusters;
	readonly instanceTypes: InstanceTypes;
	readonly findImageSources: FindImageSources;
	readonly timings: Timings;
	readonly clock: Clock;
	readonly log: Logger;
	/** Aborted when the cloud controller stops. */
	readonly signal: AbortSignal;
}

/** Hands reservations over to their clusters, in the background. */
export class Launcher {
	readonly #parts: LauncherParts;
	readonly #launches = new Map<string, Promise<void>>();
	readonly #pace = createPace();

	constructor(parts: LauncherParts) {
		this.#parts = parts;
	}

	/** Accepts a request to run instances: that goes before the launch of others. */
	accept<T>(request: () => Promise<T>): Promise<T> {
		return this.#pace.accept(request);
	}

	/** Resolves when no rush of such requests comes in, or after so many ms: what can wait gives way to them. */
	calm(ms: number): Promise<void> {
		return this.#pace.calm(ms);
	}

	/** Sends the reserved instances of the reservation to their cluster, until it answers or their deadline passes. */
	launch(reservationId: string, minCount: number, correlationId: string): void {
		const log = this.#parts.log.child({ reservationId, correlationId });
		const launch = this.#launch(reservationId, minCount, correlationId, log)
			.catch((error: unknown) => log.error({ problem: messageOf(error) }, 'launch ended by a failure of ours'))
			.finally(() => this.#launches.delete(reservationId));
		this.#launches.set(reservationId, launch);
	}

	/** Resolves when no request to start instances of the reservation is on its way. */
	async settled(reservationId: string): Promise<void> {
		await this.#launches.get(reservationId);
	}

	/** Resolves when nothing is on its way any more. */
	async idle(): Promise<void> {
		await Promise.all(this.#launches.values());
	}

	isBusyWith(reservationId: string): boolean {
		return this.#launches.has(reservationId);
	}

	async #launch(reservationId: string, minCount: number, correlationId: string, log: Logger): Promise<void> {
		const { book, clusters, timings, clock, signal } = this.#parts;
		while (!signal.aborted) {
			const waiting = book.ofReservation(reservationId).filter(({ stage }) => stage === 'reserved');
			const [first] = waiting;
			if (first === undefined) {
				return;
			}

			const link = clusters.link(first.zone);
			if (link === undefined) {
				await this.#refuse(waiting, `zone ${first.zone} does not exist any more`);
				return;
			}

			try {
				await this.#pace.inTurn(first.zone, () =>
					link.limitActs(() => this.#send(link, waiting, minCount, correlationId)),
				);
				link.wake();
				return;
			} catch (error) {
				const refusal = refusalOf(error);
				if (refusal !== undefined) {
					log.warn({ zone: first.zone, problem: refusal }, 'cluster refused to start instances');
					await this.#refuse(waiting, refusal);
					return;
				}

				// No answer: the cluster may or may not have heard it. The same ids again are the same request.
				log.warn({ zone: first.zone, problem: messageOf(error) }, 'no answer to the start of instances');
				await clock.sleep(timings.retryMs, signal).catch(() => undefined);
			}
		}
	}

	async #send(
		link: ClusterLink,
		instances: readonly StoredInstance[],
		minCount: number,
		correlationId: string,
	): Promise<void> {
		const { book, timings, clock, signal } = this.#parts;
		const request = await this.#request(instances, minCount);
		for (const { id } of instances) {
			link.promised.sent(id);
		}

		const answer = await link.client.RunInstances(request, {
			correlationId,
			timeoutMs: timings.actTimeoutMs,
			signal,
		});
		const reported = new Map(answer.instances.map((instance) => [instance.instanceId, instance]));
		const news = instances.map(({ id }): InstanceNews => {
			const report = reported.get(id);
			return report === undefined
				? { id, event: 'refused', reason: 'no node had room for it' }
				: { ...newsOf(id, report), event: eventOf(report.stateName) ?? 'pending' };
		});
		for (const { id, event } of news) {
			if (event === 'refused') {
				link.promised.release(id);
			} else {
				link.promised.accepted(id, clock.now());
			}
		}

		await book.apply(news);
	}

	async #request(instances: readonly StoredInstance[], minCount: number) {
		const [first] = instances;
		const type = this.#parts.instanceTypes.byName(first?.type ?? '');
		if (first === undefined || type === undefined) {
			throw new Error(`instance type ${first?.type} vanished`);
		}

		const { imageURL, kernelURL, ramdiskURL } = await this.#parts.findImageSources(first);
		return {
			userId: userIdOf(first.owner),
			imageId: first.imageId,
			kernelId: first.kernelId,
			...(first.ramdiskId === undefined ? {} : { ramdiskId: first.ramdiskId }),
			imageURL,
			kernelURL,
			...(ramdiskURL === undefined ? {} : { ramdiskURL }),
			instanceType: asVirtualMachineType(type),
			keyName: first.publicKey ?? '',
			maxCount: instances.length,
			// Some may have been terminated before they were sent.
			minCount: Math.min(minCount, instances.length),
			reservationId: first.reservationId,
			instanceIds: instances.map(({ id }) => id),
			netNames: first.groups.map(({ name }) => name),
			macAddresses: instances.map(({ macAddress }) => macAddress),
			vlan: NO_VLAN,
			userData: first.userData?.toString('base64') ?? '',
			launchIndex: String(first.launchIndex),
		};
	}

	async #refuse(instances: readonly StoredInstance[], reason: string): Promise<void> {
		for (const { id, zone } of instances) {
			this.#parts.clusters.link(zone)?.promised.release(id);
		}

		await this.#parts.book.apply(instances.map(({ id }) => ({ id, event: 'refused', reason })));
	}
}

/** The modes SYSTEM and STATIC have no virtual networks. */
const NO_VLAN = -1;
