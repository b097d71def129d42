import { createHash, createPrivateKey, generateKeyPairSync } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { run } from '../../../../src/common/run.ts';
import type { KeyPairs } from '../../../../src/runtime/cloud/engine/key-pairs.ts';
import type { User } from '../../../../src/runtime/cloud/engine/users.ts';
import { createKeyPairs } from '../../../../src/runtime/cloud/keypairs/key-pairs.ts';
import { open } from '../../../../src/runtime/cloud/rehearsal.ts';
import type { Store } from '../../../../src/runtime/cloud/store/open-store.ts';
import { ensureAdmin } from '../../../../src/runtime/cloud/users/admin.ts';
import { openTestStore } from '../support/open-test-store.ts';
import { removeDirectory, temporaryDirectory } from '../support/test-cloud.ts';

let directory: string;
let store: Store;
let admin: User;
let keyPairs: KeyPairs;

beforeAll(async () => {
	directory = await temporaryDirectory();
	store = await openTestStore(directory);
	admin = await ensureAdmin(store, 1);
	keyPairs = createKeyPairs({ store, now: () => 1, gate: open });
});

afterAll(async () => {
	await store.close();
	await removeDirectory(directory);
});

it('makes a key whose private part ssh accepts, and keeps the public part', async () => {
	const made = await keyPairs.create(admin, 'my key');
	expect(made.privateKeyPem).toMatch(/^-----BEGIN RSA PRIVATE KEY-----\n/);
	const file = join(directory, 'id');
	await writeFile(file, made.privateKeyPem, { mode: 0o600 });
	const { stdout } = await run('ssh-keygen', ['-y', '-f', file]);
	expect(made.publicKey).toBe(`${stdout.trim()} admin@eucalyptus`);
	const der = createPrivateKey(made.privateKeyPem).export({ type: 'pkcs8', format: 'der' });
	expect(made.fingerprint.replaceAll(':', '')).toBe(createHash('sha1').update(der).digest('hex'));
	const { privateKeyPem: _, ...kept } = made;
	expect(await keyPairs.ofOwner(admin)).toEqual([kept]);
});

it('makes an Ed25519 key, too, in the form that ssh of Debian 12 reads', async () => {
	const made = await keyPairs.create(admin, 'ed', { type: 'ed25519' });
	const file = join(directory, 'id-ed');
	await writeFile(file, made.privateKeyPem, { mode: 0o600 });
	const { stdout } = await run('ssh-keygen', ['-y', '-f', file]);
	expect(stdout.trim()).toBe(made.publicKey);
	await keyPairs.remove(admin, 'ed');
});

it('refuses a name twice and names that are none', async () => {
	await keyPairs.create(admin, 'twice');
	await expect(keyPairs.create(admin, 'twice')).rejects.toMatchObject({ code: 'KEY_PAIR_DUPLICATE' });
	for (const name of ['', ' ', 'a\nb', 'é', 'x'.repeat(256)]) {
		await expect(keyPairs.create(admin, name)).rejects.toMatchObject({ code: 'KEY_PAIR_NAME' });
	}
});

it.each([['rsa'], ['ed25519']])('imports an OpenSSH line of type %s as it is', async (type) => {
	const file = join(directory, type);
	await run('ssh-keygen', ['-q', '-t', type, '-N', '', '-C', 'me@home', '-f', file]);
	const { stdout } = await run('ssh-keygen', ['-y', '-f', file]);
	const imported = await keyPairs.importKey(admin, `imported ${type}`, `${stdout.trim()} me@home\n`);
	const [kind, blob] = stdout.trim().split(' ');
	expect(imported.publicKey).toBe(`${kind} ${blob} admin@eucalyptus`);
	expect(imported.fingerprint).toMatch(/^([0-9a-f]{2}:){15}[0-9a-f]{2}$/);
});

it('imports PEM, and shows the MD5 over the public key as EC2 does', async () => {
	const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
	const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString();
	const imported = await keyPairs.importKey(admin, 'from pem', pem);
	const der = publicKey.export({ type: 'spki', format: 'der' });
	expect(imported.fingerprint.replaceAll(':', '')).toBe(createHash('md5').update(der).digest('hex'));
});

it('refuses what is not a public key that ssh uses', async () => {
	const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
	const wrong = [
		'',
		'ssh-rsa',
		'ssh-rsa AAAA',
		'ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAB',
		'ssh-dss AAAAB3NzaC1kc3M=',
		publicKey.export({ type: 'spki', format: 'pem' }).toString(),
		privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
		'ssh-rsa AAAAB3NzaC1yc2EAAAABAQAAAAIBAA== short\ncommand="rm" ssh-rsa AAAA',
	];
	for (const text of wrong) {
		await expect(keyPairs.importKey(admin, 'wrong', text), text).rejects.toMatchObject({ code: 'KEY_PAIR_MATERIAL' });
	}
});

it('removes a key pair once', async () => {
	await keyPairs.create(admin, 'short-lived');
	expect(await keyPairs.remove(admin, 'short-lived')).toBe(true);
	expect(await keyPairs.remove(admin, 'short-lived')).toBe(false);
});
