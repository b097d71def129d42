import { dirname, join } from 'node:path';
import { layout } from '../src/common/layout.ts';
import { hostEntry, nodeSettings } from '../src/site/hosts.ts';
import type { Site } from '../src/site/schema.ts';
import type { GeneratedFile } from './file.ts';

/** Directories with their rights (spec §1.5): what holds keys or state is root's alone. */
export function directories(site: Site, hostName: string): readonly GeneratedFile[] {
	const host = hostEntry(site, hostName);
	if (host === undefined) {
		return [];
	}

	const at = layout(site.eucalyptus);
	const images = site.sharedDirectory;
	const isCloud = host.roles.includes('cloud');
	const wanted: readonly (readonly [path: string, mode: number])[] = [
		[at.etc, 0o755],
		[at.keys, 0o700],
		[at.run, 0o755], // sockets that Apache's unprivileged children open
		[at.net, 0o755],
		[at.log, 0o750],
		[at.sbin, 0o755],
		[at.lib, 0o755],
		...(isCloud
			? ([
					[dirname(at.webProperties), 0o755],
					[at.db, 0o700],
					[images === undefined ? at.templates : join(images, 'templates'), 0o755],
					[images === undefined ? at.registered : join(images, 'registered'), 0o755],
				] as const)
			: []),
		...(host.heads === undefined ? [] : ([[at.cluster, 0o700]] as const)),
		...(host.memberOf === undefined ? [] : ([[nodeSettings(site, hostName).instancePath, 0o755]] as const)),
	];
	return wanted.map(([path, mode]) => ({ kind: 'directory', path, mode }));
}
