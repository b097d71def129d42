import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { patternsMatch } from './known-hosts.ts';

/** A host that no configuration names. */
export const NOBODY = 'any-other-host.invalid';

const SYSTEM = '/etc/ssh/ssh_config';
const SYSTEM_PARTS = '/etc/ssh/ssh_config.d';

/**
 * Tells whether ssh's configuration treats a host like every other one that it does not name, so that ssh need be asked only
 * once for all of them: a process for each of thousands is most of what reaching them costs. It is ssh that says what holds;
 * this only looks for `Host` lines with a pattern that fits, and where anything else might tell hosts apart none is ordinary.
 */
export async function onlyOrdinary(sshDirectory: string): Promise<(name: string) => boolean> {
	const parts = await readdir(SYSTEM_PARTS).catch(() => []);
	const paths = [join(sshDirectory, 'config'), SYSTEM, ...parts.map((name) => join(SYSTEM_PARTS, name))];
	const texts = await Promise.all(paths.map((path) => readFile(path, 'utf8').catch(() => '')));
	const lines = texts.flatMap((text) => text.split('\n').map((line) => line.trim().replace(/^#.*/, '')));
	if (lines.some(tellsApart)) {
		return () => false;
	}

	const named = lines.flatMap((line) => {
		const [, words] = /^host(?:\s*=\s*|\s+)(.*)$/i.exec(line) ?? [];
		return words === undefined || words === '*' ? [] : [words.replaceAll('"', '').split(/\s+/).join(',')];
	});
	return (name) => !named.some((patterns) => patternsMatch(patterns, name) !== patternsMatch(patterns, NOBODY));
}

/** Conditions, other files than those that are looked at, and values that are made of the host's name. */
function tellsApart(line: string): boolean {
	const isOurInclude = new RegExp(`^include\\s+${SYSTEM_PARTS.replaceAll('.', '\\.')}/\\*\\.conf$`, 'i').test(line);
	const isMadeOfName = /%[a-z]/i.test(line) && !/^(proxycommand|controlpath|localcommand|remotecommand)\b/i.test(line);
	return isMadeOfName || (/^(match|include|canonical)/i.test(line) && !isOurInclude);
}
