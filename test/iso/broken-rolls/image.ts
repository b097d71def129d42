import { execFileSync } from 'node:child_process';
import { chmodSync, renameSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inRootDirectory, isDirectory } from '../support/edit-iso.ts';
import { type BrokenRoll, rpmFile, rpms } from './broken-roll.ts';

/** Writes the image again, by other words than ours. */
const written =
	(...words: readonly string[]) =>
	(path: string, { tree }: { readonly tree: string }) => {
		execFileSync('genisoimage', ['-quiet', '-V', 'eucalyptus disk1', ...words, '-o', path, tree]);
	};

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
		image: written(),
	},
	{
		how: 'it has the long names of Joliet only',
		rule: 'rock-ridge',
		also: ['kickstart-one', 'rpm-present'],
		image: written('-J', '-joliet-long'),
	},
	{
		how: 'it holds nothing but zeros',
		rule: 'image',
		image: (path) => {
			truncateSync(path, 0);
			truncateSync(path, 3_000_000);
		},
	},
	{
		how: 'a directory leads back to the root',
		rule: 'image',
		image: (path) =>
			inRootDirectory(path, (record, root) => {
				if (isDirectory(record)) {
					root.copy(record, 2, 2, 18);
				}
			}),
	},
	{
		how: 'a directory record is too short to be one',
		rule: 'image',
		image: (path) => inRootDirectory(path, (record) => void record.writeUInt8(5, 0)),
	},
	{
		how: 'a file claims four gigabytes',
		rule: 'image',
		image: (path) => inRootDirectory(path, (record) => void record.writeUInt32LE(0xffff_fff0, 10)),
	},
	{
		how: 'a package may be read by root only',
		rule: 'modes',
		tree: (workshop) => chmodSync(rpmFile(workshop, 'eucalyptus-nc'), 0o600),
		image: written('-R'),
	},
	{ how: 'it holds a pipe', rule: 'modes', tree: ({ tree }) => void execFileSync('mkfifo', [join(tree, 'pipe')]) },
	{
		how: '.discinfo is that of another disk',
		rule: 'discinfo',
		tree: ({ tree }) => writeFileSync(join(tree, '.discinfo'), '1214870400.0\nbase\nx86_64\n1\n'),
	},
	{
		how: '.discinfo lacks the number of the disk',
		rule: 'discinfo',
		tree: ({ tree }) => writeFileSync(join(tree, '.discinfo'), '1214870400.0\neucalyptus\nx86_64\n'),
	},
	{
		how: 'a package has its extension in capitals',
		rule: 'package-known',
		tree: (workshop) => {
			const file = rpmFile(workshop, 'eucalyptus-nc');
			renameSync(file, file.replace(/rpm$/, 'RPM'));
		},
	},
];
