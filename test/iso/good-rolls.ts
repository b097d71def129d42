import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ChangedRoll, inRollXml } from './broken-rolls/broken-roll.ts';

/** Rolls that are made otherwise than ours, and that Rocks takes all the same. */
export const GOOD_ROLLS: readonly ChangedRoll[] = [
	{
		how: 'written as Rocks itself does, with TRANS.TBL',
		image: (path, { tree }) => {
			execFileSync('genisoimage', ['-quiet', '-V', 'eucalyptus disk1', '-r', '-T', '-f', '-o', path, tree]);
		},
	},
	{
		how: 'with Joliet and UDF beside Rock Ridge',
		image: (path, { tree }) => {
			execFileSync('genisoimage', ['-quiet', '-V', 'eucalyptus disk1', '-R', '-J', '-udf', '-o', path, tree]);
		},
	},
	{
		how: 'with documents, without SRPMS and .discinfo',
		tree: ({ tree, top }) => {
			rmSync(join(top, 'SRPMS'), { recursive: true });
			rmSync(join(tree, '.discinfo'));
			mkdirSync(join(top, 'doc'));
			writeFileSync(join(top, 'doc/usersguide.html'), '<p>How to use it</p>\n');
			writeFileSync(join(tree, 'COPYING'), '');
		},
	},
	{
		how: 'described with the line ends of Windows and without colours',
		tree: ({ top }) => {
			const path = join(top, 'roll-eucalyptus.xml');
			const text = readFileSync(path, 'latin1');
			writeFileSync(path, text.replace(/<color.*\/>\n/, '').replaceAll('\n', '\r\n'));
		},
	},
	{
		how: 'described with an entity of its own',
		tree: inRollXml(/<roll ([\s\S]*)arch="x86_64"/, '<!DOCTYPE roll [<!ENTITY arch "x86_64">]>\n<roll $1arch="&arch;"'),
	},
];
