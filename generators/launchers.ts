import { join } from 'node:path';
import { layout } from '../src/common/layout.ts';
import { type Role, rolesOf } from '../src/site/hosts.ts';
import type { Site } from '../src/site/schema.ts';
import { type GeneratedFile, rendered } from './file.ts';

/** Tools below `usr/sbin` and the hosts that have a use for them; each is one bundle `programs/<name>.js`. */
export const TOOLS: readonly { readonly name: string; readonly roles: readonly Role[] }[] = [
	{ name: 'euca', roles: ['cloud'] },
	{ name: 'euca-setup', roles: ['cloud'] },
	{ name: 'euca_sync_key', roles: ['cloud', 'cluster'] },
	{ name: 'CCclient_full', roles: ['cloud', 'cluster'] },
	{ name: 'NCclient', roles: ['cluster', 'node'] },
];

/** They say that Node cannot run here before they change anything; the others just fail. */
const CHANGES_HOSTS = ['euca-setup', 'euca_sync_key'];

/** What thousands of hosts say is soon forgotten: V8 would let 128 MiB of it pile up before it looks, without being any faster. */
const SHORT_LIVED = '--max-semi-space-size=16';

/** One small shell script per tool that starts it under the installation's own Node. */
export function launchers(site: Site, hostName: string): readonly GeneratedFile[] {
	const { sbin, eucalyptus } = layout(site.eucalyptus);
	const hostRoles = rolesOf(site, hostName);
	return TOOLS.filter(({ roles }) => roles.some((role) => hostRoles.includes(role))).map(({ name }) => ({
		kind: 'file',
		path: join(sbin, name),
		mode: 0o755,
		content: rendered('config/launcher.sh', {
			name,
			eucalyptus,
			checks: CHANGES_HOSTS.includes(name),
			flags: name === 'euca-setup' ? `${SHORT_LIVED} ` : '',
		}),
	}));
}
