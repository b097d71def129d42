import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { keyFitsCertificate } from '../../common/certificate.ts';
import { messageOf } from '../../common/errors.ts';
import { nodeErrors } from './errors.ts';
import type { NodeOptions } from './start-node.ts';

export type Trust = Required<Pick<NodeOptions, 'identity' | 'callers' | 'otherRoles'>>;

/**
 * Who we are and who may call (spec §6.3): the cluster controller. The others are known, so that a refusal names them.
 * Throws KEY_UNREADABLE, KEYS_DIFFER.
 */
export async function readTrust(directory: string): Promise<Trust> {
	const read = (name: string) => readPem(join(directory, name));
	const [certificatePem, privateKeyPem, cluster, cloud] = await Promise.all([
		read('node-cert.pem'),
		read('node-pk.pem'),
		read('cluster-cert.pem'),
		read('cloud-cert.pem'),
	]);
	const identity = { certificatePem, privateKeyPem };
	if (!keyFitsCertificate(identity)) {
		const [key, certificate] = [join(directory, 'node-pk.pem'), join(directory, 'node-cert.pem')];
		throw nodeErrors('KEYS_DIFFER', { key, certificate });
	}

	return {
		identity,
		callers: [{ role: 'cluster controller', certificatePem: cluster }],
		otherRoles: [
			{ role: 'cloud controller', certificatePem: cloud },
			{ role: 'node controller', certificatePem },
		],
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
		throw nodeErrors('KEY_UNREADABLE', { path, reason: messageOf(error) }, { cause: error });
	}
}
