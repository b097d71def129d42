import { spawnSync } from 'node:child_process';
import type { RocksRelease } from '../target.ts';
import { bareShell } from './shell-words.ts';

/** Since bash 4: `&>>`, `|&`, and `;&` or `;;&` in a case. */
const SINCE_BASH_4 = /&>>|\|&|;&/;

/**
 * What `bash -n` (where there is no bash: `sh -n`) says; undefined if nothing. For Rocks V also what its bash 3.2 would say
 * of words that came later.
 */
export function shellProblem(script: string, rocks: RocksRelease): string | undefined {
	const [newer] = rocks === '5.0' ? (SINCE_BASH_4.exec(bareShell(script)) ?? []) : [];
	if (newer !== undefined) {
		return `syntax error near "${newer}", which came with bash 4`;
	}

	for (const shell of ['bash', 'sh']) {
		const { error, status, stderr } = spawnSync(shell, ['-n'], { input: script, encoding: 'utf8', timeout: 10_000 });
		if (error === undefined) {
			return status === 0 && stderr.trim() === '' ? undefined : (stderr.trim().split('\n')[0] ?? 'is not valid');
		}
	}

	return undefined;
}
