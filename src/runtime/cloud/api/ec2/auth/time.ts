import { ec2Errors } from '../errors.ts';
import { invalid } from '../schema/scalars.ts';

/** All spellings of §4.1: with and without milliseconds, `Z`, an offset with or without a colon, or nothing (UTC). */
const SPELLING = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(Z|[+-]\d{2}:?\d{2})?$/i;

/** ms since 1970. */
export function parseTime(value: string, name: string): number {
	const match = SPELLING.exec(value);
	const time = match === null ? Number.NaN : Date.parse(match[1] === undefined ? `${value}Z` : value);
	if (Number.isNaN(time)) {
		throw invalid(value, name, 'Expected a time such as 2008-07-01T12:34:56Z');
	}

	return time;
}

/** Throws REQUEST_EXPIRED unless `signedAt` lies within `windowMs` of `now`, either way. */
export function requireFresh(signedAt: number, now: number, windowMs: number): void {
	if (Math.abs(now - signedAt) > windowMs) {
		const minutes = Math.floor(Math.abs(now - signedAt) / 60_000);
		const problem = `its timestamp is ${minutes} minutes ${signedAt < now ? 'old' : 'in the future'}`;
		throw expired(problem, now);
	}
}

/** Throws REQUEST_EXPIRED if `expiresAt` is past. */
export function requireNotPast(expiresAt: number, now: number): void {
	if (expiresAt < now) {
		throw expired(`it was valid until ${new Date(expiresAt).toISOString()}`, now);
	}
}

function expired(problem: string, now: number) {
	return ec2Errors('REQUEST_EXPIRED', { problem, serverTime: new Date(now).toISOString() });
}
