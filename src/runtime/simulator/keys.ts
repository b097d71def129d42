import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomic } from '../../common/atomic-file.ts';
import { makeSelfSigned } from '../../common/certificate.ts';
import type { Identity } from '../wire/client.ts';
import type { TrustedPeer } from '../wire/server.ts';

const ROLES = { cloud: 'the cloud controller', cluster: 'a cluster controller', node: 'a node controller' } as const;
type Role = keyof typeof ROLES;

export interface SimulatorKeys {
	identity(role: Role): Identity;
	peer(role: Role): TrustedPeer;
}

/** One pair per role, under the names of spec §6.3; made on the first start. */
export async function loadKeys(directory: string): Promise<SimulatorKeys> {
	const entries = await Promise.all(
		(Object.keys(ROLES) as Role[]).map(async (role) => [role, await loadPair(directory, role)] as const),
	);
	const pairs = new Map(entries);
	const identity = (role: Role) => pairs.get(role) ?? { certificatePem: '', privateKeyPem: '' };
	return { identity, peer: (role) => ({ role: ROLES[role], certificatePem: identity(role).certificatePem }) };
}

async function loadPair(directory: string, role: Role): Promise<Identity> {
	const certificate = join(directory, `${role}-cert.pem`);
	const key = join(directory, `${role}-pk.pem`);
	// The certificate is written last: where it is, the key is.
	if (!existsSync(certificate)) {
		const pair = await makeSelfSigned({ commonName: `simulated-${role}`, organizationalUnit: 'Simulator' });
		await writeFileAtomic(key, pair.privateKeyPem, { mode: 0o600 });
		await writeFileAtomic(certificate, pair.certificatePem, { mode: 0o644 });
	}

	return { certificatePem: await readFile(certificate, 'utf8'), privateKeyPem: await readFile(key, 'utf8') };
}
