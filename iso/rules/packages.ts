import { basename, dirname } from 'node:path';
import { kickstartRpms, type Roll, type RollRpm } from '../open-roll.ts';
import { type Rpm, strings, TAG } from '../rpm/read-rpm.ts';
import { isForeign } from './distribution-packages.ts';
import type { Rule } from './rule.ts';

/** Rows 4, 6, 7: where packages lie and what they are called. */
export const packageRules: readonly Rule[] = [
	{
		id: 'rpm-place',
		row: 4,
		reason: 'only what lies directly in RedHat/RPMS gets into the distribution',
		fix: 'put binary packages into <name>/<version>/<arch>/RedHat/RPMS, sources into SRPMS',
		check: (roll) =>
			roll.image.entries
				.filter(({ kind, path }) => kind === 'file' && path.endsWith('.rpm'))
				.filter(({ path }) => !places(roll).includes(dirname(path)))
				.map(({ path }) => path),
	},
	{
		id: 'rpm-present',
		row: 4,
		reason: 'a roll without packages is listed and enabled, and does nothing',
		fix: 'put the packages into RedHat/RPMS',
		check: ({ rpms }) => (rpms.length > 0 ? [] : ['there is no package']),
	},
	{
		id: 'rpm-name',
		row: 4,
		reason: 'Rocks never opens a package: base name, version, release and architecture come from the file name',
		fix: 'call it <name>-<version>-<release>.<arch>.rpm as its header says, without a hyphen in version or release',
		check: (roll) =>
			readable(roll)
				.filter(({ path, rpm }) => basename(path) !== nameOf(rpm))
				.map(({ path, rpm }) => `${basename(path)} is ${nameOf(rpm)}`),
	},
	{
		id: 'rpm-arch',
		row: 6,
		reason: 'packages of another architecture are chosen by nobody, or by the wrong machines',
		fix: 'leave only packages of the architecture of the tree, or noarch',
		check: (roll) =>
			readable(roll)
				.filter(({ rpm }) => !fittingArches(roll.arch).includes(one(rpm, TAG.arch)))
				.map(({ path, rpm }) => `${basename(path)} is for ${one(rpm, TAG.arch)}`),
	},
	{
		id: 'rpm-once',
		row: 6,
		reason: 'of two files of one package the newer date wins in the distribution, and kroll prints both',
		fix: 'leave one file for each package',
		check(roll) {
			const names = readable(roll).map(({ rpm }) => one(rpm, TAG.name));
			return [...new Set(names.filter((name, at) => names.indexOf(name) !== at))].map(
				(name) => `${name} is there ${names.filter((other) => other === name).length} times`,
			);
		},
	},
	{
		id: 'rpm-foreign-name',
		row: 7,
		reason: 'it would replace, or be replaced by, the package of that name of the distribution, by file dates alone',
		fix: 'give the package a name of its own',
		check: (roll) =>
			readable(roll)
				.map(({ rpm }) => one(rpm, TAG.name))
				.filter(isForeign)
				.map((name) => `${name} is the name of a package of the distribution or of another roll`),
	},
	{
		id: 'rpm-obsoletes',
		row: 7,
		reason: 'yum removes what is obsolete from every host, and rocks-dist leaves it in the distribution',
		fix: 'remove the Obsoletes of names that are not your own',
		check: (roll) =>
			readable(roll).flatMap(({ path, rpm }) =>
				strings(rpm.header, TAG.obsoletes)
					.filter(isForeign)
					.map((name) => `${basename(path)} declares ${name} obsolete`),
			),
	},
];

/** Packages whose headers could be read; the others have been named by rpm-readable. */
export function readable({ rpms }: Roll): readonly (RollRpm & { readonly rpm: Rpm })[] {
	return rpms.flatMap((entry) => (entry.rpm === undefined ? [] : [{ ...entry, rpm: entry.rpm }]));
}

export function one({ header }: Rpm, tag: number): string {
	return strings(header, tag)[0] ?? '';
}

function nameOf(rpm: Rpm): string {
	const [name, version, release, arch] = [TAG.name, TAG.version, TAG.release, TAG.arch].map((tag) => one(rpm, tag));
	return `${name}-${version}-${release}.${arch}.rpm`;
}

/** Beside the description, if that lies at the depth where Rocks looks for it. */
function places({ descriptions: [described], name, rocks, arch }: Roll): readonly string[] {
	const isDeep = described?.path.split('/').length === 4;
	const tree = described !== undefined && isDeep ? dirname(described.path) : `${name}/${rocks}/${arch}`;
	return [`${tree}/RedHat/RPMS`, `${tree}/SRPMS`];
}

function fittingArches(arch: string): readonly string[] {
	return arch === 'i386' ? ['i386', 'i486', 'i586', 'i686', 'noarch'] : [arch, 'noarch'];
}

/** The kickstart package, if there is one that can be read. */
export function kickstart(roll: Roll): (RollRpm & { readonly rpm: Rpm }) | undefined {
	const [found] = kickstartRpms(roll);
	return found?.rpm === undefined ? undefined : { ...found, rpm: found.rpm };
}
