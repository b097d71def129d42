import type { InstanceSettings } from '../../../engine/instance.ts';
import type { GroupHandle } from '../../../engine/security-groups.ts';
import { list, optional, required, structureList, type Values } from '../schema/parameters.ts';
import { base64, boolean, groupId, imageId, integer, text, word } from '../schema/scalars.ts';
import { groupHandles } from './groups.ts';
import { changedMetadata, metadataParameters } from './metadata-options.ts';
import { tagSpecifications } from './tags.ts';

/** EC2 takes 16 KiB of user data, counted before they are encoded. */
const USER_DATA_LIMIT = 16 * 1024;

const since2010 = { since: '2010-08-31' } as const;
const since2016 = { since: '2016-11-15' } as const;

/** What `RunInstances` understands, from the first version to the newest. */
export const runParameters = {
	imageId: required('ImageId', imageId),
	minCount: required('MinCount', integer),
	maxCount: required('MaxCount', integer),
	keyName: optional('KeyName', text),
	groups: list('SecurityGroup', text, { soap: 'groupSet/item/groupId', note: 'names; without any: `default`' }),
	groupIds: list('SecurityGroupId', groupId, { soap: 'groupIdSet/item/groupId', since: '2011-01-01' }),
	additionalInfo: optional('AdditionalInfo', text, { note: 'ignored, as Amazon does' }),
	userData: optional('UserData', base64(USER_DATA_LIMIT), { soap: 'userData/data' }),
	addressingType: optional('AddressingType', text, { note: 'ignored' }),
	instanceType: optional('InstanceType', text, {
		note: 'default `m1.small`; the names of 1.1 (`small`, `medium`, `large`) are known, too',
	}),
	zone: optional('Placement.AvailabilityZone', text),
	zoneId: optional('Placement.AvailabilityZoneId', text, { ...since2016, note: 'the id of a zone is its name' }),
	placementGroup: optional('Placement.GroupName', text, since2010),
	tenancy: optional('Placement.Tenancy', word('default'), since2016),
	kernelId: optional('KernelId', imageId),
	ramdiskId: optional('RamdiskId', imageId),
	blockDevices: structureList('BlockDeviceMapping', {
		deviceName: optional('DeviceName', text),
		virtualName: optional('VirtualName', text, { note: 'disks have fixed names here' }),
		noDevice: optional('NoDevice', text),
		snapshotId: optional('Ebs.SnapshotId', text),
		volumeSize: optional('Ebs.VolumeSize', integer),
		volumeType: optional('Ebs.VolumeType', text),
		deleteOnTermination: optional('Ebs.DeleteOnTermination', boolean),
		encrypted: optional('Ebs.Encrypted', boolean),
	}),
	monitoring: optional('Monitoring.Enabled', boolean, { since: '2009-05-15', note: 'instances are not monitored' }),
	subnetId: optional('SubnetId', text, { since: '2009-07-15' }),
	disableApiTermination: optional('DisableApiTermination', boolean, { since: '2009-10-31' }),
	disableApiStop: optional('DisableApiStop', boolean, since2016),
	shutdownBehavior: optional('InstanceInitiatedShutdownBehavior', word('terminate', 'stop'), {
		since: '2009-10-31',
		note: '`terminate` only: images of this cloud lose their disks when they end',
	}),
	privateIpAddress: optional('PrivateIpAddress', text, since2010),
	clientToken: optional('ClientToken', text, since2010),
	ebsOptimized: optional('EbsOptimized', boolean, since2016),
	hibernation: optional('HibernationOptions.Configured', boolean, since2016),
	enclave: optional('EnclaveOptions.Enabled', boolean, since2016),
	autoRecovery: optional('MaintenanceOptions.AutoRecovery', word('default', 'disabled'), {
		...since2016,
		note: 'ignored: a node that comes back goes on with its instances',
	}),
	capacityPreference: optional(
		'CapacityReservationSpecification.CapacityReservationPreference',
		word('open', 'none'),
		since2016,
	),
	...metadataParameters('MetadataOptions.'),
	tags: tagSpecifications,
};

const IPV6 = 'IPv6 addresses';
const HOSTS = 'dedicated hosts';
const PLACEMENT_GROUPS = 'placement groups';
const ACCELERATORS = 'accelerators';

/** What else `RunInstances` may ask of Amazon. */
export const RUN_NOT_OFFERED = {
	'BlockDeviceMapping.N.Ebs': 'volumes as disks of a new instance',
	CapacityReservationSpecification: 'capacity reservations',
	CpuOptions: 'a choice of cores and threads apart from the type',
	CreditSpecification: 'types with CPU credits',
	ElasticGpuSpecification: ACCELERATORS,
	ElasticInferenceAccelerator: ACCELERATORS,
	EnablePrimaryIpv6: IPV6,
	IamInstanceProfile: 'instance profiles',
	InstanceMarketOptions: 'spot instances',
	Ipv6Address: IPV6,
	Ipv6AddressCount: IPV6,
	LaunchTemplate: 'launch templates',
	LicenseSpecification: 'licences',
	'Monitoring.MetricCategoryId': 'monitoring',
	NetworkInterface: 'network interfaces apart from the one that every instance has',
	NetworkPerformanceOptions: 'a choice of bandwidth',
	'Placement.Affinity': HOSTS,
	'Placement.GroupId': PLACEMENT_GROUPS,
	'Placement.HostId': HOSTS,
	'Placement.HostResourceGroupArn': HOSTS,
	'Placement.PartitionNumber': PLACEMENT_GROUPS,
	'Placement.SpreadDomain': PLACEMENT_GROUPS,
	PrivateDnsNameOptions: 'a choice of host names',
	SecondaryInterface: 'a second network interface',
} as const;

export type RunParameters = Values<typeof runParameters>;

/** The groups that are asked for, each by its name or its id. */
export function groupsAsked({ groups, groupIds }: RunParameters): readonly GroupHandle[] {
	return [...groupHandles(groups), ...groupIds.map((id) => ({ id }))];
}

/** What the instance is told to be like. Throws PARAMETER_VALUE. */
export function settingsAsked(parameters: RunParameters): InstanceSettings {
	return {
		protectedFromTermination: parameters.disableApiTermination ?? false,
		protectedFromStop: parameters.disableApiStop ?? false,
		metadata: changedMetadata(parameters),
	};
}
