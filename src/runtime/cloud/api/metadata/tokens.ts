import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** Longest life of a token, in seconds. */
const LONGEST_S = 21_600;

export interface Tokens {
	/** A token for the instance; undefined if no token may live so long. */
	issue(
		instanceId: string,
		seconds: string | undefined,
	): { readonly token: string; readonly seconds: number } | undefined;
	isGood(token: string, instanceId: string): boolean;
}

/**
 * Session tokens of version 2: nothing is stored, each proves itself, for one instance, until it expires. The key is this
 * process's own: after a restart clients get a new token, as after an expiry.
 */
export function createTokens(now: () => number): Tokens {
	const key = randomBytes(32);
	const proof = (expires: string, instanceId: string) =>
		createHmac('sha256', key).update(`${expires} ${instanceId}`).digest('base64url');
	return {
		issue(instanceId, text) {
			const seconds = /^\d{1,5}$/.test(text ?? '') ? Number(text) : 0;
			if (seconds < 1 || seconds > LONGEST_S) {
				return undefined;
			}

			const expires = (now() + seconds * 1000).toString(36);
			return { token: `${expires}.${proof(expires, instanceId)}`, seconds };
		},

		isGood(token, instanceId) {
			const [expires = '', given = ''] = token.split('.');
			const [expected, found] = [Buffer.from(proof(expires, instanceId)), Buffer.from(given)];
			return (
				expected.length === found.length && timingSafeEqual(expected, found) && Number.parseInt(expires, 36) > now()
			);
		},
	};
}
