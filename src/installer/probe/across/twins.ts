import type { HostLook } from '../cluster-look.ts';
import type { Found } from '../probe.ts';
import { type Comparison, listed, sharedBy } from './comparison.ts';

interface Twin {
	readonly id: 'SAME_NAME' | 'SAME_MACHINE_ID' | 'SAME_ADDRESS' | 'SAME_MAC';
	valuesOf(host: HostLook): readonly string[];
}

const TWINS: readonly Twin[] = [
	{ id: 'SAME_NAME', valuesOf: ({ facts }) => [facts?.system.hostName ?? ''] },
	{ id: 'SAME_MACHINE_ID', valuesOf: ({ facts }) => [facts?.system.machineId ?? ''] },
	{
		id: 'SAME_ADDRESS',
		valuesOf: ({ facts }) => outsideDevices(facts).flatMap(({ addresses }) => addresses.map(withoutPrefix)),
	},
	{ id: 'SAME_MAC', valuesOf: ({ facts }) => outsideDevices(facts).map(({ mac }) => mac) },
];

/** Names, machine ids and addresses that are there twice: clones, or one host under two names. */
export const twins: Comparison = {
	title: 'unique names, machine ids and addresses',
	compare: (hosts) =>
		TWINS.flatMap(({ id, valuesOf }) =>
			[...sharedBy(hosts, valuesOf)].flatMap(([value, owners]) =>
				owners.map(({ name }) => {
					const others = listed(owners.filter((owner) => owner.name !== name).map((owner) => owner.name));
					return [name, { id, values: { value, others } } satisfies Found] as const;
				}),
			),
		),
};

/** What reaches a wire: not the loopback, and not the bridges that libvirt, Docker and we give the same address everywhere. */
function outsideDevices(facts: HostLook['facts']) {
	const devices = facts?.network.devices ?? [];
	return devices.filter(
		({ name, mac, isBridge, ports }) =>
			name !== 'lo' &&
			mac !== '00:00:00:00:00:00' &&
			!(isBridge && ports.length === 0) &&
			!/^(virbr|docker|eucabr|vnet|tap)/.test(name),
	);
}

function withoutPrefix(cidr: string): string {
	return cidr.split('/')[0] ?? '';
}
