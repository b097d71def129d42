import { canonicalId } from '../../../common/ids.ts';
import type { Logger } from '../../../common/log.ts';
import type { CcInstance } from '../../wire/contracts/cc/types.ts';
import { ADMIN_USER_ID, type ClusterLink } from '../clusters/cluster-link.ts';
import type { StoredInstance } from '../store/instances.ts';
import { issuedAmong } from '../store/issued-ids.ts';
import type { Store } from '../store/open-store.ts';
import type { Timings } from '../timings.ts';
import { type InstanceBook, type InstanceNews, UNKNOWN_ADDRESS } from './instance-book.ts';
import type { Launcher } from './launcher.ts';
import { eventOf, newsOf } from './reported-state.ts';
import { isTransitional } from './state-machine.ts';
import type { Terminator } from './terminator.ts';

export interface ReconcilerParts {
	readonly store: Store;
	readonly book: InstanceBook;
	readonly launcher: Launcher;
	readonly terminator: Terminator;
	/** Takes over instances that the cluster knows and we do not (spec §5.8). */
	readonly restore: (link: ClusterLink, reports: readonly CcInstance[]) => Promise<void>;
	readonly timings: Timings;
	readonly now: () => number;
	readonly log: Logger;
}

/** Brings what one cluster reports and what the book says together. */
export class Reconciler {
	readonly #parts: ReconcilerParts;
	/** Since when a cluster that answers has not reported an instance. */
	readonly #missingSince = new Map<string, number>();

	constructor(parts: ReconcilerParts) {
		this.#parts = parts;
	}

	/** One question and its consequences; answers how long to pause. Throws if the cluster gives no good answer. */
	async reconcile(link: ClusterLink): Promise<number> {
		const { book, now, timings } = this.#parts;
		const askedAt = now();
		const { instances } = await link.client.DescribeInstances(
			{ userId: ADMIN_USER_ID, instanceIds: [] },
			{ signal: link.stopped.signal },
		);
		const reports = new Map(instances.map((report) => [canonicalId(report.instanceId ?? ''), report] as const));
		const own = [...book.all()].filter(({ zone }) => zone === link.cluster.name);
		const news = own.flatMap((instance) => this.#newsOf(instance, reports.get(instance.id), askedAt));
		for (const [before, after] of await book.apply(news)) {
			if (after.stage !== before.stage) {
				this.#parts.log.info(
					{ instanceId: after.id, from: before.stage, to: after.stage, reason: after.reason },
					'instance changed',
				);
			}
		}

		await this.#endLeftovers(link, own, reports);
		await this.#adopt(link, reports);
		return this.#isBusy(link) ? timings.busyPollMs : timings.instancePollMs;
	}

	#newsOf(instance: StoredInstance, report: CcInstance | undefined, askedAt: number): InstanceNews[] {
		const { id, stage } = instance;
		if (stage === 'terminated') {
			this.#missingSince.delete(id);
			return [];
		}

		if (report !== undefined) {
			this.#missingSince.delete(id);
			return [newsOf(id, report)];
		}

		if (stage === 'ending') {
			const isGone =
				this.#parts.terminator.wasAnsweredBefore(id, askedAt) &&
				!this.#parts.launcher.isBusyWith(instance.reservationId);
			return isGone ? [{ id, event: 'gone' }] : [];
		}

		if (stage === 'reserved') {
			return [];
		}

		const since = this.#missingSince.get(id) ?? askedAt;
		this.#missingSince.set(id, since);
		return askedAt - since >= this.#parts.timings.lostMs
			? [{ id, event: 'lost', reason: 'no longer reported by the cluster controller' }]
			: [];
	}

	/** Asks again for the end of what should have ended: a request got lost, or the cluster was away. */
	async #endLeftovers(
		link: ClusterLink,
		own: readonly StoredInstance[],
		reports: ReadonlyMap<string, CcInstance>,
	): Promise<void> {
		const { book, terminator } = this.#parts;
		const leftovers = own.filter(({ id }) => {
			const stage = book.get(id)?.stage;
			const runsOn = eventOf(reports.get(id)?.stateName) !== 'teardown' && reports.has(id);
			return (stage === 'ending' || (stage === 'terminated' && runsOn)) && terminator.isDue(id);
		});
		if (leftovers.length > 0) {
			await terminator.end(link, leftovers, 'reconcile');
		}
	}

	/** Instances that we do not list: ends those that we gave out and buried, takes over the others. */
	async #adopt(link: ClusterLink, reports: ReadonlyMap<string, CcInstance>): Promise<void> {
		const { book, store, terminator, log } = this.#parts;
		const strangers = [...reports].filter(
			([id, report]) => book.get(id) === undefined && eventOf(report.stateName) !== 'teardown',
		);
		if (strangers.length === 0) {
			return;
		}

		const ours = await issuedAmong(
			store.db,
			strangers.map(([id]) => id),
		);
		const buried = strangers.filter(([id]) => ours.has(id) && terminator.isDue(id));
		if (buried.length > 0) {
			log.warn({ instanceIds: buried.map(([id]) => id) }, 'cluster still runs instances that have ended; ending them');
			const instances = buried.map(([id, { reservationId = '' }]) => ({ id, reservationId }));
			await terminator.end(link, instances, 'reconcile');
		}

		const unknown = strangers.filter(([id]) => !ours.has(id)).map(([, report]) => report);
		if (unknown.length > 0) {
			await this.#parts.restore(link, unknown);
		}
	}

	/** True while something of the cluster is about to change: then it is asked more often. */
	#isBusy(link: ClusterLink): boolean {
		const { book, now, timings } = this.#parts;
		for (const { zone, stage, stageSince, privateAddress } of book.all()) {
			const isNew = stage === 'running' && now() - stageSince < timings.acceptMs;
			if (zone === link.cluster.name && (isTransitional(stage) || (isNew && privateAddress === UNKNOWN_ADDRESS))) {
				return true;
			}
		}

		return false;
	}
}
