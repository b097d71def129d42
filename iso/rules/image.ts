import { basename } from 'node:path';
import { RELEASES, ROLL_NAME, ROLL_RELEASE } from '../target.ts';
import type { Rule } from './rule.ts';

const RELEASE_WORDS = Object.entries(RELEASES)
	.map(([rocks, { arches }]) => `${rocks.replaceAll('.', '\\.')}-${ROLL_RELEASE}\\.(${arches.join('|')})`)
	.join('|');
const FILE_NAME = new RegExp(`^${ROLL_NAME}-(${RELEASE_WORDS})\\.disk1\\.iso$`);

/** Rows 1 and 2: the file and the tree in it. */
export const imageRules: readonly Rule[] = [
	{
		id: 'file-name',
		row: 1,
		reason:
			'Rocks takes name, version, release, architecture and number of the disk from the file name, from the right',
		fix: `call it ${ROLL_NAME}-RELEASE-${ROLL_RELEASE}.ARCH.disk1.iso, such as ${ROLL_NAME}-5.0-1.x86_64.disk1.iso`,
		check({ fileName, descriptions, rocks, arch }) {
			if (!FILE_NAME.test(fileName)) {
				return [`the file is called ${fileName}`];
			}

			const own = `${ROLL_NAME}-${rocks}-${ROLL_RELEASE}.${arch}.disk1.iso`;
			return descriptions.length === 0 || fileName === own
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
		fix: `build the image with -V "${ROLL_NAME} disk1"`,
		check: ({ image }) => (image.label === `${ROLL_NAME} disk1` ? [] : [`the volume label is "${image.label}"`]),
	},
	{
		id: 'no-links',
		row: 2,
		reason: 'a symbolic link ends the next "rocks add roll clean=1": it is removed as if it were a directory',
		fix: 'put a copy in the place of the link',
		check: ({ image }) => image.entries.filter(({ kind }) => kind === 'link').map(({ path }) => `${path} is a link`),
	},
	{
		id: 'one-description',
		row: 2,
		reason: 'Rocks knows a roll by its roll-*.xml: without one it adds nothing, and a stray one ends "rocks add roll"',
		fix: 'have exactly one such file, eucalyptus/<release>/<arch>/roll-eucalyptus.xml',
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
		check: ({ descriptions, rocks, arch }) =>
			descriptions
				.filter(({ path }) => path.split('/').length !== 4 || basename(path) !== `roll-${ROLL_NAME}.xml`)
				.map(({ path }) => `${path} should be ${ROLL_NAME}/${rocks}/${arch}/roll-${ROLL_NAME}.xml`),
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
