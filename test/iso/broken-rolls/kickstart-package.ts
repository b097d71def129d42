import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { repacked } from '../support/repacked-kickstart.ts';
import { tinyPackage } from '../support/tiny-roll.ts';
import { addPackage, type BrokenRoll, rpmFile, rpms, textFile } from './broken-roll.ts';

/** Rows 8, 9: the package that brings nodes and graph. */
export const brokenKickstartPackages: readonly BrokenRoll[] = [
	{
		how: 'there is no kickstart package',
		rule: 'kickstart-one',
		tree: (workshop) => {
			const name = readdirSync(rpms(workshop)).find((file) => file.startsWith('roll-'));
			rmSync(join(rpms(workshop), name ?? 'missing'));
		},
	},
	{
		how: 'there are two kickstart packages',
		rule: 'kickstart-one',
		tree: (workshop) => addPackage({ ...tinyPackage('roll-other-kickstart', 'noarch'), version: '5.0' })(workshop),
	},
	{
		how: 'the kickstart package is of one architecture',
		rule: 'kickstart-version',
		kickstart: (spec) => ({ ...spec, arch: 'x86_64' }),
	},
	{
		how: 'the kickstart package has the version of Eucalyptus',
		rule: 'kickstart-version',
		kickstart: (spec) => ({ ...spec, version: '1.1' }),
	},
	{
		how: 'the kickstart package is relocatable from elsewhere',
		rule: 'kickstart-prefix',
		kickstart: (spec) => ({
			...spec,
			prefix: '/opt/profile',
			entries: spec.entries.map((entry) => ({ ...entry, path: entry.path.replace('/export', '/opt') })),
		}),
	},
	{
		how: 'the kickstart package runs a script',
		rule: 'kickstart-plain',
		kickstart: (spec) => ({ ...spec, scriptlets: { post: 'exit 0\n' } }),
	},
	{
		how: 'the kickstart package requires another',
		rule: 'kickstart-plain',
		kickstart: (spec) => ({ ...spec, requires: ['eucalyptus'] }),
	},
	{
		how: 'the kickstart package has a file below var',
		rule: 'kickstart-no-var',
		kickstart: (spec) => ({ ...spec, entries: [...spec.entries, textFile('/export/profile/var/note', 'x')] }),
	},
	{
		how: 'the kickstart package has no graph',
		rule: 'profile-files',
		kickstart: (spec) => ({ ...spec, entries: spec.entries.filter(({ path }) => !path.includes('/graphs/')) }),
	},
	{
		how: 'a node file may be written by all',
		rule: 'profile-modes',
		kickstart: (spec) => ({
			...spec,
			entries: spec.entries.map((entry) => (entry.kind === 'file' ? { ...entry, mode: 0o666 } : entry)),
		}),
	},
	{
		how: 'a node is called as one of the base roll',
		rule: 'node-names',
		kickstart: (spec) => ({
			...spec,
			entries: [...spec.entries, textFile('/export/profile/nodes/apache.xml', '<kickstart roll="eucalyptus"/>\n')],
		}),
	},
	{
		how: 'the payload of the kickstart package is spoilt',
		rule: 'kickstart-unpacks',
		also: ['rpm-intact'],
		tree: (workshop) => {
			const file = rpmFile(workshop, 'roll-eucalyptus-kickstart');
			const bytes = readFileSync(file);
			writeFileSync(file, bytes.fill(0xff, bytes.length - 200));
		},
	},
	{
		how: 'the kickstart package has a file outside of its prefix',
		rule: 'kickstart-inside',
		kickstart: (spec) => ({ ...spec, entries: [...spec.entries, textFile('/etc/cron.d/eucalyptus', 'x')] }),
	},
	{
		how: 'a node file is a link',
		rule: 'profile-modes',
		also: ['xml-form', 'generation'],
		kickstart: (spec) => ({
			...spec,
			entries: [
				...spec.entries.filter(({ path }) => !path.includes('eucalyptus-node')),
				{ kind: 'link', path: '/export/profile/nodes/eucalyptus-node.xml', target: 'eucalyptus-frontend.xml' },
			],
		}),
	},
	{
		how: 'a node file belongs to somebody',
		rule: 'profile-modes',
		tree: (workshop) => repacked(workshop, { owner: 'nobody' }),
	},
	{
		how: 'the kickstart package of 5.0 is compressed by xz',
		rule: 'rpm-payload',
		also: ['rpm-features'],
		tree: (workshop) => repacked(workshop, { payload: 'w2.xzdio' }),
	},
];
