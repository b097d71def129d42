import type { XmlElement } from '../../runtime/wire/xml/tree.ts';
import { type Ec2Call, items, textAt } from './ec2-client.ts';

export interface Ec2Instance {
	readonly id: string;
	readonly imageId: string;
	readonly keyName: string | undefined;
	readonly state: string;
	readonly reason: string | undefined;
	readonly zone: string | undefined;
	/** The address to log in to; undefined while it is unknown. */
	readonly address: string | undefined;
}

export async function describeInstances(ec2: Ec2Call, id?: string): Promise<readonly Ec2Instance[]> {
	const root = await ec2('DescribeInstances', id === undefined ? {} : { 'InstanceId.1': id });
	return items(root, 'reservationSet').flatMap((reservation) => items(reservation, 'instancesSet').map(asInstance));
}

export function asInstance(item: XmlElement): Ec2Instance {
	const address = [textAt(item, 'ipAddress'), textAt(item, 'dnsName'), textAt(item, 'privateIpAddress')];
	return {
		id: textAt(item, 'instanceId') ?? '',
		imageId: textAt(item, 'imageId') ?? '',
		keyName: textAt(item, 'keyName'),
		state: textAt(item, 'instanceState', 'name') ?? 'unknown',
		reason: textAt(item, 'stateReason', 'message') ?? textAt(item, 'reason'),
		zone: textAt(item, 'placement', 'availabilityZone'),
		address: address.find((each) => each !== undefined && each !== '0.0.0.0'),
	};
}
