import { hostname, networkInterfaces } from 'node:os';
import { describe, expect, it } from 'vitest';
import { type OwnAddressesOptions, ownAddresses } from '../../../../src/runtime/wire/server/own-addresses.ts';

const PATH = '/axis2/services/EucalyptusNC';
const NAMES: Readonly<Record<string, readonly string[]>> = {
	'node7.local': ['10.1.0.7'],
	'node8.local': ['10.1.0.8'],
	storage: ['192.168.7.7', '10.9.9.9'],
	debian: ['127.0.1.1'],
	six: ['fd00::7'],
};

function isOwn(host: string, options: OwnAddressesOptions & { readonly called?: string } = {}) {
	const { called = 'node7', ...rest } = options;
	const system = {
		hostname: () => called,
		addresses: () => ['127.0.0.1', '10.1.0.7', '192.168.7.7', 'fd00::7'],
		resolve: async (name: string) => NAMES[name] ?? [],
	};
	return ownAddresses({ system, ...rest }).isOwn(new URL(`http://${host}${PATH}`));
}

describe('this host is', () => {
	it.each([
		['its name', 'node7:8775'],
		['its name in other letters', 'NODE7:8775'],
		['its name with a final dot', 'node7.:8775'],
		['its name with a domain, by the name service', 'node7.local:8775'],
		['an address of an interface', '10.1.0.7:8775'],
		['an address of another interface', '192.168.7.7:8775'],
		['an IPv6 address', '[fd00:0:0::7]:8775'],
		['a name for an IPv6 address', 'six'],
		['an alias that leads to one of several interfaces', 'storage'],
		['a name that leads to loopback, as Debian writes it into /etc/hosts', 'debian'],
		['localhost', 'localhost:1234'],
		['loopback', '127.0.0.1'],
		['loopback of IPv6', '[::1]:8775'],
	])('%s', async (_what, host) => {
		expect(await isOwn(host)).toBe(true);
	});

	it('its full name when the caller knows the short one, and the reverse, where no name service knows them', async () => {
		expect(await isOwn('n1:8775', { called: 'n1.physics' })).toBe(true);
		expect(await isOwn('n1.physics:8775', { called: 'n1' })).toBe(true);
	});

	it('what the configuration says', async () => {
		const names = ['Front.Example.org', '203.0.113.5'];
		expect(await isOwn('front.example.org:8774', { names })).toBe(true);
		expect(await isOwn('203.0.113.5:8774', { names })).toBe(true);
		expect(await isOwn('front.example.org:8774')).toBe(false);
	});

	it('by what the real system says: its name, its addresses, localhost', async () => {
		const own = ownAddresses();
		const addresses = Object.values(networkInterfaces()).flatMap((each) => each ?? []);
		for (const { address, family } of addresses) {
			const host = family === 'IPv6' ? `[${address}]` : address;
			expect(await own.isOwn(new URL(`http://${host}${PATH}`)), host).toBe(true);
		}

		expect(await own.isOwn(new URL(`http://${hostname()}:8775${PATH}`))).toBe(true);
		expect(await own.isOwn(new URL(`http://localhost:8775${PATH}`))).toBe(true);
		expect(await own.isOwn(new URL(`http://192.0.2.1:8775${PATH}`))).toBe(false);
		expect(await own.isOwn(new URL(`http://nobody.invalid:8775${PATH}`))).toBe(false);
	});
});

describe('this host is not', () => {
	it.each([
		['another node', 'node8:8775'],
		['another node that the name service knows', 'node8.local:8775'],
		['the address of another node', '10.1.0.8:8775'],
		['a name that nobody knows', 'nobody:8775'],
		['a name that begins like its own', 'node77:8775'],
		['a name that holds its own', 'evil.node7:8775'],
	])('%s', async (_what, host) => {
		expect(await isOwn(host)).toBe(false);
	});

	it('a host of its name in another domain', async () => {
		expect(await isOwn('n1.chemistry:8775', { called: 'n1.physics' })).toBe(false);
		expect(await isOwn('node8.local', { called: 'node8' })).toBe(false);
	});

	it('its own host on the port of another controller, if it listens itself', async () => {
		const port = () => 8775;
		expect(await isOwn('127.0.0.1:8775', { port })).toBe(true);
		expect(await isOwn('127.0.0.1:8776', { port })).toBe(false);
		expect(await isOwn('node7', { port })).toBe(false);
		expect(await isOwn('node7', { port: () => 80 })).toBe(true);
	});
});

it('says by which names and addresses the host is known', () => {
	const system = {
		hostname: () => 'node7',
		addresses: () => ['127.0.0.1', '::1', '10.1.0.7'],
		resolve: async () => [],
	};
	expect(ownAddresses({ system, names: ['alias'] }).describe()).toBe('alias, node7, 10.1.0.7');
	expect(ownAddresses({ system, port: () => 9001 }).describe()).toBe('node7, 10.1.0.7 (port 9001)');
});

it('asks the name service once in half a minute for each name, and forgets names rather than grow', async () => {
	let now = 0;
	const asked: string[] = [];
	const own = ownAddresses({
		clock: { now: () => now, sleep: async () => {} },
		system: {
			hostname: () => 'node7',
			addresses: () => ['10.1.0.7'],
			resolve: async (name) => {
				asked.push(name);
				return ['10.1.0.7'];
			},
		},
	});
	const ask = (name: string) => own.isOwn(new URL(`http://${name}${PATH}`));
	await Promise.all([ask('alias'), ask('alias')]);
	now = 29_999;
	await ask('alias');
	expect(asked).toEqual(['alias']);
	now = 30_000;
	await ask('alias');
	expect(asked).toEqual(['alias', 'alias']);
	for (let i = 0; i < 300; i += 1) {
		await ask(`name${i}`);
	}

	asked.length = 0;
	await ask('name299');
	expect(asked).toEqual([]);
	await ask('alias');
	expect(asked).toEqual(['alias']);
});
