import { execFileSync } from 'node:child_process';
import { renameSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type BrokenRoll, rpms } from './broken-roll.ts';

/** Rows 1, 2: the image itself. */
export const brokenImages: readonly BrokenRoll[] = [
	{ how: 'the file bears the version of Eucalyptus', rule: 'file-name', name: 'eucalyptus-1.1-1.x86_64.disk1.iso' },
	{ how: 'the extension is in capitals', rule: 'file-name', name: 'eucalyptus-5.0-1.x86_64.disk1.ISO' },
	{ how: 'the file name says another architecture', rule: 'file-name', name: 'eucalyptus-5.0-1.i386.disk1.iso' },
	{ how: 'it is cut off in the middle', rule: 'image', image: (path) => truncateSync(path, 100_000) },
	{ how: 'it is no image at all', rule: 'image', image: (path) => writeFileSync(path, 'x'.repeat(200_000)) },
	{ how: 'the label is another', rule: 'label', label: 'eucalyptus' },
	{
		how: 'a package is a symbolic link',
		rule: 'no-links',
		tree: (workshop) => symlinkSync('eucalyptus-1.1-1.x86_64.rpm', join(rpms(workshop), 'eucalyptus-latest.rpm')),
	},
	{
		how: 'there is a second roll-*.xml',
		rule: 'one-description',
		also: ['description-place', 'description-attributes'],
		tree: ({ tree }) => writeFileSync(join(tree, 'roll-extra.xml'), '<extra/>\n'),
	},
	{
		how: 'the description lies in the root of the image',
		rule: 'description-place',
		also: ['description-matches'],
		tree: ({ tree, top }) => renameSync(join(top, 'roll-eucalyptus.xml'), join(tree, 'roll-eucalyptus.xml')),
	},
	{
		how: 'the description is missing',
		rule: 'one-description',
		tree: ({ top }) => rmSync(join(top, 'roll-eucalyptus.xml')),
	},
	{
		how: 'a name holds a blank',
		rule: 'path-characters',
		tree: ({ top }) => writeFileSync(join(top, 'read me'), 'x'),
	},
	{
		how: 'it has no Rock Ridge',
		rule: 'rock-ridge',
		also: ['kickstart-one', 'rpm-present'],
		image: (path, { tree }) => {
			execFileSync('genisoimage', ['-quiet', '-V', 'eucalyptus disk1', '-o', path, tree]);
		},
	},
];
