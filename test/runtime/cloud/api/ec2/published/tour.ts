import { setTimeout as delay } from 'node:timers/promises';
import { call } from '../support/call.ts';
import { testUser } from '../support/test-records.ts';

export interface Cloud {
	readonly ec2Url: string;
	readonly accessKey: string;
	readonly secretKey: string;
}

export interface Answer {
	readonly action: string;
	readonly document: string;
}

const RULE = { IpProtocol: 'tcp', FromPort: '22', ToPort: '22', CidrIp: '0.0.0.0/0' };
const GROUP_RULE = { SourceSecurityGroupName: 'default', SourceSecurityGroupOwnerId: 'admin' };
const TO_ALL = { Attribute: 'launchPermission', OperationType: 'add', 'UserGroup.1': 'all' };

/** Words in capitals stand for what is told on the way. */
const STOPS: readonly Readonly<Record<string, string> & { Action: string }>[] = [
	{ Action: 'DescribeAvailabilityZones' },
	{ Action: 'DescribeRegions' },
	{ Action: 'DescribeImages' },
	{ Action: 'CreateKeyPair', KeyName: 'NAME' },
	{ Action: 'DescribeKeyPairs' },
	{ Action: 'ImportKeyPair', KeyName: 'NAME-2', PublicKeyMaterial: 'MATERIAL' },
	{ Action: 'CreateSecurityGroup', GroupName: 'NAME', GroupDescription: 'of the tour' },
	{ Action: 'AuthorizeSecurityGroupIngress', GroupName: 'NAME', ...RULE },
	{ Action: 'AuthorizeSecurityGroupIngress', GroupName: 'NAME', ...GROUP_RULE },
	{ Action: 'DescribeSecurityGroups' },
	{ Action: 'DescribeSecurityGroupRules' },
	{ Action: 'DescribeImageAttribute', ImageId: 'MACHINE', Attribute: 'launchPermission' },
	{ Action: 'DescribeImageAttribute', ImageId: 'MACHINE', Attribute: 'productCodes' },
	{ Action: 'DescribeImageAttribute', ImageId: 'MACHINE', Attribute: 'kernel' },
	{ Action: 'DescribeImageAttribute', ImageId: 'MACHINE', Attribute: 'ramdisk' },
	{ Action: 'DescribeImageAttribute', ImageId: 'MACHINE', Attribute: 'blockDeviceMapping' },
	{ Action: 'ModifyImageAttribute', ImageId: 'MACHINE', Attribute: 'productCodes', 'ProductCode.1': '774F4FF8' },
	{ Action: 'DescribeImages', 'ImageId.1': 'MACHINE' },
	{ Action: 'RunInstances', ImageId: 'MACHINE', MinCount: '1', MaxCount: '2', KeyName: 'NAME', UserData: 'aGVsbG8=' },
	{ Action: 'DescribeInstances', 'InstanceId.1': 'INSTANCE' },
	{ Action: 'RebootInstances', 'InstanceId.1': 'INSTANCE' },
	{ Action: 'DescribeInstances' },
	{ Action: 'DescribeInstanceStatus', IncludeAllInstances: 'true' },
	{ Action: 'GetConsoleOutput', InstanceId: 'INSTANCE' },
	{ Action: 'ModifyInstanceMetadataOptions', InstanceId: 'INSTANCE', HttpTokens: 'required' },
	{ Action: 'ConfirmProductInstance', InstanceId: 'INSTANCE', ProductCode: '774F4FF8' },
	{ Action: 'ConfirmProductInstance', InstanceId: 'INSTANCE', ProductCode: 'other' },
	{ Action: 'CreateTags', 'ResourceId.1': 'INSTANCE', 'Tag.1.Key': 'role', 'Tag.1.Value': 'web' },
	{ Action: 'DescribeTags' },
	{ Action: 'DescribeInstances', 'InstanceId.1': 'INSTANCE' },
	{ Action: 'DeleteTags', 'ResourceId.1': 'INSTANCE', 'Tag.1.Key': 'role' },
	...['userData', 'instanceType', 'kernel', 'ramdisk', 'disableApiTermination', 'groupSet', 'productCodes'].map(
		(Attribute) => ({ Action: 'DescribeInstanceAttribute', InstanceId: 'INSTANCE', Attribute }),
	),
	{ Action: 'ModifyInstanceAttribute', InstanceId: 'INSTANCE', 'DisableApiTermination.Value': 'false' },
	{ Action: 'GetPasswordData', InstanceId: 'INSTANCE' },
	{ Action: 'ResetImageAttribute', ImageId: 'MACHINE', Attribute: 'launchPermission' },
	{ Action: 'ModifyImageAttribute', ImageId: 'MACHINE', ...TO_ALL },
	{ Action: 'DescribeImageAttribute', ImageId: 'MACHINE', Attribute: 'launchPermission' },
	{ Action: 'RevokeSecurityGroupIngress', GroupName: 'NAME', ...GROUP_RULE },
	{ Action: 'DescribeVolumes' },
	{ Action: 'DescribeSnapshots' },
	{ Action: 'DescribeBundleTasks' },
	{ Action: 'TerminateInstances', 'InstanceId.1': 'INSTANCE' },
	{ Action: 'DeleteKeyPair', KeyName: 'NAME' },
	{ Action: 'DeleteKeyPair', KeyName: 'NAME-2' },
	{ Action: 'DeleteSecurityGroup', GroupName: 'NAME' },
	{ Action: 'DescribeAddresses' },
	{ Action: 'DescribeVpcs' },
	{ Action: 'DescribeSubnets' },
	{ Action: 'DescribeInstanceTypes' },
	{ Action: 'DescribeAccountAttributes' },
	{ Action: 'DeregisterImage', ImageId: 'MACHINE' },
	{ Action: 'RegisterImage', ImageLocation: 'LOCATION' },
];

