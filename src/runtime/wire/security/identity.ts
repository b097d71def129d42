import { createHash, createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';

/** Whose key signs, as PEM. */
export interface Identity {
	readonly certificatePem: string;
	readonly privateKeyPem: string;
}

/** An identity ready for use: PEM is parsed once, never per message. */
export interface SigningKey {
	readonly privateKey: KeyObject;
	/** Base64 of the DER certificate, for the token. */
	readonly token: string;
	readonly fingerprint: string;
}

/** A certificate that is known here. */
export interface KnownCertificate {
	/** Lower-case hex SHA-256 over the DER. */
	readonly fingerprint: string;
	readonly publicKey: KeyObject;
	/** ms since 1970 */
	readonly validTo: number;
}

export function readIdentity(identity: Identity): SigningKey {
	const { raw } = new X509Certificate(identity.certificatePem);
	return {
		privateKey: createPrivateKey(identity.privateKeyPem),
		token: raw.toString('base64'),
		fingerprint: fingerprintOf(raw),
	};
}

export function readCertificate(pem: string): KnownCertificate {
	const certificate = new X509Certificate(pem);
	return {
		fingerprint: fingerprintOf(certificate.raw),
		publicKey: certificate.publicKey,
		validTo: certificate.validToDate.getTime(),
	};
}

export function fingerprintOf(der: Uint8Array): string {
	return createHash('sha256').update(der).digest('hex');
}
