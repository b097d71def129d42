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

/** `settings` are what ssh itself would use, without an address that only the site knows. */
export async function hostKeyCheck(target: SshTarget, settings: SshSettings, shared: SshShared): Promise<HostKeyCheck> {
	const { userKnownHosts, globalKnownHosts } = settings;
	const all = await shared.knownKeys([...userKnownHosts, ...globalKnownHosts]);
	const names = namesOf(target, settings);
	const records = names.flatMap((name) => keysOf(all, name));
	const portless = () => names.flatMap((name) => keysOf(all, name.replace(/^\[(.*)\]:\d+$/, '$1')));
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
			refusal = await judge(target, settings, names, { records, portless }, key);
			return refusal === undefined;
		},
	};
}

/**
 * Records under what ssh looks it up by, under the name, and under the address that the name stands for; HostKeyAlias
 * alone if there is one. A new key is recorded under the first.
 */
function namesOf({ name, address = name }: SshTarget, { hostKeyAlias, host, port }: SshSettings): readonly string[] {
	return hostKeyAlias === undefined
		? [...new Set([host, name, address])].map((each) => knownName(each, port))
		: [hostKeyAlias];
}

async function judge(
	target: SshTarget,
	{ userKnownHosts, hashKnownHosts }: SshSettings,
	names: readonly string[],
	{ records, portless }: { readonly records: readonly KnownKey[]; readonly portless: () => readonly KnownKey[] },
	key: Buffer,
): Promise<Error | undefined> {
	const shown = { host: target.name, fingerprint: fingerprint(key), type: keyType(key) };
	const byPort = judgeKey(records, key);
	const anyPort = byPort.kind === 'unknown' ? judgeKey(portless(), key) : byPort;
	// Behind another port there may be another host: that its key is another one proves nothing.
	const verdict = anyPort.kind === 'changed' ? byPort : anyPort;
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
				return installerErrors('HOST_KEY_UNKNOWN', { ...shown, file, also: ofAuthority(records) });
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

function ofAuthority(records: readonly KnownKey[]): string {
	const authority = records.find(({ marker }) => marker === 'cert-authority');
	return authority === undefined
		? ''
		: `; certificates, as of the authority in ${authority.file}, line ${authority.line}, count for nothing here: only keys of hosts do`;
}
