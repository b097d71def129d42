import { expect, test } from 'vitest';
import { addressOf, hostEntry, hostsOf, nodeSettings, rolesOf } from '../../src/site/hosts.ts';
import { siteSchema } from '../../src/site/schema.ts';

const site = siteSchema.parse({
	version: 1,
	cloud: { host: 'front' },
	clusters: [
		{ name: 'one', host: 'front', nodes: ['n1', 'n2'] },
		{ name: 'two', host: 'head2', nodes: ['head2', '10.1.0.9'] },
	],
	hosts: { n1: { address: '10.1.0.1', bridge: 'br7' } },
	nodeDefaults: { hypervisor: 'kvm' },
});

test('hosts come once each, the cloud first, then heads, then nodes', () => {
	expect(hostsOf(site)).toEqual(['front', 'head2', 'n1', 'n2', '10.1.0.9']);
});

test('roles are given in the order in which they start', () => {
	expect(rolesOf(site, 'front')).toEqual(['cloud', 'cluster']);
	expect(rolesOf(site, 'head2')).toEqual(['cluster', 'node']);
	expect(rolesOf(site, 'n2')).toEqual(['node']);
	expect(rolesOf(site, 'stranger')).toEqual([]);
	expect(hostEntry(site, 'head2')?.memberOf?.name).toBe('two');
});

test('a node takes its own settings first, then the defaults of the site, then those of the schema', () => {
	expect(nodeSettings(site, 'n1')).toEqual({
		hypervisor: 'kvm',
		bridge: 'br7',
		interface: 'eth0',
		instancePath: '/usr/local/eucalyptus/instances',
	});
});

test('an address is known from the entry or from the name', () => {
	expect(addressOf(site, 'n1')).toBe('10.1.0.1');
	expect(addressOf(site, '10.1.0.9')).toBe('10.1.0.9');
	expect(addressOf(site, 'n2')).toBeUndefined();
});

test('ten thousand nodes are counted in well under a second', () => {
	const nodes = Array.from({ length: 10_000 }, (_, index) => `compute-${index}`);
	const large = siteSchema.parse({ version: 1, cloud: { host: 'f' }, clusters: [{ name: 'c', host: 'f', nodes }] });
	const start = process.cpuUsage();
	for (const host of hostsOf(large)) {
		rolesOf(large, host);
	}

	expect(process.cpuUsage(start).user).toBeLessThan(500_000);
});
