import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DhcpNetwork } from '../../../../src/runtime/cluster/network/dhcp/server.ts';
import { identifyDhcpServer } from '../../../../src/runtime/cluster/network/dhcp/servers.ts';
import { dhcpFiles } from '../../../../src/runtime/cluster/network/dhcp/start-dhcp.ts';
import { dhcpd } from '../../../../src/runtime/cluster/network/programs/dhcpd.ts';
import { dnsmasq } from '../../../../src/runtime/cluster/network/programs/dnsmasq.ts';

const network: DhcpNetwork = {
	subnet: '10.9.0.32',
	netmask: '255.255.255.224',
	broadcast: '10.9.0.63',
	router: '10.9.0.33',
	dns: '10.9.0.2',
	interface: 'lo',
	user: 'root',
	pairs: [
		{ mac: 'd0:0d:3c:5f:07:02', ip: '10.9.0.34' },
		{ mac: 'd0:0d:3c:5f:07:03', ip: '10.9.0.35' },
	],
	files: dhcpFiles('/opt/eucalyptus-1.1/var/run/eucalyptus/net'),
};

let directory = '';
beforeAll(async () => {
	directory = await mkdtemp(join(tmpdir(), 'euca-dhcp-'));
});
afterAll(() => rm(directory, { recursive: true }));

describe.each([
	{ server: dhcpd, program: '/usr/sbin/dhcpd', golden: 'dhcpd.conf' },
	{ server: dnsmasq, program: '/usr/sbin/dnsmasq', golden: 'dnsmasq.conf' },
])('the configuration of $server.name', ({ server, program, golden }) => {
	it('is the one of the specification', async () => {
		await expect(server.config(network)).toMatchFileSnapshot(join(import.meta.dirname, 'golden', golden));
	});

	it('is accepted by the program itself, and a wrong one is refused with its words', async () => {
		const files = { ...network.files, config: join(directory, golden), leases: join(directory, 'leases') };
		await writeFile(files.leases, '');
		await writeFile(files.config, server.config({ ...network, files }));
		await server.check(program, { ...network, files });
		await writeFile(files.config, `${await readFile(files.config, 'utf8')}\nno-such-word here\n`);
		await expect(server.check(program, { ...network, files })).rejects.toMatchObject({ code: 'DHCP_CONFIG' });
	});

	it('is chosen by what the program says of itself', async () => {
		expect(await identifyDhcpServer(program)).toBe(server);
	});
});

it('refuses a program that is no DHCP server, and one that is missing', async () => {
	await expect(identifyDhcpServer('/bin/true')).rejects.toMatchObject({ code: 'DHCP_PROGRAM' });
	await expect(identifyDhcpServer('/usr/sbin/no-such-dhcpd')).rejects.toMatchObject({ code: 'DHCP_PROGRAM' });
});
