import type { User } from '../../../engine/users.ts';
import type { Engine } from '../../../engine.ts';
import { ec2Errors } from '../errors.ts';
import { type QueryRequest, readWithLiteralPlus } from '../query/request.ts';
import { invalid } from '../schema/scalars.ts';
import type { Ec2Settings } from '../settings.ts';
import { signedPlaces } from './places.ts';
import { fitsV1, type GivenSignature } from './signature-v1.ts';
import { fitsV2 } from './signature-v2.ts';
import { fitsV4, readSignatureV4, type SignatureV4 } from './signature-v4.ts';
import { parseTime, requireFresh, requireNotPast } from './time.ts';

export interface QueryAuthentication {
	readonly user: User;
	/** The request as it was signed: the only reading that may be acted on. */
	readonly request: QueryRequest;
}

interface Means {
	readonly engine: Engine;
	readonly settings: Ec2Settings;
	readonly now: number;
}

/** Who signed a Query request (spec/ec2-api §4). Throws the errors of §3.2 for everything that is wrong with it. */
export async function authenticateQuery(request: QueryRequest, means: Means): Promise<QueryAuthentication> {
	const v4 = readSignatureV4(request);
	if (request.parameters.has('SecurityToken') || request.parameters.has('X-Amz-Security-Token')) {
		throw ec2Errors('SECURITY_TOKEN');
	}

	return v4 === undefined ? await authenticateV1orV2(request, means) : await authenticateV4(v4, request, means);
}

async function authenticateV4(v4: SignatureV4, request: QueryRequest, means: Means): Promise<QueryAuthentication> {
	if (request.headers.has('x-amz-security-token')) {
		throw ec2Errors('SECURITY_TOKEN');
	}

	const user = await enabledUser(v4.accessKey, means.engine);
	const iso = v4.date.replace(/(....)(..)(..)T(..)(..)(..)/, '$1-$2-$3T$4:$5:$6');
	const signedAt = parseTime(iso, 'X-Amz-Date');
	if (v4.expiresSeconds === undefined) {
		requireFresh(signedAt, means.now, means.settings.timestampWindowMs);
	} else {
		requireFresh(Math.max(signedAt, means.now), means.now, means.settings.timestampWindowMs);
		requireNotPast(signedAt + v4.expiresSeconds * 1000, means.now);
	}

	if (!fitsV4(v4, request, signedPlaces(request.host, request.path), user.secretKey)) {
		throw ec2Errors('SIGNATURE_WRONG');
	}

	return { user, request };
}

async function authenticateV1orV2(request: QueryRequest, means: Means): Promise<QueryAuthentication> {
	const { parameters } = request;
	const accessKey = parameters.get('AWSAccessKeyId');
	const signature = parameters.get('Signature');
	if (accessKey === undefined || signature === undefined) {
		throw ec2Errors('NO_AUTHENTICATION');
	}

	const version = parameters.get('SignatureVersion') ?? '';
	if (version !== '1' && version !== '2') {
		throw invalid(version, 'SignatureVersion', 'Expected 1 or 2, or signature version 4 in the Authorization header');
	}

	const user = await enabledUser(accessKey, means.engine);
	if (version === '1' && !user.allowSignatureV1) {
		throw ec2Errors('SIGNATURE_V1_OFF');
	}

	requireInTime(request, means);
	const given = { signature, secretKey: user.secretKey };
	const signed = version === '1' ? signedV1(request, given, means) : signedV2(request, given);
	if (signed === undefined) {
		throw ec2Errors('SIGNATURE_WRONG');
	}

	return { user, request: signed };
}

/** `Timestamp` wins where both are given (spec/ec2-api §4.1). */
function requireInTime({ parameters }: QueryRequest, { now, settings }: Means): void {
	const timestamp = parameters.get('Timestamp');
	const expires = parameters.get('Expires');
	if (timestamp !== undefined) {
		requireFresh(parseTime(timestamp, 'Timestamp'), now, settings.timestampWindowMs);
	} else if (expires !== undefined) {
		requireNotPast(parseTime(expires, 'Expires'), now);
	} else {
		throw ec2Errors('PARAMETER_MISSING', { name: 'Timestamp' });
	}
}

function signedV1(request: QueryRequest, given: GivenSignature, { settings }: Means): QueryRequest | undefined {
	if (fitsV1(request.parameters, given)) {
		return request;
	}

	const literal = readWithLiteralPlus(request, settings);
	return literal !== undefined && fitsV1(literal.parameters, given) ? literal : undefined;
}

function signedV2(request: QueryRequest, given: GivenSignature): QueryRequest | undefined {
	return fitsV2(request, signedPlaces(request.host, request.path), given) ? request : undefined;
}

/** One answer for an unknown key and for a disabled user: nobody learns which keys exist. */
async function enabledUser(accessKey: string, engine: Engine): Promise<User> {
	const user = await engine.users.byQueryId(accessKey);
	if (user === undefined || !user.enabled) {
		throw ec2Errors('ACCESS_KEY_UNKNOWN');
	}

	return user;
}
