import ipaddr from 'ipaddr.js';
import { clusterErrors } from '../errors.ts';
import type { StaticSettings } from './settings.ts';

/** Refuses what a DHCP server or the instances could not work with. Throws SETTING_MISSING, SETTING_WRONG. */
export function checkStaticSettings(settings: StaticSettings): void {
	const required = {
		VNET_SUBNET: settings.subnet,
		VNET_NETMASK: settings.netmask,
		VNET_BROADCAST: settings.broadcast,
		VNET_ROUTER: settings.router,
		VNET_DNS: settings.dns,
	};
	for (const [key, value] of Object.entries(required)) {
		if (value === '') {
			throw clusterErrors('SETTING_MISSING', { mode: 'STATIC', key });
		}

		if (!ipaddr.IPv4.isValidFourPartDecimal(value)) {
			throw clusterErrors('SETTING_WRONG', { key, problem: `${value} is not an IPv4 address` });
		}
	}

	if (settings.pairs.length === 0) {
		throw clusterErrors('SETTING_MISSING', { mode: 'STATIC', key: 'VNET_MACMAP' });
	}

	const prefix = prefixLength(settings.netmask);
	checkInside('VNET_SUBNET', settings.subnet, settings, prefix);
	checkInside('VNET_ROUTER', settings.router, settings, prefix);
	checkInside('VNET_BROADCAST', settings.broadcast, settings, prefix);
	if (ipaddr.IPv4.networkAddressFromCIDR(`${settings.subnet}/${prefix}`).toString() !== settings.subnet) {
		throw clusterErrors('SETTING_WRONG', {
			key: 'VNET_SUBNET',
			problem: `${settings.subnet} is not the first address of a network with mask ${settings.netmask}`,
		});
	}

	checkPairs(settings, prefix);
}

/** 24 for 255.255.255.0. Throws SETTING_WRONG. */
export function prefixLength(netmask: string): number {
	const prefix = ipaddr.IPv4.parse(netmask).prefixLengthFromSubnetMask();
	if (prefix === null) {
		throw clusterErrors('SETTING_WRONG', { key: 'VNET_NETMASK', problem: `${netmask} is not a network mask` });
	}

	return prefix;
}

function checkPairs(settings: StaticSettings, prefix: number): void {
	const seen = new Set([settings.router, settings.broadcast, settings.subnet]);
	for (const { mac, ip } of settings.pairs) {
		checkInside('VNET_MACMAP', ip, settings, prefix);
		for (const value of [mac.toLowerCase(), ip]) {
			if (seen.has(value)) {
				throw clusterErrors('SETTING_WRONG', {
					key: 'VNET_MACMAP',
					problem: `${value} stands there twice, or is the router's, the broadcast or the network address`,
				});
			}

			seen.add(value);
		}
	}
}

function checkInside(key: string, value: string, { subnet, netmask }: StaticSettings, prefix: number): void {
	if (!ipaddr.IPv4.parse(value).match(ipaddr.IPv4.parse(subnet), prefix)) {
		throw clusterErrors('SETTING_WRONG', { key, problem: `${value} is not in the network ${subnet}/${netmask}` });
	}
}
