import { createHash, X509Certificate } from 'node:crypto';
import { type KeyAndCertificate, makeSelfSigned } from '../../../common/certificate.ts';
import type { User } from '../engine/users.ts';
import type { Store } from '../store/open-store.ts';
import { insertCertificate } from '../store/users.ts';

/** A new certificate and key for the user: earlier ones stay valid, the private key is not kept (spec §5.6). */
export async function makeCredentials(store: Store, user: User, now: number): Promise<KeyAndCertificate> {
	const pair = await makeSelfSigned({
		commonName: 'eucalyptus.cs.ucsb.edu',
		organization: user.name,
		organizationalUnit: 'Eucalyptus',
		now: new Date(now),
	});
	const fingerprint = certificateFingerprint(pair.certificatePem);
	await insertCertificate(store.db, { fingerprint, userName: user.name, pem: pair.certificatePem }, now);
	return pair;
}

/** Lower-case hex SHA-256 over the DER certificate. */
export function certificateFingerprint(pem: string): string {
	return createHash('sha256').update(new X509Certificate(pem).raw).digest('hex');
}
