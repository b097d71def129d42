import type { InstanceType } from '../engine/instance-types.ts';

interface PromisedPlace {
	readonly type: InstanceType;
	/** Its request is on the way or answered: from now on the cluster may know of it. */
	isSent: boolean;
	/** When the cluster took the instance over; undefined while it does not know of it. */
	acceptedAt: number | undefined;
}

/** Places of one cluster that were promised to instances and that its last report cannot show yet (spec §5.13). */
export class PromisedPlaces {
	readonly #promises = new Map<string, PromisedPlace>();
	/** How many there are of each type: each request asks. */
	readonly #counts = new Map<InstanceType, number>();

	promise(instanceId: string, type: InstanceType): void {
		this.release(instanceId);
		this.#count(type, 1);
		this.#promises.set(instanceId, { type, isSent: false, acceptedAt: undefined });
	}

	/** The request goes out: nobody can tell whether the cluster counts the instance, until it answers. */
	sent(instanceId: string): void {
		const place = this.#promises.get(instanceId);
		if (place !== undefined) {
			place.isSent = true;
		}
	}

	/** The cluster counts the instance from now on. */
	accepted(instanceId: string, at: number): void {
		const place = this.#promises.get(instanceId);
		if (place !== undefined) {
			place.acceptedAt ??= at;
		}
	}

	release(instanceId: string): void {
		const place = this.#promises.get(instanceId);
		if (place !== undefined) {
			this.#promises.delete(instanceId);
			this.#count(place.type, -1);
		}
	}

	/** Whether a report that was asked for at `askedAt` may show some of them already, and some not. */
	overlap(askedAt: number): boolean {
		for (const { isSent, acceptedAt } of this.#promises.values()) {
			if (isSent && (acceptedAt === undefined || acceptedAt >= askedAt)) {
				return true;
			}
		}

		return false;
	}

	/** A report that was asked for at `askedAt` shows everything that was accepted before. */
	seenBy(askedAt: number): void {
		for (const [id, { acceptedAt }] of this.#promises) {
			if (acceptedAt !== undefined && acceptedAt < askedAt) {
				this.release(id);
			}
		}
	}

	/** How many places of the type the promises may take at most. */
	taken(type: InstanceType): number {
		let places = 0;
		for (const [promised, count] of this.#counts) {
			places += count * placesOf(promised, type);
		}

		return places;
	}

	#count(type: InstanceType, change: 1 | -1): void {
		this.#counts.set(type, (this.#counts.get(type) ?? 0) + change);
	}
}

/** Places of one type that an instance of another type fills: as many as its scarcest resource needs. */
function placesOf(taken: InstanceType, type: InstanceType): number {
	return Math.max(
		Math.ceil(taken.cores / type.cores),
		Math.ceil(taken.memoryMb / type.memoryMb),
		Math.ceil(taken.diskGb / type.diskGb),
	);
}
