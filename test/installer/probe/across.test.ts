import { describe, expect, test } from 'vitest';
import type { DhcpAnswer } from '../../../src/installer/probe/dhcp/discover.ts';
import { readFirstLook } from '../../../src/installer/probe/gather.ts';
import { findingsOf } from '../../../src/installer/probe/look.ts';
import { seenCluster, told, wishFor } from './support.ts';

function found(hosts: ReturnType<typeof seenCluster>, dhcp?: readonly DhcpAnswer[]): readonly string[] {
	return findingsOf(hosts, dhcp).map(({ host, id }) => `${host} ${id}`);
}

test('a cluster in which all is well has no findings', () => {
	expect(findingsOf(seenCluster(3))).toEqual([]);
});

describe('clocks', () => {
	const clock = (offsetMs: number, uncertaintyMs = 50) => ({ clock: { offsetMs, uncertaintyMs } });

	test.each([
		['of two hosts the node', 1, 1],
		['of three hosts one', 2, 2],
		['of five hosts one', 4, 3],
	])('%s that is 10 minutes off is found alone', (_, nodes, odd) => {
		const hosts = seenCluster(nodes, (index) => clock(index === odd ? -600_000 : index * 7));
		expect(found(hosts)).toEqual([`node${odd} CLOCK_OFF`]);
		expect(findingsOf(hosts)[0]?.found).toContain('10 min 0 s behind the median');
	});

	test('the front-end itself may be the one that is wrong', () => {
		expect(found(seenCluster(3, (index) => clock(index === 0 ? 600_000 : 0)))).toEqual(['head CLOCK_OFF']);
	});

	test('a few seconds are a warning, and what was measured badly is no finding', () => {
		expect(found(seenCluster(3, (index) => clock(index === 2 ? 9000 : 0)))).toEqual(['node2 CLOCK_DRIFTS']);
		expect(found(seenCluster(3, (index) => clock(index === 2 ? 9000 : 0, 8000)))).toEqual([]);
	});
});

test.each([
	['machine ids', { machineId: 'same' }, 'SAME_MACHINE_ID'],
	['host names', { hostName: 'same' }, 'SAME_NAME'],
	['addresses', { address: '10.1.7.7' }, 'SAME_ADDRESS'],
	['hardware addresses', { mac: '02:00:00:00:ff:ff' }, 'SAME_MAC'],
])('two hosts with the same %s are both named', (_, same, id) => {
	const hosts = seenCluster(3, (index) => (index === 1 || index === 3 ? { told: same } : {}));
	expect(found(hosts)).toEqual([`node1 ${id}`, `node3 ${id}`]);
	expect(findingsOf(hosts)[0]?.found).toContain('node3');
});

test('the bridges that libvirt and Docker give the same address everywhere are no twins', () => {
	const network = ['device=virbr0 52:54:00:00:00:01 1500 up bridge', 'address=virbr0 192.168.122.1/24'];
	expect(found(seenCluster(2, () => ({ told: { more: { network } } })))).toEqual([]);
});

test('the MTU that differs from the others is the odd one', () => {
	expect(found(seenCluster(3, (index) => (index === 2 ? { told: { mtu: 9000 } } : {})))).toEqual(['node2 MTU_DIFFERS']);
});

describe('names', () => {
	const all = ['head', 'node1', 'node2'];
	const resolves = (names: readonly [string, string][]) => ({
		told: {
			more: {
				names: [
					...names.map(([name, address]) => `name=${name} ${address}`),
					`missing=${all.filter((name) => !names.some(([known]) => known === name)).join(' ')}`,
				],
			},
		},
	});
	const right: readonly [string, string][] = [
		['head', '10.1.0.1'],
		['node1', '10.1.0.2'],
		['node2', '10.1.0.3'],
	];

	test('a host that takes a name for another address is found', () => {
		const wrong = right.map(([name, address]): [string, string] => [name, name === 'head' ? '10.9.9.9' : address]);
		expect(found(seenCluster(2, (index) => resolves(index === 2 ? wrong : right)))).toEqual(['node2 NAME_DIFFERS']);
	});

	test('what a host calls itself by a loopback address is its own affair', () => {
		const debian = (own: string) =>
			right.map(([name, address]): [string, string] => [name, name === own ? '127.0.1.1' : address]);
		expect(found(seenCluster(2, (index) => resolves(debian(all[index] ?? ''))))).toEqual([]);
	});

	test('the front-end must know everybody, a node its front-end', () => {
		const less = (missing: string) => resolves(right.filter(([name]) => name !== missing));
		expect(found(seenCluster(2, (index) => less(['node2', 'head', 'node1'][index] ?? '')))).toEqual([
			'head NAMES_MISSING',
			'node1 NAMES_MISSING',
		]);
	});
});

