import type { Kysely } from 'kysely';

/**
 * The tables. Text, integer and bigint columns only (times in ms since 1970, truth as 0 or 1, lists as JSON, bytes as
 * base64), so that the same queries run on SQLite and on PostgreSQL.
 */
export interface Tables {
	readonly users: UserRow;
	readonly certificates: CertificateRow;
	readonly key_pairs: KeyPairRow;
	readonly images: ImageRow;
	readonly clusters: ClusterRow;
	readonly reservations: ReservationRow;
	readonly instances: InstanceRow;
	readonly issued_ids: IssuedIdRow;
	readonly security_groups: SecurityGroupRow;
	readonly group_rules: GroupRuleRow;
	readonly tags: TagRow;
	readonly quotas: QuotaRow;
	readonly accounts: AccountRow;
	readonly applications: ApplicationRow;
	readonly mail_codes: MailCodeRow;
	readonly web_sessions: WebSessionRow;
	readonly mails: MailRow;
}

/** A connection or an open transaction. Inside a transaction use the transaction's: SQLite has one connection. */
export type Database = Kysely<Tables>;

export interface UserRow {
	readonly name: string;
	readonly query_id: string;
	readonly secret_key: string;
	readonly is_admin: number;
	readonly enabled: number;
	readonly allow_signature_v1: number;
	readonly created_at: number;
}

export interface CertificateRow {
	/** Lower-case hex SHA-256 over the DER certificate. */
	readonly fingerprint: string;
	readonly user_name: string;
	readonly pem: string;
	readonly created_at: number;
}

export interface KeyPairRow {
	readonly id: string;
	readonly owner: string;
	readonly name: string;
	readonly fingerprint: string;
	readonly public_key: string;
	readonly created_at: number;
}

export interface ImageRow {
	readonly id: string;
	readonly kind: string;
	readonly location: string;
	/** registering, available, deregistered, deleting */
	readonly state: string;
	readonly owner: string;
	readonly is_public: number;
	readonly architecture: string;
	readonly kernel_id: string | null;
	readonly ramdisk_id: string | null;
	readonly size_bytes: number;
	readonly sha256: string;
	readonly created_at: number;
	/** Touched by each run: the row lock that a deletion has to wait for. */
	readonly used_at: number;
	readonly description: string | null;
	/** JSON list. */
	readonly product_codes: string;
	/** JSON list of the users who may launch it although it is not public; sorted. */
	readonly launch_users: string;
}

export interface ClusterRow {
	readonly name: string;
	readonly host: string;
	readonly port: number;
	/** PEM; its answers must be signed with it. */
	readonly certificate: string;
	readonly created_at: number;
	readonly used_at: number;
}

export interface ReservationRow {
	readonly id: string;
	readonly owner: string;
	readonly zone: string;
	readonly min_count: number;
	readonly client_token: string | null;
	/** SHA-256 over what was asked, to tell a repeated request from another one with the same token. */
	readonly request_digest: string;
	readonly created_at: number;
}

export interface InstanceRow {
	readonly id: string;
	readonly reservation_id: string;
	readonly owner: string;
	/** Of the state machine (instances/state-machine.ts). */
	readonly state: string;
	readonly state_since: number;
	readonly reason: string | null;
	readonly image_id: string;
	readonly kernel_id: string;
	readonly ramdisk_id: string | null;
	readonly key_name: string | null;
	/** One OpenSSH line, kept here because the key pair may be deleted after the run. */
	readonly public_key: string | null;
	readonly type: string;
	readonly zone: string;
	/** JSON list of names. */
	readonly group_names: string;
	/** JSON list of ids, in the same order. */
	readonly group_ids: string;
	readonly launch_index: number;
	readonly launch_time: number;
	readonly architecture: string;
	readonly private_address: string;
	readonly public_address: string;
	readonly mac_address: string;
	readonly client_token: string | null;
	/** base64 */
	readonly user_data: string | null;
	/** JSON list, as the image had them at the start. */
	readonly product_codes: string;
	/** JSON of InstanceSettings. */
	readonly settings: string;
}

export interface IssuedIdRow {
	readonly id: string;
	readonly issued_at: number;
}

export interface SecurityGroupRow {
	readonly id: string;
	readonly owner: string;
	readonly name: string;
	readonly description: string;
	readonly created_at: number;
	/** Touched by each run: a deletion has to wait for it. */
	readonly used_at: number;
}

/** Either `cidr` or the pair of `source_user` and `source_group` is set; the other is empty, so that rules are unique. */
export interface GroupRuleRow {
	readonly id: string;
	readonly group_id: string;
	readonly protocol: string;
	readonly from_port: number;
	readonly to_port: number;
	readonly cidr: string;
	readonly source_user: string;
	/** A name. */
	readonly source_group: string;
	readonly description: string | null;
	readonly created_at: number;
}

export interface TagRow {
	readonly resource_id: string;
	readonly key: string;
	readonly value: string;
	/** Of the resource. */
	readonly owner: string;
}

/** No row, or no number in it: no limit. */
export interface QuotaRow {
	readonly user_name: string;
	readonly instances: number | null;
	readonly cores: number | null;
	readonly memory_mb: number | null;
	readonly key_pairs: number | null;
	/** Touched by whoever counts against it: requests that race take turns. */
	readonly used_at: number;
}

/** What the sign-up form asks; what was not asked is ''. */
export interface PersonColumns {
	readonly user_name: string;
	readonly real_name: string;
	readonly email: string;
	readonly telephone: string;
	readonly project_leader: string;
	readonly affiliation: string;
	readonly project_description: string;
}

/** Of a user who may log in to the web site. */
export interface AccountRow extends PersonColumns {
	/** '' while there is none: the link of a mail sets the first. */
	readonly password_hash: string;
	readonly password_expires_at: number;
}

/** Of somebody who wants to be a user. Gone when confirmed, or rejected. */
export interface ApplicationRow extends PersonColumns {
	readonly password_hash: string;
	readonly approved: number;
	readonly created_at: number;
}

/** The link in a mail, good once. */
export interface MailCodeRow {
	/** Lower-case hex SHA-256 over the code. */
	readonly code_hash: string;
	/** confirm, recover, email */
	readonly purpose: string;
	readonly user_name: string;
	/** What comes into force: a password's hash for recover, an address for email. */
	readonly value: string;
	readonly expires_at: number;
}

export interface WebSessionRow {
	/** Lower-case hex SHA-256 over what the cookie holds. */
	readonly id_hash: string;
	readonly user_name: string;
	readonly remembered: number;
	readonly created_at: number;
	readonly seen_at: number;
}

/** Waits until a mail server has taken it. */
export interface MailRow {
	readonly id: string;
	readonly recipient: string;
	readonly subject: string;
	readonly body: string;
	readonly attempts: number;
	readonly next_at: number;
	/** Why the last attempt failed. */
	readonly problem: string | null;
	readonly created_at: number;
}
