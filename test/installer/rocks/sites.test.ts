import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { generate } from '../../../generators/index.ts';
import type { RocksCluster } from '../../../src/installer/rocks/front-end.ts';
import { frontEndSite } from '../../../src/installer/rocks/front-end-site.ts';
import { nodeSite } from '../../../src/installer/rocks/node-site.ts';
import { saveSite } from '../../../src/site/save.ts';
import type { Site } from '../../../src/site/schema.ts';

const eucalyptus = '/opt/eucalyptus-1.1';
const OPTIONS = { eucalyptus, privateHost: 'cloud', publicHost: 'cloud.example.org', privateAddress: '10.1.1.1' };

let directory: string;
beforeEach(() => {
	directory = mkdtempSync(join(tmpdir(), 'euca-rocks-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

function cluster(nodes: readonly string[], hypervisor = 'xen'): RocksCluster {
	return {
		frontEnd: 'cloud',
		nodes,
		hosts: [],
		rolls: [{ name: hypervisor, version: '5.0', arch: 'x86_64', enabled: true }],
		known: new Map([
			['cloud', { address: '10.1.1.1', interface: 'eth0' }],
			['vm-container-0-0', { address: '10.255.255.254', interface: 'eth0' }],
		]),
	};
}

function conf(site: Site, host: string): string {
	const file = generate(site, host).find(({ path }) => path === '/etc/default/eucalyptus');
	return file?.kind === 'file' ? file.content : '';
}

describe('the site of a Rocks front-end', () => {
	const file = () => join(directory, 'site.yaml');

	it('calls nodes by the names that Rocks gave them, and the cluster by that of the front-end', async () => {
		const site = await frontEndSite(file(), { ...OPTIONS, cluster: cluster(['vm-container-0-0', 'vm-container-0-1']) });
		expect(site.clusters[0]).toMatchObject({ name: 'cloud', host: 'cloud', interface: 'eth0' });
		expect(site.cloud.publicHost).toBe('cloud.example.org');
		expect(conf(site, 'cloud')).toContain('NODES="vm-container-0-0 vm-container-0-1"');
	});

	it('takes Xen for granted unless the kvm roll is enabled', async () => {
		const xen = await frontEndSite(file(), { ...OPTIONS, cluster: cluster(['vm-container-0-0']) });
		expect(xen.nodeDefaults).toMatchObject({ hypervisor: 'xen', bridge: 'xenbr0', interface: 'eth0' });
		const kvm = await frontEndSite(file(), { ...OPTIONS, cluster: cluster(['vm-container-0-0'], 'kvm') });
		expect(kvm.nodeDefaults).toMatchObject({ hypervisor: 'kvm', bridge: 'eth0', interface: 'peth0' });
	});

	it('may have no node yet, and may be made before Rocks answers', async () => {
		expect(conf(await frontEndSite(file(), { ...OPTIONS, cluster: cluster([]) }), 'cloud')).toContain('NODES=""');
		expect((await frontEndSite(file(), OPTIONS)).clusters[0]?.nodes).toEqual([]);
	});

	it('keeps what a person wrote into the site file; its nodes follow Rocks', async () => {
		const first = await frontEndSite(file(), { ...OPTIONS, cluster: cluster(['vm-container-0-0']) });
		await saveSite(file(), { ...first, swapSize: 64, hosts: { ...first.hosts, 'vm-container-0-0': { maxCores: 3 } } });
		const next = await frontEndSite(file(), { ...OPTIONS, cluster: cluster(['vm-container-0-1']) });
		expect(next.swapSize).toBe(64);
		expect(next.clusters[0]?.nodes).toEqual(['vm-container-0-1']);
		expect(Object.keys(next.hosts)).toEqual(['cloud']);
		expect((await frontEndSite(file(), OPTIONS)).clusters[0]?.nodes).toEqual(['vm-container-0-0']);
	});

	it('says what is wrong with a site file that was spoilt', async () => {
		writeFileSync(file(), 'version: 2\n');
		await expect(frontEndSite(file(), OPTIONS)).rejects.toThrow(expect.objectContaining({ code: 'SITE_INVALID' }));
	});
});

describe('the site of a VM container', () => {
	it('is as much as its own files need: front-end, hypervisor, bridge, disk', () => {
		const site = nodeSite({ eucalyptus, name: 'vm-container-0-0.local', frontEnd: '10.1.1.1', hypervisor: 'kvm' });
		const text = conf(site, 'vm-container-0-0.local');
		expect(text).toContain('CLOUD_HOST="10.1.1.1"');
		expect(text).toContain('START_NC="Y"');
		expect(text).toContain('START_CC="N"');
		expect(text).toContain('VNET_BRIDGE="eth0"');
		expect(text).toContain('VNET_INTERFACE="peth0"');
		expect(text).toContain('INSTANCE_PATH="/usr/local/eucalyptus/instances"');
	});

	it('takes another disk and bridge if told', () => {
		const chosen = { instancePath: '/big/instances', bridge: 'br7', interface: 'eth7' };
		const site = nodeSite({ eucalyptus, name: 'vc', frontEnd: '10.1.1.1', hypervisor: 'xen', ...chosen });
		const text = conf(site, 'vc');
		expect(text).toContain('INSTANCE_PATH="/big/instances"');
		expect(text).toContain('VNET_BRIDGE="br7"');
	});
});
