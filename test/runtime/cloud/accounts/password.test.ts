import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { hashPassword, isPassword, mustBeGoodPassword } from '../../../../src/runtime/cloud/accounts/password.ts';

it('writes the hash with its cost and a salt of its own, and knows the password again', async () => {
	const [one, other] = await Promise.all([hashPassword('rabbit-hole'), hashPassword('rabbit-hole')]);
	expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
	expect(other).not.toBe(one);
	expect(await isPassword(one, 'rabbit-hole')).toBe(true);
	expect(await isPassword(one, 'rabbit-holf')).toBe(false);
	expect(await isPassword(one, '')).toBe(false);
});

it('reads hashes of another cost, and takes nothing for a password where there is none', async () => {
	const cheap = '$argon2id$v=19$m=64,t=1,p=1$AAAAAAAAAAAAAAAAAAAAAA$';
	for (const none of ['', cheap, 'plain', '$argon2id$v=19$m=x,t=1,p=1$AAAA$AAAA']) {
		expect(await isPassword(none, '')).toBe(false);
		expect(await isPassword(none, 'plain')).toBe(false);
	}
});

it('tells a password of any script, and one of a thousand letters from a longer one', async () => {
	for (const password of ['пароль', '🐇🐇🐇', 'x'.repeat(1000)]) {
		expect(await isPassword(await hashPassword(password), password)).toBe(true);
	}

	const hash = await hashPassword('x'.repeat(1000));
	expect(await isPassword(hash, 'x'.repeat(1001))).toBe(false);
});

it('refuses what is short, long, typed differently, or holds a name', () => {
	const person = { userName: 'alice', realName: 'Alice Liddell' };
	const refusal = (password: string, again = password) => {
		try {
			mustBeGoodPassword(password, again, person);
			return 'good';
		} catch (error) {
			return (error as { code: string }).code;
		}
	};
	expect(refusal('abcd')).toBe('PASSWORD_SHORT');
	expect(refusal('abcde')).toBe('good');
	expect(refusal('x'.repeat(1001))).toBe('PASSWORD_LONG');
	expect(refusal('rabbit', 'Rabbit')).toBe('PASSWORD_DIFFERS');
	expect(refusal('1ALICE1')).toBe('PASSWORD_TELLS');
	expect(refusal('alice liddell')).toBe('PASSWORD_TELLS');
});

it('is the Argon2id of everybody else', async () => {
	const { hashes } = JSON.parse(execFileSync('/usr/bin/python3', ['-c', OTHER], { encoding: 'utf8' })) as {
		hashes: readonly string[];
	};
	for (const hash of hashes) {
		expect(await isPassword(hash, 'rabbit-hole')).toBe(true);
	}
});

const OTHER = `
import argon2, json
make = lambda **cost: argon2.PasswordHasher(**cost).hash('rabbit-hole')
print(json.dumps({'hashes': [make(memory_cost=19456, time_cost=2, parallelism=1), make(memory_cost=64, time_cost=3, parallelism=2)]}))
`;
