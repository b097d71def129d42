import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { redactor } from '../../../src/installer/support/redact.ts';

const redact = redactor(Buffer.alloc(32));
const SECRET = 'tG9vE2nWq7RzLkX4yB1mPa8sDfUhJc05';

test.each([
	['a setting', `SECRET_KEY="${SECRET}"`],
	['JSON', `{"userName":"admin","secretKey":"${SECRET}"}`],
	['an option of a process', `/usr/bin/tool --password ${SECRET} --verbose`],
	['an option with =', `/usr/bin/tool --db-passwd=${SECRET}`],
	['a short password in a setting', 'DB_PASSWORD=hunter22'],
	['a short password in JSON', '"password": "hunter22"'],
	['an address with a password', 'postgres://cloud:hunter22@db/cloud'],
	['a header', `Authorization: AWS AKIAABCDEFGHIJKLMNOP:${SECRET}`],
	['a header of version 4', `  authorization: AWS4-HMAC-SHA256 Credential=AKIA/x, Signature=${'ab12'.repeat(16)}`],
	['a parameter of a query', `GET /?Action=RunInstances&Signature=${SECRET}%3D&SignatureVersion=2`],
	['a cookie', `Cookie: session=hunter22; theme=dark`],
	['a value that stands alone', `got ${SECRET} from client`],
	['base64 with its own letters', 'nonce x+Yz/19aBcDeFgHiJkLmNoPqRs3tUvWxYz0123== end'],
	['hex', `token was ${'0123456789abcdef'.repeat(2)}`],
	['a value in the middle of a path', `/images/${SECRET}/file`],
])('is taken out: %s', (_, text) => {
	const left = redact(text);
	expect(left).toContain('[removed');
	expect(left).not.toContain(SECRET);
	expect(left).not.toContain('hunter22');
	expect(left).not.toContain('ab12ab12');
	expect(left).not.toContain('YZ0123'.toLowerCase());
});

test('keys are taken out whole, cut off or not', () => {
	const { privateKey } = generateKeyPairSync('rsa', {
		modulusLength: 2048,
		publicKeyEncoding: { type: 'spki', format: 'pem' },
		privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
	});
	const lines = privateKey.trim().split('\n');
	for (const text of [
		`log: ${privateKey} end`,
		lines.slice(0, 9).join('\n'),
		lines.slice(5).join('\n'),
		lines[7] ?? '',
	]) {
		const left = redact(text);
		for (const line of lines.slice(1, -1)) {
			expect(left).not.toContain(line);
		}
	}
});

test('random keys of every usual form never get through', () => {
	for (let round = 0; round < 300; round += 1) {
		const bytes = randomBytes(24 + (round % 20));
		for (const form of ['base64', 'base64url', 'hex'] as const) {
			expect(redact(`value ${bytes.toString(form)} end`)).not.toContain(bytes.toString(form));
		}
	}
});

test.each([
	'2026-11-24T16:35:29.533Z node1 ERROR InsufficientInstanceCapacity: no node has room for m1.small',
	'/opt/eucalyptus-1.1/usr/lib/eucalyptus/node/bin/node /opt/eucalyptus-1.1/usr/lib/eucalyptus/programs/eucalyptus-cloud.js',
	'i-4A2B1C3D running d0:0d:0a:01:c0:05 10.1.192.5',
	'Linux node1 6.1.0-31-amd64 #1 SMP PREEMPT_DYNAMIC Debian 6.1.128-1 (2025-02-07) x86_64 GNU/Linux',
	'-rw------- 1 root root 1704 Nov 24 17:11 /opt/eucalyptus-1.1/var/eucalyptus/keys/cloud-pk.pem',
	'/usr/lib/x86_64-linux-gnu/libvirt.so.0.9000.0',
	'WS_SECURITY is yes; the signature of the message was wrong',
])('what a helper needs stays: %s', (text) => {
	expect(redact(text)).toBe(text);
});

test('equal values have equal marks in one archive, and other marks in the next', () => {
	const [one, two] = redact(`a=${SECRET}\nb=${SECRET}`)
		.split('\n')
		.map((line) => line.slice(2));
	expect(one).toBe(two);
	expect(redactor()(`a=${SECRET}`)).not.toBe(redactor()(`a=${SECRET}`));
});
