import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { appendFile, mkdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/** One record of a known_hosts file: which hosts (plain patterns or a hash), which key. */
export interface KnownKey {
	readonly marker: 'revoked' | 'cert-authority' | undefined;
	readonly hosts: string;
	readonly type: string;
	/** base64 of the key blob, as field 3 of the line and as the server sends it. */
	readonly key: string;
	readonly file: string;
	/** Counted from 1. */
	readonly line: number;
}

/** Reads known_hosts files; those that do not exist are empty. */
export async function readKnownHosts(files: readonly string[]): Promise<readonly KnownKey[]> {
	const texts = await Promise.all(files.map((file) => readFile(file, 'utf8').catch(() => '')));
	return texts.flatMap((text, index) => parseKnownHosts(text, files[index] ?? ''));
}

/** Others, of SSH-1 or of another program, are skipped as ssh skips them: no server could be asked for such a key. */
const KEY_TYPE = /^(ssh-(rsa|dss|ed25519)|ecdsa-sha2-nistp(256|384|521))$/;

function parseKnownHosts(text: string, file: string): readonly KnownKey[] {
	return text.split('\n').flatMap((raw, index): KnownKey[] => {
		const words = raw.trim().split(/\s+/);
		const marker = words[0]?.startsWith('@') ? words.shift()?.slice(1) : undefined;
		const [hosts = '', type = '', key = ''] = words;
		if (hosts.startsWith('#') || !KEY_TYPE.test(type) || key === '') {
			return [];
		}

		const known = marker === 'revoked' || marker === 'cert-authority' ? marker : undefined;
		return [{ marker: known, hosts, type, key, file, line: index + 1 }];
	});
}

/** How known_hosts writes a host that is not reached at port 22. */
export function knownName(host: string, port: number): string {
	return port === 22 ? host : `[${host}]:${port}`;
}

/** The records for a host, plain patterns (`*.site`, `!bad.site`) and hashed names alike. */
export function keysOf(all: readonly KnownKey[], name: string): readonly KnownKey[] {
	const { byName, others } = indexOf(all);
	const plain = byName.get(name.toLowerCase()) ?? [];
	const matching = others.filter((position) => isFor(all[position]?.hosts ?? '', name));
	const positions = matching.length === 0 ? plain : [...plain, ...matching].sort((a, b) => a - b);
	return positions.flatMap((position) => all[position] ?? []);
}

/** Positions of records: of those that list plain names by each of them, and of all that have to be looked at. */
interface Index {
	readonly byName: ReadonlyMap<string, readonly number[]>;
	readonly others: readonly number[];
}

/** Every host of thousands is looked up among thousands. */
const indexes = new WeakMap<readonly KnownKey[], Index>();

function indexOf(all: readonly KnownKey[]): Index {
	const known = indexes.get(all);
	if (known !== undefined) {
		return known;
	}

	const byName = new Map<string, number[]>();
	const others: number[] = [];
	for (const [position, { hosts }] of all.entries()) {
		if (/[*?!|]/.test(hosts)) {
			others.push(position);
			continue;
		}

		for (const name of new Set(hosts.toLowerCase().split(','))) {
			const positions = byName.get(name) ?? [];
			positions.push(position);
			byName.set(name, positions);
		}
	}

	const index = { byName, others };
	indexes.set(all, index);
	return index;
}

function isFor(hosts: string, name: string): boolean {
	return hosts.startsWith('|1|') ? hashMatches(hosts, name) : patternsMatch(hosts, name);
}

export type KeyVerdict =
	| { readonly kind: 'known' }
	| { readonly kind: 'unknown' }
	| { readonly kind: 'changed' | 'revoked'; readonly record: KnownKey };

/** What the records say about the key that a server has shown. A changed key is only one of a type that was recorded. */
export function judgeKey(records: readonly KnownKey[], key: Buffer): KeyVerdict {
	const shown = key.toString('base64');
	const revoked = records.find((record) => record.marker === 'revoked' && record.key === shown);
	if (revoked !== undefined) {
		return { kind: 'revoked', record: revoked };
	}

	const plain = records.filter(({ marker }) => marker === undefined);
	if (plain.some((record) => record.key === shown)) {
		return { kind: 'known' };
	}

	const [other] = plain;
	return other === undefined ? { kind: 'unknown' } : { kind: 'changed', record: other };
}

/** Adds a line; `hashed` as ssh's HashKnownHosts does. A last line that lacks its end does not swallow it. */
export async function recordKey(
	file: string,
	name: string,
	key: Buffer,
	{ hashed = false }: { readonly hashed?: boolean } = {},
): Promise<void> {
	await mkdir(dirname(file), { recursive: true, mode: 0o700 });
	const before = await readFile(file, 'latin1').catch(() => '');
	const gap = before === '' || before.endsWith('\n') ? '' : '\n';
	const salt = randomBytes(20);
	const shown = hashed ? `|1|${salt.toString('base64')}|${nameHash(salt, name).toString('base64')}` : name;
	await appendFile(file, `${gap}${shown} ${keyType(key)} ${key.toString('base64')}\n`, { mode: 0o600 });
}

/** As `ssh-keygen -l` prints it. */
export function fingerprint(key: Buffer): string {
	return `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`;
}

/** The first string of the blob: `ssh-ed25519`. */
export function keyType(key: Buffer): string {
	return key.subarray(4, 4 + key.readUInt32BE(0)).toString('latin1');
}

function hashMatches(hosts: string, name: string): boolean {
	const [, , salt = '', hash = ''] = hosts.split('|');
	const expected = Buffer.from(hash, 'base64');
	const actual = nameHash(Buffer.from(salt, 'base64'), name);
	return expected.length === actual.length && timingSafeEqual(expected, actual);
}

/** ssh writes and looks up names in lower case. */
function nameHash(salt: Buffer, name: string): Buffer {
	return createHmac('sha1', salt).update(name.toLowerCase()).digest();
}

/** `*.site,!bad.site`: as ssh reads lists of patterns. */
export function patternsMatch(hosts: string, name: string): boolean {
	const patterns = hosts.split(',');
	const matches = (pattern: string) => {
		const source = pattern
			.replace(/[.+^${}()|[\]\\]/g, '\\$&')
			.replaceAll('*', '.*')
			.replaceAll('?', '.');
		return new RegExp(`^${source}$`, 'i').test(name);
	};
	return (
		patterns.some((pattern) => !pattern.startsWith('!') && matches(pattern)) &&
		!patterns.some((pattern) => pattern.startsWith('!') && matches(pattern.slice(1)))
	);
}
