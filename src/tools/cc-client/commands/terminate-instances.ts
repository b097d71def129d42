import { type CcClient, type Out, userId } from './shared.ts';

export async function terminateInstances(client: CcClient, ids: readonly string[], out: Out): Promise<void> {
	const { isTerminated } = await client.TerminateInstances({ userId, instanceIds: [...ids] });
	out(`Term: number: ${isTerminated.filter((each) => each).length}`);
}

export async function rebootInstances(client: CcClient, ids: readonly string[]): Promise<void> {
	await client.RebootInstances({ userId, instanceIds: [...ids] });
}

/** Ends everything that the cluster controller knows of. */
export async function killallInstances(client: CcClient, _args: readonly string[], out: Out): Promise<void> {
	const { instances } = await client.DescribeInstances({ userId, instanceIds: [] });
	const ids = instances.flatMap(({ instanceId, stateName }) =>
		instanceId === undefined || stateName === 'Teardown' ? [] : [instanceId],
	);
	if (ids.length === 0) {
		out('Term: number: 0');
		return;
	}

	await terminateInstances(client, ids, out);
}
