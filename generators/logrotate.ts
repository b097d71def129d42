import { layout } from '../src/common/layout.ts';
import { renderConfig } from '../src/common/template.ts';
import { hostEntry } from '../src/site/hosts.ts';
import type { Site } from '../src/site/schema.ts';
import { etcPath, type GeneratedFile } from './file.ts';

/** Logs stay bounded (spec §1.7, §8 row 9). */
export function logrotate(site: Site, hostName: string): readonly GeneratedFile[] {
	if (hostEntry(site, hostName) === undefined) {
		return [];
	}

	const values = { log: layout(site.eucalyptus).log, init: etcPath(site, 'init.d/eucalyptus') };
	const content = renderConfig('config/logrotate', values);
	return [{ kind: 'file', path: etcPath(site, 'logrotate.d/eucalyptus'), mode: 0o644, content }];
}
