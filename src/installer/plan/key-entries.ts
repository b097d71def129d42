import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { keysFor } from '../../../generators/keys.ts';
import { layout } from '../../common/layout.ts';
import type { Role } from '../../site/hosts.ts';
import { type DesiredEntry, sha256 } from './desired.ts';

export const ALL_ROLES: readonly Role[] = ['cloud', 'cluster', 'node'];

export interface KeyEntriesOptions {
	readonly eucalyptus: string;
	readonly roles: readonly Role[];
	/** Directory of this machine that holds all keys of the site. */
	readonly from: string;
}

/** The key files that a host with these roles must have, as copies of those in `from`: 0600 in a directory of 0700. */
export async function keyEntries({ eucalyptus, roles, from }: KeyEntriesOptions): Promise<readonly DesiredEntry[]> {
	const { keys } = layout(eucalyptus);
	const files = keysFor(roles).map(async (name): Promise<DesiredEntry> => {
		const content = await readFile(join(from, name));
		const source = { kind: 'bytes' as const, content };
		const file = { path: join(keys, name), mode: 0o600, part: 'keys' as const, sha256: sha256(content) };
		return { kind: 'file', ...file, source, editable: false, secret: true };
	});
	return [{ kind: 'directory', path: keys, mode: 0o700, part: 'keys' }, ...(await Promise.all(files))];
}
