import { layout } from '../src/common/layout.ts';
import { hostEntry, nodeSettings } from '../src/site/hosts.ts';
import type { Site } from '../src/site/schema.ts';
import { etcPath, type GeneratedFile, rendered } from './file.ts';

/** Logs stay bounded (spec §1.7, §8 row 9). */
export function logrotate(site: Site, hostName: string): readonly GeneratedFile[] {
	const entry = hostEntry(site, hostName);
	if (entry === undefined) {
		return [];
	}

	const values = {
		log: layout(site.eucalyptus).log,
		init: etcPath(site, 'init.d/eucalyptus'),
		hasXenConsoles: entry.memberOf !== undefined && nodeSettings(site, hostName).hypervisor === 'xen',
	};
	const content = rendered('config/logrotate', values);
	return [{ kind: 'file', path: etcPath(site, 'logrotate.d/eucalyptus'), mode: 0o644, content }];
}
