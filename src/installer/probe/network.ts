import * as z from 'zod';
import { answer } from './answer.ts';
import { defineProbe, type Found } from './probe.ts';

const device = z.object({
	ifname: z.string(),
	address: z.string().optional(),
	operstate: z.string().default('UNKNOWN'),
	mtu: z.number().optional(),
	master: z.string().optional(),
	linkinfo: z.object({ info_kind: z.string().optional() }).optional(),
	addr_info: z.array(z.object({ family: z.string(), local: z.string(), prefixlen: z.number() })).default([]),
});
const route = z.object({ dst: z.string(), gateway: z.string().optional(), dev: z.string().optional() });

export const network = defineProbe({
	title: 'network',
	script: `
		i=$(command -v ip) || exit 0
		echo known=Y
		echo "devices=$("$i" -j -d addr | tr -d '\\n')"
		echo "routes=$("$i" -j -4 route show table main | tr -d '\\n')"
		sed -n 's/^nameserver[ \\t]*\\([0-9.]*\\)[ \\t]*$/resolver=\\1/p' /etc/resolv.conf
		echo "forwarding=$(sed 's/1/Y/' /proc/sys/net/ipv4/ip_forward)"
		command -v nft >/dev/null && echo nft=Y
		command -v dnsmasq >/dev/null && echo dhcp=dnsmasq
		[ -w /dev/net/tun ] && echo tun=Y
		exit 0
	`,
	schema: z.object({
		known: answer.flag,
		devices: answer.json(z.array(device)),
		/** IPv4, main table; `default` or a network such as 10.1.0.0/16. */
		routes: answer.json(z.array(route)),
		/** IPv4 name servers. */
		resolver: answer.list,
		forwarding: answer.flag,
		nft: answer.flag,
		tun: answer.flag,
	}),
	judge(fact): Found[] {
		if (!fact.known) {
			return [{ id: 'NO_IPROUTE' }];
		}

		const found: Found[] = [];
		if (!fact.routes.some(({ dst }) => dst === 'default')) {
			found.push({ id: 'NO_DEFAULT_ROUTE' });
		}

		if (fact.resolver.length === 0) {
			found.push({ id: 'NO_RESOLVER' });
		} else if (fact.resolver.every((address) => address.startsWith('127.'))) {
			found.push({ id: 'RESOLVER_LOCAL', values: { resolver: fact.resolver.join(', ') } });
		}

		return fact.tun ? found : [...found, { id: 'NO_TUN' }];
	},
	summary(fact) {
		const addresses = fact.devices
			.filter(({ ifname }) => ifname !== 'lo')
			.flatMap(({ ifname, addr_info }) =>
				addr_info
					.filter(({ family }) => family === 'inet')
					.map(({ local, prefixlen }) => `${ifname} ${local}/${prefixlen}`),
			);
		const gateway = fact.routes.find(({ dst }) => dst === 'default')?.gateway;
		return `${addresses.join(', ') || 'no address'}; router ${gateway ?? 'none'}; name server ${fact.resolver[0] ?? 'none'}`;
	},
});
