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
