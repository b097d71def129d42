import type { Need } from '../instances/record.ts';
import { checkedNeed } from './checked-need.ts';
import type { Operation } from './operation.ts';

/** Per type, how many fit on the nodes in all and now; a silent node counts nothing (spec §4.2). Throws TYPE_INVALID. */
export const describeResources: Operation<'DescribeResources'> = async (cluster, request) => {
	const needs = request.instanceTypes.map((instanceType) => ({ instanceType, need: checkedNeed(instanceType) }));
	await cluster.poller.firstRound;
	const nodes = cluster.pool.named();
	const max = nodes.flatMap((node) => node.max ?? []);
	const free = nodes.flatMap((node) => node.free ?? []);
	return {
		resources: needs.map(({ instanceType, need }) => ({
			instanceType,
			maxInstances: total(max, need),
			availableInstances: total(free, need),
		})),
		serviceTags: nodes.map(({ url }) => url),
	};
};

function total(amounts: readonly Need[], need: Need): number {
	let sum = 0;
	for (const has of amounts) {
		const fits = Math.min(has.cores / need.cores, has.memory / need.memory, has.disk / need.disk);
		sum += Math.max(0, Math.floor(fits));
	}

	return sum;
}
