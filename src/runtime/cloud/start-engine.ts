import { randomUUID } from 'node:crypto';
import type { Clock } from '../../common/clock.ts';
import { messageOf } from '../../common/errors.ts';
import type { Logger } from '../../common/log.ts';
import type { Identity } from '../wire/client.ts';
import type { ClusterLink } from './clusters/cluster-link.ts';
import { Clusters } from './clusters/clusters.ts';
import { pollCluster } from './clusters/poll.ts';
import type { User } from './engine/users.ts';
import type { Engine, Verbs } from './engine.ts';
import { createSecurityGroups } from './groups/security-groups.ts';
import { createImageSources, type ImageAccess } from './images/image-urls.ts';
import { createImages, removeUnfinishedImages } from './images/images.ts';
import type { ImageParts } from './images/register-image.ts';
import { instanceTypes } from './instance-types.ts';
import { factsAt } from './instances/facts-at.ts';
import { InstanceBook } from './instances/instance-book.ts';
import { createInstances, type InstancesParts } from './instances/instances.ts';
import { Launcher } from './instances/launcher.ts';
import { Reconciler } from './instances/reconcile.ts';
import { restoreInstances } from './instances/restore.ts';
import { sweep } from './instances/sweep.ts';
import { Terminator } from './instances/terminator.ts';
import { createKeyPairs } from './keypairs/key-pairs.ts';
import { type Gate, open, shut } from './rehearsal.ts';
import { forgetIds } from './store/issued-ids.ts';
import { openStore, type Store } from './store/open-store.ts';
import { findQuota } from './store/quotas.ts';
import { findReservation } from './store/reservations.ts';
import { createTags } from './tags/tags.ts';
import type { Timings } from './timings.ts';
import { ensureAdmin } from './users/admin.ts';
import { createUsers } from './users/users.ts';

export interface EngineOptions {
	readonly dbDir: string;
	/** Opens another database than the one in `dbDir`. */
	readonly openStore?: (dbDir: string) => Promise<Store>;
	readonly templateDir: string;
	readonly registeredDir: string;
	/** Whose key signs what goes to the clusters; absent when ENABLE_WS_SECURITY=N. */
	readonly identity: Identity | undefined;
	/** Asked at each start of instances: the address is known only when we listen. */
	readonly imageAccess: () => ImageAccess;
	readonly timings: Timings;
	readonly clock: Clock;
	readonly log: Logger;
}

/** The cloud without its interfaces: records, clusters, and what goes on in the background. */
export interface RunningEngine {
	readonly engine: Engine;
	readonly store: Store;
	readonly clusters: Clusters;
	readonly images: ImageParts;
	readonly admin: User;
	close(): Promise<void>;
}

/** Opens the store, finishes what a crash interrupted, links the clusters and goes on where the last process stopped. */
export async function startEngine(options: EngineOptions): Promise<RunningEngine> {
	const { registeredDir, templateDir, timings, clock, log } = options;
	const now = () => clock.now();
	const store = await (options.openStore ?? openStore)(options.dbDir);
	const stopping = new AbortController();
	try {
		const admin = await ensureAdmin(store, now());
		const images = { store, templateDir, registeredDir, now, log };
		await removeUnfinishedImages(images);
		await forgetIds(store.db, now() - timings.idMs);
		const book = await InstanceBook.open(store, now);
		const clusters = await Clusters.open({ ...options, store, instanceTypes });
		const findImageSources = createImageSources(store, registeredDir, options.imageAccess);
		const common = { ...options, store, book, clusters, instanceTypes, findImageSources, now };
		const launcher = new Launcher({ ...common, signal: stopping.signal });
		const terminator = new Terminator({ ...common, launcher });
		const parts = { ...common, launcher, terminator };
		const restore = restoreInstances.bind(undefined, parts);
		const reconciler = new Reconciler({ ...parts, restore });
		clusters.forEachLink(
			(link) =>
				void pollCluster(link, options, async () => {
					// reading a report of thousands of instances takes a tenth of a second; in a rush it comes as seldom as at rest
					await launcher.calm(timings.instancePollMs);
					return await reconcileSafely(reconciler, link, options);
				}),
		);
		await resumeLaunches(store, book, clusters, launcher);
		const sweeping = sweepOnAndOn({ ...parts, clock, signal: stopping.signal });
		return {
			engine: {
				users: createUsers(store),
				...createVerbs(parts, open),
				rehearsal: createVerbs(parts, shut),
				factsAt: (address) => factsAt(common, address),
			},
			store,
			clusters,
			images,
			admin,
			async close() {
				stopping.abort();
				clusters.close();
				await Promise.all([sweeping, launcher.idle()]);
				await book.settled();
				await store.close();
			},
		};
	} catch (error) {
		stopping.abort();
		await store.close();
		throw error;
	}
}

function createVerbs(parts: Omit<InstancesParts, 'gate'>, gate: Gate): Verbs {
	const gated = { ...parts, gate };
	const { store, clusters } = parts;
	return {
		images: createImages(store, gate),
		keyPairs: createKeyPairs(gated),
		instanceTypes,
		instances: createInstances(gated),
		securityGroups: createSecurityGroups(gated),
		tags: createTags(gated),
		zones: clusters,
		quotaOf: (user) => findQuota(store.db, user.name),
	};
}

/** A cluster that does not answer is told of by the question for its resources; its instances stay as they are. */
async function reconcileSafely(
	reconciler: Reconciler,
	link: ClusterLink,
	{ timings, log }: EngineOptions,
): Promise<number> {
	try {
		return await reconciler.reconcile(link);
	} catch (error) {
		if (!link.stopped.signal.aborted) {
			log.debug({ zone: link.cluster.name, problem: messageOf(error) }, 'no list of instances');
		}

		return timings.instancePollMs;
	}
}

/** Reservations that were answered, and perhaps not sent, before this process started. */
async function resumeLaunches(store: Store, book: InstanceBook, clusters: Clusters, launcher: Launcher): Promise<void> {
	const waiting = [...book.all()].filter(({ stage }) => stage === 'reserved');
	for (const { id, zone, type } of waiting) {
		const known = instanceTypes.byName(type);
		if (known !== undefined) {
			clusters.link(zone)?.promised.promise(id, known);
		}
	}

	for (const reservationId of new Set(waiting.map((instance) => instance.reservationId))) {
		const reservation = await findReservation(store.db, reservationId);
		launcher.launch(reservationId, reservation?.minCount ?? 1, randomUUID());
	}
}

async function sweepOnAndOn(
	parts: Parameters<typeof sweep>[0] & { readonly clock: Clock; readonly signal: AbortSignal },
): Promise<void> {
	const { clock, signal, timings, log } = parts;
	while (!signal.aborted) {
		await sweep(parts).catch((error: unknown) => log.error({ problem: messageOf(error) }, 'deadlines not looked at'));
		await clock.sleep(timings.sweepMs, signal).catch(() => undefined);
	}
}
