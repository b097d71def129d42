import { type CcClient, type Out, userId } from './shared.ts';

/** Those that the test client of 1.x asked for: cores, MB, GB. */
const TYPES = [
	{ name: 'small', cores: 1, memory: 128, disk: 10 },
	{ name: 'medium', cores: 4, memory: 2048, disk: 100 },
	{ name: 'large', cores: 8, memory: 8192, disk: 250 },
];

export async function describeResources(client: CcClient, _args: readonly string[], out: Out): Promise<void> {
	const { resources, serviceTags } = await client.DescribeResources({ userId, instanceTypes: TYPES });
	out(serviceTags.join(' '));
	for (const { maxInstances, availableInstances } of resources) {
		out(`DescribeResources: ${maxInstances} ${availableInstances}`);
	}
}
