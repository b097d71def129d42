import { type CcClient, type Out, userId, wholeNumber } from './shared.ts';

/** What the services answer in `return`: a failure is an error before it gets here. */
const STATUS = 1;

export async function startNetwork(client: CcClient, [vlan, netName]: readonly string[], out: Out): Promise<void> {
	await client.StartNetwork({ userId, vlan: wholeNumber('vlan', vlan), netName });
	out(`startnetwork returned status ${STATUS}`);
}

export async function stopNetwork(client: CcClient, [vlan, netName]: readonly string[], out: Out): Promise<void> {
	await client.StopNetwork({ userId, vlan: wholeNumber('vlan', vlan), netName });
	out(`stopnetwork returned status ${STATUS}`);
}

/** One rule from a network of another group or from addresses, to the group `dst`. */
export async function configureNetwork(client: CcClient, args: readonly string[], out: Out): Promise<void> {
	const [source = '', destName, protocol, min, max, type] = args;
	const isNetwork = /^[\d.]+(\/\d+)?$/.test(source);
	await client.ConfigureNetwork({
		userId,
		rules: [
			{
				type,
				sourceNames: isNetwork ? [] : [source],
				userNames: isNetwork ? [] : [userId],
				sourceNets: isNetwork ? [source] : [],
				destName,
				protocol,
				portRangeMin: wholeNumber('min', min),
				portRangeMax: wholeNumber('max', max),
			},
		],
	});
	out(`configurenetwork returned status ${STATUS}`);
}

export async function assignAddress(client: CcClient, args: readonly string[], out: Out): Promise<void> {
	const [source = '', dest = ''] = args;
	await client.AssignAddress({ userId, source, dest });
	out(`assignAddress returned status ${STATUS}`);
}

export async function unassignAddress(client: CcClient, args: readonly string[], out: Out): Promise<void> {
	const [source = '', dest = ''] = args;
	await client.UnassignAddress({ userId, source, dest });
	out(`unassignAddress returned status ${STATUS}`);
}
