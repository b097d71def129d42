import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type PublishedElement, parseNotation, parseTable } from './notation.ts';
import type { PublishedVersion } from './schema.ts';

type Responses = PublishedVersion['responses'];

const table = (version: string) => parseTable(readFileSync(join(import.meta.dirname, `${version}.txt`), 'utf8'));

/** A copy in which every list or structure of that name, at any depth, has other children. */
function within(responses: Responses, name: string, change: (children: Children) => Children): Responses {
	const walk = (elements: Children): Children =>
		elements.map((each) => {
			const children = walk(each.children);
			return { ...each, children: each.name === name ? change(children) : children };
		});
	return new Map([...responses].map(([action, children]) => [action, walk(children)]));
}

type Children = readonly PublishedElement[];

const without = (responses: Responses, names: RegExp): Responses =>
	new Map([...responses].filter(([action]) => !names.test(action)));
const dropped = (responses: Responses, list: string, names: readonly string[]) =>
	within(responses, list, (children) => children.filter(({ name }) => !names.includes(name)));
const added = (responses: Responses, list: string, notation: string) =>
	within(responses, list, (children) => [...children, ...parseNotation(notation)]);

const of20080505 = table('2008-05-05');
const of20080201 = without(of20080505, /Volume|Snapshot/);

function of20070829(): Responses {
	const shared = without(of20080201, /Address|AvailabilityZones|ImageAttribute/);
	const instances = within(shared, 'instancesSet', (children) =>
		children.filter(({ name }) => !['placement', 'kernelId', 'ramdiskId'].includes(name)),
	);
	return dropped(instances, 'imagesSet', ['architecture', 'imageType', 'kernelId', 'ramdiskId']);
}

function of20080808(): Responses {
	const requestId = parseNotation('requestId');
	const first = new Map([...of20080505].map(([action, children]) => [action, [...requestId, ...children]]));
	// a reservation has instances, the answer to TerminateInstances only their states: it gets no platform
	const reservations = added(added(first, 'reservationSet', 'requesterId?'), 'instancesSet', 'platform?');
	return added(reservations, 'imagesSet', 'platform?');
}

const of20081201 = new Map(added(of20080808(), 'availabilityZoneInfo', 'regionName')).set(
	'DescribeRegions',
	parseNotation('requestId, regionInfo[regionName, regionEndpoint]'),
);

function of20091130(): Responses {
	const volumes = 'blockDeviceMapping?[deviceName, ebs{volumeId, status, attachTime:t, deleteOnTermination?:b}]';
	const instances = added(
		of20081201,
		'instancesSet',
		`monitoring?{state}, subnetId?, vpcId?, privateIpAddress?, ipAddress?, stateReason?{code, message}, architecture?, rootDeviceType?, rootDeviceName?, ${volumes}, instanceLifecycle?, spotInstanceRequestId?, currentState?{code:i, name}`,
	);
	return added(
		dropped(instances, 'instancesSet', ['shutdownState']),
		'imagesSet',
		'stateReason?{code, message}, imageOwnerAlias?, name?, description?, rootDeviceType?, rootDeviceName?, blockDeviceMapping?[deviceName, virtualName, ebs{snapshotId, volumeSize:i}]',
	);
}

function of20100831(): Responses {
	const tags = 'tagSet?[key, value]';
	const instances = added(of20091130(), 'instancesSet', `license?, virtualizationType?, clientToken?, ${tags}`);
	const placed = added(instances, 'placement', 'groupName?');
	// the groups of a reservation: what old tools call groupId, and its name (spec/ec2-api §2)
	const grouped = added(placed, 'groupSet', 'groupName');
	const images = added(grouped, 'imagesSet', `virtualizationType?, ${tags}`);
	return new Map(images)
		.set('ImportKeyPair', parseNotation('requestId, keyName, keyFingerprint'))
		.set('CreateTags', parseNotation('requestId, return:b'))
		.set('DeleteTags', parseNotation('requestId, return:b'))
		.set('DescribeTags', parseNotation('requestId, tagSet[resourceId, resourceType, key, value]'));
}

/** The table is a part of that version; this is told, too, as the models of today's clients have it. */
const BEYOND_THE_TABLE = [
	['availabilityZoneInfo', 'optInStatus, zoneId, zoneType'],
	['regionInfo', 'optInStatus'],
	['placement', 'tenancy'],
	['vCpuInfo', 'defaultCores:i, defaultThreadsPerCore:i'],
	[
		'instanceTypeSet',
		'supportedUsageClasses[], freeTierEligible:b, burstablePerformanceSupported:b, dedicatedHostsSupported:b, hibernationSupported:b, autoRecoverySupported:b',
	],
] as const;

function of20161115(): Responses {
	const [requestId, tags] = [parseNotation('requestId'), 'tagSet?[key, value]'];
	const first = new Map([...table('2016-11-15')].map(([action, children]) => [action, [...requestId, ...children]]));
	const tagged = ['imagesSet', 'keySet', 'securityGroupInfo', 'volumeSet', 'snapshotSet', 'addressesSet'];
	// the table has the new element only; Amazon goes on saying that it was done
	first.set('CreateSecurityGroup', [...(first.get('CreateSecurityGroup') ?? []), ...parseNotation('return:b')]);
	const instances = within(first, 'instancesSet', (children) =>
		children.some(({ name }) => name === 'imageId')
			? [
					...children,
					...parseNotation(`${tags}, ebsOptimized:b, platformDetails, networkInterfaceSet[networkInterfaceId]`),
				]
			: children,
	);
	return BEYOND_THE_TABLE.reduce<Responses>(
		(responses, [list, notation]) => added(responses, list, notation),
		tagged.reduce<Responses>((responses, list) => added(responses, list, tags), instances),
	);
}

/** The versions whose responses the specification tells, exactly or by what came with them (spec/ec2-api §7). */
export const PUBLISHED: readonly PublishedVersion[] = [
	{ version: '2007-08-29', responses: of20070829(), isStrict: true },
	{ version: '2008-02-01', responses: of20080201, isStrict: true },
	{ version: '2008-05-05', responses: of20080505, isStrict: true },
	{ version: '2008-08-08', responses: of20080808(), isStrict: true },
	{ version: '2008-12-01', responses: of20081201, isStrict: true },
	// from here on lists come after plain values, for the sake of boto (§2)
	{ version: '2009-11-30', responses: of20091130(), isStrict: false },
	{ version: '2010-08-31', responses: of20100831(), isStrict: false },
	{ version: '2016-11-15', responses: of20161115(), isStrict: false },
];
