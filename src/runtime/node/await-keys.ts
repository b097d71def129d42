import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Clock, systemClock } from '../../common/clock.ts';
import { messageOf } from '../../common/errors.ts';
import type { Logger } from '../../common/log.ts';
import { ncService } from '../wire/contracts/nc/service.ts';
import { listenSoap, type SoapService } from '../wire/server.ts';
import { readTrust, type Trust } from './keys.ts';
import type { NodeOptions, RunningNode } from './start-node.ts';

/** What a node controller is from outside, with keys or still without. */
export type NodeProcess = Pick<RunningNode, 'close' | 'shutDownInstances'>;

export interface AwaitKeysOptions {
	/** Where euca_sync_key of the front-end puts them. */
	readonly directory: string;
	readonly listen: NodeOptions['listen'];
	readonly log: Logger;
	readonly start: (trust: Trust) => Promise<RunningNode>;
	readonly clock?: Clock;
}

const LOOK_AGAIN_MS = 1000;

/**
 * A node is installed, and boots, before the front-end can give it keys. Until it has a key it serves refusals; then it
 * starts, so that nobody has to come back to it. A node whose keys are unfit, not missing, is an error as anywhere.
 */
export async function startWithKeys(options: AwaitKeysOptions): Promise<NodeProcess> {
	const { directory, listen, log, start } = options;
	if (existsSync(join(directory, 'node-pk.pem'))) {
		return start(await readTrust(directory));
	}

	log.warn({ directory }, 'this node has no keys yet: it starts when euca_sync_key of the front-end has brought them');
	const server = await listenSoap([{ definition: ncService, service: refuse }], listen, log);
	const stopping = new AbortController();
	const started = waitForTrust(options, stopping.signal).then(async (trust) => {
		await server.close();
		return trust === undefined ? undefined : start(trust);
	});
	return {
		shutDownInstances: async () => (await settled(started, stopping))?.shutDownInstances(),
		close: async () => (await settled(started, stopping))?.close(),
	};
}

async function settled(started: Promise<RunningNode | undefined>, stopping: AbortController) {
	stopping.abort();
	return started;
}

/** Undefined when the process is to end first. Keys come one file after the other: unfit ones are looked at again. */
async function waitForTrust(options: AwaitKeysOptions, signal: AbortSignal): Promise<Trust | undefined> {
	const { directory, log, clock = systemClock } = options;
	for (let last = ''; !signal.aborted; ) {
		try {
			const trust = await readTrust(directory);
			log.info({ directory }, 'the keys are there');
			return trust;
		} catch (error) {
			const reason = messageOf(error);
			if (reason !== last) {
				log.debug({ reason }, 'waiting for keys');
				last = reason;
			}
		}

		await clock.sleep(LOOK_AGAIN_MS, signal).catch(() => {});
	}

	return undefined;
}

const refuse: SoapService = async () => ({
	status: 503,
	contentType: 'text/plain; charset=utf-8',
	body: 'This node has no keys yet. Run euca_sync_key on the front-end; the node then starts by itself.\n',
});
