import type { CcInstance } from '../../../runtime/wire/contracts/cc/types.ts';
import { type CcClient, type Out, userId } from './shared.ts';

export async function describeInstances(client: CcClient, ids: readonly string[], out: Out): Promise<void> {
	const { instances } = await client.DescribeInstances({ userId, instanceIds: [...ids] });
	for (const instance of instances) {
		out(`Desc: ${fields(instance).map(oneWord).join(' ')}`);
	}
}

function fields(instance: CcInstance): readonly (string | number | undefined)[] {
	const { netParams: net, instanceType: type } = instance;
	return [
		instance.instanceId,
		instance.reservationId,
		instance.ownerId,
		instance.stateName,
		net?.privateMacAddress,
		net?.publicMacAddress,
		net?.privateIp,
		net?.publicIp,
		net?.vlan,
		instance.keyName,
		type?.name,
		type?.cores,
		type?.memory,
		type?.disk,
		instance.serviceTag,
		instance.userData,
		instance.launchIndex,
		instance.groupNames[0],
	];
}

/** Fields are told apart by blanks, and a public key holds some. */
function oneWord(field: string | number | undefined): string {
	return String(field ?? '').replace(/\s/g, '_');
}
