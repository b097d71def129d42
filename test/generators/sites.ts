import { siteSchema } from '../../src/site/schema.ts';

/** Everything on one machine, instances behind address translation. */
export const singleMachine = siteSchema.parse({
	version: 1,
	cloud: { host: 'frontend', publicHost: 'cloud.example.org' },
	clusters: [
		{
			name: 'cluster1',
			host: 'frontend',
			nodes: ['frontend'],
			network: {
				mode: 'STATIC',
				subnet: '10.9.0.0',
				netmask: '255.255.255.0',
				broadcast: '10.9.0.255',
				router: '10.9.0.1',
				dns: '10.9.0.1',
				addresses: [
					{ mac: 'd0:0d:0a:09:00:02', ip: '10.9.0.2' },
					{ mac: 'd0:0d:0a:09:00:03', ip: '10.9.0.3' },
				],
				nat: true,
			},
		},
	],
	nodeDefaults: { hypervisor: 'qemu', bridge: 'eucabr0' },
});

/** A front-end with a cluster of its own, and a second cluster with its own head; addresses are known, but one. */
export const twoClusters = siteSchema.parse({
	version: 1,
	eucalyptus: '/srv/eucalyptus',
	cloud: { host: 'frontend' },
	clusters: [
		{ name: 'east', host: 'frontend', nodes: ['node1', 'node2'], scheduler: 'ROUNDROBIN' },
		{ name: 'west', host: 'node3', port: 9090, nodePort: 9091, nodes: ['node3'] },
	],
	hosts: {
		frontend: { address: '10.1.0.1' },
		node1: { address: '10.1.0.11', hypervisor: 'xen', maxCores: 16, maxDisk: 100 },
		node2: { address: '10.1.0.12' },
	},
	nodeDefaults: { hypervisor: 'kvm' },
	sharedDirectory: '/export/eucalyptus',
	logLevel: 'DEBUG',
});
