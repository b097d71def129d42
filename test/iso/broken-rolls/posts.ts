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
	{
		how: 'a post exits in the branch of a case',
		rule: 'post-exit',
		source: inPost('case $x in a) exit 1;; esac'),
	},
	{ how: 'a post exits by another word', rule: 'post-exit', source: inPost('true || command exit 1') },
	{ how: 'a post becomes another program', rule: 'post-exit', source: inPost('exec /bin/true') },
	{ how: 'a post sends away what all others say', rule: 'post-set', source: inPost('exec &gt; /dev/null') },
	{ how: 'a post sets errexit by name', rule: 'post-set', source: inPost('set -x -o errexit') },
	{ how: 'a post leaves its umask behind', rule: 'post-set', source: inPost('umask 077') },
	{
		how: 'a post appends by sed',
		rule: 'post-append',
		source: inPost("sed -i -e '$a VNET_MODE=MANAGED' /etc/eucalyptus.conf"),
	},
	{
		how: 'a post of 5.0 speaks bash 4',
		rule: 'post-syntax',
		also: ['script-syntax'],
		source: inPost('true &amp;&gt;&gt; /tmp/log'),
	},
	{
		how: 'a pre lacks a "done"',
		rule: 'post-syntax',
		source: [[NODE, '</kickstart>', '<pre>\nfor x in a; do\n</pre>\n</kickstart>']],
	},
	{
		how: 'an eval lacks a "fi"',
		rule: 'post-syntax',
		source: inPost('echo <eval shell="sh">if true; then echo x</eval>'),
	},
	{
		how: 'a here-document never ends',
		rule: 'post-syntax',
		also: ['script-syntax'],
		source: inPost('cat &lt;&lt;X\nhello'),
	},
	{
		how: 'a node of 7.0 switches a service on and starts it',
		rule: 'post-starts',
		rocks: '7.0',
		source: [[NODE, '\t</post>\n</kickstart>', 'systemctl enable --now libvirtd\n\t</post>\n</kickstart>']],
	},
	{
		how: 'a node starts its web server by its own word',
		rule: 'post-starts',
		source: [[NODE, '\t</post>', '/usr/sbin/httpd -k start\n\t</post>']],
	},
	{
		how: 'a file of 7.0 holds the end of the here-document around it',
		rule: 'post-marker',
		rocks: '7.0',
		source: inPost('<file name="/etc/motd" perms="644">\nROCKS-KS-POST\n</file>'),
	},
	{
		how: 'a configure of 7.0 lacks an "esac"',
		rule: 'post-syntax',
		rocks: '7.0',
		source: [[NODE, '</kickstart>', '<configure>\ncase x in\n</configure>\n</kickstart>']],
	},
];
