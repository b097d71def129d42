import * as z from 'zod';
import { PROBES } from './index.ts';

/** All that one host told about itself. */
export const hostFactsSchema = z.object({
	system: PROBES.system.schema,
	disk: PROBES.disk.schema,
	hypervisor: PROBES.hypervisor.schema,
	libvirt: PROBES.libvirt.schema,
	network: PROBES.network.schema,
	firewall: PROBES.firewall.schema,
	ports: PROBES.ports.schema,
	apache: PROBES.apache.schema,
	node: PROBES.node.schema,
	java: PROBES.java.schema,
	rsync: PROBES.rsync.schema,
	nfs: PROBES.nfs.schema,
	shared: PROBES.shared.schema,
	names: PROBES.names.schema,
	clock: PROBES.clock.schema,
	selinux: PROBES.selinux.schema,
	leftovers: PROBES.leftovers.schema,
});

export type HostFacts = z.output<typeof hostFactsSchema>;
