import { messageOf } from '../../../../common/errors.ts';
import { run } from '../../../../common/run.ts';
import type { DomainState } from '../driver.ts';
import { hypervisorErrors } from '../errors.ts';

/** Memory that the host keeps: 32 MB as the original, and what the least host system needs (spec §3.6). */
export interface HostInfo {
	readonly memoryMb: number;
	readonly cores: number;
}

export async function virsh(uri: string, args: readonly string[], timeoutMs = 60_000): Promise<string> {
	const { stdout } = await run('virsh', ['-q', '-c', uri, ...args], { timeoutMs });
	return stdout;
}

/** True if libvirt says that it knows no such domain. */
export function isNoDomain(error: unknown): boolean {
	return /failed to get domain|Domain not found|domain is not running/i.test(messageOf(error));
}

export async function nodeInfo(uri: string): Promise<HostInfo> {
	const answer = await virsh(uri, ['nodeinfo']);
	const cores = /^CPU\(s\):\s+(\d+)/m.exec(answer)?.[1];
	const kib = /^Memory size:\s+(\d+) KiB/m.exec(answer)?.[1] ?? /^Memory size:\s+(\d+) kB/m.exec(answer)?.[1];
	if (cores === undefined || kib === undefined) {
		throw hypervisorErrors('LIBVIRT_ANSWER', { uri, command: 'nodeinfo', answer });
	}

	return { memoryMb: Math.floor(Number(kib) / 1024), cores: Number(cores) };
}

/** The words of `virsh list`. */
const states: Readonly<Record<string, DomainState>> = {
	'no state': 'no-state',
	running: 'running',
	idle: 'blocked',
	blocked: 'blocked',
	paused: 'paused',
	pmsuspended: 'paused',
	'in shutdown': 'shutdown',
	dying: 'shutdown',
	'shut off': 'shutoff',
	crashed: 'crashed',
};

/** Lines of number, name and state; only names that look like instances. */
export function parseList(text: string): Map<string, DomainState> {
	const domains = new Map<string, DomainState>();
	for (const line of text.split('\n')) {
		const [, name, state] = /^\s*(?:\d+|-)\s+(i-[0-9A-F]{8})\s+(\S.*?)\s*$/.exec(line) ?? [];
		if (name !== undefined && state !== undefined) {
			domains.set(name, states[state] ?? 'no-state');
		}
	}

	return domains;
}
