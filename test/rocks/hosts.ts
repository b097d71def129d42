import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { printTable } from './print-table.ts';
import { ROOT, RocksError, readState, type State, type StateHost, writeState } from './state.ts';

/** The hosts that the words name: by name, address, alias (vc0-0), appliance, or all. */
export function hostsNamed(state: State, words: readonly string[]): readonly StateHost[] {
	if (words.length === 0) {
		return state.hosts;
	}

	return words.flatMap((word) => {
		const found = state.hosts.filter(
			({ name, address, appliance, rack, rank }) =>
				[name, address, appliance].includes(word) || (appliance === 'vm-container' && word === `vc${rack}-${rank}`),
		);
		if (found.length === 0) {
			throw new RocksError(`cannot resolve host "${word}"`);
		}

		return found;
	});
}

export function listHosts(words: readonly string[]): string {
	const state = readState();
	const rows = hostsNamed(state, words).map(({ name, membership, cpus, rack, rank, action }) => ({
		owner: name,
		cells:
			state.release === '5.0'
				? [membership, cpus, rack, rank, '']
				: [membership, cpus, rack, rank, 'os', action || 'install'],
	}));
	const last = state.release === '5.0' ? ['COMMENT'] : ['RUNACTION', 'INSTALLACTION'];
	return printTable(['HOST', 'MEMBERSHIP', 'CPUS', 'RACK', 'RANK', ...last], rows);
}

export function listInterfaces(words: readonly string[]): string {
	const state = readState();
	const rows = hostsNamed(state, words).map(({ name, mac, address }) => ({
		owner: name,
		cells: ['private', 'eth0', mac, address, '255.0.0.0', ...(state.release === '5.0' ? [''] : []), '', name],
	}));
	const gateway = state.release === '5.0' ? ['GATEWAY'] : [];
	return printTable(['HOST', 'SUBNET', 'IFACE', 'MAC', 'IP', 'NETMASK', ...gateway, 'MODULE', 'NAME'], rows);
}

export function listBoot(words: readonly string[]): string {
	const state = readState();
	return printTable(
		['HOST', 'ACTION'],
		hostsNamed(state, words).map(({ name, action }) => ({ owner: name, cells: [action] })),
	);
}

/** `rocks set host pxeboot HOST… action=A` (since 6: `boot`): noted, and written for the boot server. */
export function setBoot(words: readonly string[], action: string): string {
	const state = readState();
	const known =
		state.release === '5.0'
			? ['install', 'os', 'memtest', 'install headless', 'rescue', 'pxeflash']
			: ['install', 'os', 'run'];
	const wanted = hostsNamed(state, words);
	for (const { name, address } of wanted) {
		if (!known.includes(action)) {
			throw new RocksError(`PXE command (${action}) is not defined for host (${name})`);
		}

		const hex = address
			.split('.')
			.map((part) => Number(part).toString(16).padStart(2, '0'))
			.join('')
			.toUpperCase();
		const directory = join(ROOT, 'tftpboot/pxelinux/pxelinux.cfg');
		mkdirSync(directory, { recursive: true });
		const append =
			action === 'install'
				? '\tkernel vmlinuz\n\tappend ks initrd=initrd.img ramdisk_size=150000\n'
				: '\tlocalboot 0\n';
		writeFileSync(join(directory, hex), `default rocks\nprompt 0\nlabel rocks\n${append}`);
	}

	const names = new Set(wanted.map(({ name }) => name));
	writeState({ ...state, hosts: state.hosts.map((host) => (names.has(host.name) ? { ...host, action } : host)) });
	return '';
}

/** `insert-ethers`, told of an appliance and of the machines that asked for an address, as `MAC ADDRESS` lines. */
export function insertEthers(
	membership: string,
	machines: readonly { readonly mac: string; readonly address: string }[],
): string {
	const state = readState();
	const appliance = { 'VM Container': 'vm-container', Compute: 'compute' }[membership];
	if (appliance === undefined) {
		throw new RocksError(`no such appliance: ${membership}`);
	}

	const hosts = [...state.hosts];
	for (const { mac, address } of machines) {
		const rank = hosts.filter((host) => host.appliance === appliance).length;
		const name = `${appliance}-0-${rank}`;
		hosts.push({ name, membership, appliance, cpus: 2, rack: 0, rank, mac, address, action: 'install' });
	}

	writeState({ ...state, hosts });
	return `Inserted ${hosts
		.slice(state.hosts.length)
		.map(({ name }) => name)
		.join(', ')}\n`;
}
