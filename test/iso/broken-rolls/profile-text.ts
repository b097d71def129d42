import { type BrokenRoll, FRONT_END, GRAPH, inPost, NODE } from './broken-roll.ts';

/** Rows 10, 11: the texts of nodes and graph. */
export const brokenProfileTexts: readonly BrokenRoll[] = [
	{ how: 'the graph is not marked', rule: 'roll-attribute', source: [[GRAPH, '<graph>', ' <graph>']] },
	{
		how: 'a node is marked as of another roll',
		rule: 'roll-attribute',
		also: ['script-packages', 'script-posts'],
		source: [[FRONT_END, '<kickstart>', '<kickstart roll="base">']],
	},
	{
		how: 'a node is not well-formed',
		rule: 'xml-form',
		also: ['generation'],
		source: [[FRONT_END, '</kickstart>', '']],
	},
	{
		how: 'a text has an accent',
		rule: 'xml-ascii',
		source: [[NODE, 'on a VM container', 'sur un conteneur gr\u00e9\u00e9']],
	},
	{
		how: 'an attribute holds an ampersand',
		rule: 'xml-attributes',
		source: [[FRONT_END, '<post>', '<post arch="x86_64&amp;i386">']],
		also: ['script-posts'],
	},
	{
		how: 'a post holds an element that means nothing there',
		rule: 'xml-elements',
		also: ['generation'],
		source: inPost('<i>now</i>'),
	},
	{
		how: 'a node has an element of a later Rocks',
		rule: 'xml-elements',
		source: [[NODE, '</kickstart>', '<boot order="post">true</boot>\n</kickstart>']],
	},
	{
		how: 'a post of 5.0 has a condition',
		rule: 'xml-newer',
		source: [[NODE, '<post rocks="5.0">', '<post cond="kvm">']],
	},
	{ how: 'a node of 5.0 names an entity', rule: 'xml-entities', source: inPost('echo "&hostname;"') },
	{
		how: 'a variable is misspelt',
		rule: 'xml-variables',
		source: [[FRONT_END, 'Kickstart_PublicHostname', 'Kickstart_PublicHostName']],
	},
	{
		how: 'a node of 7.0 uses a variable for an attribute',
		rule: 'xml-variables',
		rocks: '7.0',
		source: inPost('echo "<var  name="Kickstart_PrivateAddress"/>"'),
	},
	{
		how: 'a node of 7.0 names an attribute that no host has',
		rule: 'xml-variables',
		rocks: '7.0',
		source: inPost('echo "&Kickstart_Nothing;"'),
	},
	{
		how: 'a file has no perms',
		rule: 'file-element',
		source: inPost('<file name="/etc/motd" owner="root:root">\nhello\n</file>'),
	},
	{
		how: 'the configuration is managed by RCS',
		rule: 'file-edited',
		source: inPost('<file name="/etc/default/eucalyptus" perms="640" owner="root:root">\nSTART_CC=Y\n</file>'),
	},
	{
		how: 'a file is appended to',
		rule: 'file-append',
		source: inPost('<file name="/etc/hosts.allow" mode="append" perms="644">\nsshd: ALL\n</file>'),
	},
	{
		how: 'a file holds a keyword of RCS',
		rule: 'file-body',
		source: inPost('<file name="/etc/motd" perms="644">\n$Id$\n</file>'),
	},
	{
		how: 'the graph is a node',
		rule: 'xml-root',
		source: [
			[GRAPH, '<graph>', '<kickstart>'],
			[GRAPH, '</graph>', '</kickstart>'],
		],
	},
	{
		how: 'a post has an ampersand as in a shell script',
		rule: 'xml-form',
		also: ['generation'],
		source: inPost('true && true'),
	},
	{
		how: 'a post includes a file that is not there',
		rule: 'generation',
		source: inPost('<include file="eucalyptus.sh"/>'),
	},
	{ how: 'a text has the number of an accent', rule: 'xml-ascii', source: inPost('echo &#233;') },
	{
		how: 'a file has no absolute name',
		rule: 'file-element',
		source: inPost('<file name="etc/motd" perms="644">\nhello\n</file>'),
	},
	{
		how: 'a file lies where everything is read as configuration',
		rule: 'file-directory',
		source: inPost('<file name="/etc/httpd/conf.d/euca.conf" perms="644">\nListen 8774\n</file>'),
	},
	{
		how: 'a file of 6.2 is followed by words on its line',
		rule: 'file-end',
		rocks: '6.2',
		source: inPost('<file name="/etc/motd" perms="644">\nhello\n</file> echo written'),
	},
	{
		how: 'a file holds a file',
		rule: 'xml-elements',
		source: inPost('<file name="/etc/motd" perms="644">\n<file name="/etc/issue" perms="644">x</file>\n</file>'),
	},
	{
		how: 'the name of a file has a blank',
		rule: 'file-element',
		source: inPost('<file name="/etc/message of the day" perms="644">\nhello\n</file>'),
	},
];
