import type { SoapClient } from '../../wire/client.ts';
import type { ncService } from '../../wire/contracts/nc/service.ts';
import type { Need } from '../instances/record.ts';

export type NodeClient = SoapClient<typeof ncService>;

/** What a node offers, in all and by its own account right now. */
export interface NodeResources {
	readonly max: Need;
	readonly available: Need;
	/** False: nothing is to start there, whatever was told before. */
	readonly isWell: boolean;
}

/**
 * Resources told while instances were on their way may count them or not. Together with what is held for them they would
 * be counted twice, and an instance refused though there is room: what was told before is as good for so long, in ms.
 */
const CLEAR_FOR_MS = 10_000;

/** One node controller: how to reach it, whether it answers, what it has left. */
export class ClusterNode {
	readonly name: string;
	readonly url: string;
	readonly client: NodeClient;
	/** Taken out of NODES: gets no new instance, is asked as long as it has old ones. */
	retired = false;
	#resources: NodeResources | undefined;
	#resourcesAt = Number.NEGATIVE_INFINITY;
	#clearAt = Number.NEGATIVE_INFINITY;
	readonly #holds = new Map<string, Need>();
	readonly #endOrderedAt = new Map<string, number>();
	#failures = 0;
	#asked = false;
	#lastAnswerAt: number;

	constructor(name: string, url: string, client: NodeClient, now: number) {
		this.name = name;
		this.url = url;
		this.client = client;
		this.#lastAnswerAt = now;
	}

	/** True between a good answer and the next failed call. */
	get isUp(): boolean {
		return this.#asked && this.#failures === 0 && this.#resources !== undefined;
	}

	/** True once it was asked, whatever came back. */
	get wasAsked(): boolean {
		return this.#asked;
	}

	/** Failed calls since the last good one. */
	get failures(): number {
		return this.#failures;
	}

	/** Milliseconds since 1970; the start of this process if it never answered. */
	get lastAnswerAt(): number {
		return this.#lastAnswerAt;
	}

	/** When its resources were told last, in ms since 1970. */
	get resourcesAt(): number {
		return this.#resourcesAt;
	}

	get max(): Need | undefined {
		return this.isUp ? this.#resources?.max : undefined;
	}

	/** What the node says is free, less what was promised since and it may not have counted. */
	get free(): Need | undefined {
		if (!this.isUp || this.#resources === undefined) {
			return undefined;
		}

		let { cores, memory, disk } = this.#resources.available;
		for (const need of this.#holds.values()) {
			cores -= need.cores;
			memory -= need.memory;
			disk -= need.disk;
		}

		return { cores, memory, disk };
	}

	get hasHolds(): boolean {
		return this.#holds.size > 0;
	}

	hold(instanceId: string, need: Need): void {
		this.#holds.set(instanceId, need);
	}

	release(instanceId: string): void {
		this.#holds.delete(instanceId);
	}

	answered(now: number): void {
		this.#failures = 0;
		this.#asked = true;
		this.#lastAnswerAt = now;
	}

	/** `isCounted`: the node has counted the instance itself, or it will never run there. */
	tellsResources(resources: NodeResources, isCounted: (instanceId: string) => boolean, now: number): void {
		const holds = [...this.#holds.keys()];
		const isClear = holds.every(isCounted);
		if (!isClear && this.isUp && resources.isWell && now - this.#clearAt < CLEAR_FOR_MS) {
			return;
		}

		this.#resources = resources;
		this.#resourcesAt = now;
		this.#clearAt = isClear ? now : this.#clearAt;
		for (const id of holds.filter(isCounted)) {
			this.#holds.delete(id);
		}
	}

	/** False if it was told to end this instance less than `pauseMs` ago; else notes that it is told now. */
	mayOrderEnd(instanceId: string, now: number, pauseMs: number): boolean {
		for (const [id, at] of this.#endOrderedAt) {
			if (now - at >= pauseMs) {
				this.#endOrderedAt.delete(id);
			}
		}

		if (this.#endOrderedAt.has(instanceId)) {
			return false;
		}

		this.#endOrderedAt.set(instanceId, now);
		return true;
	}

	failed(): void {
		this.#failures += 1;
		this.#asked = true;
	}
}
