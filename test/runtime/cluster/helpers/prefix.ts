import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { layout } from '../../../../src/common/layout.ts';
import { identities } from './test-node.ts';

/** Makes what the cluster controller's process finds below `$EUCALYPTUS`: keys and eucalyptus.conf; returns the path of that. */
export async function makePrefix(prefix: string, settings: Readonly<Record<string, string>>): Promise<string> {
	const { etc, keys } = layout(prefix);
	await mkdir(keys, { recursive: true, mode: 0o700 });
	await mkdir(etc, { recursive: true });
	await writeFile(join(keys, 'cluster-cert.pem'), identities.cluster.certificatePem);
	await writeFile(join(keys, 'cluster-pk.pem'), identities.cluster.privateKeyPem, { mode: 0o600 });
	await writeFile(join(keys, 'cloud-cert.pem'), identities.cloud.certificatePem);
	await writeFile(join(keys, 'node-cert.pem'), identities.node.certificatePem);
	const path = join(etc, 'eucalyptus.conf');
	const lines = Object.entries({ EUCALYPTUS: prefix, ...settings }).map(([key, value]) => `${key}="${value}"\n`);
	await writeFile(path, lines.join(''));
	return path;
}
