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
		run: Array(2).fill(['pending', 'm1.small', 'cluster1', name, '0.0.0.0']),
		running: ['running', 'running'],
		addresses: 2,
		listed: true,
		console: true,
		rebooted: true,
		ending: ['shutting-down', 'shutting-down'],
		ended: ['terminated', 'terminated'],
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

/** What clients of the newest version tell besides. */
export const TODAY = {
	regions: ['Eucalyptus'],
	sameToken: true,
	filtered: true,
	pages: [1, 1],
	status: Array(2).fill(['running', 'ok']),
	dryRun: 'DryRunOperation',
	networks: [],
	types: ['m1.small', 'c1.medium', 'm1.large', 'm1.xlarge', 'c1.xlarge'],
	account: {
		'supported-platforms': 'EC2',
		'default-vpc': 'none',
		'max-instances': '2147483647',
		'max-elastic-ips': '0',
		'vpc-max-elastic-ips': '0',
		'vpc-max-security-groups-per-interface': '0',
	},
};
