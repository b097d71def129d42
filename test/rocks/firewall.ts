import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { hostsNamed } from './hosts.ts';
import { ROOT, RocksError, readState, type State, writeState } from './state.ts';

type Rule = State['firewall'][number];

/** The devices of a front-end. */
const DEVICES: Readonly<Record<string, string>> = { private: 'eth0', public: 'eth1' };

const rule = (name: string, words: Partial<Rule>): Rule => ({
	...{ name, chain: 'INPUT', network: 'all', protocol: 'all', service: 'all', flags: '', action: 'ACCEPT' },
	...words,
});

/** What every host has: all on the private network, ssh on the public one; low ports of others are refused, high ones not. */
const DEFAULTS: readonly Rule[] = [
	rule('A20-ALL-PRIVATE', { network: 'private' }),
	rule('A20-SSH-PUBLIC', { network: 'public', protocol: 'tcp', service: 'ssh', flags: '-m state --state NEW' }),
	rule('A30-RELATED-PUBLIC', { network: 'public', flags: '-m state --state RELATED,ESTABLISHED' }),
	rule('R900-PRIVILEGED-TCP', { protocol: 'tcp', service: '0:1024', action: 'REJECT' }),
	rule('R900-PRIVILEGED-UDP', { protocol: 'udp', service: '0:1024', action: 'REJECT' }),
];

/** `rocks add firewall host=H network=N …`: noted only. Here every rule is the front-end's. */
export function addFirewall(parameters: ReadonlyMap<string, string>): string {
	const state = readState();
	const need = (name: string) => {
		const value = parameters.get(name);
		if (value === undefined || value === '') {
			throw new RocksError(`${name} required`);
		}

		return value;
	};
	hostsNamed(state, [need('host').replace(/^localhost$/, state.hosts[0]?.name ?? '')]);
	const network = need('network');
	if (network !== 'all' && DEVICES[network] === undefined) {
		throw new RocksError(`network "${network}" not in the database`);
	}

	const added: Rule = {
		name: need('rulename'),
		chain: need('chain').toUpperCase(),
		network,
		protocol: need('protocol'),
		service: need('service'),
		flags: parameters.get('flags') ?? '',
		action: need('action').toUpperCase(),
	};
	if (state.firewall.some(({ name }) => name === added.name)) {
		throw new RocksError('firewall rule already exists');
	}

	writeState({ ...state, firewall: [...state.firewall, added] });
	return '';
}

/** `rocks sync host firewall H`: written to the file that the machine loads when it starts, and loaded. */
export function syncFirewall(): string {
	loadFirewall(readState().firewall);
	return '';
}

/** Rules count in the order of their names. */
export function loadFirewall(added: readonly Rule[]): void {
	const rules = [...DEFAULTS, ...added].sort((a, b) => (a.name < b.name ? -1 : 1)).map(asWords);
	const policies = [':INPUT ACCEPT [0:0]', ':FORWARD DROP [0:0]', ':OUTPUT ACCEPT [0:0]'];
	const text = `${['*filter', ...policies, '-A INPUT -i lo -j ACCEPT', ...rules, 'COMMIT'].join('\n')}\n`;
	const file = join(ROOT, 'etc/sysconfig/iptables');
	mkdirSync(dirname(file), { recursive: true });
	writeFileSync(file, text);
	execFileSync('iptables-restore', { input: text });
}

function asWords({ chain, network, protocol, service, flags, action }: Rule): string {
	const device = DEVICES[network];
	return [
		...['-A', chain],
		...(device === undefined ? [] : ['-i', device]),
		...(protocol === 'all' ? [] : ['-p', protocol]),
		...(service === 'all' ? [] : ['--dport', service]),
		...(flags === '' ? [] : [flags]),
		...['-j', action],
	].join(' ');
}
