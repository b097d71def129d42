import * as z from 'zod';
import { cliErrors } from './errors.ts';

/** Of commands that write the site file: `--site` as everywhere, `--out` as other files that are written. */
export const siteToWrite = {
	site: z.string().optional(),
	out: z.string().optional(),
	force: z.boolean().default(false),
};

export function siteFile({
	site,
	out,
}: {
	readonly site?: string | undefined;
	readonly out?: string | undefined;
}): string {
	if (site !== undefined && out !== undefined && site !== out) {
		throw cliErrors('CLI_OPTION', { option: '--out', problem: 'names another file than --site' });
	}

	return site ?? out ?? 'site.yaml';
}
