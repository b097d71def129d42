/** What an interface module (api/ec2) sees of the cloud: nouns and verbs of the engine, no word of EC2's wire formats. */

export interface User {
	/** The login; also the owner id that EC2 shows. */
	readonly name: string;
	readonly queryId: string;
	readonly secretKey: string;
	readonly isAdmin: boolean;
	readonly enabled: boolean;
	/** Signature version 1 does not cover host and path: off unless the admin allows it. */
	readonly allowSignatureV1: boolean;
}

export interface Users {
	byQueryId(queryId: string): Promise<User | undefined>;
	/** Lower-case hex SHA-256 over the DER certificate. */
	byCertificate(fingerprint: string): Promise<User | undefined>;
	byName(name: string): Promise<User | undefined>;
}

export type ImageKind = 'machine' | 'kernel' | 'ramdisk';

export interface Image {
	/** emi-, eki- or eri- and eight upper-case hex digits. */
	readonly id: string;
	readonly kind: ImageKind;
	/** The name given at registration. */
	readonly location: string;
	readonly state: 'available' | 'deregistered';
	readonly owner: string;
	readonly isPublic: boolean;
	readonly architecture: string;
	readonly kernelId: string | undefined;
	readonly ramdiskId: string | undefined;
	readonly sizeBytes: number;
	readonly sha256: string;
	/** ms since 1970 */
	readonly createdAt: number;
	readonly description: string | undefined;
	readonly productCodes: readonly string[];
	/** Users who may launch it although it is not public; sorted. */
	readonly launchUsers: readonly string[];
}

export interface ImageChange {
	readonly isPublic?: boolean | undefined;
	readonly addUsers?: readonly string[];
	readonly removeUsers?: readonly string[];
	readonly description?: string | undefined;
	readonly addProductCodes?: readonly string[];
}

export interface ImageRegistration {
	/** The name under which the administrator brought the image in. */
	readonly location: string;
	readonly description: string | undefined;
	readonly kernelId: string | undefined;
	readonly ramdiskId: string | undefined;
	readonly tags: readonly Tag[];
}

export interface Images {
	/** All that the user may launch: own, public and permitted ones; the administrator sees all, disabled ones too. */
	visibleTo(user: User): Promise<readonly Image[]>;
	/** One that the user may change. Throws IMAGE_UNKNOWN if it is unknown or somebody else's. */
	owned(user: User, id: string): Promise<Image>;
	/** Throws IMAGE_UNKNOWN, USER_UNKNOWN. */
	modify(user: User, id: string, change: ImageChange): Promise<void>;
	/** Nobody but the owner may launch it any more. Throws IMAGE_UNKNOWN. */
	resetLaunchPermissions(user: User, id: string): Promise<void>;
	/** Offers an image, which the administrator brought in, again. Throws IMAGE_LOCATION, IMAGE_UNKNOWN. */
	register(user: User, registration: ImageRegistration): Promise<Image>;
	/** Does not offer it any more; running instances go on. Throws IMAGE_UNKNOWN, IMAGE_DISABLED. */
	deregister(user: User, id: string): Promise<void>;
}

/** A word that users put on a thing. */
export interface Tag {
	readonly key: string;
	readonly value: string;
}

export interface ResourceTag extends Tag {
	readonly resourceId: string;
}

export interface Tags {
	/** Those of the user's things, the administrator's are all; by resource and key. */
	visibleTo(user: User): Promise<readonly ResourceTag[]>;
	/** Sets tags, on all of the things or on none. Throws RESOURCE_UNKNOWN, TAG_INVALID, TAG_LIMIT. */
	put(user: User, resourceIds: readonly string[], tags: readonly Tag[]): Promise<void>;
	/** No tags: all of them. No value: whatever it is. Throws RESOURCE_UNKNOWN. */
	remove(
		user: User,
		resourceIds: readonly string[],
		tags: readonly { readonly key: string; readonly value: string | undefined }[],
	): Promise<void>;
}

/** No number: no limit. */
export interface Quota {
	readonly instances: number | undefined;
	readonly cores: number | undefined;
	readonly memoryMb: number | undefined;
	readonly keyPairs: number | undefined;
}

export const NO_QUOTA: Quota = {
	instances: undefined,
	cores: undefined,
	memoryMb: undefined,
	keyPairs: undefined,
};

/** Who is let in: addresses, or the instances of a group, named by its owner and its name. */
export type RuleSource = { readonly cidr: string } | { readonly user: string; readonly group: string };

