import type { StoredInstance } from '../store/instances.ts';
import { isTransitional } from './state-machine.ts';

/** The instances in memory, and the ways in which they are looked for. */
export class InstanceIndex {
	/** Oldest reservation first: a map keeps the order of insertion. */
	readonly #instances = new Map<string, StoredInstance>();
	/** Ids by reservation. */
	readonly #reservations = new Map<string, Set<string>>();
	readonly #transitional = new Set<string>();

	get(id: string): StoredInstance | undefined {
		return this.#instances.get(id);
	}

	all(): Iterable<StoredInstance> {
		return this.#instances.values();
	}

	ofReservation(id: string): readonly StoredInstance[] {
		return this.#those(this.#reservations.get(id) ?? []);
	}

	/** Those that wait for something and have a deadline. */
	transitional(): readonly StoredInstance[] {
		return this.#those(this.#transitional);
	}

	keep(instance: StoredInstance): void {
		const { id, reservationId, stage } = instance;
		this.#instances.set(id, instance);
		this.#reservations.set(reservationId, (this.#reservations.get(reservationId) ?? new Set()).add(id));
		if (isTransitional(stage)) {
			this.#transitional.add(id);
		} else {
			this.#transitional.delete(id);
		}
	}

	forget(id: string): void {
		const reservationId = this.#instances.get(id)?.reservationId ?? '';
		const members = this.#reservations.get(reservationId);
		members?.delete(id);
		if (members?.size === 0) {
			this.#reservations.delete(reservationId);
		}

		this.#instances.delete(id);
		this.#transitional.delete(id);
	}

	#those(ids: Iterable<string>): readonly StoredInstance[] {
		return Array.from(ids).flatMap((id) => this.#instances.get(id) ?? []);
	}
}
