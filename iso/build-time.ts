import { run } from '../src/common/run.ts';

/**
 * Seconds since 1970 that everything in a roll bears: SOURCE_DATE_EPOCH, else the time of the commit. Rocks lets the
 * newer of two packages win by date alone, so a later commit must have a later time, and one commit always the same.
 */
export async function buildTimeOf(directory: string): Promise<number> {
	const wanted = process.env['SOURCE_DATE_EPOCH'];
	if (wanted !== undefined && /^\d+$/.test(wanted)) {
		return Number(wanted);
	}

	const { stdout } = await run('git', ['-c', 'safe.directory=*', '-C', directory, 'log', '-1', '--format=%ct']);
	return Number(stdout.trim());
}
