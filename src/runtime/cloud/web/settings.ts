import { readFile } from 'node:fs/promises';
import { messageOf } from '../../../common/errors.ts';
import { confErrors } from '../../../conf/errors.ts';
import { parseWebProperties } from '../../../conf/parse-web-properties.ts';
import type { WebSettings } from '../../../conf/web-properties.ts';

/** The content of eucalyptus-web.properties; without the file the defaults. Throws what is wrong with it, with its line. */
export async function readWebSettings(path: string): Promise<WebSettings> {
	return parseWebProperties(await textOf(path), path);
}

async function textOf(path: string): Promise<string> {
	try {
		return await readFile(path, 'utf8');
	} catch (error) {
		if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
			return '';
		}

		throw confErrors('PROPERTIES_UNREADABLE', { path, problem: messageOf(error) }, { cause: error });
	}
}
