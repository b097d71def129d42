import {
	mkdirSync,
	readdirSync,
	readFileSync,
	renameSync,
	rmSync,
	symlinkSync,
	truncateSync,
	writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { buildRpm } from '../../iso/rpm/build-rpm.ts';
import type { RpmSpec } from '../../iso/rpm/rpm-spec.ts';
import type { RocksRelease } from '../../iso/target.ts';
import { modernRpm } from './support/modern-rpm.ts';
import { type RollWorkshop, tinyPackage } from './support/tiny-roll.ts';

/** One way to break a good roll, and the rule that must notice. */
export interface BrokenRoll {
	/** What was done. */
	readonly how: string;
	readonly rule: string;
	/** Other rules that cannot but notice as well. */
	readonly also?: readonly string[];
	readonly rocks?: RocksRelease;
	/** Changes in a source file of roll/: `[path, from, to]`. */
	readonly source?: readonly (readonly [path: string, from: string | RegExp, to: string])[];
	readonly kickstart?: (spec: RpmSpec) => RpmSpec;
	/** Changes in the laid-out tree. */
	readonly tree?: (workshop: RollWorkshop) => void | Promise<void>;
	/** Of the image. */
	readonly name?: string;
	readonly label?: string;
	/** Changes in the finished image. */
	readonly image?: (path: string) => void;
}

const FRONT_END = 'nodes/eucalyptus-frontend.xml';
const NODE = 'nodes/eucalyptus-node.xml';
const GRAPH = 'graphs/default/eucalyptus.xml';

/** Puts text before the end of the front-end's first post. */
const inPost = (text: string) => [[FRONT_END, '\t</post>', `${text}\n\t</post>`]] as const;
const inRollXml = (from: string, to: string) => (workshop: RollWorkshop) => {
	const path = join(workshop.top, 'roll-eucalyptus.xml');
	const text = readFileSync(path, 'latin1');
	if (!text.includes(from)) {
		throw new Error(`${from} is not in the description`);
	}

	writeFileSync(path, text.replace(from, to), 'latin1');
};
const rpms = ({ top }: RollWorkshop) => join(top, 'RedHat/RPMS');
const rpmFile = (workshop: RollWorkshop, name: string) => {
	const file = readdirSync(rpms(workshop)).find((candidate) => candidate.startsWith(`${name}-1.1`));
	return join(rpms(workshop), file ?? 'missing');
};
const addPackage = (spec: RpmSpec) => async (workshop: RollWorkshop) => {
	await buildRpm(spec, { out: rpms(workshop), buildTime: workshop.target.buildTime });
};

export const BROKEN_ROLLS: readonly BrokenRoll[] = [
	// rows 1, 2
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
	// row 3
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
		also: ['file-name', 'rpm-place', 'rpm-arch'],
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
	// rows 4 to 7
	{
		how: 'a package lies in a sub-directory',
		rule: 'rpm-place',
		tree: (workshop) => {
			mkdirSync(join(rpms(workshop), 'more'));
			renameSync(rpmFile(workshop, 'eucalyptus-nc'), join(rpms(workshop), 'more/eucalyptus-nc-1.1-1.x86_64.rpm'));
		},
	},
	{
		how: 'a file has another name than the package in it',
		rule: 'rpm-name',
		tree: (workshop) =>
			renameSync(rpmFile(workshop, 'eucalyptus-nc'), join(rpms(workshop), 'eucalyptus-nc-1.2-1.x86_64.rpm')),
	},
	{
		how: 'a package is cut off',
		rule: 'rpm-readable',
		also: ['package-known'],
		tree: (workshop) => truncateSync(rpmFile(workshop, 'eucalyptus-nc'), 400),
	},
	{
		how: 'digests are SHA-256',
		rule: 'rpm-digests',
		also: ['rpm-features'],
		tree: (w) => modernRpm(rpms(w), { digest: '8' }),
	},
	{
		how: 'the payload is xz',
		rule: 'rpm-payload',
		also: ['rpm-features'],
		tree: (w) => modernRpm(rpms(w), { payload: 'w6.xzdio' }),
	},
	{
		how: 'the payload is zstd, for 7.0',
		rule: 'rpm-payload',
		also: ['rpm-features'],
		rocks: '7.0',
		tree: (w) => modernRpm(rpms(w), { payload: 'w3.zstdio' }),
	},
	{
		how: 'a dependency is a choice',
		rule: 'rpm-dependencies',
		also: ['rpm-features'],
		tree: (w) => modernRpm(rpms(w), { requires: '(httpd or apache2)' }),
	},
	{
		how: 'a version has a tilde',
		rule: 'rpm-dependencies',
		also: ['rpm-features'],
		tree: (w) => modernRpm(rpms(w), { version: '1.1~rc1' }),
	},
	{
		how: 'a package wants a newer C library',
		rule: 'rpm-symbols',
		tree: addPackage({ ...tinyPackage('eucalyptus-extra', 'x86_64'), requires: ['libc.so.6(GLIBC_2.28)(64bit)'] }),
	},
	{
		how: 'a package is for another architecture',
		rule: 'rpm-arch',
		tree: addPackage(tinyPackage('eucalyptus-extra', 'i386')),
	},
	{
		how: 'a package is there in two versions',
		rule: 'rpm-once',
		tree: addPackage({ ...tinyPackage('eucalyptus-nc', 'x86_64'), version: '1.0' }),
	},
	{
		how: 'the roll brings its own libvirt',
		rule: 'rpm-foreign-name',
		tree: addPackage(tinyPackage('libvirt', 'x86_64')),
	},
	// rows 8, 9
	{
		how: 'there is no kickstart package',
		rule: 'kickstart-one',
		tree: (workshop) => {
			const name = readdirSync(rpms(workshop)).find((file) => file.startsWith('roll-'));
			rmSync(join(rpms(workshop), name ?? 'missing'));
		},
	},
	{
		how: 'there are two kickstart packages',
		rule: 'kickstart-one',
		tree: (workshop) => addPackage({ ...tinyPackage('roll-other-kickstart', 'noarch'), version: '5.0' })(workshop),
	},
	{
		how: 'the kickstart package is of one architecture',
		rule: 'kickstart-version',
		kickstart: (spec) => ({ ...spec, arch: 'x86_64' }),
	},
	{
		how: 'the kickstart package has the version of Eucalyptus',
		rule: 'kickstart-version',
		kickstart: (spec) => ({ ...spec, version: '1.1' }),
	},
	{
		how: 'the kickstart package is relocatable from elsewhere',
		rule: 'kickstart-prefix',
		kickstart: (spec) => ({
			...spec,
			prefix: '/opt/profile',
			entries: spec.entries.map((entry) => ({ ...entry, path: entry.path.replace('/export', '/opt') })),
		}),
	},
	{
		how: 'the kickstart package runs a script',
		rule: 'kickstart-plain',
		kickstart: (spec) => ({ ...spec, scriptlets: { post: 'exit 0\n' } }),
	},
	{
		how: 'the kickstart package requires another',
		rule: 'kickstart-plain',
		kickstart: (spec) => ({ ...spec, requires: ['eucalyptus'] }),
	},
	{
		how: 'the kickstart package has a file below var',
		rule: 'kickstart-no-var',
		kickstart: (spec) => ({ ...spec, entries: [...spec.entries, textFile('/export/profile/var/note', 'x')] }),
	},
	{
		how: 'the kickstart package has no graph',
		rule: 'profile-files',
		kickstart: (spec) => ({ ...spec, entries: spec.entries.filter(({ path }) => !path.includes('/graphs/')) }),
	},
	{
		how: 'a node file may be written by all',
		rule: 'profile-modes',
		kickstart: (spec) => ({
			...spec,
			entries: spec.entries.map((entry) => (entry.kind === 'file' ? { ...entry, mode: 0o666 } : entry)),
		}),
	},
	{
		how: 'a node is called as one of the base roll',
		rule: 'node-names',
		kickstart: (spec) => ({
			...spec,
			entries: [...spec.entries, textFile('/export/profile/nodes/apache.xml', '<kickstart roll="eucalyptus"/>\n')],
		}),
	},
	// rows 10, 11
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
		also: ['generation', 'script-packages', 'script-posts'],
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
		also: ['generation', 'script-packages', 'script-posts'],
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
	// row 12
	{
		how: 'an edge leads to a node that is missing',
		rule: 'edge-targets',
		also: ['generation', 'script-packages', 'script-posts'],
		source: [[GRAPH, '<to>eucalyptus-frontend</to>', '<to>eucalyptus-frontend</to><to>eucalyptus-web</to>']],
	},
	{
		how: 'a name in an edge has blanks around it',
		rule: 'edge-names',
		also: ['reached-by-front-end', 'generation', 'script-packages', 'script-posts'],
		source: [[GRAPH, '<to>eucalyptus-frontend</to>', '<to> eucalyptus-frontend </to>']],
	},
	{
		how: 'the front-end is forgotten',
		rule: 'reached-by-front-end',
		also: ['script-packages', 'script-posts'],
		source: [[GRAPH, /<edge from="server">[\s\S]*?<\/edge>/, '']],
	},
	{
		how: 'VM containers are forgotten',
		rule: 'reached-by-vm-containers',
		source: [[GRAPH, /<edge from="vm-container"[\s\S]*?<\/edge>/, '']],
	},
	{
		how: 'the node hangs on every client',
		rule: 'not-on-compute',
		source: [[GRAPH, '<edge from="vm-container" rocks="5.0">', '<edge from="client">']],
	},
	{
		how: 'the graph of 7.0 hangs on the node of the xen roll',
		rule: 'edge-sources',
		also: ['reached-by-vm-containers'],
		rocks: '7.0',
		source: [[GRAPH, /<edge from="client" cond=.*>/, '<edge from="vm-container">']],
	},
	{
		how: 'the node of 7.0 has no condition',
		rule: 'not-on-compute',
		rocks: '7.0',
		source: [[GRAPH, ` cond="appliance == 'vm-container'"`, '']],
	},
	{
		how: 'the condition stands on <to>',
		rule: 'condition-place',
		also: ['not-on-compute'],
		rocks: '7.0',
		source: [
			[GRAPH, /<edge from="client" cond="([^"]*)" rocks="6.2 7.0">\s*<to>/, '<edge from="client"><to cond="$1">'],
		],
	},
	{
		how: 'the condition is no expression',
		rule: 'condition',
		also: ['generation'],
		rocks: '7.0',
		source: [[GRAPH, "appliance == 'vm-container'", "appliance is 'vm-container'"]],
	},
	// rows 13, 15
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
	// row 14
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

function textFile(path: string, content: string) {
	return { kind: 'file', path, mode: 0o644, source: { kind: 'text', content } } as const;
}
