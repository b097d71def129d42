import { basename } from 'node:path';
import type { IsoEntry } from '../image/read-iso.ts';
import { RELEASES, ROLL_NAME, ROLL_RELEASE } from '../target.ts';
import { infoOf } from './description.ts';
import type { Rule } from './rule.ts';

const RELEASE_WORDS = Object.entries(RELEASES)
	.map(([rocks, { arches }]) => `${rocks.replaceAll('.', '\\.')}-\\w+\\.(${arches.join('|')})`)
	.join('|');
const FILE_NAME = new RegExp(`^[A-Za-z][\\w+-]*-(${RELEASE_WORDS})\\.disk1\\.iso$`);

/** Rows 1 and 2: the file and the tree in it. */
export const imageRules: readonly Rule[] = [
	{
		id: 'file-name',
		row: 1,
		reason:
			'Rocks takes name, version, release, architecture and number of the disk from the file name, from the right',
		fix: `call it NAME-ROCKS-RELEASE.ARCH.disk1.iso: ${ROLL_NAME}-5.0-${ROLL_RELEASE}.x86_64.disk1.iso`,
		check({ fileName, name, descriptions: [described] }) {
			const isOther = name === ROLL_NAME && !fileName.includes(`-${ROLL_RELEASE}.`);
			if (isOther || !FILE_NAME.test(fileName)) {
				return [`the file is called ${fileName}`];
			}

			const [version, release, arch] = ['version', 'release', 'arch'].map((name) => infoOf(described, name));
			const own = `${name}-${version}-${release}.${arch}.disk1.iso`;
			return [version, release, arch].includes(undefined) || fileName === own
				? []
				: [`the file is called ${fileName}, but what it says of itself makes ${own}`];
		},
	},
	{
		id: 'rock-ridge',
		row: 2,
		reason: 'without Rock Ridge the names are cut to 8.3 capitals, and no roll-*.xml is found',
		fix: 'build the image with mkisofs -r',
		check: ({ image }) => (image.hasRockRidge ? [] : ['the image has no Rock Ridge names']),
	},
	{
		id: 'label',
		row: 2,
		reason: 'the volume label of a roll is "<name> disk<number>"',
		fix: 'build the image with -V "<name> disk1"',
		check: ({ image, name }) =>
			image.label === `${name} disk1`.slice(0, 32) ? [] : [`the volume label is "${image.label}"`],
	},
	{
		id: 'no-links',
		row: 2,
		reason: 'a symbolic link ends the next "rocks add roll clean=1": it is removed as if it were a directory',
		fix: 'put a copy in the place of the link',
		check: ({ image }) => image.entries.filter(({ kind }) => kind === 'link').map(({ path }) => `${path} is a link`),
	},
	{
		id: 'modes',
		row: 2,
		reason:
			'modes are kept while Rocks copies, and the web server of the front-end, which is not root, hands the files out',
		fix: 'have plain files that everybody may read, as mkisofs -r makes them',
		check: ({ image }) =>
			image.entries
				.filter(({ kind, mode }) => kind === 'file' && mode !== undefined && !isReadByAll(mode))
				.map(
					({ path, mode = 0 }) =>
						`${path} is ${isPlain(mode) ? `of mode ${(mode & 0o7777).toString(8)}` : 'no plain file'}`,
				),
	},
	{
		id: 'discinfo',
		row: 2,
		reason: 'Rocks itself passes over it; tools in the manner of the installer know a disk by these lines',
		fix: 'four lines: seconds since 1970, name of the roll, architecture, number of the disk; or leave it out',
		check: ({ image, name, arch }) =>
			image.entries
				.filter(({ kind, path }) => kind === 'file' && path === '.discinfo')
				.map(linesOf)
				.filter(([time = '', ...others]) => !/^\d+(\.\d+)?$/.test(time) || others.join() !== `${name},${arch},1`)
				.map((lines) => `.discinfo says ${lines.map((line) => JSON.stringify(line)).join(', ') || 'nothing'}`),
	},
	{
		id: 'one-description',
		row: 2,
		reason: 'Rocks knows a roll by its roll-*.xml: without one it adds nothing, and a stray one ends "rocks add roll"',
		fix: 'have exactly one such file, <name>/<release>/<arch>/roll-<name>.xml',
		check: ({ image: { hasRockRidge }, descriptions }) => {
			if (descriptions.length === 1 || (descriptions.length === 0 && !hasRockRidge)) {
				return [];
			}

			return descriptions.length === 0
				? ['there is no roll-*.xml']
				: [`there are ${descriptions.length}: ${descriptions.map(({ path }) => path).join(', ')}`];
		},
	},
	{
		id: 'description-place',
		row: 2,
		reason:
			'Rocks copies the directory that bears the name of the roll, and looks for version and architecture below it',
		fix: 'put it at <name>/<version>/<arch>/roll-<name>.xml',
		check: ({ descriptions, name, rocks, arch }) =>
			descriptions
				.filter(({ path }) => path.split('/').length !== 4 || basename(path) !== `roll-${name}.xml`)
				.map(({ path }) => `${path} should be ${name}/${rocks}/${arch}/roll-${name}.xml`),
	},
	{
		id: 'path-characters',
		row: 2,
		reason: 'Rocks copies by command lines in which no name is quoted',
		fix: 'use letters, digits and . _ + ~ - only',
		check: ({ image }) =>
			image.entries.filter(({ path }) => !/^[A-Za-z0-9._+~/-]+$/.test(path)).map(({ path }) => `"${path}"`),
	},
];

const FORMAT = 0o170000;

function isPlain(mode: number): boolean {
	return (mode & FORMAT) === 0o100000;
}

function isReadByAll(mode: number): boolean {
	return isPlain(mode) && (mode & 0o444) === 0o444;
}

function linesOf(entry: IsoEntry): readonly string[] {
	return entry.read().toString('latin1').trimEnd().split(/\r?\n/);
}
