import pLimit, { type LimitFunction } from 'p-limit';
import type { ParsedKey } from 'ssh2';
import { SIDE_BY_SIDE } from '../side-by-side.ts';
import { type Identities, readIdentities, unlock } from './identities.ts';
import { type KnownKey, readKnownHosts } from './known-hosts.ts';
import { type Secrets, secretsFrom } from './secrets.ts';
import { type SshConfigReader, sshConfigReader } from './ssh-config.ts';
import type { JumpHosts } from './ssh-route.ts';

/** Of all hosts of a run. */
export interface SshOptions {
	/** Unknown host keys are recorded and trusted from then on. */
	readonly acceptNewHostKeys?: boolean | undefined;
	/** Called with what was recorded. */
	readonly onNewHostKey?: ((host: string, type: string, fingerprint: string) => void) | undefined;
	/** Also speaks what OpenSSH 4.3 does (SHA-1, CBC). */
	readonly legacySsh?: boolean | undefined;
	/** Over ~/.ssh/config; default root. */
	readonly user?: string | undefined;
	/** Over ~/.ssh/config; default 22. */
	readonly port?: number | undefined;
	/** A private key that is tried before those of ~/.ssh/config. */
	readonly identity?: string | undefined;
	/** `[user@]host[:port]` in the order in which they are passed, instead of what ~/.ssh/config has. */
	readonly jump?: readonly string[] | undefined;
	/** A file instead of ~/.ssh/known_hosts. */
	readonly knownHosts?: string | undefined;
	/** Default: ~/.ssh */
	readonly sshDirectory?: string | undefined;
	/** A host that says nothing for three times as long is given up. Default 10 s. */
	readonly keepAliveMs?: number | undefined;
	/** Until a host has let us in. Default 20 s, or the configuration's ConnectTimeout. */
	readonly connectTimeoutMs?: number | undefined;
	/** Until its port answers at all, unless the configuration has a ConnectTimeout. Default: as connectTimeoutMs. */
	readonly reachTimeoutMs?: number | undefined;
	/** What the hosts of one run have in common. Default: nothing. */
	readonly shared?: SshShared | undefined;
}

export interface SshTarget extends SshOptions {
	/** As the site calls it, and as ~/.ssh/config may know it. */
	readonly name: string;
	/** Where to connect to, unless ~/.ssh/config has a HostName. Default: the name. */
	readonly address?: string | undefined;
}

/** Asked for once, used by every host of a run. */
export interface SshShared {
	readonly secrets: Secrets;
	readonly jumpHosts: JumpHosts;
	/** Different hosts do not share sshd's limit; more at once than this only fight for our own CPU, and run out of time. */
	readonly connecting: LimitFunction;
	/** Of a user's ~/.ssh, wherever that is. */
	config(sshDirectory: string | undefined): SshConfigReader;
	knownKeys(files: readonly string[]): Promise<readonly KnownKey[]>;
	identities(files: readonly string[]): Promise<Identities>;
	/** The key of an encrypted file; undefined where nobody can be asked for the passphrase. */
	unlocked(file: string): Promise<ParsedKey | undefined>;
}

export function shareSsh(secrets: Secrets = secretsFrom({})): SshShared {
	const readers = new Map<string | undefined, SshConfigReader>();
	return {
		secrets,
		jumpHosts: new Map(),
		connecting: pLimit(SIDE_BY_SIDE),
		config(sshDirectory) {
			const reader = readers.get(sshDirectory) ?? sshConfigReader(sshDirectory);
			readers.set(sshDirectory, reader);
			return reader;
		},
		knownKeys: once(readKnownHosts),
		identities: once(readIdentities),
		unlocked: once((file: string) => unlock(file, secrets)),
	};
}

/** What was found out for one host holds for the others: to open an encrypted key takes a tenth of a second. */
function once<A extends string | readonly string[], T>(find: (asked: A) => Promise<T>): (asked: A) => Promise<T> {
	const found = new Map<string, Promise<T>>();
	return (asked) => {
		const key = [asked].flat().join('\0');
		const known = found.get(key) ?? find(asked);
		found.set(key, known);
		return known;
	};
}
