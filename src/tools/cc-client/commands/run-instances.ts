import { randomId } from '../../../common/ids.ts';
import { type CcClient, type Out, userId, wholeNumber } from './shared.ts';

/** Ids and MAC addresses are chosen here, as the cloud controller does. */
export async function runInstances(client: CcClient, args: readonly string[], out: Out): Promise<void> {
	const [imageId, imageURL, kernelId, kernelURL, number, vlan, netName = '', ramdiskId, ramdiskURL] = args;
	const count = wholeNumber('number', number);
	const ids = Array.from({ length: count }, () => randomId('i'));
	const { instances } = await client.RunInstances({
		userId,
		imageId,
		imageURL,
		kernelId,
		kernelURL,
		...(ramdiskId === undefined ? {} : { ramdiskId, ramdiskURL }),
		instanceType: { name: 'small', cores: 1, memory: 128, disk: 10 },
		keyName: '',
		minCount: count,
		maxCount: count,
		reservationId: randomId('r'),
		instanceIds: ids,
		netNames: [netName],
		macAddresses: ids.map(macAddressOf),
		vlan: wholeNumber('vlan', vlan),
		userData: '',
		launchIndex: '0',
	});
	for (const { instanceId, reservationId, ownerId, serviceTag } of instances) {
		out(`Run: instance id: ${instanceId ?? ''} ${reservationId ?? ''} ${ownerId ?? ''} ${serviceTag ?? ''}`);
	}
}

function macAddressOf(id: string): string {
	return `d0:0d:${(id.slice(2).toLowerCase().match(/../g) ?? []).join(':')}`;
}
