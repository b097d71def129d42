import { makeSelfSigned } from '../../../../src/common/certificate.ts';

/** Keys of one test file: making them takes a good part of a second. */
export async function makeIdentities() {
	const [cloud, cluster, node] = await Promise.all(
		['cloud', 'cluster', 'node'].map((commonName) => makeSelfSigned({ commonName })),
	);
	if (cloud === undefined || cluster === undefined || node === undefined) {
		throw new Error('unreachable');
	}

	return { cloud, cluster, node };
}

export type Identities = Awaited<ReturnType<typeof makeIdentities>>;
