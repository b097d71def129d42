import { EucaError, errorCatalogue } from '../../../../common/errors.ts';
import type { KnownVersion } from './versions.ts';

/** What this interface itself refuses (spec/ec2-api §3.2). */
export const ec2Errors = errorCatalogue({
	MISSING_ACTION: { text: 'The request must contain the parameter Action', who: 'user' },
	INVALID_ACTION: { text: 'The action {action} is not valid for this web service', who: 'user' },
	ACTION_WAITS: { text: 'The action {action} is not offered by this cloud yet: it has no {part}', who: 'user' },
	NOT_OFFERED: { text: 'This cloud does not offer {feature}', who: 'user' },
	PATH_UNKNOWN: { text: 'There is no service at the path {path}; EC2 is at /services/Eucalyptus', who: 'user' },
	METHOD_NOT_ALLOWED: { text: 'The method {method} is not allowed here: use GET or POST', who: 'user' },
	BODY_TOO_LARGE: { text: 'The request has more than {limit} bytes', who: 'user' },
	BODY_TOO_SLOW: { text: 'The request was not complete after {limitMs} ms', who: 'user' },
	BODY_BROKEN: { text: 'The connection ended before the request was complete', who: 'user' },
	BODY_CROWDED: { text: 'Too many large requests are being received at once; send it again', who: 'operator' },
	CONTENT_ENCODING: {
		text: 'The request body cannot be read: it is not in the content encoding {encoding}, or that is not known here',
		who: 'user',
	},
	HTTP_MALFORMED: { text: 'The HTTP request is malformed', who: 'user' },
	HEADERS_TOO_LARGE: {
		text: 'The request line and the headers are too long; send long parameters in the body',
		who: 'user',
	},
	HEADERS_TOO_SLOW: { text: 'The request was not complete in time', who: 'user' },
	QUERY_MALFORMED: { text: 'The query string is malformed: {problem}', who: 'user' },
	PARAMETER_TWICE: { text: 'The parameter {name} occurs twice', who: 'user' },
	PARAMETER_INDEX: { text: 'The parameter {name} has a list index that cannot be used', who: 'user' },
	PARAMETER_MISSING: { text: 'The request must contain the parameter {name}', who: 'user' },
	PARAMETER_UNKNOWN: { text: 'The parameter {name} is not recognized', who: 'user' },
	PARAMETER_VALUE: { text: 'Value ({value}) for parameter {name} is invalid. {problem}', who: 'user' },
	PARAMETER_COMBINATION: { text: 'The parameters {first} and {second} may not be used together', who: 'user' },
	NO_AUTHENTICATION: { text: 'The request must contain a signature and an access key', who: 'user' },
	AUTHENTICATION_INCOMPLETE: { text: 'The signature data is incomplete: {problem}', who: 'user' },
	ACCESS_KEY_UNKNOWN: { text: 'AWS was not able to validate the provided access credentials', who: 'user' },
	SIGNATURE_V1_OFF: {
		text: 'Signature version 1 is switched off for this user; use version 2 or 4',
		who: 'user',
		next: 'ask the administrator if your client knows no other version',
	},
	SECURITY_TOKEN: { text: 'This cloud issues no temporary credentials', who: 'user' },
	SIGNATURE_WRONG: {
		text: 'The request signature we calculated does not match the signature you provided. Check your secret key and signing method',
		who: 'user',
	},
	REQUEST_EXPIRED: {
		text: 'Request has expired: {problem}. The time of this server is {serverTime}; compare the clock of your machine',
		who: 'user',
	},
	UNAUTHORIZED: { text: 'You are not authorized to perform this operation', who: 'user' },
	IMAGE_ID_MALFORMED: { text: 'Invalid id: "{value}" (expecting "emi-...")', who: 'user' },
	INSTANCE_ID_MALFORMED: { text: 'Invalid id: "{value}" (expecting "i-...")', who: 'user' },
	GROUP_ID_MALFORMED: { text: 'Invalid id: "{value}" (expecting "sg-...")', who: 'user' },
	VOLUME_ID_MALFORMED: { text: 'Invalid id: "{value}" (expecting "vol-...")', who: 'user' },
	SNAPSHOT_ID_MALFORMED: { text: 'Invalid id: "{value}" (expecting "snap-...")', who: 'user' },
	BUNDLE_ID_MALFORMED: { text: 'Invalid id: "{value}" (expecting "bun-...")', who: 'user' },
	VOLUME_UNKNOWN: { text: "The volume '{id}' does not exist", who: 'user' },
	SNAPSHOT_UNKNOWN: { text: "The snapshot '{id}' does not exist", who: 'user' },
	RULE_ID_UNKNOWN: { text: "The security group rule ID '{id}' does not exist", who: 'user' },
	BUNDLE_UNKNOWN: { text: "The bundle task '{id}' does not exist", who: 'user' },
	ADDRESS_UNKNOWN: { text: "The address '{address}' does not exist", who: 'user' },
	ALLOCATION_UNKNOWN: { text: "The allocation '{id}' does not exist", who: 'user' },
	ASSOCIATION_UNKNOWN: { text: "The association '{id}' does not exist", who: 'user' },
	VPC_UNKNOWN: { text: "The vpc ID '{id}' does not exist", who: 'user' },
	PERMISSION_MALFORMED: { text: 'The permission is malformed: {problem}', who: 'user' },
	ATTRIBUTE_ITEM: { text: "Invalid attribute item value '{value}': {problem}", who: 'user' },
	NOT_STOPPABLE: {
		text: "The instance '{id}' does not have an 'ebs' root device type and cannot be stopped or started",
		who: 'user',
	},
	SUBNET_UNKNOWN: { text: "The subnet ID '{id}' does not exist", who: 'user' },
	SOAP_MALFORMED: { text: 'The SOAP request is not valid: {problem}', who: 'user' },
});

