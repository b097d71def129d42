import { expect, test } from 'vitest';
import { type HostFacts, hostFactsSchema } from '../../../src/installer/probe/facts.ts';
import { PROBE_NAMES } from '../../../src/installer/probe/index.ts';
import { answerOf } from '../../../src/installer/probe/probe.ts';
import { freeSubnet } from '../../../src/installer/probe/propose-network.ts';
import { proposeSite, type SiteChoices } from '../../../src/installer/probe/propose-site.ts';

const CHOICES: SiteChoices = {
	frontEnd: 'head.site.org',
	nodes: ['head.site.org'],
	eucalyptus: '/opt/eucalyptus-1.1',
	systemRoot: '/',
	instancePath: '/usr/local/eucalyptus/instances',
	cloudPort: 8773,
	webPort: 8443,
	clusterPort: 8774,
	nodePort: 8775,
};

interface Answers {
	/** Lines of the network probe. */
	readonly network?: readonly string[];
	readonly resolver?: readonly string[];
	readonly hostName?: string;
	readonly cores?: number;
}

function factsWith({
	network = [],
	resolver = ['9.9.9.9'],
	hostName = 'head.site.org',
	cores = 1,
}: Answers): HostFacts {
	const text: Record<string, string> = {
		system: `hostName=${hostName}\nmemoryMb=2000\nfreeMemoryMb=1000\ncores=${cores}`,
		clock: 'now=1\nuptime=1',
		network: [...network, ...resolver.map((address) => `resolver=${address}`)].join('\n'),
	};
	return hostFactsSchema.parse(Object.fromEntries(PROBE_NAMES.map((name) => [name, answerOf(text[name] ?? '')])));
}

function proposeAlone(facts: HostFacts) {
	return proposeSite(CHOICES, [{ name: 'head.site.org', facts }], false);
}

test('one machine is cloud, cluster and node, and its zone has the short name', () => {
	const site = proposeAlone(factsWith({}));
	expect(site.cloud.host).toBe('head.site.org');
	expect(site.clusters[0]).toMatchObject({ name: 'head', host: 'head.site.org', nodes: ['head.site.org'] });
	expect(site.clusters[0]?.network).toMatchObject({ mode: 'STATIC', nat: true, subnet: '172.16.0.0', dns: '9.9.9.9' });
	expect(site.hosts['head.site.org']).toMatchObject({ hypervisor: 'qemu', bridge: 'eucabr0', maxCores: 2 });
});

test('instances get 32 addresses, and each MAC tells its address', () => {
	const network = proposeAlone(factsWith({})).clusters[0]?.network;
	const addresses = network?.mode === 'STATIC' ? network.addresses : [];
	expect(addresses).toHaveLength(32);
	expect(addresses[0]).toEqual({ mac: 'd0:0d:ac:10:00:0a', ip: '172.16.0.10' });
});

test('the network of the instances is one that is routed nowhere, and no name server is in it', () => {
	const network = [
		'route=eth0 00000000 010011AC 0003 0 00000000',
		'route=eth0 000010AC 00000000 0001 0 0000F8FF',
		'route=eth0 4D0018AC 00000000 0001 0 FFFFFFFF',
	];
	expect(freeSubnet(factsWith({ network, resolver: ['172.25.0.53'] }).network)).toBe('172.26.0.0');
	expect(freeSubnet(factsWith({ network: ['route=eth0 000010AC 00000000 0001 0 0000F0FF'] }).network)).toBe('10.0.0.0');
});

test('the bridge of a cloud that is installed already does not make its own network taken', () => {
	const network = [
		'device=eucabr0 - 1500 up bridge',
		'address=eucabr0 172.20.0.1/24',
		'route=eucabr0 000014AC 00000000 0001 0 00FFFFFF',
	];
	expect(freeSubnet(factsWith({ network }).network)).toBe('172.20.0.0');
});

test('a name server on the loopback is not given to instances, for they cannot reach it', () => {
	const network = proposeAlone(factsWith({ resolver: ['127.0.0.53'] })).clusters[0]?.network;
	expect(network).toMatchObject({ dns: '172.16.0.1' });
});

const LAB = { ...CHOICES, frontEnd: 'head', nodes: ['n1', 'n2'] };

function host(name: string, address: string, bridge = 'br0') {
	const network = [
		`device=eth0 02:00:00:00:00:${address.split('.')[3]?.padStart(2, '0')} 1500 up -`,
		`device=${bridge} - 1500 up bridge`,
		`port=${bridge} eth0`,
		`address=${bridge} ${address}/16`,
		`route=${bridge} 00000000 0100010A 0003 0 00000000`,
		'neighbour=10.1.192.5',
	];
	return { name, facts: factsWith({ network, hostName: name }), resolved: address };
}

test('several hosts: addresses as the front-end resolves them, bridges as they are, and what is alike said once', () => {
	const site = proposeSite(
		LAB,
		[host('head', '10.1.0.2'), host('n1', '10.1.0.3'), host('n2', '10.1.0.4', 'virbr7')],
		false,
	);
	expect(site.cloud.host).toBe('head');
	expect(site.clusters[0]).toMatchObject({ name: 'head', host: 'head', nodes: ['n1', 'n2'], interface: 'br0' });
	expect(site.nodeDefaults).toMatchObject({ bridge: 'br0', interface: 'eth0', hypervisor: 'qemu' });
	expect(site.hosts).toEqual({
		head: { address: '10.1.0.2' },
		n1: { address: '10.1.0.3' },
		n2: { address: '10.1.0.4', bridge: 'virbr7', interface: 'eth0', hypervisor: 'qemu' },
	});
});

test('without a DHCP server instances get 32 free addresses three quarters up the node network', () => {
	const site = proposeSite(LAB, [host('head', '10.1.192.1'), host('n1', '10.1.0.3')], false);
	const network = site.clusters[0]?.network;
	expect(network).toMatchObject({
		mode: 'STATIC',
		nat: false,
		subnet: '10.1.0.0',
		netmask: '255.255.0.0',
		router: '10.1.0.1',
	});
	const addresses = network?.mode === 'STATIC' ? network.addresses.map(({ ip }) => ip) : [];
	expect(addresses).toHaveLength(32);
	expect(addresses.slice(0, 4)).toEqual(['10.1.192.2', '10.1.192.3', '10.1.192.4', '10.1.192.6']);
	expect(addresses).not.toContain('10.1.192.5');
});

test('a DHCP server that answers gives instances their addresses, unless a range was asked for', () => {
	const seen = [host('head', '10.1.0.2'), host('n1', '10.1.0.3')];
	expect(proposeSite(LAB, seen, true).clusters[0]?.network).toEqual({ mode: 'SYSTEM' });
	const asked = { ...LAB, network: 'STATIC' as const, addresses: ['10.1.9.1', '10.1.9.3'] as const };
	const network = proposeSite(asked, seen, true).clusters[0]?.network;
	expect(network?.mode === 'STATIC' ? network.addresses.map(({ ip }) => ip) : []).toEqual([
		'10.1.9.1',
		'10.1.9.2',
		'10.1.9.3',
	]);
});

test('a host that did not answer is in the site all the same, by the address that its name has', () => {
	const site = proposeSite(LAB, [host('head', '10.1.0.2'), { name: 'n1', resolved: '10.1.0.3' }, { name: 'n2' }], true);
	expect(site.clusters[0]?.nodes).toEqual(['n1', 'n2']);
	expect(site.hosts).toEqual({ head: { address: '10.1.0.2' }, n1: { address: '10.1.0.3' } });
});
