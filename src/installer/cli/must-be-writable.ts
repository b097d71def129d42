import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { messageOf } from '../../common/errors.ts';
import { cliErrors } from './errors.ts';

/** Gives up on a file that could not be written later, when the work for it is done. Its directories may still be missing. */
export async function mustBeWritable(path: string): Promise<void> {
	for (let directory = dirname(resolve(path)); ; directory = dirname(directory)) {
		try {
			await access(directory, constants.W_OK);
			if ((await stat(directory)).isDirectory()) {
				return;
			}

			throw new Error(`${directory} is no directory`);
		} catch (error) {
			if ((error as NodeJS.ErrnoException).code !== 'ENOENT') {
				throw cliErrors('CLI_FILE_UNWRITABLE', { path, problem: messageOf(error) });
			}
		}
	}
}
