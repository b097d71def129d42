import { join } from 'node:path';
import { directories } from '../../../generators/directories.ts';
import type { GeneratedFile } from '../../../generators/file.ts';
import { initScript } from '../../../generators/init-script.ts';
import { launchers, TOOLS } from '../../../generators/launchers.ts';
import { logrotate } from '../../../generators/logrotate.ts';
import { renderConfig } from '../../../src/common/template.ts';
import { packagedConf } from '../../../src/conf/packaged.ts';
import type { RpmEntry } from '../rpm-spec.ts';
import { ANY_SITE, type PackageContext, type PackageMaker, PLACES, program, scriptlets, tree } from './context.ts';

const CONF = '/etc/default/eucalyptus';
/** Tools, configuration and init script: what every host has. */
export const toolsPackage: PackageMaker = (context) => ({
	name: 'eucalyptus',
	version: context.version,
	release: context.release,
	arch: context.arch,
	summary: 'A private cloud with the interface of Amazon EC2: tools, configuration, init script',
	description: [
		'Eucalyptus makes a private cloud of the machines of a cluster: instances are started,',
		'listed and ended through the interface of Amazon EC2, and run under KVM or Xen.',
		'This package holds what every host needs; eucalyptus-cloud, eucalyptus-cc and',
		'eucalyptus-nc hold the cloud, cluster and node controllers.',
	].join('\n'),
	requires: [`eucalyptus-runtime = ${context.version}-${context.release}`],
	entries: [...everywhere(), ...programs(context)],
	scriptlets: scriptlets({ post: 'tools-post', preun: 'tools-preun', postun: 'tools-postun' }),
});

function everywhere(): readonly RpmEntry[] {
	const unit = renderConfig('roll/eucalyptus.service', {});
	const generated = [directories, initScript, launchers, logrotate].flatMap((make) => make(ANY_SITE, 'localhost'));
	return [
		...generated.filter(({ path }) => path !== PLACES.lib && isForEveryHost(path)).map(asEntry),
		{ kind: 'directory', path: PLACES.state, mode: 0o755 },
		{ kind: 'directory', path: PLACES.templates, mode: 0o755 },
		{ kind: 'file', path: CONF, mode: 0o640, source: { kind: 'text', content: packagedConf() }, config: true },
		{ kind: 'link', path: join(PLACES.etc, 'eucalyptus.conf'), target: '../../../../etc/default/eucalyptus' },
		{ kind: 'file', path: UNIT, mode: 0o644, source: { kind: 'text', content: unit } },
	];
}

const UNIT = '/usr/lib/systemd/system/eucalyptus.service';

/** Where instances lie is for the host to say. */
function isForEveryHost(path: string): boolean {
	return path.startsWith('/etc/') || path.startsWith(PLACES.eucalyptus);
}

function programs(context: PackageContext): readonly RpmEntry[] {
	const folders = ['templates', 'packages', 'licences'];
	return [
		{ kind: 'directory', path: join(PLACES.lib, 'programs'), mode: 0o755 },
		packed(context, 'programs/package.json'),
		packed(context, 'bundle.json'),
		...TOOLS.map(({ name }) => program(context, name)),
		...folders.flatMap((folder): readonly RpmEntry[] => [
			{ kind: 'directory', path: join(PLACES.lib, folder), mode: 0o755 },
			...tree(join(context.programs, folder), join(PLACES.lib, folder)),
		]),
	];
}

function packed({ programs: from }: PackageContext, name: string): RpmEntry {
	return { kind: 'file', path: join(PLACES.lib, name), mode: 0o644, source: { kind: 'local', path: join(from, name) } };
}

function asEntry(file: GeneratedFile): RpmEntry {
	return file.kind === 'file'
		? { kind: 'file', path: file.path, mode: file.mode, source: { kind: 'text', content: file.content } }
		: file;
}
