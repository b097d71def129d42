import type { PackageContext, PackageMaker } from './context.ts';
import { program, scriptlets } from './context.ts';

/** A package of one controller; the init script knows it as `role`. */
function rolePackage(name: string, role: string, title: string, does: string): PackageMaker {
	return (context: PackageContext) => ({
		name: `eucalyptus-${name}`,
		version: context.version,
		release: context.release,
		arch: context.arch,
		summary: `Eucalyptus ${title} controller`,
		description: `The ${title} controller of Eucalyptus: ${does}`,
		requires: [`eucalyptus = ${context.version}-${context.release}`],
		entries: [program(context, PROGRAMS[role] ?? name)],
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
