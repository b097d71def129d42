import { run } from '../src/common/run.ts';
import { isoErrors } from './errors.ts';

/**
 * Seconds since 1970 that everything in a roll bears: SOURCE_DATE_EPOCH, else the time of the commit. Rocks lets the
 * newer of two packages win by date alone, so a later commit must have a later time, and one commit always the same.
 */
export async function buildTimeOf(directory: string): Promise<number> {
	const wanted = process.env['SOURCE_DATE_EPOCH'];
	if (wanted !== undefined && wanted !== '') {
		if (!/^\d{1,10}$/.test(wanted)) {
			throw isoErrors('EPOCH_UNREADABLE', { wanted });
		}

		return Number(wanted);
	}

	try {
		const { stdout } = await run('git', ['-c', 'safe.directory=*', '-C', directory, 'log', '-1', '--format=%ct']);
		return Number(stdout.trim());
	} catch (error) {
		throw isoErrors('NO_COMMIT', { directory }, { cause: error });
	}
}
