import { makeSelfSigned } from '../../../src/common/certificate.ts';
import type { Identity } from '../../../src/runtime/wire/client.ts';

export type Role = 'cloud' | 'cluster' | 'node' | 'stranger';

/** A fresh key pair and certificate per role. */
export async function makeIdentities(): Promise<Readonly<Record<Role, Identity>>> {
	const [cloud, cluster, node, stranger] = await Promise.all(
		(['cloud', 'cluster', 'node', 'stranger'] as const).map((commonName) => makeSelfSigned({ commonName })),
	);
	return { cloud, cluster, node, stranger } as Readonly<Record<Role, Identity>>;
}
