import { expect, test } from 'vitest';
import { type HostFacts, hostFactsSchema } from '../../../src/installer/probe/facts.ts';
import { PROBE_NAMES } from '../../../src/installer/probe/index.ts';
import { answerOf } from '../../../src/installer/probe/probe.ts';
import { freeSubnet, proposeSingleMachine } from '../../../src/installer/probe/propose-site.ts';

const CHOICES = {
	eucalyptus: '/opt/eucalyptus-1.1',
	systemRoot: '/',
	instancePath: '/usr/local/eucalyptus/instances',
	cloudPort: 8773,
	webPort: 8443,
	clusterPort: 8774,
	nodePort: 8775,
};

function factsWith(answers: {
	routes?: unknown[];
	devices?: unknown[];
	resolver?: string[];
	cores?: number;
}): HostFacts {
	const text: Record<string, string> = {
		system: `hostName=head.site.org\nmemoryMb=2000\nfreeMemoryMb=1000\ncores=${answers.cores ?? 1}`,
		disk: 'programsFreeMb=9\ninstancesFreeMb=9\ninstancesTotalMb=9',
		clock: 'epochMs=1',
		network: [
			'known=Y',
			`devices=${JSON.stringify(answers.devices ?? [])}`,
			`routes=${JSON.stringify(answers.routes ?? [])}`,
			...(answers.resolver ?? ['9.9.9.9']).map((address) => `resolver=${address}`),
		].join('\n'),
	};
	return hostFactsSchema.parse(Object.fromEntries(PROBE_NAMES.map((name) => [name, answerOf(text[name] ?? '')])));
}

test('one machine is cloud, cluster and node, and its zone has the short name', () => {
	const site = proposeSingleMachine(factsWith({}), CHOICES);
	expect(site.cloud.host).toBe('head.site.org');
	expect(site.clusters[0]).toMatchObject({ name: 'head', host: 'head.site.org', nodes: ['head.site.org'] });
	expect(site.clusters[0]?.network).toMatchObject({ mode: 'STATIC', nat: true, subnet: '172.16.0.0', dns: '9.9.9.9' });
	expect(site.hosts['head.site.org']).toMatchObject({ hypervisor: 'qemu', bridge: 'eucabr0', maxCores: 2 });
});

test('instances get 32 addresses, and each MAC tells its address', () => {
	const network = proposeSingleMachine(factsWith({}), CHOICES).clusters[0]?.network;
	const addresses = network?.mode === 'STATIC' ? network.addresses : [];
	expect(addresses).toHaveLength(32);
	expect(addresses[0]).toEqual({ mac: 'd0:0d:ac:10:00:0a', ip: '172.16.0.10' });
});

test('the network of the instances is one that is routed nowhere, and no name server is in it', () => {
	const routes = [
		{ dst: 'default', gateway: '172.17.0.1', dev: 'eth0' },
		{ dst: '172.16.0.0/13', dev: 'eth0' },
		{ dst: '172.24.0.77', dev: 'eth0' },
	];
	expect(freeSubnet(factsWith({ routes, resolver: ['172.25.0.53'] }))).toBe('172.26.0.0');
	expect(freeSubnet(factsWith({ routes: [{ dst: '172.16.0.0/12' }] }))).toBe('10.0.0.0');
});

test('the bridge of a cloud that is installed already does not make its own network taken', () => {
	const own = { ifname: 'eucabr0', addr_info: [{ family: 'inet', local: '172.20.0.1', prefixlen: 24 }] };
	expect(freeSubnet(factsWith({ devices: [own], routes: [{ dst: '172.20.0.0/24', dev: 'eucabr0' }] }))).toBe(
		'172.20.0.0',
	);
});

test('a name server on the loopback is not given to instances, for they cannot reach it', () => {
	const network = proposeSingleMachine(factsWith({ resolver: ['127.0.0.53'] }), CHOICES).clusters[0]?.network;
	expect(network).toMatchObject({ dns: '172.16.0.1' });
});
