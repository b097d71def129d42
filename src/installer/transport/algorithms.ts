import type { ConnectConfig } from 'ssh2';
import type { KnownKey } from './known-hosts.ts';

type Algorithms = NonNullable<ConnectConfig['algorithms']>;
type HostKeyTypes = Extract<NonNullable<Algorithms['serverHostKey']>, readonly unknown[]>;

/** What OpenSSH 4.3 (CentOS 5) speaks and nobody should without need: SHA-1, CBC, MD5. Behind all others. */
const LEGACY = {
	kex: ['diffie-hellman-group14-sha1', 'diffie-hellman-group-exchange-sha1', 'diffie-hellman-group1-sha1'],
	cipher: ['aes128-cbc', 'aes256-cbc', '3des-cbc'],
	hmac: ['hmac-sha1', 'hmac-md5'],
	serverHostKey: ['ssh-rsa', 'ssh-dss'],
} as const;
const CHEAPEST_KEX = 'ecdh-sha2-nistp256';
const RSA = ['rsa-sha2-512', 'rsa-sha2-256'] as const;

/**
 * aes128-gcm first: without native code it is the cheapest. P-256 before curve25519, which OpenSSH works out in plain C:
 * that costs a host 2 ms. Of host keys only types that are on record are asked for, since only those can be compared.
 */
export function algorithmsFor(records: readonly KnownKey[], legacy: boolean): Algorithms {
	const extra = <T>(values: readonly T[]) => ({ append: legacy ? [...values] : [], prepend: [], remove: [] as T[] });
	const recorded = records.filter(({ marker }) => marker === undefined);
	return {
		// In this order, which is that of the keys: one that is there already would stay where it is.
		kex: { remove: [CHEAPEST_KEX], prepend: [CHEAPEST_KEX], append: legacy ? [...LEGACY.kex] : [] },
		hmac: extra(LEGACY.hmac),
		cipher: { ...extra(LEGACY.cipher), prepend: ['aes128-gcm@openssh.com'] },
		serverHostKey:
			recorded.length > 0
				? typesOf(recorded, legacy)
				: { ...extra(LEGACY.serverHostKey), remove: legacy ? [] : ['ssh-rsa'] },
	};
}

function typesOf(records: readonly KnownKey[], legacy: boolean): HostKeyTypes {
	const types = records.flatMap(({ type }): readonly string[] =>
		type === 'ssh-rsa' ? [...RSA, ...(legacy ? ['ssh-rsa'] : [])] : [type],
	);
	return [...new Set(types)] as HostKeyTypes;
}
