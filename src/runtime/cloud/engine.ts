import type { Images } from './engine/images.ts';
import type { Instance } from './engine/instance.ts';
import type { InstanceTypes } from './engine/instance-types.ts';
import type { Instances } from './engine/instances.ts';
import type { KeyPairs } from './engine/key-pairs.ts';
import type { Quota } from './engine/quota.ts';
import type { SecurityGroups } from './engine/security-groups.ts';
import type { Tag, Tags } from './engine/tags.ts';
import type { User, Users } from './engine/users.ts';
import type { Zones } from './engine/zones.ts';

/** What users do with the cloud. */
export interface Verbs {
	readonly images: Images;
	readonly keyPairs: KeyPairs;
	readonly instanceTypes: InstanceTypes;
	readonly instances: Instances;
	readonly securityGroups: SecurityGroups;
	readonly tags: Tags;
	readonly zones: Zones;
	quotaOf(user: User): Promise<Quota>;
}

/**
 * What an interface module (api/ec2) sees of the cloud: nouns and verbs, a file of `engine/` each, and no word of EC2's
 * wire formats.
 */
export interface Engine extends Verbs {
	readonly users: Users;
	/** The same verbs: they check all, and where they would begin to change anything they throw REHEARSED. */
	readonly rehearsal: Verbs;
	/** For the metadata service: the one live instance that has the address, private or public. */
	factsAt(address: string): Promise<InstanceFacts | undefined>;
}

/** What an instance may learn about itself. */
export interface InstanceFacts {
	readonly instance: Instance;
	/** One OpenSSH line. */
	readonly publicKey: string | undefined;
	readonly macAddress: string;
	readonly imageLocation: string;
	/** Empty unless it may learn them. */
	readonly tags: readonly Tag[];
}
