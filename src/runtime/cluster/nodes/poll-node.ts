import { messageOf } from '../../../common/errors.ts';
import type { ClusterCore } from '../core.ts';
import type { Change } from '../instances/load.ts';
import { NO_ADDRESS } from '../instances/record.ts';
import { remember } from '../instances/remember.ts';
import { ADMINISTRATOR } from './administrator.ts';
import type { ClusterNode } from './node.ts';
import { orderEnds } from './order-ends.ts';
import { type NodeAnswer, reconcile } from './reconcile.ts';

/** Resources are asked for at least every so many polls; in between only when something changed. */
const RESOURCES_EVERY_POLLS = 5;

/** Asks one node for its instances and, when they may have changed, its resources. Never throws: a silent node is marked. */
export async function pollNode(core: ClusterCore, node: ClusterNode, signal: AbortSignal): Promise<void> {
	const wasUp = node.isUp;
	try {
		const answer = await askInstances(core, node, signal);
		const changes = reconcile(answer, core.store, {
			isBeingPlaced: (id) => core.placing.has(id),
			lateStartMs: core.timings.lateStartMs,
		});
		await remember(core, changes);
		if (changes.length > 0 || node.hasHolds || isStale(core, node)) {
			await askResources(core, node, answer, signal);
		}

		node.answered(core.clock.now());
		await findAddresses(core, node);
		await orderEnds(core, node, answer);
		if (!wasUp) {
			core.log.info({ node: node.url, instances: answer.instances.length }, 'the node answers');
		}
	} catch (error) {
		if (!signal.aborted) {
			node.failed();
			const level = wasUp || node.failures === 1 ? 'warn' : 'debug';
			core.log[level]({ node: node.url, failures: node.failures, reason: messageOf(error) }, 'the node is silent');
		}
	}
}

async function askInstances(core: ClusterCore, node: ClusterNode, signal: AbortSignal): Promise<NodeAnswer> {
	const askedAt = core.clock.now();
	const { instances } = await node.client.ncDescribeInstances(
		{ userId: ADMINISTRATOR, instanceIds: [] },
		{ timeoutMs: core.timings.callTimeoutMs, signal },
	);
	return { nodeUrl: node.url, instances, askedAt, answeredAt: core.clock.now() };
}

async function askResources(
	core: ClusterCore,
	node: ClusterNode,
	answer: NodeAnswer,
	signal: AbortSignal,
): Promise<void> {
	const told = await node.client.ncDescribeResource(
		{ userId: ADMINISTRATOR },
		{ timeoutMs: core.timings.callTimeoutMs, signal },
	);
	const known = new Set(answer.instances.map(({ instanceId }) => instanceId));
	const isOk = told.nodeStatus === 'OK';
	if (!isOk) {
		core.log.warn(
			{ node: node.url, status: told.nodeStatus },
			'the node says that it is not well: nothing starts there',
		);
	}

	const amount = (value: number) => (isOk ? Math.max(0, value) : 0);
	node.tellsResources(
		{
			isWell: isOk,
			max: {
				cores: amount(told.numberOfCoresMax),
				memory: amount(told.memorySizeMax),
				disk: amount(told.diskSizeMax),
			},
			available: {
				cores: amount(told.numberOfCoresAvailable),
				memory: amount(told.memorySizeAvailable),
				disk: amount(told.diskSizeAvailable),
			},
		},
		(id) => known.has(id) || !isExpected(core, node, id),
		core.clock.now(),
	);
}

/** It is being placed, or was placed after the node was asked. */
function isExpected(core: ClusterCore, node: ClusterNode, instanceId: string): boolean {
	const record = core.store.get(instanceId);
	return core.placing.has(instanceId) || (record?.nodeUrl === node.url && record.state !== 'Teardown');
}

function isStale(core: ClusterCore, node: ClusterNode): boolean {
	return core.clock.now() - node.resourcesAt >= core.timings.pollMs * RESOURCES_EVERY_POLLS;
}

/** Asks the network for the addresses that the node could not tell. */
async function findAddresses(core: ClusterCore, node: ClusterNode): Promise<void> {
	const unknown = core.store
		.onNode(node.url)
		.filter(({ state, privateIp, mac }) => state !== 'Teardown' && privateIp === NO_ADDRESS && mac !== '');
	if (unknown.length === 0) {
		return;
	}

	const found = await core.network.addressesOf(unknown.map(({ mac }) => mac));
	const changes = unknown.flatMap((record): Change[] => {
		const address = found.get(record.mac.toLowerCase());
		const current = core.store.get(record.instanceId);
		return address === undefined || current === undefined
			? []
			: [{ kind: 'put', record: { ...current, privateIp: address, publicIp: address } }];
	});
	await remember(core, changes);
}
