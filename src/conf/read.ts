import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { confErrors } from './errors.ts';
import type { Conf } from './keys.ts';
import { parseConf } from './parse.ts';

/** The configuration of this host: `-c FILE`, else below `$EUCALYPTUS`, else /etc/default/eucalyptus (spec §2.1). */
export async function readConf(path = confPath()): Promise<Conf> {
	let text: string;
	try {
		text = await readFile(path, 'utf8');
	} catch (error) {
		throw confErrors('CONF_MISSING', { path }, { cause: error });
	}

	return parseConf(text, path);
}

export function confPath(eucalyptus = process.env['EUCALYPTUS']): string {
	const own = eucalyptus === undefined ? '' : join(eucalyptus, 'etc/eucalyptus/eucalyptus.conf');
	return own !== '' && existsSync(own) ? own : '/etc/default/eucalyptus';
}
