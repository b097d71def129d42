import { inject } from 'vitest';
import { makeSelfSigned } from '../../../src/common/certificate.ts';
import type { Identity } from '../../../src/runtime/wire/client.ts';

export type Role = 'cloud' | 'cluster' | 'node' | 'stranger';
export type Identities = Readonly<Record<Role, Identity>>;

declare module 'vitest' {
	interface ProvidedContext {
		identities?: Identities;
	}
}

/** A key pair and certificate per role: fresh ones, unless the run shares one set (shared-identities.ts). */
export async function makeIdentities(): Promise<Identities> {
	return inject('identities') ?? (await freshIdentities());
}

export async function freshIdentities(): Promise<Identities> {
	const [cloud, cluster, node, stranger] = await Promise.all([
		makeSelfSigned({ commonName: 'cloud' }),
		makeSelfSigned({ commonName: 'cluster' }),
		makeSelfSigned({ commonName: 'node' }),
		makeSelfSigned({ commonName: 'stranger' }),
	]);
	return { cloud, cluster, node, stranger };
}
