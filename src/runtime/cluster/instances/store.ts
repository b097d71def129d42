import { join } from 'node:path';
import type { Logger } from '../../../common/log.ts';
import { type Journal, openJournal } from './journal.ts';
import { type Change, loadChanges } from './load.ts';
import type { Ending, InstanceRecord } from './record.ts';

/** Every instance of the cluster and every instance that must be ended somewhere: in memory, and on disk before a yes. */
export class InstanceStore {
	readonly #records = new Map<string, InstanceRecord>();
	readonly #byNode = new Map<string, Set<string>>();
	readonly #endings = new Map<string, Ending>();
	#journal: Journal | undefined;

	static async open(stateDir: string, log: Logger): Promise<InstanceStore> {
		const store = new InstanceStore();
		const path = join(stateDir, 'instances.jsonl');
		for (const change of await loadChanges(path, log)) {
			store.#apply(change);
		}

		store.#journal = await openJournal(path, () => store.#snapshot());
		return store;
	}

	/** Changes memory at once and resolves when the changes are on disk. */
	async commit(changes: readonly Change[]): Promise<void> {
		for (const change of changes) {
			this.#apply(change);
		}

		if (changes.length > 0) {
			await this.#journal?.append(changes.map((change) => JSON.stringify(change)));
		}
	}

	get(instanceId: string): InstanceRecord | undefined {
		return this.#records.get(instanceId);
	}

	all(): IterableIterator<InstanceRecord> {
		return this.#records.values();
	}

	/** Instances whose place is this node. */
	onNode(nodeUrl: string): readonly InstanceRecord[] {
		const ids = this.#byNode.get(nodeUrl) ?? [];
		return [...ids].flatMap((id) => this.#records.get(id) ?? []);
	}

	endings(): IterableIterator<Ending> {
		return this.#endings.values();
	}

	endingsOn(nodeUrl: string): readonly Ending[] {
		return this.#endings.size === 0 ? [] : [...this.#endings.values()].filter((one) => one.nodeUrl === nodeUrl);
	}

	mustEnd(instanceId: string, nodeUrl: string): boolean {
		return this.#endings.has(endingKey(instanceId, nodeUrl));
	}

	/** URLs of all nodes that something is known to run on, or may run on. */
	nodeUrls(): ReadonlySet<string> {
		return new Set([...this.#byNode.keys(), ...[...this.#endings.values()].map(({ nodeUrl }) => nodeUrl)]);
	}

	/** MACs that an instance uses or may still use: not free until the node says that it is gone. */
	takenMacs(): Set<string> {
		const taken = new Set([...this.#endings.values()].map(({ mac }) => mac));
		for (const { mac, state } of this.#records.values()) {
			if (state !== 'Teardown') {
				taken.add(mac);
			}
		}

		return taken;
	}

	async close(): Promise<void> {
		await this.#journal?.close();
	}

	#apply(change: Change): void {
		switch (change.kind) {
			case 'put':
				this.#forgetPlace(change.record.instanceId);
				this.#records.set(change.record.instanceId, change.record);
				this.#rememberPlace(change.record);
				break;
			case 'drop':
				this.#forgetPlace(change.instanceId);
				this.#records.delete(change.instanceId);
				break;
			case 'end':
				this.#endings.set(endingKey(change.ending.instanceId, change.ending.nodeUrl), change.ending);
				break;
			case 'ended':
				this.#endings.delete(endingKey(change.instanceId, change.nodeUrl));
				break;
		}
	}

	#rememberPlace({ instanceId, nodeUrl }: InstanceRecord): void {
		const ids = this.#byNode.get(nodeUrl);
		if (ids === undefined) {
			this.#byNode.set(nodeUrl, new Set([instanceId]));
		} else {
			ids.add(instanceId);
		}
	}

	#forgetPlace(instanceId: string): void {
		const nodeUrl = this.#records.get(instanceId)?.nodeUrl;
		const ids = nodeUrl === undefined ? undefined : this.#byNode.get(nodeUrl);
		if (nodeUrl === undefined || ids === undefined) {
			return;
		}

		ids.delete(instanceId);
		if (ids.size === 0) {
			this.#byNode.delete(nodeUrl);
		}
	}

	#snapshot(): readonly string[] {
		return [
			...[...this.#records.values()].map((record): Change => ({ kind: 'put', record })),
			...[...this.#endings.values()].map((ending): Change => ({ kind: 'end', ending })),
		].map((change) => JSON.stringify(change));
	}
}

function endingKey(instanceId: string, nodeUrl: string): string {
	return `${instanceId} ${nodeUrl}`;
}
