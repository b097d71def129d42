import { createHash, createPublicKey, type KeyObject } from 'node:crypto';
import { cloudErrors } from '../errors.ts';

export interface PublicKey {
	/** `ssh-rsa AAAA…`, without a comment. */
	readonly openSsh: string;
	/** MD5 over the DER SubjectPublicKeyInfo, as EC2 shows imported keys: 16 pairs (ec2-api §7.3). */
	readonly fingerprint: string;
}

/** Reads a public RSA or Ed25519 key, as an OpenSSH line or as PEM. Throws KEY_PAIR_MATERIAL. */
export function readPublicKey(text: string): PublicKey {
	try {
		const key = text.includes('-----BEGIN') ? keyFromPem(text) : keyFromOpenSsh(text);
		return {
			openSsh: openSshOf(key),
			fingerprint: pairs(
				createHash('md5')
					.update(key.export({ type: 'spki', format: 'der' }))
					.digest('hex'),
			),
		};
	} catch (error) {
		throw cloudErrors('KEY_PAIR_MATERIAL', {}, { cause: error });
	}
}

/** The type and base64 part of an OpenSSH line (RFC 4253 §6.6, RFC 8709 §4). */
export function openSshOf(key: KeyObject): string {
	const jwk = key.export({ format: 'jwk' });
	if (jwk.kty === 'RSA') {
		return openSshLine('ssh-rsa', [positive(bytes(jwk.e)), positive(bytes(jwk.n))]);
	}

	if (jwk.kty === 'OKP' && jwk.crv === 'Ed25519') {
		return openSshLine('ssh-ed25519', [bytes(jwk.x)]);
	}

	throw new Error(`a key of type ${jwk.kty} is not supported`);
}

/** `aa:bb:cc` of `aabbcc`. */
export function pairs(hex: string): string {
	return (hex.match(/../g) ?? []).join(':');
}

function keyFromPem(text: string): KeyObject {
	if (text.includes('PRIVATE KEY')) {
		throw new Error('this is a private key');
	}

	return createPublicKey(text);
}

function keyFromOpenSsh(text: string): KeyObject {
	const [type, base64, ...comment] = text.trim().split(/[ \t]+/);
	if (base64 === undefined || /[\r\n\0]/.test(comment.join(' '))) {
		throw new Error('expected one line: type, key and comment');
	}

	const [name, first, second, ...rest] = readStrings(Buffer.from(base64, 'base64'));
	if (name?.toString() !== type || first === undefined || rest.length > 0) {
		throw new Error('the parts of the key do not fit together');
	}

	const encoded = (part: Buffer) => part.toString('base64url');
	if (type === 'ssh-rsa' && second !== undefined) {
		const jwk = { kty: 'RSA', e: encoded(unsigned(first)), n: encoded(unsigned(second)) };
		return atLeast1024Bits(createPublicKey({ key: jwk, format: 'jwk' }));
	}

	if (type === 'ssh-ed25519' && second === undefined && first.length === 32) {
		return createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: encoded(first) }, format: 'jwk' });
	}

	throw new Error(`keys of type ${type} are not supported`);
}

function atLeast1024Bits(key: KeyObject): KeyObject {
	if ((key.asymmetricKeyDetails?.modulusLength ?? 0) < 1024) {
		throw new Error('the key is shorter than 1024 bits');
	}

	return key;
}

function openSshLine(type: string, parts: readonly Buffer[]): string {
	const blob = Buffer.concat([Buffer.from(type), ...parts].flatMap((part) => [length(part), part]));
	return `${type} ${blob.toString('base64')}`;
}

function readStrings(blob: Buffer): Buffer[] {
	const strings: Buffer[] = [];
	for (let at = 0; at < blob.length; ) {
		const end = at + 4 + blob.readUInt32BE(at);
		if (end > blob.length) {
			throw new Error('the key is cut short');
		}

		strings.push(blob.subarray(at + 4, end));
		at = end;
	}

	return strings;
}

const length = (part: Buffer): Buffer => {
	const field = Buffer.alloc(4);
	field.writeUInt32BE(part.length);
	return field;
};

/** SSH numbers are signed: a leading 1 bit needs a zero byte before it. */
const positive = (number: Buffer): Buffer =>
	((number[0] ?? 0) & 0x80) === 0 ? number : Buffer.concat([Buffer.of(0), number]);
const unsigned = (number: Buffer): Buffer => (number[0] === 0 ? number.subarray(1) : number);
const bytes = (part: unknown): Buffer => Buffer.from(typeof part === 'string' ? part : '', 'base64url');
