import { createHash, randomBytes } from 'node:crypto';

/** 256 random bits for a cookie or the link of a mail; and the hash of it, which is all that is kept. */
export function newSecret(): { readonly secret: string; readonly hash: string } {
	const secret = randomBytes(32).toString('base64url');
	return { secret, hash: hashOf(secret) };
}

/** Lower-case hex SHA-256. */
export function hashOf(secret: string): string {
	return createHash('sha256').update(secret).digest('hex');
}
