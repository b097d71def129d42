import type { Arch } from './arch.ts';

/** A kind of host, as its own kernel decides. test/scripts/runtime/old-kernels.test.ts tries every row. */
export interface HostKind {
	/** Distributions, for people. */
	readonly name: string;
	readonly arch: Arch;
	/** Of the kernel, as its authors released it. */
	readonly kernel: string;
	/** Whether the Node of the packages starts: then tools, cluster and node controller run. */
	readonly runs: boolean;
	/** Whether the cloud controller runs as well. */
	readonly runsCloud: boolean;
}

const kind = (name: string, arch: Arch, kernel: string, runs: boolean): HostKind => ({
	name,
	arch,
	kernel,
	runs,
	// Node 18, the last for i386, brings no database.
	runsCloud: runs && arch === 'x86_64',
});

export const HOST_KINDS: readonly HostKind[] = [
	kind('Rocks 5.0 (CentOS 5)', 'x86_64', '2.6.18', false),
	kind('Rocks 6.2 (CentOS 6)', 'x86_64', '2.6.32', true),
	kind('Rocks 7.0 (CentOS 7)', 'x86_64', '3.10', true),
	kind('CentOS 8 and newer, Debian 12', 'x86_64', '4.18', true),
	kind('Rocks 5.0 (CentOS 5)', 'i386', '2.6.18', false),
	kind('Rocks 6.2 (CentOS 6)', 'i386', '2.6.32', false),
	kind('any with Linux 2.6.39 or newer', 'i386', '2.6.39', true),
	kind('any with Linux 3.10 or newer', 'i386', '3.10', true),
];

/** docs/reference/hosts.md: what runs where, and what is done about the rest. */
export function hostsPage(): string {
	const yes = (is: boolean) => (is ? 'yes' : 'no');
	const rows = HOST_KINDS.map(
		({ name, arch, kernel, runs, runsCloud }) =>
			`| ${name} | ${arch} | ${kernel} | ${yes(runs)} | ${yes(runs)} | ${yes(runs)} | ${yes(runsCloud)} |\n`,
	);
	return `# What runs on which host

Generated from \`scripts/runtime/hosts.ts\`; a test starts the programs of the packages under each of these kernels (a
filter answers what that kernel answers to system calls that it did not have) and compares.

| host | architecture | kernel | tools | cluster controller | node controller | cloud controller |
|---|---|---|---|---|---|---|
${rows.join('')}
A host whose kernel cannot run the Node of the packages takes them all the same: the roll is accepted and listed, the
files are installed, and \`rpm\` says which kernel is there, which is needed, and that nothing was switched on. So do
\`euca-setup\` and the init script. \`/opt/eucalyptus-1.1/usr/lib/eucalyptus/node/check\` asks at any time.

Without randomness Node does not start either, on kernels before 3.17: an idle virtual machine may have none. The same
check names it after ten seconds; \`rngd\` or \`haveged\` helps.

On i386 the Node is 18, the last that there is. It brings no database, so the cloud controller says that it has to run on
another host, and ends.

## What hosts of old lack, and what is done instead

| program | lacks | instead |
|---|---|---|
| Apache 2.2 (CentOS 6) | \`Require\`, socket files as backends | \`Order\` and \`Allow\`; controllers listen on the loopback interface, ten thousand ports above their own |
| Apache before 2.4.7 (CentOS 7) | socket files as backends | the same |
| iptables before 1.4.20 | \`-w\`, \`-C\` | chains of our own, removed and made anew |
| iproute before 4.13 | JSON | text and \`/sys\`; \`brctl\` where \`ip link\` makes no bridges |
| libvirt | \`domstats\`, units of memory | \`list\` and \`dominfo\`; KiB without a unit |
| QEMU before 1.4 | the machine \`q35\` | \`pc\` |
| Xen 3 (\`xend\`) | \`xvda1\` | \`sda1\` |
| systemd | – | the SysV script with \`chkconfig\` (2345 99 05) |
`;
}
