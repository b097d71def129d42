/**
 * What every client tells after the user guide's whole story (docs/users-guide.md), in its own words made the same:
 * the expected facts of the clients that have a word for them. `name` is that of the key pair.
 */
export function theStory(name: string) {
	return {
		zones: ZONES,
		images: ['kernel', 'machine', 'ramdisk'],
		pair: [name, '-----BEGIN RSA PRIVATE KEY-----', 59],
		pairAgain: 'InvalidKeyPair.Duplicate',
		imported: [`${name}-mine`, 47],
		pairs: [name, `${name}-mine`],
		rules: [['tcp', '22', '22', '0.0.0.0/0']],
		group: [name],
		run: Array(2).fill(['pending', 'm1.small', 'cluster1', name, '0.0.0.0']),
		running: ['running', 'running'],
		addresses: 2,
		listed: true,
		console: true,
		groupRefusals: GROUP_REFUSALS,
		rebooted: true,
		ending: ['shutting-down', 'shutting-down'],
		ended: ['terminated', 'terminated'],
		groupEnded: [true, true],
		refusals: [
			'InvalidInstanceID.NotFound',
			'InvalidInstanceID.Malformed',
			'InvalidInstanceID.NotFound',
			'InvalidAMIID.NotFound',
			'InvalidKeyPair.NotFound',
		],
		deleted: [true, true],
		left: [],
	};
}

export const ZONES = [['cluster1', 'UP']];

/** The name twice, the rule twice, a group with instances, everybody's group, an unknown one. */
const GROUP_REFUSALS = [
	'InvalidGroup.Duplicate',
	'InvalidPermission.Duplicate',
	'InvalidGroup.InUse',
	'InvalidGroup.Reserved',
	'InvalidGroup.NotFound',
];

/** What the clients know that came after 2009: tags, attributes of instances, stop and start. */
export const attributes = (name: string) => ({
	userData: 'a b+c/d=e~f*gé',
	tags: [['role', name]],
	untagged: 0,
	stop: 'UnsupportedOperation',
});

/** What those tell that filter by tags. */
export const filters = (name: string) => ({ ...attributes(name), tagged: true, protected: 'OperationNotPermitted' });

/** Who may launch the image. */
export const LAUNCH = { launch: ['all'] };

/** The sizes, which later Eucalyptus told before Amazon did. */
export const TYPES = { types: ['m1.small', 'c1.medium', 'm1.large', 'm1.xlarge', 'c1.xlarge'] };

/** What clients of the newest version tell besides. */
const TODAY = {
	born: [['born', 'here']],
	...LAUNCH,
	regions: ['Eucalyptus'],
	sameToken: true,
	filtered: true,
	pages: [1, 1],
	status: Array(2).fill(['running', 'ok']),
	dryRun: 'DryRunOperation',
	networks: [],
	...TYPES,
	account: {
		'supported-platforms': 'EC2',
		'default-vpc': 'none',
		'max-instances': '2147483647',
		'max-elastic-ips': '0',
		'vpc-max-elastic-ips': '0',
		'vpc-max-security-groups-per-interface': '0',
	},
};

export const today = (name: string) => ({ ...filters(name), ...TODAY });
