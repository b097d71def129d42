/** Actions of EC2 that clients of this cloud know and may try, by what they would need. */
const BY_NEED: Readonly<Record<string, readonly string[]>> = {
	'addresses that users own': ['AllocateAddress', 'AssociateAddress', 'DisassociateAddress', 'ReleaseAddress'],
	'security groups that users make': [
		'AuthorizeSecurityGroupIngress',
		'CreateSecurityGroup',
		'DeleteSecurityGroup',
		'DescribeSecurityGroups',
		'RevokeSecurityGroupIngress',
	],
	'images that users register': [
		'DeregisterImage',
		'DescribeImageAttribute',
		'ModifyImageAttribute',
		'RegisterImage',
		'ResetImageAttribute',
	],
	'product codes': ['ConfirmProductInstance'],
	'volumes and snapshots': [
		'AttachVolume',
		'CreateSnapshot',
		'CreateVolume',
		'DeleteSnapshot',
		'DeleteVolume',
		'DescribeSnapshots',
		'DescribeVolumes',
		'DetachVolume',
	],
	'instances that can be stopped': ['StartInstances', 'StopInstances'],
	'attributes of instances': ['DescribeInstanceAttribute', 'ModifyInstanceAttribute', 'GetPasswordData'],
	tags: ['CreateTags', 'DeleteTags', 'DescribeTags'],
	'bundling of instances': ['BundleInstance', 'CancelBundleTask', 'DescribeBundleTasks'],
};

/** What a known action that is not offered would need. */
export const NOT_OFFERED: ReadonlyMap<string, string> = new Map(
	Object.entries(BY_NEED).flatMap(([need, names]) => names.map((name) => [name, need] as const)),
);
