import { type BrokenRoll, FRONT_END, inPost, NODE } from './broken-roll.ts';

/** Row 14: the posts. */
export const brokenPosts: readonly BrokenRoll[] = [
	{
		how: 'a post lacks a "fi"',
		rule: 'post-syntax',
		also: ['script-syntax'],
		source: inPost('if true; then echo yes'),
	},
	{
		how: 'a post is for Python',
		rule: 'post-interpreter',
		source: [[FRONT_END, '<post>', '<post arg="--interpreter /usr/bin/python">']],
	},
	{ how: 'a post exits', rule: 'post-exit', source: inPost('[ -d /state ] || exit 1') },
	{
		how: 'a post appends to the configuration, as that of 1.4 did',
		rule: 'post-append',
		source: inPost('echo VNET_MODE=MANAGED &gt;&gt; /etc/eucalyptus.conf; echo done &gt;&gt; /var/log/euca.log'),
	},
	{ how: 'a post sets -e', rule: 'post-set', source: inPost('set -e') },
	{ how: 'a post goes elsewhere', rule: 'post-cd', source: inPost('cd /tmp') },
	{
		how: "a post names the installer's directory",
		rule: 'post-installer',
		source: inPost('touch /mnt/sysimage/etc/x'),
	},
	{
		how: 'a post of the node starts the service',
		rule: 'post-starts',
		source: [[NODE, '\t</post>', '/etc/init.d/eucalyptus start\n\t</post>']],
	},
	{
		how: 'a post of 7.0 holds the end of its here-document',
		rule: 'post-marker',
		also: ['script-syntax'],
		rocks: '7.0',
		source: inPost('cat &lt;&lt;X\n\nROCKS-KS-POST\nif\nX'),
	},
];