/** What a client sees of an error. */
export interface Ec2Answer {
	readonly code: string;
	readonly status: number;
	/** `Server`: the fault is not the client's; SOAP puts it before the code. */
	readonly side: 'Client' | 'Server';
	readonly message: string;
}

interface Row {
	readonly code: string;
	readonly status: number;
	/** Another code for versions before the given one. */
	readonly earlier?: { readonly before: KnownVersion; readonly code: string };
}

const INTERNAL: Row = { code: 'InternalError', status: 500 };
const INVALID_REQUEST: Row = { code: 'InvalidRequest', status: 400 };
const AUTH_FAILURE: Row = { code: 'AuthFailure', status: 401 };

/** The one table from our codes to EC2's (spec/ec2-api §3.2). A code that is absent is a bug or the operator's matter. */
const ROWS: Readonly<Record<string, Row>> = {
	MISSING_ACTION: { code: 'MissingAction', status: 400 },
	INVALID_ACTION: { code: 'InvalidAction', status: 400 },
	ACTION_WAITS: {
		code: 'UnsupportedOperation',
		status: 400,
		earlier: { before: '2009-03-01', code: 'InvalidAction' },
	},
	NOT_OFFERED: { code: 'UnsupportedOperation', status: 400 },
	PATH_UNKNOWN: { code: 'NotFound', status: 404 },
	METHOD_NOT_ALLOWED: { code: 'MethodNotAllowed', status: 405 },
	BODY_TOO_LARGE: { code: 'RequestEntityTooLarge', status: 413 },
	BODY_TOO_SLOW: { code: 'RequestTimeout', status: 408 },
	BODY_BROKEN: { code: 'RequestTimeout', status: 408 },
	BODY_CROWDED: { code: 'RequestLimitExceeded', status: 503 },
	CONTENT_ENCODING: { code: 'UnsupportedMediaType', status: 415 },
	HTTP_MALFORMED: INVALID_REQUEST,
	HEADERS_TOO_LARGE: { code: 'RequestHeaderSectionTooLarge', status: 431 },
	HEADERS_TOO_SLOW: { code: 'RequestTimeout', status: 408 },
	QUERY_MALFORMED: { code: 'MalformedQueryString', status: 400 },
	PARAMETER_TWICE: { code: 'InvalidQueryParameter', status: 400 },
	PARAMETER_INDEX: { code: 'InvalidQueryParameter', status: 400 },
	PARAMETER_MISSING: { code: 'MissingParameter', status: 400 },
	PARAMETER_UNKNOWN: { code: 'UnknownParameter', status: 400 },
	PARAMETER_VALUE: { code: 'InvalidParameterValue', status: 400 },
	PARAMETER_COMBINATION: { code: 'InvalidParameterCombination', status: 400 },
	NO_AUTHENTICATION: { code: 'MissingAuthenticationToken', status: 403 },
	AUTHENTICATION_INCOMPLETE: { code: 'IncompleteSignature', status: 400 },
	ACCESS_KEY_UNKNOWN: { code: 'AuthFailure', status: 401 },
	SIGNATURE_V1_OFF: { code: 'AuthFailure', status: 401 },
	SECURITY_TOKEN: { code: 'InvalidClientTokenId', status: 403 },
	SIGNATURE_WRONG: { code: 'SignatureDoesNotMatch', status: 403 },
	REQUEST_EXPIRED: { code: 'RequestExpired', status: 400 },
	UNAUTHORIZED: { code: 'UnauthorizedOperation', status: 403 },
	IMAGE_ID_MALFORMED: { code: 'InvalidAMIID.Malformed', status: 400 },
	INSTANCE_ID_MALFORMED: { code: 'InvalidInstanceID.Malformed', status: 400 },
	GROUP_ID_MALFORMED: { code: 'InvalidGroupId.Malformed', status: 400 },
	VOLUME_ID_MALFORMED: { code: 'InvalidVolumeID.Malformed', status: 400 },
	SNAPSHOT_ID_MALFORMED: { code: 'InvalidSnapshotID.Malformed', status: 400 },
	BUNDLE_ID_MALFORMED: { code: 'InvalidBundleID.Malformed', status: 400 },
	VOLUME_UNKNOWN: { code: 'InvalidVolume.NotFound', status: 400 },
	SNAPSHOT_UNKNOWN: { code: 'InvalidSnapshot.NotFound', status: 400 },
	RULE_ID_UNKNOWN: { code: 'InvalidSecurityGroupRuleId.NotFound', status: 400 },
	BUNDLE_UNKNOWN: { code: 'InvalidBundleID.NotFound', status: 400 },
	ADDRESS_UNKNOWN: { code: 'InvalidAddress.NotFound', status: 400 },
	ALLOCATION_UNKNOWN: { code: 'InvalidAllocationID.NotFound', status: 400 },
	ASSOCIATION_UNKNOWN: { code: 'InvalidAssociationID.NotFound', status: 400 },
	VPC_UNKNOWN: { code: 'InvalidVpcID.NotFound', status: 400 },
	PERMISSION_MALFORMED: { code: 'InvalidPermission.Malformed', status: 400 },
	ATTRIBUTE_ITEM: { code: 'InvalidAMIAttributeItemValue', status: 400 },
	NOT_STOPPABLE: { code: 'UnsupportedOperation', status: 400 },
	GROUP_UNKNOWN: { code: 'InvalidGroup.NotFound', status: 400 },
	GROUP_DUPLICATE: { code: 'InvalidGroup.Duplicate', status: 400 },
	GROUP_RESERVED: { code: 'InvalidGroup.Reserved', status: 400 },
	GROUP_IN_USE: { code: 'InvalidGroup.InUse', status: 400 },
	GROUP_NAME: { code: 'InvalidParameterValue', status: 400 },
	RULE_DUPLICATE: { code: 'InvalidPermission.Duplicate', status: 400 },
	RULE_UNKNOWN: { code: 'InvalidPermission.NotFound', status: 400 },
	RESOURCE_UNKNOWN: { code: 'InvalidID', status: 400 },
	TAG_INVALID: { code: 'InvalidParameterValue', status: 400 },
	TAG_LIMIT: { code: 'TagLimitExceeded', status: 400 },
	USER_UNKNOWN: { code: 'InvalidUserID.Malformed', status: 400 },
	IMAGE_LOCATION: { code: 'InvalidManifest', status: 400 },
	INSTANCE_PROTECTED: { code: 'OperationNotPermitted', status: 400 },
	QUOTA_INSTANCES: { code: 'InstanceLimitExceeded', status: 400 },
	// EC2 has counted cores since 2019 only; to a client that says less, the instances are too many
	QUOTA_CORES: {
		code: 'VcpuLimitExceeded',
		status: 400,
		earlier: { before: '2016-11-15', code: 'InstanceLimitExceeded' },
	},
	QUOTA_MEMORY: { code: 'InstanceLimitExceeded', status: 400 },
	QUOTA_KEY_PAIRS: { code: 'KeyPairLimitExceeded', status: 400 },
	REHEARSED: { code: 'DryRunOperation', status: 412 },
	SUBNET_UNKNOWN: { code: 'InvalidSubnetID.NotFound', status: 400 },
	SOAP_MALFORMED: INVALID_REQUEST,
	XML_TOO_LARGE: INVALID_REQUEST,
	XML_TOO_DEEP: INVALID_REQUEST,
	XML_TOO_MANY_NODES: INVALID_REQUEST,
	XML_CANONICAL_TOO_LARGE: INVALID_REQUEST,
	XML_FORBIDDEN: INVALID_REQUEST,
	XML_ENCODING: INVALID_REQUEST,
	XML_MALFORMED: INVALID_REQUEST,
	WIRE_ENVELOPE: INVALID_REQUEST,
	WIRE_NOT_UNDERSTOOD: INVALID_REQUEST,
	WSS_UNSIGNED: AUTH_FAILURE,
	WSS_SHAPE: AUTH_FAILURE,
	WSS_DUPLICATE_ID: AUTH_FAILURE,
	WSS_DANGLING_REFERENCE: AUTH_FAILURE,
	WSS_FORBIDDEN_ALGORITHM: AUTH_FAILURE,
	WSS_BODY_NOT_SIGNED: AUTH_FAILURE,
	WSS_TIMESTAMP_NOT_SIGNED: AUTH_FAILURE,
	WSS_HEADER_NOT_SIGNED: AUTH_FAILURE,
	WSS_UNKNOWN_CERTIFICATE: AUTH_FAILURE,
	WSS_WEAK_KEY: AUTH_FAILURE,
	WSS_BAD_DIGEST: AUTH_FAILURE,
	WSS_BAD_SIGNATURE: AUTH_FAILURE,
	WSS_TIMESTAMP: AUTH_FAILURE,
	WSS_REPLAYED: AUTH_FAILURE,
	// without a code of EC2: the tools then print the `Server: ...` line that users know
	WSS_EXPIRED: { code: '', status: 500 },
	WSS_NOT_YET_VALID: { code: '', status: 500 },
	WSS_REPLAY_STORE_FULL: { code: 'RequestLimitExceeded', status: 503 },
	IMAGE_UNKNOWN: { code: 'InvalidAMIID.NotFound', status: 400 },
	IMAGE_DISABLED: { code: 'InvalidAMIID.Unavailable', status: 400 },
	KEY_PAIR_UNKNOWN: { code: 'InvalidKeyPair.NotFound', status: 400 },
	KEY_PAIR_DUPLICATE: { code: 'InvalidKeyPair.Duplicate', status: 400 },
	KEY_PAIR_NAME: { code: 'InvalidParameterValue', status: 400 },
	KEY_PAIR_MATERIAL: { code: 'InvalidKey.Format', status: 400 },
	TYPE_UNKNOWN: { code: 'InvalidParameterValue', status: 400 },
	ZONE_UNKNOWN: {
		code: 'InvalidParameterValue',
		status: 400,
		earlier: { before: '2009-03-01', code: 'InvalidZone.NotFound' },
	},
	NO_CAPACITY: { code: 'InsufficientInstanceCapacity', status: 500 },
	TOKEN_REUSED: { code: 'IdempotentParameterMismatch', status: 400 },
	COUNT_INVALID: { code: 'InvalidParameterValue', status: 400 },
	INSTANCE_UNKNOWN: { code: 'InvalidInstanceID.NotFound', status: 400 },
	INSTANCE_STATE: { code: 'IncorrectInstanceState', status: 400 },
	CLUSTER_SILENT: { code: 'Unavailable', status: 503 },
};

/** The EC2 code, status and text of anything that was thrown. What is not for users is not told to them. */
export function answerOf(error: unknown, version: KnownVersion): Ec2Answer {
	const row = (error instanceof EucaError ? ROWS[error.code] : undefined) ?? INTERNAL;
	const earlier = row.earlier !== undefined && version < row.earlier.before ? row.earlier.code : undefined;
	return {
		code: earlier ?? row.code,
		status: row.status,
		side: row.status >= 500 ? 'Server' : 'Client',
		message:
			row === INTERNAL
				? 'An internal error has occurred. Tell the administrator the request id'
				: (error as EucaError).message,
	};
}

/** True if the answer hides the reason, which then belongs into the log. */
export function isInternal(error: unknown): boolean {
	return !(error instanceof EucaError) || ROWS[error.code] === undefined;
}