describe('the shared directory', () => {
	const share = (index: number, changes: { sees?: boolean; answers?: readonly string[] } = {}) => {
		const mount = [
			'path=/export',
			'there=Y',
			'writable=Y',
			'mount=head:/export nfs4 rw',
			...(index === 0 ? ['left=Y'] : []),
		];
		return {
			wish: wishFor(index === 0 ? ['cloud', 'cluster'] : ['node'], { sharedDirectory: '/export' }),
			facts: readFirstLook('x', told(index === 0 ? 'head' : `node${index}`, index, { more: { shared: mount } })).facts,
			second: {
				sees: true,
				left: index > 0,
				answers: index === 0 ? ['1', '2'] : [],
				...changes,
			},
		};
	};

	test('is shared when what one wrote the others saw, and what they answered came back', () => {
		expect(found(seenCluster(2, (index) => share(index)))).toEqual([]);
	});

	test('a directory that only has the same name is none, seen from either side', () => {
		expect(found(seenCluster(2, (index) => share(index, index === 2 ? { sees: false } : {})))).toEqual([
			'node2 SHARED_NOT_SEEN',
		]);
		expect(found(seenCluster(2, (index) => share(index, index === 0 ? { answers: ['1'] } : {})))).toEqual([
			'node2 SHARED_NOT_SEEN',
		]);
	});

	test('what apply will mount need not be there yet, even if a directory of that name is', () => {
		const local = ['path=/export', 'there=Y', 'writable=Y', 'mount=/dev/sda1 ext4 rw'];
		const hosts = (client: readonly string[], there: readonly string[] = []) =>
			seenCluster(1, (index) => {
				const { second, facts, wish } = share(index, { sees: index === 0 });
				if (index === 0) {
					return { second, facts, wish };
				}

				const text = told('node1', 1, { more: { shared: ['path=/export', ...there, ...client] } });
				return { second, facts: readFirstLook('x', text).facts, wish: { ...wish, sharedFrom: 'head:/export' } };
			});
		expect(found(hosts(['nfsClient=Y']))).toEqual(['node1 SHARED_NOT_MOUNTED']);
		expect(found(hosts(['nfsClient=Y'], local))).toEqual(['node1 SHARED_NOT_MOUNTED']);
		expect(found(hosts([]))).toEqual(['node1 SHARED_NO_CLIENT']);
	});

	test('an export of it that is read-only is found on the host that exports it', () => {
		const more = { nfs: ['export=/export *(ro,sync)'] };
		const hosts = seenCluster(1, (index) => ({
			wish: wishFor(index === 0 ? ['cloud', 'cluster'] : ['node'], { sharedDirectory: '/export/images' }),
			...(index === 0 ? { told: { more } } : {}),
		}));
		expect(found(hosts)).toEqual(['head NFS_EXPORT_READ_ONLY']);
	});
});

test('a DHCP server is good where the site wants one, and a stranger where ours gives the addresses', () => {
	const answer = { server: '10.1.0.254', offered: '10.1.9.1', device: 'eth0' };
	const mode = (network: 'SYSTEM' | 'STATIC') =>
		seenCluster(1, () => ({ wish: wishFor(['cloud', 'cluster'], { network }) }));
	expect(found(mode('STATIC'), [answer])).toEqual(['head FOREIGN_DHCP']);
	expect(found(mode('SYSTEM'), [answer])).toEqual(['head SITE_DHCP']);
	expect(found(mode('SYSTEM'), [])).toEqual(['head NO_DHCP']);
	expect(found(mode('SYSTEM'), undefined)).toEqual([]);
});

test('5000 hosts are judged, and each finding is made once', () => {
	const hosts = seenCluster(5000, (index) => ({ told: index === 77 || index === 4000 ? { machineId: 'same' } : {} }));
	expect(found(hosts)).toEqual(['node77 SAME_MACHINE_ID', 'node4000 SAME_MACHINE_ID']);
});