export interface NewRule {
	/** tcp, udp, icmp, the number of another protocol, or -1 for all. */
	readonly protocol: string;
	/** Port, or type of icmp; -1: all. */
	readonly fromPort: number;
	/** Port, or code of icmp; -1: all. */
	readonly toPort: number;
	readonly source: RuleSource;
	readonly description: string | undefined;
}

export interface GroupRule extends NewRule {
	/** sgr- and digits */
	readonly id: string;
}

export interface SecurityGroup {
	/** sg- and eight upper-case hex digits. */
	readonly id: string;
	readonly owner: string;
	readonly name: string;
	readonly description: string;
	/** Oldest first. */
	readonly rules: readonly GroupRule[];
}

/** Names are the owner's; an id is good for the owner and the administrator. */
export type GroupHandle = { readonly id: string } | { readonly name: string };

/** Every user has the group `default`. Rules are kept; nothing enforces them yet. */
export interface SecurityGroups {
	/** The user's own by name, or those that are asked for. Throws GROUP_UNKNOWN. */
	find(user: User, wanted: readonly GroupHandle[]): Promise<readonly SecurityGroup[]>;
	/** Throws GROUP_DUPLICATE, GROUP_RESERVED, GROUP_NAME. */
	create(user: User, name: string, description: string, tags: readonly Tag[]): Promise<SecurityGroup>;
	/** Throws GROUP_UNKNOWN, GROUP_RESERVED, GROUP_IN_USE. */
	remove(user: User, group: GroupHandle): Promise<void>;
	/** All of the rules or none. Throws GROUP_UNKNOWN, RULE_DUPLICATE. */
	allow(user: User, group: GroupHandle, rules: readonly NewRule[]): Promise<readonly GroupRule[]>;
	/** All of the rules or none, unless absent ones are forgiven. Throws GROUP_UNKNOWN, RULE_UNKNOWN. */
	revoke(user: User, group: GroupHandle, rules: RulesToRevoke): Promise<void>;
}

export interface RulesToRevoke {
	readonly rules: readonly NewRule[];
	readonly ruleIds: readonly string[];
	readonly forgiveAbsent: boolean;
}

export interface KeyPair {
	readonly id: string;
	readonly owner: string;
	readonly name: string;
	readonly fingerprint: string;
	/** One OpenSSH line. */
	readonly publicKey: string;
	readonly createdAt: number;
}

export interface NewKeyPair {
	/** Default: rsa. */
	readonly type?: 'rsa' | 'ed25519';
	readonly tags?: readonly Tag[];
}

export interface KeyPairs {
	/**
	 * Throws KEY_PAIR_DUPLICATE, KEY_PAIR_NAME, QUOTA_KEY_PAIRS. The private key (PEM) is returned once and not kept.
	 */
	create(owner: User, name: string, options?: NewKeyPair): Promise<KeyPair & { readonly privateKeyPem: string }>;
	/** `publicKey` is an OpenSSH line, or PEM. Throws as `create`, and KEY_PAIR_MATERIAL. */
	importKey(owner: User, name: string, publicKey: string, tags?: readonly Tag[]): Promise<KeyPair>;
	ofOwner(owner: User): Promise<readonly KeyPair[]>;
	/** Of the user, or of anybody if the user is the administrator. */
	byId(user: User, id: string): Promise<KeyPair | undefined>;
	/** False if there was none. */
	remove(owner: Pick<User, 'name'>, name: string): Promise<boolean>;
}

export interface InstanceType {
	readonly name: string;
	readonly cores: number;
	readonly memoryMb: number;
	readonly diskGb: number;
}

export interface InstanceTypes {
	all(): readonly InstanceType[];
	/** Also by the names of 1.1: small, medium, large (spec §3.12). */
	byName(name: string): InstanceType | undefined;
}

export type InstanceState = 'pending' | 'running' | 'shutting-down' | 'terminated' | 'stopping' | 'stopped';

export interface Instance {
	readonly id: string;
	readonly reservationId: string;
	readonly owner: string;
	readonly state: InstanceState;
	/** Why it left `running`, in words; undefined while all is well. */
	readonly reason: string | undefined;
	readonly imageId: string;
	readonly kernelId: string;
	readonly ramdiskId: string | undefined;
	readonly keyName: string | undefined;
	readonly type: string;
	readonly zone: string;
	readonly groups: readonly InstanceGroup[];
	readonly launchIndex: number;
	readonly launchTime: number;
	readonly architecture: string;
	/** Dotted quad, `0.0.0.0` while unknown. */
	readonly privateAddress: string;
	readonly publicAddress: string;
	readonly clientToken: string | undefined;
	/** The decoded bytes. */
	readonly userData: Buffer | undefined;
	/** As the image had them when it started. */
	readonly productCodes: readonly string[];
	readonly settings: InstanceSettings;
}

