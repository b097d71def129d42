import { systemClock } from '../../../common/clock.ts';
import { EucaError } from '../../../common/errors.ts';
import { storeErrors } from '../store/errors.ts';
import {
	allInstances,
	changeInstance,
	changeSettings,
	deleteInstances,
	findInstance,
	insertInstances,
	type StoredInstance,
} from '../store/instances.ts';
import type { Store } from '../store/open-store.ts';
import { deleteEmptyReservations, insertReservation, type StoredReservation } from '../store/reservations.ts';
import type { Database } from '../store/schema.ts';
import { deleteTagsOf } from '../store/tags.ts';
import { InstanceIndex } from './instance-index.ts';
import { type InstanceEvent, nextStage, stateOf } from './state-machine.ts';

export interface InstanceNews {
	readonly id: string;
	/** Absent when only the addresses are new. */
	readonly event?: InstanceEvent;
	/** Why, in words, if the event begins the end. */
	readonly reason?: string;
	readonly privateAddress?: string;
	readonly publicAddress?: string;
}

export interface Addition {
	readonly reservation: StoredReservation | undefined;
	readonly instances: readonly StoredInstance[];
}

interface WaitingNews {
	readonly news: readonly InstanceNews[];
	readonly resolve: (changes: readonly Change[]) => void;
	readonly reject: (error: unknown) => void;
}

/** An instance before and after. */
export type Change = readonly [StoredInstance, StoredInstance];

export const UNKNOWN_ADDRESS = '0.0.0.0';

/**
 * The instances: the one writer of their records, and a copy in memory for reading, which follows each commit. Changes
 * take turns; each is written only if the record is still in the stage that the decision was made on. What waits for a
 * turn is written together.
 */
export class InstanceBook {
	readonly #store: Store;
	readonly #now: () => number;
	readonly #index = new InstanceIndex();
	readonly #additions = new Set<Promise<unknown>>();
	readonly #news: WaitingNews[] = [];
	#turn: Promise<unknown> = Promise.resolve();

	private constructor(store: Store, now: () => number) {
		this.#store = store;
		this.#now = now;
	}

	static async open(store: Store, now: () => number = systemClock.now): Promise<InstanceBook> {
		const book = new InstanceBook(store, now);
		for (const instance of await allInstances(store.db)) {
			book.#index.keep(instance);
		}

		return book;
	}

	get(id: string): StoredInstance | undefined {
		return this.#index.get(id);
	}

	all(): Iterable<StoredInstance> {
		return this.#index.all();
	}

	ofReservation(id: string): readonly StoredInstance[] {
		return this.#index.ofReservation(id);
	}

	/** Those that wait for something and have a deadline. */
	transitional(): readonly StoredInstance[] {
		return this.#index.transitional();
	}

	/**
	 * Adds a reservation (unless it is there already) and its instances, durably. `make` runs in the transaction: it
	 * checks and issues ids, and may throw to undo all. False if the owner's client token was used before.
	 */
	add(make: (tx: Database) => Promise<Addition>): Promise<readonly StoredInstance[] | false> {
		// It changes no instance that others know, so it takes no turn, and the store writes many at once.
		const adding = this.#add(make).finally(() => this.#additions.delete(adding));
		this.#additions.add(adding);
		return adding;
	}

	/**
	 * Applies events to instances; answers what changed: pairs of before and after. One transaction for all, and for what
	 * others bring while it waits for its turn.
	 */
	apply(news: readonly InstanceNews[]): Promise<readonly Change[]> {
		return new Promise((resolve, reject) => {
			this.#news.push({ news, resolve, reject });
			void this.#inTurn(() => this.#applyWaiting());
		});
	}

