import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
	addPackage,
	type ChangedRoll,
	GRAPH,
	inPost,
	inRollXml,
	NODE,
	rpms,
	textFile,
} from './broken-rolls/broken-roll.ts';
import { modernRpm } from './support/modern-rpm.ts';
import { repacked } from './support/repacked-kickstart.ts';
import { tinyPackage } from './support/tiny-roll.ts';

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
	{
		how: 'with packages as the rpmbuild of CentOS 7 makes them',
		rocks: '7.0',
		tree: async (workshop) => {
			await modernRpm(rpms(workshop), { payload: 'w2.xzdio', digest: '8', version: '1.1~rc1' });
			await repacked(workshop, { payload: 'w2.xzdio', digest: '8' });
		},
	},
	{
		how: 'with a kickstart package compressed by bzip2, in 5.0',
		tree: (workshop) => repacked(workshop, { payload: 'w9.bzdio' }),
	},
	{
		how: 'with a kickstart package that is not relocatable',
		kickstart: ({ prefix = '', ...spec }) => ({
			...spec,
			entries: spec.entries.map((entry) => ({ ...entry, path: entry.path.replace(prefix, '') })),
		}),
	},
	{
		how: 'with services that are started where the system is up, and at the next boot elsewhere',
		source: [
			...inPost('if /sbin/runlevel | grep -q "[35]"; then /sbin/service eucalyptus start; fi'),
			[
				NODE,
				'\t</post>',
				'# never: service eucalyptus start\n' +
					'<file name="/etc/rc.d/rocksconfig.d/post-90-eucalyptus" perms="755">\n' +
					'#!/bin/sh\nset -e\n/sbin/service eucalyptus start\nexit 0\n</file>\n\t</post>',
			],
		],
	},
	{
		how: 'with what looks like exit and cd, and is none',
		source: inPost(
			'x=`cd /tmp; pwd`; y=$(cd /; pwd); ( cd /var; exit 1 ); echo "no exit 1; cd /" # exit 1\n' +
				"cat &gt; /tmp/x &lt;&lt; 'END-OF-IT'\n\nset -e\nexit 1\nEND-OF-IT",
		),
	},
	{
		how: 'with CDATA, comments, evals and includes',
		source: [
			...inPost('<!-- &nobody; --><![CDATA[ sleep 1 &wait; test 1 && true ]]>'),
			...inPost('case <eval>uname</eval> in Linux) echo a | <eval>echo cat</eval>;; esac'),
			...inPost(
				'<include file="eucalyptus.sh"/>\n<sinclude file="site.sh"/>\n<copy src="/etc/hosts" dst="/etc/hosts.all"/>',
			),
			[NODE, '</kickstart>', '<main><clearpart>--all</clearpart></main>\n</kickstart>'],
		],
		kickstart: (spec) => ({
			...spec,
			entries: [...spec.entries, textFile('/export/profile/include/eucalyptus.sh', 'echo hello\n')],
		}),
	},
	{
		how: 'hung on other nodes of Rocks as well',
		source: [
			[
				GRAPH,
				'</graph>',
				'<edge from="apache" to="eucalyptus-frontend"/>\n<edge from="eucalyptus-frontend" to="ssl"/>\n</graph>',
			],
		],
	},
	{
		how: 'with packages that require what CentOS has, and a file of each other',
		rocks: '7.0',
		tree: addPackage({
			...tinyPackage('eucalyptus-cc', 'x86_64'),
			requires: [
				'eucalyptus >= 1.0',
				'eucalyptus < 2',
				'/opt/eucalyptus-1.1/usr/share/eucalyptus-runtime',
				'/usr/bin/perl',
				'perl(URI)',
				'libz.so.1()(64bit)',
				'libc.so.6(GLIBC_2.17)(64bit)',
				'java',
				'bridge-utils >= 1.0',
			],
		}),
	},
	{
		how: 'with a package that makes the user of its files',
		tree: (workshop) =>
			modernRpm(rpms(workshop), {
				owner: 'eucalyptus',
				lines: ['%pre', 'id eucalyptus || /usr/sbin/useradd -r eucalyptus'],
			}),
	},
	{
		how: 'of another name, hung on ordinary compute nodes',
		name: 'hello-world-5.0-0.x86_64.disk1.iso',
		label: 'hello-world disk1',
		source: [
			[GRAPH, /<edge from="server">[\s\S]*?<\/edge>/, ''],
			[GRAPH, '<edge from="vm-container" rocks="5.0">', '<edge from="compute">'],
		],
		kickstart: (spec) => ({
			...spec,
			name: 'roll-hello-world-kickstart',
			release: '0',
			entries: spec.entries.map((entry) => {
				const path = entry.path.replace('eucalyptus.xml', 'hello-world.xml');
				return entry.kind === 'file' && entry.source.kind === 'text'
					? textFile(path, entry.source.content.replaceAll('roll="eucalyptus"', 'roll="hello-world"'))
					: { ...entry, path };
			}),
		}),
		tree: (workshop) => {
			inRollXml('<roll name="eucalyptus"', '<roll name="hello-world"')(workshop);
			inRollXml('release="1"', 'release="0"')(workshop);
			const { tree, top } = workshop;
			renameSync(join(top, 'roll-eucalyptus.xml'), join(top, 'roll-hello-world.xml'));
			renameSync(join(tree, 'eucalyptus'), join(tree, 'hello-world'));
			writeFileSync(join(tree, '.discinfo'), '1214870400.0\nhello-world\nx86_64\n1\n');
		},
	},
	{
		how: 'hung by another condition',
		rocks: '7.0',
		source: [[GRAPH, "appliance == 'vm-container'", "os == 'linux' and appliance in ['vm-container', 'hosted']"]],
	},
];
