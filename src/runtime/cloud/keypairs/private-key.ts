import { type KeyObject, randomBytes } from 'node:crypto';

/**
 * The private key as ssh takes it: PKCS#1 PEM for RSA, as EC2 has it; OpenSSH's own form for Ed25519, since ssh reads
 * PKCS#8 for these from version 9.6 on only.
 */
export function privateKeyPem(key: KeyObject, comment: string): string {
	return key.asymmetricKeyType === 'rsa'
		? key.export({ type: 'pkcs1', format: 'pem' }).toString()
		: openSshPem(key, comment);
}

/** The file format `openssh-key-v1` (PROTOCOL.key of OpenSSH), without a passphrase. */
function openSshPem(key: KeyObject, comment: string): string {
	const jwk = key.export({ format: 'jwk' });
	const [open, secret] = [jwk.x, jwk.d].map((part) => Buffer.from(part ?? '', 'base64url'));
	if (open === undefined || secret === undefined) {
		throw new Error('this is not an Ed25519 key');
	}

	const type = Buffer.from('ssh-ed25519');
	const publicPart = Buffer.concat([string(type), string(open)]);
	// the same number twice: whoever decrypts a key sees by it that the passphrase was right
	const check = randomBytes(4);
	const plain = Buffer.concat([
		check,
		check,
		publicPart,
		string(Buffer.concat([secret, open])),
		string(Buffer.from(comment)),
	]);
	const blob = Buffer.concat([
		Buffer.from('openssh-key-v1\0'),
		string(Buffer.from('none')),
		string(Buffer.from('none')),
		string(Buffer.alloc(0)),
		Buffer.from([0, 0, 0, 1]),
		string(publicPart),
		string(padded(plain)),
	]);
	const lines = blob.toString('base64').match(/.{1,70}/g) ?? [];
	return `-----BEGIN OPENSSH PRIVATE KEY-----\n${lines.join('\n')}\n-----END OPENSSH PRIVATE KEY-----\n`;
}

/** To a multiple of 8 by 1, 2, 3, … */
function padded(plain: Buffer): Buffer {
	const missing = (8 - (plain.length % 8)) % 8;
	return Buffer.concat([plain, Buffer.from(Array.from({ length: missing }, (_, i) => i + 1))]);
}

function string(part: Buffer): Buffer {
	const length = Buffer.alloc(4);
	length.writeUInt32BE(part.length);
	return Buffer.concat([length, part]);
}