/** A security group as the instance knows it from its start. */
export interface InstanceGroup {
	readonly id: string;
	readonly name: string;
}

/** What a user may set of an instance, at the start and later. */
export interface InstanceSettings {
	readonly protectedFromTermination: boolean;
	readonly protectedFromStop: boolean;
	readonly metadata: MetadataSettings;
}

/** How the metadata service treats an instance. */
export interface MetadataSettings {
	readonly enabled: boolean;
	/** Requests without a token are refused. */
	readonly tokensRequired: boolean;
	/** Kept and told; the answers' life is not shortened. */
	readonly hopLimit: number;
	readonly tellsTags: boolean;
}

export const DEFAULT_INSTANCE_SETTINGS: InstanceSettings = {
	protectedFromTermination: false,
	protectedFromStop: false,
	metadata: { enabled: true, tokensRequired: false, hopLimit: 1, tellsTags: false },
};

/** What may change of an instance. */
export interface InstanceChange {
	readonly settings?: Partial<InstanceSettings>;
	/** Only while it is stopped. */
	readonly whenStopped?: {
		readonly type?: string | undefined;
		readonly kernelId?: string | undefined;
		readonly ramdiskId?: string | undefined;
		readonly userData?: Buffer | undefined;
	};
}

export interface RunRequest {
	readonly imageId: string;
	readonly minCount: number;
	readonly maxCount: number;
	readonly keyName: string | undefined;
	readonly type: string | undefined;
	readonly zone: string | undefined;
	readonly kernelId: string | undefined;
	readonly ramdiskId: string | undefined;
	/** None: `default`. */
	readonly groups: readonly GroupHandle[];
	readonly userData: Buffer | undefined;
	readonly clientToken: string | undefined;
	readonly settings: InstanceSettings;
	/** Of each instance. */
	readonly tags: readonly Tag[];
}

export interface StateChange {
	readonly instanceId: string;
	readonly previous: InstanceState;
	readonly current: InstanceState;
}

export interface Instances {
	/**
	 * Reserves ids, places and addresses durably, answers, and starts in the background.
	 * Throws IMAGE_UNKNOWN, IMAGE_DISABLED, KEY_PAIR_UNKNOWN, TYPE_UNKNOWN, ZONE_UNKNOWN, NO_CAPACITY, TOKEN_REUSED,
	 * COUNT_INVALID, GROUP_UNKNOWN, QUOTA_INSTANCES, QUOTA_CORES, QUOTA_MEMORY.
	 */
	run(user: User, request: RunRequest, correlationId: string): Promise<readonly Instance[]>;
	/** All that the user may see (admin: all), terminated ones for an hour, oldest reservation first. */
	visibleTo(user: User): Promise<readonly Instance[]>;
	/** Throws INSTANCE_UNKNOWN if one is unknown or somebody else's, INSTANCE_PROTECTED, and then ends none. */
	terminate(user: User, ids: readonly string[], correlationId: string): Promise<readonly StateChange[]>;
	/** Throws INSTANCE_UNKNOWN, INSTANCE_STATE. */
	reboot(user: User, ids: readonly string[], correlationId: string): Promise<void>;
	/** Throws INSTANCE_UNKNOWN, INSTANCE_STATE. */
	modify(user: User, id: string, change: InstanceChange): Promise<void>;
	/** The last 64 KiB. Throws INSTANCE_UNKNOWN, INSTANCE_STATE, CLUSTER_SILENT. */
	consoleOutput(
		user: User,
		id: string,
		correlationId: string,
	): Promise<{ readonly output: Buffer; readonly at: number }>;
}

export interface ZoneCapacity {
	readonly type: InstanceType;
	readonly free: number;
	readonly max: number;
}

export interface Zone {
	readonly name: string;
	readonly up: boolean;
	readonly host: string;
	/** One per instance type, in order. */
	readonly capacity: readonly ZoneCapacity[];
	/** URLs of the node controllers. */
	readonly nodes: readonly string[];
}

export interface Zones {
	all(): Promise<readonly Zone[]>;
}

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
