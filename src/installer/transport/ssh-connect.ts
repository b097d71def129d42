import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Client, ConnectConfig } from 'ssh2';
import { messageOf } from '../../common/errors.ts';
import { installerErrors } from '../errors.ts';
import {
	fingerprint,
	judgeKey,
	type KnownKey,
	keysOf,
	keyType,
	knownName,
	readKnownHosts,
	recordKey,
} from './known-hosts.ts';

export interface SshTarget {
	/** As the site calls it. */
	readonly name: string;
	/** A name or an address to connect to. */
	readonly address: string;
	readonly user: string;
	readonly port: number;
	readonly acceptNewHostKeys?: boolean;
	readonly onNewHostKey?: (host: string, type: string, fingerprint: string) => void;
	/** Default: ~/.ssh */
	readonly sshDirectory?: string;
}

const CONNECT_LIMIT_MS = 15_000;
const IDENTITIES = ['id_ed25519', 'id_ecdsa', 'id_rsa'];

/** Opens a connection. The server's key is compared with known_hosts before anything is sent that matters. */
export async function connectSsh(target: SshTarget): Promise<Client> {
	const directory = target.sshDirectory ?? join(homedir(), '.ssh');
	const files = [join(directory, 'known_hosts'), '/etc/ssh/ssh_known_hosts'];
	const records = knownKeys(target, await readKnownHosts(files));
	let refusal: Error | undefined;
	const verifier = async (key: Buffer): Promise<boolean> => {
		refusal = await refuse(target, records, key, files[0] ?? '');
		return refusal === undefined;
	};
	const identities = await readIdentities(directory);
	let last: unknown;
	for (const identity of identities) {
		try {
			return await open(target, identity, verifier, records);
		} catch (error) {
			if (refusal !== undefined) {
				throw refusal;
			}

			last = error;
			if (!isAuthFailure(error)) {
				break;
			}
		}
	}

	const { name, port, user } = target;
	throw installerErrors('HOST_UNREACHABLE', { host: name, port, user, problem: messageOf(last) }, { cause: last });
}

/** Records under the name, and under the address that the name stands for. */
function knownKeys({ name, address, port }: SshTarget, all: readonly KnownKey[]): readonly KnownKey[] {
	return [...new Set([name, address])].flatMap((host) => keysOf(all, knownName(host, port)));
}

/** Undefined: go on. A new key that is accepted is on record before anything is sent. */
async function refuse(
	target: SshTarget,
	records: readonly KnownKey[],
	key: Buffer,
	file: string,
): Promise<Error | undefined> {
	const shown = { host: target.name, fingerprint: fingerprint(key), type: keyType(key) };
	const verdict = judgeKey(records, key);
	switch (verdict.kind) {
		case 'known':
			return undefined;
		case 'changed':
			return installerErrors('HOST_KEY_CHANGED', { ...shown, file: verdict.record.file, line: verdict.record.line });
		case 'revoked':
			return installerErrors('HOST_KEY_REVOKED', { ...shown, file: verdict.record.file, line: verdict.record.line });
		case 'unknown':
			if (target.acceptNewHostKeys !== true) {
				return installerErrors('HOST_KEY_UNKNOWN', { ...shown, file });
			}

			await recordKey(file, knownName(target.name, target.port), key);
			target.onNewHostKey?.(target.name, shown.type, shown.fingerprint);
			return undefined;
	}
}

/** The agent first, then the usual key files; those with a passphrase only through the agent. */
async function readIdentities(directory: string): Promise<readonly Partial<ConnectConfig>[]> {
	const agent = process.env['SSH_AUTH_SOCK'];
	const files = IDENTITIES.map((name) => join(directory, name)).filter((file) => existsSync(file));
	const keys = await Promise.all(files.map(async (file) => ({ privateKey: await readFile(file) })));
	const found = [...(agent === undefined ? [] : [{ agent }]), ...keys];
	return found.length === 0 ? [{}] : found;
}

async function open(
	{ address, port, user }: SshTarget,
	identity: Partial<ConnectConfig>,
	verifier: (key: Buffer) => Promise<boolean>,
	records: readonly KnownKey[],
): Promise<Client> {
	const { Client: SshClient } = (await import('ssh2')).default;
	const client = new SshClient();
	return new Promise((resolve, reject) => {
		client.once('ready', () => {
			client.on('error', () => {}); // later errors end the sessions that are open, and those say so
			resolve(client);
		});
		client.once('error', reject);
		// ssh2 throws at once when a key cannot be read (a passphrase, for one): the promise turns that into a rejection.
		client.connect({
			host: address,
			port,
			username: user,
			readyTimeout: CONNECT_LIMIT_MS,
			keepaliveInterval: 10_000,
			hostVerifier: (key: Buffer, answer: (valid: boolean) => void) => {
				verifier(key).then(answer, () => answer(false));
			},
			algorithms: {
				cipher: { prepend: ['aes128-gcm@openssh.com'], append: [], remove: [] },
				...(records.length > 0 ? { serverHostKey: serverKeyTypes(records) } : {}),
			},
			...identity,
		});
	});
}

type ServerKeyTypes = NonNullable<NonNullable<ConnectConfig['algorithms']>['serverHostKey']>;

/** Asks for a key of a type that is on record, for only that can be compared. */
function serverKeyTypes(records: readonly KnownKey[]): ServerKeyTypes {
	const types = records.flatMap(({ type }) => (type === 'ssh-rsa' ? ['rsa-sha2-512', 'rsa-sha2-256'] : [type]));
	return [...new Set(types)] as ServerKeyTypes;
}

function isAuthFailure(error: unknown): boolean {
	return (
		(error as { level?: string }).level === 'client-authentication' || /passphrase|encrypted/i.test(messageOf(error))
	);
}
