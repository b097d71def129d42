import { webPropertiesFile } from '../../../src/conf/print-web-properties.ts';
import type { RpmEntry } from '../rpm-spec.ts';
import type { PackageContext, PackageMaker } from './context.ts';
import { PLACES, program, scriptlets } from './context.ts';

/** A package of one controller; the init script knows it as `role`. */
function rolePackage(
	name: string,
	role: string,
	title: string,
	does: string,
	entries: readonly RpmEntry[] = [],
): PackageMaker {
	return (context: PackageContext) => ({
		name: `eucalyptus-${name}`,
		version: context.version,
		release: context.release,
		arch: context.arch,
		summary: `Eucalyptus ${title} controller`,
		description: `The ${title} controller of Eucalyptus: ${does}`,
		requires: [`eucalyptus = ${context.version}-${context.release}`],
		entries: [program(context, PROGRAMS[role] ?? name), ...entries],
		scriptlets: scriptlets({ preun: 'role-preun', posttrans: 'role-posttrans' }, { role }),
	});
}

const PROGRAMS: Readonly<Record<string, string>> = {
	CLC: 'eucalyptus-cloud',
	CC: 'eucalyptus-cluster',
	NC: 'eucalyptus-node',
};

export const cloudPackage = rolePackage(
	'cloud',
	'CLC',
	'cloud',
	'users, images and\nthe interface of Amazon EC2. One host of a site runs it.',
	[
		{
			kind: 'file',
			path: PLACES.webProperties,
			mode: 0o640,
			source: { kind: 'text', content: webPropertiesFile() },
			config: true,
		},
	],
);
export const clusterPackage = rolePackage(
	'cc',
	'CC',
	'cluster',
	'chooses the node\nfor an instance and its network. One host of each cluster runs it.',
);
export const nodePackage = rolePackage(
	'nc',
	'NC',
	'node',
	'starts and ends the\ninstances of the host it runs on, through libvirt.',
);
