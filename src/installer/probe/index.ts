import { apache } from './apache.ts';
import { clock } from './clock.ts';
import { disk } from './disk.ts';
import { firewall } from './firewall.ts';
import { hypervisor } from './hypervisor.ts';
import { java } from './java.ts';
import { leftovers } from './leftovers.ts';
import { libvirt } from './libvirt.ts';
import { names } from './names.ts';
import { network } from './network.ts';
import { nfs } from './nfs.ts';
import { node } from './node.ts';
import { ports } from './ports.ts';
import { rsync } from './rsync.ts';
import { selinux } from './selinux.ts';
import { shared } from './shared.ts';
import { system } from './system.ts';

/** Every fact, in the order of the table that people read. One file each; a test compares this list with the folder. */
export const PROBES = {
	system,
	disk,
	hypervisor,
	libvirt,
	network,
	firewall,
	ports,
	apache,
	node,
	java,
	rsync,
	nfs,
	shared,
	names,
	clock,
	selinux,
	leftovers,
} as const;

export type ProbeName = keyof typeof PROBES;
export const PROBE_NAMES = Object.keys(PROBES) as readonly ProbeName[];
