import type { Conf } from '../../conf/keys.ts';
import { clusterErrors } from './errors.ts';
import type { NetworkSettings } from './network/settings.ts';
import type { NodeAddress } from './nodes/pool.ts';

/** NODES as addresses: `host` has NC_PORT, `host:port` its own. A node named twice counts once. */
export function nodesOf(conf: Conf): readonly NodeAddress[] {
	const nodes = new Map<string, NodeAddress>();
	for (const entry of conf.NODES) {
		const [name = '', port = String(conf.NC_PORT)] = entry.split(':');
		if (Number(port) < 1 || Number(port) > 65_535) {
			throw clusterErrors('SETTING_WRONG', { key: 'NODES', problem: `${entry} has no port from 1 to 65535` });
		}

		const url = `http://${name}:${port}/${conf.NC_SERVICE}`;
		nodes.set(url, { name, url });
	}

	return [...nodes.values()];
}

/** What VNET_MODE and its keys ask for. Whether it is complete, the mode itself checks. */
export function networkOf(conf: Conf): NetworkSettings {
	switch (conf.VNET_MODE) {
		case 'SYSTEM':
			return { mode: 'SYSTEM' };
		case 'STATIC':
			return {
				mode: 'STATIC',
				subnet: conf.VNET_SUBNET,
				netmask: conf.VNET_NETMASK,
				broadcast: conf.VNET_BROADCAST,
				router: conf.VNET_ROUTER,
				dns: conf.VNET_DNS,
				pairs: conf.VNET_MACMAP,
				dhcp: {
					program: conf.VNET_DHCPDAEMON,
					user: conf.VNET_DHCPUSER,
					interface: conf.VNET_NAT ? conf.VNET_BRIDGE : conf.VNET_INTERFACE,
				},
				nat: conf.VNET_NAT,
				metadataPort: conf.CLOUD_PORT,
				bridge: conf.VNET_BRIDGE,
			};
	}
}
