import ipaddr from 'ipaddr.js';
import * as z from 'zod';
import { answer } from './answer.ts';
import { defineProbe, type Found } from './probe.ts';

export interface Device {
	readonly name: string;
	readonly mac: string;
	readonly mtu: number;
	/** `up`, `down`, `unknown` */
	readonly state: string;
	readonly isBridge: boolean;
	/** Names of the interfaces plugged into the bridge. */
	readonly ports: readonly string[];
	/** `10.1.0.1/16` */
	readonly addresses: readonly string[];
}

export interface Route {
	/** `default`, or a network such as 10.1.0.0/16 */
	readonly network: string;
	readonly gateway: string | undefined;
	readonly device: string;
	readonly metric: number;
}

const schema = z
	.object({
		/** The programs that the controllers will need. */
		ip: answer.flag,
		device: answer.list,
		port: answer.list,
		address: answer.list,
		masked: answer.list,
		route: answer.list,
		/** IPv4 name servers. */
		resolver: answer.list,
		/** Addresses in the ARP table: in use by somebody. */
		neighbour: answer.list,
		forwarding: answer.flag,
		tun: answer.flag,
		dhcpServer: answer.text,
	})
	.transform(({ device, port, address, masked, route, ...rest }) => ({
		...rest,
		devices: devicesOf(device, port, [...address, ...masked.map(withPrefix)]),
		/** IPv4, main table. */
		routes: route.flatMap(routeOf).sort((a, b) => a.metric - b.metric),
	}));

type Network = z.output<typeof schema>;

export const network = defineProbe({
	title: 'network',
	// The kernel's own files say nearly all of it, on any system; addresses need ip, or ifconfig on hosts without.
	reads: [
		{ files: '/proc/net/route', awk: 'if (FNR > 1) print "route=" $1 " " $2 " " $3 " " $4 " " $7 " " $8' },
		{ files: '/etc/resolv.conf', awk: 'if ($1 == "nameserver") print "resolver=" $2' },
		{ files: '/proc/net/arp', awk: 'if (FNR > 1 && $4 != "00:00:00:00:00:00") print "neighbour=" $1' },
	],
	script: `
		for n in /sys/class/net/*; do
			[ -e "$n/mtu" ] || continue
			mac=- mtu=0 state=- kind=-
			read -r mac <"$n/address"; read -r mtu <"$n/mtu"; read -r state <"$n/operstate"
			[ -d "$n/bridge" ] && kind=bridge
			echo "device=\${n##*/} \${mac:--} $mtu \${state:--} $kind"
			for m in "$n"/brif/*; do [ -e "$m" ] && echo "port=\${n##*/} \${m##*/}"; done
		done
		if command -v ip >/dev/null; then
			echo ip=Y
			set -f; set -- $(ip -o -4 addr); set +f
			while [ $# -gt 3 ]; do
				[ "$3" = inet ] && case $1 in [0-9]*:) echo "address=$2 $4" ;; esac
				shift
			done
		else
			ifconfig -a | awk '
				/^[^ \\t]/ { name = $1; sub(/:$/, "", name) }
				$1 == "inet" { a = $2; m = ""; sub(/addr:/, "", a)
					for (i = 3; i <= NF; i++) { if ($i == "netmask") m = $(i + 1); if ($i ~ /^Mask:/) m = substr($i, 6) }
					print "masked=" name " " a " " m }'
		fi
		read -r f </proc/sys/net/ipv4/ip_forward && [ "$f" = 1 ] && echo forwarding=Y
		[ -w /dev/net/tun ] && echo tun=Y
		for p in dnsmasq dhcpd; do command -v $p >/dev/null && { echo "dhcpServer=$p"; break; }; done
	`,
	schema,
	judge(fact, wish): Found[] {
		const found: Found[] = [];
		if (!fact.ip) {
			found.push({ id: 'NO_IPROUTE' });
		}

		const isNode = wish.roles.includes('node');
		if (!fact.routes.some(({ network }) => network === 'default') && (wish.alone || wish.roles.includes('cluster'))) {
			found.push({ id: 'NO_DEFAULT_ROUTE' });
		}

		if (wish.roles.includes('cluster')) {
			found.push(...resolverFindings(fact));
		}

		if (isNode && wish.bridge !== undefined && !hasBridge(fact, wish.bridge)) {
			const values = { bridge: wish.bridge || 'xenbr0', interface: primaryDevice(fact)?.name ?? 'eth0' };
			found.push({ id: 'NO_BRIDGE', values });
		}

		return fact.tun || !isNode ? found : [...found, { id: 'NO_TUN' }];
	},
	summary(fact) {
		const addresses = fact.devices
			.filter(({ name }) => name !== 'lo')
			.flatMap(({ name, addresses }) => addresses.map((address) => `${name} ${address}`));
		const bridges = fact.devices
			.filter(({ isBridge }) => isBridge)
			.map(({ name, ports }) => `bridge ${name} (${ports.join(' ') || 'no port'})`);
		const gateway = fact.routes.find(({ network }) => network === 'default')?.gateway;
		return [
			addresses.join(', ') || 'no address',
			...bridges,
			`router ${gateway ?? 'none'}`,
			`name server ${fact.resolver[0] ?? 'none'}`,
		].join('; ');
	},
});

