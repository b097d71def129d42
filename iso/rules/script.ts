import { basename } from 'node:path';
import type { Roll } from '../open-roll.ts';
import { HOST_KINDS, type HostKind } from '../rocks/base-profile.ts';
import { krollScript } from '../rocks/kroll.ts';
import type { Section } from '../rocks/node-file.ts';
import { runRollScript } from '../rocks/run-roll.ts';
import { strings, TAG } from '../rpm/read-rpm.ts';
import { ownSectionsOrNone } from './distribution.ts';
import { isOfDistribution } from './distribution-packages.ts';
import { isGenerated, isOurs } from './graph.ts';
import { one, readable } from './packages.ts';
import type { Rule } from './rule.ts';
import { shellProblem } from './shell-problem.ts';

/** Rows 13, 15: packages, and the script that installs the front-end. */
export const scriptRules: readonly Rule[] = [
	{
		id: 'package-known',
		row: 13,
		reason: 'an unknown name is passed over in silence (5.0, 6.2), or makes yum refuse everything (7.0)',
		fix: 'ship the package in the roll, or remove the name',
		check: (roll) =>
			unique(HOST_KINDS.flatMap((kind) => packagesOf(roll, kind)))
				.filter((name) => !isOwn(roll, name) && !isOfDistribution(name))
				.map((name) => `"${name}" is neither in the roll nor known to be in the distribution`),
	},
	{
		id: 'package-closure',
		row: 13,
		reason: 'kroll looks at no dependency: what is not named is not installed',
		fix: 'name in the node file every package of the roll that the others require',
		check: (roll) =>
			(['frontend', 'vm-container'] as const).flatMap((kind) => {
				const named = packagesOf(roll, kind);
				return needs(roll)
					.filter(({ name, needed }) => named.includes(name) && !named.includes(needed))
					.map(({ name, needed }) => `${kind}: ${name} requires ${needed}, which no node names`);
			}),
	},
	{
		id: 'package-order',
		row: 15,
		reason: 'Rocks V installs one package after the other, as they are named, and scripts of packages run then',
		fix: 'name what others require first',
		check: (roll) => {
			const named = roll.rocks === '5.0' ? packagesOf(roll, 'frontend') : [];
			return needs(roll)
				.filter(({ name, needed }) => named.includes(name) && named.indexOf(needed) > named.indexOf(name))
				.map(({ name, needed }) => `${name} is named before ${needed}, which it requires`);
		},
	},
	{
		id: 'package-words',
		row: 15,
		reason: 'for yum of 7.0 a package that is switched off is an option it does not know',
		fix: 'no disable and no type="meta" in nodes of the front-end',
		check: (roll) =>
			roll.rocks !== '7.0'
				? []
				: ownSectionsOrNone(roll, 'frontend')
						.filter(
							({ kind, attributes }) =>
								kind === 'package' && (attributes['disable'] !== undefined || attributes['type'] === 'meta'),
						)
						.map(({ node, text }) => `nodes/${node}.xml: ${text.trim()}`),
	},
	{
		id: 'script-packages',
		row: 15,
		reason: 'what the script does not install is not there when its posts run',
		fix: 'ship each package that the front-end names, in one file',
		check: (roll) => {
			const script = frontEndScript(roll);
			return isOurs(roll) && packagesOf(roll, 'frontend').length === 0 && isGenerated(roll)
				? ['the script installs nothing']
				: unique(packagesOf(roll, 'frontend'))
						.filter((name) => isOwn(roll, name) && !script.split('\n').some((line) => installs(line, name)))
						.map((name) => `the script does not install ${name}`);
		},
	},
	{
		id: 'script-posts',
		row: 15,
		reason: 'without a post nothing would be configured',
		fix: 'call "euca-setup rocks front-end" in a post of the front-end',
		check: (roll) =>
			!isOurs(roll) ||
			!isGenerated(roll) ||
			ownSectionsOrNone(roll, 'frontend').some((section) => isOwnPost(section, roll.name))
				? []
				: ['the script has no post of the roll'],
	},
	{
		id: 'script-syntax',
		row: 15,
		reason: '"sh ./build.sh" reads the whole of it',
		fix: 'correct the posts',
		check: (roll) => {
			const problem = shellProblem(frontEndScript(roll), roll.rocks);
			return problem === undefined ? [] : [problem];
		},
	},
];

/** What the front-end would be given to run: `kroll eucalyptus`, later `rocks run roll eucalyptus`. */
export function frontEndScript(roll: Roll): string {
	const sections = ownSectionsOrNone(roll, 'frontend');
	const files = roll.rpms.map(({ path }) => basename(path)).sort();
	const rolls = [roll.name];
	return roll.rocks === '5.0'
		? krollScript(sections, { rolls, rocks: '5.0', rpms: { files, directory: directoryOf(roll.arch) } })
		: runRollScript(sections, {
				rolls,
				rocks: roll.rocks,
				rpms: { files },
				url: `http://cloud.example.org/install/rocks-dist/${roll.arch}/RedHat/RPMS`,
			});
}

function directoryOf(arch: string): string {
	return `/home/install/rocks-dist/lan/${arch}/RedHat/RPMS`;
}

function installs(line: string, name: string): boolean {
	return /^rpm -Uvh /.test(line)
		? line.includes(`/${name}-`)
		: /^yum .*install /.test(line) && line.split(' ').includes(name);
}

/** Names of the packages that a host of this kind is given by the roll's nodes. */
export function packagesOf(roll: Roll, kind: HostKind): readonly string[] {
	return ownSectionsOrNone(roll, kind)
		.filter(isPlainPackage)
		.map(({ text }) => text.trim());
}

function isOwnPost({ kind, text, roll }: Section, name: string): boolean {
	return kind === 'post' && roll === name && text.trim() !== '';
}

function isPlainPackage({ kind, attributes }: Section): boolean {
	return kind === 'package' && attributes['type'] !== 'meta' && attributes['disable'] === undefined;
}

function isOwn(roll: Roll, name: string): boolean {
	return readable(roll).some(({ rpm }) => one(rpm, TAG.name) === name);
}

/** Which packages of the roll require which others of it. */
function needs(roll: Roll): readonly { readonly name: string; readonly needed: string }[] {
	return readable(roll).flatMap(({ rpm }) => {
		const name = one(rpm, TAG.name);
		return unique(strings(rpm.header, TAG.requireName))
			.filter((needed) => needed !== name && isOwn(roll, needed))
			.map((needed) => ({ name, needed }));
	});
}

function unique(names: readonly string[]): readonly string[] {
	return [...new Set(names)];
}