	/** Changes what the user set of an instance. Throws STORE_CONFLICT if it moved on meanwhile, and what `change` throws. */
	edit(id: string, change: (before: StoredInstance) => StoredInstance | Promise<StoredInstance>): Promise<void> {
		return this.#inTurn(async () => {
			const before = this.#index.get(id);
			if (before === undefined) {
				throw storeErrors('STORE_CONFLICT', { id });
			}

			const after = await change(before);
			await this.#store.transaction(async (tx) => {
				if (!(await changeSettings(tx, after, before.stage))) {
					throw storeErrors('STORE_CONFLICT', { id });
				}
			});
			this.#index.keep(after);
		});
	}

	/** Forgets instances for good; reservations that become empty go too. */
	bury(ids: readonly string[]): Promise<void> {
		return this.#inTurn(async () => {
			await this.#store.transaction(async (tx) => {
				await deleteInstances(tx, ids);
				await deleteTagsOf(tx, ids);
				await deleteEmptyReservations(tx);
			});
			for (const id of ids) {
				this.#index.forget(id);
			}
		});
	}

	/** Resolves when all additions that were asked for are on disk or refused. */
	async added(): Promise<void> {
		await Promise.allSettled(this.#additions);
	}

	/** Resolves when all changes that were asked for are written. */
	async settled(): Promise<void> {
		await this.added();
		await this.#turn;
	}

	async #add(make: (tx: Database) => Promise<Addition>): Promise<readonly StoredInstance[] | false> {
		const added = await this.#store.transaction(async (tx) => {
			const { reservation, instances } = await make(tx);
			if (reservation !== undefined && !(await insertReservation(tx, reservation))) {
				return false;
			}

			await insertInstances(tx, instances);
			return instances;
		});
		for (const instance of added || []) {
			this.#index.keep(instance);
		}

		return added;
	}

	/** Never rejects: everybody hears what became of their own news. */
	async #applyWaiting(): Promise<void> {
		const group = this.#takeIndependent();
		const changes = group.map(({ news }) => news.flatMap((item) => this.#consequence(item)));
		try {
			await this.#write(changes.flat());
			for (const [index, { resolve }] of group.entries()) {
				resolve(changes[index] ?? []);
			}
		} catch {
			for (const { news, resolve, reject } of group) {
				await this.#applyAlone(news).then(resolve, reject);
			}
		}
	}

	/** The waiting news but those of an instance that others before them are about: their turn comes later. */
	#takeIndependent(): readonly WaitingNews[] {
		const named = new Set<string>();
		const taken: WaitingNews[] = [];
		const left: WaitingNews[] = [];
		for (const waiting of this.#news.splice(0)) {
			const isIndependent = waiting.news.every(({ id }) => !named.has(id));
			(isIndependent ? taken : left).push(waiting);
			for (const { id } of waiting.news) {
				named.add(id);
			}
		}

		this.#news.push(...left);
		return taken;
	}

	async #applyAlone(news: readonly InstanceNews[]): Promise<readonly Change[]> {
		try {
			return await this.#write(news.flatMap((item) => this.#consequence(item)));
		} catch (error) {
			// Somebody else wrote one of them: decide once more, on what is there now.
			if (!(error instanceof EucaError)) {
				throw error;
			}

			await this.#reload(news.map(({ id }) => id));
			return await this.#write(news.flatMap((item) => this.#consequence(item)));
		}
	}

	async #write(changes: readonly Change[]): Promise<readonly Change[]> {
		if (changes.length === 0) {
			return changes;
		}

		await this.#store.transaction(async (tx) => {
			for (const [before, after] of changes) {
				if (!(await changeInstance(tx, before.id, before.stage, after))) {
					throw storeErrors('STORE_CONFLICT', { id: before.id });
				}
			}
		});
		for (const [, after] of changes) {
			this.#index.keep(after);
		}

		return changes;
	}

	#consequence(news: InstanceNews): Change[] {
		const before = this.#index.get(news.id);
		if (before === undefined) {
			return [];
		}

		const next = news.event === undefined ? undefined : nextStage(before.stage, news.event);
		const stage = next ?? before.stage;
		const isOver = stage === 'terminated';
		const address = (known: string, reported: string | undefined) =>
			isOver ? UNKNOWN_ADDRESS : reported === undefined || reported === UNKNOWN_ADDRESS ? known : reported;
		const after: StoredInstance = {
			...before,
			stage,
			state: stateOf(stage),
			stageSince: next === undefined ? before.stageSince : this.#now(),
			// The first reason is the cause; what follows from it is not.
			reason: before.reason ?? (next === 'ending' || isOver ? news.reason : undefined),
			privateAddress: address(before.privateAddress, news.privateAddress),
			publicAddress: address(before.publicAddress, news.publicAddress),
		};
		const isSame =
			next === undefined &&
			after.privateAddress === before.privateAddress &&
			after.publicAddress === before.publicAddress;
		return isSame ? [] : [[before, after]];
	}

	async #reload(ids: readonly string[]): Promise<void> {
		for (const id of ids) {
			const instance = await findInstance(this.#store.db, id);
			if (instance === undefined) {
				this.#index.forget(id);
			} else {
				this.#index.keep(instance);
			}
		}
	}

	#inTurn<T>(work: () => Promise<T>): Promise<T> {
		const result = this.#turn.then(work);
		this.#turn = result.catch(() => undefined);
		return result;
	}
}
