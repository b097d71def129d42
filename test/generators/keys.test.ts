import { mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ensureKeys, keysFor, newVdeKey, vdeKeyProblem } from '../../generators/keys.ts';
import { run } from '../../src/common/run.ts';

const now = new Date('2026-11-23T12:00:00Z');
let root = '';
let dir = '';
beforeEach(() => {
	root = mkdtempSync(join(tmpdir(), 'keys-'));
	dir = join(root, 'var/eucalyptus/keys');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const content = () => readdirSync(dir).map((name) => [name, readFileSync(join(dir, name), 'utf8')]);

test('the first run makes three pairs and the network key for root alone, the second changes nothing', async () => {
	const first = await ensureKeys(dir, { now });
	expect(first.made).toHaveLength(8);
	expect(first.warnings).toEqual([]);
	expect(statSync(dir).mode & 0o777).toBe(0o700);
	for (const name of readdirSync(dir)) {
		expect(statSync(join(dir, name)).mode & 0o777).toBe(0o600);
	}

	const before = content();
	expect(before.map(([name]) => name)).toEqual([...first.made].sort());
	const second = await ensureKeys(dir, { now });
	expect(second).toEqual({ made: [], kept: first.made, warnings: [] });
	expect(content()).toEqual(before);
});

test('a run that was killed between key and certificate is finished by the next one', async () => {
	await ensureKeys(dir, { now });
	const certificate = join(dir, 'node-cert.pem');
	const before = readFileSync(certificate, 'utf8');
	renameSync(certificate, `${certificate}.new`); // the key is there, its certificate still waits
	await ensureKeys(dir, { now });
	expect(readFileSync(certificate, 'utf8')).toBe(before);
	renameSync(certificate, `${certificate}.new`);
	rmSync(join(dir, 'node-pk.pem')); // the certificate waits, its key was not written yet
	expect((await ensureKeys(dir, { now })).made).toEqual(['node-cert.pem', 'node-pk.pem']);
	expect(readFileSync(certificate, 'utf8')).not.toBe(before);
	expect(readdirSync(dir)).toHaveLength(8);
});

test('openssl reads the pairs as the tools of 2008 want them: PKCS#1 and self-signed', async () => {
	await ensureKeys(dir, { now });
	const { stdout } = await run('openssl', [
		'verify',
		'-CAfile',
		join(dir, 'cloud-cert.pem'),
		join(dir, 'cloud-cert.pem'),
	]);
	expect(stdout).toContain(': OK');
	expect(readFileSync(join(dir, 'cloud-pk.pem'), 'utf8')).toMatch(/^-----BEGIN RSA PRIVATE KEY-----/);
	await run('openssl', ['rsa', '-check', '-noout', '-in', join(dir, 'node-pk.pem')]);
});

test('what is unfit is named with its reason and is not replaced', async () => {
	await ensureKeys(dir, { now });
	const cluster = readFileSync(join(dir, 'cluster-pk.pem'));
	writeFileSync(join(dir, 'cluster-pk.pem'), readFileSync(join(dir, 'node-pk.pem')));
	await expect(ensureKeys(dir, { now })).rejects.toThrow(
		/cluster-cert.pem and cluster-pk.pem in .* the private key belongs to another certificate/,
	);
	writeFileSync(join(dir, 'cluster-pk.pem'), 'garbage');
	await expect(ensureKeys(dir, { now })).rejects.toMatchObject({ code: 'KEY_PAIR_BAD' });
	expect(readFileSync(join(dir, 'cluster-pk.pem'), 'utf8')).toBe('garbage');
	writeFileSync(join(dir, 'cluster-pk.pem'), cluster);
	rmSync(join(dir, 'node-cert.pem'));
	await expect(ensureKeys(dir, { now })).rejects.toThrow(/holds node-pk.pem without node-cert.pem/);
});

test('a certificate that has ended is refused, one that ends soon is mentioned, a clock that is behind is suspected', async () => {
	await ensureKeys(dir, { now });
	await expect(ensureKeys(dir, { now: new Date('2031-12-31') })).rejects.toThrow(/the certificate ended on/);
	await expect(ensureKeys(dir, { now: new Date('2026-11-01') })).rejects.toThrow(/is the clock of this host right/);
	const { warnings } = await ensureKeys(dir, { now: new Date('2031-11-01T00:00:00Z') });
	expect(warnings[0]).toMatch(/^cloud-cert.pem ends in 2\d days/);
});

test('a bad network key is found before it is used', async () => {
	await ensureKeys(dir, { now });
	writeFileSync(join(dir, 'vdekey'), 'short');
	await expect(ensureKeys(dir, { now })).rejects.toThrow(/vdekey cannot be used .*: it has 5 characters/);
	expect(vdeKeyProblem(Buffer.from([...Buffer.from('a'.repeat(30)), 0]))).toContain('not printable');
	expect(vdeKeyProblem(Buffer.from('a'.repeat(30)))).toContain('too few different characters');
});

test('a thousand network keys, made in the same way, are all fit for use', async () => {
	const { made } = await ensureKeys(dir, { now });
	expect(made).toContain('vdekey');
	for (let count = 0; count < 1000; count += 1) {
		expect(vdeKeyProblem(Buffer.from(newVdeKey()))).toBeUndefined();
	}
});

test('each role gets the keys that it needs, and only the cloud its private key', () => {
	expect(keysFor(['node'])).not.toContain('cloud-pk.pem');
	expect(keysFor(['cluster', 'node'])).not.toContain('cloud-pk.pem');
	expect(keysFor(['cloud'])).toContain('cloud-pk.pem');
	expect(keysFor(['cluster'])).toEqual(expect.arrayContaining([...keysFor(['node']), 'cluster-pk.pem']));
	expect(keysFor(['node'])).toEqual([
		'cloud-cert.pem',
		'cluster-cert.pem',
		'node-cert.pem',
		'node-pk.pem',
		'vdekey',
		'vdekey.pub',
	]);
});
