import { type CcClient, type Out, userId } from './shared.ts';

export async function describePublicAddresses(client: CcClient, _args: readonly string[], out: Out): Promise<void> {
	const { sourceAddresses, destAddresses } = await client.DescribePublicAddresses({ userId });
	for (const [index, address] of sourceAddresses.entries()) {
		out(`IP: ${address} ALLOC: ${destAddresses[index] ?? ''}`);
	}
}
