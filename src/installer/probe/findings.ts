/** `blocker`: the installation would fail. `warning`: it works, but not as one would wish. `info`: good to know. */
export type Severity = 'info' | 'warning' | 'blocker';

interface FindingSpec {
	readonly severity: Severity;
	/** What was found, with `{field}` placeholders. */
	readonly found: string;
	/** Why it matters. */
	readonly why: string;
	/** What to do about it. */
	readonly fix: string;
}

/** Everything the probe can find. docs/reference/findings.md is made from this table, and a test keeps them equal. */
export const FINDINGS = {
	NOT_ROOT: {
		severity: 'blocker',
		found: 'the installer does not run as root',
		why: 'Instances need bridges, address translation and the system libvirt, which only root may touch.',
		fix: 'Run it with sudo or as root.',
	},
	ARCHITECTURE: {
		severity: 'blocker',
		found: 'the machine is of type {architecture}',
		why: 'The programs that are installed, Node.js among them, are built for x86_64.',
		fix: 'Use an x86_64 machine.',
	},
	C_LIBRARY: {
		severity: 'blocker',
		found: 'the C library is glibc {version}',
		why: 'The Node.js that runs the controllers needs glibc 2.28 or later.',
		fix: 'Use a later release of the operating system (Debian 12, for example).',
	},
	NOT_DEBIAN: {
		severity: 'warning',
		found: 'this is {os}, not a Debian',
		why: 'Missing packages cannot be installed for you here.',
		fix: 'Install what packages/debian-run.txt names, under the names that your system has for them.',
	},
	NAME_UNKNOWN: {
		severity: 'warning',
		found: 'the name of the machine, {name}, resolves to no IPv4 address',
		why: 'On one machine the controllers find each other by address; other machines and users will look for the name.',
		fix: 'Add a line with its address and {name} to /etc/hosts before you add machines.',
	},
	LITTLE_MEMORY: {
		severity: 'warning',
		found: 'there are only {memoryMb} MB of memory',
		why: 'The controllers take about 400 MB, and each small instance 128 MB or more on top.',
		fix: 'Give the machine more memory, or use it as front-end only.',
	},
	NO_SYSTEMD: {
		severity: 'info',
		found: 'process 1 is {pid1}, not systemd',
		why: 'Services are started through /etc/init.d and will start at boot only if process 1 runs those scripts.',
		fix: 'Nothing to do.',
	},
	NOT_WRITABLE: {
		severity: 'blocker',
		found: 'nothing can be written at {path}',
		why: 'Programs, configuration and instances are put there.',
		fix: 'Mount that file system for writing, or choose another place with --prefix or --instance-path.',
	},
	DISK_FULL: {
		severity: 'blocker',
		found: 'only {freeMb} MB are free for {path}',
		why: 'The programs and their own Node.js need {neededMb} MB with room for logs.',
		fix: 'Free space there, or choose another place with --prefix.',
	},
	LITTLE_DISK: {
		severity: 'warning',
		found: 'only {freeMb} MB are free for instances at {path}',
		why: 'An instance takes its image, its swap and what it writes; a full disk stops all of them.',
		fix: 'Free space there, or choose another disk with --instance-path.',
	},
	INSTANCES_ON_NFS: {
		severity: 'warning',
		found: '{path} is on NFS',
		why: 'Disks of running instances on a network file system are slow and stall with it.',
		fix: 'Choose a local disk with --instance-path.',
	},
	NO_QEMU: {
		severity: 'info',
		found: 'QEMU is not installed, and there is no /dev/kvm',
		why: 'It runs the instances, here by emulation.',
		fix: 'Nothing to do: apply installs it on Debian.',
	},
	KVM_WITHOUT_QEMU: {
		severity: 'warning',
		found: '/dev/kvm is there, but QEMU is not installed, so it cannot be tried',
		why: 'KVM is used only after a guest has booted under it; until then instances run by emulation, which is slow.',
		fix: 'Run "euca-setup packages", then probe again.',
	},
	NO_KVM: {
		severity: 'info',
		found: 'there is no usable /dev/kvm',
		why: 'Instances run by emulation: everything works, but computing is about ten times slower.',
		fix: 'Switch on virtualization in the firmware (or nested virtualization in the outer machine) if you want speed.',
	},
	KVM_NOT_TRIED: {
		severity: 'warning',
		found: '/dev/kvm opens, but there is no kernel to try it with',
		why: 'On some machines it opens and every guest hangs, so it is not used untried; instances run by emulation.',
		fix: 'Run "make test-image" or install a linux-image package, then probe again.',
	},
	KVM_HANGS: {
		severity: 'info',
		found: '/dev/kvm opens, but a guest ({kernel}) said nothing under it within 5 seconds',
		why: 'Instances would hang the same way; they run by emulation instead, which is slower and works.',
		fix: 'Nothing to do. If the machine is a virtual one, its host may offer true nested virtualization.',
	},
	NO_LIBVIRT: {
		severity: 'info',
		found: 'libvirt is not installed',
		why: 'The node controller starts instances through it.',
		fix: 'Nothing to do: apply installs it on Debian.',
	},
	LIBVIRT_SILENT: {
		severity: 'info',
		found: 'libvirt does not answer at {uri}: {problem}',
		why: 'The node controller starts instances through it.',
		fix: 'Nothing to do: apply starts it.',
	},
	NO_IPROUTE: {
		severity: 'info',
		found: 'the program ip (package iproute2) is missing, so the network was not looked at',
		why: 'Bridges for instances are made with it, and the free network for instances is chosen by it.',
		fix: 'Run "euca-setup packages", then probe again.',
	},
	NO_DEFAULT_ROUTE: {
		severity: 'warning',
		found: 'there is no default route',
		why: 'Instances reach the outside through this machine; without a route they reach only this machine.',
		fix: 'Set a default route if instances shall reach the outside.',
	},
	NO_RESOLVER: {
		severity: 'warning',
		found: '/etc/resolv.conf names no IPv4 name server',
		why: 'Instances are told to ask the same name server as this machine.',
		fix: 'Write the address of a name server into clusters.network.dns of site.yaml.',
	},
	RESOLVER_LOCAL: {
		severity: 'warning',
		found: 'the only name server is {resolver}, on this machine',
		why: 'Instances cannot reach a loopback address of their host, so names will not resolve in them.',
		fix: 'Write the address of a name server that they can reach into clusters.network.dns of site.yaml.',
	},
	NO_TUN: {
		severity: 'blocker',
		found: '/dev/net/tun is missing',
		why: 'Each instance has a network card of that kind.',
		fix: 'Load the module tun; in a container, have it passed in.',
	},
	PORTS_UNKNOWN: {
		severity: 'info',
		found: 'the program ss (package iproute2) is missing, so ports were not looked at',
		why: 'A port that is taken would be noticed only when the service starts.',
		fix: 'Run "euca-setup packages", then probe again.',
	},
	PORT_TAKEN: {
		severity: 'blocker',
		found: 'port {port} is in use by {by}',
		why: 'The {what} listens there.',
		fix: 'End that process, or choose another port with {option}.',
	},
	NO_APACHE: {
		severity: 'info',
		found: 'Apache is not installed',
		why: 'It stands in front of the cluster and node controllers.',
		fix: 'Nothing to do: apply installs it on Debian (the program only; no site of yours is touched).',
	},
	APACHE_UNFIT: {
		severity: 'blocker',
		found: 'Apache is {version}, or has no mod_proxy_http',
		why: 'It stands in front of the cluster and node controllers, and passes requests on to them.',
		fix: 'Install Apache 2.4 with mod_proxy_http (package apache2-bin).',
	},
	NO_NODE: {
		severity: 'info',
		found: 'Node.js is not installed on the system',
		why: 'Nothing: the controllers bring their own below $EUCALYPTUS.',
		fix: 'Nothing to do.',
	},
	NO_JAVA: {
		severity: 'info',
		found: 'Java is not installed',
		why: "Only Amazon's EC2 command-line tools of 2008 need it; no part of this cloud does.",
		fix: 'Install a Java runtime if you want to use those tools on this machine.',
	},
	CLOCK_UNSET: {
		severity: 'blocker',
		found: 'the clock stands at {time}',
		why: 'Messages carry the time they were signed at and are refused when it is far off.',
		fix: 'Set the clock, and run chrony or another time service.',
	},
	CLOCK_ALONE: {
		severity: 'info',
		found: 'no time service keeps the clock right',
		why: 'Messages between machines are refused when their clocks differ by more than 5 minutes; on a single machine they cannot.',
		fix: 'Install chrony before you add machines, or if clients elsewhere are refused as expired.',
	},
	OLD_PROCESSES: {
		severity: 'blocker',
		found: 'controllers of another installation run here: {processes}',
		why: "Two node controllers on one machine would end each other's instances.",
		fix: 'Stop them (/etc/init.d/eucalyptus stop, or "euca-setup uninstall" of that installation).',
	},
	OTHER_INSTALLATION: {
		severity: 'blocker',
		found: '{file} belongs to an installation at {root}',
		why: 'There can be one per machine; its configuration would be overwritten.',
		fix: 'Remove that installation first, or choose it with --prefix {root}, or another --system-root.',
	},
	INSTALLED: {
		severity: 'info',
		found: 'this program has installed a cloud at {path}',
		why: 'Apply then only changes what differs.',
		fix: 'Nothing to do.',
	},
	OCCUPIED: {
		severity: 'warning',
		found: '{path} holds files that this program did not put there',
		why: 'They stay as they are; one that is in the way stops the installation.',
		fix: 'Move the directory away if it is of an older version, or choose another place with --prefix.',
	},
	OLD_BRIDGE: {
		severity: 'warning',
		found: 'bridges of an earlier installation are there: {bridges}',
		why: 'They are used again if they fit; otherwise they only lie about.',
		fix: 'Remove them with "ip link delete NAME" if no instance uses them.',
	},
} as const satisfies Record<string, FindingSpec>;

export type FindingId = keyof typeof FINDINGS;

/** One finding on one host, its words complete. */
export interface Finding {
	readonly id: FindingId;
	readonly severity: Severity;
	readonly host: string;
	readonly found: string;
	readonly why: string;
	readonly fix: string;
}
