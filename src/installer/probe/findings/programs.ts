import type { FindingSpec } from './finding.ts';

/** About programs: hypervisor, libvirt, Apache, Node.js, Java. */
export const PROGRAM_FINDINGS = {
	NO_VIRTUALIZATION: {
		severity: 'warning',
		found: 'there is no virtualization: it is not dom0 of Xen, there is no /dev/kvm, and QEMU is not installed',
		why: 'One of the three runs the instances; without, this node can run none.',
		fix: 'Nothing to do where apply can install QEMU (Debian with its package server in reach); otherwise install QEMU, or boot Xen.',
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
	KVM_OFF: {
		severity: 'info',
		found: 'the processor can virtualize ({flag}), but there is no usable /dev/kvm',
		why: 'Instances run by emulation: everything works, but computing is about ten times slower.',
		fix: 'Load the module kvm, or switch virtualization on in the firmware, if you want speed.',
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
		found: 'libvirt is installed but does not run',
		why: 'The node controller starts instances through it.',
		fix: 'Nothing to do: apply starts it.',
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
	JAVA_LIMITED: {
		severity: 'info',
		found: 'Java {version} limits the strength of keys',
		why: 'Only Amazon\'s EC2 command-line tools of 2008 use Java, never this cloud; with long keys they fail with "Illegal key size".',
		fix: 'Install the unlimited-strength policy, or a later Java, if you want to use those tools on this machine.',
	},
	NO_RSYNC: {
		severity: 'info',
		found: 'rsync is not installed',
		why: 'Nothing: files travel without it. It is handy for copying images by hand.',
		fix: 'Nothing to do.',
	},
} as const satisfies Record<string, FindingSpec>;
