import { readFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import { join } from 'node:path';
import { writeFileAtomic } from '../../../common/atomic-file.ts';
import { type KeyAndCertificate, keyFitsCertificate, makeSelfSigned } from '../../../common/certificate.ts';

/** The web site's certificate and key, kept as `web-cert.pem` and `web-pk.pem`; made at the first start. */
export async function ensureTlsPair(keysDir: string, publicHost: string, now: number): Promise<KeyAndCertificate> {
	const certificateFile = join(keysDir, 'web-cert.pem');
	const keyFile = join(keysDir, 'web-pk.pem');
	const kept = await readPair(certificateFile, keyFile);
	if (kept !== undefined) {
		return kept;
	}

	const pair = await makeSelfSigned({
		commonName: publicHost,
		alternativeNames: [
			isIP(publicHost) === 0 ? { type: 'dns', value: publicHost } : { type: 'ip', value: publicHost },
			{ type: 'dns', value: 'localhost' },
		],
		now: new Date(now),
	});
	// The key first: a certificate without its key would look complete after a crash, and is made anew either way.
	await writeFileAtomic(keyFile, pair.privateKeyPem, { mode: 0o600, parents: 0o700 });
	await writeFileAtomic(certificateFile, pair.certificatePem, { mode: 0o600 });
	return pair;
}

async function readPair(certificateFile: string, keyFile: string): Promise<KeyAndCertificate | undefined> {
	try {
		const pair = {
			certificatePem: await readFile(certificateFile, 'utf8'),
			privateKeyPem: await readFile(keyFile, 'utf8'),
		};
		return keyFitsCertificate(pair) ? pair : undefined;
	} catch {
		return undefined; // not there, or not readable as what it should be: made anew
	}
}
