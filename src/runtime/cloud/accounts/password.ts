import { type Argon2Parameters, randomBytes, timingSafeEqual } from 'node:crypto';
import pLimit from 'p-limit';
import type { Person } from '../engine/person.ts';
import { accountErrors } from './errors.ts';

/** 19 MiB and two passes: what OWASP names as the least for Argon2id. A guess costs an attacker as much as us. */
const COST = { memory: 19_456, passes: 2, parallelism: 1 } as const;
const HASH_BYTES = 32;
const SALT_BYTES = 16;
const LEAST = 5;
/** Longer ones would only cost time. */
const MOST = 1000;
const YEAR_MS = 365 * 86_400_000;

/** Two at once: whoever tries passwords takes neither all memory nor all processors. */
const atOnce = pLimit(2);
/** Seconds of work: whoever comes then is told so, and takes no memory. */
const MOST_WAITING = 100;

/** `$argon2id$v=19$m=19456,t=2,p=1$salt$hash`, the form in which others write it as well. */
export async function hashPassword(password: string): Promise<string> {
	const salt = randomBytes(SALT_BYTES);
	const hash = await derive(password, salt, { ...COST, tagLength: HASH_BYTES });
	const { memory, passes, parallelism } = COST;
	return `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${unpadded(salt)}$${unpadded(hash)}`;
}

/** Takes as long for '' (nobody, or nobody with a password) as for a hash, and is false then. */
export async function isPassword(passwordHash: string, password: string): Promise<boolean> {
	const [whole, memory, passes, parallelism, salt = '', expected = ''] = FORM.exec(passwordHash) ?? [];
	const isHash = whole !== undefined;
	const cost = isHash ? { memory: Number(memory), passes: Number(passes), parallelism: Number(parallelism) } : COST;
	const wanted = isHash ? Buffer.from(expected, 'base64') : Buffer.alloc(HASH_BYTES);
	const nonce = isHash ? Buffer.from(salt, 'base64') : Buffer.alloc(SALT_BYTES);
	const hash = await derive(password.slice(0, MOST + 1), nonce, { ...cost, tagLength: wanted.length });
	return timingSafeEqual(hash, wanted) && isHash;
}

/** The rules of spec §5.3. Throws PASSWORD_DIFFERS, PASSWORD_SHORT, PASSWORD_LONG, PASSWORD_TELLS. */
export function mustBeGoodPassword(
	password: string,
	again: string,
	{ userName, realName }: Pick<Person, 'userName' | 'realName'>,
): void {
	if (password !== again) {
		throw accountErrors('PASSWORD_DIFFERS');
	}

	if (password.length < LEAST) {
		throw accountErrors('PASSWORD_SHORT', { least: LEAST });
	}

	if (password.length > MOST) {
		throw accountErrors('PASSWORD_LONG', { most: MOST });
	}

	const told = [userName, realName].filter((name) => name !== '');
	if (told.some((name) => password.toLowerCase().includes(name.toLowerCase()))) {
		throw accountErrors('PASSWORD_TELLS');
	}
}

/** A new password, and until when it is good. */
export async function newPassword(password: string, now: number) {
	return { passwordHash: await hashPassword(password), passwordExpiresAt: now + YEAR_MS };
}

/** Of one that was hashed when it was asked for. */
export function passwordFrom(passwordHash: string, now: number) {
	return { passwordHash, passwordExpiresAt: now + YEAR_MS };
}

const FORM = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/;

function derive(password: string, nonce: Buffer, cost: Omit<Argon2Parameters, 'message' | 'nonce'>): Promise<Buffer> {
	if (atOnce.pendingCount >= MOST_WAITING) {
		return Promise.reject(accountErrors('LOGIN_BUSY'));
	}

	return atOnce(async () => {
		// Node 18, on i386, has no such function; no cloud controller runs there, but its program is read before it says so.
		const { argon2 } = await import('node:crypto');
		return await new Promise<Buffer>((resolve, reject) => {
			argon2('argon2id', { ...cost, message: password, nonce }, (error, hash) =>
				error === null ? resolve(hash) : reject(error),
			);
		});
	});
}

function unpadded(bytes: Buffer): string {
	return bytes.toString('base64').replace(/=+$/, '');
}
