import type { InstanceFacts } from '../../engine.ts';
import { REGION } from '../../region.ts';
import { documentOf } from './identity-document.ts';

/** Every key below a version, and what it holds; undefined: the instance has no such key (spec/ec2-api §9). */
type Keys = Readonly<Record<string, (facts: InstanceFacts) => string | Buffer | undefined>>;

/** Keys that bear the names of things are made per instance: `public-keys/0=NAME`, tags. */
const KEYS: Keys = {
	'dynamic/instance-identity/document': documentOf,
	'meta-data/ami-id': ({ instance }) => instance.imageId,
	'meta-data/ami-launch-index': ({ instance }) => String(instance.launchIndex),
	'meta-data/ami-manifest-path': ({ imageLocation }) => imageLocation,
	'meta-data/ancestor-ami-ids': () => 'none',
	'meta-data/block-device-mapping/ami': () => 'sda1',
	'meta-data/block-device-mapping/ephemeral0': () => 'sda2',
	'meta-data/block-device-mapping/root': () => '/dev/sda1',
	'meta-data/block-device-mapping/swap': () => 'sda3',
	'meta-data/hostname': ({ instance }) => instance.publicAddress,
	'meta-data/instance-action': () => 'none',
	'meta-data/instance-id': ({ instance }) => instance.id,
	'meta-data/instance-type': ({ instance }) => instance.type,
	'meta-data/kernel-id': ({ instance }) => instance.kernelId || undefined,
	'meta-data/local-hostname': ({ instance }) => instance.privateAddress,
	'meta-data/local-ipv4': ({ instance }) => instance.privateAddress,
	'meta-data/mac': ({ macAddress }) => macAddress,
	'meta-data/placement/availability-zone': ({ instance }) => instance.zone,
	'meta-data/placement/region': () => REGION,
	'meta-data/product-codes': ({ instance }) => instance.productCodes.join('\n') || undefined,
	'meta-data/public-hostname': ({ instance }) => instance.publicAddress,
	'meta-data/public-ipv4': ({ instance }) => instance.publicAddress,
	'meta-data/public-keys/0/openssh-key': ({ publicKey }) => publicKey,
	'meta-data/ramdisk-id': ({ instance }) => instance.ramdiskId,
	'meta-data/reservation-id': ({ instance }) => instance.reservationId,
	'meta-data/security-groups': ({ instance }) => instance.groups.map(({ name }) => name).join('\n'),
	'user-data': ({ instance }) => instance.userData,
};

/** All that the instance may learn, by path. */
export function keysOf(facts: InstanceFacts): ReadonlyMap<string, string | Buffer> {
	const found = new Map<string, string | Buffer>();
	for (const [path, read] of Object.entries(KEYS)) {
		const value = read(facts);
		if (value !== undefined) {
			found.set(path, value);
		}
	}

	for (const { key, value } of facts.tags) {
		found.set(`meta-data/tags/instance/${key}`, value);
	}

	return found;
}

/** The names below a directory, one per line; those of directories end in `/`. Undefined if there is none. */
export function listingOf(paths: Iterable<string>, directory: string, facts: InstanceFacts): string | undefined {
	const prefix = directory === '' ? '' : `${directory}/`;
	const names = new Set<string>();
	for (const path of paths) {
		if (path.startsWith(prefix)) {
			const rest = path.slice(prefix.length);
			const slash = rest.indexOf('/');
			names.add(slash === -1 ? rest : rest.slice(0, slash + 1));
		}
	}

	if (names.size === 0) {
		return undefined;
	}

	switch (directory) {
		case '':
			return [...names].map((name) => name.replace('/', '')).join('\n');
		case 'meta-data/public-keys':
			return `0=${facts.instance.keyName ?? ''}`;
		case 'meta-data/public-keys/0':
			return [...names].join('\n');
		default:
			return [...names].toSorted().join('\n');
	}
}
