import { layout } from '../src/common/layout.ts';
import { type Role, rolesOf } from '../src/site/hosts.ts';
import type { Site } from '../src/site/schema.ts';
import { etcPath, type GeneratedFile, rendered } from './file.ts';

const UNITS: Readonly<Record<Role, { readonly role: string; readonly name: string; readonly title: string }>> = {
	cloud: { role: 'CLC', name: 'cloud', title: 'cloud controller' },
	cluster: { role: 'CC', name: 'cc', title: 'cluster controller' },
	node: { role: 'NC', name: 'nc', title: 'node controller' },
};

/**
 * `eucalyptus.service` for all of this host and one unit per role, restarted when it fails. All go through the init
 * script, so that both ways of starting know each other's processes. Only words that systemd 219 understands.
 */
export function systemdUnits(site: Site, hostName: string): readonly GeneratedFile[] {
	const roles = rolesOf(site, hostName);
	if (roles.length === 0) {
		return [];
	}

	const { run } = layout(site.eucalyptus);
	const init = etcPath(site, 'init.d/eucalyptus');
	const file = (unit: string, content: string): GeneratedFile => ({
		kind: 'file',
		path: etcPath(site, `systemd/system/${unit}`),
		mode: 0o644,
		content,
	});
	return [
		file('eucalyptus.service', rendered('config/eucalyptus.service', { init })),
		...roles.map((role) =>
			file(
				`eucalyptus-${role}.service`,
				rendered('config/unit.service', { ...UNITS[role], run, init, usesLibvirt: role === 'node' }),
			),
		),
	];
}
