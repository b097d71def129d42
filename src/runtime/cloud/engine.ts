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
}

export interface Images {
	/** All that the user may launch: own ones and public ones; the administrator sees all, disabled ones too. */
	visibleTo(user: User): Promise<readonly Image[]>;
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

export interface KeyPairs {
	/** Throws KEY_PAIR_DUPLICATE, KEY_PAIR_NAME. The private key (PKCS#1 PEM) is returned once and not kept. */
	create(owner: User, name: string): Promise<KeyPair & { readonly privateKeyPem: string }>;
	/** `publicKey` is an OpenSSH line, or PEM. Throws KEY_PAIR_DUPLICATE, KEY_PAIR_NAME, KEY_PAIR_MATERIAL. */
	importKey(owner: User, name: string, publicKey: string): Promise<KeyPair>;
	ofOwner(owner: User): Promise<readonly KeyPair[]>;
	/** False if there was none. */
	remove(owner: User, name: string): Promise<boolean>;
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
	readonly groups: readonly string[];
	readonly launchIndex: number;
	readonly launchTime: number;
	readonly architecture: string;
	/** Dotted quad, `0.0.0.0` while unknown. */
	readonly privateAddress: string;
	readonly publicAddress: string;
	readonly clientToken: string | undefined;
	/** The decoded bytes. */
	readonly userData: Buffer | undefined;
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
	readonly groups: readonly string[];
	readonly userData: Buffer | undefined;
	readonly clientToken: string | undefined;
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
	 * COUNT_INVALID.
	 */
	run(user: User, request: RunRequest, correlationId: string): Promise<readonly Instance[]>;
	/** All that the user may see (admin: all), terminated ones for an hour, oldest reservation first. */
	visibleTo(user: User): Promise<readonly Instance[]>;
	/** Throws INSTANCE_UNKNOWN if one is unknown or somebody else's, and then ends none. */
	terminate(user: User, ids: readonly string[], correlationId: string): Promise<readonly StateChange[]>;
	/** Throws INSTANCE_UNKNOWN, INSTANCE_STATE. */
	reboot(user: User, ids: readonly string[], correlationId: string): Promise<void>;
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

export interface Engine {
	readonly users: Users;
	readonly images: Images;
	readonly keyPairs: KeyPairs;
	readonly instanceTypes: InstanceTypes;
	readonly instances: Instances;
	readonly zones: Zones;
}
