import { join } from 'node:path';
import { renderConfig } from '../src/common/template.ts';
import type { Site } from '../src/site/schema.ts';

/** One file, directory or link that a host must have. */
export type GeneratedFile =
	| {
			readonly kind: 'file';
			/** Absolute path on the host. */
			readonly path: string;
			readonly mode: number;
			readonly content: string;
			/** A person may edit it on the host (eucalyptus.conf): the plan shows the difference and never overwrites it silently. */
			readonly editable?: boolean;
	  }
	| { readonly kind: 'directory'; readonly path: string; readonly mode: number }
	| { readonly kind: 'link'; readonly path: string; readonly target: string };

/** A pure function: what one host of the site needs. No I/O, no clock, no randomness. */
export type Generator = (site: Site, hostName: string) => readonly GeneratedFile[];

/** Where a file of /etc lies on the hosts of this site. */
export function etcPath(site: Site, path: string): string {
	return join(site.systemRoot, 'etc', path);
}

/** Most files are the same on every host of a site, or on every host of a kind. */
const ENOUGH = 500;
const known = new Map<string, string>();

/** As renderConfig; what was made once is not made again for each of 5 000 hosts. */
export function rendered(name: string, values: Readonly<Record<string, unknown>>): string {
	const key = `${name} ${JSON.stringify(values)}`;
	const text = known.get(key) ?? renderConfig(name, values);
	if (known.size >= ENOUGH) {
		known.clear();
	}

	known.set(key, text);
	return text;
}
