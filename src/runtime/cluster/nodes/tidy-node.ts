import type { ClusterCore } from '../core.ts';
import type { Change } from '../instances/load.ts';
import { remember } from '../instances/remember.ts';
import type { ClusterNode } from './node.ts';
import { gone } from './reconcile.ts';

/** Forgets what ended long ago, writes off what was on a node that is gone for good, lets an empty retired node go. */
export async function tidyNode(core: ClusterCore, node: ClusterNode): Promise<void> {
	const now = core.clock.now();
	const { keepGoneMs } = core.timings;
	const old = core.store
		.onNode(node.url)
		.filter(({ state, goneAt }) => state === 'Teardown' && now - (goneAt ?? now) >= keepGoneMs)
		.map(({ instanceId }): Change => ({ kind: 'drop', instanceId }));
	const lost = isLost(core, node, now) ? writtenOff(core, node, now) : [];
	await remember(core, [...old, ...lost]);

	const isEmpty = core.store.onNode(node.url).length === 0 && core.store.endingsOn(node.url).length === 0;
	if (node.retired && isEmpty) {
		core.pool.remove(node);
		core.log.info({ node: node.url }, 'the node is not in NODES any more and has no instances: forgotten');
	}
}

/** The operator took it out of NODES and it does not answer. */
function isLost(core: ClusterCore, node: ClusterNode, now: number): boolean {
	return node.retired && node.failures > 0 && now - node.lastAnswerAt >= core.timings.writeOffMs;
}

/** Only what somebody asked to end: the rest may come back with the node. */
function writtenOff(core: ClusterCore, node: ClusterNode, now: number): readonly Change[] {
	return [
		...core.store
			.onNode(node.url)
			.filter(({ endRequested, state }) => endRequested && state !== 'Teardown')
			.map((record) => gone(record, now, 'its node was taken out of NODES and does not answer')),
		...core.store
			.endingsOn(node.url)
			.map(({ instanceId, nodeUrl }): Change => ({ kind: 'ended', instanceId, nodeUrl })),
	];
}
