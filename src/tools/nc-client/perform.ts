import { randomBytes } from 'node:crypto';
import type { CallOptions, SoapClient } from '../../runtime/wire/client.ts';
import type { ncService } from '../../runtime/wire/contracts/nc/service.ts';
import { toolErrors } from '../errors.ts';
import type { Installation } from '../installation.ts';
import type { NcArguments, NcCommand } from './arguments.ts';
import { partUrl } from './image-part.ts';

export interface NcCall {
	readonly client: SoapClient<typeof ncService>;
	readonly installation: Installation;
	readonly args: NcArguments;
	readonly out: (line: string) => void;
}

const userId = 'eucalyptus';
const call: CallOptions = { correlationId: 'correlate-me-please' };

/** One command each, printing the lines of spec §7.1. */
export const PERFORM: Readonly<Record<NcCommand, (ncCall: NcCall) => Promise<void>>> = {
	describeResource,
	describeInstances,
	runInstance,
	terminateInstance,
};

async function describeResource({ client, out }: NcCall): Promise<void> {
	const r = await client.ncDescribeResource({ userId, resourceType: undefined }, call);
	const memory = `memory=${r.memorySizeMax}/${r.memorySizeAvailable}`;
	const disk = `disk=${r.diskSizeMax}/${r.diskSizeAvailable}`;
	const cores = `cores=${r.numberOfCoresMax}/${r.numberOfCoresAvailable}`;
	out(`node status=[${r.nodeStatus}] ${memory} ${disk} ${cores} subnets=[${r.publicSubnets}]`);
}

async function describeInstances({ client, args, out }: NcCall): Promise<void> {
	const { instances } = await client.ncDescribeInstances({ userId, instanceIds: [...args.instanceIds] }, call);
	for (const { instanceId, stateName, launchTime } of instances) {
		const seconds = launchTime === undefined ? 0 : Math.floor(Date.parse(launchTime) / 1000);
		out(`instanceId=${instanceId} state=${stateName} time=${seconds}`);
	}
}

async function runInstance({ client, installation, args, out }: NcCall): Promise<void> {
	const { image, ramdisk } = args;
	if (image === undefined) {
		throw toolErrors('TOOL_USAGE', { program: 'NCclient', problem: 'runInstance needs an image' });
	}

	const kernel = args.kernel ?? { id: image.id, url: undefined };
	const files = {
		imageId: image.id,
		imageURL: await partUrl(installation, image, 'root'),
		kernelId: kernel.id,
		kernelURL: await partUrl(installation, kernel, 'kernel'),
		...(ramdisk === undefined
			? {}
			: { ramdiskId: ramdisk.id, ramdiskURL: await partUrl(installation, ramdisk, 'ramdisk') }),
	};
	for (const [index, instanceId] of args.newIds.entries()) {
		const mac = index === 0 && args.mac !== undefined ? args.mac : randomMac();
		const { instance } = await client.ncRunInstance(
			{
				userId,
				...files,
				instanceId,
				// 64 MB of disk in 1.4; the message counts GB.
				instanceType: { memory: 64, cores: 1, disk: 1 },
				keyName: '',
				publicMacAddress: mac,
				privateMacAddress: mac,
				reservationId: args.reservationId,
				vlan: 0,
				groupNames: [],
			},
			call,
		);
		out(
			`instanceId=${instance?.instanceId ?? instanceId} stateCode=${instance?.stateCode ?? ''} stateName=${instance?.stateName ?? ''}`,
		);
	}
}

async function terminateInstance({ client, args, out }: NcCall): Promise<void> {
	const instanceId = args.newIds[0] ?? '';
	const { shutdownState, previousState } = await client.ncTerminateInstance({ userId, instanceId }, call);
	out(`shutdownState=${shutdownState ?? ''}, previousState=${previousState ?? ''}`);
}

function randomMac(): string {
	return `d0:0d:${(randomBytes(4).toString('hex').match(/../g) ?? []).join(':')}`;
}
