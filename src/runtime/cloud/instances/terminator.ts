import type { Clock } from '../../../common/clock.ts';
import { messageOf } from '../../../common/errors.ts';
import type { Logger } from '../../../common/log.ts';
import { ADMIN_USER_ID, type ClusterLink } from '../clusters/cluster-link.ts';
import type { Timings } from '../timings.ts';
import type { Launcher } from './launcher.ts';

export interface TerminatorParts {
	readonly launcher: Launcher;
	readonly timings: Timings;
	readonly clock: Clock;
	readonly log: Logger;
}

/** Tells clusters to end instances, and remembers when they heard it. */
export class Terminator {
	readonly #parts: TerminatorParts;
	/** By instance: when the last request began, and when the cluster answered it. In memory: a restart asks again. */
	readonly #asked = new Map<string, { readonly at: number; readonly answeredAt: number | undefined }>();

	constructor(parts: TerminatorParts) {
		this.#parts = parts;
	}

	/**
	 * Ends instances of one cluster. A start that is on its way is waited for, so that the end cannot overtake it. Never
	 * throws: what did not arrive is sent again after the next poll.
	 */
	async end(
		link: ClusterLink,
		instances: readonly { readonly id: string; readonly reservationId: string }[],
		correlationId: string,
	): Promise<void> {
		const { launcher, timings, clock, log } = this.#parts;
		const ids = instances.map(({ id }) => id);
		const at = clock.now();
		for (const id of ids) {
			this.#asked.set(id, { at, answeredAt: undefined });
		}

		try {
			await Promise.all([...new Set(instances.map((i) => i.reservationId))].map((id) => launcher.settled(id)));
			const request = { userId: ADMIN_USER_ID, instanceIds: ids };
			const call = { correlationId, timeoutMs: timings.actTimeoutMs, signal: link.stopped.signal };
			await link.limitActs(() => link.client.TerminateInstances(request, call));
			for (const id of ids) {
				this.#asked.set(id, { at, answeredAt: clock.now() });
				link.promised.release(id);
			}

			link.wake();
		} catch (error) {
			log.warn(
				{ zone: link.cluster.name, instanceIds: ids, correlationId, problem: messageOf(error) },
				'no good answer to the end of instances; it will be asked for again',
			);
		}
	}

	/** True if the cluster had heard of the end before it was asked at `at` what it has. */
	wasAnsweredBefore(id: string, at: number): boolean {
		const answeredAt = this.#asked.get(id)?.answeredAt;
		return answeredAt !== undefined && answeredAt <= at;
	}

	/** True if the end should be asked for (again) now. */
	isDue(id: string): boolean {
		const asked = this.#asked.get(id);
		return asked === undefined || this.#parts.clock.now() - asked.at >= this.#parts.timings.instancePollMs * 2;
	}

	forget(id: string): void {
		this.#asked.delete(id);
	}
}
