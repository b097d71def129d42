import { kickstartRpms } from '../open-roll.ts';
import { numbers, pathsOf, strings, TAG } from '../rpm/read-rpm.ts';
import { ROLL_RELEASE } from '../target.ts';
import { infoOf } from './description.ts';
import { isBaseNode } from './distribution-nodes.ts';
import { isOurs } from './graph.ts';
import { kickstart, one } from './packages.ts';
import type { Rule } from './rule.ts';

const PREFIX = '/export/profile';
const SCRIPTLETS = [1023, 1024, 1025, 1026, 1079, 1151, 1152, 1065];

/** Rows 8, 9: the package that brings the nodes and the graph. */
export const kickstartPackageRules: readonly Rule[] = [
	{
		id: 'kickstart-one',
		row: 8,
		reason: 'Rocks unpacks the profile of a roll from its one kickstart package; with none the roll does nothing',
		fix: 'ship exactly one roll-<name>-kickstart',
		check(roll) {
			const found = kickstartRpms(roll);
			const name = `roll-${roll.name}-kickstart`;
			const own = found.filter(({ path }) => path.split('/').at(-1)?.startsWith(`${name}-`));
			return found.length === 1 && own.length === 1
				? []
				: [found.length === 0 ? `there is no ${name}` : `there are: ${found.map(({ path }) => path).join(', ')}`];
		},
	},
	{
		id: 'kickstart-version',
		row: 8,
		reason: 'it belongs to one release of Rocks, which its version names',
		fix: 'version = release of Rocks, release = release of the roll, architecture noarch',
		check(roll) {
			const found = kickstart(roll);
			if (found === undefined) {
				return [];
			}

			const [version, release, arch] = [TAG.version, TAG.release, TAG.arch].map((tag) => one(found.rpm, tag));
			const is = `${version}-${release}.${arch}`;
			const own = isOurs(roll) ? ROLL_RELEASE : infoOf(roll.descriptions[0], 'release');
			const wanted = `${roll.rocks}-${own ?? release}.noarch`;
			return is === wanted ? [] : [`it is ${is}, expected ${wanted}`];
		},
	},
	{
		id: 'kickstart-prefix',
		row: 8,
		reason: 'Rocks unpacks it with --prefix, or relocates / if it has none; another prefix puts the files elsewhere',
		fix: `Prefix: ${PREFIX}`,
		check(roll) {
			const prefixes = strings(kickstart(roll)?.rpm.header ?? NONE, TAG.prefixes);
			return prefixes.every((prefix) => prefix === PREFIX) && prefixes.length <= 1
				? []
				: [`its prefixes are ${prefixes.join(', ')}`];
		},
	},
	{
		id: 'kickstart-inside',
		row: 8,
		reason: 'what does not lie below the prefix is laid onto the front-end itself while the distribution is made',
		fix: `put every file below ${PREFIX}`,
		check(roll) {
			const header = kickstart(roll)?.rpm.header ?? NONE;
			const [prefix] = strings(header, TAG.prefixes);
			return prefix === undefined ? [] : pathsOf(header).filter((path) => !`${path}/`.startsWith(`${prefix}/`));
		},
	},
	{
		id: 'kickstart-plain',
		row: 8,
		reason: 'it is unpacked on the front-end into a directory of the distribution: a script would run there',
		fix: 'leave scriptlets and Requires out',
		check(roll) {
			const header = kickstart(roll)?.rpm.header ?? NONE;
			const scripts = SCRIPTLETS.filter((tag) => header.tags.has(tag));
			const needs = strings(header, TAG.requireName).filter((name) => !name.startsWith('rpmlib('));
			return [...(scripts.length === 0 ? [] : ['it has scriptlets']), ...needs.map((name) => `it requires ${name}`)];
		},
	},
	{
		id: 'kickstart-no-var',
		row: 8,
		reason: 'after unpacking, Rocks removes var/, where the data base of that unpacking lies',
		fix: 'put nothing below var/',
		check: (roll) =>
			pathsOf(kickstart(roll)?.rpm.header ?? NONE).filter((path) => path.replace(PREFIX, '').startsWith('/var/')),
	},
	{
		id: 'kickstart-unpacks',
		row: 8,
		reason: 'Rocks throws the errors of unpacking away: the roll would be listed and do nothing',
		fix: 'build the package again, with a gzip payload',
		check: ({ profileProblem }) => (profileProblem === undefined ? [] : [profileProblem]),
	},
	{
		id: 'profile-files',
		row: 9,
		reason: 'these are what the distribution is made of',
		fix: 'ship nodes/*.xml, graphs/default/<name>.xml and roll-<name>.xml',
		check({ name, profile, nodes }) {
			if (profile === undefined) {
				return [];
			}

			const wanted = [`graphs/default/${name}.xml`, `roll-${name}.xml`];
			return [
				...wanted.filter((path) => !profile.has(path)).map((path) => `${path} is missing`),
				...(nodes.length === 0 ? ['there is no nodes/*.xml'] : []),
			];
		},
	},
	{
		id: 'profile-modes',
		row: 9,
		reason: 'the web server of the front-end reads them, and nobody else may write them',
		fix: 'plain files of mode 0644, owner root:root',
		check(roll) {
			const header = kickstart(roll)?.rpm.header ?? NONE;
			const modes = numbers(header, TAG.fileModes);
			const [owners, groups] = [TAG.fileOwners, TAG.fileGroups].map((tag) => strings(header, tag));
			return pathsOf(header).flatMap((path, at) => {
				const mode = modes[at] ?? 0;
				const owner = `${owners?.[at]}:${groups?.[at]}`;
				return [
					...(isPlain(mode) && permissions(mode) !== 0o644
						? [`${path} has the mode ${permissions(mode).toString(8)}`]
						: []),
					...(isPlain(mode) || isDirectory(mode) ? [] : [`${path} is no plain file`]),
					...(owner === 'root:root' ? [] : [`${path} belongs to ${owner}`]),
				];
			});
		},
	},
	{
		id: 'node-names',
		row: 9,
		reason: 'node files of all rolls lie in one directory: one of the same name replaces the other',
		fix: 'begin the names with that of the roll',
		check: ({ nodes }) =>
			nodes
				.map(({ path }) => path.replace(/^nodes\/|\.xml$/g, ''))
				.filter(isBaseNode)
				.map((name) => `nodes/${name}.xml is a node of Rocks itself`),
	},
];

const NONE = { tags: new Map<number, never>(), types: new Set<number>(), size: 0 };

function isPlain(mode: number): boolean {
	return (mode & 0o170000) === 0o100000;
}

function isDirectory(mode: number): boolean {
	return (mode & 0o170000) === 0o040000;
}

function permissions(mode: number): number {
	return mode & 0o7777;
}
