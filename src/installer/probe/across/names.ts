import type { HostLook } from '../cluster-look.ts';
import type { Found } from '../probe.ts';
import { type Comparison, listed } from './comparison.ts';

/** Every name must lead to the same address from every host. What a host calls itself by a loopback address is its own affair. */
export const names: Comparison = {
	title: 'names that resolve to the same address everywhere',
	compare: (hosts) => [...missing(hosts), ...differing(hosts)],
};

/** The controllers call each other by the names that the site has: a node needs its head, the front-end everybody. */
function missing(hosts: readonly HostLook[]): readonly (readonly [string, Found])[] {
	const first = hosts[0]?.name ?? '';
	const all = hosts.map(({ name }) => name);
	return hosts.flatMap(({ name, facts }, index) => {
		const unknown = (index === 0 ? all : [first]).filter((wanted) => facts?.names.unknown.includes(wanted));
		return unknown.length === 0 ? [] : [[name, { id: 'NAMES_MISSING', values: { names: listed(unknown) } }] as const];
	});
}

function differing(hosts: readonly HostLook[]): readonly (readonly [string, Found])[] {
	const answers = new Map<string, Map<string, string[]>>();
	for (const host of hosts) {
		for (const [name, address] of Object.entries(host.facts?.names.addresses ?? {})) {
			if (host.name === name && address.startsWith('127.')) {
				continue;
			}

			const said = answers.get(name) ?? new Map<string, string[]>();
			answers.set(name, said);
			said.set(address, [...(said.get(address) ?? []), host.name]);
		}
	}

	return [...answers]
		.filter(([, said]) => said.size > 1)
		.flatMap(([name, said]) => {
			const [[usual] = [''], ...rest] = [...said].sort((a, b) => b[1].length - a[1].length);
			return rest.flatMap(([address, askers]) =>
				askers.map((host) => [host, { id: 'NAME_DIFFERS', values: { name, address, usual } }] as const),
			);
		});
}