/** Calls of the actions that wait for parts of a cloud; their page says what they answer until then. */
const REFUSED: readonly Readonly<Record<string, string> & { Action: string }>[] = [
	{ Action: 'AllocateAddress' },
	{ Action: 'AssociateAddress', PublicIp: '10.0.0.1', InstanceId: 'INSTANCE' },
	{ Action: 'DisassociateAddress', PublicIp: '10.0.0.1' },
	{ Action: 'ReleaseAddress', PublicIp: '10.0.0.1' },
	{ Action: 'CreateVolume', Size: '1', AvailabilityZone: 'cluster1' },
	{ Action: 'AttachVolume', VolumeId: 'vol-00000001', InstanceId: 'INSTANCE', Device: '/dev/sdb' },
	{ Action: 'DetachVolume', VolumeId: 'vol-00000001' },
	{ Action: 'DeleteVolume', VolumeId: 'vol-00000001' },
	{ Action: 'CreateSnapshot', VolumeId: 'vol-00000001' },
	{ Action: 'DeleteSnapshot', SnapshotId: 'snap-00000001' },
	{ Action: 'BundleInstance', InstanceId: 'INSTANCE', 'Storage.S3.Bucket': 'b', 'Storage.S3.Prefix': 'p' },
	{ Action: 'CancelBundleTask', BundleId: 'bun-00000001' },
	{ Action: 'StartInstances', 'InstanceId.1': 'INSTANCE' },
	{ Action: 'StopInstances', 'InstanceId.1': 'INSTANCE' },
	{ Action: 'ResetInstanceAttribute', InstanceId: 'INSTANCE', Attribute: 'kernel' },
];

/** The names of all actions that the tour calls. */
export const TOURED: ReadonlySet<string> = new Set([...STOPS, ...REFUSED].map(({ Action }) => Action));

/** What the cloud answers to calls of each action that `isKnown`, in the order of a user's day, and what it refuses. */
export async function tour(
	{ ec2Url, accessKey, secretKey }: Cloud,
	version: string,
	publicKey: string,
	isKnown: (action: string) => boolean,
): Promise<{ readonly answers: readonly Answer[]; readonly refusals: readonly Answer[] }> {
	const user = testUser('admin', { queryId: accessKey, secretKey });
	const port = Number(new URL(ec2Url).port);
	const words: Record<string, string> = {
		NAME: `tour-${version}`,
		MATERIAL: Buffer.from(publicKey).toString('base64'),
	};
	const answers: Answer[] = [];
	const ask = async (stop: (typeof STOPS)[number]) => {
		const filled = Object.entries(stop).map(([key, value]) => [
			key,
			value.replace(/^[A-Z]{4,}/, (word) => words[word] ?? word),
		]);
		return (await call(port, user, { ...Object.fromEntries(filled), Version: version })).body;
	};
	for (const stop of STOPS.filter(({ Action }) => isKnown(Action))) {
		const body = await whenItRuns(() => ask(stop));
		if (stop.Action === 'DescribeImages') {
			const found = /<imageId>(emi-[0-9A-F]{8})<\/imageId><imageLocation>([^<]*)</.exec(body);
			words['MACHINE'] = found?.[1] ?? 'none';
			words['LOCATION'] = found?.[2] ?? 'none';
		} else if (stop.Action === 'RunInstances') {
			words['INSTANCE'] = /<instanceId>([^<]*)/.exec(body)?.[1] ?? 'none';
		}

		answers.push({ action: stop.Action, document: body });
	}

	const refusals: Answer[] = [];
	for (const stop of REFUSED.filter(({ Action }) => isKnown(Action))) {
		refusals.push({ action: stop.Action, document: await ask(stop) });
	}

	return { answers, refusals };
}

/** A machine that does not run yet cannot be rebooted. */
async function whenItRuns(ask: () => Promise<string>): Promise<string> {
	for (let tries = 0; ; tries++) {
		const body = await ask();
		if (tries > 600 || !body.includes('<Code>IncorrectInstanceState</Code>')) {
			return body;
		}

		await delay(100);
	}
}