/** The interface that the default route leaves by; else the first with an address that is not the loopback. */
export function primaryDevice({ devices, routes }: Network): Device | undefined {
	const outside = routes.find(({ network }) => network === 'default')?.device;
	const reachable = devices.filter(({ name, addresses }) => name !== 'lo' && addresses.length > 0);
	return reachable.find(({ name }) => name === outside) ?? reachable[0];
}

/** With '' any bridge that reaches a wire will do. */
function hasBridge({ devices }: Network, wanted: string): boolean {
	return devices.some(({ name, isBridge, ports }) => isBridge && (wanted === '' ? ports.length > 0 : name === wanted));
}

function resolverFindings({ resolver }: Network): Found[] {
	const ipv4 = resolver.filter((address) => ipaddr.IPv4.isValidFourPartDecimal(address));
	if (ipv4.length === 0) {
		return [{ id: 'NO_RESOLVER' }];
	}

	const isLocal = ipv4.every((address) => address.startsWith('127.'));
	return isLocal ? [{ id: 'RESOLVER_LOCAL', values: { resolver: ipv4.join(', ') } }] : [];
}

/** `eth0 52:54:00:12:34:56 1500 up -` and, of bridges, `xenbr0 eth0`, joined with the addresses of each. */
function devicesOf(
	lines: readonly string[],
	ports: readonly string[],
	addresses: readonly string[],
): readonly Device[] {
	const pairs = (all: readonly string[], name: string) =>
		all.map((line) => line.split(' ')).flatMap(([owner, value = '']) => (owner === name ? [value] : []));
	const known = lines.map((line) => line.split(' '));
	const names = new Set([...known.map(([name = '']) => name), ...addresses.map((line) => line.split(' ')[0] ?? '')]);
	return [...names].map((name) => {
		const [, mac = '-', mtu = '0', state = 'unknown', kind] = known.find((words) => words[0] === name) ?? [];
		return {
			name,
			mac: mac === '-' ? '' : mac.toLowerCase(),
			mtu: Number(mtu),
			state,
			isBridge: kind === 'bridge',
			ports: pairs(ports, name),
			addresses: pairs(addresses, name).filter((cidr) => ipaddr.isValidCIDR(cidr)),
		};
	});
}

/** `eth0 10.1.1.1 255.255.0.0`, as ifconfig has it. */
function withPrefix(line: string): string {
	const [name = '', address = '', mask = ''] = line.split(' ');
	const length = ipaddr.IPv4.isValidFourPartDecimal(mask) ? ipaddr.IPv4.parse(mask).prefixLengthFromSubnetMask() : null;
	return `${name} ${address}/${length ?? 32}`;
}

/** A line of /proc/net/route: `eth0 0000010A 00000000 0001 0 0000FFFF`. Flag 1 is "up", 2 "by a gateway". */
function routeOf(line: string): Route[] {
	const [device = '', to = '', via = '', flags = '0', metric = '0', mask = '0'] = line.split(' ');
	if ((Number.parseInt(flags, 16) & 1) === 0) {
		return [];
	}

	const length = dotted(mask)
		.split('.')
		.reduce((bits, part) => bits + Number(part).toString(2).replaceAll('0', '').length, 0);
	return [
		{
			network: length === 0 ? 'default' : `${dotted(to)}/${length}`,
			gateway: via === '00000000' ? undefined : dotted(via),
			device,
			metric: Number(metric),
		},
	];
}

/** The kernel prints addresses as it holds them: `0100010A` is 10.1.0.1. */
function dotted(hex: string): string {
	const value = Number.parseInt(hex, 16);
	return [value & 255, (value >>> 8) & 255, (value >>> 16) & 255, (value >>> 24) & 255].join('.');
}
