import { NS } from '../names.ts';

/** The only canonical form: exclusive, without comments. */
export const EXCLUSIVE = NS.exclusive;
export const ENVELOPED = `${NS.ds}enveloped-signature`;

/** Signature methods that are verified. Clients of 2008 sign with SHA-1; we sign with SHA-256. */
export const SIGNATURE_HASHES: ReadonlyMap<string, 'sha1' | 'sha256'> = new Map([
	[`${NS.ds}rsa-sha1`, 'sha1'],
	['http://www.w3.org/2001/04/xmldsig-more#rsa-sha256', 'sha256'],
]);

export const DIGEST_HASHES: ReadonlyMap<string, 'sha1' | 'sha256'> = new Map([
	[`${NS.ds}sha1`, 'sha1'],
	['http://www.w3.org/2001/04/xmlenc#sha256', 'sha256'],
]);

export const RSA_SHA256 = 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256';
export const SHA256 = 'http://www.w3.org/2001/04/xmlenc#sha256';
