import { hostEntry } from '../src/site/hosts.ts';
import type { Site } from '../src/site/schema.ts';
import { etcPath, type GeneratedFile, rendered } from './file.ts';

/** `/etc/init.d/eucalyptus` (spec §2.5): the one place that starts and stops; units and tools call it. */
export function initScript(site: Site, hostName: string): readonly GeneratedFile[] {
	if (hostEntry(site, hostName) === undefined) {
		return [];
	}

	const path = etcPath(site, 'init.d/eucalyptus');
	const content = rendered('config/init.sh', {
		self: path,
		conf: etcPath(site, 'default/eucalyptus'),
		// Only the system's own /etc is seen by systemd.
		unit: site.systemRoot === '/' ? '/etc/systemd/system/eucalyptus.service' : '',
	});
	return [{ kind: 'file', path, mode: 0o755, content }];
}
