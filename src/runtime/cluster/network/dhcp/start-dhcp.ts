import { chown, mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';
import ipaddr from 'ipaddr.js';
import { writeFileAtomic } from '../../../../common/atomic-file.ts';
import { messageOf } from '../../../../common/errors.ts';
import { clusterErrors } from '../../errors.ts';
import type { ModeContext } from '../context.ts';
import { userIds } from '../programs/id.ts';
import { addressesOn, linkKind } from '../programs/ip.ts';
import type { DhcpSettings, StaticSettings } from '../settings.ts';
import { prefixLength } from '../static-settings.ts';
import { endLeftOver } from './left-over.ts';
import type { DhcpFiles, DhcpNetwork } from './server.ts';
import { identifyDhcpServer } from './servers.ts';
import { type Supervised, supervise } from './supervise.ts';

/**
 * Writes the configuration for all pairs, has the program check it, and keeps the server running until `stop`.
 * Throws DHCP_PROGRAM, DHCP_INTERFACE, DHCP_CONFIG, DHCP_FAILED.
 */
export async function startDhcp(
	settings: StaticSettings,
	{ program, user, interface: name }: DhcpSettings,
	context: ModeContext,
): Promise<Supervised> {
	const server = await identifyDhcpServer(program);
	await checkInterface(name, settings);
	const files = dhcpFiles(context.netDir);
	const { subnet, netmask, broadcast, router, dns, pairs } = settings;
	const network: DhcpNetwork = { subnet, netmask, broadcast, router, dns, pairs, interface: name, user, files };
	await mkdir(context.netDir, { recursive: true, mode: 0o755 });
	await writeFileAtomic(files.config, server.config(network));
	await prepareLeases(files.leases, user);
	await server.check(program, network);
	await endLeftOver(files, context);
	return supervise({
		name: server.name,
		program,
		args: server.args(network),
		pidFile: files.pid,
		interface: name,
		log: context.log,
		clock: context.clock,
	});
}

/** The names of spec §4.7. */
export function dhcpFiles(netDir: string): DhcpFiles {
	return {
		config: join(netDir, 'euca-dhcp.conf'),
		leases: join(netDir, 'euca-dhcp.leases'),
		pid: join(netDir, 'euca-dhcp.pid'),
	};
}

/** Neither server answers on an interface that is not in the network that it serves. */
async function checkInterface(name: string, { subnet, netmask }: StaticSettings): Promise<void> {
	if ((await linkKind(name)) === undefined) {
		throw clusterErrors('DHCP_INTERFACE', { interface: name, problem: 'there is no such interface' });
	}

	const network = ipaddr.IPv4.parse(subnet);
	const addresses = await addressesOn(name);
	const isIn = (address: string) =>
		ipaddr.IPv4.parse(address.split('/')[0] ?? '').match(network, prefixLength(netmask));
	if (!addresses.some(isIn)) {
		const has = addresses.length === 0 ? 'no address' : addresses.join(' and ');
		throw clusterErrors('DHCP_INTERFACE', {
			interface: name,
			problem: `it has ${has}, and needs one in ${subnet}/${netmask}`,
		});
	}
}

/** ISC dhcpd does not start without the file; both servers write it as the user that they run as. */
async function prepareLeases(path: string, user: string): Promise<void> {
	await (await open(path, 'a', 0o644)).close();
	if (user !== 'root') {
		try {
			const { uid, gid } = await userIds(user);
			await chown(path, uid, gid);
		} catch (error) {
			throw clusterErrors('SETTING_WRONG', { key: 'VNET_DHCPUSER', problem: messageOf(error) }, { cause: error });
		}
	}
}
