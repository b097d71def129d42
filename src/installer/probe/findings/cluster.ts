import type { FindingSpec } from './finding.ts';

/** About what only several hosts together show. */
export const CLUSTER_FINDINGS = {
	NFS_EXPORT_READ_ONLY: {
		severity: 'warning',
		found: '{path} is exported read-only',
		why: 'Images are put into the shared directory by the controllers; a host that mounts it cannot.',
		fix: 'Write rw into its line in /etc/exports, and run "exportfs -ra".',
	},
	SHARED_MISSING: {
		severity: 'blocker',
		found: 'the shared directory {path} is not there',
		why: 'Images are read from it on every host.',
		fix: 'Mount it there, or write into sharedFrom of site.yaml where it comes from (SERVER:/EXPORT), and apply mounts it; or take sharedDirectory out: then nodes fetch images from the front-end.',
	},
	SHARED_NOT_MOUNTED: {
		severity: 'info',
		found: '{from} is not mounted yet at {path}',
		why: 'Nothing yet: apply mounts it, now and at every boot.',
		fix: 'Nothing to do.',
	},
	SHARED_NO_CLIENT: {
		severity: 'blocker',
		found: '{from} cannot be mounted at {path}: there is no mount.nfs',
		why: 'Images are read from it on every host.',
		fix: 'Install the NFS client: nfs-common on Debian, nfs-utils on CentOS.',
	},
	SHARED_READ_ONLY: {
		severity: 'blocker',
		found: 'nothing can be written to the shared directory {path} ({type} from {from})',
		why: 'Images and their checks are put there.',
		fix: 'Export and mount it for writing (rw), with no_root_squash, on every host.',
	},
	SHARED_NOT_SEEN: {
		severity: 'blocker',
		found: '{path} is not the directory that {first} has: a file that one wrote the other did not see',
		why: 'Images that are put there on one host must be there on all.',
		fix: 'Mount the same export on both (compare "df {path}").',
	},
	CLOCK_OFF: {
		severity: 'blocker',
		found: 'its clock is {off} {direction} the median of all hosts',
		why: 'Messages carry the time they were signed at and are refused when it is more than 5 minutes off.',
		fix: 'Set the clock, and run chrony or another time service.',
	},
	CLOCK_DRIFTS: {
		severity: 'warning',
		found: 'its clock is {off} {direction} the median of all hosts',
		why: 'It works until the difference grows to 5 minutes; logs of several hosts are hard to read together before.',
		fix: 'Run chrony or another time service.',
	},
	SAME_NAME: {
		severity: 'blocker',
		found: '{others} calls itself {value} too',
		why: 'Controllers, certificates and logs tell hosts apart by their names.',
		fix: 'Give each host a name of its own; if it is one host named twice, name it once.',
	},
	SAME_MACHINE_ID: {
		severity: 'warning',
		found: '{others} has the machine id {value} too',
		why: 'It is a clone: libvirt, DHCP clients and the journal take the two for one machine.',
		fix: 'On one of them: rm /etc/machine-id /var/lib/dbus/machine-id; dbus-uuidgen --ensure (or systemd-machine-id-setup), then reboot.',
	},
	SAME_ADDRESS: {
		severity: 'blocker',
		found: '{others} has the address {value} too',
		why: 'What is sent to one arrives at the other, now and then.',
		fix: 'Give each host an address of its own; if it is one host named twice, name it once.',
	},
	SAME_MAC: {
		severity: 'blocker',
		found: '{others} has the hardware address {value} too',
		why: 'The switch sends what is for one to the other.',
		fix: 'Give each network card an address of its own; clones of virtual machines often share one.',
	},
	MTU_DIFFERS: {
		severity: 'warning',
		found: 'the MTU of {device} is {mtu}, on the other hosts {usual}',
		why: 'Large messages are lost between hosts that differ, small ones are not: it looks as if hosts hung now and then.',
		fix: 'Set the same MTU on all hosts and switches.',
	},
	NAMES_MISSING: {
		severity: 'warning',
		found: 'it knows no IPv4 address for {names}',
		why: 'Controllers call each other by name where the site has no address, and so do people.',
		fix: 'Add the names to /etc/hosts on every host, or to the name server.',
	},
	NAME_DIFFERS: {
		severity: 'blocker',
		found: 'it takes {name} for {address}; most take it for {usual}',
		why: 'Hosts that look for one machine at two addresses do not find each other.',
		fix: 'Correct /etc/hosts there, or the name server.',
	},
	SLOW: {
		severity: 'warning',
		found: 'a command that does nothing takes {ms} ms',
		why: 'Each step of an installation costs several of them.',
		fix: 'Look for a slow name server (UseDNS of sshd), a loaded host, or a bad line.',
	},
} as const satisfies Record<string, FindingSpec>;
