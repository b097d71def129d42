import { type BrokenRoll, FRONT_END } from './broken-roll.ts';

/** Rows 13, 15: what is installed, and the script for the front-end. */
export const brokenScripts: readonly BrokenRoll[] = [
	{
		how: 'a node names a package that nobody has',
		rule: 'package-known',
		source: [
			[FRONT_END, '<package>eucalyptus</package>', '<package>eucalyptus</package><package>euca-axis2c</package>'],
		],
	},
	{
		how: 'a node leaves out what another package requires',
		rule: 'package-closure',
		source: [[FRONT_END, '<package>eucalyptus-runtime</package>', '']],
	},
	{
		how: 'a node names a package before what it requires',
		rule: 'package-order',
		source: [
			[FRONT_END, '\t<package>eucalyptus-runtime</package>\n', ''],
			[
				FRONT_END,
				'<package>eucalyptus-cloud</package>',
				'<package>eucalyptus-cloud</package>\n\t<package>eucalyptus-runtime</package>',
			],
		],
	},
	{
		how: 'a package is switched off for yum',
		rule: 'package-words',
		rocks: '7.0',
		source: [[FRONT_END, '<package>eucalyptus-cc', '<package disable="1">httpd</package>\n\t<package>eucalyptus-cc']],
	},
	{ how: 'the front-end has no post', rule: 'script-posts', source: [[FRONT_END, /\t<post>[\s\S]*<\/post>\n/, '']] },
];
