import { installerErrors } from '../errors.ts';
import { fingerprint, judgeKey, type KnownKey, keysOf, keyType, knownName, recordKey } from './known-hosts.ts';
import type { SshSettings } from './ssh-config.ts';
import type { SshShared, SshTarget } from './ssh-target.ts';

/** Compares the key that a server shows with what is on record, before anything is sent that matters. */
export interface HostKeyCheck {
	readonly records: readonly KnownKey[];
	/** True: go on. Otherwise `refusal` says why not. */
	accepts(key: Buffer): Promise<boolean>;
	refusal(): Error | undefined;
	/** The server has no key of a type that is on record. */
	goneType(): Error | undefined;
}

export async function hostKeyCheck(target: SshTarget, settings: SshSettings, shared: SshShared): Promise<HostKeyCheck> {
	const { userKnownHosts, globalKnownHosts } = settings;
	const all = await shared.knownKeys([...userKnownHosts, ...globalKnownHosts]);
	const names = namesOf(target, settings);
	const records = names.flatMap((name) => keysOf(all, name));
	const [first] = records.filter(({ marker }) => marker === undefined);
	let refusal: Error | undefined;
	return {
		records,
		refusal: () => refusal,
		goneType: () =>
			first === undefined
				? undefined
				: installerErrors('HOST_KEY_GONE', { ...where(first, names), host: target.name, type: first.type }),
		async accepts(key) {
			refusal = await judge(target, settings, names, records, key);
			return refusal === undefined;
		},
	};
}

/** Records under the name, and under the address that the name stands for; HostKeyAlias alone if there is one. */
function namesOf({ name, address = name }: SshTarget, { hostKeyAlias, host, port }: SshSettings): readonly string[] {
	return hostKeyAlias === undefined
		? [...new Set([name, host, address])].map((each) => knownName(each, port))
		: [hostKeyAlias];
}

async function judge(
	target: SshTarget,
	{ userKnownHosts, hashKnownHosts }: SshSettings,
	names: readonly string[],
	records: readonly KnownKey[],
	key: Buffer,
): Promise<Error | undefined> {
	const shown = { host: target.name, fingerprint: fingerprint(key), type: keyType(key) };
	const verdict = judgeKey(records, key);
	switch (verdict.kind) {
		case 'known':
			return undefined;
		case 'changed':
			return installerErrors('HOST_KEY_CHANGED', { ...shown, ...where(verdict.record, names) });
		case 'revoked':
			return installerErrors('HOST_KEY_REVOKED', { ...shown, ...where(verdict.record, names) });
		case 'unknown': {
			const file = userKnownHosts[0] ?? '';
			if (target.acceptNewHostKeys !== true) {
				return installerErrors('HOST_KEY_UNKNOWN', { ...shown, file });
			}

			await recordKey(file, names[0] ?? target.name, key, { hashed: hashKnownHosts });
			target.onNewHostKey?.(target.name, shown.type, shown.fingerprint);
			return undefined;
		}
	}
}

/** `known` is the name that ssh-keygen -R removes the record by. */
function where(record: KnownKey, names: readonly string[]): { file: string; line: number; known: string } {
	return { file: record.file, line: record.line, known: names.find((name) => keysOf([record], name).length > 0) ?? '' };
}
