import { renameSync } from 'node:fs';
import { join } from 'node:path';
import { type BrokenRoll, inRollXml } from './broken-roll.ts';

/** Row 3: the description of the roll. */
export const brokenDescriptions: readonly BrokenRoll[] = [
	{
		how: 'the description is not well-formed',
		rule: 'description-xml',
		tree: inRollXml('</roll>', ''),
	},
	{ how: 'the description has no info.arch', rule: 'description-attributes', tree: inRollXml(' arch="x86_64"', '') },
	{
		how: 'maxsize is no number',
		rule: 'description-numbers',
		tree: inRollXml('maxsize="600"', 'maxsize="600M"'),
	},
	{
		how: 'the description says another architecture than the directory',
		rule: 'description-matches',
		also: ['file-name'],
		tree: inRollXml('arch="x86_64"', 'arch="i386"'),
	},
	{
		how: 'the description says another name',
		rule: 'description-matches',
		tree: inRollXml('"eucalyptus" interface', '"euca" interface'),
	},
	{ how: 'the roll is for Solaris', rule: 'description-linux', tree: inRollXml('os="linux"', 'os="sunos"') },
	{ how: 'the roll claims to boot', rule: 'description-linux', tree: inRollXml('bootable="0"', 'bootable="1"') },
	{
		how: 'the author has an accent in his name',
		rule: 'description-xml',
		tree: inRollXml('author name="eucalyptus"', 'author name="Ren\u00e9"'),
	},
	{
		how: 'the author has the number of an accent in his name',
		rule: 'description-xml',
		tree: inRollXml('author name="eucalyptus"', 'author name="Ren&#233;"'),
	},
	{
		how: 'the description begins with a byte order mark',
		rule: 'description-xml',
		tree: inRollXml('<roll name', '\u00ef\u00bb\u00bf<roll name'),
	},
	{ how: 'the description is empty', rule: 'description-xml', tree: inRollXml(/^[\s\S]*$/, '') },
	{
		how: 'the description says another release of the roll than the file name',
		rule: 'file-name',
		tree: inRollXml('release="1"', 'release="2"'),
	},
	{
		how: 'the description says two things of what it is',
		rule: 'description-elements',
		tree: inRollXml('<iso ', '<info version="6.2" release="1" arch="i386" os="linux"/><iso '),
	},
	{
		how: 'the roll says of itself that it is the second release of Eucalyptus for Rocks V',
		rule: 'file-name',
		name: 'eucalyptus-5.0-2.x86_64.disk1.iso',
		tree: inRollXml('release="1"', 'release="2"'),
	},
	{
		how: 'the directory is that of another release',
		rule: 'description-matches',
		tree: ({ tree }) => renameSync(join(tree, 'eucalyptus/5.0'), join(tree, 'eucalyptus/6.2')),
	},
	{
		how: 'directory and description have another name than all else',
		rule: 'description-matches',
		tree: (workshop) => {
			inRollXml('"eucalyptus" interface', '"euca" interface')(workshop);
			renameSync(join(workshop.tree, 'eucalyptus'), join(workshop.tree, 'euca'));
		},
	},
	{
		how: 'the directory is in capitals',
		rule: 'description-matches',
		tree: ({ tree }) => renameSync(join(tree, 'eucalyptus'), join(tree, 'Eucalyptus')),
	},
];
