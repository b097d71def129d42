import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { keyFitsCertificate } from '../../common/certificate.ts';
import { messageOf } from '../../common/errors.ts';
import { clusterErrors } from './errors.ts';
import type { ClusterOptions } from './options.ts';

type Trust = Required<Pick<ClusterOptions, 'identity' | 'callers' | 'otherRoles' | 'nodeCertificates'>>;

/**
 * Who we are, who may call and who may answer (spec §6.3): the cloud controller calls, node controllers only answer.
 * Throws KEY_UNREADABLE, KEYS_DIFFER.
 */
export async function readTrust(directory: string): Promise<Trust> {
	const [certificatePem, privateKeyPem, cloud, node] = (await Promise.all(
		['cluster-cert.pem', 'cluster-pk.pem', 'cloud-cert.pem', 'node-cert.pem'].map((name) =>
			readPem(join(directory, name)),
		),
	)) as [string, string, string, string];
	const identity = { certificatePem, privateKeyPem };
	if (!keyFitsCertificate(identity)) {
		throw clusterErrors('KEYS_DIFFER', {
			key: join(directory, 'cluster-pk.pem'),
			certificate: join(directory, 'cluster-cert.pem'),
		});
	}

	return {
		identity,
		callers: [{ role: 'cloud controller', certificatePem: cloud }],
		otherRoles: [
			{ role: 'node controller', certificatePem: node },
			{ role: 'cluster controller', certificatePem },
		],
		nodeCertificates: [node],
	};
}

async function readPem(path: string): Promise<string> {
	try {
		const text = await readFile(path, 'utf8');
		if (!text.includes('-----BEGIN ')) {
			throw new Error('it holds no PEM block');
		}

		return text;
	} catch (error) {
		throw clusterErrors('KEY_UNREADABLE', { path, reason: messageOf(error) }, { cause: error });
	}
}
