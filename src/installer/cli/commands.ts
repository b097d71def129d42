import type { Command, CommandOption } from './command.ts';
import { REACHES_HOSTS } from './ssh-flags.ts';

/** Of every command that works on the hosts of a site. */
const ON_SITE: readonly CommandOption[] = [
	{ flags: '--site <file>', text: 'the site file', default: 'site.yaml' },
	{ flags: '--host <host>', text: 'only this host', repeat: true },
	...REACHES_HOSTS,
	{ flags: '--json', text: 'say everything as JSON, for programs' },
];
const BREAK_LOCK: CommandOption = {
	flags: '--break-lock',
	text: 'go on although another euca-setup has locked the host',
};

/** What makes a site. A person at a terminal is asked for those that are missing. */
const ANSWERS: readonly CommandOption[] = [
	{
		flags: '--front-end <host>',
		text: 'host of the cloud controller and the cluster controller (default: this machine)',
	},
	{ flags: '--nodes <hosts>', text: 'hosts that run instances, commas between; the same as naming them' },
	{ flags: '--zone <name>', text: 'name of the cluster, as users see it (default: the front-end)' },
	{ flags: '--prefix <dir>', text: 'where Eucalyptus is or will be installed (default: /opt/eucalyptus-1.1)' },
	{ flags: '--system-root <dir>', text: 'where the files of /etc are put (default: /)' },
	{ flags: '--instance-path <dir>', text: 'local disk for instances' },
	{
		flags: '--shared-directory <dir>',
		text: 'directory that all hosts see, for images (default: none; nodes fetch them)',
	},
	{
		flags: '--network <mode>',
		text: 'SYSTEM: the DHCP server of the site; STATIC: ours (default: SYSTEM if one answers)',
	},
	{ flags: '--addresses <range>', text: 'first-last address for instances with STATIC (default: 32 that are free)' },
	{ flags: '--cloud-port <port>', text: 'port of the EC2 interface (default: 8773)' },
	{ flags: '--web-port <port>', text: 'port of the web site (default: 8443)' },
	{ flags: '--cluster-port <port>', text: 'port of the cluster controller (default: 8774)' },
	{ flags: '--node-port <port>', text: 'port of the node controller (default: 8775)' },
];

/** Of those that write the site file. */
const SITE_TO_WRITE: readonly CommandOption[] = [
	{ flags: '--site <file>', text: 'the site file, written if it does not exist (default: site.yaml)' },
	{ flags: '--out <file>', text: 'the same as --site' },
	{ flags: '--force', text: 'replace an existing site file' },
];

const ROCKS: readonly CommandOption[] = [
	{ flags: '--prefix <dir>', text: 'where Eucalyptus is installed (default: /opt/eucalyptus-1.1)' },
	{ flags: '--json', text: 'say everything as JSON, for programs' },
];

