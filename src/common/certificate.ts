import { createPrivateKey, generateKeyPair, randomBytes, webcrypto, X509Certificate } from 'node:crypto';
import { promisify } from 'node:util';

export interface CertificateRequest {
	/** Common name; the other name parts follow the original (spec §5.6). */
	readonly commonName: string;
	readonly organization?: string;
	readonly organizationalUnit?: string;
	/** DNS names and IP addresses, for a certificate that serves TLS. */
	readonly alternativeNames?: readonly { readonly type: 'dns' | 'ip'; readonly value: string }[];
	/** Default five years. */
	readonly days?: number;
	readonly now?: Date;
}

export interface KeyAndCertificate {
	readonly certificatePem: string;
	/** PKCS#1 (`BEGIN RSA PRIVATE KEY`), as the tools of 2008 want it. */
	readonly privateKeyPem: string;
}

/** A new RSA-2048 pair and its self-signed certificate (SHA-512 with RSA, random 128-bit serial). */
export async function makeSelfSigned(request: CertificateRequest): Promise<KeyAndCertificate> {
	// 112 ms of CPU to import: only those who make certificates pay.
	await import('reflect-metadata');
	const x509 = await import('@peculiar/x509');
	const { privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 });
	const algorithm = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-512' };
	const pkcs8 = privateKey.export({ type: 'pkcs8', format: 'der' });
	const jwk = privateKey.export({ format: 'jwk' });
	const keys = {
		privateKey: await webcrypto.subtle.importKey('pkcs8', pkcs8, algorithm, false, ['sign']),
		publicKey: await webcrypto.subtle.importKey(
			'jwk',
			{ kty: 'RSA', n: jwk.n ?? '', e: jwk.e ?? '' },
			algorithm,
			true,
			['verify'],
		),
	};
	const notBefore = new Date((request.now ?? new Date()).getTime() - 3_600_000);
	const names = request.alternativeNames ?? [];
	const certificate = await x509.X509CertificateGenerator.createSelfSigned(
		{
			serialNumber: Buffer.concat([Buffer.of(1), randomBytes(15)]).toString('hex'),
			name: distinguishedName(request),
			notBefore,
			notAfter: new Date(notBefore.getTime() + (request.days ?? 1826) * 86_400_000),
			signingAlgorithm: algorithm,
			keys,
			extensions: [
				new x509.BasicConstraintsExtension(true, 0, true),
				...(names.length > 0 ? [new x509.SubjectAlternativeNameExtension([...names])] : []),
			],
		},
		webcrypto as unknown as typeof globalThis.crypto,
	);
	return {
		certificatePem: `${certificate.toString('pem').trim()}\n`,
		privateKeyPem: privateKey.export({ type: 'pkcs1', format: 'pem' }).toString(),
	};
}

/** True if the private key belongs to the certificate. */
export function keyFitsCertificate(pair: KeyAndCertificate): boolean {
	return new X509Certificate(pair.certificatePem).checkPrivateKey(createPrivateKey(pair.privateKeyPem));
}

function distinguishedName(request: CertificateRequest): [Record<string, string[]>] | Record<string, string[]>[] {
	return [
		{ C: ['US'] },
		{ ST: ['California'] },
		{ L: ['UCSB'] },
		{ O: [request.organization ?? 'Eucalyptus'] },
		{ OU: [request.organizationalUnit ?? 'Eucalyptus'] },
		{ CN: [request.commonName] },
	];
}
