import type { EucaCommand, EucaOption } from './command.ts';

const json: EucaOption = { flags: '--json', text: 'print the result as one JSON object' };

/** Every command of euca in the order of its help and manual; one file per command. */
export const COMMANDS: readonly EucaCommand[] = [
	{
		name: 'add_image',
		summary: 'copy an image into the cloud and register it',
		manual: [
			'Copies a root disk, its kernel and perhaps a ramdisk into the store of the cloud and registers them as one image that every user may run. The originals may be deleted afterwards. Prints the ids: emi- of the image, eki- of the kernel, eri- of the ramdisk.',
			'The root disk holds one file system without a partition table. A kernel whose disk driver is a module needs its ramdisk.',
			'If anything fails, nothing is registered and the copies are removed.',
		],
		options: [
			{ flags: '--disk-image <file>', text: 'the root disk', required: true },
			{ flags: '--kernel-image <file>', text: 'the kernel', required: true },
			{ flags: '--image-name <name>', text: 'the name that users see', required: true },
			{ flags: '--ramdisk-image <file>', text: 'the ramdisk of the kernel, if it needs one' },
			{ flags: '--ramdisk <file>', text: 'the same' },
			{ flags: '--architecture <name>', text: 'x86_64 or i386', default: 'x86_64' },
			json,
		],
		load: () => import('./commands/add-image.ts'),
	},
	{
		name: 'list_images',
		summary: 'list all images, disabled ones too',
		manual: ['One line per image: kind, id, name, state, architecture, bytes, and the ids of kernel and ramdisk.'],
		options: [json],
		load: () => import('./commands/list-images.ts'),
	},
	{
		name: 'disable_image',
		operand: '<image>',
		summary: 'stop offering an image',
		manual: ['The image, named by id or name, is not offered and cannot be run any more. Its instances go on running.'],
		options: [json],
		load: () => import('./commands/disable-image.ts'),
	},
	{
		name: 'enable_image',
		operand: '<image>',
		summary: 'offer a disabled image again',
		manual: ['The opposite of disable_image.'],
		options: [json],
		load: () => import('./commands/enable-image.ts'),
	},
	{
		name: 'delete_image',
		operand: '<image>',
		summary: 'remove an image and its files',
		manual: [
			'Removes the image, named by id or name, and its files; its kernel and ramdisk too unless another image uses them. Refused while instances of it run.',
		],
		options: [json],
		load: () => import('./commands/delete-image.ts'),
	},
	{
		name: 'try_image',
		operand: '<image>',
		summary: 'run an instance of an image and log in to it',
		manual: [
			'Proves that an image works: runs one instance of it as the administrator, with a key pair that it makes, and waits until ssh answers. If the instance that it started before still runs, it uses that one. The last line is the command to log in with. Nothing is terminated: ec2-terminate-instances does that.',
			'Exit status: 0 logged in, 1 refused or failed, 3 the instance does not answer in time.',
		],
		options: [
			{ flags: '--key-dir <dir>', text: 'where the private key and known hosts are kept', default: './euca-try' },
			{ flags: '--instance-type <type>', text: 'such as m1.small (default: the smallest)' },
			{ flags: '--timeout <seconds>', text: 'how long to wait for ssh', default: '300' },
		],
		load: () => import('./commands/try-image.ts'),
	},
	{
		name: 'add_cluster',
		summary: 'add a cluster as an availability zone',
		manual: [
			'Adds a zone, or replaces the entry of that name. The certificate is the one of the cluster controller: its answers must be signed with the key that belongs to it.',
		],
		options: [
			{ flags: '--name <zone>', text: 'the availability zone that users see', required: true },
			{ flags: '--host <host>', text: 'where the cluster controller runs', required: true },
			{ flags: '--port <port>', text: 'its port', default: '8774' },
			{ flags: '--certificate <file>', text: 'its certificate (default: cluster-cert.pem of this installation)' },
			json,
		],
		load: () => import('./commands/add-cluster.ts'),
	},
	{
		name: 'list_clusters',
		summary: 'list the clusters and whether they answer',
		manual: ['One line per cluster: name, host:port, UP with free and all places, or the reason why it is not used.'],
		options: [json],
		load: () => import('./commands/list-clusters.ts'),
	},
	{
		name: 'delete_cluster',
		operand: '<zone>',
		summary: 'remove a cluster',
		manual: ['Removes the zone. Refused while instances run in it.'],
		options: [json],
		load: () => import('./commands/delete-cluster.ts'),
	},
	{
		name: 'add_user',
		operand: '<user>',
		summary: 'add a user',
		manual: [
			'Adds a user, who may then use the EC2 interface with the credentials that get_credentials writes. There is no quota until set_quota sets one.',
		],
		options: [{ flags: '--admin', text: 'an administrator: sees and ends what belongs to others, too' }, json],
		load: () => import('./commands/add-user.ts'),
	},
	{
		name: 'list_users',
		summary: 'list the users, what they use, and their quotas',
		manual: [
			'One line per user: name, administrator or user, enabled or disabled, then instances, cores, memory in MB and key pairs, each as used/quota; a hyphen is no limit.',
		],
		options: [json],
		load: () => import('./commands/list-users.ts'),
	},
	{
		name: 'set_quota',
		operand: '<user>',
		summary: 'limit what a user may have',
		manual: [
			'Limits how many instances a user may have, how many cores and how much memory these may take together, and how many key pairs. What is not named stays as it is; the word unlimited takes a limit away. What a user has already stays.',
		],
		options: [
			{ flags: '--instances <number>', text: 'live instances' },
			{ flags: '--cores <number>', text: 'cores of live instances' },
			{ flags: '--memory <MB>', text: 'memory of live instances' },
			{ flags: '--key-pairs <number>', text: 'key pairs' },
			json,
		],
		load: () => import('./commands/set-quota.ts'),
	},
	{
		name: 'disable_user',
		operand: '<user>',
		summary: 'refuse the requests of a user',
		manual: ['The user is refused by all services. Instances go on running.'],
		options: [json],
		load: () => import('./commands/disable-user.ts'),
	},
	{
		name: 'enable_user',
		operand: '<user>',
		summary: 'serve a disabled user again',
		manual: ['The opposite of disable_user.'],
		options: [json],
		load: () => import('./commands/enable-user.ts'),
	},
	{
		name: 'reset_password',
		operand: '<user>',
		summary: 'print a new password of a user for the web site',
		manual: [
			'Prints a new password of the user, who may be the administrator, for the web site, where the old one is forgotten and no mail arrives. It is kept nowhere else; the site asks for another at the login. All sessions of the user end, and links that were sent by mail are void. A user whom add_user has made can use the web site from then on.',
		],
		options: [json],
		load: () => import('./commands/reset-password.ts'),
	},
	{
		name: 'allow_signature_v1',
		operand: '<user>',
		summary: 'let a user sign requests with version 1',
		manual: [
			'Lets old clients of the user sign with version 1, which does not cover host and path of a request. With --off: no more.',
		],
		options: [{ flags: '--off', text: 'refuse it again' }, json],
		load: () => import('./commands/allow-signature-v1.ts'),
	},
	{
		name: 'delete_user',
		operand: '<user>',
		summary: 'remove a user',
		manual: [
			'Removes the user with certificates, key pairs and security groups. Refused while the user has instances or images.',
		],
		options: [json],
		load: () => import('./commands/delete-user.ts'),
	},
	{
		name: 'get_credentials',
		summary: "write a user's credentials into a directory",
		manual: [
			'Writes a new private key and certificate (euca2-USER-*-pk.pem, euca2-USER-*-cert.pem), the certificate of the cloud (cloud-cert.pem) and eucarc, to be sourced by a shell, with the query credentials. Earlier certificates stay valid; files of an earlier call in the directory are replaced.',
		],
		options: [
			{ flags: '--user <name>', text: 'whose', default: 'admin' },
			{ flags: '--out <dir>', text: 'where to; made with mode 0700', required: true },
			json,
		],
		load: () => import('./commands/get-credentials.ts'),
	},
];
