import type { Logger } from '../../../common/log.ts';
import type { Clusters } from '../clusters/clusters.ts';
import type { StoredInstance } from '../store/instances.ts';
import type { Timings } from '../timings.ts';
import type { InstanceBook, InstanceNews } from './instance-book.ts';
import { stageLimit } from './state-machine.ts';
import type { Terminator } from './terminator.ts';

export interface SweepParts {
	readonly book: InstanceBook;
	readonly clusters: Clusters;
	readonly terminator: Terminator;
	readonly timings: Timings;
	readonly now: () => number;
	readonly log: Logger;
}

/** One look at the clock: moves on what has waited too long (spec §8 row 7), and buries what ended long ago. */
export async function sweep(parts: SweepParts): Promise<void> {
	const { book, timings, now, log } = parts;
	const overdue = book.transitional().filter(({ stage, stageSince }) => {
		const limit = stageLimit(stage, timings);
		return limit !== undefined && now() - stageSince >= limit;
	});
	const news = overdue.map((instance): InstanceNews => {
		return { id: instance.id, event: 'overdue', reason: reasonOf(instance, timings) };
	});
	const changed = news.length === 0 ? [] : await book.apply(news);
	for (const [before, { id, stage, reason }] of changed) {
		log.warn({ instanceId: id, from: before.stage, to: stage, reason }, 'instance passed its deadline');
	}

	endInBackground(
		parts,
		changed.map(([, after]) => after).filter(({ stage }) => stage === 'ending'),
	);
	await buryOld(parts);
}

/** Tells the clusters; does not wait for their answers. */
export function endInBackground(
	{ clusters, terminator }: Pick<SweepParts, 'clusters' | 'terminator'>,
	instances: readonly StoredInstance[],
	correlationId = 'deadline',
): void {
	for (const [zone, members] of Map.groupBy(instances, (instance) => instance.zone)) {
		const link = clusters.link(zone);
		if (link !== undefined) {
			void terminator.end(link, members, correlationId);
		}
	}
}

async function buryOld({ book, terminator, timings, now }: SweepParts): Promise<void> {
	const old: string[] = [];
	for (const { id, stage, stageSince, clientToken, launchTime } of book.all()) {
		const isListed = stage !== 'terminated' || now() - stageSince < timings.listTerminatedMs;
		// A repeated request with the same token still has to find its instances.
		const isAnswer = clientToken !== undefined && now() - launchTime < timings.tokenMs;
		if (!isListed && !isAnswer) {
			old.push(id);
		}
	}

	if (old.length > 0) {
		await book.bury(old);
		for (const id of old) {
			terminator.forget(id);
		}
	}
}

function reasonOf({ stage, zone }: StoredInstance, timings: Timings): string {
	const within = (ms: number) => `within ${Math.round(ms / 1000)} s`;
	switch (stage) {
		case 'reserved':
			return `the cluster controller of zone ${zone} did not accept it ${within(timings.acceptMs)}`;
		case 'booting':
			return `it did not start ${within(timings.bootMs)}`;
		default:
			return `the cluster controller of zone ${zone} did not confirm its end ${within(timings.endMs)}`;
	}
}
