import { expect, test } from 'vitest';
import { checkSite } from '../../src/site/check.ts';
import { explainSite } from '../../src/site/explain.ts';
import { type SiteInput, siteSchema } from '../../src/site/schema.ts';
import { singleMachine, twoClusters } from '../generators/sites.ts';

type Clusters = SiteInput['clusters'];

function problems(clusters: Clusters, rest: Partial<SiteInput> = {}): readonly string[] {
	const site = siteSchema.parse({ version: 1, cloud: { host: 'front' }, clusters, ...rest });
	return checkSite(site).map(({ key, problem }) => `${key}: ${problem}`);
}

const one = { name: 'one', host: 'front', nodes: ['n1'] };
const network = {
	mode: 'STATIC' as const,
	subnet: '10.9.0.0',
	netmask: '255.255.255.0',
	broadcast: '10.9.0.255',
	router: '10.9.0.1',
	dns: '10.1.0.1',
	addresses: [{ mac: 'd0:0d:00:00:00:02', ip: '10.9.0.2' }],
};
const withNetwork = (change: object) => problems([{ ...one, network: { ...network, ...change } }]);
const pair = (mac: string, ip: string) => ({ mac: `d0:0d:00:00:00:${mac}`, ip });

test('sound sites have no problems', () => {
	expect(checkSite(singleMachine)).toEqual([]);
	expect(checkSite(twoClusters)).toEqual([]);
	expect(withNetwork({})).toEqual([]);
});

test('names, heads and nodes are given once', () => {
	expect(problems([one, { ...one, host: 'h2', nodes: [] }])).toEqual([
		'clusters[1].name: "one" is the name of clusters[0].name too; users choose a cluster by its name',
	]);
	expect(problems([one, { name: 'two', host: 'front', nodes: [], port: 1 }])[0]).toContain('clusters[1].host: front');
	expect(problems([one, { name: 'two', host: 'h2', nodes: ['n1'] }])).toEqual([
		'clusters[1].nodes[0]: n1 stands at clusters[0].nodes[0] too; a node belongs to one cluster, once',
	]);
});

test('hosts with settings have a role and an address of their own', () => {
	expect(problems([one], { hosts: { n9: {} } })[0]).toMatch(/^hosts\.n9: has settings but no role/);
	expect(problems([one], { hosts: { n1: { address: '10.0.0.1' }, front: { address: '10.0.0.1' } } })).toHaveLength(1);
});

test('services of one host have ports of their own', () => {
	const same = { name: 'one', host: 'front', nodes: ['front'], port: 9090, nodePort: 9090 };
	expect(problems([same])).toEqual([
		'clusters[0].nodePort: 9090 is clusters[0].port too, and both are used on front; choose another port',
	]);
	expect(problems([{ ...same, nodes: ['n1'] }])).toEqual([]);
	expect(problems([{ ...one, port: 8773 }])[0]).toContain('8773 is cloud.port too');
});

test.each([
	[{ netmask: '255.0.255.0' }, 'netmask: 255.0.255.0 is not a mask'],
	[{ subnet: '10.9.0.5' }, 'subnet: 10.9.0.5 is not the first address'],
	[{ broadcast: '10.9.1.255' }, 'broadcast: 10.9.1.255 is not the last address'],
	[{ router: '10.8.0.1' }, 'router: 10.8.0.1 is outside of 10.9.0.0/24'],
	[{ addresses: [pair('02', '10.9.1.2')] }, 'addresses[0].ip: 10.9.1.2 is outside'],
	[{ addresses: [pair('02', '10.9.0.1')] }, "addresses[0].ip: 10.9.0.1 is the router's"],
	[{ addresses: [pair('02', '10.9.0.255')] }, 'addresses[0].ip: 10.9.0.255 is for broadcast'],
	[{ addresses: [pair('02', '10.9.0.2'), pair('03', '10.9.0.2')] }, 'addresses[1].ip: 10.9.0.2 stands at'],
	[{ addresses: [pair('02', '10.9.0.2'), pair('02', '10.9.0.3')] }, 'addresses[1].mac: d0:0d:00:00:00:02 stands at'],
	[{ addresses: [{ mac: '01:00:5e:00:00:01', ip: '10.9.0.2' }] }, 'addresses[0].mac: 01:00:5e:00:00:01 is a multicast'],
	[{ nat: true }, 'nat: is for a cluster whose only node is its own head'],
])('a STATIC network with %j is refused', (change, message) => {
	expect(withNetwork(change)).toEqual([expect.stringContaining(`clusters[0].network.${message}`)]);
});

test('a host that is head and node has one interface', () => {
	const both = { name: 'one', host: 'front', nodes: ['front'], interface: 'eth1' };
	expect(problems([both])[0]).toMatch(/^clusters\[0\]\.interface: eth1 differs from eth0/);
	expect(problems([both], { hosts: { front: { interface: 'eth1' } } })).toEqual([]);
});

test('a site is explained in a few sentences, however many nodes it has', () => {
	const nodes = Array.from({ length: 10_000 }, (_, index) => `n${index}`);
	const site = siteSchema.parse({
		version: 1,
		cloud: { host: 'front' },
		clusters: [{ ...one, nodes }],
		wsSecurity: false,
	});
	const text = explainSite(site);
	expect(text.length).toBeLessThan(10);
	expect(text.join('\n')).toContain('n0, n1 … n9999 (10000 hosts): the hypervisor that the probe finds');
	expect(text.at(-1)).toContain('neither signed nor checked');
	expect(explainSite(twoClusters).join('\n')).toContain('Images are shared through /export/eucalyptus');
});