/** Every command of euca-setup in the order of its help; one file per command. */
export const COMMANDS: readonly Command[] = [
	{
		name: 'probe',
		alsoAsOption: true,
		summary: 'look at hosts, change nothing on them; write a site file if there is none, and report.html',
		words: {
			syntax: '[hosts...]',
			text: 'hosts that run instances (default: those of the site file, those of Rocks, or this machine)',
			key: 'hosts',
		},
		options: [
			...ANSWERS,
			{ flags: '--answers <file>', text: 'file with any of the answers above, "front-end: head"; options win over it' },
			{ flags: '-y, --yes', text: 'do not ask: take the default of what is not answered' },
			...REACHES_HOSTS,
			{ flags: '--kernel <file>', text: 'Linux kernel to try KVM with', repeat: true },
			...SITE_TO_WRITE,
			{ flags: '--report <file>', text: 'the page to write', default: 'report.html' },
			{ flags: '--no-report', text: 'write no page' },
			{ flags: '--json', text: 'facts and findings as one JSON object' },
		],
		load: () => import('./probe.ts'),
	},
	{
		name: 'init',
		summary: 'write a site file from host names, without touching a host',
		options: [
			{ flags: '--front-end <host>', text: 'host of the cloud controller and of the cluster controller' },
			{ flags: '--nodes-file <file>', text: 'file with one node per line, # starts a comment' },
			{ flags: '--node <host>', text: 'a node', repeat: true },
			{ flags: '--cluster-name <name>', text: 'availability zone that users see (default: the front-end)' },
			{ flags: '--prefix <dir>', text: 'where Eucalyptus is installed on every host (default: /opt/eucalyptus-1.1)' },
			{ flags: '--system-root <dir>', text: 'where the files of /etc are put (default: /)' },
			{ flags: '--no-probe', text: 'ask no host anything; the only way of this command, accepted for clearness' },
			...SITE_TO_WRITE,
			{ flags: '--json', text: 'say what was written as one JSON object' },
		],
		load: () => import('./init.ts'),
	},
	{
		name: 'render',
		summary: 'write every file of every host as DIR/<host>/<absolute path>',
		options: [
			{ flags: '--site <file>', text: 'the site file', default: 'site.yaml' },
			{ flags: '--out <dir>', text: 'directory to write below' },
			{ flags: '--host <host>', text: 'only this host', repeat: true },
			{ flags: '--json', text: 'say what was done as one JSON object' },
		],
		load: () => import('./render.ts'),
	},
	{
		name: 'packages',
		summary: 'install the Debian packages that this machine lacks, and nothing else',
		options: [{ flags: '--json', text: 'say everything as JSON, for programs' }],
		load: () => import('./packages.ts'),
	},
	{
		name: 'plan',
		summary: 'show what apply would change, as differences; exit 2 when there is something',
		options: ON_SITE,
		load: () => import('./plan.ts'),
	},
	{
		name: 'apply',
		summary: 'make the hosts what the site says; may be killed and repeated at any time',
		options: [...ON_SITE, BREAK_LOCK, { flags: '-y, --yes', text: 'do not ask' }],
		load: () => import('./apply.ts'),
	},
	{
		name: 'verify',
		summary: 'compare the hosts with the site and check that everything works',
		options: ON_SITE,
		load: () => import('./verify.ts'),
	},
	{
		name: 'status',
		summary: 'what runs on each host, and the zones',
		options: ON_SITE,
		load: () => import('./status.ts'),
	},
	{
		name: 'add-node',
		summary: 'add nodes to a cluster and set them up; only they and its head are touched',
		words: { syntax: '<nodes...>', text: 'hosts that will run instances', key: 'nodes' },
		options: [
			...ON_SITE.filter(({ flags }) => !flags.startsWith('--host')),
			BREAK_LOCK,
			{ flags: '--cluster <name>', text: 'the cluster that they join; not needed where there is one' },
			{ flags: '--address <ip>', text: 'how to reach the node, if its name does not resolve' },
		],
		load: () => import('./add-node.ts'),
	},
	{
		name: 'remove-node',
		summary: 'take a node out of its cluster; refuses while instances run there',
		words: { syntax: '<node>', text: 'the host', key: 'node' },
		options: [
			...ON_SITE.filter(({ flags }) => !flags.startsWith('--host')),
			BREAK_LOCK,
			{ flags: '--drain', text: 'while instances run there it stays, but gets no new ones' },
			{ flags: '--end-instances', text: 'end the instances that run there' },
			{ flags: '--gone', text: 'the machine is dead for good: do not ask it' },
		],
		load: () => import('./remove-node.ts'),
	},
	{
		name: 'rollback',
		summary: 'return every host to what it was before the last apply',
		options: [...ON_SITE, BREAK_LOCK, { flags: '-y, --yes', text: 'accepted; it never asks' }],
		load: () => import('./rollback.ts'),
	},
	{ name: 'start', summary: 'start the services', options: ON_SITE, load: () => import('./start.ts') },
	{
		name: 'stop',
		summary: 'stop the services',
		options: [...ON_SITE, { flags: '--instances', text: 'shut instances down first; their disks are kept' }],
		load: () => import('./stop.ts'),
	},
	{
		name: 'support',
		summary: 'one archive of what a person would need to help: facts, findings, plan, logs; no secrets',
		options: [
			...ON_SITE,
			{ flags: '--out <file>', text: 'the archive to write (default: euca-support-HOST-TIME.tar.gz)' },
		],
		load: () => import('./support.ts'),
	},
	{
		name: 'uninstall',
		summary: 'take everything away: services, instances, bridges, files, state',
		options: [
			...ON_SITE,
			BREAK_LOCK,
			{ flags: '-y, --yes', text: 'do not ask' },
			{ flags: '--keep-state', text: 'leave keys, data base, images, instances and logs' },
		],
		load: () => import('./uninstall.ts'),
	},
	{
		name: 'rocks front-end',
		summary: 'set this Rocks front-end up from what Rocks knows; the roll calls it, and it may be repeated',
		options: [
			{ flags: '--public-host <name>', text: 'how users call the front-end (Kickstart_PublicHostname)' },
			{
				flags: '--private-host <name>',
				text: 'how nodes call it (Kickstart_PrivateHostname; default: its short name)',
			},
			{ flags: '--private-address <address>', text: 'its address on the private network (Kickstart_PrivateAddress)' },
			...ROCKS,
		],
		load: () => import('./rocks-front-end.ts'),
	},
	{
		name: 'rocks vm-container',
		summary: 'set this VM container of Rocks up; the roll calls it, and it may be repeated',
		options: [
			{
				flags: '--front-end <host>',
				text: 'the front-end on the private network (default: where the default route leads)',
			},
			{ flags: '--hypervisor <kind>', text: 'xen, kvm or qemu (default: xen where there is an /etc/xen, else kvm)' },
			{
				flags: '--instance-path <dir>',
				text: 'local disk for instances (default: below /state/partition1 if it is there)',
			},
			{ flags: '--bridge <name>', text: 'the bridge of instances (default: xenbr0 with xen, else eth0)' },
			{ flags: '--interface <name>', text: 'the card under it (default: eth0 with xen, else peth0)' },
			...ROCKS,
		],
		load: () => import('./rocks-vm-container.ts'),
	},
];
