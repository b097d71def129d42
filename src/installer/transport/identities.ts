import { readFile } from 'node:fs/promises';
import type { ParsedKey } from 'ssh2';
import { messageOf } from '../../common/errors.ts';
import type { Secrets } from './secrets.ts';

/** The keys of the configuration, apart by what has to be done before they can be used. */
export interface Identities {
	readonly usable: readonly ParsedKey[];
	/** Encrypted ones: their files. */
	readonly locked: readonly string[];
	/** Public halves of all of them, as base64 of the blob: what IdentitiesOnly lets an agent offer. */
	readonly publicKeys: ReadonlySet<string>;
	/** `FILE: why it cannot be used`. */
	readonly unusable: readonly string[];
}

/** Reads the key files that exist. */
export async function readIdentities(identityFiles: readonly string[]): Promise<Identities> {
	const { utils } = (await import('ssh2')).default;
	const usable: ParsedKey[] = [];
	const locked: string[] = [];
	const unusable: string[] = [];
	const publicKeys = new Set<string>();
	for (const file of identityFiles) {
		const half = publicHalf(await read(`${file}.pub`));
		const data = await read(file);
		if (half !== undefined) {
			publicKeys.add(half);
		}

		if (data === undefined) {
			continue;
		}

		const key = utils.parseKey(data);
		if (key instanceof Error) {
			(/encrypted/i.test(key.message) ? locked : unusable).push(
				/encrypted/i.test(key.message) ? file : `${file}: ${messageOf(key)}`,
			);
		} else {
			publicKeys.add(key.getPublicSSH().toString('base64'));
			if (key.isPrivateKey()) {
				usable.push(key);
			}
		}
	}

	return { usable, locked, publicKeys, unusable };
}

/** Undefined: there is nobody to ask for the passphrase. */
export async function unlock(file: string, secrets: Secrets): Promise<ParsedKey | undefined> {
	const { utils } = (await import('ssh2')).default;
	const data = await readFile(file);
	const passphrase = await secrets.passphrase(file, (typed) => !(utils.parseKey(data, typed) instanceof Error));
	const key = passphrase === undefined ? undefined : utils.parseKey(data, passphrase);
	return key instanceof Error ? undefined : key;
}

async function read(file: string): Promise<Buffer | undefined> {
	return readFile(file).catch(() => undefined);
}

function publicHalf(line: Buffer | undefined): string | undefined {
	return line?.toString('latin1').trim().split(/\s+/)[1];
}
